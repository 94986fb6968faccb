// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_IMPL_PRIVATE_THREAD_IPP
#define BOOST_SERIAL_EXT_DETAIL_IMPL_PRIVATE_THREAD_IPP

#include <boost_serial_ext/detail/private_thread.hpp>
#include <boost_serial_ext/native/select.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL private_thread::~private_thread()
{
    shutdown();
}

BOOST_SERIAL_EXT_DECL void private_thread::submit(std::unique_ptr<job> work)
{
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        if (shut_down_)
            return;
        jobs_.push_back(std::move(work));
        try
        {
            if (!stop_ && !thread_.joinable())
                start();
        }
        catch (...)
        {
            jobs_.pop_back(); // a failed submission leaves nothing behind
            throw;
        }
    }
    wake_.notify_one();
}

BOOST_SERIAL_EXT_DECL void private_thread::start()
{
    signals_blocked const none; // the new thread inherits the mask: no signal is handled there
    thread_ = std::thread([this] { work(); });
}

BOOST_SERIAL_EXT_DECL void private_thread::work() noexcept
{
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;)
    {
        wake_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
        if (stop_)
            return;
        auto current = std::move(jobs_.front());
        jobs_.pop_front();
        at_work_ = true;
        lock.unlock();
        current->run();
        current.reset();
        lock.lock();
        at_work_ = false;
        rest_.notify_all();
    }
}

BOOST_SERIAL_EXT_DECL bool private_thread::runs_here() noexcept
{
    std::lock_guard<std::mutex> const lock(mutex_);
    return thread_.get_id() == std::this_thread::get_id();
}

BOOST_SERIAL_EXT_DECL void private_thread::set_asleep(bool asleep) noexcept
{
    std::lock_guard<std::mutex> const lock(mutex_);
    asleep_ = asleep;
    rest_.notify_all();
}

BOOST_SERIAL_EXT_DECL void private_thread::await_rest() noexcept
{
    std::unique_lock<std::mutex> lock(mutex_);
    rest_.wait(lock, [this] { return stop_ || asleep_ || (!at_work_ && jobs_.empty()); });
}

BOOST_SERIAL_EXT_DECL void private_thread::pause() noexcept
{
    {
        std::lock_guard<std::mutex> const lock(mutex_);
        stop_ = true;
    }
    rest_.notify_all();
    wake_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

BOOST_SERIAL_EXT_DECL void private_thread::resume()
{
    std::lock_guard<std::mutex> const lock(mutex_);
    stop_ = shut_down_;
    if (!stop_ && !jobs_.empty())
        start();
}

BOOST_SERIAL_EXT_DECL void private_thread::shutdown() noexcept
{
    pause();
    std::deque<std::unique_ptr<job>> dropped; // destroyed outside of the lock
    std::lock_guard<std::mutex> const lock(mutex_);
    shut_down_ = true;
    dropped.swap(jobs_);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
