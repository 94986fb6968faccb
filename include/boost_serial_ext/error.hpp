// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_ERROR_HPP
#define BOOST_SERIAL_EXT_ERROR_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

using boost::system::error_code;

/** What the library itself has to say; everything else is the operating system's own number.

    The `invalid_…` codes name the member of `serial_config` at fault and compare equal to
    `condition::invalid_configuration`. The `rejected_…` codes name the setting that the device
    refused or silently changed and compare equal to `condition::unsupported_configuration`.
*/
enum class error
{
    invalid_baud_rate = 1,           ///< `baud_rate` is 0.
    invalid_character_size,          ///< `character_size` is not 5 to 8.
    invalid_parity,                  ///< `parity` is none of its enumerators.
    invalid_stop_bits,               ///< `stop_bits` is none of its enumerators.
    invalid_dtr,                     ///< `dtr` is none of the enumerators of `initial_line`.
    invalid_rts,                     ///< `rts` is none of the enumerators of `initial_line`.
    invalid_rs485_mode,              ///< `rs485->mode` is none of its enumerators.
    invalid_rs485_delay_before_send, ///< `rs485->delay_before_send` is not 0 to 60 s.
    invalid_rs485_delay_after_send,  ///< `rs485->delay_after_send` is not 0 to 60 s.
    rs485_excludes_rts_cts,          ///< `rs485` and `flow_control.rts_cts` both claim RTS.
    invalid_baud_tolerance,          ///< `baud_tolerance` is not from 0 up to below 1.
    invalid_unsupported_policy,      ///< `unsupported` is none of its enumerators.
    fixed_line_marks,                ///< `line_marks` cannot change while the port is open.
    config_string_too_long,          ///< The text of a configuration is too long.
    unknown_config_word,             ///< The text of a configuration has an unknown word.
    duplicate_config_word,           ///< The text of a configuration has a word twice.
    rejected_baud_rate,              ///< The baud rate was not accepted.
    rejected_character_size,         ///< The character size was not accepted.
    rejected_parity,                 ///< The parity was not accepted.
    rejected_stop_bits,              ///< The stop bits were not accepted.
    rejected_xon_xoff,               ///< XON/XOFF flow control was not accepted.
    rejected_rts_cts,                ///< RTS/CTS flow control was not accepted.
    rejected_hangup_on_close,        ///< `hangup_on_close` was not accepted.
    rejected_raw_mode,               ///< Raw (uninterpreted) input was not accepted.
    rejected_line_marks,             ///< Marks in the input were not accepted.
    rejected_dtr,                    ///< The state of DTR was not accepted.
    rejected_rts,                    ///< The state of RTS was not accepted.
    rejected_rs485,                  ///< RS-485 was not accepted.
    not_restored,                    ///< The device did not take its earlier settings back.
    operation_in_progress,           ///< An operation that excludes this one is in progress.
    invalid_duration,                ///< A duration is negative, or a silence's is zero.
    end_of_input,                    ///< An adopted terminal's settings say that its input ends.
    no_line_events,                  ///< The mask of line events is empty.
    line_marks_on, ///< With `line_marks` only `async_read_marked`, `read_marked` read.
    line_marks_off ///< `async_read_marked` and `read_marked` need `line_marks`.
};

/** What callers compare an `error_code` with: the same meaning on every system.

    `ec == condition::disconnected` holds for the operating system's numbers (errno, Win32), for
    Asio's own codes and for this library's. Where one number means different things in different
    calls (EINVAL when a device is opened, configured or read) the code's category remembers the
    call; the number itself, `ec.value()`, is never replaced.
*/
enum class condition
{
    port_not_found = 1,        ///< No serial port answers to that name.
    port_busy,                 ///< Somebody else holds the port.
    permission_denied,         ///< This user may not open the port.
    invalid_configuration,     ///< A value no port could have; found without asking one.
    unsupported_feature,       ///< The system, the driver or the device lacks the feature.
    unsupported_configuration, ///< The device refused or silently changed a setting.
    disconnected,              ///< The device is gone: unplugged, hung up, powered off.
    closed,                    ///< The stream is not open.
    aborted,                   ///< The operation was cancelled, or the stream was closed meanwhile.
    timed_out                  ///< The time allowed for the operation is over.
};

/// The category of `error`; its name is "boost_serial_ext".
BOOST_SERIAL_EXT_DECL boost::system::error_category const& error_category() noexcept;

/// The category of `condition`; its name is "boost_serial_ext.condition".
BOOST_SERIAL_EXT_DECL boost::system::error_category const& condition_category() noexcept;

/// Makes the code that an enumerator stands for; found by argument-dependent look-up.
inline error_code make_error_code(error e) noexcept
{
    return {static_cast<int>(e), error_category()};
}

/// Makes the condition that an enumerator stands for; found by argument-dependent look-up.
inline boost::system::error_condition make_error_condition(condition c) noexcept
{
    return {static_cast<int>(c), condition_category()};
}

/// Writes the condition's message, as in "the device is disconnected": for tests and logs.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, condition value);

/** The condition that a code is equal to, if there is one.

    For messages: `make_error_condition(*condition_of(ec)).message()` says "the device is
    disconnected" where the system says "Input/output error". To decide, compare `ec` itself.
*/
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::optional<condition> condition_of(
    error_code const& ec) noexcept;

/** Tell a person why a device could not be opened, and what to do about it.

    Looks at the device's node without opening it: owner, group and mode, the group to join, and
    the process that holds the lock where the system tells. Made for messages, not for decisions:
    compare `ec` with a `condition` for those. In header-only mode it comes with
    `serial_stream.hpp`.

    @param device The name that was given to `open`; used during the call only.
    @param ec What `open` reported.
    @return One sentence or two in English, without a line break; never empty.
    @throws std::bad_alloc
*/
BOOST_SERIAL_EXT_DECL std::string explain_open_failure(std::string_view device, error_code ec);

namespace detail {

/// The kind of call that failed: it decides what an ambiguous number means.
enum class error_context : unsigned char
{
    transfer,
    open,
    configure,
    refused ///< A setting that a device which is still there said no to.
};

/** Turn a system's error number into a code with the right condition.

    The code has the system category wherever the number alone already leads to the right
    condition, so that comparing with `boost::system::errc` and Asio's codes works as ever;
    otherwise a category of the context, which answers to the same generic conditions.
*/
BOOST_SERIAL_EXT_DECL error_code make_system_error(
    error_context where, int number, boost::source_location const* loc = nullptr) noexcept;

/// Throws `boost::system::system_error` if `ec` is a failure; used by every throwing twin.
BOOST_SERIAL_EXT_DECL void throw_if(error_code const& ec, char const* where);

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<>
struct boost::system::is_error_code_enum<boost_serial_ext::error> : std::true_type
{
};

template<>
struct boost::system::is_error_condition_enum<boost_serial_ext::condition> : std::true_type
{
};

/// Sets `ec` to a code made from `value`, with the place in the source where that happened.
#define BOOST_SERIAL_EXT_ASSIGN(ec, ...)                                                           \
    do                                                                                             \
    {                                                                                              \
        static constexpr ::boost::source_location here_ = BOOST_CURRENT_LOCATION;                  \
        (ec).assign(__VA_ARGS__, &here_);                                                          \
    } while (false)

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/impl/error.ipp>
#endif

#endif
