// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_BACKEND_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_BACKEND_HPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/linux_port.hpp>
#include <boost_serial_ext/native/tty_backend.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Opens ttys on Linux.
template<class Sys>
using linux_backend = tty_backend<linux_port<Sys>>;

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
