// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/disturber.hpp"

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include "storm/pattern.hpp"
#include "support/system.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

namespace boost_serial_ext_test::storm {

using serial::condition;

// Now and then it is calm for a while, so that what takes long comes to its end too.
void disturber::pause()
{
    timer_.expires_after(luck_.up_to(std::chrono::milliseconds(luck_.one_in(40) ? 30 : 1)));
    timer_.async_wait([this](error_code const&) { act(); });
}

void disturber::act()
{
    if (at_.run.all_arrived())
        return finish();
    if (at_.is_in_use())
        disturb();
    else if (luck_.one_in(4))
        at_.cancel();
    else if (luck_.one_in(3))
        emit();
    else
        closer_.open();
    pause();
}

void disturber::disturb()
{
    mode const& kind = at_.run.kind;
    if (kind.control && luck_.one_in(16))
        at_.line.happen(luck_.below(device::kinds));
    if (kind.close && luck_.one_in(16))
        return closer_.close();
    switch (luck_.below(8))
    {
    case 0:
    case 1: return at_.cancel();
    case 2: return wait_for_something();
    case 3:
    case 4:
    case 5:
        if (kind.control)
            return control();
        if (kind.move || kind.convert)
            return wander();
        [[fallthrough]];
    default: return emit();
    }
}

void disturber::emit()
{
    if (at_.in_progress.empty())
        return;
    operation& op = *at_.in_progress[luck_.below(at_.in_progress.size())];
    if (op.slotted)
        at_.emit(luck_, op);
}

// Beside the reader's and the writer's own operations; a wait for an error ends only if cancelled.
void disturber::wait_for_something()
{
    using base = serial::serial_stream;
    if (at_.busy(work::wait))
        return;
    base::wait_type const types[] = {base::wait_read, base::wait_write, base::wait_error};
    auto const type = types[luck_.below(3)];
    at_.launch(
        luck_, {work::wait, "async_wait beside others"},
        [type](auto& stream, auto&& token)
        { stream.async_wait(type, std::forward<decltype(token)>(token)); },
        [](error_code) {});
}

void disturber::control()
{
    switch (luck_.below(8))
    {
    case 0: return configure();
    case 1: return drain();
    case 2:
    case 3: return drain_exactly();
    case 4: return send_break();
    case 5: return wait_for_line_events();
    default: return configure_asynchronously();
    }
}

// On a failure everything is as before, so that a refused configuration costs no byte either.
void disturber::configure()
{
    bool const possible = !luck_.one_in(4);
    serial::serial_config const wanted = possible ? harmless() : impossible();
    error_code ec;
    auto const report = at_.stream->visit([&](auto& s) { return s.configure(wanted, ec); });
    if (possible ? ec.failed() : ec != condition::unsupported_configuration)
        at_.fail("configure to " + to_string(wanted) + " said \"" + ec.message() + '"');
    if (!ec && report.applied.baud_rate != wanted.baud_rate)
        at_.fail("configure reported another baud rate");
    at_.run.log.count(possible ? "configure: completed" : "configure: refused as unsupported");
}

void disturber::configure_asynchronously()
{
    bool const possible = !luck_.one_in(4);
    serial::serial_config const wanted = possible ? harmless() : impossible();
    at_.launch(
        luck_, {work::control, "async_configure"},
        [&](auto& stream, auto&& token)
        { stream.async_configure(wanted, std::forward<decltype(token)>(token)); },
        [this, wanted, possible](error_code ec, serial::config_report const& report)
        {
            bool const refused = ec == condition::unsupported_configuration;
            if (possible ? refused : !ec.failed())
                at_.fail(
                    "async_configure to " + to_string(wanted) + " said \"" + ec.message() + '"');
            if (!ec && report.applied.baud_rate != wanted.baud_rate)
                at_.fail("async_configure reported another baud rate");
        });
    if (luck_.one_in(4))
        configure_asynchronously(); // it waits for its turn
}

// On the spot only if there is nothing to wait for: the far end may be on this thread too.
void disturber::drain()
{
    std::uint64_t const sent = at_.out.sent;
    if (luck_.one_in(2) && at_.line.depth() == 0)
    {
        at_.stream->visit([](auto& s) { s.drain(); });
        check_drained("drain", sent);
        return at_.run.log.count("drain: completed");
    }
    at_.launch(
        luck_, {work::control, "async_drain"},
        [](auto& stream, auto&& token)
        { stream.async_drain(std::forward<decltype(token)>(token)); },
        [this, sent](error_code ec)
        {
            if (!ec)
                check_drained("async_drain", sent);
        });
}

// As `drain`; then it sleeps for the wire time of what a chip could hold.
void disturber::drain_exactly()
{
    std::uint64_t const sent = at_.out.sent;
    auto const check = [this, sent](char const* name, serial::drain_result how)
    {
        check_drained(name, sent);
        if (how != serial::drain_result::estimated) // a pty has no transmitter
            at_.fail(std::string(name) + " said " + std::string(to_string(how)));
    };
    bool const quick = at_.stream->visit([](auto& s) { return s.config().baud_rate; }) > 500'000;
    if (luck_.one_in(4) && quick && at_.line.depth() == 0)
    {
        check("drain_exact", at_.stream->visit([](auto& s) { return s.drain_exact(); }));
        return at_.run.log.count("drain_exact: completed");
    }
    at_.launch(
        luck_, {work::control, "async_drain_exact"},
        [](auto& stream, auto&& token)
        { stream.async_drain_exact(std::forward<decltype(token)>(token)); },
        [check](error_code ec, serial::drain_result how)
        {
            if (!ec)
                check("async_drain_exact", how);
        });
}

// What had been sent when it began has been taken by the far end.
void disturber::check_drained(char const* name, std::uint64_t sent) const
{
    if (at_.out.received < sent)
        at_.fail(std::string(name) + " completed after " + std::to_string(at_.out.received.load())
            + " of " + std::to_string(sent) + " bytes");
}

void disturber::send_break()
{
    auto const duration = luck_.up_to(std::chrono::milliseconds(2));
    at_.launch(
        luck_, {work::control, "async_send_break"},
        [&](auto& stream, auto&& token)
        { stream.async_send_break(duration, std::forward<decltype(token)>(token)); },
        [](error_code) {});
}

// An event that has happened is told once, by the first wait that asks for it, however many others
// were ended before that. One at a time where there are events: else nobody knows which look told
// them.
void disturber::wait_for_line_events()
{
    if (at_.line.counts() && at_.busy("async_wait_line_event"))
        return;
    wait_for_line_event();
    if (!at_.line.counts())
        wait_for_line_event();
}

void disturber::wait_for_line_event()
{
    auto const mask = static_cast<serial::line_events>(1 + luck_.below(255));
    at_.launch(
        luck_, {work::control, "async_wait_line_event"},
        [&](auto& stream, auto&& token)
        { stream.async_wait_line_event(mask, std::forward<decltype(token)>(token)); },
        [this, mask](error_code ec, serial::line_event const& told)
        {
            if (ec == condition::unsupported_feature ? at_.line.counts()
                                                     : !ec && !at_.line.counts())
                at_.fail("async_wait_line_event said \"" + ec.message() + '"');
            auto const due = ec ? serial::line_events::none : at_.line.take(mask);
            if (told.events != due || (!ec && due == serial::line_events::none))
                at_.fail("async_wait_line_event told \"" + to_string(told.events)
                    + "\" instead of \"" + to_string(due) + '"');
        });
}

void disturber::wander()
{
    if (at_.run.kind.move)
    {
        at_.ask(by_move);
        at_.stream->move();
        return at_.run.log.count("moves");
    }
    if (at_.stream->convertible())
    {
        at_.ask(by_conversion);
        at_.stream->convert(luck_.one_in(2));
        return at_.run.log.count("conversions");
    }
    at_.ask(by_release);
    at_.stream->release();
    at_.run.log.count("releases");
}

// What ended late is cancelled like anything else.
void disturber::finish()
{
    if (at_.in_progress.empty())
        return expect_silence();
    at_.cancel();
    pause();
}

void disturber::expect_silence()
{
    at_.stream->visit(
        [this](auto& stream)
        {
            stream.async_read_some(asio::buffer(silence_),
                serial::with_timeout(std::chrono::milliseconds(20),
                    [this, &stream](error_code ec, std::size_t n)
                    {
                        if (ec != condition::timed_out || n != 0)
                            at_.fail("after all had arrived a read still got "
                                + pattern::hex({silence_.data(), n}) + "and \"" + ec.message()
                                + '"');
                        stream.close();
                        closed_();
                    }));
        });
}

// What a pty takes and keeps; none of it changes a byte. (Wine keeps only rates that Linux
// names, and no RTS/CTS where there are no lines.)
serial::serial_config disturber::harmless()
{
    static constexpr std::uint32_t named[] = {300, 9'600, 38'400, 115'200, 230'400, 921'600,
        1'000'000, 1'500'000, 2'000'000, 3'000'000, 4'000'000};
    serial::serial_config c;
    c.baud_rate = under_wine() ? named[luck_.below(std::size(named))]
                               : static_cast<std::uint32_t>(50 + luck_.below(4'000'000));
    c.stop_bits = luck_.one_in(2) ? serial::stop_bits::one : serial::stop_bits::two;
    c.flow_control.rts_cts = !under_wine() && luck_.one_in(2);
    if (!system_transfers) // Windows has no such settings
    {
        c.exclusive = luck_.one_in(2);
        c.hangup_on_close = luck_.one_in(2);
    }
    c.low_latency = luck_.one_in(2);
    c.unsupported = serial::unsupported_policy::warn; // of low latency
    return c;
}

// The pty driver has eight bits without parity, whatever it is told (pty.c, pty_set_termios).
serial::serial_config disturber::impossible()
{
    serial::serial_config c = harmless();
    if (luck_.one_in(2))
        c.parity = luck_.one_in(2) ? serial::parity::even : serial::parity::odd;
    else
        c.character_size = 7;
    return c;
}

} // namespace boost_serial_ext_test::storm
