// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_CALL_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_CALL_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/impl/blocking_port.hpp>
#include <boost_serial_ext/sync/timeout.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/io_slices.hpp>
#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/ops/send_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/config.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

/** One call of a blocking function, from its beginning to its end.

    It is over when its time is, or when the port's operations are ended, which it finds out before
    every system call, and by being woken. Models Asio's SyncReadStream and SyncWriteStream, so that
    Asio's composed reads and writes have the one limit for all of their steps.
*/
class blocking_call
{
public:
    using nanoseconds = std::chrono::nanoseconds;
    static constexpr nanoseconds forever = no_timeout;

    blocking_call(blocking_port& port, nanoseconds limit) noexcept
        : port_(port), state_(*port.state()), cancels_(state_.cancels)
    {
        if (limit != forever)
            until_ = after(limit);
    }
    blocking_call(blocking_call const&) = delete;
    blocking_call& operator=(blocking_call const&) = delete;

    blocking_port::state_type& state() const noexcept { return state_; }

    /// A read with marks in it, or without.
    template<class Buffers>
    std::size_t read_raw(Buffers const& buffers, error_code& ec)
    {
        detail::io_slices const to(buffers);
        unsigned late_attempts = 0;
        detail::attempts_in_vain empty_reads;
        while (to.size() != 0)
        {
            std::size_t const n = try_read(to, ec);
            if (n != 0)
                return n;
            if (is_to_repeat(ec, late_attempts))
                continue;
            if (ec == asio::error::eof)
            {
                await_control(ec);
                ec = ec ? ec : judge_empty_read(state_, empty_reads);
            }
            if (ec)
                break;
        }
        conclude(ec);
        return 0;
    }

    template<class Buffers>
    std::size_t read_some(Buffers const& buffers, error_code& ec)
    {
        ec = state_.check_readable(false);
        if (ec)
            conclude(ec);
        return ec ? 0 : read_raw(buffers, ec);
    }

    template<class Buffers>
    std::size_t write_some(Buffers const& buffers, error_code& ec)
    {
        detail::io_slices const from(buffers);
        if (ec = state_.check_open(); !ec && !state_.is(detail::half_duplex))
        {
            blocking_port::handle_use const until_counted(port_); // a close asks what was written
            std::size_t const n = write_raw(from, ec);
            state_.count_written(n);
            conclude(ec);
            return n;
        }
        std::size_t n = 0;
        if (!ec && ended_by_limit_) // what the step before has accepted was still to be sent
            ec = asio::error::timed_out;
        if (!ec)
            await_control(ec);
        if (!ec)
            n = send_here(port_.state(), ec, letting_out{*this},
                [&](error_code& e) { return write_raw(from, e); });
        if (ec == error::operation_in_progress && is_over()) // the line is another write's by now
            ec = asio::error::operation_aborted;
        conclude(ec);
        return n;
    }

    /// Waits for readiness, or a hang-up, of the port. @return Whether that came before `until`.
    bool wait(detail::io_interest what, nanoseconds until, error_code& ec)
    {
        blocking_port::handle_use const handle(port_);
        if (ec = begin(handle); ec)
            return false;
        what.handle = *handle;
        ec = until_ready(what, (std::min)(until, until_));
        if (ec != asio::error::timed_out || until >= until_)
            return !ec;
        ec.clear();
        return false;
    }
    bool wait(detail::io_interest const& what, error_code& ec) { return wait(what, forever, ec); }

    /// After readiness: whether that was a hang-up. Not held up by a transaction.
    error_code probe(bool reading)
    {
        blocking_port::state_type::lock const guard(state_.mutex);
        return state_.is_open() ? state_.control().probe_readiness(reading) : state_.check_open();
    }

    /// Lets time pass. @return What ends the call.
    error_code pause(nanoseconds duration)
    {
        nanoseconds const end = after(duration);
        error_code const ec = wait_for({}, (std::min)(end, until_));
        return ec == asio::error::timed_out && end <= until_ ? error_code() : ec;
    }

    /// As `port_state::with_control`, but a transaction that has the control for any time holds up
    /// no call that is over.
    template<class Function>
    auto with_control(error_code& ec, Function function)
    {
        for (;;)
        {
            {
                blocking_port::state_type::lock const guard(state_.mutex);
                if (!state_.busy())
                    return state_.with_control(ec, function);
            }
            if (ec = pause(std::chrono::milliseconds(1)); ec)
                return decltype(state_.with_control(ec, function))();
        }
    }

    /// Waits for a transaction that has the control.
    void await_control(error_code& ec)
    {
        with_control(ec, [](detail::port_control&) {});
    }

    /// Waits for something that is no port.
    error_code wait_for(wake_signal const& signal)
    {
        return wait_for(detail::io_interest{signal.alarm(), true, false, false, true}, until_);
    }

    /// That far from now.
    nanoseconds after(nanoseconds duration) const noexcept
    {
        nanoseconds const now = state_.service.now();
        auto const none = nanoseconds::zero();
        return duration > forever - now ? forever : now + (std::max)(duration, none);
    }

    /// Every call's outcome comes by here.
    void conclude(error_code& ec) noexcept
    {
        if (!ec)
            return;
        if (ec == asio::error::bad_descriptor && is_over())
            ec = asio::error::operation_aborted; // closed meanwhile
        else if (ec == asio::error::operation_aborted && ended_by_limit_ && !is_over())
            ec = asio::error::timed_out;
        state_.translate(ec);
        state_.note(ec);
    }

    bool is_over() const noexcept { return state_.cancels != cancels_; }

private:
    /// How time passes while what was accepted is sent: once the write is to end, it goes on for as
    /// long as the bytes need.
    struct letting_out
    {
        blocking_call& call;
        bool ending = false;

        error_code operator()(nanoseconds duration)
        {
            if (ending)
            {
                // Cut short by a close, or for nothing: then it will be asked for again.
                blocking_call rest(call.port_, forever);
                error_code const cut = call.state_.is_open() ? rest.pause(duration) : error_code();
                if (cut && cut != asio::error::operation_aborted) // no descriptors left
                    call.state_.service.sleep(duration);
                return {};
            }
            error_code const ec = call.pause(duration);
            ending = ec.failed();
            call.ended_by_limit_ = ec == asio::error::timed_out;
            return ending ? error_code(asio::error::operation_aborted) : ec;
        }
    };

    static error_code failure(int number) noexcept
    {
        return detail::make_system_error(detail::error_context::transfer, number);
    }

    static bool is_transient(error_code const& ec) noexcept
    {
        return !ec || ec == asio::error::interrupted || ec == asio::error::would_block
            || ec == asio::error::try_again;
    }

    bool is_late() const noexcept { return until_ != forever && state_.service.now() >= until_; }

    /// Whether an attempt that came to nothing is made again. It was no wait, so also after the
    /// limit: but not without end.
    bool is_to_repeat(error_code& ec, unsigned& late_attempts) const noexcept
    {
        unsigned const most = 64;
        if (!is_transient(ec))
            return false;
        if (!is_late() || ++late_attempts != most)
            return true;
        ec = asio::error::timed_out;
        return false;
    }

    std::size_t try_read(detail::io_slices const& to, error_code& ec)
    {
        blocking_port::handle_use const handle(port_);
        if (ec = begin(handle); ec)
            return 0;
        detail::transfer_hook* const hook = state_.hook.load(std::memory_order_acquire);
        bool const hooked = state_.is(detail::hooked) && hook != nullptr;
        if (hooked && decided_read(*hook, detail::caller::operation, ec))
            return 0;
        if constexpr (detail::sys_io::transfers_wait)
            return transfer(&detail::sys_io::read_within, *handle, to, asio::error::eof, ec);
        if (hooked || !port_.read_first.load(std::memory_order_relaxed))
            if (ec = wait_for({*handle, true, false, false}, until_); ec)
                return 0;
        std::size_t n = 0;
        int const number = detail::sys_io::read(*handle, to.data(), to.size(), n);
        // More than an answer, which whoever knows its length asks for exactly, may go on at once.
        std::size_t const a_message = 256;
        port_.read_first.store(n >= a_message && n == to.bytes(), std::memory_order_relaxed);
        if (n == 0)
            ec = number == 0 ? error_code(asio::error::eof) : failure(number);
        return n;
    }

    std::size_t write_raw(detail::io_slices const& from, error_code& ec)
    {
        ec.clear();
        unsigned late_attempts = 0;
        while (from.size() != 0)
        {
            std::size_t const n = try_write(from, ec);
            if (n != 0)
            {
                ec.clear();
                return n;
            }
            if (!is_to_repeat(ec, late_attempts))
                break;
        }
        return 0;
    }

    std::size_t try_write(detail::io_slices const& from, error_code& ec)
    {
        blocking_port::handle_use const handle(port_);
        if (ec = begin(handle); ec)
            return 0;
        std::size_t n = 0;
        detail::transfer_hook* const hook = state_.hook.load(std::memory_order_acquire);
        if (state_.is(detail::hooked) && hook != nullptr)
        {
            asio::const_buffer const first(from.data()->data, from.data()->size);
            if (decided_write(*hook, detail::caller::operation, first, ec, n))
                return n;
            if constexpr (detail::sys_io::transfers_wait)
                return write_all_of(*handle, detail::io_slices(detail::undecided(first)), ec);
        }
        if constexpr (detail::sys_io::transfers_wait)
            return write_all_of(*handle, from, ec);
        int const number = detail::sys_io::write(*handle, from.data(), from.size(), n);
        ec = number == 0 ? error_code() : failure(number);
        if (ec == asio::error::would_block || ec == asio::error::try_again)
            ec = wait_for({*handle, false, true, false}, until_);
        return n;
    }

    template<class Slices> // which is not there where a write need not wait
    std::size_t write_all_of(detail::native_handle handle, Slices const& from, error_code& ec)
    {
        auto const nothing = asio::error::interrupted;
        return transfer(&detail::sys_io::write_within, handle, from, nothing, ec);
    }

    /** One that waits inside the system.

        @param nothing What it is if it ends by itself, with neither bytes nor a failure.
    */
    template<class Transfer>
    std::size_t transfer(Transfer within, detail::native_handle handle,
        detail::io_slices const& slices, error_code const& nothing, error_code& ec)
    {
        std::size_t n = 0;
        ec = waited(
            [&](detail::native_handle alarm, nanoseconds left, bool& ended, bool& woken)
            {
                int const number = within(handle, *slices.data(), alarm, left, n, ended, woken);
                ended = ended || n != 0;
                return number;
            },
            until_);
        if (n != 0)
            ec.clear(); // also of one that was ended then
        else if (!ec)
            ec = nothing;
        else if (ec == asio::error::operation_aborted && !is_over())
            if (ec = judge_abort(state_, aborts_); !ec)
                ec = asio::error::interrupted; // somebody has emptied the queues
        return n;
    }

    /// Waits for readiness; where that is no event itself, it is looked for after every one.
    error_code until_ready(detail::io_interest const& what, nanoseconds until)
    {
        if constexpr (!detail::sys_io::transfers_wait)
            return wait_for(what, until);
        else
            return look_for_readiness(what, until);
    }

    template<class Interest>
    error_code look_for_readiness(Interest what, nanoseconds until)
    {
        detail::sys_io::listen(what.handle);
        error_code ec;
        auto look = [&]
        {
            blocking_port::state_type::lock const guard(state_.mutex);
            if (ec = state_.check_open(); ec)
                return true;
            if (!state_.busy() && what.heard != 0)
                state_.control().note_events(std::exchange(what.heard, 0u));
            error_code lost; // whoever asked will find out
            bool const there = look_for_input(state_, what.readable, lost);
            return what.writable || (what.readable && there) || lost.failed();
        };
        what.asker = &look;
        what.look = [](void* asker) { return (*static_cast<decltype(look)*>(asker))(); };
        while (!look())
            if (error_code const ended = wait_for(what, until); ended)
                return ended;
        return ec;
    }

    error_code begin(blocking_port::handle_use const& handle) const noexcept
    {
        if (is_over())
            return asio::error::operation_aborted;
        return handle ? error_code() : asio::error::make_error_code(asio::error::bad_descriptor);
    }

    /// @param until As `service.now()` counts; `forever`: without limit.
    error_code wait_for(detail::io_interest const& what, nanoseconds until)
    {
        return waited(
            [&](detail::native_handle alarm, nanoseconds left, bool& ready, bool& woken)
            {
                int const number = detail::sys_io::wait(what, alarm, left, ready, woken);
                // Whatever ends a wait for an event, the port is looked at, and waited for again.
                if constexpr (detail::sys_io::transfers_wait)
                    ready = ready
                        || (!what.is_alarm && (what.readable || what.failed) && left.count() != 0);
                return number;
            },
            until);
    }

    /** Makes attempts until one has come to something, the call is over, or its time.

        @param attempt Called with the alarm, the time that is left, and whether the alarm rang;
        returns the error number, and says whether it has come to something.
    */
    template<class Attempt>
    error_code waited(Attempt attempt, nanoseconds until)
    {
        for (;;)
        {
            error_code ec;
            auto const signal = port_.signal(cancels_, ec);
            if (ec)
                return ec;
            auto left = nanoseconds(-1);
            if (until != forever)
                left = (std::max)(until - state_.service.now(), nanoseconds::zero());
            bool ready = false, woken = false;
            int number = 0;
            auto const once = [&](nanoseconds limit)
            { number = attempt(signal->alarm(), limit, ready, woken); };
            if (detail::time_source* const time = state_.service.time())
                wait_by(*time, left, once, [&] { return number != 0 || ready || woken; });
            else
                once(left);
            if (woken && is_over())
                return asio::error::operation_aborted;
            if (woken)
                port_.forget(signal);
            if (number != 0 && (ec = failure(number)) != asio::error::interrupted)
                return ec;
            if (ready)
                return {};
            if (until != forever && state_.service.now() >= until)
                return asio::error::timed_out;
        }
    }

    /// The time of test doubles passes by waiting for it.
    template<class Once, class Done>
    static BOOST_NOINLINE void wait_by(
        detail::time_source& time, nanoseconds left, Once once, Done done)
    {
        auto const look = [&]
        {
            once(nanoseconds::zero());
            return done();
        };
        // Nothing is due: for another thread, which may also make something due.
        auto const a_moment = std::chrono::milliseconds(1);
        while (!time.wait(left, look) && left.count() < 0 && !done())
            once(a_moment);
    }

    blocking_port& port_;
    blocking_port::state_type& state_;
    std::uint64_t cancels_;
    nanoseconds until_ = forever;
    bool ended_by_limit_ = false;
    detail::attempts_in_vain aborts_;
};

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
