// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_POSIX_DATA_PATH_HPP
#define BOOST_SERIAL_EXT_DETAIL_POSIX_DATA_PATH_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Where `wait_read`, `wait_write` and `wait_error` come from.
using wait_base = asio::posix::descriptor_base;

/// Moves the bytes.
template<class Executor>
using data_path = asio::posix::basic_stream_descriptor<Executor>;

/// Whether readiness comes from what moves the bytes; else it is an event among others.
inline constexpr bool waits_by_data_path = true;

/// What is readable when a port monitor has something to receive.
template<class Executor>
using message_path = asio::posix::basic_stream_descriptor<Executor>;

/// Waits for that.
template<class Executor, class Handler>
void await_message(message_path<Executor>& path, Handler&& handler)
{
    path.async_wait(wait_base::wait_read, std::forward<Handler>(handler));
}

/// What tells of line events to the one who waits for them: nobody, they are looked for.
template<class Executor>
struct line_listener
{
    /// @return False: look again.
    template<class Port>
    bool listen(std::shared_ptr<Port> const&) const noexcept
    {
        return false;
    }
    void stop() const noexcept {}
};

/// Takes the handle away, to be closed. The operations in progress end.
template<class Executor>
native_handle take_back(data_path<Executor>& path) noexcept
{
    return path.release();
}

/// Takes the handle away, to be used by somebody else.
template<class Executor>
native_handle hand_over(data_path<Executor>& path, error_code& ec)
{
    ec.clear();
    return path.release();
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
