// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_MONITOR_STATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_MONITOR_STATE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/select.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Where the port monitors of an execution context learn of ports.
class BOOST_SYMBOL_VISIBLE port_source_service final : public asio::execution_context::service
{
public:
    using key_type = port_source_service;
    inline static asio::execution_context::id id; // the key where there is no RTTI
    using factory = std::function<std::unique_ptr<port_source>()>;

    /// From the operating system.
    explicit port_source_service(asio::execution_context& context)
        : port_source_service(context, make_native_port_source)
    {
    }

    /// From somebody else; for `asio::make_service`, before the context's first monitor.
    port_source_service(asio::execution_context& context, factory make)
        : service(context), make_(std::move(make))
    {
    }

    std::unique_ptr<port_source> make() const { return make_(); }

private:
    void shutdown() override {}

    factory make_;
};

/** What a port monitor and its wait in progress share.

    The wait holds it by shared pointer, so that the monitor may be moved and destroyed at any
    moment. The mutex is for handlers that run where the monitor is not used, as with
    `asio::use_future`.
*/
template<class Executor>
class port_monitor_state : public std::enable_shared_from_this<port_monitor_state<Executor>>
{
public:
    // Recursive: a wait that is destroyed where it was to be started gives its claim up there.
    using mutex_type = std::recursive_mutex;
    using lock = std::lock_guard<mutex_type>;
    using descriptor_type = message_path<Executor>;

    explicit port_monitor_state(Executor const& ex)
        : descriptor(ex), time_(time_of(ex)), timer_(ex, time_, mutex)
    {
    }

    /// Begins to listen, and only then looks at what is there: nothing is missed in between.
    void start(error_code& ec)
    {
        ec.clear();
        auto& context = static_cast<asio::execution_context&>(
            asio::query(get_executor(), asio::execution::context));
        source_ = asio::use_service<port_source_service>(context).make();
        native_handle const handle = source_->open(ec);
        if (ec)
            return;
        descriptor.assign(handle, ec);
        if (ec)
            return source_->close(handle);
        auto all = source_->scan(ec);
        if (!ec)
            fsm_.begin(std::move(all));
        else
            close();
    }

    Executor get_executor() noexcept { return descriptor.get_executor(); }

    bool is_open() const noexcept { return descriptor.is_open(); }

    std::vector<port_info> ports() const
    {
        lock const guard(mutex);
        return fsm_.ports();
    }

    /// Ends the wait in progress.
    void cancel(error_code& ec)
    {
        lock const guard(mutex);
        release(claim_);
        descriptor.cancel(ec);
    }

    /// Ends the wait in progress, and all others at once.
    void close() noexcept
    {
        lock const guard(mutex);
        release(claim_);
        error_code ignored; // the descriptor is closed all the same
        descriptor.close(ignored);
    }

    // What follows is for the wait in progress, and called under the mutex.

    /// The right to be the only wait; 0 if another has it.
    std::uint64_t claim() noexcept { return claim_ == 0 ? claim_ = ++last_claim_ : 0; }

    bool is_claimed_by(std::uint64_t number) const noexcept
    {
        return number != 0 && claim_ == number;
    }

    /// The next wait may begin. Also without the mutex.
    void release(std::uint64_t number) noexcept
    {
        lock const guard(mutex);
        if (!is_claimed_by(number))
            return;
        claim_ = 0;
        disarm();
    }

    /// Obeys the machine until it waits, tells or fails.
    port_monitor_action step()
    {
        disarm();
        auto const now
            = time_ != nullptr ? time_->now() : std::chrono::steady_clock::now().time_since_epoch();
        fsm_.wake();
        for (;;)
        {
            port_monitor_action action = fsm_.next(now);
            error_code ec;
            switch (action.type)
            {
            case port_monitor_action::receive:
            {
                std::size_t const size = source_->receive(
                    descriptor.native_handle(), buffer_.data(), buffer_.size(), ec);
                fsm_.received({buffer_.data(), size}, ec);
                break;
            }
            case port_monitor_action::look:
            {
                seen_port seen = source_->look(action.name, ec);
                fsm_.looked(std::move(seen), ec, now);
                break;
            }
            case port_monitor_action::scan:
            {
                auto all = source_->scan(ec);
                fsm_.scanned(std::move(all), ec, now);
                break;
            }
            case port_monitor_action::wait:
                if (action.delay != port_monitor_fsm::never)
                    arm(action.delay);
                return action;
            case port_monitor_action::tell:
            case port_monitor_action::fail: return action;
            }
        }
    }

    /// A step was not finished.
    void distrust() noexcept { fsm_.distrust(); }

    descriptor_type descriptor;
    mutable mutex_type mutex;

private:
    // Ends the wait for the descriptor, but not the operation, when the time is over. An alarm that
    // comes too late ends it too: then there is one look more.
    void arm(std::chrono::nanoseconds delay)
    {
        armed_ = true;
        timer_.expires_after(delay);
        timer_.async_wait(
            [self = this->shared_from_this()](error_code const&)
            {
                lock const guard(self->mutex);
                error_code ignored; // then it is readable already
                if (self->armed_)
                    self->descriptor.cancel(ignored);
            });
    }

    void disarm()
    {
        if (std::exchange(armed_, false))
            timer_.cancel();
    }

    std::unique_ptr<port_source> source_;
    port_monitor_fsm fsm_;
    time_source* time_;
    port_timer<Executor, mutex_type> timer_;
    std::uint64_t claim_ = 0; ///< Of the wait in progress; 0: there is none.
    std::uint64_t last_claim_ = 0;
    bool armed_ = false;
    std::array<char, 8192> buffer_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
