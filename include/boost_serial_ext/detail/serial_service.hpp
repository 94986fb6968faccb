// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SERIAL_SERVICE_HPP
#define BOOST_SERIAL_EXT_DETAIL_SERIAL_SERVICE_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/deadline_queue.hpp>
#include <boost_serial_ext/detail/diagnostic_channel.hpp>
#include <boost_serial_ext/detail/private_thread.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The time of a context's timers, also of those without a port: the system's, unless there are
/// test doubles.
class BOOST_SYMBOL_VISIBLE time_service final : public asio::execution_context::service
{
public:
    using key_type = time_service;
    inline static asio::execution_context::id id; // the key where there is no RTTI

    explicit time_service(asio::execution_context& context) : service(context) {}

    /// Whether there is any context with a time of its own: else nobody needs to look for it.
    BOOST_SERIAL_EXT_DECL static bool any() noexcept;

    /// From now on it is not the system's. Once.
    BOOST_SERIAL_EXT_DECL void use(time_source* time) noexcept;

    time_source* source() const noexcept { return source_; }

private:
    std::atomic<time_source*> source_{nullptr};
    void shutdown() override {}
};

/// The time of an executor's context; see `time_service`.
template<class Executor>
time_source* time_of(Executor const& ex)
{
    if (!time_service::any())
        return nullptr;
    auto const of = [](asio::execution_context& context) -> time_source*
    { return asio::use_service<time_service>(context).source(); };
    if constexpr (asio::can_query<Executor const&, asio::execution::context_t>::value)
        return of(static_cast<asio::execution_context&>(asio::query(ex, asio::execution::context)));
    else // an executor of the Networking TS, as asio::executor is
        return of(ex.context());
}

/// The deadlines of an executor's context; null if operations there have timers of their own: by
/// another time than the system's, or where nothing is known of the executor but that it is one.
template<class Executor>
deadline_queue* deadlines_of(Executor const& ex)
{
    if (time_of(ex) != nullptr)
        return nullptr;
    asio::io_context* const context = bare_context(ex);
    return context != nullptr ? &asio::use_service<deadline_queue>(*context) : nullptr;
}

/// What all streams of an execution context share: the backend, and the thread for blocking calls.
class BOOST_SYMBOL_VISIBLE serial_service final : public asio::execution_context::service
{
public:
    using key_type = serial_service;
    inline static asio::execution_context::id id; // the key where there is no RTTI

    /// With the operating system's own backend.
    BOOST_SERIAL_EXT_DECL explicit serial_service(asio::execution_context& context);

    /// With another one; for `asio::make_service`, before the context's first stream.
    BOOST_SERIAL_EXT_DECL serial_service(
        asio::execution_context& context, std::unique_ptr<backend> ports);

    BOOST_SERIAL_EXT_DECL ~serial_service() override;

    backend& ports() noexcept { return *backend_; }
    private_thread& thread() noexcept { return thread_; }
    diagnostic_channel& diagnostics() noexcept { return diagnostics_; }

    /// Null: the system's.
    time_source* time() const noexcept { return time_; }

    /// The time as the machines without I/O count it.
    std::chrono::nanoseconds now() const noexcept
    {
        return time_ != nullptr ? time_->now()
                                : std::chrono::steady_clock::now().time_since_epoch();
    }

    /// For blocking functions.
    void sleep(std::chrono::nanoseconds duration) const
    {
        if (time_ != nullptr)
            time_->sleep(duration);
        else
            std::this_thread::sleep_for(duration);
    }

private:
    BOOST_SERIAL_EXT_DECL void shutdown() override;
    BOOST_SERIAL_EXT_DECL void notify_fork(asio::execution_context::fork_event event) override;

    std::unique_ptr<backend> backend_;
    time_source* time_;
    diagnostic_channel diagnostics_; // outlives the thread, which tells it something
    private_thread thread_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/detail/impl/serial_service.ipp>
#endif

#endif
