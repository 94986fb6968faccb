// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_TOKEN_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_TOKEN_CHECKS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <tuple>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

template<class Operation>
void check_callback()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.start(s.handler(r));
    BOOST_TEST(r->calls == 0);
    s.let_complete();
    BOOST_TEST(r->calls == 0);
    s.finish(r);
    run_out(*s.context);
    BOOST_TEST(r->calls == 1);
    BOOST_TEST(r.use_count() == 1);
}

/// Also where everything it waits for is there already.
template<class Operation>
void check_never_inside_the_initiation()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.let_complete();
    s.start(s.handler(r));
    BOOST_TEST(r->calls == 0);
    s.finish(r);
}

/// The same, but within a handler, where dispatch would call at once.
template<class Operation>
void check_never_inside_the_initiation_in_a_handler()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.let_complete();
    bool started = false;
    asio::post(*s.context,
        [&]
        {
            s.start(s.handler(r));
            started = true;
            BOOST_TEST(r->calls == 0);
        });
    s.finish(r);
    BOOST_TEST(started);
}

template<class Operation>
void check_stays_pending()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.hold();
    s.start(s.handler(r));
    s.context->poll();
    BOOST_TEST(r->calls == 0);
    BOOST_TEST(!s.context->stopped()); // it counts as work
    s.port->stream.close();
    s.finish_aborted(r);
}

template<class Operation>
void check_const_handler()
{
    scene<Operation> s;
    int calls = 0;
    auto const handler = [&](error_code ec, auto const&... values)
    {
        ++calls;
        s.verify(signature_traits<typename Operation::signature>::make(ec, values...));
    };
    s.prepare();
    s.start(handler); // an lvalue: copied
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return calls != 0; }));
    BOOST_TEST(calls == 1);
}

template<class Operation>
void check_move_only_handler()
{
    scene<Operation> s;
    auto const r = s.make_record();
    auto handler = [p = std::make_unique<int>(7), inner = s.handler(r)](
                       error_code ec, auto... values) mutable
    {
        BOOST_TEST_REQUIRE((p != nullptr));
        BOOST_TEST(*p == 7);
        inner(ec, std::move(values)...);
    };
    s.prepare();
    s.start(std::move(handler));
    s.let_complete();
    s.finish(r);
}

/// A completion token of the test's own; it can only be moved.
template<class Operation>
struct move_only_token
{
    typename scene<Operation>::record_pointer r;
    std::unique_ptr<int> only_movable = std::make_unique<int>();
};

template<class Operation>
void check_move_only_token()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    int const returned = s.start(move_only_token<Operation>{r});
    BOOST_TEST(returned == 42);
    s.let_complete();
    s.finish(r);
}

template<class Operation>
void check_use_future()
{
    using traits = signature_traits<typename Operation::signature>;
    scene<Operation> s;
    s.prepare();
    auto future = s.start(asio::use_future);
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until(
        [&] { return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    s.verify(traits::of_throwing([&] { return future.get(); }));
}

// (Asio 1.26 cannot adapt use_future with these two; the coroutines' tokens: coroutine checks.)
template<class Operation>
void check_as_tuple()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    s.start(asio::as_tuple([inner = s.handler(r)](result_of<Operation> result) mutable
        { std::apply(std::move(inner), std::move(result)); }));
    s.let_complete();
    s.finish(r);
}

template<class Operation>
void check_redirect_error()
{
    scene<Operation> s;
    auto const r = s.make_record();
    error_code ec = asio::error::try_again; // must be overwritten
    s.prepare();
    s.start(asio::redirect_error([inner = s.handler(r), &ec](auto... values) mutable
        { inner(ec, std::move(values)...); },
        ec));
    s.let_complete();
    s.finish(r);
}

template<class Operation>
void check_detached()
{
    scene<Operation> s;
    s.prepare();
    s.start(asio::detached);
    s.let_complete();
    BOOST_TEST(run_out(*s.context) > 0u);
    Operation::settled(*s.port);
}

/// Nothing starts before the deferred operation is called.
template<class Operation>
void check_deferred()
{
    scene<Operation> s;
    auto const r = s.make_record();
    s.prepare();
    auto operation = s.start(asio::deferred);
    BOOST_TEST(s.context->poll() == 0u);
    BOOST_TEST(s.context->stopped()); // nothing in progress
    Operation::settled(*s.port);
    std::move(operation)(s.handler(r));
    BOOST_TEST(r->calls == 0);
    s.let_complete();
    s.finish(r);
}

template<class Operation>
void check_deferred_and_dropped()
{
    scene<Operation> s;
    s.prepare();
    static_cast<void>(s.start(asio::deferred));
    BOOST_TEST(run_out(*s.context) == 0u);
    s.check_usable();
}

template<class Operation>
void check_deferred_as_default()
{
    using stream = asio::deferred_t::as_default_on_t<serial_stream>;
    scene<Operation, stream> s;
    auto const r = s.make_record();
    s.prepare();
    auto operation = s.start();
    std::move(operation)(s.handler(r));
    s.let_complete();
    s.finish(r);
}

} // namespace boost_serial_ext_test

template<class Operation, class Signature>
struct boost::asio::async_result<boost_serial_ext_test::move_only_token<Operation>, Signature>
{
    template<class Initiation, class... Args>
    static int initiate(Initiation initiation,
        boost_serial_ext_test::move_only_token<Operation> token, Args&&... args)
    {
        std::move(initiation)(boost_serial_ext_test::recorder<Operation>(std::move(token.r)),
            std::forward<Args>(args)...);
        return 42;
    }
};

#endif
