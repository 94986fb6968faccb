// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DIAGNOSTIC_HPP
#define BOOST_SERIAL_EXT_DIAGNOSTIC_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What happened to a port.
enum class diagnostic_event : std::uint8_t
{
    backend_chosen, ///< `subject` is what serves the context's ports; told first of all.
    opened,         ///< By `open`, `async_open` or `assign`.
    applied,        ///< A configuration is in force: `config`, as the driver has it.
    skipped,        ///< A feature was left out under `unsupported_policy::warn`: `skipped`.
    restored,       ///< Settings were put back: after a configuration that failed, or on close.
    disconnected,   ///< The device is gone; told once, when the first call notices: `ec`.
    closed          ///< By `close`, `release` or the destructor.
};

/// The enumerator's name, as in "opened"; "?" for a value that is none of them.
[[nodiscard]] constexpr std::string_view to_string(diagnostic_event value) noexcept
{
    return detail::name_of(value,
        {"backend_chosen", "opened", "applied", "skipped", "restored", "disconnected", "closed"});
}

/// Writes `to_string(value)`.
inline std::ostream& operator<<(std::ostream& out, diagnostic_event value)
{
    return out << to_string(value);
}

/// Something that happened to a port, for a log: see `set_diagnostic_sink`. Never a port's data,
/// and not what the caller of a function gets as its error.
struct diagnostic
{
    diagnostic_event event = {}; ///< What happened.
    /// The device as it was given to `open`; for `backend_chosen` the backend's name.
    std::string subject;
    std::optional<serial_config> config = std::nullopt;    ///< With `applied`.
    std::optional<skipped_feature> skipped = std::nullopt; ///< With `skipped`.
    /// With `disconnected` what the system said, with `restored` what could not be put back.
    error_code ec = {};

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(diagnostic const& a, diagnostic const& b) noexcept
    {
        return a.event == b.event && a.subject == b.subject && a.config == b.config
            && a.skipped == b.skipped && a.ec == b.ec;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(diagnostic const& a, diagnostic const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes one line, without its end: the event, the subject and what comes with the event.
    friend std::ostream& operator<<(std::ostream& out, diagnostic const& value)
    {
        out << value.event << ' ' << value.subject;
        if (value.config)
            out << ": " << *value.config;
        if (value.skipped)
            out << ": " << *value.skipped;
        if (value.ec)
            out << ": " << value.ec.message() << " [" << value.ec << ']';
        return out;
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
