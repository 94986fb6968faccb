// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/port_checks.hpp"

#include <boost_serial_ext/with_timeout.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <numeric>
#include <random>
#include <system_error>

#include <sys/resource.h>

namespace boost_serial_ext_test {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string name_of(error_code const& ec)
{
    static constexpr std::pair<condition, char const*> all[]
        = {{condition::port_not_found, "port_not_found"}, {condition::port_busy, "port_busy"},
            {condition::permission_denied, "permission_denied"},
            {condition::invalid_configuration, "invalid_configuration"},
            {condition::unsupported_feature, "unsupported_feature"},
            {condition::unsupported_configuration, "unsupported_configuration"},
            {condition::disconnected, "disconnected"}, {condition::closed, "closed"},
            {condition::aborted, "aborted"}, {condition::timed_out, "timed_out"}};
    for (auto const& [value, name] : all)
        if (ec == value)
            return name;
    return ec ? ec.what() : "success";
}

bool run_until(asio::io_context& ctx, std::function<bool()> const& reached)
{
    auto const deadline = steady_clock::now() + patience;
    ctx.restart();
    while (!reached())
        if (ctx.run_one_until(deadline) == 0)
            return reached();
    return true;
}

void run_a_while(asio::io_context& ctx)
{
    ctx.restart();
    ctx.run_for(milliseconds(100));
}

std::chrono::nanoseconds cpu_time()
{
    ::rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) != 0)
        throw std::system_error(errno, std::generic_category(), "getrusage");
    auto const sum = [](::timeval const& a, ::timeval const& b)
    {
        return std::chrono::seconds(a.tv_sec + b.tv_sec)
            + std::chrono::microseconds(a.tv_usec + b.tv_usec);
    };
    return sum(used.ru_utime, used.ru_stime);
}

std::string open_port::read(std::size_t count)
{
    std::string bytes(count, '\0');
    outcome out;
    asio::async_read(stream, asio::buffer(bytes), recorder(out));
    if (!run_until(ctx, [&] { return out.calls != 0; }))
    {
        stream.cancel();
        run_until(ctx, [&] { return out.calls != 0; });
    }
    bytes.resize(out.bytes);
    return bytes;
}

void open_port::write(std::string_view bytes)
{
    asio::write(stream, asio::buffer(bytes.data(), bytes.size()));
}

serial_config config_of(std::string_view text)
{
    return parse_serial_config(text);
}

std::string sample(std::size_t size, unsigned seed)
{
    std::minstd_rand next(seed);
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(i < 256 ? i : next());
    return bytes;
}

void check_transfer(std::string const& tty, far_end& far, std::size_t size)
{
    open_port port(tty);
    std::string const out = sample(size, 1), in = sample(size, 2);
    std::string received(size, '\0');
    outcome written, read;
    asio::async_read(port.stream, asio::buffer(received), recorder(read));
    asio::async_write(port.stream, asio::buffer(out), recorder(written));
    std::string arrived;
    auto other_side = std::async(std::launch::async,
        [&]
        {
            far.send(in);
            arrived = far.take(size);
        });
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0 && read.calls != 0; }));
    other_side.get();
    BOOST_TEST(name_of(written.ec) == "success");
    BOOST_TEST(name_of(read.ec) == "success");
    BOOST_TEST((arrived == out), "sent: " << arrived.size() << " of " << size << " bytes arrived");
    BOOST_TEST((received == in), "received: " << read.bytes << " of " << size << " bytes");
    port.stream.cancel();
}

namespace {

// How `framing_of` spells what a configuration asks the kernel for.
std::string kernel_spelling(serial_config const& c)
{
    std::string text = std::to_string(c.baud_rate) + ' ' + std::to_string(c.character_size)
        + "NOEMS"[static_cast<std::size_t>(c.parity)] + (c.stop_bits == stop_bits::two ? '2' : '1');
    text += c.flow_control.xon_xoff ? " xon xoff" : "";
    text += c.flow_control.rts_cts ? " rts_cts" : "";
    text += c.hangup_on_close ? "" : " no_hangup";
    return text;
}

} // namespace

void check_accepted(std::string const& tty, std::vector<std::string> const& configurations)
{
    raw_tty const kernel(tty);
    for (std::string const& text : configurations)
        BOOST_TEST_CONTEXT(text)
        {
            serial_config const wanted = config_of(text);
            asio::io_context ctx;
            serial_stream stream(ctx);
            error_code ec;
            stream.open(tty, wanted, ec);
            BOOST_TEST(name_of(ec) == "success");
            if (ec)
                continue;
            BOOST_TEST(kernel.framing() == kernel_spelling(wanted));
            BOOST_TEST(kernel_spelling(stream.config()) == kernel_spelling(wanted));

            serial_config other = config_of("19200 8N1");
            stream.configure(other);
            BOOST_TEST(kernel.framing() == kernel_spelling(other));
            config_report const report = stream.configure(wanted, ec);
            BOOST_TEST(name_of(ec) == "success");
            BOOST_TEST(kernel.framing() == kernel_spelling(wanted));
            BOOST_TEST(kernel_spelling(report.applied) == kernel_spelling(wanted));
            BOOST_TEST(report.baud_error == 0.0);
            BOOST_TEST(report.skipped.empty());
        }
}

void check_rejected(std::string const& tty, std::string_view configuration, error expected)
{
    serial_config const wanted = config_of(configuration);
    raw_tty const kernel(tty);
    asio::io_context ctx;
    serial_stream stream(ctx);
    stream.open(tty, config_of("38400 8E2 no_hangup"));
    stream.close();

    std::string const before = kernel.everything();
    error_code ec;
    stream.open(tty, wanted, ec);
    BOOST_TEST(name_of(ec) == "unsupported_configuration");
    BOOST_TEST((ec == expected), "open: " << ec.what());
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(kernel.everything() == before);
    BOOST_TEST(open_error_of_nobody(tty) != EBUSY);

    stream.open(tty, config_of("57600 8O1"), ec); // the lock is free too
    BOOST_TEST(name_of(ec) == "success");
    if (ec)
        return;
    std::string const while_open = kernel.everything();
    serial_config const in_force = stream.config();
    config_report const report = stream.configure(wanted, ec);
    BOOST_TEST(name_of(ec) == "unsupported_configuration");
    BOOST_TEST((ec == expected), "configure: " << ec.what());
    BOOST_TEST((report == config_report{}));
    BOOST_TEST(kernel.everything() == while_open);
    BOOST_TEST(stream.config() == in_force);
}

void check_exclusive(std::string const& tty)
{
    asio::io_context ctx;
    serial_stream first(ctx), second(ctx);
    error_code ec;
    first.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "success");
    BOOST_TEST(open_error_of_nobody(tty) == EBUSY);
    second.open(tty, {}, ec); // as root, whom TIOCEXCL does not bind
    BOOST_TEST(name_of(ec) == "port_busy");

    second.open(tty, config_of("115200 8N1 shared"), ec);
    BOOST_TEST(name_of(ec) == "port_busy");

    first.configure(config_of("115200 8N1 shared"));
    BOOST_TEST(open_error_of_nobody(tty) == 0);
    second.open(tty, config_of("115200 8N1 shared"), ec);
    BOOST_TEST(name_of(ec) == "success");
    first.configure({}, ec); // it is in use by the second one
    BOOST_TEST(name_of(ec) == "port_busy");
    BOOST_TEST(!first.config().exclusive);
    second.close();

    first.configure({}, ec);
    BOOST_TEST(name_of(ec) == "success");
    first.close();
    BOOST_TEST(open_error_of_nobody(tty) == 0);
    second.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "success");
}

void check_control_lines(std::string const& tty)
{
    raw_tty const kernel(tty);
    auto const lines = [&] { return kernel.lines() & (line_dtr | line_rts); };
    for (bool const dtr : {true, false})
        for (bool const rts : {true, false})
        {
            int const wanted = (dtr ? line_dtr : 0) | (rts ? line_rts : 0);
            serial_config config;
            config.dtr = dtr ? initial_line::on : initial_line::off;
            config.rts = rts ? initial_line::on : initial_line::off;
            open_port port(tty, config);
            BOOST_TEST(lines() == wanted);

            serial_config other = config_of("9600 8N1"); // a new configuration leaves them alone
            port.stream.configure(other);
            BOOST_TEST(lines() == wanted);

            control_lines change;
            change.rts = !rts;
            port.stream.set_control_lines(change);
            BOOST_TEST(lines() == (wanted ^ line_rts));
            change.dtr = !dtr;
            port.stream.set_control_lines(change);
            BOOST_TEST(lines() == (wanted ^ line_rts ^ line_dtr));
        }
}

void check_input_queue(std::string const& tty, far_end& far)
{
    open_port port(tty);
    BOOST_TEST(port.stream.input_waiting() == 0u);
    far.send("unwanted");
    BOOST_TEST(eventually([&] { return port.stream.input_waiting() == 8; }));
    port.stream.discard_input();
    BOOST_TEST(port.stream.input_waiting() == 0u);
    far.send("wanted");
    BOOST_TEST(port.read(6) == "wanted");
}

namespace {

// All that a lost port is asked, and that it must answer at once.
void check_all_later_operations_fail(open_port& port)
{
    auto& s = port.stream;
    std::array<char, 4> bytes{};
    using call = std::function<void(error_code&)>;
    std::pair<char const*, call> const calls[] = {
        {"read_some", [&](error_code& ec) { s.read_some(asio::buffer(bytes), ec); }},
        {"write_some", [&](error_code& ec) { s.write_some(asio::buffer(bytes), ec); }},
        {"drain", [&](error_code& ec) { s.drain(ec); }},
        {"drain_exact", [&](error_code& ec) { s.drain_exact(ec); }},
        {"configure", [&](error_code& ec) { s.configure(config_of("9600"), ec); }},
        {"modem_lines", [&](error_code& ec) { s.modem_lines(ec); }},
        {"set_control_lines",
            [&](error_code& ec)
            {
                control_lines lines;
                lines.rts = false;
                s.set_control_lines(lines, ec);
            }},
        {"counters", [&](error_code& ec) { s.counters(ec); }},
        {"input_waiting", [&](error_code& ec) { s.input_waiting(ec); }},
        {"output_waiting", [&](error_code& ec) { s.output_waiting(ec); }},
        {"discard_input", [&](error_code& ec) { s.discard_input(ec); }},
        {"set_break", [&](error_code& ec) { s.set_break(true, ec); }},
        {"send_break", [&](error_code& ec) { s.send_break(milliseconds(1), ec); }},
        {"capabilities", [&](error_code& ec) { s.capabilities(ec); }},
    };
    for (auto const& [name, make] : calls)
    {
        error_code ec;
        make(ec);
        BOOST_TEST(name_of(ec) == "disconnected", name << ": " << name_of(ec));
    }
    std::string frame;
    std::array<outcome, 9> later;
    s.async_read_some(asio::buffer(bytes), recorder(later[0]));
    s.async_write_some(asio::buffer(bytes), recorder(later[1]));
    s.async_wait(serial_stream::wait_read, recorder(later[2]));
    s.async_drain(recorder(later[3]));
    s.async_send_break(milliseconds(1), recorder(later[4]));
    s.async_wait_line_event(line_events::all, recorder(later[5]));
    s.async_read_until_idle(asio::dynamic_buffer(frame), milliseconds(1), recorder(later[6]));
    s.async_read_some(asio::buffer(bytes), with_timeout(patience, recorder(later[7])));
    port.ctx.restart();
    port.ctx.run_for(patience);
    BOOST_TEST(port.ctx.stopped());          // nothing is left in progress
    s.async_drain_exact(recorder(later[8])); // not beside the other drain
    port.ctx.restart();
    port.ctx.run_for(patience);
    BOOST_TEST(port.ctx.stopped()); // nothing is left in progress
    for (outcome const& out : later)
    {
        BOOST_TEST(out.calls == 1);
        BOOST_TEST(name_of(out.ec) == "disconnected");
    }
    BOOST_TEST(s.is_open());
    error_code ec;
    s.close(ec);
    BOOST_TEST(name_of(ec) == "success");
}

/// The device is gone, and nothing is left to be done: nothing is done.
void check_idle(open_port& port)
{
    auto const guard = asio::make_work_guard(port.ctx);
    auto const before = cpu_time();
    port.ctx.restart();
    port.ctx.run_for(milliseconds(200));
    auto const used = std::chrono::duration_cast<milliseconds>(cpu_time() - before);
    BOOST_TEST((used < milliseconds(50)), used.count() << " ms of the processor in 200 ms");
}

/// What is in progress goes on until the device is removed, and then ends, once.
template<std::size_t N>
void check_ends_once(
    open_port& port, std::array<outcome, N>& all, std::function<void()> const& remove)
{
    run_a_while(port.ctx);
    for (outcome const& out : all)
        BOOST_TEST(out.calls == 0);
    // On a thread of its own: a driver may be removed only after this program has noticed.
    auto removed = std::async(std::launch::async, remove);
    auto const ended = [](outcome const& out) { return out.calls != 0; };
    BOOST_TEST(run_until(port.ctx, [&] { return std::all_of(all.begin(), all.end(), ended); }));
    removed.get();
    check_idle(port);
    for (outcome const& out : all)
        BOOST_TEST(out.calls == 1);
}

template<std::size_t N>
void check_all_end_once(
    open_port& port, std::array<outcome, N>& all, std::function<void()> const& remove)
{
    check_ends_once(port, all, remove);
    for (outcome const& out : all)
        BOOST_TEST(name_of(out.ec) == "disconnected");
}

} // namespace

void check_lost_device(std::string const& tty, std::function<void()> const& remove)
{
    open_port port(tty);
    std::array<outcome, 6> all;
    std::array<char, 4> first{}, second{}, third{};
    std::string frame;
    port.stream.async_read_some(asio::buffer(first), recorder(all[0]));
    port.stream.async_read_some(asio::buffer(second), recorder(all[1]));
    port.stream.async_wait(serial_stream::wait_error, recorder(all[2]));
    port.stream.async_wait_line_event(line_events::all, recorder(all[3]));
    port.stream.async_read_some(asio::buffer(third), with_timeout(2 * patience, recorder(all[4])));
    port.stream.async_read_until_idle(asio::dynamic_buffer(frame), patience, recorder(all[5]));
    check_all_end_once(port, all, remove);
    check_all_later_operations_fail(port);
}

void check_lost_device_with_output(
    std::string const& tty, std::function<void()> const& hold, std::function<void()> const& remove)
{
    open_port port(tty);
    hold();
    std::string const much(200'000, 'x');
    std::array<outcome, 5> all;
    std::array<char, 4> bytes{};
    asio::async_write(port.stream, asio::buffer(much), recorder(all[0]));
    port.stream.async_drain(recorder(all[1]));
    port.stream.async_read_some(asio::buffer(bytes), recorder(all[2]));
    port.stream.async_send_break(milliseconds(1), recorder(all[3])); // it drains first
    asio::async_write(
        port.stream, asio::buffer(much), with_timeout(2 * patience, recorder(all[4])));
    run_a_while(port.ctx);
    BOOST_TEST(port.stream.output_waiting() > 0u);
    check_all_end_once(port, all, remove);
    check_all_later_operations_fail(port);
}

namespace {

/// Runs one operation until its device is lost, puts it back, and uses it.
void lose(removable_device const& device, serial_config const& config, char const* what,
    std::function<void(open_port&, outcome&)> const& start,
    std::function<void(open_port&, outcome const&)> const& check)
{
    BOOST_TEST_CONTEXT(what)
    {
        {
            open_port port(device.tty(), config);
            std::array<outcome, 1> out;
            start(port, out[0]);
            check_ends_once(port, out, device.remove);
            check(port, out[0]);
        }
        device.put_back();
        check_transfer(device.tty(), *device.far, 1'000);
    }
}

void check_lost(open_port& port, outcome const& out)
{
    BOOST_TEST(name_of(out.ec) == "disconnected");
    check_all_later_operations_fail(port);
}

} // namespace

void check_lost_in_the_middle(removable_device const& device)
{
    serial_config const slow = config_of("300 8N1");
    std::string frame;
    lose(
        device, {}, "async_read_until_idle",
        [&](open_port& port, outcome& out)
        {
            port.stream.async_read_until_idle(
                asio::dynamic_buffer(frame), 2 * patience, recorder(out));
            device.far->send("abc");
            BOOST_TEST(run_until(port.ctx, [&] { return frame.size() == 3; }));
        },
        [&](open_port& port, outcome const& out)
        {
            BOOST_TEST(out.bytes == 3u); // what had come is not lost
            BOOST_TEST(frame == "abc");
            check_lost(port, out);
        });
    std::array<char, 4> bytes{};
    lose(
        device, {}, "async_read_some, with a timeout",
        [&](open_port& port, outcome& out) {
            port.stream.async_read_some(
                asio::buffer(bytes), with_timeout(2 * patience, recorder(out)));
        },
        check_lost);
    lose(
        device, {}, "async_wait_line_event",
        [](open_port& port, outcome& out)
        { port.stream.async_wait_line_event(line_events::all, recorder(out)); },
        check_lost);
    // Ends when its time is over: until then it has nothing to ask the device.
    lose(
        device, {}, "async_send_break",
        [](open_port& port, outcome& out)
        { port.stream.async_send_break(std::chrono::seconds(2), recorder(out)); },
        check_lost);
    if (device.keep_transmitting)
        lose(
            device, slow, "async_drain_exact, the queue being empty",
            [&](open_port& port, outcome& out)
            {
                device.keep_transmitting();
                port.write(std::string(200, 'x')); // nearly seven seconds on the wire
                port.stream.drain();
                port.stream.async_drain_exact(recorder(out));
            },
            check_lost);
    if (!device.hold)
        return;
    std::string const much(200'000, 'x');
    outcome written;
    auto const fill = [&](open_port& port)
    {
        device.hold();
        written = {};
        asio::async_write(port.stream, asio::buffer(much), recorder(written));
        run_a_while(port.ctx);
        BOOST_TEST(written.calls == 0);
    };
    // Alone: no write is there to learn of the loss first.
    auto const fill_and_let_be = [&](open_port& port)
    {
        fill(port);
        port.stream.cancel();
        BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
        BOOST_TEST(name_of(written.ec) == "aborted");
        BOOST_TEST(port.stream.output_waiting() > 0u);
    };
    lose(
        device, {}, "async_drain",
        [&](open_port& port, outcome& out)
        {
            fill_and_let_be(port);
            port.stream.async_drain(recorder(out));
        },
        check_lost);
    lose(
        device, {}, "async_drain_exact",
        [&](open_port& port, outcome& out)
        {
            fill_and_let_be(port);
            port.stream.async_drain_exact(recorder(out));
        },
        check_lost);
    lose(
        device, {}, "async_send_break, which drains first",
        [&](open_port& port, outcome& out)
        {
            fill_and_let_be(port);
            port.stream.async_send_break(milliseconds(1), recorder(out));
        },
        check_lost);
    lose(
        device, {}, "async_write, with a timeout",
        [&](open_port& port, outcome& out)
        {
            fill_and_let_be(port);
            asio::async_write(
                port.stream, asio::buffer(much), with_timeout(2 * patience, recorder(out)));
        },
        check_lost);
    lose(
        device, {}, "async_drain_exact, beside a write",
        [&](open_port& port, outcome& out)
        {
            fill(port);
            port.stream.async_drain_exact(recorder(out));
        },
        [&](open_port& port, outcome const& out)
        {
            BOOST_TEST(name_of(written.ec) == "disconnected");
            check_lost(port, out);
        });
    lose(
        device, {}, "async_close",
        [&](open_port& port, outcome& out)
        {
            fill(port);
            port.stream.async_close(close_policy::drain(2 * patience), recorder(out));
        },
        [&](open_port& port, outcome const& out)
        {
            BOOST_TEST(name_of(out.ec) == "success"); // at once: there is nothing to wait for
            BOOST_TEST(!port.stream.is_open());
            BOOST_TEST(written.calls == 1);
            BOOST_TEST(name_of(written.ec) == "disconnected");
        });
}

void check_abortive_close(
    std::string const& tty, std::function<void()> const& hold, std::function<void()> const& release)
{
    open_port port(tty);
    hold();
    outcome written;
    std::string const much(200'000, 'x');
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(written.calls == 0);
    auto const start = steady_clock::now();
    port.stream.close();
    auto const took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    BOOST_TEST(took.count() < 2'000, "close took " << took.count() << " ms");
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST(name_of(written.ec) == "aborted");
    release();
}

void check_break(std::string const& tty, std::function<bool()> const& is_on)
{
    open_port port(tty);
    port.stream.set_break(true);
    BOOST_TEST(is_on());
    port.stream.set_break(false);
    BOOST_TEST(!is_on());

    outcome out;
    auto const start = steady_clock::now();
    port.stream.async_send_break(milliseconds(50), recorder(out));
    BOOST_TEST(run_until(port.ctx, [&] { return out.calls != 0 || is_on(); }));
    BOOST_TEST(out.calls == 0);
    BOOST_TEST(run_until(port.ctx, [&] { return out.calls != 0; }));
    BOOST_TEST(name_of(out.ec) == "success");
    BOOST_TEST((steady_clock::now() - start >= milliseconds(50)));
    BOOST_TEST(!is_on());

    port.stream.set_break(true);
    port.stream.close();
    BOOST_TEST(!is_on());
}

void check_capabilities(
    std::string const& tty, std::vector<std::pair<feature, support>> const& table)
{
    raw_tty const kernel(tty);
    open_port port(tty);
    std::string const before = kernel.everything();
    serial_capabilities const answers = port.stream.capabilities();
    BOOST_TEST(kernel.everything() == before);
    BOOST_TEST(answers.platform() == "linux");
    std::vector<feature> listed;
    for (auto const& [f, expected] : table)
    {
        listed.push_back(f);
        BOOST_TEST(answers[f] == expected, f << ": " << answers[f] << ", not " << expected);
    }
    for (auto const& [f, answer] : answers)
        BOOST_TEST((std::find(listed.begin(), listed.end(), f) != listed.end()),
            f << " is not in the table");
}

} // namespace boost_serial_ext_test
