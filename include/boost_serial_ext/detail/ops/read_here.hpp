// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_READ_HERE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_READ_HERE_HPP

#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/error.hpp>

#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// How often in a row a device may report readiness and deliver nothing before it counts as broken.
inline constexpr unsigned most_empty_reads = 8;

/// Finds out what an empty read means: a failure to report, or success for another try.
template<class Executor>
error_code judge_empty_read(port_state<Executor>& port, unsigned& empty_reads) noexcept
{
    error_code ec;
    error_code const found
        = port.with_control(ec, [](port_control& control) { return control.probe_empty_read(); });
    if (ec = ec ? ec : found; !ec && ++empty_reads >= most_empty_reads)
        return asio::error::make_error_code(asio::error::eof);
    return ec;
}

/// Reads what is there, on the calling thread; waits for the first byte.
template<class Executor, class Buffers>
std::size_t read_here(port_state<Executor>& port, Buffers const& buffers, error_code& ec)
{
    unsigned empty_reads = 0;
    for (;;)
    {
        std::size_t const n = port.descriptor.read_some(buffers, ec);
        if (ec == asio::error::eof)
            ec = judge_empty_read(port, empty_reads);
        else if (!ec)
            return n;
        port.note(ec);
        if (ec && ec != asio::error::interrupted)
            return 0;
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
