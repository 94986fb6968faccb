// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_CONFIGURE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_CONFIGURE_OP_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/ops/thread_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A transaction on its way through the private thread: a driver may wait for a USB device in it.
template<class Executor>
class configure_request : public thread_request<Executor>
{
public:
    configure_request(
        std::shared_ptr<port_state<Executor>> const& port, serial_config const& config)
        : thread_request<Executor>(port->descriptor.get_executor())
        , port_(port)
        , config_(config)
        , cancels_(port->cancels)
    {
        port->configuring.add(*this);
    }
    ~configure_request() override { port_->configuring.remove(*this); }

    /// What has begun goes on to its end.
    void abandon() noexcept override
    {
        this->abandon_queued();
        this->wake();
    }

    config_report report;

private:
    void work() override { report = port_->configure(config_, this->ec, cancels_); }
    void drop() noexcept override {}

    std::shared_ptr<port_state<Executor>> port_;
    serial_config config_;
    std::uint64_t cancels_;
};

/// The operation, under async_compose.
template<class Executor>
class configure_op
{
public:
    configure_op(std::shared_ptr<port_state<Executor>> port, serial_config const& config)
        : port_(std::move(port)), config_(config)
    {
    }
    configure_op(configure_op&&) = default;
    configure_op& operator=(configure_op&&) = delete;
    ~configure_op()
    {
        if (request_)
            request_->abandon();
    }

    template<class Self>
    void operator()(Self& self, error_code = {})
    {
        if (port_)
            return start(self);
        if (!request_)
            return complete_composed(self, refused_, config_report());
        // Woken by the thread, or by who wants it to end; then it ends if it has not begun.
        auto request = request_; // *this may be moved from below
        request->abandon();
        if (request->wait_until_done(self))
            return;
        bool const done = request_->take_result();
        error_code const ec = done ? request_->ec : error_code(asio::error::operation_aborted);
        config_report report = std::move(request_->report);
        request_.reset();
        request.reset(); // memory is free before the upcall
        complete_composed(self, ec, std::move(report));
    }

private:
    template<class Self>
    void start(Self& self)
    {
        auto const port = std::move(port_); // *this is moved from below
        auto const io_executor = port->descriptor.get_executor();
        self.reset_cancellation_state(asio::enable_total_cancellation());
        refused_ = port->check_open();
        if (!refused_)
            refused_ = validate(config_);
        if (refused_)
            return complete_immediately(io_executor, std::move(self));
        auto const request = std::make_shared<configure_request<Executor>>(port, config_);
        request_ = request;
        submit(port->service, request, self);
    }

    std::shared_ptr<port_state<Executor>> port_;
    serial_config config_;
    std::shared_ptr<configure_request<Executor>> request_;
    error_code refused_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
