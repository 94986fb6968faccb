// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_WATCHDOG_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_WATCHDOG_HPP

#include "storm/storm.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace boost_serial_ext_test::storm {

/// Fails a run in which no byte has arrived for a while: on its own thread, as the others may hang.
class watchdog
{
public:
    static constexpr std::chrono::seconds patience{20};

    explicit watchdog(storm& s) : storm_(s), thread_([this] { watch(); }) {}
    watchdog(watchdog const&) = delete;
    watchdog& operator=(watchdog const&) = delete;
    ~watchdog()
    {
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            stopped_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

private:
    void watch()
    {
        std::unique_lock<std::mutex> guard(mutex_);
        std::uint64_t before = arrived();
        auto since = std::chrono::steady_clock::now();
        while (!stopped_)
        {
            changed_.wait_for(guard, std::chrono::seconds(1));
            auto const now = std::chrono::steady_clock::now();
            if (std::uint64_t const bytes = arrived(); bytes != before)
            {
                before = bytes;
                since = now;
            }
            else if (!stopped_ && now - since >= patience)
                storm_.log.fail("no byte has arrived for 20 seconds: "
                    + progress(storm_.lanes[0], "to the right") + ", "
                    + progress(storm_.lanes[1], "to the left"));
        }
    }

    std::uint64_t arrived() const { return storm_.lanes[0].received + storm_.lanes[1].received; }

    static std::string progress(lane const& l, char const* where)
    {
        return std::to_string(l.received) + " of " + std::to_string(l.sent) + " bytes " + where;
    }

    storm& storm_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopped_ = false;
    std::thread thread_; // last: it uses the others
};

} // namespace boost_serial_ext_test::storm

#endif
