// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_CANCELLATION_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_CANCELLATION_CHECKS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <tuple>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

inline constexpr asio::cancellation_type cancellation_types[] = {asio::cancellation_type::terminal,
    asio::cancellation_type::partial, asio::cancellation_type::total, asio::cancellation_type::all};

/// Ended by the slot, once, with the right error; and the port serves as before.
template<class Operation>
void check_cancellation(asio::cancellation_type type)
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    s.start_and_begin(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    BOOST_TEST_REQUIRE(r->calls == 0);
    signal.emit(type);
    BOOST_TEST(r->calls == 0); // never within the emission
    s.finish_aborted(r);
    s.check_usable();
    run_out(*s.context);
    BOOST_TEST(r->calls == 1);
    BOOST_TEST(r.use_count() == 1);
}

/// The same at the first moment, before any handler has run.
template<class Operation>
void check_cancellation_right_after_the_start(asio::cancellation_type type)
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    signal.emit(type);
    BOOST_TEST(r->calls == 0);
    s.finish_aborted(r);
    s.check_usable();
}

template<class Operation>
void check_cancelled_twice()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    s.start_and_begin(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    signal.emit(asio::cancellation_type::total);
    signal.emit(asio::cancellation_type::terminal);
    s.finish_aborted(r);
    signal.emit(asio::cancellation_type::terminal);
    s.context->poll();
    BOOST_TEST(r->calls == 1);
}

/// A cancelled operation does not keep its context busy, whatever may still be going on behind it.
template<class Operation>
void check_cancelled_leaves_no_work_behind()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    s.start_and_begin(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    signal.emit(asio::cancellation_type::terminal);
    s.finish_aborted(r);
    s.context->poll();
    BOOST_TEST(s.context->stopped());
}

/// In a strand, the way a program with threads has to do it.
template<class Operation>
void check_cancellation_in_a_strand()
{
    scene<Operation> s;
    auto const r = s.make_record();
    auto const strand = asio::make_strand(*s.context);
    asio::cancellation_signal signal;
    s.hold();
    s.start(asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(strand, s.handler(r))));
    asio::post(strand, [&] { signal.emit(asio::cancellation_type::terminal); });
    s.finish_aborted(r);
}

/// No type at all: nothing happens.
template<class Operation>
void check_empty_cancellation()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.prepare();
    s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    signal.emit(asio::cancellation_type::none);
    s.let_complete();
    s.finish(r);
}

/// A signal has no memory: what was emitted before the start is not for this operation.
template<class Operation>
void check_cancellation_before_the_start()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    signal.emit(asio::cancellation_type::all);
    s.prepare();
    s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    s.let_complete();
    s.finish(r);
}

template<class Operation>
void check_cancellation_after_completion()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.prepare();
    s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    s.let_complete();
    s.finish(r);
    signal.emit(asio::cancellation_type::all);
    s.check_usable();
    run_out(*s.context);
    BOOST_TEST(r->calls == 1);
}

/// What is complete already, but not delivered, keeps its result.
template<class Operation>
void check_cancellation_comes_too_late()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.prepare();
    s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
    signal.emit(asio::cancellation_type::all);
    s.finish(r);
    s.check_usable();
}

/// Cancelled, and nobody ever runs the handler.
template<class Operation>
void check_cancelled_and_abandoned()
{
    scene<Operation> s;
    auto const r = s.make_record();
    {
        asio::cancellation_signal signal;
        s.hold();
        s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
        signal.emit(asio::cancellation_type::total);
        s.port.reset();
        s.context.reset();
    }
    BOOST_TEST(r->calls == 0);
    BOOST_TEST(r.use_count() == 1);
}

/// `cancel` of the stream ends it, and leaves the port open.
template<class Operation>
void check_cancel_of_the_stream()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(r));
    BOOST_TEST_REQUIRE(r->calls == 0);
    s.port->stream.cancel();
    BOOST_TEST(r->calls == 0);
    s.finish_aborted(r);
    s.check_usable();
}

/// The cancellation races with the byte: either the read has it, or the next one.
template<class Operation>
void check_cancellation_loses_no_byte(asio::cancellation_type type)
{
    scene<Operation> s;
    for (int round = 0; round != 50; ++round)
    {
        auto const r = s.make_record();
        asio::cancellation_signal signal;
        s.start(asio::bind_cancellation_slot(signal.slot(), s.handler(r)));
        for (int polls = round % 3; polls != 0; --polls)
            s.context->poll_one();
        s.port->send_a_byte();
        for (int polls = round % 4; polls != 0; --polls)
            s.context->poll_one();
        signal.emit(type);
        BOOST_TEST_REQUIRE(s.run_until([&] { return r->calls != 0; }));
        if (std::get<0>(*r->result))
        {
            s.check_aborted(r);
            auto const next = s.make_record();
            s.start(s.handler(next));
            s.finish(next);
        }
        else
            s.verify(*r->result);
    }
    BOOST_TEST(s.port->expected == s.port->sent);
}

} // namespace boost_serial_ext_test

#endif
