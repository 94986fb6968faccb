// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_PORT_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_PORT_IPP

#include <boost_serial_ext/test/impl/port_engine.hpp>
#include <boost_serial_ext/test/impl/virtual_world.hpp>
#include <boost_serial_ext/test/virtual_port.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

BOOST_SERIAL_EXT_TEST_DECL scripted_answer& scripted_answer::reply(std::string bytes)
{
    virtual_world::visit const guard(*world_);
    entry_->text = std::move(bytes);
    entry_->answer = nullptr;
    entry_->armed = true;
    return *this;
}

BOOST_SERIAL_EXT_TEST_DECL scripted_answer& scripted_answer::reply(
    std::function<std::string(std::string const& received)> answer)
{
    virtual_world::visit const guard(*world_);
    entry_->answer = std::move(answer);
    entry_->armed = true;
    return *this;
}

BOOST_SERIAL_EXT_TEST_DECL scripted_answer& scripted_answer::after(std::chrono::nanoseconds delay)
{
    virtual_world::visit const guard(*world_);
    entry_->after = delay;
    return *this;
}

BOOST_SERIAL_EXT_TEST_DECL scripted_answer& scripted_answer::times(std::uint64_t count)
{
    virtual_world::visit const guard(*world_);
    entry_->times = count;
    return *this;
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port::virtual_port(virtual_world& world, std::string name)
    : world_(world), engine_(std::make_unique<port_engine>(std::move(name)))
{
}

BOOST_SERIAL_EXT_TEST_DECL virtual_port::~virtual_port() = default;

BOOST_SERIAL_EXT_TEST_DECL std::string const& virtual_port::name() const noexcept
{
    return engine_->name;
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_port::is_open() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.open; });
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t virtual_port::opens() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.opens; });
}

BOOST_SERIAL_EXT_TEST_DECL serial_config virtual_port::applied() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.config; });
}

BOOST_SERIAL_EXT_TEST_DECL std::vector<serial_config> virtual_port::configurations() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.applied; });
}

BOOST_SERIAL_EXT_TEST_DECL std::string virtual_port::captured() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.captured; });
}

BOOST_SERIAL_EXT_TEST_DECL std::string virtual_port::take_captured()
{
    return world_.with(*engine_, [](port_engine& p) { return std::exchange(p.captured, {}); });
}

BOOST_SERIAL_EXT_TEST_DECL std::string virtual_port::unanswered() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.dialogue.input(); });
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_port::rts() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.rts_now(); });
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_port::dtr() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.outputs.dtr; });
}

BOOST_SERIAL_EXT_TEST_DECL std::vector<std::chrono::nanoseconds> virtual_port::breaks() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.breaks; });
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_port::break_is_on() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.break_is_on(); });
}

BOOST_SERIAL_EXT_TEST_DECL std::uint64_t virtual_port::lost_input() const
{
    return world_.with(*engine_, [](port_engine& p) { return p.lost_input; });
}

BOOST_SERIAL_EXT_TEST_DECL scripted_answer virtual_port::when(std::string bytes)
{
    if (bytes.empty())
        throw std::invalid_argument("boost_serial_ext: an answer to nothing");
    script_entry entry;
    entry.bytes = std::move(bytes);
    virtual_world::visit const guard(world_);
    return {world_, engine_->dialogue.add(std::move(entry))};
}

BOOST_SERIAL_EXT_TEST_DECL scripted_answer virtual_port::when(std::regex pattern)
{
    script_entry entry;
    entry.pattern = std::move(pattern);
    virtual_world::visit const guard(world_);
    return {world_, engine_->dialogue.add(std::move(entry))};
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::clear_script()
{
    virtual_world::visit const guard(world_);
    engine_->dialogue.clear();
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::inject(std::string_view bytes)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.line.send(std::string(bytes), std::nullopt, world_.now());
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::inject_fault(line_fault fault, char byte)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.line.send(std::string(1, byte), fault, world_.now());
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_lines(modem_status const& lines)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.forced = lines;
            p.notice_inputs();
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::hang_up()
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.hang_up(world_.now());
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::plug_in()
{
    world_.with(*engine_,
        [](port_engine& p)
        {
            p.plug_in();
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_capability(feature f, support s)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.capabilities.set(f, s);
            if (f == feature::line_events || f == feature::line_counters)
                for (feature const both : {feature::line_events, feature::line_counters})
                    p.capabilities.set(both, s);
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_port_info(port_info info)
{
    for (std::string* const text : {&info.device, &info.name})
        if (text->empty())
            *text = name();
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.info = std::move(info);
            p.capabilities.set(feature::port_discovery, support::supported);
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_output_depths(std::vector<std::size_t> depths)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.told_depths.assign(depths.begin(), depths.end());
            return 0;
        });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_output_room(std::size_t bytes)
{
    world_.with(*engine_, [&](port_engine& p) { return p.output_room = bytes; });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_input_room(std::size_t bytes)
{
    world_.with(*engine_, [&](port_engine& p) { return p.input_room = bytes; });
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::hold(port_call call)
{
    world_.hold(*engine_, call, true);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::release(port_call call)
{
    world_.hold(*engine_, call, false);
}

BOOST_SERIAL_EXT_TEST_DECL bool virtual_port::await_calls(
    port_call call, std::uint64_t count, std::chrono::nanoseconds timeout)
{
    return world_.await_calls(*engine_, call, count, timeout);
}

BOOST_SERIAL_EXT_TEST_DECL void virtual_port::set_faults(fault_plan plan)
{
    world_.with(*engine_,
        [&](port_engine& p)
        {
            p.faults = fault_state(std::move(plan));
            return 0;
        });
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
