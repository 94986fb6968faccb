// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The machines without I/O: each benchmark leads one through a whole life.

#include <boost_serial_ext/detail/sansio/break_fsm.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>
#include <boost_serial_ext/detail/sansio/line_event_fsm.hpp>
#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>
#include <boost_serial_ext/detail/sansio/rs485_send_fsm.hpp>
#include <boost_serial_ext/detail/sansio/send_break_fsm.hpp>

#include "support.hpp"

#include <boost/system/system_category.hpp>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace boost_serial_ext;
using namespace std::chrono_literals;
using micro::require;

serial_config slow_config()
{
    serial_config config;
    config.baud_rate = 9600;
    return config;
}

// Two looks at the queue, a wait between them.
void drain(benchmark::State& state)
{
    using detail::drain_action;
    auto const config = slow_config();
    micro::repeat(state,
        [&]
        {
            detail::drain_fsm fsm(config);
            fsm.resume({}, 0);
            auto action = fsm.resume({}, 24);
            benchmark::DoNotOptimize(action);
            fsm.resume({}, 0);
            action = fsm.resume({}, 0);
            require(action.type == drain_action::done && !action.ec, "the drain is not over");
        });
}
BENCHMARK(drain)->Name("machine/drain");

void break_signal(benchmark::State& state)
{
    micro::repeat(state,
        []
        {
            detail::break_fsm fsm;
            detail::break_action action;
            for (int i = 0; i != 4; ++i)
                benchmark::DoNotOptimize(action = fsm.resume({}));
            require(action.type == detail::break_action::done, "the BREAK is not over");
        });
}
BENCHMARK(break_signal)->Name("machine/break");

void send_break(benchmark::State& state)
{
    auto const config = slow_config();
    using action_type = detail::send_break_action;
    micro::repeat(state,
        [&]
        {
            detail::send_break_fsm fsm(config, 250ms, true);
            auto action = fsm.resume({}, 0);
            int steps = 0;
            for (; action.type != action_type::done && steps != 20; ++steps)
                action = fsm.resume({}, action.type == action_type::query_transmitter ? 1 : 0);
            require(action.type == action_type::done && !action.ec, "the BREAK is not over");
        });
}
BENCHMARK(send_break)->Name("machine/send_break");

// The queue, then a transmitter that is busy at first.
void exact_drain(benchmark::State& state)
{
    auto const config = slow_config();
    using action_type = detail::exact_drain_action;
    micro::repeat(state,
        [&]
        {
            std::chrono::nanoseconds now = 1h;
            detail::exact_drain_fsm fsm(config, {24, {}, true}, now);
            std::size_t queued = 24, busy = 1;
            auto action = fsm.resume({}, 0, now);
            for (int steps = 0; action.type != action_type::done && steps != 50; ++steps)
            {
                now += action.delay;
                std::size_t const value = action.type == action_type::query_depth
                    ? std::exchange(queued, 0)
                    : 1 - std::exchange(busy, 0);
                action = fsm.resume({}, value, now);
            }
            require(action.type == action_type::done && !action.ec
                    && action.result == drain_result::wire_exact,
                "the drain is not over");
        });
}
BENCHMARK(exact_drain)->Name("machine/exact_drain");

// A look in vain, and one that finds an edge of each line.
void line_event_wait(benchmark::State& state)
{
    using action_type = detail::line_event_action;
    detail::line_event_log log;
    line_counters counters;
    line_events const lines
        = line_events::cts | line_events::dsr | line_events::ri | line_events::dcd;
    log.begin(counters);
    micro::repeat(state,
        [&]
        {
            detail::line_event_fsm fsm(lines);
            fsm.resume({}, counters, {}, log);
            auto action = fsm.resume({}, counters, {}, log);
            require(action.type == action_type::wait, "there is an event too early");
            ++counters.cts, ++counters.dsr, ++counters.ri, ++counters.dcd;
            fsm.resume({}, counters, {}, log);
            fsm.resume({}, counters, {}, log);
            action = fsm.resume({}, counters, {}, log);
            require(action.type == action_type::done && action.event.events == lines,
                "the events are missing");
        });
}
BENCHMARK(line_event_wait)->Name("machine/line_events");

void rs485_send(benchmark::State& state)
{
    auto const config = slow_config();
    using action_type = detail::rs485_send_action;
    rs485_config rs485;
    rs485.delay_before_send = 1ms;
    rs485.delay_after_send = 1ms;
    micro::repeat(state,
        [&]
        {
            std::chrono::nanoseconds now = 1h;
            detail::rs485_send_fsm fsm(config, rs485, {}, true);
            auto action = fsm.resume({}, 0, now);
            for (int steps = 0; action.type != action_type::done && steps != 50; ++steps)
            {
                now += action.delay;
                std::size_t const value = action.type == action_type::write ? 8
                    : action.type == action_type::query_transmitter         ? 1
                                                                            : 0;
                action = fsm.resume({}, value, now);
            }
            require(action.type == action_type::done && !action.ec && action.bytes == 8,
                "the bytes are not sent");
        });
}
BENCHMARK(rs485_send)->Name("machine/rs485_send");

std::string uevent_of(std::string const& action, std::string const& name)
{
    std::string const path = "/devices/pci0000:00/usb1/1-1/1-1:1.0/" + name + "/tty/" + name;
    std::string text = action + '@' + path;
    for (std::string const& variable : {"ACTION=" + action, "DEVPATH=" + path,
             std::string("SUBSYSTEM=tty"), "DEVNAME=" + name, std::string("SEQNUM=2718")})
        text += '\0' + variable;
    return text + '\0';
}

detail::seen_port seen(std::string const& name, std::uint64_t identity)
{
    detail::seen_port port{name, identity};
    port.port.emplace();
    port.port->name = name;
    port.port->device = "/dev/" + name;
    port.ready = true;
    return port;
}

// A port arrives and leaves beside so many others.
void port_monitor(benchmark::State& state)
{
    using action_type = detail::port_monitor_action;
    micro::guarded(state,
        [&]
        {
            detail::port_monitor_fsm fsm;
            std::vector<detail::seen_port> all;
            for (int i = 0; i != state.range(0); ++i)
                all.push_back(seen("ttyUSB" + std::to_string(i), 1));
            fsm.begin(std::move(all));
            std::string const name = "ttyACM0";
            std::string const messages[] = {uevent_of("add", name), uevent_of("remove", name)};
            error_code const nothing(EAGAIN, boost::system::system_category());
            std::uint64_t identity = 1;
            while (state.KeepRunning())
            {
                for (int leaving = 0; leaving != 2; ++leaving)
                {
                    bool received = false;
                    fsm.wake();
                    auto action = fsm.next(1h);
                    for (int steps = 0; action.type != action_type::tell && steps != 20; ++steps)
                    {
                        if (action.type == action_type::receive)
                            fsm.received(messages[leaving],
                                std::exchange(received, true) ? nothing : error_code());
                        else if (action.type == action_type::look)
                            fsm.looked(
                                leaving ? detail::seen_port{name} : seen(name, ++identity), {}, 1h);
                        action = fsm.next(1h);
                    }
                    require(action.type == action_type::tell
                            && (action.event.change == port_change::left) == (leaving != 0),
                        "the event is not told");
                }
            }
            state.SetItemsProcessed(2 * state.iterations());
        });
}
BENCHMARK(port_monitor)->Name("machine/port_monitor")->Arg(1)->Arg(32);

} // namespace
