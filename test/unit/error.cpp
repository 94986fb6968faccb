// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/error_numbers.hpp>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(error_codes)

using boost_serial_ext::error; // and not glibc's function
namespace errc = boost::system::errc;

namespace {

using detail::error_context;
using detail::os;
using meaning = std::optional<condition>;

constexpr condition all_conditions[] = {
    condition::port_not_found,
    condition::port_busy,
    condition::permission_denied,
    condition::invalid_configuration,
    condition::unsupported_feature,
    condition::unsupported_configuration,
    condition::disconnected,
    condition::closed,
    condition::aborted,
    condition::timed_out,
};

// Those in which a number decides; a refusal means the same whatever its number is.
constexpr error_context deciding_contexts[]
    = {error_context::transfer, error_context::open, error_context::configure};
constexpr error_context all_contexts[] = {
    error_context::transfer, error_context::open, error_context::configure, error_context::refused};

std::string name(meaning m)
{
    return m ? make_error_condition(*m).message() : "(no condition)";
}

// All conditions that a code is equal to, as text: one at most is what the tests expect.
std::string meaning_of(error_code const& ec)
{
    std::string found;
    for (condition const c : all_conditions)
        if (ec == c)
            found += (found.empty() ? "" : " and ") + name(c);
    return found.empty() ? name(std::nullopt) : found;
}

struct own_code
{
    error code;
    std::string_view in_message; // what its message has to name
    meaning expected;
};

constexpr auto invalid = condition::invalid_configuration;
constexpr auto refused = condition::unsupported_configuration;

constexpr own_code own_codes[] = {
    {error::invalid_baud_rate, "serial_config.baud_rate", invalid},
    {error::invalid_character_size, "serial_config.character_size", invalid},
    {error::invalid_parity, "serial_config.parity", invalid},
    {error::invalid_stop_bits, "serial_config.stop_bits", invalid},
    {error::invalid_dtr, "serial_config.dtr", invalid},
    {error::invalid_rts, "serial_config.rts", invalid},
    {error::invalid_rs485_mode, "serial_config.rs485.mode", invalid},
    {error::invalid_rs485_delay_before_send, "serial_config.rs485.delay_before_send", invalid},
    {error::invalid_rs485_delay_after_send, "serial_config.rs485.delay_after_send", invalid},
    {error::rs485_excludes_rts_cts, "serial_config.flow_control.rts_cts", invalid},
    {error::invalid_baud_tolerance, "serial_config.baud_tolerance", invalid},
    {error::invalid_unsupported_policy, "serial_config.unsupported", invalid},
    {error::fixed_line_marks, "serial_config.line_marks", invalid},
    {error::config_string_too_long, "longer than 512", invalid},
    {error::unknown_config_word, "unknown word", invalid},
    {error::duplicate_config_word, "a word twice", invalid},
    {error::rejected_baud_rate, "baud rate", refused},
    {error::rejected_character_size, "character size", refused},
    {error::rejected_parity, "parity", refused},
    {error::rejected_stop_bits, "stop bits", refused},
    {error::rejected_xon_xoff, "XON/XOFF", refused},
    {error::rejected_rts_cts, "RTS/CTS", refused},
    {error::rejected_hangup_on_close, "hang-up on close", refused},
    {error::rejected_raw_mode, "raw", refused},
    {error::rejected_line_marks, "marks", refused},
    {error::rejected_dtr, "DTR", refused},
    {error::rejected_rts, "RTS", refused},
    {error::rejected_rs485, "RS-485", refused},
    {error::not_restored, "earlier settings", refused},
    {error::operation_in_progress, "in progress", std::nullopt},
    {error::invalid_duration, "duration", std::nullopt},
    {error::end_of_input, "end of the input", std::nullopt},
    {error::no_line_events, "line events", std::nullopt},
    {error::line_marks_on, "only async_read_marked", std::nullopt},
    {error::line_marks_off, "need serial_config.line_marks", std::nullopt},
};

// A number, what it means anywhere, when opening, when configuring and when transferring.
struct number_row
{
    int number;
    meaning plain, open, configure, transfer;
};

constexpr number_row anywhere(int number, condition c)
{
    return {number, c, c, c, c};
}

constexpr number_row when_open(int number, meaning plain, condition open)
{
    return {number, plain, open, plain, plain};
}

constexpr auto not_found = condition::port_not_found;
constexpr auto busy = condition::port_busy;
constexpr auto denied = condition::permission_denied;
constexpr auto lacking = condition::unsupported_feature;
constexpr auto gone = condition::disconnected;

constexpr number_row number_of_invalid_argument_on_posix
    = {22, std::nullopt, not_found, refused, std::nullopt};
constexpr number_row number_of_range_error_on_posix
    = {34, std::nullopt, std::nullopt, refused, std::nullopt};

std::vector<number_row> common_posix_rows()
{
    return {
        anywhere(1, denied),            // EPERM
        anywhere(2, not_found),         // ENOENT
        when_open(5, gone, not_found),  // EIO
        when_open(6, gone, not_found),  // ENXIO
        anywhere(9, condition::closed), // EBADF
        anywhere(13, denied),           // EACCES
        anywhere(16, busy),             // EBUSY
        when_open(19, gone, not_found), // ENODEV
        anywhere(20, not_found),        // ENOTDIR
        anywhere(21, not_found),        // EISDIR
        number_of_invalid_argument_on_posix,
        when_open(25, lacking, not_found),      // ENOTTY
        when_open(26, std::nullopt, not_found), // ETXTBSY
        number_of_range_error_on_posix,
    };
}

std::vector<number_row> rows_of(os family)
{
    std::vector<number_row> rows;
    if (family != os::windows)
        rows = common_posix_rows();
    if (family == os::linux_kernel)
        rows.insert(rows.end(),
            {
                {11, std::nullopt, busy, busy, std::nullopt}, // EWOULDBLOCK: the advisory lock
                anywhere(36, not_found),                      // ENAMETOOLONG
                anywhere(38, lacking),                        // ENOSYS
                anywhere(40, not_found),                      // ELOOP
                anywhere(95, lacking),                        // EOPNOTSUPP
                anywhere(108, gone),                          // ESHUTDOWN
                anywhere(110, condition::timed_out),          // ETIMEDOUT
                anywhere(125, condition::aborted),            // ECANCELED
            });
    if (detail::is_bsd(family))
        rows.insert(rows.end(),
            {
                {35, std::nullopt, busy, busy, std::nullopt}, // EWOULDBLOCK: the advisory lock
                anywhere(45, lacking),              // EOPNOTSUPP of the BSDs, ENOTSUP of macOS
                anywhere(60, condition::timed_out), // ETIMEDOUT
                anywhere(62, not_found),            // ELOOP
                anywhere(63, not_found),            // ENAMETOOLONG
                anywhere(78, lacking),              // ENOSYS
            });
    if (family == os::freebsd || family == os::dragonfly)
        rows.push_back(anywhere(85, condition::aborted)); // ECANCELED
    if (family == os::netbsd)
        rows.insert(rows.end(),
            {anywhere(86, lacking), // ENOTSUP
                anywhere(87, condition::aborted)});
    if (family == os::openbsd)
        rows.insert(rows.end(), {anywhere(88, condition::aborted), anywhere(91, lacking)});
    if (family == os::darwin)
        rows.insert(
            rows.end(), {anywhere(89, condition::aborted), anywhere(102, lacking)}); // EOPNOTSUPP
    if (family == os::other) // the numbers are this host's
        rows.insert(rows.end(),
            {
                {EWOULDBLOCK, std::nullopt, busy, busy, std::nullopt}, // the advisory lock
                anywhere(ECANCELED, condition::aborted),
                anywhere(ELOOP, not_found),
                anywhere(ENAMETOOLONG, not_found),
                anywhere(ENOSYS, lacking),
                anywhere(ENOTSUP, lacking),
                anywhere(EOPNOTSUPP, lacking),
                anywhere(ETIMEDOUT, condition::timed_out),
            });
    if (family == os::windows)
        rows = {
            {1, lacking, not_found, lacking, lacking},            // ERROR_INVALID_FUNCTION
            anywhere(2, not_found),                               // ERROR_FILE_NOT_FOUND
            anywhere(3, not_found),                               // ERROR_PATH_NOT_FOUND
            {5, denied, busy, denied, gone},                      // ERROR_ACCESS_DENIED
            when_open(6, condition::closed, not_found),           // ERROR_INVALID_HANDLE
            anywhere(15, not_found),                              // ERROR_INVALID_DRIVE
            anywhere(20, gone),                                   // ERROR_BAD_UNIT
            anywhere(21, gone),                                   // ERROR_NOT_READY
            anywhere(22, gone),                                   // ERROR_BAD_COMMAND
            {31, gone, not_found, refused, gone},                 // ERROR_GEN_FAILURE
            anywhere(32, busy),                                   // ERROR_SHARING_VIOLATION
            anywhere(38, gone),                                   // ERROR_HANDLE_EOF
            anywhere(50, lacking),                                // ERROR_NOT_SUPPORTED
            anywhere(55, gone),                                   // ERROR_DEV_NOT_EXIST
            {87, std::nullopt, not_found, refused, std::nullopt}, // ERROR_INVALID_PARAMETER
            anywhere(109, gone),                                  // ERROR_BROKEN_PIPE
            anywhere(120, lacking),                               // ERROR_CALL_NOT_IMPLEMENTED
            anywhere(121, condition::timed_out),                  // ERROR_SEM_TIMEOUT
            anywhere(123, not_found),                             // ERROR_INVALID_NAME
            anywhere(170, busy),                                  // ERROR_BUSY
            anywhere(433, gone),                                  // ERROR_NO_SUCH_DEVICE
            anywhere(676, condition::aborted),                    // ERROR_HANDLES_CLOSED
            anywhere(995, condition::aborted),                    // ERROR_OPERATION_ABORTED
            anywhere(1117, gone),                                 // ERROR_IO_DEVICE
            when_open(1167, gone, not_found),                     // ERROR_DEVICE_NOT_CONNECTED
            anywhere(1460, condition::timed_out),                 // ERROR_TIMEOUT
            anywhere(1617, gone),                                 // ERROR_DEVICE_REMOVED
            anywhere(10060, condition::timed_out),                // WSAETIMEDOUT
        };
    return rows;
}

void check_family(os family)
{
    for (number_row const& row : rows_of(family))
        BOOST_TEST_CONTEXT("number " << row.number)
        {
            BOOST_TEST(name(detail::meaning_of(family, row.number)) == name(row.plain));
            BOOST_TEST(name(detail::meaning_of(family, error_context::open, row.number))
                == name(row.open));
            BOOST_TEST(name(detail::meaning_of(family, error_context::configure, row.number))
                == name(row.configure));
            BOOST_TEST(name(detail::meaning_of(family, error_context::transfer, row.number))
                == name(row.transfer));
            BOOST_TEST(name(detail::meaning_of(family, error_context::refused, row.number))
                == name(refused));
        }
}

void check_that_nothing_else_has_a_meaning(os family)
{
    std::set<int> listed;
    for (number_row const& row : rows_of(family))
        listed.insert(row.number);
    for (int number = -2; number < 20'000; ++number)
        if (listed.count(number) == 0)
        {
            bool silent = !detail::meaning_of(family, number);
            for (error_context const where : deciding_contexts)
                silent = silent && !detail::meaning_of(family, where, number);
            if (!silent)
                BOOST_ERROR("number " << number << " has a meaning that this test does not list");
        }
}

// A category that shares nothing with the library's but the 64-bit id that it was given.
struct namesake final : boost::system::error_category
{
    explicit namesake(std::uint64_t id) noexcept : error_category(id) {}
    char const* name() const noexcept override { return "namesake"; }
    std::string message(int) const override { return "from another shared object"; }
};

// Asio's misc category as seen from below Asio.
struct misc_category final : boost::system::error_category
{
    char const* name() const noexcept override { return "asio.misc"; }
    std::string message(int) const override { return "misc"; }
};

// Somebody else's category that says nothing about its numbers.
struct foreign_category final : boost::system::error_category
{
    char const* name() const noexcept override { return "foreign"; }
    std::string message(int) const override { return "foreign"; }
};

} // namespace

// --- the library's own codes ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_condition_is_written_as_its_message)
{
    std::ostringstream out;
    out << condition::disconnected;
    BOOST_TEST(out.str() == make_error_condition(condition::disconnected).message());
    // What a user's test says without more ado.
    BOOST_TEST(make_error_code(error::end_of_input) != condition::timed_out);
}

BOOST_AUTO_TEST_CASE(every_enumerator_stands_in_the_table_of_this_test)
{
    int expected = 1;
    for (own_code const& row : own_codes)
        BOOST_TEST(static_cast<int>(row.code) == expected++);
    BOOST_TEST(error_category().message(expected) == "unknown error");
}

BOOST_AUTO_TEST_CASE(a_code_tells_its_condition)
{
    BOOST_TEST((condition_of(make_error_code(error::rejected_parity))
        == condition::unsupported_configuration));
    int const lost = detail::this_os == detail::os::windows ? 31 : EIO; // ERROR_GEN_FAILURE
    BOOST_TEST((condition_of(error_code(lost, boost::system::system_category()))
        == condition::disconnected));
    BOOST_TEST(!condition_of(make_error_code(error::invalid_duration)).has_value());
    BOOST_TEST(!condition_of(error_code()).has_value());
}

BOOST_AUTO_TEST_CASE(every_message_names_the_member_or_the_setting)
{
    for (own_code const& row : own_codes)
    {
        std::string const message = make_error_code(row.code).message();
        BOOST_TEST(message.find(row.in_message) != std::string::npos,
            "\"" << message << "\" does not name " << row.in_message);
    }
}

BOOST_AUTO_TEST_CASE(every_enumerator_has_a_message_of_its_own)
{
    std::set<std::string> messages;
    for (own_code const& row : own_codes)
        BOOST_TEST(messages.insert(make_error_code(row.code).message()).second);
}

BOOST_AUTO_TEST_CASE(every_enumerator_equals_its_condition_and_no_other)
{
    for (own_code const& row : own_codes)
        BOOST_TEST_CONTEXT(make_error_code(row.code).message())
    BOOST_TEST(meaning_of(row.code) == name(row.expected));
}

BOOST_AUTO_TEST_CASE(every_enumerator_is_a_failure)
{
    for (own_code const& row : own_codes)
        BOOST_TEST(make_error_code(row.code).failed());
}

BOOST_AUTO_TEST_CASE(value_zero_of_the_own_category_is_success)
{
    error_code const ec(0, error_category());
    BOOST_TEST(!ec.failed());
    BOOST_TEST(meaning_of(ec) == name(std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_value_beyond_the_enumerators_has_a_message_and_no_condition)
{
    for (int const value : {-1, 0x7FFFFFFF})
    {
        error_code const ec(value, error_category());
        BOOST_TEST(ec.message() == "unknown error");
        BOOST_TEST(meaning_of(ec) == name(std::nullopt));
    }
}

BOOST_AUTO_TEST_CASE(an_enumerator_converts_to_an_error_code)
{
    static_assert(std::is_convertible_v<error, error_code>);
    error_code const ec = error::rejected_parity;
    BOOST_TEST(ec.value() == static_cast<int>(error::rejected_parity));
    BOOST_TEST((ec.category() == error_category()));
}

BOOST_AUTO_TEST_CASE(a_condition_converts_to_an_error_condition)
{
    static_assert(std::is_convertible_v<condition, boost::system::error_condition>);
    boost::system::error_condition const c = condition::closed;
    BOOST_TEST(c.value() == static_cast<int>(condition::closed));
    BOOST_TEST((c.category() == condition_category()));
}

BOOST_AUTO_TEST_CASE(a_condition_is_no_error_code_and_a_code_is_no_condition)
{
    BOOST_TEST((!std::is_convertible_v<condition, error_code>));
    BOOST_TEST((!std::is_convertible_v<error, boost::system::error_condition>));
}

// --- categories -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(categories_have_the_documented_names)
{
    BOOST_TEST(std::string_view(error_category().name()) == "boost_serial_ext");
    BOOST_TEST(std::string_view(condition_category().name()) == "boost_serial_ext.condition");
}

BOOST_AUTO_TEST_CASE(categories_are_equal_across_shared_objects_by_their_ids)
{
    BOOST_TEST((error_category() == namesake(0x9D1C7A52E3B64F08u)));
    BOOST_TEST((condition_category() == namesake(0xE5A87C13096DB4F2u)));
}

BOOST_AUTO_TEST_CASE(categories_differ_from_one_another)
{
    boost::system::error_category const* const categories[] = {
        &error_category(),
        &condition_category(),
        &boost::system::generic_category(),
        &boost::system::system_category(),
    };
    for (auto const* a : categories)
        for (auto const* b : categories)
            BOOST_TEST((*a == *b) == (a == b));
}

BOOST_AUTO_TEST_CASE(every_condition_has_a_message_of_its_own)
{
    std::set<std::string> messages;
    for (condition const c : all_conditions)
    {
        BOOST_TEST(name(c) != "unknown condition");
        BOOST_TEST(messages.insert(name(c)).second);
    }
}

BOOST_AUTO_TEST_CASE(every_condition_stands_in_the_table_of_this_test)
{
    int expected = 1;
    for (condition const c : all_conditions)
        BOOST_TEST(static_cast<int>(c) == expected++);
    BOOST_TEST(condition_category().message(expected) == "unknown condition");
    BOOST_TEST(condition_category().message(0) == "unknown condition");
}

BOOST_AUTO_TEST_CASE(a_message_that_fits_is_copied_whole)
{
    for (auto const* category : {&error_category(), &condition_category()})
    {
        std::string const whole = category->message(1);
        std::vector<char> buffer(whole.size() + 1, '#');
        BOOST_TEST(category->message(1, buffer.data(), buffer.size()) == whole);
    }
}

BOOST_AUTO_TEST_CASE(a_message_that_does_not_fit_is_cut_and_ends_with_a_zero)
{
    for (auto const* category : {&error_category(), &condition_category()})
    {
        std::string const whole = category->message(1);
        for (std::size_t len = 1; len <= whole.size(); ++len)
        {
            std::vector<char> buffer(whole.size() + 1, '#');
            char const* const text = category->message(1, buffer.data(), len);
            BOOST_TEST(text == whole.substr(0, len - 1));
            BOOST_TEST(buffer[len] == '#'); // nothing behind what it was given
        }
    }
}

BOOST_AUTO_TEST_CASE(a_message_without_a_buffer_is_still_a_string)
{
    for (auto const* category : {&error_category(), &condition_category()})
        BOOST_TEST(std::string_view(category->message(1, nullptr, 0)).empty());
}

BOOST_AUTO_TEST_CASE(the_message_with_a_buffer_never_throws)
{
    char buffer[8];
    static_assert(noexcept(error_category().message(1, buffer, sizeof(buffer))));
    BOOST_TEST(std::string_view(error_category().message(-1, buffer, sizeof(buffer))) == "unknown");
}

// --- numbers of the systems -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(numbers_of_linux_have_their_meaning_in_every_context)
{
    check_family(os::linux_kernel);
}

BOOST_AUTO_TEST_CASE(numbers_of_macos_and_the_bsds_have_their_meaning_in_every_context)
{
    for (os const system : {os::darwin, os::freebsd, os::netbsd, os::openbsd, os::dragonfly})
        check_family(system);
}

BOOST_AUTO_TEST_CASE(numbers_of_windows_have_their_meaning_in_every_context)
{
    check_family(os::windows);
}

BOOST_AUTO_TEST_CASE(numbers_common_to_posix_have_their_meaning_on_systems_without_a_table)
{
    check_family(os::other);
}

BOOST_AUTO_TEST_CASE(numbers_that_nobody_listed_mean_nothing)
{
    for (os const family : {os::linux_kernel, os::darwin, os::freebsd, os::netbsd, os::openbsd,
             os::dragonfly, os::windows, os::other})
        check_that_nothing_else_has_a_meaning(family);
}

BOOST_AUTO_TEST_CASE(meanings_are_constant_expressions)
{
    static_assert(detail::meaning_of(os::windows, 1167) == condition::disconnected);
    static_assert(
        detail::meaning_of(os::linux_kernel, error_context::open, 11) == condition::port_busy);
    BOOST_TEST(!detail::meaning_of(os::linux_kernel, 11).has_value());
}

#if defined(BOOST_SERIAL_EXT_LINUX)

BOOST_AUTO_TEST_CASE(numbers_of_linux_are_those_of_this_systems_header)
{
    struct
    {
        int value;
        meaning plain, open, configure;
    } const rows[] = {
        {EPERM, denied, denied, denied},
        {ENOENT, not_found, not_found, not_found},
        {EIO, gone, not_found, gone},
        {ENXIO, gone, not_found, gone},
        {EBADF, condition::closed, condition::closed, condition::closed},
        {EAGAIN, std::nullopt, busy, busy},
        {EWOULDBLOCK, std::nullopt, busy, busy},
        {EACCES, denied, denied, denied},
        {EBUSY, busy, busy, busy},
        {ENODEV, gone, not_found, gone},
        {ENOTDIR, not_found, not_found, not_found},
        {EISDIR, not_found, not_found, not_found},
        {EINVAL, std::nullopt, not_found, refused},
        {ENOTTY, lacking, not_found, lacking},
        {ETXTBSY, std::nullopt, not_found, std::nullopt},
        {ERANGE, std::nullopt, std::nullopt, refused},
        {ENAMETOOLONG, not_found, not_found, not_found},
        {ENOSYS, lacking, lacking, lacking},
        {ELOOP, not_found, not_found, not_found},
        {EOPNOTSUPP, lacking, lacking, lacking},
        {ENOTSUP, lacking, lacking, lacking},
        {ESHUTDOWN, gone, gone, gone},
        {ETIMEDOUT, condition::timed_out, condition::timed_out, condition::timed_out},
        {ECANCELED, condition::aborted, condition::aborted, condition::aborted},
        {EINTR, std::nullopt, std::nullopt, std::nullopt},
        {ENOMEM, std::nullopt, std::nullopt, std::nullopt},
        {EMFILE, std::nullopt, std::nullopt, std::nullopt},
    };
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(std::strerror(row.value))
        {
            error_code const plain(row.value, boost::system::system_category());
            BOOST_TEST(meaning_of(plain) == name(row.plain));
            BOOST_TEST(meaning_of(detail::make_system_error(error_context::transfer, row.value))
                == name(row.plain));
            BOOST_TEST(meaning_of(detail::make_system_error(error_context::open, row.value))
                == name(row.open));
            BOOST_TEST(meaning_of(detail::make_system_error(error_context::configure, row.value))
                == name(row.configure));
        }
}

#endif

BOOST_AUTO_TEST_CASE(success_has_no_condition)
{
    BOOST_TEST(meaning_of(error_code()) == name(std::nullopt));
    BOOST_TEST(meaning_of(error_code(0, boost::system::generic_category())) == name(std::nullopt));
}

BOOST_AUTO_TEST_CASE(generic_codes_have_the_meaning_of_their_name_on_every_system)
{
    struct
    {
        errc::errc_t code;
        meaning expected;
    } const rows[] = {
        {errc::operation_canceled, condition::aborted},
        {errc::timed_out, condition::timed_out},
        {errc::bad_file_descriptor, condition::closed},
        {errc::operation_not_supported, lacking},
        {errc::not_supported, lacking},
        {errc::function_not_supported, lacking},
        {errc::inappropriate_io_control_operation, lacking},
        {errc::permission_denied, denied},
        {errc::operation_not_permitted, denied},
        {errc::no_such_file_or_directory, not_found},
        {errc::not_a_directory, not_found},
        {errc::is_a_directory, not_found},
        {errc::filename_too_long, not_found},
        {errc::too_many_symbolic_link_levels, not_found},
        {errc::device_or_resource_busy, busy},
        {errc::io_error, gone},
        {errc::no_such_device, gone},
        {errc::no_such_device_or_address, gone},
        {errc::invalid_argument, std::nullopt},
        {errc::interrupted, std::nullopt},
        {errc::resource_unavailable_try_again, std::nullopt},
        {errc::not_enough_memory, std::nullopt},
    };
    for (auto const& row : rows)
    {
        error_code const ec = errc::make_error_code(row.code);
        BOOST_TEST_CONTEXT(ec.message()) BOOST_TEST(meaning_of(ec) == name(row.expected));
    }
}

BOOST_AUTO_TEST_CASE(asio_eof_is_a_disconnect)
{
    misc_category const misc;
    BOOST_TEST(meaning_of(error_code(2, misc)) == name(condition::disconnected));
}

BOOST_AUTO_TEST_CASE(other_misc_codes_of_asio_have_no_condition)
{
    misc_category const misc;
    for (int const value : {1, 3, 4})
        BOOST_TEST(meaning_of(error_code(value, misc)) == name(std::nullopt));
}

BOOST_AUTO_TEST_CASE(codes_of_a_foreign_category_have_no_condition)
{
    foreign_category const foreign;
    for (int value = 1; value < 200; ++value)
        BOOST_TEST(meaning_of(error_code(value, foreign)) == name(std::nullopt));
}

// --- make_system_error ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_system_error_keeps_its_number_in_every_context)
{
    for (error_context const where : all_contexts)
        for (int number = 0; number < 200; ++number)
            BOOST_TEST(detail::make_system_error(where, number).value() == number);
}

BOOST_AUTO_TEST_CASE(a_system_error_has_the_meaning_of_its_context)
{
    for (error_context const where : all_contexts)
        for (int number = 1; number < 2000; ++number)
        {
            auto const expected = detail::meaning_of(detail::this_os, where, number);
            // What the table does not have may have a general meaning, as more numbers do there.
            if (detail::this_os == detail::os::windows && !expected)
                continue;
            BOOST_TEST(meaning_of(detail::make_system_error(where, number)) == name(expected));
        }
}

BOOST_AUTO_TEST_CASE(a_system_error_has_the_system_category_unless_its_context_matters)
{
    for (error_context const where : all_contexts)
        for (int number = 1; number < 2000; ++number)
        {
            bool const matters = detail::meaning_of(detail::this_os, where, number)
                != detail::meaning_of(detail::this_os, number);
            error_code const ec = detail::make_system_error(where, number);
            BOOST_TEST((ec.category() == boost::system::system_category()) == !matters);
        }
}

BOOST_AUTO_TEST_CASE(a_system_error_equals_the_same_generic_conditions_as_a_system_code)
{
    for (error_context const where : all_contexts)
        for (int number = 1; number < 200; ++number)
        {
            error_code const plain(number, boost::system::system_category());
            error_code const ec = detail::make_system_error(where, number);
            BOOST_TEST((ec.default_error_condition() == plain.default_error_condition()));
            BOOST_TEST((ec == plain.default_error_condition()));
        }
}

BOOST_AUTO_TEST_CASE(a_system_error_has_the_message_of_the_system)
{
    for (error_context const where : all_contexts)
        for (int number = 1; number < 100; ++number)
        {
            error_code const plain(number, boost::system::system_category());
            error_code const ec = detail::make_system_error(where, number);
            char buffer[200];
            BOOST_TEST(ec.message() == plain.message());
            BOOST_TEST(ec.message(buffer, sizeof(buffer)) == plain.message());
        }
}

BOOST_AUTO_TEST_CASE(a_system_error_writes_nothing_behind_a_small_buffer)
{
    for (error_context const where : all_contexts)
    {
        char buffer[4] = {'#', '#', '#', '#'};
        error_code const ec = detail::make_system_error(where, 5);
        BOOST_TEST(!std::string_view(ec.message(buffer, 3)).empty());
        BOOST_TEST(buffer[3] == '#');
    }
}

#if defined(BOOST_SERIAL_EXT_LINUX)

BOOST_AUTO_TEST_CASE(invalid_argument_means_what_the_call_says)
{
    auto const of
        = [](error_context where) { return meaning_of(detail::make_system_error(where, EINVAL)); };
    BOOST_TEST(of(error_context::open) == name(condition::port_not_found));
    BOOST_TEST(of(error_context::configure) == name(condition::unsupported_configuration));
    BOOST_TEST(of(error_context::refused) == name(condition::unsupported_configuration));
    BOOST_TEST(of(error_context::transfer) == name(std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_refused_setting_is_no_lost_device_whatever_the_number)
{
    for (int const number : {EIO, EPIPE, EPROTO, ENODEV, EBUSY})
    {
        error_code const ec = detail::make_system_error(error_context::refused, number);
        BOOST_TEST(ec.value() == number);
        BOOST_TEST(meaning_of(ec) == name(condition::unsupported_configuration));
        BOOST_TEST((condition_of(ec) == condition::unsupported_configuration));
    }
}

BOOST_AUTO_TEST_CASE(invalid_argument_stays_invalid_argument_for_generic_comparisons)
{
    for (error_context const where : all_contexts)
    {
        error_code const ec = detail::make_system_error(where, EINVAL);
        BOOST_TEST((ec == errc::invalid_argument));
        BOOST_TEST(ec.value() == EINVAL);
    }
}

BOOST_AUTO_TEST_CASE(contexts_have_categories_of_their_own)
{
    error_code const open = detail::make_system_error(error_context::open, EINVAL);
    error_code const configure = detail::make_system_error(error_context::configure, EINVAL);
    BOOST_TEST((open.category() == namesake(0xC83E05B7D1946AF2u)));
    error_code const refusal = detail::make_system_error(error_context::refused, EINVAL);
    BOOST_TEST((configure.category() == namesake(0x70A2F9E46C8B1D35u)));
    BOOST_TEST((refusal.category() == namesake(0x4E92D6A7B1380F5Cu)));
    BOOST_TEST((open != configure));
    BOOST_TEST((refusal != configure));
    BOOST_TEST(std::string_view(open.category().name()) == "boost_serial_ext.open");
    BOOST_TEST(std::string_view(configure.category().name()) == "boost_serial_ext.configure");
    BOOST_TEST(std::string_view(refusal.category().name()) == "boost_serial_ext.refused");
}

#endif

BOOST_AUTO_TEST_CASE(number_zero_is_success_in_every_context)
{
    for (error_context const where : all_contexts)
        BOOST_TEST(!detail::make_system_error(where, 0).failed());
}

BOOST_AUTO_TEST_CASE(a_system_error_keeps_its_source_location)
{
    static constexpr boost::source_location here = BOOST_CURRENT_LOCATION;
    for (int const number : {5, 13}) // one with a category of its context, one without
    {
        error_code const ec = detail::make_system_error(error_context::open, number, &here);
        BOOST_REQUIRE(ec.has_location());
        BOOST_TEST(ec.location().line() == here.line());
        BOOST_TEST(ec.location().file_name() == here.file_name());
        BOOST_TEST(ec.value() == number);
    }
}

BOOST_AUTO_TEST_CASE(a_system_error_without_a_source_location_claims_none)
{
    BOOST_TEST(!detail::make_system_error(error_context::open, 5).has_location());
}

BOOST_AUTO_TEST_CASE(a_source_location_does_not_change_what_a_code_equals)
{
    static constexpr boost::source_location here = BOOST_CURRENT_LOCATION;
    BOOST_TEST((detail::make_system_error(error_context::open, 5, &here)
        == detail::make_system_error(error_context::open, 5)));
}

BOOST_AUTO_TEST_SUITE_END()
