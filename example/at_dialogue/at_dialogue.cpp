// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Gives a modem commands, and prints what it answers, and what it says besides.
// Usage: boost_serial_ext_at_dialogue DEVICE [OPTIONS] COMMAND...
//     --limit MS: for each answer, otherwise 2000.  --silence MS: after one that came too late.
//     --listen MS: print what the modem says for so long afterwards.

#include "at_dialogue.hpp"

#include <charconv>
#include <exception>
#include <iostream>
#include <system_error>

namespace {

struct options
{
    std::string device;
    int limit = 2000, silence = 1000, listen = 0; // ms
    std::vector<std::string> commands;
};

bool is_number(std::string const& text, int& value)
{
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() && value >= 0;
}

bool parse(options& o, int argc, char** argv)
{
    std::vector<std::string> const words(argv + 1, argv + argc);
    for (std::size_t i = 0; i != words.size(); ++i)
    {
        int* const number = words[i] == "--limit" ? &o.limit
            : words[i] == "--silence"             ? &o.silence
            : words[i] == "--listen"              ? &o.listen
                                                  : nullptr;
        if (number != nullptr)
        {
            if (++i == words.size() || !is_number(words[i], *number))
                return false;
        }
        else if (o.device.empty())
            o.device = words[i];
        else
            o.commands.push_back(words[i]);
    }
    return !o.commands.empty();
}

// Whether all commands were answered with OK.
asio::awaitable<bool> talk(at_dialogue& modem, options const& o)
{
    bool good = true;
    for (std::string const& command : o.commands)
    {
        std::cout << "> " << command << std::endl;
        try
        {
            at_answer const answer
                = co_await modem.command(command, at_dialogue::duration(o.limit));
            for (std::string const& line : answer.lines)
                std::cout << line << '\n';
            std::cout << answer.result << std::endl;
            good = good && answer.result == "OK";
        }
        catch (boost::system::system_error const& e)
        {
            if (e.code() != serial::condition::timed_out)
                throw; // the line is gone, or says things without end
            std::cout << "no answer in time" << std::endl;
            good = false;
        }
    }
    if (o.listen > 0)
    {
        std::cout << "listening" << std::endl;
        co_await modem.listen(at_dialogue::duration(o.listen));
    }
    co_return good;
}

int run(options const& o)
{
    asio::io_context context;
    serial::serial_stream port(context);
    serial::error_code ec;
    port.open(o.device, serial::serial_config{}, ec); // 115200 8N1
    if (ec)
    {
        std::cerr << serial::explain_open_failure(o.device, ec) << '\n';
        return 1;
    }
    at_dialogue modem(port);
    modem.silence = at_dialogue::duration(o.silence);
    modem.on_unsolicited = [](std::string const& line) { std::cout << "* " << line << std::endl; };

    int status = 1;
    std::exception_ptr failure;
    asio::co_spawn(context, talk(modem, o),
        [&](std::exception_ptr e, bool good)
        {
            failure = e;
            status = good ? 0 : 1;
        });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        options o;
        if (parse(o, argc, argv))
            return run(o);
        std::cerr << "usage: " << argv[0]
                  << " DEVICE [--limit MS] [--silence MS] [--listen MS] COMMAND...\n";
        return 2;
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
