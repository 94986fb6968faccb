// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_OPEN_OP_HPP

#include <boost_serial_ext/detail/ops/thread_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <memory>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An open on its way through the private thread; whoever is second, it or who abandons it, closes
/// the port.
template<class Executor>
class open_request : public thread_request<Executor>
{
public:
    open_request(port_state<Executor>& state, std::string name, serial_config const& config)
        : thread_request<Executor>(state.descriptor.get_executor())
        , device(std::move(name))
        , port(std::make_shared<held_port>(state.service))
        , ports_(state.service.ports())
        , config_(config)
    {
    }

    void abandon() noexcept override
    {
        abandon_result();
        this->wake();
    }

    /// What has been opened is closed now, or as soon as it is.
    void abandon_result() noexcept { this->abandon_all(); }

    std::string device;
    config_report report;
    restoration undone;
    std::shared_ptr<held_port> port;

private:
    void work() override
    {
        opened_port opened = ports_.open(device, config_, this->ec);
        port->hold(opened);
        report = std::move(opened.report);
        undone = opened.undone;
    }
    void drop() noexcept override { port->close(); }

    backend& ports_;
    serial_config config_;
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
        complete_composed(self, refused_);
    }

private:
    using lock = typename port_state<Executor>::lock;

    template<class Self>
    void start(Self& self)
    {
        auto const port = port_; // *this is moved from below
        auto const io_executor = port->descriptor.get_executor();
        self.reset_cancellation_state(asio::enable_total_cancellation());
        {
            lock const guard(port->mutex);
            refused_ = port->check_closed();
            if (!refused_)
                refused_ = validate(config_);
            if (!refused_)
            {
                auto const request
                    = std::make_shared<open_request<Executor>>(*port, device_, config_);
                port->opening = request_ = request;
                return submit(port->service, request, self);
            }
        }
        complete_immediately(io_executor, std::move(self)); // a handler may run in there
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
        {
            refused_ = request_->ec;
            port_->opening_failed(request_->device, request_->undone);
        }
        else
            take(*request_);
        leave();
    }

    void take(open_request<Executor>& request)
    {
        port_->take(std::move(request.port), std::move(request.device), std::move(request.report),
            refused_);
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
