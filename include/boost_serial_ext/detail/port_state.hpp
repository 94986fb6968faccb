// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP

#include <boost_serial_ext/config_report.hpp>
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

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An open that runs on the private thread; see open_op.hpp.
struct pending_open
{
    virtual ~pending_open() = default;
    /// Ends the operation with `asio::error::operation_aborted`, and gives back what was opened.
    virtual void abandon() noexcept = 0;
};

/// A port that the backend has opened and no stream has taken over yet; closes it unless one does.
class untaken_port
{
public:
    untaken_port(backend& ports, opened_port port) noexcept : port_(std::move(port)), ports_(&ports)
    {
    }
    untaken_port(untaken_port&& other) noexcept = default;
    untaken_port& operator=(untaken_port&&) = delete;
    ~untaken_port() { drop(); }

    opened_port& get() noexcept { return port_; }

    void drop() noexcept
    {
        if (auto control = std::move(port_.control))
        {
            control->prepare_close();
            control.reset(); // it borrows the handle
            ports_->close(port_.handle);
        }
    }

private:
    opened_port port_;
    backend* ports_;
};

/// What only one operation at a time may do to a port, by its number; 0: nobody.
using claim_slot = std::uint64_t;

/** What a stream and its operations in progress share.

    Operations hold it by shared pointer, so that the stream may be closed, moved and destroyed at
    any moment. The mutex is for handlers that run where the stream is not used: with
    `asio::use_future` a handler runs on the context's thread while its caller may close the stream.
    Data paths do without it. `cancels` counts what ends operations: one that finds another number
    than the one it began with, between two of its steps, is over.
*/
template<class Executor>
struct port_state
{
    using descriptor_type = asio::posix::basic_stream_descriptor<Executor>;
    using timer_type = asio::basic_waitable_timer<std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>, Executor>;
    // Recursive: an operation that is destroyed where it was to be started gives its claim up
    // there.
    using lock = std::lock_guard<std::recursive_mutex>;

    explicit port_state(Executor const& ex)
        : descriptor(ex)
        , drain_timer(ex)
        , break_timer(ex)
        , service(asio::use_service<serial_service>(
              static_cast<asio::execution_context&>(asio::query(ex, asio::execution::context))))
    {
    }

    bool is_open() const noexcept { return open_.load(std::memory_order_acquire); }

    /// `asio::error::bad_descriptor`, equal to `condition::closed`, unless a port is open.
    error_code check_open() const noexcept
    {
        return is_open() ? error_code() : asio::error::make_error_code(asio::error::bad_descriptor);
    }

    /// Why no port can be opened now. Under the mutex.
    error_code check_closed() const noexcept
    {
        if (is_open())
            return asio::error::make_error_code(asio::error::already_open);
        return opening ? error_code(error::operation_in_progress) : error_code();
    }

    /// Calls a function with the open port's control, under the mutex.
    template<class Function>
    auto with_control(error_code& ec, Function function)
    {
        using result = decltype(function(*control));
        lock const guard(mutex);
        ec = check_open();
        return ec ? result() : function(*control);
    }

    /// Takes a port over that the backend opened. Under the mutex.
    void take(untaken_port port, std::string name, error_code& ec)
    {
        descriptor.assign(port.get().handle, ec);
        if (!ec)
            become_open(
                std::move(port.get().control), std::move(name), std::move(port.get().report));
    }

    /// The descriptor has been assigned.
    void become_open(std::unique_ptr<port_control> c, std::string name, config_report r) noexcept
    {
        control = std::move(c);
        device = std::move(name);
        report = std::move(r);
        open_.store(true, std::memory_order_release);
    }

    /// Takes the port of a stream with another executor over; its operations end.
    template<class OtherExecutor>
    void take_from(port_state<OtherExecutor>& other)
    {
        error_code ignored; // there is nothing to cancel on a closed stream
        other.cancel(ignored);
        std::scoped_lock const guard(mutex, other.mutex);
        if (!other.is_open())
            return;
        std::string name = other.device;
        other.leave();
        descriptor = std::move(other.descriptor);
        become_open(std::move(other.control), std::move(name), std::move(other.report));
    }

    /// Ends the operations in progress; the port stays open.
    void cancel(error_code& ec)
    {
        lock const guard(mutex);
        ec.clear();
        if (abandon_open())
            return;
        if (ec = check_open(); ec)
            return;
        end_operations();
        descriptor.cancel(ec);
    }

    /// Abortive: discards output, ends the operations in progress. No error if nothing is open.
    void close(error_code& ec)
    {
        lock const guard(mutex);
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
        lock const guard(mutex);
        if (ec = check_open(); ec)
            return descriptor.native_handle();
        leave();
        control.reset();
        return descriptor.release();
    }

    descriptor_type descriptor;
    std::unique_ptr<port_control> control; ///< Null while closed.
    std::string device;
    config_report report; ///< Of the latest open or configure.
    std::recursive_mutex mutex;
    std::atomic<std::uint64_t> cancels{0};
    timer_type drain_timer;
    timer_type break_timer;
    claim_slot draining = 0;
    claim_slot breaking = 0;
    bool break_is_on = false; ///< By an operation or `set_break`.
    claim_slot last_claim = 0;
    std::shared_ptr<pending_open> opening;
    serial_service& service;

    /// What close, release and a converting move have in common. Under the mutex.
    void leave()
    {
        open_.store(false, std::memory_order_release);
        end_operations();
        device.clear();
        report = config_report{};
    }

    /// Nobody sends BREAK any more. Under the mutex.
    void end_break() noexcept
    {
        breaking = 0;
        error_code ignored; // the device may be gone; nobody is left to be told
        if (std::exchange(break_is_on, false))
            control->set_break(false, ignored);
    }

private:
    bool abandon_open()
    {
        auto const pending = std::move(opening);
        if (pending)
            pending->abandon();
        return pending != nullptr;
    }

    void end_operations()
    {
        ++cancels;
        drain_timer.cancel();
        break_timer.cancel();
        draining = 0;
        if (breaking != 0)
            end_break();
    }

    std::atomic<bool> open_{false};
};

/** An operation's right to be the only one of its kind on a port.

    Given back by the destructor, so also when the operation is destroyed without completing; and
    lost when the port's operations are ended: whoever comes next may begin at once.
*/
template<class Executor>
class port_claim
{
public:
    using slot_pointer = claim_slot port_state<Executor>::*;

    port_claim(std::shared_ptr<port_state<Executor>> port, slot_pointer slot) noexcept
        : port_(std::move(port)), slot_(slot)
    {
    }
    port_claim(port_claim&& other) noexcept
        : port_(std::move(other.port_))
        , slot_(other.slot_)
        , number_(std::exchange(other.number_, 0))
    {
    }
    port_claim& operator=(port_claim&&) = delete;
    ~port_claim()
    {
        if (number_ != 0)
            give_up();
    }

    /// False if another operation has it. Under the mutex.
    bool take() noexcept
    {
        if (port_.get()->*slot_ != 0)
            return false;
        number_ = port_.get()->*slot_ = ++port_->last_claim;
        return true;
    }

    /// Whether it is still this operation's. Under the mutex.
    bool held() const noexcept { return number_ != 0 && port_.get()->*slot_ == number_; }

    void give_up() noexcept
    {
        typename port_state<Executor>::lock const guard(port_->mutex);
        if (held())
        {
            port_.get()->*slot_ = 0;
            if (slot_ == &port_state<Executor>::breaking)
                port_->end_break();
        }
        number_ = 0;
    }

    std::shared_ptr<port_state<Executor>> const& port() const noexcept { return port_; }

private:
    std::shared_ptr<port_state<Executor>> port_;
    slot_pointer slot_;
    claim_slot number_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
