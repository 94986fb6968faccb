// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A dialogue with each of many devices, all at once on one thread; a coroutine for each port.
// Usage: boost_serial_ext_ten_ports [--ask TEXT] [--rounds N] [--limit MS] DEVICE...
//     --ask: what to send, as a line; {} becomes the round's number.  --rounds: otherwise 10.
//     --limit: for an answer, otherwise 1000 ms; after three in a row without one it is given up.
// It ends with 0 if every device has been asked all, 1 if one has not, 2: no such arguments.

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <exception>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using clock_type = std::chrono::steady_clock;

namespace {

struct options
{
    std::string question = "*IDN?";
    unsigned rounds = 10;
    std::chrono::milliseconds limit{1000};
    std::vector<std::string> devices;
};

struct record
{
    std::string device;
    unsigned answers = 0, timeouts = 0;
    clock_type::duration time{0}; // of the answers
    std::string last_answer;
    std::string end = "asked all";
    bool complete = true;
};

std::string question_of(options const& o, unsigned round)
{
    std::string text = o.question + '\n';
    if (auto const at = text.find("{}"); at != std::string::npos)
        text.replace(at, 2, std::to_string(round));
    return text;
}

// One question and its answer, a line.
asio::awaitable<std::string> ask(
    serial::serial_stream& port, std::string const& question, std::chrono::milliseconds limit)
{
    port.discard_input(); // what came too late, or unasked
    co_await asio::async_write(
        port, asio::buffer(question), serial::with_timeout(limit, asio::use_awaitable));
    std::string answer;
    std::size_t const size = co_await asio::async_read_until(
        port, asio::dynamic_buffer(answer), '\n', serial::with_timeout(limit, asio::use_awaitable));
    co_return answer.substr(0, answer.find_last_not_of("\r\n", size - 1) + 1);
}

asio::awaitable<void> all_rounds(serial::serial_stream& port, options const& o, record& r)
{
    unsigned in_a_row = 0;
    for (unsigned round = 1; round <= o.rounds && in_a_row < 3; ++round)
    {
        std::string const question = question_of(o, round);
        try
        {
            auto const start = clock_type::now();
            r.last_answer = co_await ask(port, question, o.limit);
            r.time += clock_type::now() - start;
            ++r.answers;
            in_a_row = 0;
        }
        catch (boost::system::system_error const& e)
        {
            if (e.code() != serial::condition::timed_out)
                throw;
            ++r.timeouts;
            ++in_a_row;
        }
    }
    if (in_a_row == 3)
    {
        r.complete = false;
        r.end = "given up: no answer";
    }
}

// Whatever happens to this port is written down here, and the others go on.
asio::awaitable<void> dialogue(options const& o, record& r)
{
    serial::serial_stream port(co_await asio::this_coro::executor);
    bool open = false;
    try
    {
        co_await port.async_open(r.device, serial::serial_config{}, asio::use_awaitable);
        open = true;
        co_await all_rounds(port, o, r);
    }
    catch (boost::system::system_error const& e)
    {
        auto const condition = serial::condition_of(e.code());
        r.complete = false;
        r.end = !open   ? serial::explain_open_failure(r.device, e.code())
            : condition ? make_error_condition(*condition).message()
                        : e.code().message();
    }
    std::cout << r.device << ": " << r.end << std::endl;
}

void print(std::vector<record> const& records)
{
    std::size_t width = 6;
    for (record const& r : records)
        width = (std::max)(width, r.device.size());
    auto const column = static_cast<int>(width + 2);
    std::cout << '\n'
              << std::left << std::setw(column) << "DEVICE" << std::right << std::setw(7)
              << "ANSWERS" << std::setw(10) << "TIMEOUTS" << std::setw(10) << "MEAN/MS"
              << "  LAST ANSWER\n"
              << std::fixed << std::setprecision(3);
    for (record const& r : records)
    {
        double const ms = std::chrono::duration<double, std::milli>(r.time).count();
        std::cout << std::left << std::setw(column) << r.device << std::right << std::setw(7)
                  << r.answers << std::setw(10) << r.timeouts << std::setw(10)
                  << (r.answers != 0 ? ms / r.answers : 0.0) << "  " << r.last_answer << '\n';
    }
}

unsigned number(std::string const& text)
{
    unsigned value = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument("\"" + text + "\" is no number");
    return value;
}

options read_options(std::vector<std::string> const& words)
{
    options o;
    std::size_t i = 0;
    for (; i + 1 < words.size() && words[i].rfind("--", 0) == 0; i += 2)
        if (words[i] == "--ask")
            o.question = words[i + 1];
        else if (words[i] == "--rounds")
            o.rounds = number(words[i + 1]);
        else if (words[i] == "--limit")
            o.limit = std::chrono::milliseconds(number(words[i + 1]));
        else
            throw std::invalid_argument("unknown option " + words[i]);
    o.devices.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
    if (o.devices.empty() || o.devices.front().rfind("--", 0) == 0)
        throw std::invalid_argument("no device is named");
    return o;
}

int run(options const& o)
{
    std::vector<record> records(o.devices.size());
    asio::io_context context(1);
    std::exception_ptr bug; // what the coroutines do not expect ends the program
    for (std::size_t i = 0; i != records.size(); ++i)
    {
        records[i].device = o.devices[i];
        asio::co_spawn(context, dialogue(o, records[i]),
            [&](std::exception_ptr failure)
            {
                if (failure)
                    bug = failure;
            });
    }
    context.run();
    if (bug)
        std::rethrow_exception(bug);
    print(records);
    return std::all_of(records.begin(), records.end(), [](record const& r) { return r.complete; })
        ? 0
        : 1;
}

} // namespace

int main(int argc, char** argv)
{
    options o;
    try
    {
        o = read_options({argv + 1, argv + argc});
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << "\nusage: " << argv[0]
                  << " [--ask TEXT] [--rounds N] [--limit MS] DEVICE...\n";
        return 2;
    }
    try
    {
        return run(o);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
