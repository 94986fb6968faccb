// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_DEVICE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_DEVICE_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/select.hpp>

#include <boost/asio/execution_context.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace boost_serial_ext::test {

/** What a pseudo-terminal lacks, so that every operation can be left pending on one.

    An open can be held up, the output queue can have any depth, and BREAK works. Everything that
    the test does not ask for is the pty's own.
*/
class async_device
{
public:
    /// From now on opens block.
    void hold_opens() { set_held(true); }

    /// Lets the opens go on.
    void release_opens()
    {
        set_held(false);
        changed_.notify_all();
    }

    /// Waits until so many opens have begun; false if that takes too long.
    bool await_opens_begun(int count) { return await(begun_, count); }

    /// Waits until so many opens have returned to the thread that made them.
    bool await_opens_ended(int count) { return await(ended_, count); }

    /// Called by the backend; a test that forgets to release fails by its own time limits.
    void begin_open()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        ++begun_;
        changed_.notify_all();
        changed_.wait_for(lock, std::chrono::seconds(20), [this] { return !held_; });
    }

    /// Blocks its caller, a job on the private thread, for as long as opens are held up.
    void wait_until_released()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(20), [this] { return !held_; });
    }

    /// Called by the backend.
    void end_open()
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        ++ended_;
        changed_.notify_all();
    }

    std::optional<std::size_t> output_depth; ///< The pty's own, unless it has a value.
    bool has_break = false;                  ///< Otherwise BREAK is unsupported, as on every pty.
    bool break_on = false;
    std::atomic<bool> holds_transactions{false}; ///< For as long as opens.
    /// Opened with marks the pty stays as it is: the far end writes the marks, and escapes.
    bool plays_marks = false;
    bool counts = false;           ///< There are counters; otherwise none, as on every pty.
    std::atomic<int> edges_due{0}; ///< Edges of CTS, one for each look after the first.
    line_counters counted;         ///< Everything else.
    /// If it has a value the next open switches RTS by software, whatever it was told.
    std::optional<rs485_config> rs485;
    std::optional<bool> rts;               ///< As it was set last.
    std::function<void()> on_control_call; ///< Called with each question and each switch of BREAK.

private:
    void set_held(bool held)
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        held_ = held;
    }

    bool await(int const& counter, int count)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return counter >= count; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    int begun_ = 0;
    int ended_ = 0;
};

/// A pty's control with the device's additions.
class async_device_control final : public detail::port_control
{
public:
    async_device_control(
        std::shared_ptr<async_device> device, std::unique_ptr<detail::port_control> pty)
        : device_(std::move(device)), pty_(std::move(pty))
    {
    }

    serial_config const& config() const noexcept override
    {
        return played_ ? *played_ : pty_->config();
    }
    /// What the pty's own open would have reported if it had lines.
    void switch_rts(config_report& report)
    {
        report.applied.rs485 = device_->rs485;
        report.applied.rs485->mode = rs485_mode::software;
        played_ = report.applied;
    }
    void play_marks(config_report& report, serial_config const& wanted)
    {
        report.applied.line_marks = wanted.line_marks;
        played_ = report.applied;
    }
    bool transmitter_empty(error_code& ec) noexcept override
    {
        ec.clear();
        return true;
    }
    config_report apply(serial_config const& wanted, error_code& ec) override
    {
        if (device_->holds_transactions)
        {
            device_->begin_open(); // no open, but held up and counted like one
            device_->end_open();
        }
        if (!device_->plays_marks)
            return pty_->apply(wanted, ec);
        serial_config told = wanted;
        told.line_marks = false;
        config_report report = pty_->apply(told, ec);
        play_marks(report, wanted);
        return report;
    }
    std::size_t waiting(detail::queue which, error_code& ec) noexcept override
    {
        tell();
        if (which == detail::queue::output && device_->output_depth)
        {
            ec.clear();
            return *device_->output_depth;
        }
        return pty_->waiting(which, ec);
    }
    void discard(detail::queue which, error_code& ec) noexcept override
    {
        pty_->discard(which, ec);
    }
    modem_status lines(error_code& ec) noexcept override { return pty_->lines(ec); }
    void set_lines(control_lines const& wanted, error_code& ec) noexcept override
    {
        if (!device_->rs485)
            return pty_->set_lines(wanted, ec);
        ec.clear();
        device_->rts = wanted.rts;
    }
    void set_break(bool on, error_code& ec) noexcept override
    {
        tell();
        if (!device_->has_break)
            return pty_->set_break(on, ec);
        ec.clear();
        device_->break_on = on;
    }
    line_counters counters(error_code& ec) noexcept override
    {
        tell();
        if (!device_->counts)
            return pty_->counters(ec);
        ec.clear();
        if (std::exchange(counted_, true) && device_->edges_due > 0)
        {
            --device_->edges_due;
            ++edges_;
        }
        line_counters now = device_->counted;
        now.cts += edges_;
        return now;
    }
    serial_capabilities capabilities(error_code& ec) override { return pty_->capabilities(ec); }
    error_code probe_empty_read() noexcept override { return pty_->probe_empty_read(); }
    error_code probe_readiness(bool reading) noexcept override
    {
        return pty_->probe_readiness(reading);
    }
    bool prepare_close(bool may_hold, bool drained) noexcept override
    {
        return pty_->prepare_close(may_hold, drained);
    }

private:
    void tell()
    {
        if (device_->on_control_call)
            device_->on_control_call();
    }

    std::shared_ptr<async_device> device_;
    std::unique_ptr<detail::port_control> pty_;
    std::optional<serial_config> played_; ///< What the pty cannot be told.
    std::uint32_t edges_ = 0;
    bool counted_ = false;
};

/// Opens ptys as the native backend does.
class async_device_backend final : public detail::backend
{
public:
    explicit async_device_backend(std::shared_ptr<async_device> device) : device_(std::move(device))
    {
    }

    detail::opened_port open(
        std::string const& name, serial_config const& config, error_code& ec) override
    {
        device_->begin_open();
        serial_config told = config;
        told.line_marks &= !device_->plays_marks;
        auto port = native_->open(name, told, ec);
        device_->end_open();
        if (!port.control)
            return port;
        auto control = dress(std::move(port.control));
        if (device_->rs485)
            control->switch_rts(port.report);
        else if (device_->plays_marks)
            control->play_marks(port.report, config);
        port.control = std::move(control);
        return port;
    }
    std::unique_ptr<detail::port_control> adopt(
        detail::native_handle handle, error_code& ec) override
    {
        auto control = native_->adopt(handle, ec);
        if (control)
            control = dress(std::move(control));
        return control;
    }
    std::string name_of(detail::native_handle handle) override { return native_->name_of(handle); }
    void close(detail::native_handle handle) noexcept override { native_->close(handle); }

private:
    std::unique_ptr<async_device_control> dress(std::unique_ptr<detail::port_control> control)
    {
        return std::make_unique<async_device_control>(device_, std::move(control));
    }

    std::shared_ptr<async_device> device_;
    std::unique_ptr<detail::backend> native_ = detail::make_native_backend();
};

/// Shut down before the library's service, and so lets a held open end before that one is joined.
class async_device_service final : public asio::execution_context::service
{
public:
    using key_type = async_device_service;
    inline static asio::execution_context::id id;

    async_device_service(asio::execution_context& context, std::shared_ptr<async_device> device)
        : service(context), device_(std::move(device))
    {
    }

private:
    void shutdown() override { device_->release_opens(); }

    std::shared_ptr<async_device> device_;
};

/// Makes the streams of a context use such a device; to be called before the first one exists.
inline std::shared_ptr<async_device> install_async_device(asio::execution_context& context)
{
    auto device = std::make_shared<async_device>();
    asio::make_service<detail::serial_service>(
        context, std::make_unique<async_device_backend>(device));
    asio::make_service<async_device_service>(context, device);
    return device;
}

} // namespace boost_serial_ext::test

#endif
