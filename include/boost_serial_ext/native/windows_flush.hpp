// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_FLUSH_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_FLUSH_HPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/windows_errors.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Another handle of an open device, for another thread that waits for its driver. The device is
/// open as long as this lives, or until it is ended.
template<class Sys>
class windows_handle_copy
{
public:
    windows_handle_copy(Sys sys, native_handle device) noexcept
        : sys_(std::move(sys)), open_(sys_.duplicate(device, handle_) == 0)
    {
    }
    windows_handle_copy(windows_handle_copy const&) = delete;
    windows_handle_copy& operator=(windows_handle_copy const&) = delete;
    ~windows_handle_copy() { close(); }

    /// Not if the system has no more handles.
    explicit operator bool() const noexcept { return open_; }

    /// Waits until the driver has sent everything, or for `end`. @return The error number.
    int flush() noexcept
    {
        std::unique_lock<std::mutex> guard(mutex_);
        if (!open_)
            return operation_aborted;
        waiting_ = true;
        guard.unlock();
        int const number = sys_.flush(handle_);
        guard.lock();
        waiting_ = false;
        if (ended_)
            close();
        changed_.notify_all();
        return ended_ ? operation_aborted : number;
    }

    /// The device is to be closed, so that it can be opened again: does it here, too. A driver that
    /// does not let go of a wait is given up after some time; then whoever waits will close it.
    void end() noexcept
    {
        std::unique_lock<std::mutex> guard(mutex_);
        ended_ = true;
        for (int looks = 0; waiting_ && looks != 64; ++looks)
        {
            sys_.cancel(handle_); // again and again: the wait may just be about to begin
            changed_.wait_for(guard, std::chrono::milliseconds(1), [this] { return !waiting_; });
        }
        if (!waiting_)
            close();
    }

private:
    static constexpr int operation_aborted = 995; // ERROR_OPERATION_ABORTED

    void close() noexcept
    {
        if (std::exchange(open_, false))
            sys_.close(handle_);
    }

    Sys sys_;
    native_handle handle_{};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_;
    bool waiting_ = false;
    bool ended_ = false;
};

/// The wait for the driver of an open port, and its end: with the port, at the latest.
template<class Sys>
class windows_flush
{
public:
    windows_flush() = default;
    windows_flush(windows_flush const&) = delete;
    windows_flush& operator=(windows_flush const&) = delete;
    ~windows_flush() { end(); }

    /// What another thread calls, which has a handle of its own. Null: there are no more handles.
    std::function<error_code()> begin(Sys const& sys, native_handle port)
    {
        auto const device = std::make_shared<windows_handle_copy<Sys>>(sys, port);
        if (!*device)
            return {};
        latest_ = device; // there is one drain at a time
        return [device]
        {
            error_code ec;
            windows_fail(ec, error_context::transfer, device->flush());
            return ec;
        };
    }

    void end() noexcept
    {
        if (auto const device = latest_.lock())
            device->end();
    }

private:
    std::weak_ptr<windows_handle_copy<Sys>> latest_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
