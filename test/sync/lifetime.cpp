// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Making ports, moving them, opening them again; and what is left of all that.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

static_assert(std::is_nothrow_move_constructible_v<serial_port>);
static_assert(std::is_nothrow_move_assignable_v<serial_port>);
static_assert(!std::is_copy_constructible_v<serial_port>);
static_assert(!std::is_copy_assignable_v<serial_port>);
static_assert(!std::is_convertible_v<native_handle, serial_port>);

BOOST_AUTO_TEST_SUITE(sync_lifetime)

BOOST_FIXTURE_TEST_CASE(nothing_that_ends_leaves_a_descriptor_open, bounded)
{
    test::pty_pair far;
    auto const before = open_handles();
    for (int i = 0; i != 20; ++i)
    {
        serial_port port(far.name(), {});
        error_code ec;
        char c[4];
        port.read_some(asio::buffer(c), 1us, ec);
        BOOST_TEST(said(ec) == "timed_out");
        for (int cancels = 0; cancels != 3; ++cancels)
        {
            auto const reader = blocked_reader(port);
            BOOST_TEST(reader->blocks());
            port.cancel();
            expect(*reader, "aborted");
        }
        port.open("/nowhere", {}, ec);
        port.open("/nowhere", {}, 1h, ec);
        port.configure({9600}, 1h, ec);
        BOOST_TEST(said(ec) == "success");
        port.close();
        port.open("/nowhere", {}, 1h, ec);
        BOOST_TEST(said(ec) == "port_not_found");
        port.open(far.name(), {}, 1h, ec);
        BOOST_TEST(said(ec) == "success");
        if (i % 2 == 0)
            raw_close(port.release());
        far = test::pty_pair();
    }
    BOOST_TEST(open_handles() == before);
}

// ---- moves --------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_moved_port_goes_on, pty_port)
{
    far.write("ab");
    BOOST_TEST(read(port, 1) == "a");
    serial_port other(std::move(port));
    BOOST_TEST(!port.is_open());
    BOOST_TEST(other.is_open());
    BOOST_TEST(other.device() == far.name());
    BOOST_TEST(read(other, 1) == "b");
    test::pty_pair second;
    port = serial_port(second.name(), {});
    write(port, "c");
    BOOST_TEST(second.read_exact(1) == "c");
    other = std::move(port); // what it had is closed
    BOOST_TEST(other.device() == second.name());
    serial_port once_more(far.name(), {});
    write(once_more, "d");
    BOOST_TEST(far.read_exact(1) == "d");
    write(other, "e");
    BOOST_TEST(second.read_exact(1) == "e");
}

BOOST_FIXTURE_TEST_CASE(a_port_that_is_destroyed_is_closed, real_port)
{
    {
        serial_port other(context, "ttyV0", {});
        BOOST_TEST(device.is_open());
    }
    BOOST_TEST(!device.is_open());
    auto made = std::make_unique<serial_port>(context, "ttyV0", serial_config{});
    *made = serial_port(context);
    BOOST_TEST(!device.is_open());
    BOOST_CHECK_THROW(serial_port(context, "nowhere", {}), boost::system::system_error);
    BOOST_CHECK_THROW(serial_port("/nowhere", {}), boost::system::system_error);
    BOOST_CHECK_THROW(serial_port{no_handle()}, boost::system::system_error);
    BOOST_CHECK_THROW(serial_port(context, no_handle()), boost::system::system_error);
}

// ---- closing and opening again ------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_port_can_be_opened_right_after_its_close, pty_port)
{
    for (int i = 0; i != 100; ++i)
    {
        auto const reader = blocked_reader(port);
        if (i % 2 == 0)
            BOOST_TEST(reader->blocks());
        port.close();
        serial_port other(far.name(), serial_config{}); // nobody has the lock
        auto const o = reader->result();
        BOOST_TEST((o.ec == condition::aborted || o.ec == condition::closed));
        other.close();
        port.open(far.name(), {});
    }
    BOOST_TEST(port.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_close_of_a_closed_port_is_no_error, bounded)
{
    serial_port port;
    error_code ec = asio::error::eof;
    port.close(ec);
    BOOST_TEST(said(ec) == "success");
    port.cancel(ec);
    BOOST_TEST(said(ec) == "closed");
    BOOST_TEST(port.native_handle() == no_handle());
    port.release(ec);
    BOOST_TEST(said(ec) == "closed");
    BOOST_TEST(port.device().empty());
    BOOST_TEST((port.config() == serial_config{}));
}

BOOST_FIXTURE_TEST_CASE(a_close_that_drains_leaves_its_bytes_to_the_far_end, pty_port)
{
    std::string const bytes = pattern(8'000);   // more than the far end's own queue takes
    for (std::size_t n = 0; n != bytes.size();) // room in a pty is not always told
        n += port.write(asio::buffer(asio::buffer(bytes) + n), 10ms, ec);
    port.close(close_policy{10s});
    BOOST_TEST(!port.is_open());
    BOOST_TEST((far.read_exact(bytes.size(), 10s, ec) == bytes));
    BOOST_TEST(said(ec) == "success");
}

BOOST_DATA_TEST_CASE_F(
    real_port, a_close_that_drains_can_be_ended, data::make({"cancel", "close", "hang_up"}), how)
{
    open_held(*this, all_calls().front());
    on_thread closing(
        [&]
        {
            error_code result;
            port.close(close_policy{1h}, result);
            return result;
        });
    BOOST_TEST(closing.blocks());
    std::string const way = how;
    if (way == "cancel")
        port.cancel();
    else if (way == "close")
        port.close();
    else
        device.hang_up();
    BOOST_TEST(said(closing.result()) == (way == "hang_up" ? "success" : "aborted"));
    BOOST_TEST(port.is_open() == (way == "cancel"));
}

BOOST_AUTO_TEST_SUITE_END()
