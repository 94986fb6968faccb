// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** An open on its way through the private thread.

    The operation waits on `gate`, a timer that never expires and that is cancelled when the thread
    is through, or when the operation is. Whoever comes second finds out in `phase`: the thread then
    closes what it opened, or the operation ends without it.
*/
template<class Executor>
struct open_request final : pending_open
{
    enum phase : int
    {
        running,
        finished,
        abandoned
    };

    open_request(port_state<Executor>& state, std::string name, serial_config const& cfg)
        : gate(state.descriptor.get_executor())
        , ports(state.service.ports())
        , device(std::move(name))
        , config(cfg)
    {
        gate.expires_at((port_state<Executor>::timer_type::time_point::max)());
    }

    ~open_request() override { drop(); }

    void abandon() noexcept override
    {
        cancelled = true;
        try
        {
            gate.cancel();
        }
        catch (boost::system::system_error const&)
        {
            // Cancelling a timer does not fail on any system that Asio runs on.
        }
    }

    /// On the private thread. False if nobody waits any more.
    bool run() noexcept
    {
        if (phase.load() == abandoned)
            return false;
        try
        {
            result = ports.open(device, config, ec);
        }
        catch (std::bad_alloc const&)
        {
            BOOST_SERIAL_EXT_ASSIGN(ec, asio::error::make_error_code(asio::error::no_memory));
        }
        int expected = running;
        if (phase.compare_exchange_strong(expected, finished))
            return true;
        drop();
        return false;
    }

    /// The thread cannot be had.
    void fail(error_code why)
    {
        ec = why;
        phase = finished;
        gate.cancel();
    }

    /// Closes what was opened and not taken over.
    void drop() noexcept
    {
        if (auto const control = std::move(result.control))
        {
            control->prepare_close();
            ports.close(result.handle);
        }
    }

    typename port_state<Executor>::timer_type gate;
    std::atomic<int> phase{running};
    bool cancelled = false; // by the stream's close or cancel
    backend& ports;
    std::string device;
    serial_config config;
    opened_port result;
    error_code ec;
};

/// The request's way to the private thread, and back to the operation: over the stream's executor,
/// because the handler's may run things on whatever thread calls it (asio::use_future's does).
template<class Executor, class OpExecutor>
struct open_job final : private_thread::job
{
    open_job(std::shared_ptr<open_request<Executor>> r, OpExecutor const& ex)
        : request(std::move(r)), executor(ex)
    {
    }

    void run() noexcept override
    {
        if (request->run())
            asio::post(request->gate.get_executor(),
                asio::bind_executor(executor, [r = request] { r->gate.cancel(); }));
    }

    std::shared_ptr<open_request<Executor>> request;
    OpExecutor executor;
};

/// The operation, under async_compose.
template<class Executor>
struct open_op
{
    std::shared_ptr<port_state<Executor>> port;
    std::string device;
    serial_config config;
    std::shared_ptr<open_request<Executor>> request = nullptr;
    error_code refused = {};
    bool started = false;

    template<class Self>
    void operator()(Self& self, error_code = {})
    {
        if (!std::exchange(started, true))
            return start(self);
        if (request)
            finish(self);
        port.reset();
        self.complete(refused);
    }

    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        refused = port->check_closed();
        if (!refused)
            refused = validate(config);
        auto const io_executor = port->descriptor.get_executor();
        if (refused)
            return complete_immediately(io_executor, std::move(self));
        request = std::make_shared<open_request<Executor>>(*port, device, config);
        port->opening = request;
        auto const pending = request;
        auto& thread = port->service.thread();
        auto job
            = std::make_unique<open_job<Executor, std::decay_t<decltype(self.get_executor())>>>(
                request, self.get_executor());
        pending->gate.async_wait(std::move(self));
        try
        {
            thread.submit(std::move(job));
        }
        catch (std::exception const&) // no thread, or no memory for one
        {
            pending->fail(asio::error::no_memory);
        }
    }

    template<class Self>
    void finish(Self& self)
    {
        bool const mine = port->opening == request;
        if (mine)
            port->opening.reset();
        bool const cancelled = request->cancelled || !mine
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        int expected = open_request<Executor>::running;
        bool const unfinished
            = request->phase.compare_exchange_strong(expected, open_request<Executor>::abandoned);
        if (unfinished || cancelled)
        {
            if (!unfinished)
                request->drop();
            refused = asio::error::operation_aborted;
        }
        else if (request->ec)
            refused = request->ec;
        else
            port->take(std::move(request->result), std::move(request->device), refused);
        request.reset();
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
