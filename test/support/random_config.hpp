// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_RANDOM_CONFIG_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_RANDOM_CONFIG_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <chrono>
#include <cstdint>
#include <random>

namespace boost_serial_ext_test {

// Valid configurations for property tests, the same ones for the same seed on every system: the
// standard's engines are specified to the bit, its distributions are not, so none is used.
class random_configs
{
public:
    explicit random_configs(std::uint32_t seed) : engine_(seed) {}

    boost_serial_ext::serial_config operator()()
    {
        using namespace boost_serial_ext;
        serial_config c;
        c.baud_rate = one_in(4) ? edge_baud_rate() : 1 + below(0xFFFFFFFFu);
        c.character_size = static_cast<std::uint8_t>(5 + below(4));
        c.parity = static_cast<enum parity>(below(5));
        c.stop_bits = static_cast<enum stop_bits>(below(3));
        c.flow_control = {one_in(2), one_in(2), one_in(2)};
        c.exclusive = one_in(2);
        c.hangup_on_close = one_in(2);
        c.low_latency = one_in(2);
        if (one_in(2))
        {
            c.rs485 = rs485();
            c.flow_control.rts_cts = false; // the two exclude one another
        }
        c.dtr = static_cast<initial_line>(below(3));
        c.rts = static_cast<initial_line>(below(3));
        if (!one_in(3))
            c.baud_tolerance = tolerance();
        c.unsupported = static_cast<unsupported_policy>(below(3));
        c.line_marks = one_in(2);
        return c;
    }

    std::uint32_t below(std::uint32_t bound)
    {
        return static_cast<std::uint32_t>(engine_() % bound);
    }
    bool one_in(std::uint32_t n) { return below(n) == 0; }
    std::uint64_t bits64() { return std::uint64_t{engine_()} << 32 | engine_(); }

private:
    std::uint32_t edge_baud_rate()
    {
        constexpr std::uint32_t edges[]
            = {1, 2, 50, 9'600, 115'200, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu};
        return edges[below(8)];
    }

    boost_serial_ext::rs485_config rs485()
    {
        using std::chrono::milliseconds;
        boost_serial_ext::rs485_config r;
        r.rts_on_send = one_in(2);
        r.rts_after_send = one_in(2);
        r.rx_during_tx = one_in(2);
        r.terminate_bus = one_in(2);
        r.delay_before_send = milliseconds(one_in(3) ? 0 : one_in(3) ? 60'000 : below(60'001));
        r.delay_after_send = milliseconds(one_in(3) ? 0 : one_in(3) ? 60'000 : below(60'001));
        r.mode = static_cast<boost_serial_ext::rs485_mode>(below(3));
        return r;
    }

    // From 0 up to below 1: with few digits, with all 17 of them, and tiny.
    double tolerance()
    {
        switch (below(4))
        {
        case 0: return 0.0;
        case 1: return below(1'000) / 1'000.0;
        case 2: return below(0xFFFFFFFFu) / 4'294'967'296.0 / 1e9;
        default: return static_cast<double>(bits64() >> 11) * 0x1p-53;
        }
    }

    std::mt19937 engine_;
};

} // namespace boost_serial_ext_test

#endif
