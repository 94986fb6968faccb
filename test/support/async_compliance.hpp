// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_COMPLIANCE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_COMPLIANCE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_ports.hpp"
#include "support/only_if.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

// The stage for the checks of the other async_*_checks.hpp: templates over the descriptions of
// operations in async_operations.hpp. No check sleeps; each waits for an event, and fails when it
// has not come for this long.
inline constexpr std::chrono::seconds patience{10};

/// Runs handlers until `done`; false if the context ran out of work, or the test of patience.
template<class Done>
bool run_until(asio::io_context& context, Done done)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (!done())
    {
        context.restart();
        if (context.run_one_until(deadline) == 0)
            return done();
    }
    return true;
}

/// Runs all there is to run, and checks that nothing stays in progress.
inline std::size_t run_out(asio::io_context& context)
{
    context.restart();
    std::size_t const handlers = context.run_for(patience);
    BOOST_TEST(context.stopped());
    return handlers;
}

/// A decorator: the test case is skipped, and the report says why.
inline boost::unit_test::precondition left_out(char const* why)
{
    return boost::unit_test::precondition(
        [why](boost::unit_test::test_unit_id)
        {
            boost::test_tools::assertion_result result(false);
            result.message() << why;
            return result;
        });
}

/// What a completion signature means for the tokens that make a value of it.
template<class Signature>
struct signature_traits;

template<class... Values>
struct signature_traits<void(error_code, Values...)>
{
    using result = std::tuple<error_code, Values...>;
    static constexpr bool has_value = sizeof...(Values) != 0;

    static result make(error_code ec, Values... values) { return result(ec, std::move(values)...); }
    static result failed(error_code ec) { return result(ec, Values{}...); }

    /// The result of a call that returns the values and throws the error.
    template<class Call>
    static result of_throwing(Call call)
    {
        try
        {
            return of(error_code(), call);
        }
        catch (boost::system::system_error const& e)
        {
            return failed(e.code());
        }
    }

    /// The result of a call that returns the values and sets the error.
    template<class Call>
    static result of(error_code const& ec, Call call)
    {
        if constexpr (has_value)
        {
            auto value = call();
            return result(ec, std::move(value));
        }
        else
        {
            call();
            return result(ec);
        }
    }
};

template<class Operation>
using result_of = typename signature_traits<typename Operation::signature>::result;

/// What is known of a handler: how often it was called, with what, and (by the use count) whether
/// it still exists.
template<class Operation>
struct record
{
    int calls = 0;
    std::optional<result_of<Operation>> result;
};

/// A handler that records. (Copyable, because adapters like as_tuple of Asio 1.26 copy it.)
template<class Operation, class Signature = typename Operation::signature>
class recorder;

template<class Operation, class... Values>
class recorder<Operation, void(error_code, Values...)>
{
public:
    explicit recorder(std::shared_ptr<record<Operation>> r, std::shared_ptr<void> owned = nullptr)
        : record_(std::move(r)), owned_(std::move(owned))
    {
    }
    void operator()(error_code ec, Values... values)
    {
        ++record_->calls;
        record_->result.emplace(ec, std::move(values)...);
    }

private:
    std::shared_ptr<record<Operation>> record_;
    std::shared_ptr<void> owned_;
};

/// A context, and on it the port that an operation is tried on.
template<class Operation, class Stream = serial_stream>
class scene
{
public:
    using fixture = typename Operation::template fixture<Stream>;
    using record_pointer = std::shared_ptr<record<Operation>>;

    scene() : scene([](asio::io_context& c) { return c.get_executor(); }) {}

    /// With another executor for the stream.
    template<class MakeExecutor, class = std::invoke_result_t<MakeExecutor, asio::io_context&>>
    explicit scene(MakeExecutor make_executor)
        : port(std::make_shared<fixture>(
            *context, typename Stream::executor_type(make_executor(*context))))
        , memory(port->memory)
    {
    }

    static record_pointer make_record() { return std::make_shared<record<Operation>>(); }
    static recorder<Operation> handler(
        record_pointer const& r, std::shared_ptr<void> owned = nullptr)
    {
        return recorder<Operation>(r, std::move(owned));
    }

    void prepare() { Operation::prepare(*port); }
    void let_complete() { Operation::let_complete(*port); }

    /// Brings the port to where the operation stays pending for ever.
    void hold()
    {
        prepare();
        Operation::hold(*port);
    }

    /// Initiates with any token.
    template<class... Token>
    decltype(auto) start(Token&&... token)
    {
        return Operation::start(*port, std::forward<Token>(token)...);
    }

    /// Initiates something that cannot complete, and waits until it is on its way.
    template<class... Token>
    void start_and_begin(Token&&... token)
    {
        start(std::forward<Token>(token)...);
        context->poll();
        Operation::begin(*port);
    }

    template<class Done>
    bool run_until(Done done)
    {
        return boost_serial_ext_test::run_until(*context, std::move(done));
    }

    void verify(result_of<Operation> const& result)
    {
        std::apply([this](auto const&... values) { Operation::verify(*port, values...); }, result);
        Operation::settled(*port);
    }

    /// Runs until the handler has been called, and checks what it got.
    void finish(record_pointer const& r)
    {
        BOOST_TEST_REQUIRE(run_until([&] { return r->calls != 0; }));
        BOOST_TEST(r->calls == 1);
        verify(*r->result);
    }

    /// Runs until the handler has been called, and checks that it was told of the cancellation.
    void finish_aborted(record_pointer const& r)
    {
        BOOST_TEST_REQUIRE(run_until([&] { return r->calls != 0; }));
        BOOST_TEST(r->calls == 1);
        check_aborted(r);
        Operation::settled(*port);
    }

    static void check_aborted(record_pointer const& r)
    {
        error_code const ec = std::get<0>(*r->result);
        BOOST_TEST(ec == asio::error::operation_aborted);
        BOOST_TEST((ec == condition::aborted));
    }

    /// Does it all over again: whatever happened before, the port must still serve the operation.
    void check_usable()
    {
        auto const r = make_record();
        prepare();
        start(handler(r));
        let_complete();
        finish(r);
    }

    std::unique_ptr<asio::io_context> context = std::make_unique<asio::io_context>();
    std::shared_ptr<fixture> port;
    std::shared_ptr<void> memory; ///< Buffers live until the handlers are called.
};

} // namespace boost_serial_ext_test

#endif
