// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PRIVATE_THREAD_HPP
#define BOOST_SERIAL_EXT_DETAIL_PRIVATE_THREAD_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** One thread for the few calls that can block, started when the first one comes.

    Jobs run one after the other. It takes no signals, and it is stopped before a fork and started
    again after it, so that a child never inherits a half-run job.
*/
class private_thread
{
public:
    /// Something that may block; destroyed on the thread after it ran, or by `shutdown`.
    struct job
    {
        job() = default;
        job(job const&) = delete;
        job& operator=(job const&) = delete;
        virtual ~job() = default;
        virtual void run() noexcept = 0;
    };

    private_thread() = default;
    private_thread(private_thread const&) = delete;
    private_thread& operator=(private_thread const&) = delete;

    /// Joins.
    BOOST_SERIAL_EXT_DECL ~private_thread();

    /// Runs the job later on the thread; after `shutdown` destroys it at once.
    /// @throws std::system_error if there is no thread to be had, std::bad_alloc
    BOOST_SERIAL_EXT_DECL void submit(std::unique_ptr<job> work);

    /// Waits for the job in progress, destroys the others without running them, for good.
    BOOST_SERIAL_EXT_DECL void shutdown() noexcept;

    /// Waits for the job in progress and keeps the others; `resume` goes on with them.
    BOOST_SERIAL_EXT_DECL void pause() noexcept;
    BOOST_SERIAL_EXT_DECL void resume();

    /// For a time that is not the system's: whether this is the thread; that the job in progress
    /// waits for the time to go on, or waits no more; and a wait until nothing else is to be done.
    BOOST_SERIAL_EXT_DECL bool runs_here() noexcept;
    BOOST_SERIAL_EXT_DECL void set_asleep(bool asleep) noexcept;
    BOOST_SERIAL_EXT_DECL void await_rest() noexcept;

private:
    BOOST_SERIAL_EXT_DECL void work() noexcept;
    BOOST_SERIAL_EXT_DECL void start();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable rest_;
    std::deque<std::unique_ptr<job>> jobs_;
    std::thread thread_;
    bool stop_ = false;
    bool shut_down_ = false;
    bool at_work_ = false;
    bool asleep_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/detail/impl/private_thread.ipp>
#endif

#endif
