// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_PORT_THREADS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_PORT_THREADS_HPP

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace peers {

/// A thread for each port; they are started once, and do a round of work whenever they are told.
class port_threads
{
public:
    port_threads() = default;
    port_threads(port_threads const&) = delete;
    port_threads& operator=(port_threads const&) = delete;
    ~port_threads()
    {
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            work_ = nullptr;
            ++round_;
        }
        told_.notify_all();
        for (auto& thread : threads_)
            thread.join();
    }

    /// Calls `work(i)` in thread i of n, and returns when all have ended.
    void run(std::size_t n, std::function<void(std::size_t)> work)
    {
        while (threads_.size() < n)
            threads_.emplace_back([this, i = threads_.size(), seen = round_] { serve(i, seen); });
        std::unique_lock<std::mutex> guard(mutex_);
        work_ = std::move(work);
        failure_ = nullptr;
        at_work_ = threads_.size();
        ++round_;
        told_.notify_all();
        ended_.wait(guard, [this] { return at_work_ == 0; });
        if (failure_)
            std::rethrow_exception(failure_);
    }

private:
    void serve(std::size_t i, std::size_t seen)
    {
        for (;;)
        {
            std::unique_lock<std::mutex> guard(mutex_);
            told_.wait(guard, [&] { return round_ != seen; });
            seen = round_;
            if (!work_)
                return;
            guard.unlock();
            std::exception_ptr failure;
            try
            {
                work_(i);
            }
            catch (...)
            {
                failure = std::current_exception();
            }
            guard.lock();
            if (failure && !failure_)
                failure_ = failure;
            if (--at_work_ == 0)
                ended_.notify_one();
        }
    }

    std::mutex mutex_;
    std::condition_variable told_;
    std::condition_variable ended_;
    std::function<void(std::size_t)> work_;
    std::exception_ptr failure_;
    std::size_t at_work_ = 0;
    std::size_t round_ = 0;
    std::vector<std::thread> threads_;
};

} // namespace peers

#endif
