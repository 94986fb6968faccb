// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_IMPL_ERROR_IPP
#define BOOST_SERIAL_EXT_IMPL_ERROR_IPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/error_numbers.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <ostream>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Copies what fits and ends it with a zero: the noexcept form of error_category::message.
inline char const* copy_message(char const* text, char* buffer, std::size_t len) noexcept
{
    if (len == 0)
        return "";
    std::size_t const n = (std::min)(std::strlen(text), len - 1);
    std::memcpy(buffer, text, n);
    buffer[n] = '\0';
    return buffer;
}

constexpr char const* message_of(error e) noexcept
{
    switch (e)
    {
    case error::invalid_baud_rate:
        return "serial_config.baud_rate must be a number from 1 to 4294967295; a text begins with "
               "it, "
               "as in \"9600 8N1\"";
    case error::invalid_character_size: return "serial_config.character_size must be 5, 6, 7 or 8";
    case error::invalid_parity:
        return "serial_config.parity must be none, odd, even, mark or space; in a text N, O, E, M "
               "or S";
    case error::invalid_stop_bits:
        return "serial_config.stop_bits must be one, one_and_half or two; in a text 1, 1.5 or 2";
    case error::invalid_dtr: return "serial_config.dtr must be on, off or preserve";
    case error::invalid_rts: return "serial_config.rts must be on, off or preserve";
    case error::invalid_rs485_mode:
        return "serial_config.rs485.mode must be automatic (in a text auto), kernel or software";
    case error::invalid_rs485_delay_before_send:
        return "serial_config.rs485.delay_before_send must be from 0 to 60000 ms, and in a text "
               "stand with its "
               "unit, as in before=5ms";
    case error::invalid_rs485_delay_after_send:
        return "serial_config.rs485.delay_after_send must be from 0 to 60000 ms, and in a text "
               "stand with its "
               "unit, as in after=5ms";
    case error::rs485_excludes_rts_cts:
        return "serial_config.rs485 and serial_config.flow_control.rts_cts both claim the RTS line";
    case error::invalid_baud_tolerance:
        return "serial_config.baud_tolerance must be a number from 0 up to, not including, 1";
    case error::invalid_unsupported_policy:
        return "serial_config.unsupported must be fail, warn or ignore";
    case error::fixed_line_marks:
        return "serial_config.line_marks cannot change while the port is open";
    case error::config_string_too_long:
        return "the configuration text is longer than 512 characters";
    case error::unknown_config_word:
        return "the configuration text has an unknown word; the known ones are xon_xoff, rts_cts, "
               "dtr_dsr, "
               "shared, no_hangup, low_latency, line_marks, rs485= (with auto, kernel or software, "
               "then "
               ",rts_off_on_send ,rts_after_send "
               ",rx_during_tx ,terminate_bus ,before=5ms ,after=5ms), dtr=, rts=, baud_tolerance= "
               "and "
               "unsupported=";
    case error::duplicate_config_word: return "the configuration text has a word twice";
    case error::rejected_baud_rate: return "the device did not accept the baud rate";
    case error::rejected_character_size: return "the device did not accept the character size";
    case error::rejected_parity: return "the device did not accept the parity";
    case error::rejected_stop_bits: return "the device did not accept the stop bits";
    case error::rejected_xon_xoff: return "the device did not accept XON/XOFF flow control";
    case error::rejected_rts_cts: return "the device did not accept RTS/CTS flow control";
    case error::rejected_hangup_on_close: return "the device did not accept hang-up on close";
    case error::rejected_raw_mode: return "the device did not accept raw (uninterpreted) input";
    case error::rejected_line_marks: return "the device did not accept marks in the input";
    case error::rejected_dtr: return "the device did not accept the state of DTR";
    case error::rejected_rts: return "the device did not accept the state of RTS";
    case error::rejected_rs485: return "the device did not accept RS-485";
    case error::not_restored: return "the device did not take its earlier settings back";
    case error::operation_in_progress:
        return "an operation that excludes this one is in progress on the stream";
    case error::invalid_duration:
        return "the duration is negative, or that of a silence to wait for is zero";
    case error::end_of_input:
        return "the end of the input, as the settings of an adopted terminal have it";
    case error::no_line_events: return "the mask of line events is empty";
    case error::line_marks_on:
        return "with serial_config.line_marks only async_read_marked and read_marked may read";
    case error::line_marks_off:
        return "async_read_marked and read_marked need serial_config.line_marks";
    }
    return "unknown error";
}

constexpr char const* message_of(condition c) noexcept
{
    switch (c)
    {
    case condition::port_not_found: return "no such serial port";
    case condition::port_busy: return "the port is in use";
    case condition::permission_denied: return "permission denied";
    case condition::invalid_configuration: return "invalid configuration";
    case condition::unsupported_feature: return "feature not supported";
    case condition::unsupported_configuration: return "configuration refused by the device";
    case condition::disconnected: return "the device is disconnected";
    case condition::closed: return "the port is closed";
    case condition::aborted: return "operation aborted";
    case condition::timed_out: return "operation timed out";
    }
    return "unknown condition";
}

constexpr std::optional<condition> meaning_of(error e) noexcept
{
    if (e >= error::rejected_baud_rate && e <= error::not_restored)
        return condition::unsupported_configuration;
    if (e >= error::invalid_baud_rate && e <= error::duplicate_config_word)
        return condition::invalid_configuration;
    return std::nullopt;
}

struct BOOST_SYMBOL_VISIBLE error_category_impl final : boost::system::error_category
{
    constexpr error_category_impl() noexcept : error_category(0x9D1C7A52E3B64F08u) {}
    char const* name() const noexcept override { return "boost_serial_ext"; }
    std::string message(int v) const override { return message_of(static_cast<error>(v)); }
    char const* message(int v, char* buffer, std::size_t len) const noexcept override
    {
        return copy_message(message_of(static_cast<error>(v)), buffer, len);
    }
    bool failed(int v) const noexcept override { return v != 0; }
};

// A system's number that means something particular in one kind of call.
class BOOST_SYMBOL_VISIBLE context_category final : public boost::system::error_category
{
public:
    constexpr context_category(error_context where, char const* name, std::uint64_t id) noexcept
        : error_category(id), where_(where), name_(name)
    {
    }
    char const* name() const noexcept override { return name_; }
    std::string message(int v) const override
    {
        return boost::system::system_category().message(v);
    }
    char const* message(int v, char* buffer, std::size_t len) const noexcept override
    {
        return boost::system::system_category().message(v, buffer, len);
    }
    boost::system::error_condition default_error_condition(int v) const noexcept override
    {
        return boost::system::system_category().default_error_condition(v);
    }
    error_context where() const noexcept { return where_; }

private:
    error_context where_;
    char const* name_;
};

inline context_category const& category_of(error_context where) noexcept
{
    static constexpr context_category transfer{
        error_context::transfer, "boost_serial_ext.transfer", 0x1F6B3D90A85CE247u};
    static constexpr context_category open{
        error_context::open, "boost_serial_ext.open", 0xC83E05B7D1946AF2u};
    static constexpr context_category configure{
        error_context::configure, "boost_serial_ext.configure", 0x70A2F9E46C8B1D35u};
    static constexpr context_category refused{
        error_context::refused, "boost_serial_ext.refused", 0x4E92D6A7B1380F5Cu};
    return where == error_context::open     ? open
        : where == error_context::configure ? configure
        : where == error_context::refused   ? refused
                                            : transfer;
}

// What generic codes mean, whatever the system's own numbers are: codes that a caller made from
// `errc`, and numbers of systems without a table of their own.
inline std::optional<condition> meaning_of(boost::system::error_condition const& c) noexcept
{
    namespace errc = boost::system::errc;
    if (c == errc::operation_canceled)
        return condition::aborted;
    if (c == errc::timed_out)
        return condition::timed_out;
    if (c == errc::bad_file_descriptor)
        return condition::closed;
    if (c == errc::operation_not_supported || c == errc::not_supported
        || c == errc::function_not_supported || c == errc::inappropriate_io_control_operation)
        return condition::unsupported_feature;
    if (c == errc::permission_denied || c == errc::operation_not_permitted)
        return condition::permission_denied;
    if (c == errc::no_such_file_or_directory || c == errc::not_a_directory
        || c == errc::is_a_directory || c == errc::filename_too_long
        || c == errc::too_many_symbolic_link_levels)
        return condition::port_not_found;
    if (c == errc::device_or_resource_busy)
        return condition::port_busy;
    if (c == errc::io_error || c == errc::no_such_device || c == errc::no_such_device_or_address)
        return condition::disconnected;
    return std::nullopt;
}

// The one place where a code gets its meaning.
inline std::optional<condition> meaning_of(error_code const& ec) noexcept
{
    auto const& category = ec.category();
    if (!ec.failed())
        return std::nullopt;
    if (category == boost_serial_ext::error_category())
        return meaning_of(static_cast<error>(ec.value()));
    for (auto where : {error_context::transfer, error_context::open, error_context::configure,
             error_context::refused})
        if (category == category_of(where))
            return meaning_of(this_os, where, ec.value());
    if (category == boost::system::system_category())
        if (auto const found = meaning_of(this_os, ec.value()))
            return found;
    // Asio's end-of-file. Its category cannot be named here, below Asio; its name and number are
    // part of Asio's interface (asio::error::misc_errors).
    if (std::strcmp(category.name(), "asio.misc") == 0)
        return ec.value() == 2 ? std::optional(condition::disconnected) : std::nullopt;
    auto const general = ec.default_error_condition();
    if (general.category() == condition_category()) // an add-on's, which says so itself
        return static_cast<condition>(general.value());
    return meaning_of(general);
}

struct BOOST_SYMBOL_VISIBLE condition_category_impl final : boost::system::error_category
{
    constexpr condition_category_impl() noexcept : error_category(0xE5A87C13096DB4F2u) {}
    char const* name() const noexcept override { return "boost_serial_ext.condition"; }
    std::string message(int v) const override { return message_of(static_cast<condition>(v)); }
    char const* message(int v, char* buffer, std::size_t len) const noexcept override
    {
        return copy_message(message_of(static_cast<condition>(v)), buffer, len);
    }
    bool equivalent(error_code const& ec, int v) const noexcept override
    {
        return meaning_of(ec) == static_cast<condition>(v);
    }
};

BOOST_SERIAL_EXT_DECL error_code make_system_error(
    error_context where, int number, boost::source_location const* loc) noexcept
{
    bool const particular = meaning_of(this_os, where, number) != meaning_of(this_os, number);
    error_code ec;
    if (particular)
        ec.assign(number, category_of(where));
    else
        ec.assign(number, boost::system::system_category());
    if (loc != nullptr)
        ec.assign(ec, loc);
    return ec;
}

BOOST_SERIAL_EXT_DECL void throw_if(error_code const& ec, char const* where)
{
    if (ec.failed())
        boost::throw_exception(boost::system::system_error(ec, where),
            ec.has_location() ? ec.location() : BOOST_CURRENT_LOCATION);
}

} // namespace detail

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, condition value)
{
    return out << make_error_condition(value).message();
}

BOOST_SERIAL_EXT_DECL std::optional<condition> condition_of(error_code const& ec) noexcept
{
    return detail::meaning_of(ec);
}

BOOST_SERIAL_EXT_DECL boost::system::error_category const& error_category() noexcept
{
    static constexpr detail::error_category_impl instance;
    return instance;
}

BOOST_SERIAL_EXT_DECL boost::system::error_category const& condition_category() noexcept
{
    static constexpr detail::condition_category_impl instance;
    return instance;
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
