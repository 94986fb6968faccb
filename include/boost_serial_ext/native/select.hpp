// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SELECT_HPP
#define BOOST_SERIAL_EXT_NATIVE_SELECT_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>

#include <cstddef>
#include <memory>
#include <vector>

// detail/config.hpp says which system this is, and which of native/*.ipp implements what is here.

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The backend of the operating system that this was compiled for.
BOOST_SERIAL_EXT_DECL std::unique_ptr<backend> make_native_backend();

/// The ports that this operating system knows of. @param ec Why it does not tell.
BOOST_SERIAL_EXT_DECL std::vector<port_info> list_native_ports(error_code& ec);

/// Where a port monitor learns of this operating system's ports.
BOOST_SERIAL_EXT_DECL std::unique_ptr<port_source> make_native_port_source();

/// While it lives this thread, and every thread it starts, takes no signals.
class signals_blocked
{
public:
    BOOST_SERIAL_EXT_DECL signals_blocked() noexcept;
    BOOST_SERIAL_EXT_DECL ~signals_blocked();
    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

private:
    alignas(std::max_align_t) unsigned char before_[128]; // a sigset_t, without its header
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/native.ipp>
#endif

#endif
