// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_TICKER_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_TICKER_HPP

#include <boost_serial_ext/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>

namespace boost_serial_ext_test {

/// A timer that goes off every 5 ms, and knows the longest time between two times: whether the
/// executor ever stood still.
class ticker
{
public:
    explicit ticker(boost::asio::io_context& ctx) : timer_(ctx) { next(); }

    std::chrono::milliseconds largest_gap() const
    {
        auto const since = clock::now() - latest_; // the executor may be stuck right now
        return std::chrono::duration_cast<std::chrono::milliseconds>((std::max)(largest_, since));
    }
    int ticks() const { return ticks_; }

private:
    using clock = std::chrono::steady_clock;

    void next()
    {
        timer_.expires_after(std::chrono::milliseconds(5));
        timer_.async_wait(
            [this](boost_serial_ext::error_code ec)
            {
                if (ec)
                    return;
                ++ticks_;
                auto const now = clock::now();
                largest_ = (std::max)(largest_, now - latest_);
                latest_ = now;
                next();
            });
    }

    boost::asio::steady_timer timer_;
    clock::time_point latest_ = clock::now();
    clock::duration largest_{};
    int ticks_ = 0;
};

} // namespace boost_serial_ext_test

#endif
