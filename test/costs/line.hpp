// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_COSTS_LINE_HPP
#define BOOST_SERIAL_EXT_TEST_COSTS_LINE_HPP

#include <boost_serial_ext/test/pty_pair.hpp>

#include "costs/measure.hpp"

#include <string>

#include <poll.h>
#include <unistd.h>

namespace costs {

/// A pty, and what the device at its far end does, by plain system calls outside of the measure.
class line
{
public:
    std::string const& name() const noexcept { return pair_.name(); }

    /// The device sends a byte; it may be under way yet.
    void send()
    {
        outside([this] { put(); });
    }

    /// The device sends a byte, and the port has it.
    void deliver(int port)
    {
        outside(
            [&]
            {
                put();
                await(port, POLLIN);
            });
    }

    /// The device receives a byte.
    void receive()
    {
        outside([this] { get(pair_.far_end()); });
    }

    /// The device receives a byte, and sends it back.
    void echo()
    {
        outside(
            [this]
            {
                get(pair_.far_end());
                put();
            });
    }

    /// Takes a byte from the port, instead of the operation that is measured.
    void take(int port)
    {
        outside([&] { get(port); });
    }

private:
    void put() const
    {
        ++outside_calls;
        must(::write(pair_.far_end(), "x", 1) == 1, "the device cannot send");
    }

    static void await(int handle, short events)
    {
        ++outside_calls;
        pollfd p{handle, events, 0};
        must(::poll(&p, 1, 30'000) == 1, "nothing arrives within 30 s");
    }

    static void get(int handle)
    {
        await(handle, POLLIN);
        ++outside_calls;
        char c = 0;
        must(::read(handle, &c, 1) == 1, "nothing can be received");
    }

    boost_serial_ext::test::pty_pair pair_;
};

} // namespace costs

#endif
