// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_PORT_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_PORT_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/impl/wake_signal.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

/** What a `serial_port` is, beside the state that it has as a stream has: who is blocked, and what
    wakes them.

    Blocked threads use the handle without a lock. So it is taken away first, then they are woken,
    and only when none uses it any more it is closed, or given to somebody else.
*/
class blocking_port
{
public:
    using state_type = detail::port_state<asio::any_io_executor>;

    /// On the context of all ports that were given none: it has the system's backend, and nobody
    /// ever runs it.
    blocking_port() : context_(shared_context()), state_(make_state(context_->get_executor())) {}

    explicit blocking_port(asio::any_io_executor const& ex) : state_(make_state(ex)) {}
    blocking_port(blocking_port const&) = delete;
    blocking_port& operator=(blocking_port const&) = delete;
    ~blocking_port()
    {
        error_code ignored; // a destructor has nobody to tell
        close(ignored);
    }

    std::shared_ptr<state_type> const& state() const noexcept { return state_; }

    /// The state has been opened, unless somebody has closed it again.
    void become_usable()
    {
        std::lock_guard<std::mutex> const guard(changing_);
        if (usable_ || !state_->is_open())
            return;
        handle_ = state_->descriptor.native_handle();
        read_first = false;
        usable_ = true;
    }

    /// Ends the calls in progress; the port stays open.
    void cancel(error_code& ec)
    {
        state_->cancel(ec);
        wake();
    }

    /// Ends the calls in progress, and closes. @param drained As `held_port` has it.
    void close(error_code& ec, bool drained = false)
    {
        ec.clear();
        std::lock_guard<std::mutex> const guard(changing_);
        ++state_->cancels; // before the handle is gone: who misses it shall know why
        usable_ = false;
        auto const held = state_->close_later();
        if (held)
            held->drained = drained;
        wake();
        await_departure();
    }

    /// Ends the calls in progress, and gives the handle away.
    detail::native_handle release(error_code& ec)
    {
        state_->with_control(ec, [](auto&) {}); // a transaction may take its time
        std::lock_guard<std::mutex> const guard(changing_);
        if (ec = state_->check_open(); ec)
            return none_;
        ++state_->cancels;
        usable_ = false;
        auto const handle = state_->release(ec);
        wake();
        await_departure();
        return handle;
    }

    /// The open device's, for the calls that the library lacks.
    detail::native_handle native_handle() const
    {
        std::lock_guard<std::mutex> const guard(changing_);
        return usable_ ? handle_ : none_;
    }

    /// What ends the waits of a call that began when `cancels` was this; null with an error: it is
    /// over already, or the system has no descriptors left.
    std::shared_ptr<wake_signal> signal(std::uint64_t cancels, error_code& ec)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        if (state_->cancels != cancels)
            ec = asio::error::operation_aborted;
        else if (!signal_)
            signal_ = wake_signal::make(ec);
        return ec ? nullptr : signal_;
    }

    /// It has been fired, and nothing has ended: another process did that, which has it by a fork.
    void forget(std::shared_ptr<wake_signal> const& fired) noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        if (signal_ == fired)
            signal_.reset();
    }

    /// A thread's use of the handle; false if there is none.
    class handle_use
    {
    public:
        explicit handle_use(blocking_port& port) noexcept : port_(port)
        {
            ++port_.users_;
            usable_ = port_.usable_;
        }
        handle_use(handle_use const&) = delete;
        handle_use& operator=(handle_use const&) = delete;
        ~handle_use()
        {
            if (--port_.users_ == 0 && !port_.usable_)
                port_.tell_departure();
        }

        explicit operator bool() const noexcept { return usable_; }
        detail::native_handle operator*() const noexcept { return port_.handle_; }

    private:
        blocking_port& port_;
        bool usable_;
    };

    /// Whether there probably is something to read: the latest read has not taken all.
    std::atomic<bool> read_first{false};

private:
    static std::shared_ptr<asio::io_context> shared_context()
    {
        static std::mutex mutex;
        static std::weak_ptr<asio::io_context> shared;
        std::lock_guard<std::mutex> const guard(mutex);
        auto context = shared.lock();
        if (!context)
            shared = context = std::make_shared<asio::io_context>();
        return context;
    }

    static std::shared_ptr<state_type> make_state(asio::any_io_executor const& ex)
    {
        return std::make_shared<state_type>(ex);
    }

    void wake() noexcept
    {
        std::shared_ptr<wake_signal> fired;
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            fired = std::move(signal_);
        }
        if (fired)
            fired->fire();
    }

    // These two are woken, or at a system call that does not wait.
    void await_departure() noexcept
    {
        std::unique_lock<std::mutex> guard(mutex_);
        left_.wait(guard, [this] { return users_ == 0; });
    }

    void tell_departure() noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        left_.notify_all();
    }

    std::shared_ptr<asio::io_context> context_; // before the state, which needs it to the last
    std::shared_ptr<state_type> state_;
    mutable std::mutex changing_; // whether there is a handle
    std::mutex mutex_;            // for what follows
    std::condition_variable left_;
    std::shared_ptr<wake_signal> signal_; // null: nobody has waited since the last one was fired
    std::atomic<unsigned> users_{0};
    std::atomic<bool> usable_{false};
    detail::native_handle const none_ = state_->descriptor.native_handle(); // it is closed
    detail::native_handle handle_{};                                        // while usable
};

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
