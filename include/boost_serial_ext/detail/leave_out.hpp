// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_LEAVE_OUT_HPP
#define BOOST_SERIAL_EXT_DETAIL_LEAVE_OUT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An optional feature cannot be had: the policy makes that a failure or an entry in the report.
/// @param why Success: nothing is to be left out.
inline void leave_out(feature f, error_code const& why, unsupported_policy policy,
    config_report& report, error_code& ec)
{
    ec = why;
    if (!why || policy == unsupported_policy::fail || why == condition::disconnected)
        return;
    report.skipped.push_back({f, why});
    ec.clear();
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
