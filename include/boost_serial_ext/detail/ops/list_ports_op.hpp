// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_LIST_PORTS_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_LIST_PORTS_OP_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/ops/thread_op.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A listing on its way through the private thread: the driver of a USB device may make it wait.
template<class Executor>
class list_ports_request final : public thread_request<Executor>
{
public:
    list_ports_request(Executor const& ex, backend& ports)
        : thread_request<Executor>(ex), ports_(ports)
    {
    }

    void abandon() noexcept override
    {
        abandon_result();
        this->wake();
    }

    /// What has been found, or is still being looked for, is nobody's.
    void abandon_result() noexcept { this->abandon_all(); }

    std::vector<port_info> found;

private:
    void work() override { found = ports_.list(this->ec); }
    void drop() noexcept override { found.clear(); }

    backend& ports_;
};

/// The operation, under async_compose.
template<class Executor>
class list_ports_op
{
public:
    explicit list_ports_op(Executor const& ex) : executor_(ex) {}
    list_ports_op(list_ports_op&&) = default;
    list_ports_op& operator=(list_ports_op&&) = delete;
    ~list_ports_op()
    {
        if (request_)
            request_->abandon_result();
    }

    template<class Self>
    void operator()(Self& self, error_code = {})
    {
        if (!request_)
            return start(self);
        error_code ec = asio::error::operation_aborted;
        std::vector<port_info> ports;
        bool const cancelled
            = self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        if (!cancelled && request_->take_result())
        {
            ec = request_->ec;
            ports = std::move(request_->found);
        }
        request_->abandon_result();
        request_.reset(); // memory is free before the upcall
        complete_composed(self, ec, std::move(ports));
    }

private:
    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        auto& service = asio::use_service<serial_service>(static_cast<asio::execution_context&>(
            asio::query(executor_, asio::execution::context)));
        auto const request
            = std::make_shared<list_ports_request<Executor>>(executor_, service.ports());
        request_ = request; // *this is moved from below
        submit(service, request, self);
    }

    Executor executor_;
    std::shared_ptr<list_ports_request<Executor>> request_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
