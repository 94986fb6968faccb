// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_PACE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_PACE_HPP

#include "storm/chance.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <utility>

namespace boost_serial_ext_test::storm {

/** Makes an actor slow for a while, then fast again.

    A reader that outruns the far writer waits, a writer that outruns the far reader too, and only
    what waits can be cancelled.
*/
class pace
{
public:
    explicit pace(boost::asio::any_io_executor const& executor) : timer_(executor) {}

    /// Calls a function now, or after a pause.
    template<class Function>
    void then(chance& luck, Function function)
    {
        auto const now = std::chrono::steady_clock::now();
        if (now >= change_)
        {
            slow_ = luck.one_in(2);
            change_ = now + luck.up_to(std::chrono::milliseconds(60));
        }
        if (!slow_ || luck.one_in(4))
            return function();
        timer_.expires_after(luck.up_to(std::chrono::milliseconds(2)));
        timer_.async_wait([f = std::move(function)](boost::system::error_code const&) { f(); });
    }

    /// How much to transfer at a time.
    std::size_t size(chance& luck) const { return luck.size(slow_ ? 6 : 13); }

private:
    boost::asio::steady_timer timer_; // nobody cancels it
    std::chrono::steady_clock::time_point change_{};
    bool slow_ = false;
};

} // namespace boost_serial_ext_test::storm

#endif
