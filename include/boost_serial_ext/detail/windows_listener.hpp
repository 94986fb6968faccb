// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_WINDOWS_LISTENER_HPP
#define BOOST_SERIAL_EXT_DETAIL_WINDOWS_LISTENER_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/windows_watch.hpp>

#include <boost/asio/windows/basic_object_handle.hpp>

#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What is set when a port monitor has something to receive: an event object.
template<class Executor>
using message_path = asio::windows::basic_object_handle<Executor>;

/// Waits for that.
template<class Executor, class Handler>
void await_message(message_path<Executor>& path, Handler&& handler)
{
    path.async_wait(std::forward<Handler>(handler));
}

/// What tells of line events to the one who waits for them.
template<class Executor>
class line_listener
{
public:
    /// What happens from now on ends the wait of `watch_timer`; what has been told is noted. Under
    /// the port's mutex, which must not be busy. @return False: look again.
    template<class Port>
    bool listen(std::shared_ptr<Port> const& port)
    {
        auto const& watch = port->descriptor.watch();
        if (!waiter_)
        {
            waiter_ = {watch, windows_events::all & ~windows_events::rxchar};
            auto const make = [&port]
            {
                return [waiting = std::weak_ptr<Port>(port)]
                {
                    auto const woken = waiting.lock();
                    if (!woken)
                        return;
                    typename Port::lock const guard(woken->mutex);
                    woken->watch_timer.cancel();
                };
            };
            watch->set_line_waker(make); // the port has one watch, and one wait at a time
        }
        bool const told = watch->arm().told; // what comes now wakes, by the port's mutex
        port->control().note_events(watch->take_events());
        return told;
    }

    /// Nobody waits any more.
    void stop() { waiter_ = {}; }

private:
    typename windows_watch<Executor>::waiter waiter_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
