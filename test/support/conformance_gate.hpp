// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_GATE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_GATE_HPP

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/select.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/execution_context.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/** A door in front of the system's `open`: shut, it keeps opens from being made.

    So a test can cancel an `async_open` while its thread is inside the call, and afterwards too.
*/
class gate
{
public:
    void shut() { set_shut(true); }
    void lift() { set_shut(false); }

    /// Waits until so many opens have come to the door; false if patience runs out.
    bool reached_by(int opens)
    {
        return wait([this, opens] { return came_ >= opens; });
    }
    /// Waits until so many opens have been made.
    bool passed_by(int opens)
    {
        return wait([this, opens] { return went_ >= opens; });
    }

    /// How many opens came to the door.
    int came()
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        return came_;
    }

private:
    friend class gated_backend;

    template<class Predicate>
    bool wait(Predicate reached)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, patience, reached);
    }

    void set_shut(bool shut)
    {
        {
            std::lock_guard<std::mutex> const lock(mutex_);
            shut_ = shut;
        }
        changed_.notify_all();
    }

    void come()
    {
        {
            std::lock_guard<std::mutex> const lock(mutex_);
            ++came_;
        }
        changed_.notify_all();
        wait([this] { return !shut_; });
    }

    void go()
    {
        {
            std::lock_guard<std::mutex> const lock(mutex_);
            ++went_;
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool shut_ = false;
    int came_ = 0;
    int went_ = 0;
};

/// The system's own backend behind a gate, which must outlive it.
class gated_backend final : public detail::backend
{
public:
    explicit gated_backend(gate& g) : gate_(g) {}

    detail::opened_port open(
        std::string const& device, serial_config const& config, error_code& ec) override
    {
        gate_.come();
        auto port = system_->open(device, config, ec);
        gate_.go();
        return port;
    }

    std::unique_ptr<detail::port_control> adopt(native_handle handle, error_code& ec) override
    {
        return system_->adopt(handle, ec);
    }

    std::string name_of(native_handle handle) override { return system_->name_of(handle); }

    void close(native_handle handle) noexcept override { system_->close(handle); }

private:
    gate& gate_;
    std::unique_ptr<detail::backend> system_ = detail::make_native_backend();
};

/// To be called before the context's first stream.
inline void put_behind(gate& g, boost::asio::execution_context& ctx)
{
    boost::asio::make_service<detail::serial_service>(ctx, std::make_unique<gated_backend>(g));
}

} // namespace boost_serial_ext_test

#endif
