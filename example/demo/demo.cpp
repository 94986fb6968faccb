// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The library's main job in one program: the same dialogue with a modem in three styles, then the
// port's other abilities. Without an argument it brings its own modem, on the far side of a pty.
// Usage: boost_serial_ext_demo [DEVICE]

#include <boost_serial_ext.hpp>

#include "../simulated_modem/simulated_modem.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

using serial::error_code;
using namespace std::chrono_literals;

// The final result codes of ITU-T V.250; every answer ends with one of them.
struct final_result
{
    template<class Iterator>
    std::pair<Iterator, bool> operator()(Iterator begin, Iterator end) const
    {
        for (std::string_view const code : {"\r\nOK\r\n", "\r\nERROR\r\n"})
        {
            Iterator const found = std::search(begin, end, code.begin(), code.end());
            if (found != end)
                return {found + static_cast<std::ptrdiff_t>(code.size()), true};
        }
        // The code may begin in the last few bytes.
        auto const n = std::distance(begin, end);
        return {n > 8 ? end - 8 : begin, false};
    }
};

template<>
struct boost::asio::is_match_condition<final_result> : std::true_type
{
};

namespace {

struct request
{
    std::string_view command;
    std::string_view what;
    std::chrono::milliseconds limit;
};

constexpr request dialogue[] = {
    {"ATI", "who are you", 2s},
    {"AT+CSQ", "signal quality", 2s},
    {"AT&V", "an answer of many lines", 2s},
    {"AT+GSN", "an answer in pieces", 2s},
    {"AT+COPS?", "an answer that comes too late", 200ms},
};

// How long to wait for an answer that was given up, so that it is not taken for the next one.
constexpr auto patience = 3s;

// The lines of an answer, without its empty ones.
std::string on_one_line(std::string_view answer)
{
    std::string text;
    while (!answer.empty())
    {
        std::size_t const end = answer.find_first_of("\r\n");
        std::string_view const line = answer.substr(0, end);
        if (!line.empty())
            text.append(text.empty() ? "" : " | ").append(line);
        answer.remove_prefix(end == std::string_view::npos ? answer.size() : end + 1);
    }
    return text;
}

// What all three styles say, and count.
class transcript
{
public:
    void begin(char const* style) { std::cout << "\n-- the dialogue with " << style << '\n'; }

    void answered(request const& r, std::string_view answer)
    {
        ++answers_;
        std::cout << "   " << r.command << " (" << r.what << "): " << on_one_line(answer) << '\n';
    }

    void failed(request const& r, error_code ec)
    {
        if (ec == serial::condition::timed_out)
            ++timeouts_;
        else
            ++failures_;
        std::cout << "   " << r.command << " (" << r.what << "): "
                  << (ec == serial::condition::timed_out ? "no answer in time" : ec.message())
                  << '\n';
    }

    void came_late(std::string_view answer)
    {
        ++late_;
        std::cout << "      and here it is, complete: " << on_one_line(answer) << '\n';
    }

    void never_came() { std::cout << "      nor later\n"; }

    bool as_simulated() const
    {
        return answers_ == 12 && timeouts_ == 3 && late_ == 3 && !failures_;
    }
    bool lost() const { return failures_ != 0; }

private:
    unsigned answers_ = 0, timeouts_ = 0, late_ = 0, failures_ = 0;
};

// ---- style one: callbacks

class callback_dialogue : public std::enable_shared_from_this<callback_dialogue>
{
public:
    callback_dialogue(serial::serial_stream& port, transcript& out) : port_(port), out_(out) {}

    void start() { send(); }

private:
    void send()
    {
        if (next_ == std::size(dialogue))
            return;
        line_ = std::string(dialogue[next_].command) + '\r';
        asio::async_write(port_, asio::buffer(line_),
            [self = shared_from_this()](error_code ec, std::size_t)
            { ec ? self->out_.failed(dialogue[self->next_], ec) : self->receive(); });
    }

    void receive()
    {
        asio::async_read_until(port_, asio::dynamic_buffer(answer_), final_result{},
            serial::with_timeout(dialogue[next_].limit,
                [self = shared_from_this()](error_code ec, std::size_t n)
                { self->received(ec, n); }));
    }

    void received(error_code ec, std::size_t n)
    {
        request const& r = dialogue[next_];
        if (!ec)
        {
            out_.answered(r, std::string_view(answer_).substr(0, n));
            answer_.erase(0, n);
            ++next_;
            return send();
        }
        out_.failed(r, ec);
        if (ec == serial::condition::timed_out)
            asio::async_read_until(port_, asio::dynamic_buffer(answer_), final_result{},
                serial::with_timeout(patience,
                    [self = shared_from_this()](error_code e, std::size_t m)
                    { self->received_late(e, m); }));
    }

    void received_late(error_code ec, std::size_t n)
    {
        if (ec)
            out_.never_came();
        else
            out_.came_late(std::string_view(answer_).substr(0, n));
        answer_.erase(0, n);
        ++next_;
        send();
    }

    serial::serial_stream& port_;
    transcript& out_;
    std::size_t next_ = 0;
    std::string line_;
    std::string answer_;
};

// ---- style two: blocking code with futures; the io_context runs in another thread

void future_dialogue(serial::serial_stream& port, transcript& out)
{
    std::string answer;
    auto const read = [&](std::chrono::milliseconds limit)
    {
        return asio::async_read_until(port, asio::dynamic_buffer(answer), final_result{},
            serial::with_timeout(limit, asio::use_future))
            .get();
    };
    for (request const& r : dialogue)
    {
        try
        {
            std::string const line = std::string(r.command) + '\r';
            asio::async_write(port, asio::buffer(line), asio::use_future).get();
            std::size_t const n = read(r.limit);
            out.answered(r, std::string_view(answer).substr(0, n));
            answer.erase(0, n);
            continue;
        }
        catch (boost::system::system_error const& e)
        {
            out.failed(r, e.code());
            if (e.code() != serial::condition::timed_out)
                return;
        }
        try
        {
            std::size_t const n = read(patience);
            out.came_late(std::string_view(answer).substr(0, n));
            answer.erase(0, n);
        }
        catch (boost::system::system_error const&)
        {
            out.never_came();
            answer.clear();
        }
    }
}

// ---- style three: a coroutine

asio::awaitable<void> coroutine_dialogue(serial::serial_stream& port, transcript& out)
{
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    std::string answer;
    for (request const& r : dialogue)
    {
        std::string const line = std::string(r.command) + '\r';
        auto [ec, n] = co_await asio::async_write(port, asio::buffer(line), token);
        if (!ec)
            std::tie(ec, n) = co_await asio::async_read_until(port, asio::dynamic_buffer(answer),
                final_result{}, serial::with_timeout(r.limit, token));
        if (!ec)
            out.answered(r, std::string_view(answer).substr(0, n));
        else
            out.failed(r, ec);
        if (ec && ec != serial::condition::timed_out)
            co_return;
        if (ec)
        {
            std::tie(ec, n) = co_await asio::async_read_until(port, asio::dynamic_buffer(answer),
                final_result{}, serial::with_timeout(patience, token));
            if (ec)
                out.never_came();
            else
                out.came_late(std::string_view(answer).substr(0, n));
        }
        answer.erase(0, n);
    }
}

// Whether anybody is there who knows AT commands.
asio::awaitable<bool> somebody_answers(serial::serial_stream& port)
{
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    std::string const line = "AT\r";
    std::string answer;
    auto [ec, n] = co_await asio::async_write(port, asio::buffer(line), token);
    if (!ec)
        std::tie(ec, n) = co_await asio::async_read_until(
            port, asio::dynamic_buffer(answer), final_result{}, serial::with_timeout(1s, token));
    co_return !ec;
}

// ---- the port's other abilities

asio::awaitable<bool> other_abilities(serial::serial_stream& port)
{
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    bool good = true;
    std::cout << "\n-- 250000 baud, drain, BREAK\n";

    serial::serial_config config = port.config();
    serial::serial_config const before = config;
    config.baud_rate = 250'000;
    auto [ec, report] = co_await port.async_configure(config, token);
    if (ec)
        std::cout << "   configure: " << ec.message() << "; still " << port.config() << '\n';
    else
        std::cout << "   configure: now " << report.applied << ", baud rate off by "
                  << report.baud_error * 100 << " %\n";
    good = good && (!ec || ec == serial::condition::unsupported_configuration);

    std::string const line = "AT\r";
    std::tie(ec, std::ignore) = co_await asio::async_write(port, asio::buffer(line), token);
    if (!ec)
        std::tie(ec) = co_await port.async_drain(token);
    std::cout << "   drain: " << (ec ? ec.message() : "everything written has left the queue")
              << '\n';
    good = good && !ec;

    auto const began = std::chrono::steady_clock::now();
    std::tie(ec) = co_await port.async_send_break(50ms, token);
    auto const took = std::chrono::steady_clock::now() - began;
    if (ec == serial::condition::unsupported_feature)
        std::cout << "   BREAK: this device cannot (" << ec.message() << ")\n";
    else
        std::cout << "   BREAK: " << (ec ? ec.message() : "sent") << ", took "
                  << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms\n";
    good = good && (!ec || ec == serial::condition::unsupported_feature);

    error_code line_error;
    auto const lines = port.modem_lines(line_error);
    if (line_error)
        std::cout << "   modem lines: " << line_error.message() << '\n';
    else
        std::cout << "   modem lines: " << lines << '\n';

    std::string rest; // the answer to the AT above, at whatever rate
    std::tie(ec, std::ignore) = co_await asio::async_read_until(
        port, asio::dynamic_buffer(rest), final_result{}, serial::with_timeout(500ms, token));
    std::cout << "   last words: " << (ec ? "none" : on_one_line(rest)) << '\n';

    port.configure(before, ec);
    good = good && !ec;
    co_return good;
}

void all_dialogues(asio::io_context& context, serial::serial_stream& port, transcript& out)
{
    out.begin("callbacks");
    std::make_shared<callback_dialogue>(port, out)->start();
    context.run();
    context.restart();

    out.begin("asio::use_future, from blocking code");
    {
        auto keep_running = std::make_optional(asio::make_work_guard(context));
        std::thread runner([&] { context.run(); });
        future_dialogue(port, out);
        keep_running.reset();
        runner.join();
        context.restart();
    }

    out.begin("a coroutine");
    asio::co_spawn(context, coroutine_dialogue(port, out), asio::detached);
    context.run();
    context.restart();
}

int run(std::string const& device, bool simulated)
{
    asio::io_context context;
    serial::serial_stream port(context);
    error_code failure;
    port.async_open(device, serial::serial_config{}, [&](error_code ec) { failure = ec; });
    context.run();
    context.restart();
    if (failure)
    {
        std::cerr << serial::explain_open_failure(device, failure) << '\n';
        return 1;
    }
    std::cout << "opened " << port.device() << " with " << port.config() << '\n'
              << port.capabilities();

    bool answered = false;
    asio::co_spawn(context, somebody_answers(port),
        [&](std::exception_ptr, bool result) { answered = result; });
    context.run();
    context.restart();

    transcript out;
    if (answered)
        all_dialogues(context, port, out);
    else
        std::cout << "\nno answer to AT: not a modem, or not at this rate; no dialogue then\n";

    bool good = false;
    asio::co_spawn(
        context, other_abilities(port), [&](std::exception_ptr, bool result) { good = result; });
    context.run();
    port.close();

    good = good && (simulated ? out.as_simulated() : !out.lost());
    char const* const verdict = !good ? "Something went wrong."
        : answered                    ? "All of it worked."
                                      : "The port did its part; nobody answered.";
    std::cout << '\n' << verdict << '\n';
    return good ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
        {
            std::cerr << "usage: " << argv[0] << " [DEVICE]\n";
            return 2;
        }
        if (argc == 2)
            return run(argv[1], false);
        simulated_modem modem;
        std::cout << "no device given: simulating a modem on " << modem.device() << '\n';
        return run(modem.device(), true);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
