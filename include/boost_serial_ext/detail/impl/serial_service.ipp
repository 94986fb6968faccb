// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_IMPL_SERIAL_SERVICE_IPP
#define BOOST_SERIAL_EXT_DETAIL_IMPL_SERIAL_SERVICE_IPP

#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/select.hpp>

#include <atomic>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Here, not in the class: a program and the library it is linked to must have one between them.
inline std::atomic<bool>& some_time_is_its_own() noexcept
{
    static std::atomic<bool> any{false};
    return any;
}

BOOST_SERIAL_EXT_DECL bool time_service::any() noexcept
{
    return some_time_is_its_own().load(std::memory_order_acquire);
}

BOOST_SERIAL_EXT_DECL void time_service::use(time_source* time) noexcept
{
    source_ = time;
    some_time_is_its_own() = true;
}

BOOST_SERIAL_EXT_DECL serial_service::serial_service(asio::execution_context& context)
    : serial_service(context, make_native_backend())
{
}

BOOST_SERIAL_EXT_DECL serial_service::serial_service(
    asio::execution_context& context, std::unique_ptr<backend> ports)
    : asio::execution_context::service(context), backend_(std::move(ports)), time_(backend_->time())
{
    if (time_ != nullptr)
        asio::use_service<time_service>(context).use(time_);
}

BOOST_SERIAL_EXT_DECL serial_service::~serial_service() = default;

BOOST_SERIAL_EXT_DECL void serial_service::shutdown()
{
    thread_.shutdown();
}

BOOST_SERIAL_EXT_DECL void serial_service::notify_fork(asio::execution_context::fork_event event)
{
    if (event == asio::execution_context::fork_prepare)
        thread_.pause();
    else
        thread_.resume();
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
