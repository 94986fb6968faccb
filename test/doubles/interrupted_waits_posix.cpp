// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What Asio hands on of waits.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost_serial_ext/detail/ops/wait_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/descriptor_base.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <utility>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(doubles_interrupted_waits)

// Of a wait only io_uring's calls are interrupted, so that it is told here what Asio would hand on.
BOOST_FIXTURE_TEST_CASE(an_interrupted_wait_is_made_again, manual_time)
{
    using executor = asio::io_context::executor_type;
    auto const shared = std::make_shared<detail::port_state<executor>>(context.get_executor());
    error_code ec;
    shared->open("ttyV0", {}, ec);
    BOOST_TEST_REQUIRE(!ec);
    auto const interrupted_wait = [&](done& d)
    {
        auto handler = d.handler();
        return detail::wait_op<detail::turned_op, executor, decltype(handler)>(
            shared, asio::posix::descriptor_base::wait_read, std::move(handler));
    };
    error_code const interruption = asio::error::interrupted;

    done waited;
    interrupted_wait(waited)(interruption);
    BOOST_TEST(!run(1s)); // it waits
    BOOST_TEST(waited.calls == 0);
    port.inject("a");
    BOOST_TEST(run());
    BOOST_TEST_REQUIRE(waited.calls == 1);
    BOOST_TEST_REQUIRE(!waited.ec);

    done cancelled, closed, lost; // before the interruption was told
    auto wait = interrupted_wait(cancelled);
    shared->cancel(ec);
    wait(interruption);
    BOOST_TEST(cancelled.calls == 1);
    BOOST_TEST((cancelled.ec == asio::error::operation_aborted), cancelled.ec);

    auto lost_wait = interrupted_wait(lost);
    char c = 0;
    BOOST_TEST(shared->descriptor.read_some(asio::buffer(&c, 1), ec) == 1u); // nothing is left
    port.hang_up();
    lost_wait(interruption);
    BOOST_TEST(run());
    BOOST_TEST(lost.calls == 1);
    BOOST_TEST((lost.ec == condition::disconnected), lost.ec);

    auto closed_wait = interrupted_wait(closed);
    shared->close(ec);
    closed_wait(interruption);
    BOOST_TEST(closed.calls == 1);
    BOOST_TEST((closed.ec == asio::error::operation_aborted), closed.ec);
}

BOOST_AUTO_TEST_SUITE_END()
