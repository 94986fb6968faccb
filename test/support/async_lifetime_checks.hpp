// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_LIFETIME_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_LIFETIME_CHECKS_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"
#include "support/system.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <tuple>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// Runs exactly so many handlers; false once the operation's own was among them.
template<class Scene, class Record>
bool run_handlers(Scene& s, Record const& r, int count)
{
    for (int ran = 0; ran != count; ++ran)
    {
        s.context->restart();
        BOOST_TEST_REQUIRE((s.context->run_one_for(patience) == 1u));
        if (r->calls != 0)
            return false;
    }
    return true;
}

/// No operation takes that many handlers.
inline constexpr int too_many_handlers = 1000;

/// The context goes after every possible number of handlers, and with it the handler, which owns
/// the stream.
template<class Operation>
void check_abandoned_with_the_context()
{
    bool pending = true;
    for (int handlers = 0; pending; ++handlers)
    {
        BOOST_TEST_REQUIRE(handlers < too_many_handlers);
        scene<Operation> s;
        auto const r = s.make_record();
        s.prepare();
        auto& port = *s.port;
        Operation::start(port, s.handler(r, std::move(s.port)));
        Operation::let_complete(port);
        pending = run_handlers(s, r, handlers);
        s.context.reset();
        BOOST_TEST(r->calls == (pending ? 0 : 1));
        BOOST_TEST(r.use_count() == 1);
    }
}

/// The stream goes after every possible number of handlers; then the rest of them runs.
template<class Operation>
void check_stream_destroyed_after_each_handler()
{
    bool pending = true;
    for (int handlers = 0; pending; ++handlers)
    {
        BOOST_TEST_REQUIRE(handlers < too_many_handlers);
        scene<Operation> s;
        auto const r = s.make_record();
        s.prepare();
        s.start(s.handler(r));
        s.let_complete();
        pending = run_handlers(s, r, handlers);
        s.port.reset();
        run_out(*s.context);
        BOOST_TEST(r->calls == 1);
        BOOST_TEST(r.use_count() == 1);
    }
}

/// The stream goes after every possible number of handlers, and somebody cancels what was there.
template<class Operation>
void check_cancelled_after_the_stream()
{
    bool pending = true;
    for (int handlers = 0; pending; ++handlers)
    {
        BOOST_TEST_REQUIRE(handlers < too_many_handlers);
        scene<Operation> s;
        asio::cancellation_signal signal; // what its slot refers to must be there, or forgotten
        auto const r = s.make_record();
        s.prepare();
        s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
        s.let_complete();
        pending = run_handlers(s, r, handlers);
        s.port.reset();
        signal.emit(asio::cancellation_type::terminal);
        run_out(*s.context);
        signal.emit(asio::cancellation_type::terminal);
        BOOST_TEST(r->calls == 1);
        BOOST_TEST(r.use_count() == 1);
    }
}

/// The stream goes after every possible number of handlers, and then the context.
template<class Operation>
void check_stream_then_context_destroyed_after_each_handler()
{
    bool pending = true;
    for (int handlers = 0; pending; ++handlers)
    {
        BOOST_TEST_REQUIRE(handlers < too_many_handlers);
        scene<Operation> s;
        auto const r = s.make_record();
        s.prepare();
        s.start(s.handler(r));
        s.let_complete();
        pending = run_handlers(s, r, handlers);
        s.port.reset();
        s.context.reset();
        BOOST_TEST(r->calls == (pending ? 0 : 1));
        BOOST_TEST(r.use_count() == 1);
    }
}

/// What a handler that always throws has is destroyed once, and so is what the operation had.
/// `wrap` makes a token of the handler.
template<class Operation, class Wrap>
void check_handler_that_throws(Wrap wrap)
{
    struct thrown
    {
    };
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.start(wrap(
        [handler = s.handler(r)](auto&&... results) mutable
        {
            handler(std::forward<decltype(results)>(results)...);
            throw thrown();
        }));
    s.let_complete();
    BOOST_CHECK_THROW(s.run_until([&] { return r->calls != 0; }), thrown);
    BOOST_TEST_REQUIRE(r->calls == 1);
    s.verify(*r->result);
    run_out(*s.context);
    BOOST_TEST(r.use_count() == 1);
    s.check_usable();
}

/// Nothing it waits for ever happens, and the context goes.
template<class Operation>
void check_context_destroyed_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    auto& port = *s.port;
    Operation::start(port, s.handler(r, std::move(s.port)));
    Operation::begin(port);
    s.context->poll();
    s.context.reset();
    BOOST_TEST(r->calls == 0);
    BOOST_TEST(r.use_count() == 1);
}

template<class Operation>
void check_stream_destroyed_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    BOOST_TEST_REQUIRE(r->calls == 0);
    auto const ports = s.port->ports;
    s.port.reset();
    BOOST_TEST(r->calls == 0); // never within the destructor
    BOOST_TEST(!ports.device.break_is_on());
    BOOST_TEST_REQUIRE(s.run_until([&] { return r->calls != 0; }));
    s.check_aborted(r);
    ports.release();
    run_out(*s.context);
    BOOST_TEST(r->calls == 1);
    BOOST_TEST(r.use_count() == 1);
}

/// The handler owns the stream: it goes with it after the call.
template<class Operation>
void check_stream_destroyed_by_its_handler()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.let_complete();
    s.start(
        [&, inner = s.handler(r)](error_code ec, auto... values) mutable
        {
            s.port.reset();
            inner(ec, std::move(values)...);
        });
    BOOST_TEST_REQUIRE(s.run_until([&] { return r->calls != 0; }));
    run_out(*s.context);
    BOOST_TEST(r->calls == 1);
}

template<class Operation>
void check_handler_starts_the_next()
{
    scene<Operation> s;
    int done = 0;
    std::function<void()> const start_one = [&]
    {
        s.prepare();
        s.start(
            [&](error_code ec, auto... values)
            {
                s.verify(signature_traits<typename Operation::signature>::make(
                    ec, std::move(values)...));
                if (++done != 4)
                    start_one();
            });
        s.let_complete();
    };
    start_one();
    BOOST_TEST(s.run_until([&] { return done == 4; }));
}

/// Whoever has the port has the operations: a move changes nothing for them.
template<class Operation>
void check_moved_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    auto& stream = s.port->stream;
    s.prepare();
    s.start(s.handler(r));
    auto moved = std::move(stream);
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return r->calls != 0; }));
    stream = std::move(moved);
    s.verify(*r->result);
    BOOST_TEST(r->calls == 1);
}

/// What was open in the target of a move assignment is closed.
template<class Operation>
void check_overwritten_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    s.port->stream = serial_stream(*s.context);
    BOOST_TEST(r->calls == 0);
    s.finish_aborted(r);
    BOOST_TEST(!s.port->stream.is_open());
}

/// A stream with another executor takes the port, but not the operations.
template<class Operation>
void check_converted_while_pending()
{
    scene<Operation, basic_serial_stream<asio::io_context::executor_type>> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    bool const was_open = s.port->stream.is_open();
    serial_stream converted(std::move(s.port->stream));
    BOOST_TEST(r->calls == 0);
    BOOST_TEST(converted.is_open() == was_open);
    BOOST_TEST(!s.port->stream.is_open());
    s.finish_aborted(r);
    converted.close();
    s.port->ports.release();
    Operation::renew(*s.port); // the source can be used again
    s.check_usable();
}

template<class Operation>
void check_closed_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    s.port->stream.close();
    BOOST_TEST(r->calls == 0);
    s.finish_aborted(r);
    BOOST_TEST(!s.port->stream.is_open());
}

/// The close comes after every possible number of handlers: afterwards the stream is closed, also
/// if the operation was about to open it.
template<class Operation>
void check_closed_after_each_handler()
{
    bool pending = true;
    for (int handlers = 0; pending; ++handlers)
    {
        BOOST_TEST_REQUIRE(handlers < too_many_handlers);
        scene<Operation> s;
        auto const r = s.make_record();
        s.prepare();
        s.start(s.handler(r));
        s.let_complete();
        pending = run_handlers(s, r, handlers);
        s.port->stream.close();
        run_out(*s.context);
        BOOST_TEST(r->calls == 1);
        BOOST_TEST(!s.port->stream.is_open());
        Operation::settled(*s.port);
    }
}

/// The old operation has not been called yet when the port is open again, with a new operation.
template<class Operation>
void check_reopened_while_pending()
{
    scene<Operation> s;
    auto const before = s.make_record();
    auto const after = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(before));
    s.port->stream.close();
    Operation::renew(*s.port);
    s.prepare();
    s.start(s.handler(after));
    s.let_complete();
    s.finish(after);
    run_out(*s.context);
    BOOST_TEST(before->calls == 1);
    s.check_aborted(before);
    BOOST_TEST(after->calls == 1);
}

template<class Operation>
void check_released_while_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    auto const handle = s.port->stream.release();
    s.finish_aborted(r);
    BOOST_TEST(raw_close(handle)); // it was still open
    s.port->stream.close();
}

/// Of operations that exclude each other the second fails, and does not disturb the first.
template<class Operation>
void check_refused_beside_another()
{
    scene<Operation> s;
    auto const first = s.make_record();
    auto const second = s.make_record();
    s.prepare();
    s.start(s.handler(first));
    s.start(s.handler(second));
    BOOST_TEST(second->calls == 0);
    BOOST_TEST_REQUIRE(s.run_until([&] { return second->calls != 0; }));
    BOOST_TEST(std::get<0>(*second->result) == make_error_code(error::operation_in_progress));
    s.let_complete();
    s.finish(first);
    BOOST_TEST(second->calls == 1);
}

} // namespace boost_serial_ext_test

#endif
