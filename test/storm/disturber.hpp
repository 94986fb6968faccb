// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_DISTURBER_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_DISTURBER_HPP

#include "storm/closer.hpp"
#include "storm/endpoint.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace boost_serial_ext_test::storm {

/** Does to an endpoint what must not cost a byte, at random moments; and closes it in the end.

    Ends operations by their slots and by `cancel()`, waits for this and that, and what the mode
    asks for: other configurations, drains, BREAKs, line events, moves, conversions, closes.
*/
class disturber
{
public:
    /// `closed` is called when nothing is in progress any more and the port is closed.
    disturber(
        endpoint& at, std::string const& device, std::uint64_t seed, std::function<void()> closed)
        : at_(at)
        , luck_(seed)
        , closer_(at, device, luck_.below(~std::uint64_t{0}))
        , timer_(at.executor)
        , closed_(std::move(closed))
    {
    }

    /// On the endpoint's executor; goes on until all has arrived at both ends.
    void start() { pause(); }

private:
    void pause();
    void act();
    void disturb();
    void emit();
    void wait_for_something();
    void control();
    void configure();
    void configure_asynchronously();
    void drain();
    void drain_exactly();
    void check_drained(char const* name, std::uint64_t sent) const;
    void send_break();
    void wait_for_line_events();
    void wait_for_line_event();
    void wander();
    void finish();
    void expect_silence();

    serial::serial_config harmless();
    serial::serial_config impossible();

    endpoint& at_;
    chance luck_;
    closer closer_;
    asio::steady_timer timer_;
    std::function<void()> closed_;
    std::array<char, 16> silence_{};
};

} // namespace boost_serial_ext_test::storm

#endif
