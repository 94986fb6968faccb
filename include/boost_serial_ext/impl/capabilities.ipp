// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_IMPL_CAPABILITIES_IPP
#define BOOST_SERIAL_EXT_IMPL_CAPABILITIES_IPP

#include <boost_serial_ext/capabilities.hpp>

#include <boost_serial_ext/detail/enum_name.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>

#include <boost/system/errc.hpp>

#include <ostream>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

BOOST_SERIAL_EXT_DECL std::string_view to_string(feature value) noexcept
{
    return detail::name_of(value,
        {"custom_baud_rate", "mark_space_parity", "one_and_half_stop_bits", "xon_xoff", "rts_cts",
            "dtr_dsr", "modem_lines", "line_events", "line_counters", "break_signal",
            "exclusive_access", "low_latency", "rs485", "input_waiting", "output_waiting",
            "exact_drain", "port_discovery", "port_monitor"});
}

BOOST_SERIAL_EXT_DECL std::string_view to_string(support value) noexcept
{
    return detail::name_of(value, {"unknown", "unsupported", "supported"});
}

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, feature value)
{
    return out << to_string(value);
}

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, support value)
{
    return out << to_string(value);
}

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, serial_capabilities const& value)
{
    out << "platform " << (value.platform().empty() ? "?" : value.platform()) << ", backend "
        << (value.backend().empty() ? "?" : value.backend()) << '\n';
    for (auto const& [f, s] : value)
    {
        std::string line = "  " + std::string(to_string(f));
        line.resize(26, ' ');
        out << line << to_string(s) << '\n';
    }
    return out;
}

namespace detail {

// Names the missing feature: the value is the enumerator plus one.
struct BOOST_SYMBOL_VISIBLE feature_category_impl final : boost::system::error_category
{
    constexpr feature_category_impl() noexcept : error_category(0x4B0E96D85F21C73Au) {}
    char const* name() const noexcept override { return "boost_serial_ext.feature"; }
    std::string message(int v) const override
    {
        auto const f = static_cast<feature>(v - 1);
        return "not supported here: " + std::string(to_string(f));
    }
    boost::system::error_condition default_error_condition(int) const noexcept override
    {
        return boost::system::errc::make_error_condition(
            boost::system::errc::operation_not_supported);
    }
};

BOOST_SERIAL_EXT_DECL boost::system::error_category const& feature_category() noexcept
{
    static constexpr feature_category_impl instance;
    return instance;
}

} // namespace detail

BOOST_SERIAL_EXT_DECL serial_capabilities platform_capabilities()
{
    return detail::platform_table(detail::this_os);
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
