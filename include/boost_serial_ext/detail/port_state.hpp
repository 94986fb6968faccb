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
#include <boost_serial_ext/detail/codec/parmrk.hpp>
#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/deadline_queue.hpp>
#include <boost_serial_ext/detail/held_port.hpp>
#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/request_list.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/detail/transfer_turns.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What only one operation at a time may do to a port, by its number; 0: nobody.
using claim_slot = std::uint64_t;

/// What a transfer must know of its port, in one look; 0: it is closed.
enum port_trait : unsigned char
{
    port_open = 1,
    line_marked = 2, ///< There are marks in the input.
    half_duplex = 4, ///< The library switches RTS around each write.
    hooked = 8,      ///< A test double has a say in transfers.
    chaining = 16    ///< Of the stream, open or not: see `completion_chain`.
};

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
    using descriptor_type = data_path<Executor>;
    using timer_type = port_timer<Executor, std::recursive_mutex>;
    // Recursive: an operation that is destroyed where it was to be started gives its claim up
    // there.
    using lock = std::lock_guard<std::recursive_mutex>;

    explicit port_state(Executor const& ex)
        : descriptor(ex)
        , service(asio::use_service<serial_service>(
              static_cast<asio::execution_context&>(asio::query(ex, asio::execution::context))))
        , deadlines(deadlines_of(ex))
        , drain_timer(ex, service.time(), mutex)
        , break_timer(ex, service.time(), mutex)
        , send_timer(ex, service.time(), mutex)
        , watch_timer(ex, service.time(), mutex)
        , close_timer(ex, service.time(), mutex)
    {
    }

    bool is_open() const noexcept { return is(port_open); }

    bool is(port_trait trait) const noexcept { return (traits() & trait) != 0; }

    /// Whether a handler may be called after another one, without a post in between.
    void chain_completions(bool on) noexcept
    {
        lock const guard(mutex);
        set(chaining, on);
    }

    /// Whether a read is nothing but the system's; and a write.
    bool reads_plainly() const noexcept
    {
        return (traits() | half_duplex) == (port_open | half_duplex);
    }
    bool writes_plainly() const noexcept
    {
        return (traits() | line_marked) == (port_open | line_marked);
    }

    /// `asio::error::bad_descriptor`, equal to `condition::closed`, unless a port is open.
    error_code check_open() const noexcept
    {
        return is_open() ? error_code() : asio::error::make_error_code(asio::error::bad_descriptor);
    }

    /// Whether a wait for these can end. The port is open; under the mutex.
    error_code check_line_events(line_events mask) const noexcept
    {
        if ((mask & line_events::all) == line_events::none)
            return error::no_line_events;
        bool const can_end = (mask & held->control->told_events()) != line_events::none;
        return can_end ? error_code() : make_unsupported_error(feature::line_events);
    }

    /// Why a read cannot begin that separates marks from data, or one that does not.
    error_code check_readable(bool separates) const noexcept
    {
        if (!is_open())
            return check_open();
        if (is(line_marked) == separates)
            return {};
        return separates ? error::line_marks_off : error::line_marks_on;
    }

    /// Why no port can be opened now. Under the mutex.
    error_code check_closed() const noexcept
    {
        if (is_open())
            return asio::error::make_error_code(asio::error::already_open);
        return opening ? error_code(error::operation_in_progress) : error_code();
    }

    /// The open port's. Under the mutex, and not while the port is busy.
    port_control& control() const noexcept { return *held->control; }

    /// Whether a transaction has the open port's control. Under the mutex.
    bool busy() const noexcept { return held && held->busy; }

    /// Calls a function with the open port's control, under the mutex; `ec` is the function's too.
    template<class Function>
    auto with_control(error_code& ec, Function function)
    {
        using result = decltype(function(control()));
        unique_lock guard(mutex);
        not_busy.wait(guard, [&] { return !busy(); });
        ec = check_open();
        if (ec)
            return result();
        struct watcher
        {
            port_state& port;
            error_code& ec;
            ~watcher() { port.note(ec); }
        } const watch{*this, ec};
        return function(control());
    }

    /// Opens a device here and now.
    void open(std::string name, serial_config const& config, error_code& ec)
    {
        lock const guard(mutex);
        if (ec = check_closed(); ec)
            return;
        auto port = std::make_shared<held_port>(service);
        opened_port opened = service.ports().open(name, config, ec);
        port->hold(opened);
        if (ec)
            opening_failed(name, opened.undone);
        else
            take(std::move(port), std::move(name), std::move(opened.report), ec);
    }

    /// Adopts a device that somebody else opened.
    void assign(native_handle handle, error_code& ec)
    {
        lock const guard(mutex);
        if (ec = check_closed(); ec)
            return;
        auto& ports = service.ports();
        auto port = std::make_shared<held_port>(service); // without the handle: it is the caller's
        port->control = ports.adopt(handle, ec);
        if (ec)
            return;
        std::string name = ports.name_of(handle);
        config_report now{port->control->config(), 0.0, {}};
        if (descriptor.assign(handle, ec); ec)
            return;
        become_open(std::move(port), std::move(name), std::move(now));
        std::size_t const under_way = 256; // at most: written by whoever had the port
        sent_ = known_sent_ = written() - under_way;
        tell(diagnostic_event::opened);
    }

    /** Changes the open port's configuration; without the mutex while the driver takes its time.

        @param begun What `cancels` was, for a transaction that may come too late.
    */
    config_report configure(serial_config const& config, error_code& ec,
        std::optional<std::uint64_t> begun = std::nullopt)
    {
        std::shared_ptr<held_port> port; // may be closed below, outside of the lock
        config_report done;
        unique_lock guard(mutex);
        not_busy.wait(guard, [&] { return !busy(); });
        if (begun && *begun != cancels)
            ec = asio::error::operation_aborted;
        else if (ec = check_open(); !ec && config.line_marks != is(line_marked))
            ec = error::fixed_line_marks;
        else if (!ec && sending != 0)
            ec = error::operation_in_progress; // RTS must not move before the last bit
        if (ec)
            return done;
        port = held;
        {
            transaction const working(*this, guard, *port);
            done = port->control->apply(config, ec);
        }
        if (held != port)
        {
            ec = asio::error::operation_aborted;
            return {};
        }
        note(ec);
        if (!ec)
        {
            use(report = std::move(done));
            tell_applied();
            return report;
        }
        if (restoration const undone = port->control->restored(); undone.done)
            service.diagnostics().tell_of(diagnostic_event::restored, port->name, undone.ec);
        return done;
    }

    /// A diagnostic for an open that had begun to change settings.
    void opening_failed(std::string const& name, restoration const& undone) noexcept
    {
        if (undone.done)
            service.diagnostics().tell_of(diagnostic_event::restored, name, undone.ec);
    }

    /// Every call's outcome comes by here, so that the sink is told of a lost device.
    void note(error_code const& ec) noexcept
    {
        if (ec && service.diagnostics().watched() && ec == condition::disconnected)
            tell_lost(ec);
    }

    /// Puts a test double's name for a failure of the system's.
    void translate(error_code& ec) const noexcept
    {
        if (ec)
            if (transfer_hook* const h = hook)
                ec = h->outcome(ec);
    }

    /// Takes a port over that the backend opened. Under the mutex.
    void take(std::shared_ptr<held_port> port, std::string name, config_report now, error_code& ec)
    {
        descriptor.assign(*port->handle, ec);
        if (ec)
            return;
        port->handle.reset(); // the descriptor's now
        become_open(std::move(port), std::move(name), std::move(now));
        tell(diagnostic_event::opened);
        tell_applied();
    }

    /// The descriptor has been assigned.
    void become_open(std::shared_ptr<held_port> port, std::string name, config_report r) noexcept
    {
        held = std::move(port);
        held->name = std::move(name);
        hook = held->control->transfers();
        set(hooked, hook != nullptr);
        report = std::move(r);
        lost_ = false;
        ++opening_number;
        use(report);
        set(port_open);
    }

    /// Takes the port of a stream with another executor over; its operations end.
    template<class OtherExecutor>
    void take_from(port_state<OtherExecutor>& other)
    {
        error_code ignored; // there is nothing to cancel on a closed stream
        other.cancel(ignored);
        unique_lock theirs(other.mutex);
        other.not_busy.wait(theirs, [&] { return !other.busy(); });
        lock const guard(mutex);
        set(chaining, other.is(chaining));
        if (!other.is_open())
            return;
        config_report now = std::move(other.report);
        std::size_t const unsent = other.unsent();
        std::size_t const unknown = other.written() - other.known_sent_;
        auto port = other.leave();
        port->end_send();
        port->end_break();
        descriptor = std::move(other.descriptor);
        std::string name = std::move(port->name);
        // Has been: what is queued has its marks, and is kept.
        set(line_marked, now.applied.line_marks);
        become_open(std::move(port), std::move(name), std::move(now));
        sent_ = written() - unsent;
        known_sent_ = written() - unknown;
        decoder_ = other.decoder_; // an escape may have been cut
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
        ec.clear();
        close_later(); // that is, at once, unless a transaction has the port
    }

    /// Closes the port but for what may take its time: that is done when the result is destroyed.
    std::shared_ptr<held_port> close_later() noexcept
    {
        lock const guard(mutex);
        abandon_open();
        if (!is_open())
            return nullptr;
        bool const may_hold = written() != known_sent_;
        auto port = leave();
        port->may_hold_output = may_hold;
        port->handle = take_back(descriptor);
        service.diagnostics().tell_of(diagnostic_event::closed, port->name);
        return port;
    }

    /** Separates data that was read from the marks in it; there must be room for those.

        @param data,size What was read; the data replaces it.
        @param opened What `opening_number` was when the read began.
        @return How many bytes of data there are.
    */
    std::size_t separate(
        void* data, std::size_t size, std::uint64_t opened, std::vector<line_mark>& marks)
    {
        lock const guard(mutex);
        parmrk_decoder of_another_port; // which was closed before the read's end was told
        auto& decoder = opened == opening_number ? decoder_ : of_another_port;
        return decoder.decode(static_cast<char*>(data), size, counted(), marks);
    }

    /// A byte that has been read, and for which the read had no room; how many: 0 or 1.
    std::size_t take_waiting(asio::mutable_buffer buffer) noexcept
    {
        lock const guard(mutex);
        auto const byte = buffer.size() != 0 ? decoder_.take_waiting() : std::nullopt;
        if (byte)
            *static_cast<char*>(buffer.data()) = *byte;
        return byte ? 1 : 0;
    }

    /// The input queue has been emptied. Under the mutex.
    void forget_marks() noexcept
    {
        if (is(line_marked))
            decoder_.reset(counted());
    }

    /// Gives the open device away as it is.
    native_handle release(error_code& ec)
    {
        unique_lock guard(mutex);
        not_busy.wait(guard, [&] { return !busy(); });
        if (ec = check_open(); ec)
            return descriptor.native_handle();
        auto const port = leave();
        port->end_send();
        port->end_break();
        service.diagnostics().tell_of(diagnostic_event::closed, port->name);
        return hand_over(descriptor, ec);
    }

    /// Bytes that the system has accepted.
    void count_written(std::size_t n) noexcept { written_.fetch_add(n, std::memory_order_relaxed); }

    /// How much there is to read; 0 if nobody can say now.
    std::size_t queued_input() noexcept
    {
        lock const guard(mutex);
        error_code ignored; // the read will find out
        return is_open() ? control().waiting(queue::input, ignored) : 0;
    }

    std::size_t written() const noexcept { return written_.load(std::memory_order_relaxed); }

    /// How many were written, and are not known to have left the wire. Under the mutex.
    std::size_t unsent() const noexcept { return written() - sent_; }

    /// What had been written when `written` was this has left the wire, for certain or by an
    /// estimate. Under the mutex.
    void left_the_wire(std::size_t written, bool certain) noexcept
    {
        sent_ = written;
        if (certain)
            known_sent_ = written;
    }

    descriptor_type descriptor;
    serial_service& service;
    deadline_queue* const deadlines; ///< Null: limits have timers of their own.
    std::shared_ptr<held_port> held; ///< Null while closed.
    config_report report;            ///< Of the latest open or configure.
    std::recursive_mutex mutex;
    std::condition_variable_any not_busy;
    std::atomic<std::uint64_t> cancels{0};
    timer_type drain_timer;
    timer_type break_timer;
    timer_type send_timer;
    timer_type watch_timer;
    timer_type close_timer;
    claim_slot draining = 0;
    claim_slot breaking = 0;
    claim_slot watching = 0; ///< For line events.
    claim_slot closing = 0;
    claim_slot reading_marks = 0;
    claim_slot sending = 0;           ///< With RTS as the direction.
    std::uint64_t opening_number = 0; ///< Of the open port.
    claim_slot last_claim = 0;
    std::shared_ptr<pending_request> opening;
    request_list configuring;
    std::atomic<transfer_hook*> hook{nullptr}; ///< A test double's.
    transfer_turns<Executor> reads;
    transfer_turns<Executor> writes;
    // What the latest transfer has shown; no more than a guess of what the next one will meet.
    std::atomic<bool> more_input{false};
    std::atomic<bool> output_full{false};

    /// What close, release and a converting move have in common. Under the mutex.
    std::shared_ptr<held_port> leave() noexcept
    {
        // `hook` stays: what was under way may still ask it what its failure is.
        traits_.store(traits() & chaining, std::memory_order_release);
        auto port = std::move(held);
        not_busy.notify_all(); // there is nothing to wait for any more
        end_operations();
        sending = 0;
        breaking = 0;
        report = config_report{};
        sent_ = known_sent_ = written();
        return port;
    }

    /// A write that turned the line round has ended without turning it back. Under the mutex.
    void end_send() noexcept
    {
        if (held)
            held->end_send();
    }

    /// No operation sends BREAK any more. Under the mutex.
    void end_break() noexcept
    {
        breaking = 0;
        if (busy())
            held->break_must_end = true;
        else if (held)
            held->end_break();
    }

private:
    using unique_lock = std::unique_lock<std::recursive_mutex>;
    template<class>
    friend struct port_state;

    /// Has a port's control without the mutex.
    class transaction
    {
    public:
        transaction(port_state& state, unique_lock& guard, held_port& port) noexcept
            : state_(state), guard_(guard), port_(port)
        {
            port.busy = true;
            guard.unlock();
        }
        transaction(transaction const&) = delete;
        ~transaction()
        {
            guard_.lock();
            port_.busy = false;
            if (std::exchange(port_.break_must_end, false))
                port_.end_break();
            state_.not_busy.notify_all();
        }

    private:
        port_state& state_;
        unique_lock& guard_;
        held_port& port_;
    };

    unsigned char traits() const noexcept { return traits_.load(std::memory_order_acquire); }

    // Under the mutex.
    void set(port_trait trait, bool on = true) noexcept
    {
        unsigned const others = traits() & ~unsigned(trait);
        traits_.store(
            static_cast<unsigned char>(on ? others | trait : others), std::memory_order_release);
    }

    bool abandon_open() noexcept
    {
        auto const pending = std::move(opening);
        if (pending)
            pending->abandon();
        return pending != nullptr;
    }

    void end_operations()
    {
        ++cancels;
        reads.wake();
        writes.wake();
        configuring.abandon_all();
        // A timer without its operation is not asked: five of Asio's queues cost more than the rest.
        wake(draining, drain_timer);
        wake(breaking, break_timer);
        wake(sending, send_timer); // it sees to its own end: RTS waits for the last bit
        wake(watching, watch_timer);
        wake(closing, close_timer);
        draining = watching = closing = reading_marks = 0;
        if (breaking != 0)
            end_break();
    }

    static void wake(claim_slot user, timer_type& timer)
    {
        if (user != 0)
            timer.cancel();
    }

    void use(config_report const& now) noexcept
    {
        auto const& rs485 = now.applied.rs485;
        set(half_duplex, rs485 && rs485->mode == rs485_mode::software);
        bool const had_marks = is(line_marked);
        set(line_marked, now.applied.line_marks);
        // What has come before has no marks: its bytes could be taken for some.
        if (!had_marks && now.applied.line_marks)
        {
            error_code ec; // the device is lost: the first read will tell
            control().discard(queue::input, ec);
            forget_marks();
        }
    }

    // The driver's counters, if it has any: also while a transaction has the port.
    std::optional<line_counters> counted() noexcept
    {
        error_code ec; // a device that is lost has nothing to tell either
        line_counters const now = held ? control().counters(ec) : line_counters();
        return held && !ec ? std::optional(now) : std::nullopt;
    }

    void tell(diagnostic_event event) noexcept { service.diagnostics().tell_of(event, held->name); }

    void tell_applied() noexcept
    {
        auto& sink = service.diagnostics();
        std::string const& name = held->name;
        sink.tell_if_watched(
            [&]() -> diagnostic {
                return {diagnostic_event::applied, name, report.applied, {}, {}};
            });
        if (report.applied.unsupported != unsupported_policy::ignore)
            for (skipped_feature const& s : report.skipped)
                sink.tell_if_watched(
                    [&]() -> diagnostic {
                        return {diagnostic_event::skipped, name, {}, s, {}};
                    });
    }

    void tell_lost(error_code const& ec) noexcept
    {
        lock const guard(mutex);
        if (is_open() && !std::exchange(lost_, true))
            service.diagnostics().tell_of(diagnostic_event::disconnected, held->name, ec);
    }

    std::atomic<unsigned char> traits_{0}; ///< Of `port_trait`.
    bool lost_ = false;                    ///< The sink has been told.
    std::atomic<std::size_t> written_{0};
    parmrk_decoder decoder_; ///< Under the mutex.
    // Of what was written, what has left the wire, as far as can be said, and what is known to.
    std::size_t sent_ = 0;
    std::size_t known_sent_ = 0;
};

/// How a blocking function lets time pass: it sleeps, whatever comes meanwhile.
template<class Executor>
struct plain_pause
{
    port_state<Executor>& port;

    error_code operator()(std::chrono::nanoseconds duration) const
    {
        port.service.sleep(duration);
        return {};
    }
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
