// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_CLIENT_HPP

#include "allocations.hpp"
#include "arguments.hpp"
#include "latencies.hpp"
#include "meter.hpp"
#include "process.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace peers {

/** A measure that a client knows, and the member function that does its work `count` times.

    A client is a class with a constructor that takes the arguments, `open_ports()`, and
    `static std::vector<measure<Client>> measures()`.
*/
template<class Client>
struct measure
{
    std::string_view name;
    void (Client::*work)(std::uint64_t count, latencies& times);
};

/// Whether a measure is about how long each operation takes.
inline bool has_latencies(std::string_view measure)
{
    return measure == "round_trip" || measure == "timeout" || measure == "cancel"
        || measure == "open";
}

/// Waits until it is this client's turn. @return False if there will be no other one.
inline bool wait_for_turn()
{
    for (;;)
    {
        char byte = 0;
        ssize_t const n = ::read(STDIN_FILENO, &byte, 1);
        if (n >= 0)
            return n != 0;
        if (errno != EINTR)
            fail("standard input");
    }
}

/// The line that ends a turn, key by key.
class json_line
{
public:
    template<class Value>
    void value(std::string_view key, Value const& value)
    {
        begin(key) << value;
    }
    void text(std::string_view key, std::string_view value)
    {
        begin(key) << '"' << value << '"'; // versions need no escapes
    }
    std::string end() const { return text_.str() + "}"; }

    json_line() { text_.precision(9); }

private:
    std::ostream& begin(std::string_view key)
    {
        text_ << (text_.tellp() == 0 ? "{" : ", ") << '"' << key << "\": ";
        return text_;
    }

    std::ostringstream text_;
};

/// What one turn has given, as a line of JSON.
inline std::string described(arguments const& args, usage const& used, latencies& times,
    memory const* held, std::string_view version)
{
    json_line line;
    line.value("count", args.count);
    line.value("seconds", used.seconds);
    line.value("user", used.user);
    line.value("system", used.system);
    if (has_latencies(args.measure))
    {
        if (times.size() != args.count)
            throw std::logic_error("not every operation was timed");
        line.value("p50", times.quantile(0.5));
        line.value("p99", times.quantile(0.99));
        line.value("p999", times.quantile(0.999));
    }
    if (counts_allocations())
        line.value("allocations", used.allocations);
    if (held)
    {
        auto const heap = std::to_string(held->heap), resident = std::to_string(held->resident);
        line.value("memory", "{\"heap\": " + heap + ", \"resident\": " + resident + '}');
    }
    line.text("version", version);
    return line.end();
}

inline void print(std::string const& line)
{
    if (std::puts(line.c_str()) < 0 || std::fflush(stdout) != 0)
        throw std::runtime_error("standard output cannot be written to");
}

/// Does the work of a measure once for each turn.
template<class Client>
void take_turns(measure<Client> const& what, arguments const& args, std::string_view version)
{
    Client client(args);
    latencies times(args.count);
    if (what.name == "idle") // the ports belong to what is measured: there is one turn
    {
        if (!wait_for_turn())
            return;
        auto const before = memory::now();
        client.open_ports();
        (client.*what.work)(args.count, times);
        auto const held = memory::now() - before;
        return print(described(args, usage{}, times, &held, version));
    }
    if (what.name != "open")
        client.open_ports();
    while (wait_for_turn())
    {
        times.restart();
        auto const before = usage::now();
        (client.*what.work)(args.count, times);
        auto const used = usage::now() - before;
        print(described(args, used, times, nullptr, version));
    }
}

/// What `main` does.
template<class Client>
int run(int argc, char** argv, std::string const& version)
{
    try
    {
        auto const known = Client::measures();
        if (argc == 2 && std::string_view(argv[1]) == "--measures")
        {
            for (auto const& m : known)
                std::printf("%.*s\n", static_cast<int>(m.name.size()), m.name.data());
            return 0;
        }
        auto const args = arguments::parse(argc, argv);
        auto const m = std::find_if(
            known.begin(), known.end(), [&](auto const& k) { return k.name == args.measure; });
        if (m == known.end())
            throw std::invalid_argument("this client has no measure \"" + args.measure + "\"");
        raise_descriptor_limit();
        take_turns(*m, args, version);
        return 0;
    }
    catch (std::exception const& e)
    {
        give_up(e);
    }
}

} // namespace peers

#endif
