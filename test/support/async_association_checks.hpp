// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_ASSOCIATION_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_ASSOCIATION_CHECKS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_compliance.hpp"
#include "support/async_probes.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <thread>
#include <utility>

// Only Asio 1.28 and newer (Boost 1.82) have immediate executors.
#if __has_include(<boost/asio/bind_immediate_executor.hpp>)
#include <boost/asio/bind_immediate_executor.hpp>
#define BOOST_SERIAL_EXT_TEST_HAS_IMMEDIATE_EXECUTOR
#endif

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// A recorder that asks, before it records, whether it runs where it should.
template<class Operation, class Executor>
auto recorder_within(Executor const& ex, std::shared_ptr<record<Operation>> const& r)
{
    return [ex, inner = recorder<Operation>(r)](error_code ec, auto... values) mutable
    {
        BOOST_TEST(ex.running_in_this_thread());
        inner(ec, std::move(values)...);
    };
}

template<class Operation>
void check_associated_executor()
{
    scene<Operation> s;
    auto const r = s.make_record();
    tracking_executor const tracker(*s.context);
    s.prepare();
    s.start(asio::bind_executor(tracker, recorder_within<Operation>(tracker, r)));
    s.let_complete();
    s.finish(r);
    BOOST_TEST(tracker.executed() > 0);
}

/// Every question to the driver after the initiation is asked on the handler's executor as well: it
/// answers nowhere else. So the operation must not be able to succeed without an answer.
template<class Operation>
void check_steps_on_the_associated_executor()
{
    scene<Operation> s;
    auto const r = s.make_record();
    tracking_executor const tracker(*s.context);
    auto& device = s.port->device;
    int times = 0;
    s.prepare();
    s.start(asio::bind_executor(tracker, recorder_within<Operation>(tracker, r)));
    device.set_faults(no_answers());
    tracker.observe(
        [&](bool inside)
        {
            times += inside;
            device.set_faults(inside ? test::fault_plan() : no_answers());
        });
    s.let_complete();
    BOOST_TEST_REQUIRE(s.run_until([&] { return r->calls != 0; }));
    tracker.observe(nullptr);
    device.set_faults({});
    s.finish(r);
    BOOST_TEST(times > 0);
}

template<class Operation>
void check_strand()
{
    scene<Operation> s;
    auto const r = s.make_record();
    auto const strand = asio::make_strand(*s.context);
    s.prepare();
    s.start(asio::bind_executor(strand, recorder_within<Operation>(strand, r)));
    s.let_complete();
    s.finish(r);
}

/// Without an association the handler runs on the stream's executor.
template<class Operation>
void check_default_executor()
{
    scene<Operation> s([](asio::io_context& c) { return asio::make_strand(c); });
    auto const r = s.make_record();
    using strand_type = asio::strand<asio::io_context::executor_type>;
    auto const ex = s.port->stream.get_executor();
    auto const* const strand = ex.template target<strand_type>();
    BOOST_TEST_REQUIRE((strand != nullptr));
    s.prepare();
    s.start(recorder_within<Operation>(*strand, r));
    s.let_complete();
    s.finish(r);
}

/// The handler's context is kept from running out of work, and is where the handler runs.
template<class Operation>
void check_executor_of_another_context()
{
    asio::io_context other;
    scene<Operation> s;
    auto const r = s.make_record();
    auto const caller = std::this_thread::get_id();
    s.prepare();
    s.start(asio::bind_executor(other.get_executor(),
        [inner = s.handler(r), caller](error_code ec, auto... values) mutable
        {
            BOOST_TEST((std::this_thread::get_id() == caller));
            inner(ec, std::move(values)...);
        }));
    s.let_complete();
    std::thread io([&] { s.context->run_for(patience); });
    bool const ran = run_until(other, [&] { return r->calls != 0; });
    io.join();
    BOOST_TEST_REQUIRE(ran);
    s.verify(*r->result);
}

#if defined(BOOST_SERIAL_EXT_TEST_HAS_IMMEDIATE_EXECUTOR)

/// What has nothing to wait for completes through the immediate executor.
template<class Operation>
void check_immediate_executor()
{
    scene<Operation> s;
    auto const r = s.make_record();
    tracking_executor const tracker(*s.context);
    s.prepare();
    s.start(asio::bind_immediate_executor(tracker, recorder_within<Operation>(tracker, r)));
    s.finish(r);
    BOOST_TEST(tracker.executed() == 1);
}

/// What does wait has no business with it.
template<class Operation>
void check_immediate_executor_of_a_pending_operation()
{
    scene<Operation> s;
    auto const r = s.make_record();
    tracking_executor const tracker(*s.context);
    s.prepare();
    s.start(asio::bind_immediate_executor(tracker, s.handler(r)));
    s.let_complete();
    s.finish(r);
    BOOST_TEST(tracker.executed() == 0);
}

#endif

/// Memory comes from the handler's allocator, and is all given back before the handler is called.
/// (Through any_io_executor Asio itself cannot pass an allocator on: hence the other stream.)
template<class Operation>
void check_associated_allocator()
{
    scene<Operation, basic_serial_stream<asio::io_context::executor_type>> s;
    auto const r = s.make_record();
    allocation_counts counts;
    s.prepare();
    s.start(asio::bind_allocator(counting_allocator<>(counts),
        [inner = s.handler(r), &counts](error_code ec, auto... values) mutable
        {
            BOOST_TEST(counts.live_bytes == 0u);
            inner(ec, std::move(values)...);
        }));
    BOOST_TEST(counts.live_bytes > 0u);
    s.let_complete();
    s.finish(r);
    BOOST_TEST(counts.allocations > 0u);
    BOOST_TEST(counts.live_bytes == 0u);
}

/// An abandoned operation gives its memory back as well.
template<class Operation>
void check_allocator_of_an_abandoned_operation()
{
    allocation_counts counts;
    scene<Operation, basic_serial_stream<asio::io_context::executor_type>> s;
    s.hold();
    s.start(asio::bind_allocator(counting_allocator<>(counts), s.handler(s.make_record())));
    BOOST_TEST(counts.live_bytes > 0u);
    s.port.reset();
    s.context.reset();
    BOOST_TEST(counts.live_bytes == 0u);
}

} // namespace boost_serial_ext_test

#endif
