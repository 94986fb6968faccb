// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_SYSTEM_NUMBERS_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_SYSTEM_NUMBERS_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <boost/system/errc.hpp>

#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// By which numbers a system's drivers say what virtual ports say.
struct driver_numbers
{
    int lost;        ///< The device has been removed.
    int not_found;   ///< There is no such port.
    int busy;        ///< Somebody has it open.
    int no_terminal; ///< What was opened is no port.
};

// EIO, ENOENT, EBUSY, ENOTTY; ERROR_DEVICE_REMOVED, ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED,
// ERROR_INVALID_FUNCTION.
inline constexpr driver_numbers the_drivers = detail::this_os == detail::os::windows
    ? driver_numbers{1617, 2, 5, 1}
    : driver_numbers{5, 2, 16, 25};

/** What this system's number is for a number of `errc`, where one means more than the other; nothing
    where `errc` says it all.

    @param where What fails with it.
*/
inline std::optional<int> number_for(detail::error_context where, int errc_value) noexcept
{
    namespace errc = boost::system::errc;
    struct row
    {
        int from;
        bool fits; ///< That call.
        int to;
    };
    bool const opens = where == detail::error_context::open;
    bool const configures = where == detail::error_context::configure;
    row const rows[] = {{errc::interrupted, true, 10004},     // WSAEINTR, as Asio's code is
        {errc::resource_unavailable_try_again, true, 1237},   // ERROR_RETRY, as Asio's
        {errc::operation_would_block, true, 10035},           // WSAEWOULDBLOCK, as Asio's
        {errc::io_error, opens, 1167},                        // ERROR_DEVICE_NOT_CONNECTED
        {errc::no_such_device, opens, 1167},                  // the same
        {errc::no_such_device_or_address, opens, 1167},       // the same
        {errc::inappropriate_io_control_operation, opens, 1}, // ERROR_INVALID_FUNCTION
        {errc::invalid_argument, opens || configures, 87},    // ERROR_INVALID_PARAMETER
        {errc::result_out_of_range, configures, 87}};         // the same
    if (detail::this_os != detail::os::windows)
        return errc_value; // they are the system's
    for (row const& r : rows)
        if (r.from == errc_value && r.fits)
            return r.to;
    return std::nullopt;
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
