// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SETTINGS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SETTINGS_HPP

#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

namespace boost_serial_ext_test {

/// Everything a pty takes, beside the rate: sixteen combinations.
inline std::vector<serial_config> accepted_configs()
{
    std::vector<serial_config> all;
    for (unsigned bits = 0; bits < 16; ++bits)
    {
        bool const any = lack_of(ability::any_rate).empty();
        serial_config c{any ? 9600 + bits : 9600};
        c.stop_bits = (bits & 1u) != 0 ? stop_bits::two : stop_bits::one;
        c.flow_control.rts_cts = any && (bits & 2u) != 0;
        c.flow_control.xon_xoff = (bits & 4u) != 0;
        c.hangup_on_close = (bits & 8u) != 0 || !lack_of(ability::hangup).empty();
        all.push_back(c);
    }
    return all;
}

/// What the stream says must be what the driver has, down to the letter.
inline void check_in_force(open_port& port, serial_config const& config)
{
    BOOST_TEST(port.far_end.framing() == framing_of(config));
    BOOST_TEST(port.far_end.interference() == "");
    BOOST_TEST(port.stream.config() == config);
}

} // namespace boost_serial_ext_test

#endif
