// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_list_ports: what every operation promises, but for what is about a stream, and the list.

#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_association_checks.hpp"
#include "support/async_cancellation_checks.hpp"
#include "support/async_compliance.hpp"
#include "support/async_lifetime_checks.hpp"
#include "support/async_operations.hpp"
#include "support/async_token_checks.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_list_ports_operation)

namespace {

/// On the stream's executor, and otherwise none of its business.
struct list_ports_operation : async_operation
{
    using signature = void(error_code, std::vector<port_info>);

    template<class Stream>
    struct fixture : async_fixture<Stream>
    {
        fixture(asio::io_context& context, typename Stream::executor_type const& ex)
            : async_fixture<Stream>(context, ex)
        {
            port_info info;
            info.product = "the product";
            this->device.set_port_info(info);
        }
    };

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return async_list_ports(f.stream.get_executor(), std::forward<Token>(token)...);
    }
    /// Keeps the private thread busy with something else.
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.ports.occupy_thread();
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.ports.release();
    }
    template<class Fixture>
    static void verify(Fixture&, error_code ec, std::vector<port_info> const& ports)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST_REQUIRE(ports.size() == 1u);
        BOOST_TEST(ports[0].device == "the port");
        BOOST_TEST(ports[0].product == "the product");
    }
};

using operation = list_ports_operation;

port_info named(std::string const& product)
{
    port_info info;
    info.product = product;
    return info;
}

} // namespace

BOOST_AUTO_TEST_CASE(it_is_called_once_and_never_inside_the_initiation)
{
    check_callback<operation>();
    check_never_inside_the_initiation<operation>();
    check_never_inside_the_initiation_in_a_handler<operation>();
    check_const_handler<operation>();
    check_move_only_handler<operation>();
    check_move_only_token<operation>();
    check_handler_starts_the_next<operation>();
}

BOOST_AUTO_TEST_CASE(it_takes_every_token)
{
    check_use_future<operation>();
    check_as_tuple<operation>();
    check_redirect_error<operation>();
    check_detached<operation>();
    check_deferred<operation>();
    check_deferred_and_dropped<operation>();
    check_deferred_as_default<operation>();
}

BOOST_AUTO_TEST_CASE(it_honours_the_handlers_executor)
{
    check_associated_executor<operation>();
    check_strand<operation>();
    check_default_executor<operation>();
    check_executor_of_another_context<operation>();
#if defined(BOOST_SERIAL_EXT_TEST_HAS_IMMEDIATE_EXECUTOR)
    check_immediate_executor_of_a_pending_operation<operation>();
#endif
}

BOOST_AUTO_TEST_CASE(it_honours_the_handlers_allocator)
{
    check_associated_allocator<operation>();
    check_allocator_of_an_abandoned_operation<operation>();
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled)
{
    for (auto const type : cancellation_types)
    {
        check_cancellation<operation>(type);
        check_cancellation_right_after_the_start<operation>(type);
    }
    check_cancelled_twice<operation>();
    check_cancelled_leaves_no_work_behind<operation>();
    check_cancellation_in_a_strand<operation>();
    check_empty_cancellation<operation>();
    check_cancellation_before_the_start<operation>();
    check_cancellation_after_completion<operation>();
    check_cancelled_and_abandoned<operation>();
}

BOOST_AUTO_TEST_CASE(its_context_can_be_destroyed_at_any_moment)
{
    check_abandoned_with_the_context<operation>();
    check_stream_then_context_destroyed_after_each_handler<operation>();
    check_context_destroyed_while_pending<operation>();
}

// The thread is in the middle of it, and what it finds afterwards is dropped.
BOOST_AUTO_TEST_CASE(cancelled_while_the_thread_lists_it_ends_at_once)
{
    struct slow_backend final : detail::backend
    {
        explicit slow_backend(std::promise<void>& b, std::shared_future<void> e)
            : begun(b), may_end(std::move(e))
        {
        }
        std::vector<port_info> list(error_code& ec) override
        {
            ec.clear();
            begun.set_value();
            may_end.wait();
            return std::vector<port_info>(1);
        }
        detail::opened_port open(std::string const&, serial_config const&, error_code& ec) override
        {
            ec = error::operation_in_progress;
            return {};
        }
        std::unique_ptr<detail::port_control> adopt(detail::native_handle, error_code& ec) override
        {
            ec = error::operation_in_progress;
            return nullptr;
        }
        std::string name_of(detail::native_handle) override { return {}; }
        void close(detail::native_handle) noexcept override {}

        std::promise<void>& begun;
        std::shared_future<void> may_end;
    };
    std::promise<void> begun, may_end;
    asio::io_context context;
    asio::make_service<detail::serial_service>(
        context, std::make_unique<slow_backend>(begun, may_end.get_future().share()));
    asio::cancellation_signal signal;
    int calls = 0;
    async_list_ports(context,
        asio::bind_cancellation_slot(signal.slot(),
            [&](error_code ec, std::vector<port_info> const& ports)
            {
                ++calls;
                BOOST_TEST(ec == asio::error::operation_aborted);
                BOOST_TEST(ports.empty());
            }));
    begun.get_future().wait();
    signal.emit(asio::cancellation_type::total);
    BOOST_TEST(calls == 0);
    context.run();
    BOOST_TEST(calls == 1);
    may_end.set_value();
    context.restart();
    context.poll();
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_backend_that_has_no_list_says_so)
{
    struct failing_backend final : detail::backend
    {
        detail::opened_port open(std::string const&, serial_config const&, error_code& ec) override
        {
            ec = error::operation_in_progress;
            return {};
        }
        std::unique_ptr<detail::port_control> adopt(detail::native_handle, error_code& ec) override
        {
            ec = error::operation_in_progress;
            return nullptr;
        }
        std::string name_of(detail::native_handle) override { return {}; }
        void close(detail::native_handle) noexcept override {}
    };
    asio::io_context context;
    asio::make_service<detail::serial_service>(context, std::make_unique<failing_backend>());
    auto listed = async_list_ports(context, asio::use_future);
    context.run();
    BOOST_CHECK_EXCEPTION(listed.get(), boost::system::system_error,
        [](auto const& e) { return e.code() == make_unsupported_error(feature::port_discovery); });
}

BOOST_AUTO_TEST_CASE(it_can_have_a_timeout)
{
    asio::io_context context;
    async_ports const ports(context);
    ports.occupy_thread();
    bool timed_out = false;
    async_list_ports(context,
        with_timeout(1ms,
            [&](error_code ec, std::vector<port_info> const& listed)
            { timed_out = ec == condition::timed_out && listed.empty(); }));
    context.run();
    BOOST_TEST(timed_out);
    ports.release();
}

BOOST_AUTO_TEST_CASE(a_thread_pool_will_do)
{
    asio::thread_pool pool(2);
    auto listed = async_list_ports(pool, asio::use_future);
    BOOST_TEST((listed.get() == list_ports()));
}

BOOST_AUTO_TEST_CASE(it_has_what_list_ports_has)
{
    asio::io_context context;
    std::vector<port_info> listed(1);
    async_list_ports(context,
        [&](error_code ec, std::vector<port_info> ports)
        {
            BOOST_TEST(!ec, ec);
            listed = std::move(ports);
        });
    context.run();
    BOOST_TEST((listed == list_ports()));
}

BOOST_AUTO_TEST_CASE(virtual_ports_are_listed_that_are_known_and_there)
{
    asio::io_context context;
    auto& ports = test::install(context);
    ports.add("unknown");
    ports.add("b").set_port_info(named("one"));
    auto& other = ports.add("a");
    other.set_port_info(named("another"));
    auto const products = [&]
    {
        std::string all;
        async_list_ports(context,
            [&](error_code ec, std::vector<port_info> const& listed)
            {
                BOOST_TEST(!ec, ec);
                for (port_info const& p : listed)
                    all += p.device + ':' + p.product + ' ';
            });
        context.restart();
        context.run();
        return all;
    };
    BOOST_TEST(products() == "a:another b:one ");
    other.hang_up();
    BOOST_TEST(products() == "b:one ");
    other.plug_in();
    other.set_port_info(named("a third"));
    BOOST_TEST(products() == "a:a third b:one ");
}

BOOST_AUTO_TEST_SUITE_END()
