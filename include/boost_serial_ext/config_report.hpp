// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_CONFIG_REPORT_HPP
#define BOOST_SERIAL_EXT_CONFIG_REPORT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <ostream>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// A feature that was asked for and left out, and why.
struct skipped_feature
{
    enum feature feature = {}; ///< What was left out.
    error_code ec;             ///< Why.

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(
        skipped_feature const& a, skipped_feature const& b) noexcept
    {
        return a.feature == b.feature && a.ec == b.ec;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(
        skipped_feature const& a, skipped_feature const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes the feature's name, and the error's message if it says more than that it is missing.
    friend std::ostream& operator<<(std::ostream& out, skipped_feature const& value)
    {
        out << value.feature;
        if (value.ec != make_unsupported_error(value.feature))
            out << ": " << value.ec.message();
        return out;
    }
};

/// What a successful `configure` did.
struct config_report
{
    /// The configuration as the driver has it now: read back, not as it was asked for. `rs485`
    /// holds the kernel's corrections, and whether the kernel or the library switches RTS; `dtr`
    /// and `rts` are what `open` did.
    serial_config applied;
    /// achieved / requested - 1, of the baud rate the driver reports.
    double baud_error = 0.0;
    /// What was left out under `unsupported_policy::warn` or `ignore`, and why.
    std::vector<skipped_feature> skipped;

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(config_report const& a, config_report const& b) noexcept
    {
        return a.applied == b.applied && a.baud_error == b.baud_error && a.skipped == b.skipped;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(config_report const& a, config_report const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes the configuration, the baud rate's error and what was left out, on one line.
    friend std::ostream& operator<<(std::ostream& out, config_report const& value)
    {
        out << value.applied << "; baud rate off by " << value.baud_error * 100 << " %";
        for (skipped_feature const& s : value.skipped)
            out << "; left out " << s;
        return out;
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
