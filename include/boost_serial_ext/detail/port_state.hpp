// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_STATE_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/diagnostic.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/request_list.hpp>
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
#include <new>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

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
        , send_timer(ex)
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

    /// Calls a function with the open port's control, under the mutex; `ec` is the function's too.
    template<class Function>
    auto with_control(error_code& ec, Function function)
    {
        using result = decltype(function(*control));
        lock const guard(mutex);
        ec = check_open();
        if (ec)
            return result();
        struct watcher
        {
            port_state& port;
            error_code& ec;
            ~watcher() { port.note(ec); }
        } const watching{*this, ec};
        return function(*control);
    }

    /// Opens a device here and now.
    void open(std::string name, serial_config const& config, error_code& ec)
    {
        lock const guard(mutex);
        if (ec = check_closed(); ec)
            return;
        auto& ports = service.ports();
        untaken_port opened(ports, ports.open(name, config, ec));
        if (ec)
            opening_failed(name, opened.get());
        else
            take(std::move(opened), std::move(name), ec);
    }

    /// Adopts a device that somebody else opened.
    void assign(native_handle handle, error_code& ec)
    {
        lock const guard(mutex);
        if (ec = check_closed(); ec)
            return;
        auto& ports = service.ports();
        auto adopted = ports.adopt(handle, ec);
        if (ec)
            return;
        std::string name = ports.name_of(handle);
        config_report now{adopted->config(), 0.0, {}};
        if (descriptor.assign(handle, ec); ec)
            return;
        become_open(std::move(adopted), std::move(name), std::move(now));
        tell(diagnostic_event::opened);
    }

    /// Changes the open port's configuration.
    config_report configure(serial_config const& config, error_code& ec)
    {
        return with_control(ec,
            [&](port_control& c)
            {
                config_report done = c.apply(config, ec);
                if (!ec)
                {
                    use(report = done);
                    tell_applied();
                }
                else if (restoration const undone = c.restored(); undone.done)
                    tell(diagnostic_event::restored, device, undone.ec);
                return done;
            });
    }

    /// A diagnostic for an open that had begun to change settings.
    void opening_failed(std::string const& name, opened_port const& port) noexcept
    {
        if (port.undone.done)
            tell(diagnostic_event::restored, name, port.undone.ec);
    }

    /// Every call's outcome comes by here, so that the sink is told of a lost device.
    void note(error_code const& ec) noexcept
    {
        if (ec && service.diagnostics().watched() && ec == condition::disconnected)
            tell_lost(ec);
    }

    /// Takes a port over that the backend opened. Under the mutex.
    void take(untaken_port port, std::string name, error_code& ec)
    {
        descriptor.assign(port.get().handle, ec);
        if (ec)
            return;
        become_open(std::move(port.get().control), std::move(name), std::move(port.get().report));
        tell(diagnostic_event::opened);
        tell_applied();
    }

    /// The descriptor has been assigned.
    void become_open(std::unique_ptr<port_control> c, std::string name, config_report r) noexcept
    {
        control = std::move(c);
        device = std::move(name);
        report = std::move(r);
        lost_ = false;
        use(report);
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
        std::string const name = device;
        leave();
        control->prepare_close();
        restoration const restored = control->restored();
        control.reset();
        descriptor.close(ec);
        if (restored.done)
            tell(diagnostic_event::restored, name, restored.ec);
        tell(diagnostic_event::closed, name, {});
    }

    /// Gives the open device away as it is.
    native_handle release(error_code& ec)
    {
        lock const guard(mutex);
        if (ec = check_open(); ec)
            return descriptor.native_handle();
        std::string const name = device;
        leave();
        control.reset();
        tell(diagnostic_event::closed, name, {});
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
    timer_type send_timer;
    claim_slot draining = 0;
    claim_slot breaking = 0;
    claim_slot sending = 0;               ///< With RTS as the direction.
    bool turned_round = false;            ///< By a write in progress; RTS must go back to rest.
    std::atomic<bool> half_duplex{false}; ///< The library switches RTS around each write.
    bool break_is_on = false;             ///< By an operation or `set_break`.
    claim_slot last_claim = 0;
    std::shared_ptr<pending_request> opening;
    request_list configuring;
    serial_service& service;

    /// What close, release and a converting move have in common. Under the mutex.
    void leave()
    {
        open_.store(false, std::memory_order_release);
        end_operations();
        sending = 0;
        end_send();
        end_break();
        device.clear();
        report = config_report{};
        half_duplex = false;
    }

    /// A write that turned the line round has ended without turning it back. Under the mutex.
    void end_send() noexcept
    {
        error_code ec; // the device may be gone; nobody is left to be told
        if (!turned_round)
            return;
        auto const rs485 = control->config().rs485.value_or(rs485_config());
        control->discard(queue::output, ec);
        control->set_lines({rs485.rts_after_send, {}}, ec);
        turned_round = ec.failed(); // then the close tries once more
    }

    /// Nobody sends BREAK any more. Under the mutex.
    void end_break() noexcept
    {
        breaking = 0;
        error_code ignored; // the device may be gone; nobody is left to be told
        if (break_is_on)
            switch_break(false, ignored);
    }

    /// Switches BREAK, and remembers that it is on until it is known to be off. Under the mutex.
    void switch_break(bool on, error_code& ec) noexcept
    {
        control->set_break(on, ec);
        if (on || !ec)
            break_is_on = on && !ec;
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
        configuring.abandon_all();
        drain_timer.cancel();
        break_timer.cancel();
        send_timer.cancel(); // what it paces sees to its own end: RTS waits for the last bit
        draining = 0;
        if (breaking != 0)
            end_break();
    }

    void use(config_report const& now) noexcept
    {
        auto const& rs485 = now.applied.rs485;
        half_duplex = rs485 && rs485->mode == rs485_mode::software;
    }

    void tell(diagnostic_event event) noexcept { tell(event, device, {}); }

    void tell(diagnostic_event event, std::string const& subject, error_code const& ec) noexcept
    {
        tell([&]() -> diagnostic { return {event, subject, {}, {}, ec}; });
    }

    void tell_applied() noexcept
    {
        tell(
            [&]() -> diagnostic {
                return {diagnostic_event::applied, device, report.applied, {}, {}};
            });
        if (report.applied.unsupported != unsupported_policy::ignore)
            for (skipped_feature const& s : report.skipped)
                tell(
                    [&]() -> diagnostic {
                        return {diagnostic_event::skipped, device, {}, s, {}};
                    });
    }

    void tell_lost(error_code const& ec) noexcept
    {
        lock const guard(mutex);
        if (is_open() && !std::exchange(lost_, true))
            tell(diagnostic_event::disconnected, device, ec);
    }

    template<class MakeDiagnostic>
    void tell(MakeDiagnostic make) noexcept
    {
        auto& sink = service.diagnostics();
        try
        {
            if (sink.watched())
                sink.tell(make());
        }
        catch (std::bad_alloc const&)
        {
            // Without memory for a diagnostic the port works on.
        }
    }

    std::atomic<bool> open_{false};
    bool lost_ = false; ///< The sink has been told.
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
            else if (slot_ == &port_state<Executor>::sending)
                port_->end_send();
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
