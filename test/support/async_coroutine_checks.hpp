// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_COROUTINE_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_COROUTINE_CHECKS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#if defined(BOOST_ASIO_HAS_CO_AWAIT)
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#endif

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

#if defined(BOOST_ASIO_HAS_CO_AWAIT)

/// Runs a coroutine and checks the result that it returns.
template<class Operation, class Scene, class Coroutine>
void check_coroutine(Scene& s, Coroutine coroutine)
{
    std::optional<result_of<Operation>> result;
    s.prepare();
    asio::co_spawn(*s.context, std::move(coroutine),
        [&](std::exception_ptr e, result_of<Operation> r)
        {
            BOOST_TEST(!e);
            result = std::move(r);
        });
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return result.has_value(); }));
    s.verify(*result);
}

template<class Operation>
using coroutine_of = asio::awaitable<result_of<Operation>>;

/// As `signature_traits::of_throwing`, for what is awaited.
template<class Operation, class Awaitable>
coroutine_of<Operation> result_of_throwing(Awaitable awaited)
{
    using traits = signature_traits<typename Operation::signature>;
    try
    {
        if constexpr (traits::has_value)
            co_return traits::make(error_code(), co_await std::move(awaited));
        else
        {
            co_await std::move(awaited);
            co_return traits::make(error_code());
        }
    }
    catch (boost::system::system_error const& e)
    {
        co_return traits::failed(e.code());
    }
}

template<class Operation>
void check_use_awaitable()
{
    scene<Operation> s;
    check_coroutine<Operation>(s,
        [&]() -> coroutine_of<Operation>
        { co_return co_await result_of_throwing<Operation>(s.start(asio::use_awaitable)); });
}

template<class Operation>
void check_as_tuple_of_use_awaitable()
{
    scene<Operation> s;
    check_coroutine<Operation>(s,
        [&]() -> coroutine_of<Operation>
        { co_return co_await s.start(asio::as_tuple(asio::use_awaitable)); });
}

template<class Operation>
void check_redirect_error_of_use_awaitable()
{
    using traits = signature_traits<typename Operation::signature>;
    scene<Operation> s;
    check_coroutine<Operation>(s,
        [&]() -> coroutine_of<Operation>
        {
            error_code ec;
            if constexpr (traits::has_value)
            {
                auto value = co_await s.start(asio::redirect_error(asio::use_awaitable, ec));
                co_return traits::make(ec, std::move(value));
            }
            else
            {
                co_await s.start(asio::redirect_error(asio::use_awaitable, ec));
                co_return traits::make(ec);
            }
        });
}

template<class Operation>
void check_use_awaitable_as_default()
{
    scene<Operation, asio::use_awaitable_t<>::as_default_on_t<serial_stream>> s;
    check_coroutine<Operation>(s,
        [&]() -> coroutine_of<Operation>
        { co_return co_await result_of_throwing<Operation>(s.start()); });
}

template<class Operation>
void check_as_tuple_of_use_awaitable_as_default()
{
    using token = asio::as_tuple_t<asio::use_awaitable_t<>>;
    scene<Operation, token::as_default_on_t<serial_stream>> s;
    check_coroutine<Operation>(
        s, [&]() -> coroutine_of<Operation> { co_return co_await s.start(); });
}

/// The slot of the coroutine is the operation's.
template<class Operation>
void check_cancelled_coroutine()
{
    scene<Operation> s;
    auto const r = s.make_record();
    asio::cancellation_signal signal;
    s.hold();
    asio::co_spawn(
        *s.context,
        [&]() -> asio::awaitable<void>
        {
            r->result = co_await s.start(asio::as_tuple(asio::use_awaitable));
            r->calls = 1;
        },
        asio::bind_cancellation_slot(signal.slot(), asio::detached));
    s.context->poll();
    BOOST_TEST_REQUIRE(r->calls == 0);
    signal.emit(asio::cancellation_type::terminal);
    s.finish_aborted(r);
    s.check_usable();
}

/// Cancelled before the first operation: with Asio's default that one does not even start.
/// (Asio 1.26 loses the exception of a coroutine that has not been suspended before: hence the
/// post.)
template<class Operation>
void check_coroutine_cancelled_before_the_start()
{
    scene<Operation> s;
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    bool awaited = false;
    s.hold();
    asio::co_spawn(
        *s.context,
        [&]() -> asio::awaitable<void>
        {
            co_await asio::post(asio::use_awaitable);
            signal.emit(asio::cancellation_type::terminal);
            static_cast<void>(co_await s.start(asio::as_tuple(asio::use_awaitable)));
            awaited = true;
        },
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr e) { thrown = std::move(e); }));
    BOOST_TEST_REQUIRE(s.run_until([&] { return thrown != nullptr; }));
    BOOST_TEST(!awaited);
    Operation::settled(*s.port);
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), boost::system::system_error,
        [](auto const& e) { return e.code() == condition::aborted; });
    s.check_usable();
}

/// Cancelled before, but told to go on: the operation does not inherit the old signal.
template<class Operation>
void check_coroutine_that_ignores_a_cancellation_before_the_start()
{
    scene<Operation> s;
    asio::cancellation_signal signal;
    std::optional<result_of<Operation>> result;
    s.prepare();
    asio::co_spawn(
        *s.context,
        [&]() -> asio::awaitable<void>
        {
            co_await asio::post(asio::use_awaitable);
            co_await asio::this_coro::throw_if_cancelled(false);
            signal.emit(asio::cancellation_type::terminal);
            result = co_await s.start(asio::as_tuple(asio::use_awaitable));
        },
        asio::bind_cancellation_slot(signal.slot(), asio::detached));
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return result.has_value(); }));
    s.verify(*result);
}

/// A coroutine that waits for ever is destroyed with its context.
template<class Operation>
void check_abandoned_coroutine()
{
    scene<Operation> s;
    auto const alive = std::make_shared<int>();
    bool returned = false;
    s.hold();
    asio::co_spawn(
        *s.context,
        [](auto port, bool& done, std::shared_ptr<int>) -> asio::awaitable<void>
        {
            static_cast<void>(
                co_await Operation::start(*port, asio::as_tuple(asio::use_awaitable)));
            done = true;
        }(std::move(s.port), returned, alive),
        asio::detached);
    s.context->poll();
    s.context.reset();
    BOOST_TEST(!returned);
    BOOST_TEST(alive.use_count() == 1);
}

#endif

} // namespace boost_serial_ext_test

#endif
