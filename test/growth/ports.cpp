// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A thousand ports in one process: each works, each costs what one costs, and nothing is left.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"
#include "growth/heap.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/resource.h>

using namespace boost_serial_ext_test;

namespace {

constexpr std::size_t wanted = 1024;
constexpr std::size_t few = 32;

/// The far ends of as many lines as the system has, at most `wanted`; made once, as they take long.
std::vector<test::pty_pair> const& lines()
{
    static std::vector<test::pty_pair> const all = []
    {
        ::rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        // A line takes three descriptors: both of the pair's, and the port's own. sync::serial_port
        // has two more to be woken by.
        limit.rlim_cur = (std::min)(limit.rlim_max, ::rlim_t{5 * wanted + 100});
        ::setrlimit(RLIMIT_NOFILE, &limit);
        std::size_t const allowed = (std::min)(wanted, std::size_t(limit.rlim_cur - 100) / 5);
        std::vector<test::pty_pair> made;
        error_code ec;
        for (made.reserve(wanted); made.size() != allowed && !ec;)
            if (auto line = test::pty_pair::make(ec); !ec)
                made.push_back(std::move(line));
        if (made.size() != wanted)
            std::cout << "==> skipped: " << wanted - made.size() << " of " << wanted
                      << " ports: " << (ec ? ec.message() : "RLIMIT_NOFILE") << '\n';
        return made;
    }();
    return all;
}

// What the program asks, and what the device answers: on every line something else.
std::string question(std::size_t port, int round)
{
    return "?" + std::to_string(1000 * round + static_cast<int>(port)) + "\n";
}
std::string answer_to(std::string const& asked)
{
    return std::string(asked.rbegin(), asked.rend());
}

// The devices hear their questions, and answer.
std::size_t answer(std::size_t ports, int round)
{
    std::size_t right = 0;
    for (std::size_t i = 0; i != ports; ++i)
    {
        std::string const expected = question(i, round);
        std::string const asked = lines()[i].read_exact(expected.size());
        right += asked == expected;
        lines()[i].write(answer_to(asked));
    }
    return right;
}

/// A program with so many ports.
class program
{
public:
    explicit program(std::size_t ports) : ports_(ports)
    {
        for (std::size_t i = 0; i != ports; ++i)
            ports_[i].open(context_, lines()[i].name());
    }

    /// How many ports have got the answer to their question.
    std::size_t exchange(int round)
    {
        done_ = right_ = 0;
        for (std::size_t i = 0; i != ports_.size(); ++i)
            ports_[i].ask(question(i, round), *this);
        context_.restart();
        context_.poll(); // the questions are out, and reads in progress
        BOOST_TEST(answer(ports_.size(), round) == ports_.size());
        context_.restart();
        context_.run_for(patience);
        BOOST_TEST(done_ == ports_.size());
        return right_;
    }

    void close()
    {
        for (auto& p : ports_)
            p.stream->close();
    }

    void open()
    {
        for (std::size_t i = 0; i != ports_.size(); ++i)
            ports_[i].stream->open(lines()[i].name(), serial_config{});
    }

private:
    struct port
    {
        std::optional<serial_stream> stream;
        std::string asked;
        std::array<char, 16> got;

        void open(asio::io_context& context, std::string const& name)
        {
            stream.emplace(context, name, serial_config{});
        }

        void ask(std::string text, program& all)
        {
            asked = std::move(text);
            asio::async_write(*stream, asio::buffer(asked),
                [](error_code ec, std::size_t) { BOOST_TEST(!ec, ec); });
            asio::async_read(*stream, asio::buffer(got.data(), asked.size()),
                with_timeout(patience,
                    [this, &all](error_code ec, std::size_t n)
                    {
                        ++all.done_;
                        all.right_ += !ec && std::string(got.data(), n) == answer_to(asked);
                    }));
        }
    };

    asio::io_context context_;
    std::vector<port> ports_;
    std::size_t done_ = 0;
    std::size_t right_ = 0;
};

/// The same with blocking ports.
class blocking_program
{
public:
    explicit blocking_program(std::size_t ports)
    {
        ports_.reserve(ports);
        for (std::size_t i = 0; i != ports; ++i)
            ports_.emplace_back(lines()[i].name(), serial_config{});
    }

    std::size_t exchange(int round)
    {
        std::size_t right = 0;
        for (std::size_t i = 0; i != ports_.size(); ++i)
            ports_[i].write(asio::buffer(question(i, round)), patience);
        BOOST_TEST(answer(ports_.size(), round) == ports_.size());
        for (std::size_t i = 0; i != ports_.size(); ++i)
        {
            std::string got(question(i, round).size(), '\0');
            ports_[i].read(asio::buffer(got), patience);
            right += got == answer_to(question(i, round));
        }
        return right;
    }

    void close()
    {
        for (auto& p : ports_)
            p.close();
    }

    void open()
    {
        for (std::size_t i = 0; i != ports_.size(); ++i)
            ports_[i].open(lines()[i].name(), serial_config{});
    }

private:
    std::vector<sync::serial_port> ports_;
};

/// Opens so many ports, lets each exchange messages, closes them, and again.
/// @return What one port has of the heap, while all are open.
template<class Program>
heap_use live(std::size_t ports, char const* kind)
{
    auto const descriptors = open_handles();
    heap_use const before = live_heap();
    heap_use each;
    {
        Program all(ports);
        BOOST_TEST(all.exchange(0) == ports);
        heap_use const open = live_heap() - before;
        each = {open.bytes / static_cast<long>(ports), open.blocks / static_cast<long>(ports)};
        for (int round = 1; round != 4; ++round)
        {
            BOOST_TEST(all.exchange(round) == ports);
            BOOST_TEST(is_as_much(live_heap() - before, open), "round " << round);
        }
        all.close();
        BOOST_TEST(open_handles() - descriptors <= 10); // the context's own
        all.open();
        BOOST_TEST(all.exchange(4) == ports);
        BOOST_TEST(is_as_much(live_heap() - before, open), "after the ports were opened again");
    }
    BOOST_TEST(open_handles() == descriptors);
    heap_use const left = live_heap() - before;
    BOOST_TEST(left == heap_use(), left);
    std::cout << "ports: " << ports << ", " << kind << ": each " << each << '\n';
    return each;
}

template<class Program>
void check_many(char const* kind)
{
    bounded const watch;
    std::size_t const number = lines().size();
    BOOST_TEST_REQUIRE(number > few);
    { // what is there once, whoever asks first
        Program once(1);
        BOOST_TEST(once.exchange(0) == 1u);
    }
    heap_use const of_few = live<Program>(few, kind);
    heap_use const of_many = live<Program>(number, kind);
    BOOST_TEST(of_many.bytes <= of_few.bytes * 11 / 10);
    BOOST_TEST(of_many.blocks <= of_few.blocks);
}

} // namespace

BOOST_AUTO_TEST_SUITE(growth_ports)

BOOST_AUTO_TEST_CASE(a_thousand_streams_exchange_messages_and_leave_nothing)
{
    check_many<program>("serial_stream");
}

BOOST_AUTO_TEST_CASE(a_thousand_blocking_ports_exchange_messages_and_leave_nothing)
{
    check_many<blocking_program>("sync::serial_port");
}

BOOST_AUTO_TEST_SUITE_END()
