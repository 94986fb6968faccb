// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/wait_traits.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An open that runs on the private thread; see open_op.hpp.
struct pending_open
{
    virtual ~pending_open() = default;
    /// Completes the operation with `asio::error::operation_aborted`, if it is not complete yet.
    virtual void abandon() noexcept = 0;
};

/** What a stream and its operations in progress share.

    Operations hold it by shared pointer, so that the stream may be closed, moved and destroyed at
    any moment. `epoch` counts the opens and closes: an operation that finds another number than the
    one it began with has outlived its port.
*/
template<class Executor>
struct port_state
{
    using descriptor_type = asio::posix::basic_stream_descriptor<Executor>;
    using timer_type = asio::basic_waitable_timer<std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>, Executor>;

    explicit port_state(Executor const& ex)
        : descriptor(ex)
        , drain_timer(ex)
        , break_timer(ex)
        , service(asio::use_service<serial_service>(
              static_cast<asio::execution_context&>(asio::query(ex, asio::execution::context))))
    {
    }

    bool is_open() const noexcept { return control != nullptr; }

    /// `asio::error::bad_descriptor`, equal to `condition::closed`, unless a port is open.
    error_code check_open() const noexcept
    {
        return is_open() ? error_code() : asio::error::make_error_code(asio::error::bad_descriptor);
    }

    /// Why no port can be opened now.
    error_code check_closed() const noexcept
    {
        if (is_open())
            return asio::error::make_error_code(asio::error::already_open);
        return opening ? error_code(error::operation_in_progress) : error_code();
    }

    /// Takes a port over that the backend opened, or closes it.
    void take(opened_port port, std::string name, error_code& ec)
    {
        descriptor.assign(port.handle, ec);
        if (ec)
        {
            port.control->prepare_close();
            port.control.reset();
            service.ports().close(port.handle);
            return;
        }
        become_open(std::move(port.control), std::move(name));
    }

    /// The descriptor has been assigned.
    void become_open(std::unique_ptr<port_control> c, std::string name) noexcept
    {
        control = std::move(c);
        device = std::move(name);
        ++epoch;
    }

    /// Takes the port of a stream with another executor over; its operations end.
    template<class OtherExecutor>
    void take_from(port_state<OtherExecutor>& other)
    {
        error_code ignored; // there is nothing to cancel on a closed stream
        other.cancel(ignored);
        if (!other.is_open())
            return;
        std::string name = other.device;
        other.leave();
        descriptor = std::move(other.descriptor);
        become_open(std::move(other.control), std::move(name));
    }

    /// Ends the operations in progress; the port stays open.
    void cancel(error_code& ec)
    {
        ec.clear();
        if (abandon_open())
            return;
        if (ec = check_open(); ec)
            return;
        cancel_timers();
        descriptor.cancel(ec);
    }

    /// Abortive: discards output, ends the operations in progress. No error if nothing is open.
    void close(error_code& ec)
    {
        ec.clear();
        abandon_open();
        if (!is_open())
            return;
        leave();
        control->prepare_close();
        control.reset();
        descriptor.close(ec);
    }

    /// Gives the open device away as it is.
    native_handle release(error_code& ec)
    {
        if (ec = check_open(); ec)
            return descriptor.native_handle();
        leave();
        control.reset();
        return descriptor.release();
    }

    descriptor_type descriptor;
    std::unique_ptr<port_control> control; ///< Null while closed.
    std::string device;
    std::uint64_t epoch = 0;
    std::uint64_t cancels = 0; ///< An operation that is between two steps finds a new number.
    timer_type drain_timer;
    timer_type break_timer;
    bool draining = false;
    bool breaking = false;    ///< An operation is sending BREAK.
    bool break_is_on = false; ///< By an operation or `set_break`.
    std::shared_ptr<pending_open> opening;
    serial_service& service;

    // What close, release and a converting move have in common: the operations end, BREAK goes off.
    void leave()
    {
        ++epoch;
        cancel_timers();
        breaking = false;
        if (std::exchange(break_is_on, false))
        {
            error_code ignored; // the device may be gone; nobody is left to be told
            control->set_break(false, ignored);
        }
        draining = false;
        device.clear();
    }

private:
    bool abandon_open()
    {
        auto const pending = std::move(opening);
        if (pending)
            pending->abandon();
        return pending != nullptr;
    }

    void cancel_timers()
    {
        ++cancels;
        drain_timer.cancel();
        break_timer.cancel();
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
