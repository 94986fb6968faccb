// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_ERRORS_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_ERRORS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/error_numbers.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// `Sys` is one system call per function: each returns 0 or the error number (sys_windows.hpp).

/// Whether a driver that answers so to an optional request simply does not have it.
constexpr bool is_missing_on_windows(int number) noexcept
{
    return meaning_of(os::windows, number) == condition::unsupported_feature;
}

/// Turns an error number into an error code; true if it is one.
inline bool windows_fail(error_code& ec, error_context where, int number) noexcept
{
    ec.clear();
    if (number != 0)
        BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(where, number));
    return number != 0;
}

/// The same for a request that a driver need not have.
inline bool windows_fail(error_code& ec, error_context where, feature f, int number) noexcept
{
    if (!is_missing_on_windows(number))
        return windows_fail(ec, where, number);
    BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(f));
    return true;
}

/** In which context a call has failed that changes a setting.

    ERROR_ACCESS_DENIED and ERROR_GEN_FAILURE are answers of drivers whose device is gone, and of those
    that dislike a setting: whoever still tells of its queues is there.
*/
template<class Sys>
error_context context_of_change(Sys& sys, native_handle handle, int number) noexcept
{
    int const access_denied = 5, general_failure = 31;
    std::uint32_t errors = 0, input = 0, output = 0;
    if (number != access_denied && number != general_failure)
        return error_context::configure;
    return sys.get_queues(handle, errors, input, output) == 0 ? error_context::refused
                                                              : error_context::transfer;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
