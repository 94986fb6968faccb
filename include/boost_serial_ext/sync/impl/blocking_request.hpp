// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_REQUEST_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_REQUEST_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/sync/impl/blocking_call.hpp>
#include <boost_serial_ext/sync/impl/blocking_port.hpp>
#include <boost_serial_ext/sync/impl/wake_signal.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/configure_op.hpp>
#include <boost_serial_ext/detail/ops/open_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/private_thread.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

// What a driver may hold up for any time can be given up by who waits for it, if the private thread
// makes it: as with async_open and async_configure.

/// One of those operations' requests, which a thread waits for.
template<class Request>
class awaited final : public Request
{
public:
    template<class... Args>
    explicit awaited(std::shared_ptr<wake_signal> done, Args&&... args)
        : Request(std::forward<Args>(args)...), done_(std::move(done))
    {
    }

    void abandon() noexcept override
    {
        Request::abandon();
        done_->fire();
    }

    wake_signal& done() const noexcept { return *done_; }

private:
    std::shared_ptr<wake_signal> done_;
};

template<class Request>
struct awaited_job final : detail::private_thread::job
{
    explicit awaited_job(std::shared_ptr<awaited<Request>> r) noexcept : request(std::move(r)) {}

    void run() noexcept override
    {
        request->run();
        request->done().fire();
    }

    std::shared_ptr<awaited<Request>> request;
};

/// Sends a request to the private thread, and waits. @return Why it is not through.
template<class Request>
error_code await(blocking_call& call, std::shared_ptr<awaited<Request>> const& request)
{
    try
    {
        call.state().service.thread().submit(std::make_unique<awaited_job<Request>>(request));
    }
    catch (std::system_error const& e) // no thread to be had
    {
        return {e.code().value(), boost::system::system_category()};
    }
    return call.wait_for(request->done());
}

using open_request = detail::open_request<asio::any_io_executor>;
using configure_request = detail::configure_request<asio::any_io_executor>;

/// Opens a device, if that takes no longer than the call may.
inline void open_within(
    blocking_call& call, std::string const& device, serial_config const& config, error_code& ec)
{
    auto& port = call.state();
    auto done = wake_signal::make(ec);
    std::shared_ptr<awaited<open_request>> request;
    {
        blocking_port::state_type::lock const guard(port.mutex);
        if (!ec)
            ec = port.check_closed();
        if (!ec)
            ec = validate(config);
        if (ec)
            return;
        request = std::make_shared<awaited<open_request>>(std::move(done), port, device, config);
        port.opening = request;
    }
    struct clearing // also if memory ends: what has been opened is closed again
    {
        blocking_port::state_type& port;
        awaited<open_request>& request;
        ~clearing()
        {
            blocking_port::state_type::lock const guard(port.mutex);
            if (port.opening.get() == &request)
                port.opening.reset();
            request.abandon_result();
        }
    } const at_the_end{port, *request};
    ec = await(call, request);
    blocking_port::state_type::lock const guard(port.mutex);
    bool const ended = port.opening != request;
    if (ended && (!ec || ec == asio::error::timed_out))
        ec = asio::error::operation_aborted;
    if (!ec && !request->take_result())
        ec = asio::error::operation_aborted;
    if (ec)
        return;
    if (ec = request->ec; ec)
        port.opening_failed(request->device, request->undone);
    else
        port.take(
            std::move(request->port), std::move(request->device), std::move(request->report), ec);
}

/// Changes the configuration, if that takes no longer than the call may; a transaction that has
/// begun goes on without it.
inline config_report configure_within(blocking_call& call,
    std::shared_ptr<blocking_port::state_type> const& port, serial_config const& config,
    error_code& ec)
{
    ec = port->check_open();
    if (!ec)
        ec = validate(config);
    auto done = ec ? nullptr : wake_signal::make(ec);
    if (ec)
        return {};
    std::shared_ptr<awaited<configure_request>> request;
    {
        // It puts itself on the port's list before it is a whole, and takes itself off when it is
        // one no more: nobody must look meanwhile.
        blocking_port::state_type::lock const guard(port->mutex);
        request = std::make_shared<awaited<configure_request>>(std::move(done), port, config);
    }
    struct unlisting
    {
        blocking_port::state_type& port;
        awaited<configure_request>& request;
        ~unlisting()
        {
            request.abandon(); // unless it is through
            port.configuring.remove(request);
        }
    } const at_the_end{*port, *request};
    ec = await(call, request);
    if (ec)
        return {};
    if (!request->take_result())
    {
        ec = asio::error::operation_aborted; // it had not begun
        return {};
    }
    ec = request->ec;
    return ec ? config_report() : std::move(request->report);
}

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
