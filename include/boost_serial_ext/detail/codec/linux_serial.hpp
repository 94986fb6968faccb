// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_SERIAL_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_SERIAL_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The kernel's `struct serial_struct` (linux/serial.h). A test compares the layouts.
struct linux_serial
{
    int type, line;
    unsigned port;
    int irq, flags, xmit_fifo_size, custom_divisor, baud_base;
    unsigned short close_delay;
    char io_type, reserved_char;
    int hub6;
    unsigned short closing_wait, closing_wait2;
    unsigned char* iomem_base;
    unsigned short iomem_reg_shift;
    unsigned port_high;
    unsigned long iomap_base;
};

/// ASYNC_LOW_LATENCY (linux/tty_flags.h).
inline constexpr int linux_low_latency = 1 << 13;

inline bool is_low_latency(linux_serial const& s) noexcept
{
    return (s.flags & linux_low_latency) != 0;
}

/// Nothing but the flag changes: without privileges the kernel refuses whatever else differs.
inline linux_serial with_low_latency(linux_serial s, bool on) noexcept
{
    s.flags = on ? s.flags | linux_low_latency : s.flags & ~linux_low_latency;
    return s;
}

/// The kernel's `struct serial_rs485` (linux/serial.h), its unions as plain padding.
struct linux_rs485
{
    std::uint32_t flags = 0;
    std::uint32_t delay_rts_before_send = 0; // ms
    std::uint32_t delay_rts_after_send = 0;  // ms
    std::uint32_t padding[5] = {};

    friend bool operator==(linux_rs485 const& a, linux_rs485 const& b) noexcept
    {
        for (std::size_t i = 0; i < 5; ++i)
            if (a.padding[i] != b.padding[i])
                return false;
        return a.flags == b.flags && a.delay_rts_before_send == b.delay_rts_before_send
            && a.delay_rts_after_send == b.delay_rts_after_send;
    }
    friend bool operator!=(linux_rs485 const& a, linux_rs485 const& b) noexcept
    {
        return !(a == b);
    }
};
static_assert(sizeof(linux_rs485) == 32, "the kernel's size");

// SER_RS485_… (linux/serial.h).
namespace linux_rs485_flags {
inline constexpr std::uint32_t enabled = 0x01, rts_on_send = 0x02, rts_after_send = 0x04,
                               rx_during_tx = 0x10, terminate_bus = 0x20;
} // namespace linux_rs485_flags

/// Overwrites what a configuration decides; bits that nobody here knows stay.
inline void encode(rs485_config const& config, linux_rs485& r) noexcept
{
    using namespace linux_rs485_flags;
    r.flags &= ~(rts_on_send | rts_after_send | rx_during_tx | terminate_bus);
    r.flags |= enabled;
    r.flags |= config.rts_on_send ? rts_on_send : 0u;
    r.flags |= config.rts_after_send ? rts_after_send : 0u;
    r.flags |= config.rx_during_tx ? rx_during_tx : 0u;
    r.flags |= config.terminate_bus ? terminate_bus : 0u;
    r.delay_rts_before_send = static_cast<std::uint32_t>(config.delay_before_send.count());
    r.delay_rts_after_send = static_cast<std::uint32_t>(config.delay_after_send.count());
}

inline bool is_enabled(linux_rs485 const& r) noexcept
{
    return (r.flags & linux_rs485_flags::enabled) != 0;
}

inline rs485_config decode(linux_rs485 const& r) noexcept
{
    using namespace linux_rs485_flags;
    rs485_config config;
    config.rts_on_send = (r.flags & rts_on_send) != 0;
    config.rts_after_send = (r.flags & rts_after_send) != 0;
    config.rx_during_tx = (r.flags & rx_during_tx) != 0;
    config.terminate_bus = (r.flags & terminate_bus) != 0;
    config.delay_before_send = std::chrono::milliseconds(r.delay_rts_before_send);
    config.delay_after_send = std::chrono::milliseconds(r.delay_rts_after_send);
    config.mode = rs485_mode::kernel;
    return config;
}

/// Where ftdi_sio shows how long a chip collects bytes before it sends them to the host, in ms
/// (drivers/usb/serial/ftdi_sio.c, latency_timer).
class latency_timer_path
{
public:
    latency_timer_path(unsigned major_number, unsigned minor_number) noexcept
    {
        char* end = text_;
        auto const put = [&](std::string_view s) { end = std::copy(s.begin(), s.end(), end); };
        put("/sys/dev/char/");
        end = std::to_chars(end, text_ + sizeof text_, major_number).ptr;
        put(":");
        end = std::to_chars(end, text_ + sizeof text_, minor_number).ptr;
        put("/device/latency_timer");
        *end = '\0';
    }

    char const* c_str() const noexcept { return text_; }

private:
    char text_[64]; // 56 with the longest numbers
};

/// The number in such a file: 0 to 255, a line feed after it; -1 if it is anything else.
inline int parse_latency_timer(std::string_view text) noexcept
{
    if (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    int value = text.empty() || text.size() > 3 ? -1 : 0;
    for (char const c : text)
        value = value < 0 || c < '0' || c > '9' ? -1 : value * 10 + (c - '0');
    return value > 255 ? -1 : value;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
