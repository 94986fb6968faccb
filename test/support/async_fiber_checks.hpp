// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_FIBER_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_FIBER_CHECKS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <utility>

// The sanitizers do not follow a change of stack: such builds leave the fibers out.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BOOST_SERIAL_EXT_TEST_NO_FIBER_CONTEXT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BOOST_SERIAL_EXT_TEST_NO_FIBER_CONTEXT
#endif
#endif
#if !defined(BOOST_SERIAL_EXT_TEST_NO_FIBER_CONTEXT)
#include <boost/asio/spawn.hpp>
#endif

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

#if !defined(BOOST_SERIAL_EXT_TEST_NO_FIBER_CONTEXT)

/// `yield[ec]`: returns the value and sets the error.
template<class Operation>
void check_yield_context()
{
    using traits = signature_traits<typename Operation::signature>;
    scene<Operation> s;
    std::optional<result_of<Operation>> result;
    s.prepare();
    asio::spawn(
        *s.context,
        [&](asio::yield_context yield)
        {
            error_code ec;
            result = traits::of(ec, [&] { return s.start(yield[ec]); });
        },
        asio::detached);
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return result.has_value(); }));
    s.verify(*result);
}

/// Plain `yield`: returns the value or throws the error.
template<class Operation>
void check_throwing_yield_context()
{
    using traits = signature_traits<typename Operation::signature>;
    scene<Operation> s;
    std::optional<result_of<Operation>> result;
    s.prepare();
    asio::spawn(
        *s.context,
        [&](asio::yield_context yield)
        { result = traits::of_throwing([&] { return s.start(yield); }); },
        asio::detached);
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return result.has_value(); }));
    s.verify(*result);
}

/// The slot of the fiber is the operation's.
template<class Operation>
void check_cancelled_yield_context()
{
    using traits = signature_traits<typename Operation::signature>;
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    asio::spawn(
        *s.context,
        [&](asio::yield_context yield)
        {
            error_code ec;
            r->result = traits::of(ec, [&] { return s.start(yield[ec]); });
            r->calls = 1;
        },
        asio::bind_cancellation_slot(signal.slot(), asio::detached));
    s.context->poll();
    BOOST_TEST_REQUIRE(r->calls == 0);
    signal.emit(asio::cancellation_type::terminal);
    s.finish_aborted(r);
    s.check_usable();
}

/// A fiber that waits for ever is unwound with its context.
template<class Operation>
void check_abandoned_yield_context()
{
    scene<Operation> s;
    auto const alive = std::make_shared<int>();
    bool returned = false;
    s.hold();
    asio::spawn(
        *s.context,
        [&returned, alive, port = std::move(s.port)](asio::yield_context yield)
        {
            error_code ec;
            static_cast<void>(Operation::start(*port, yield[ec]));
            returned = true;
        },
        asio::detached);
    s.context->poll();
    s.context.reset();
    BOOST_TEST(!returned);
    BOOST_TEST(alive.use_count() == 1);
}

#endif

} // namespace boost_serial_ext_test

#endif
