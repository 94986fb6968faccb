// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_RATES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_RATES_IPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A rate, and its name in this system's header.
struct plain_rate
{
    std::uint32_t rate;
    ::speed_t name;
};
inline constexpr plain_rate plain_rates[] = {
    {50, B50},
    {75, B75},
    {110, B110},
    {134, B134},
    {150, B150},
    {200, B200},
    {300, B300},
    {600, B600},
    {1'200, B1200},
    {1'800, B1800},
    {2'400, B2400},
    {4'800, B4800},
    {9'600, B9600},
    {19'200, B19200},
    {38'400, B38400},
// What POSIX has not had until 2024, and systems do.
#if defined(B7200)
    {7'200, B7200},
#endif
#if defined(B14400)
    {14'400, B14400},
#endif
#if defined(B28800)
    {28'800, B28800},
#endif
#if defined(B57600)
    {57'600, B57600},
#endif
#if defined(B76800)
    {76'800, B76800},
#endif
#if defined(B115200)
    {115'200, B115200},
#endif
#if defined(B230400)
    {230'400, B230400},
#endif
#if defined(B460800)
    {460'800, B460800},
#endif
#if defined(B500000)
    {500'000, B500000},
#endif
#if defined(B576000)
    {576'000, B576000},
#endif
#if defined(B921600)
    {921'600, B921600},
#endif
#if defined(B1000000)
    {1'000'000, B1000000},
#endif
#if defined(B1152000)
    {1'152'000, B1152000},
#endif
#if defined(B1500000)
    {1'500'000, B1500000},
#endif
#if defined(B2000000)
    {2'000'000, B2000000},
#endif
#if defined(B2500000)
    {2'500'000, B2500000},
#endif
#if defined(B3000000)
    {3'000'000, B3000000},
#endif
#if defined(B3500000)
    {3'500'000, B3500000},
#endif
#if defined(B4000000)
    {4'000'000, B4000000},
#endif
};

/// What stands for a rate that has no number here, so that it can be put back.
inline constexpr std::uint32_t plain_unnamed = 0x8000'0000;

inline std::uint32_t plain_speed(::speed_t name) noexcept
{
    for (plain_rate const& r : plain_rates)
        if (r.name == name)
            return r.rate;
    return plain_unnamed | static_cast<std::uint32_t>(name);
}

/// False for one that has no name here.
inline bool speed_of_plain(std::uint32_t rate, ::speed_t& name) noexcept
{
    for (plain_rate const& r : plain_rates)
        if (r.rate == rate)
            return name = r.name, true;
    name = static_cast<::speed_t>(rate & ~plain_unnamed);
    return (rate & plain_unnamed) != 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
