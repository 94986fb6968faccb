// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** An open on its way through the private thread.

    The operation waits on `gate`, a timer that never expires and is cancelled when the thread is
    through, or the operation. The second of the two, the thread or who abandons, closes the port.
*/
template<class Executor>
class open_request final : public pending_open
{
public:
    open_request(port_state<Executor>& state, std::string name, serial_config const& config)
        : gate(state.descriptor.get_executor())
        , device(std::move(name))
        , result(state.service.ports(), opened_port())
        , ports_(state.service.ports())
        , config_(config)
    {
        gate.expires_at((port_state<Executor>::timer_type::time_point::max)());
    }

    void abandon() noexcept override
    {
        abandon_result();
        wake();
    }

    /// What has been opened is closed now, or as soon as it is.
    void abandon_result() noexcept
    {
        if (phase_.exchange(abandoned) == finished)
            result.drop();
    }

    /// Whether the outcome is the caller's now.
    bool take_result() noexcept { return change(finished, taken); }

    /// On the private thread. False if nobody waits any more.
    bool run() noexcept
    {
        if (phase_.load() != running)
            return false;
        try
        {
            result.get() = ports_.open(device, config_, ec);
        }
        catch (std::exception const&) // no memory: the library itself throws nothing else
        {
            ec = asio::error::no_memory;
        }
        if (change(running, finished))
            return true;
        result.drop();
        return false;
    }

    /// The thread cannot be had.
    void fail(error_code const& why)
    {
        ec = why;
        phase_ = finished;
        wake();
    }

    /// Ends the wait on the gate, from any thread. Cancelling a timer throws on no system.
    void wake() noexcept
    {
        std::lock_guard<std::mutex> const guard(waking_);
        gate.cancel();
    }

    typename port_state<Executor>::timer_type gate;
    std::string device;
    untaken_port result;
    error_code ec;

private:
    enum : int
    {
        running,
        finished,
        taken,
        abandoned
    };

    bool change(int from, int to) noexcept { return phase_.compare_exchange_strong(from, to); }

    std::mutex waking_;
    std::atomic<int> phase_{running};
    backend& ports_;
    serial_config config_;
};

/// To the private thread, and back by the stream's executor; a future's runs things on any thread.
template<class Executor, class OpExecutor>
struct open_job final : private_thread::job
{
    open_job(std::shared_ptr<open_request<Executor>> r, OpExecutor const& ex)
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

    std::shared_ptr<open_request<Executor>> request;
    OpExecutor executor;
};

/// The operation, under async_compose.
template<class Executor>
class open_op
{
public:
    open_op(
        std::shared_ptr<port_state<Executor>> port, std::string device, serial_config const& config)
        : port_(std::move(port)), device_(std::move(device)), config_(config)
    {
    }
    open_op(open_op&&) = default;
    open_op& operator=(open_op&&) = delete;
    ~open_op()
    {
        if (request_)
            leave();
    }

    template<class Self>
    void operator()(Self& self, error_code = {})
    {
        if (!std::exchange(started_, true))
            return start(self);
        if (request_)
            finish(self);
        port_.reset();
        self.complete(refused_);
    }

private:
    using lock = typename port_state<Executor>::lock;

    template<class Self>
    void start(Self& self)
    {
        auto const port = port_; // *this is moved from below
        auto const io_executor = port->descriptor.get_executor();
        lock const guard(port->mutex);
        self.reset_cancellation_state(asio::enable_total_cancellation());
        refused_ = port->check_closed();
        if (!refused_)
            refused_ = validate(config_);
        if (refused_)
            return complete_immediately(io_executor, std::move(self));
        auto const request = std::make_shared<open_request<Executor>>(*port, device_, config_);
        // Without the work that the operation's executor counts: a held-up thread is none.
        auto const executor
            = asio::prefer(self.get_executor(), asio::execution::outstanding_work.untracked);
        using job_type = open_job<Executor, std::decay_t<decltype(executor)>>;
        auto job = std::make_unique<job_type>(request, executor);
        port->opening = request_ = request;
        request->gate.async_wait(std::move(self));
        try
        {
            port->service.thread().submit(std::move(job));
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

    void leave() // what was opened, and not taken, is closed
    {
        lock const guard(port_->mutex);
        if (port_->opening == request_)
            port_->opening.reset();
        request_->abandon_result();
        request_.reset();
    }

    template<class Self>
    void finish(Self& self)
    {
        lock const guard(port_->mutex);
        bool const cancelled = port_->opening != request_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        if (cancelled || !request_->take_result())
            refused_ = asio::error::operation_aborted;
        else if (request_->ec)
            refused_ = request_->ec;
        else
            port_->take(std::move(request_->result), std::move(request_->device), refused_);
        leave();
    }

    std::shared_ptr<port_state<Executor>> port_;
    std::string device_;
    serial_config config_;
    std::shared_ptr<open_request<Executor>> request_;
    error_code refused_;
    bool started_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
