// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Operations that close, cancel, destruction or a cancellation slot ends: each completes once, and
// an open leaves no handle and no lock behind, whatever it was doing at that moment.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_gate.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace data = boost::unit_test::data;

namespace {

// A read, a write into a full queue and two waits in progress.
struct busy_port : open_port
{
    busy_port()
    {
        fill_output(stream, far_end);
        stream.async_read_some(asio::buffer(byte), recorder(outcomes[0]));
        stream.async_write_some(asio::buffer("x", 1), recorder(outcomes[1]));
        stream.async_wait(serial_stream::wait_read, recorder(outcomes[2]));
        stream.async_wait(wait_for_room, recorder(outcomes[3]));
        ctx.poll();
    }

    void check_all_were_aborted_once()
    {
        BOOST_TEST(run_out(ctx));
        for (auto const& out : outcomes)
        {
            BOOST_TEST(out.calls == 1);
            BOOST_TEST(conditions_of(out.ec) == "aborted");
            BOOST_TEST(out.bytes == 0u);
        }
    }

    std::array<char, 1> byte{};
    std::array<outcome, 4> outcomes;
};

// An open whose system call is held up, on a context that can be torn down by hand.
struct gated_port
{
    gated_port()
    {
        put_behind(door, *ctx);
        stream.emplace(*ctx);
        door.shut();
    }

    ~gated_port() { door.lift(); } // or the context would wait for its thread

    void start()
    {
        stream->async_open(far.name(), serial_config{},
            asio::bind_cancellation_slot(signal.slot(), recorder(opened)));
        BOOST_TEST_REQUIRE(door.reached_by(1));
    }

    // Lets the thread end, and then looks for what it may have left.
    void check_that_nothing_is_left()
    {
        door.lift();
        stream.reset();
        ctx.reset(); // joins the thread
        BOOST_TEST(open_handles() == handles);
        BOOST_TEST(is_free(far.name()));
    }

    void check_that_it_was_aborted_once()
    {
        BOOST_TEST(run_until_called(*ctx, opened));
        ctx->poll();
        BOOST_TEST(opened.calls == 1);
        BOOST_TEST(conditions_of(opened.ec) == "aborted");
        BOOST_TEST((!stream || !stream->is_open()));
    }

    pty_pair far{keep_slave::no};
    std::ptrdiff_t handles = open_handles();
    gate door;
    std::unique_ptr<asio::io_context> ctx = std::make_unique<asio::io_context>();
    std::optional<serial_stream> stream;
    asio::cancellation_signal signal;
    outcome opened;
};

struct abortion
{
    char const* name;
    void (*perform)(gated_port&);
};

std::ostream& operator<<(std::ostream& out, abortion const& a)
{
    return out << a.name;
}

constexpr abortion abortions[] = {
    {"close", [](gated_port& p) { p.stream->close(); }},
    {"cancel", [](gated_port& p) { p.stream->cancel(); }},
    {"destruction", [](gated_port& p) { p.stream.reset(); }},
    {"terminal", [](gated_port& p) { p.signal.emit(asio::cancellation_type::terminal); }},
    {"partial", [](gated_port& p) { p.signal.emit(asio::cancellation_type::partial); }},
    {"total", [](gated_port& p) { p.signal.emit(asio::cancellation_type::total); }},
};

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_endings)

BOOST_AUTO_TEST_CASE(close_ends_every_operation_in_progress_once, *needing(ability::hold))
{
    busy_port port;
    port.stream.close();
    port.check_all_were_aborted_once();
}

BOOST_AUTO_TEST_CASE(the_destructor_ends_every_operation_in_progress_once, *needing(ability::hold))
{
    busy_port port;
    {
        serial_stream const dies = std::move(port.stream);
    }
    port.check_all_were_aborted_once();
}

BOOST_AUTO_TEST_CASE(
    cancel_ends_every_operation_in_progress_once_and_leaves_the_port_open, *needing(ability::hold))
{
    busy_port port;
    port.stream.cancel();
    port.check_all_were_aborted_once();
    BOOST_TEST(port.stream.is_open());
    port.far_end.write_all("x");
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

// Asio 1.26 gives the record of a descriptor that was released to the next one, with the operation
// in it that the kernel has not yet given back (io_uring_service::register_io_object).
char const* const record_in_use = "Asio's io_uring service mixes up operations of two descriptors";

BOOST_AUTO_TEST_CASE(a_read_of_before_a_close_takes_nothing_from_what_is_opened_at_once,
    *not_with_io_uring(record_in_use))
{
    open_port port;
    std::array<char, 1> before{}, after{};
    outcome old_read, new_read;
    port.stream.async_read_some(asio::buffer(before), recorder(old_read));
    port.ctx.poll();
    port.stream.close();
    port.stream.open(port.far_end.name(), serial_config{});
    port.stream.async_read_some(asio::buffer(after), recorder(new_read));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, old_read));
    BOOST_TEST(conditions_of(old_read.ec) == "aborted");
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, new_read));
    BOOST_TEST(new_read.ec == error_code());
    BOOST_TEST(after[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_read_of_before_a_close_takes_nothing_from_another_stream,
    *needing(ability::several) * not_with_io_uring(record_in_use))
{
    open_port port;
    std::array<char, 1> before{}, after{};
    outcome old_read, new_read;
    port.stream.async_read_some(asio::buffer(before), recorder(old_read));
    port.ctx.poll();
    port.stream.close();
    line const second(port.ctx);
    serial_stream other(port.ctx, second.name(), serial_config{});
    other.async_read_some(asio::buffer(after), recorder(new_read));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, old_read));
    BOOST_TEST(conditions_of(old_read.ec) == "aborted");
    second.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, new_read));
    BOOST_TEST(after[0] == 'x');
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(
    an_open_that_is_aborted_within_the_system_call_completes_without_waiting_for_it,
    data::make(abortions), abort)
{
    gated_port port;
    port.start();
    abort.perform(port);
    port.check_that_it_was_aborted_once(); // while the call is still held up
    port.check_that_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(
    the_context_has_nothing_to_do_for_an_open_that_was_aborted, *needing(ability::pty))
{
    gated_port port;
    port.start();
    port.stream->close();
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, port.opened));
    port.ctx->poll();
    BOOST_TEST(port.ctx->stopped()); // although the call is still held up
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(
    an_open_that_is_aborted_after_the_system_call_leaves_nothing_open, data::make(abortions), abort)
{
    gated_port port;
    port.start();
    port.door.lift();
    BOOST_TEST_REQUIRE(port.door.passed_by(1));
    abort.perform(port);
    port.check_that_it_was_aborted_once();
    port.check_that_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(an_open_whose_context_is_destroyed_leaves_nothing_open, *needing(ability::pty))
{
    gated_port port;
    port.start();
    port.door.lift();
    BOOST_TEST_REQUIRE(port.door.passed_by(1));
    port.check_that_nothing_is_left();
    BOOST_TEST(port.opened.calls == 0);
}

BOOST_AUTO_TEST_CASE(an_open_that_is_aborted_while_it_queues_is_never_made, *needing(ability::pty))
{
    gated_port port;
    port.start();
    pty_pair const second_end(keep_slave::no);
    serial_stream second(*port.ctx);
    outcome opened;
    second.async_open(second_end.name(), serial_config{}, recorder(opened));
    second.cancel();
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, opened));
    BOOST_TEST(conditions_of(opened.ec) == "aborted");
    port.door.lift();
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, port.opened));
    outcome again;
    second.async_open(second_end.name(), serial_config{}, recorder(again));
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, again));
    BOOST_TEST(again.ec == error_code());
    BOOST_TEST(port.door.came() == 2); // the first one, and the one just now
}

BOOST_AUTO_TEST_CASE(
    a_second_open_while_one_is_in_progress_fails_and_does_not_disturb_it, *needing(ability::pty))
{
    gated_port port;
    port.start();
    pty_pair const second_end(keep_slave::no);
    error_code ec;
    outcome second;
    port.stream->async_open(second_end.name(), serial_config{}, recorder(second));
    BOOST_TEST(second.calls == 0);
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, second));
    BOOST_TEST(second.ec == error_code(error::operation_in_progress));
    port.stream->open(second_end.name(), serial_config{}, ec);
    BOOST_TEST(ec == error_code(error::operation_in_progress));
    asio::io_context others;
    auto const handle = serial_stream(others, second_end.name(), serial_config{}).release();
    port.stream->assign(handle, ec);
    BOOST_TEST(ec == error_code(error::operation_in_progress));
    BOOST_TEST(raw_close(handle)); // it was still open
    port.door.lift();
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, port.opened));
    BOOST_TEST(port.opened.ec == error_code());
    BOOST_TEST(port.stream->device() == port.far.name());
}

BOOST_AUTO_TEST_CASE(an_open_in_progress_moves_with_the_stream, *needing(ability::pty))
{
    gated_port port;
    port.start();
    serial_stream target(std::move(*port.stream));
    port.door.lift();
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, port.opened));
    BOOST_TEST(port.opened.ec == error_code());
    BOOST_TEST(target.device() == port.far.name());
    BOOST_TEST(!port.stream->is_open());
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(the_same_device_can_be_opened_again_right_after_an_open_was_aborted,
    data::make({"within the system call", "after it"}), moment)
{
    gated_port port;
    port.start();
    bool const within = moment == std::string_view("within the system call");
    if (within)
        port.stream->close();
    port.door.lift();
    BOOST_TEST_REQUIRE(port.door.passed_by(1));
    if (!within)
        port.stream->close();
    outcome second;
    port.stream->async_open(port.far.name(), serial_config{}, recorder(second));
    BOOST_TEST_REQUIRE(port.door.passed_by(2)); // nothing has run on the context yet
    BOOST_TEST_REQUIRE(run_until_called(*port.ctx, second));
    BOOST_TEST(port.opened.calls == 1);
    BOOST_TEST(conditions_of(port.opened.ec) == "aborted");
    BOOST_TEST(second.ec == error_code()); // the first open's lock is not in the way
}

BOOST_AUTO_TEST_SUITE_END()
