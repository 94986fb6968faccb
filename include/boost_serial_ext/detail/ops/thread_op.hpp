// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_THREAD_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_THREAD_OP_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/private_thread.hpp>
#include <boost_serial_ext/detail/request_list.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Something on its way through the private thread.

    The operation waits on `gate`, a timer that never expires and is cancelled when the thread is
    through, or the operation.
*/
template<class Executor>
class thread_request : public pending_request
{
public:
    explicit thread_request(Executor const& ex) : gate(ex)
    {
        gate.expires_at((decltype(gate)::time_point::max)());
    }

    /// Whether the outcome is the caller's now.
    bool take_result() noexcept { return change(finished, taken); }

    /// On the private thread. False if nobody waits any more.
    bool run() noexcept
    {
        if (!change(queued, running))
            return false;
        try
        {
            work();
        }
        catch (std::exception const&) // no memory: the library itself throws nothing else
        {
            ec = asio::error::no_memory;
        }
        if (change(running, finished))
            return true;
        drop();
        return false;
    }

    /// The thread cannot be had.
    void fail(error_code const& why)
    {
        ec = why;
        phase_ = finished;
        wake();
    }

    /// Waits for the thread, unless it has done its work.
    template<class Handler>
    bool wait_until_done(Handler& handler)
    {
        std::lock_guard<std::mutex> const guard(waking_);
        if (phase_ != queued && phase_ != running)
            return false;
        gate.async_wait(std::move(handler));
        return true;
    }

    /// Ends the wait on the gate, from any thread. Cancelling a timer throws on no system.
    void wake() noexcept
    {
        std::lock_guard<std::mutex> const guard(waking_);
        gate.cancel();
    }

    typename port_timer<Executor, std::mutex>::timer_type gate;
    error_code ec;

protected:
    /// Nobody waits for what has not begun.
    void abandon_queued() noexcept { change(queued, abandoned); }

    /// Nobody waits any more: what came of it is dropped now, or by the thread.
    void abandon_all() noexcept
    {
        if (phase_.exchange(abandoned) == finished)
            drop();
    }

private:
    enum : int
    {
        queued,
        running,
        finished,
        taken,
        abandoned
    };

    /// What may block; sets `ec`.
    virtual void work() = 0;
    /// Gives back what came of it.
    virtual void drop() noexcept = 0;

    bool change(int from, int to) noexcept { return phase_.compare_exchange_strong(from, to); }

    std::mutex waking_;
    std::atomic<int> phase_{queued};
};

/// To the private thread, and back by the stream's executor; a future's runs things on any thread.
template<class Request, class OpExecutor>
struct thread_job final : private_thread::job
{
    thread_job(std::shared_ptr<Request> r, OpExecutor const& ex)
        : request(std::move(r)), executor(ex)
    {
    }

    void run() noexcept override
    {
        try
        {
            if (request->run())
                asio::post(request->gate.get_executor(),
                    asio::bind_executor(executor, [r = request] { r->wake(); }));
        }
        catch (std::exception const&) // no memory to post
        {
            request->wake();
        }
    }

    std::shared_ptr<Request> request;
    OpExecutor executor;
};

/// Sends a request through the private thread; `self` is resumed when it is through.
template<class Request, class Self>
void submit(serial_service& service, std::shared_ptr<Request> const& request, Self& self)
{
    // Without the work that the operation's executor counts: a held-up thread is none.
    auto const executor
        = asio::prefer(self.get_executor(), asio::execution::outstanding_work.untracked);
    using job_type = thread_job<Request, std::decay_t<decltype(executor)>>;
    auto job = std::make_unique<job_type>(request, executor);
    request->gate.async_wait(std::move(self)); // a port may go with it
    try
    {
        service.thread().submit(std::move(job));
    }
    catch (std::system_error const& e) // no thread to be had
    {
        request->fail(error_code(e.code().value(), boost::system::system_category()));
    }
    catch (std::bad_alloc const&)
    {
        request->fail(asio::error::no_memory);
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
