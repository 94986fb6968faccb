// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace boost_serial_ext_test::storm {

void reader::next()
{
    lane& in = at_.in;
    if (in.complete && in.received == in.sent)
    {
        --at_.run.readers_at_work;
        return;
    }
    go_on([this](std::size_t size) { read_something(size); });
}

void reader::read_something(std::size_t size)
{
    switch (luck_.below(9))
    {
    case 0: return read_scattered(size);
    case 1: return read_available(luck_.one_in(2) ? size : std::size_t(-1));
    case 2: return read_until(luck_.one_in(2) ? size : std::size_t(100'000));
    case 3: return read_exactly(size, luck_.one_in(2) ? size : 1 + luck_.below(size));
    case 4: return wait_and_read(size);
    case 5: return read_twice(size);
    case 6: return read_until_idle(luck_.one_in(2) ? size : std::size_t(100'000));
    default: return read_some(size);
    }
}

// A string of exactly the right size, which dies with the handler: a sanitizer sees who comes late.
void reader::read_some(std::size_t size)
{
    auto const to = std::make_shared<std::string>(size, '\0');
    transfer(
        {work::read, "async_read_some", size},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(asio::buffer(*to), std::forward<decltype(token)>(token)); },
        [this, to](std::size_t n)
        {
            take({to->data(), n});
            next();
        });
}

void reader::read_scattered(std::size_t size)
{
    auto const to = std::make_shared<std::string>(size, '\0');
    std::size_t const cut = luck_.below(size + 1);
    std::array<asio::mutable_buffer, 2> const parts{
        asio::buffer(to->data(), cut), asio::buffer(to->data() + cut, size - cut)};
    transfer(
        {work::read, "async_read_some of two buffers", size},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(parts, std::forward<decltype(token)>(token)); },
        [this, to](std::size_t n)
        {
            take({to->data(), n});
            next();
        });
}

// What is in a dynamic buffer already, and stays.
static constexpr std::string_view kept = "kept";

void reader::read_available(std::size_t limit)
{
    auto const to = std::make_shared<std::string>(kept);
    transfer(
        {work::read, "async_read_available", limit, false, false, true},
        [&](auto& stream, auto&& token)
        {
            stream.async_read_available(
                asio::dynamic_buffer(*to), limit, std::forward<decltype(token)>(token));
        },
        [this, to](std::size_t n)
        {
            take(appended(*to, n, "async_read_available"));
            next();
        });
}

// Delivers what has come also if it fails; and no earlier than after the gap, if it does not.
void reader::read_until_idle(std::size_t most)
{
    auto const to = std::make_shared<std::string>(kept);
    auto const gap = std::chrono::microseconds(1) + luck_.up_to(std::chrono::microseconds(800));
    auto const begin = std::chrono::steady_clock::now();
    char const* const name = "async_read_until_idle";
    at_.launch(
        luck_, {work::read, name, most, false, false, true},
        [&](auto& stream, auto&& token)
        {
            stream.async_read_until_idle(asio::dynamic_buffer(*to, kept.size() + most), gap,
                std::forward<decltype(token)>(token));
        },
        [this, to, most, gap, begin, name](error_code ec, std::size_t n)
        {
            bool const full = ec == asio::error::no_buffer_space;
            if (n > most || (full && n != most) || (!ec && (n == 0 || n == most)))
                at_.fail(name, n, most, ec);
            if (!ec && std::chrono::steady_clock::now() - begin < gap)
                at_.fail("async_read_until_idle found silence too early");
            if (ec && !full && n != 0)
                at_.run.log.count("async_read_until_idle: ended with a part of a frame");
            take(appended(*to, n, name));
            next();
        });
}

// Whatever the outcome, the buffer has what was read; the reported number only tells where the line
// ends.
void reader::read_until(std::size_t most)
{
    auto const to = std::make_shared<std::string>();
    char const delimiter = static_cast<char>(luck_.below(256));
    at_.launch(
        luck_, {work::read, "asio::async_read_until", most, true},
        [&](auto& stream, auto&& token)
        {
            asio::async_read_until(stream, asio::dynamic_buffer(*to, most), delimiter,
                std::forward<decltype(token)>(token));
        },
        [this, to, delimiter](error_code ec, std::size_t n)
        {
            bool const found = n != 0 && n <= to->size() && (*to)[n - 1] == delimiter;
            if (found == ec.failed())
                at_.fail("asio::async_read_until", n, to->size(), ec);
            take(*to);
            next();
        });
}

void reader::read_exactly(std::size_t size, std::size_t at_least)
{
    auto const to = std::make_shared<std::string>(size, '\0');
    at_.launch(
        luck_, {work::read, "asio::async_read", size, true},
        [&](auto& stream, auto&& token)
        {
            asio::async_read(stream, asio::buffer(*to), asio::transfer_at_least(at_least),
                std::forward<decltype(token)>(token));
        },
        [this, to, at_least](error_code ec, std::size_t n)
        {
            if (n > to->size() || (!ec && n < at_least))
                at_.fail("asio::async_read", n, to->size(), ec);
            take({to->data(), n});
            next();
        });
}

void reader::wait_and_read(std::size_t size)
{
    when_ready({work::wait, "async_wait for a byte"}, serial::serial_stream::wait_read,
        [this, size] { return read_now(size); });
}

bool reader::read_now(std::size_t size)
{
    std::string to(size, '\0');
    bool const any = at_.stream->visit(
        [&](auto& stream)
        {
            if (stream.input_waiting() == 0)
                return false;
            to.resize(stream.read_some(asio::buffer(to)));
            return true;
        });
    if (!any)
        return false;
    at_.run.log.count("read_some: completed");
    take(to);
    return true;
}

// Two at a time: each byte goes to one of them, the first to the first.
struct reader::pair
{
    std::array<std::string, 2> to;
    std::array<std::size_t, 2> got{};
    std::size_t ended = 0;
};

void reader::read_twice(std::size_t size)
{
    auto const both = std::make_shared<pair>();
    for (std::string& to : both->to)
        to.resize(1 + luck_.below(size));
    half_of_a_pair(both, 0);
    half_of_a_pair(both, 1);
}

// Where the handlers run on two threads, or wait for a timer to end as well, they may come in
// either order: so it is the order of the starts that counts.
void reader::half_of_a_pair(std::shared_ptr<pair> const& both, std::size_t which)
{
    std::string& to = both->to[which];
    transfer(
        {work::read, "async_read_some, one of two", to.size()},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(asio::buffer(to), std::forward<decltype(token)>(token)); },
        [this, both, which](std::size_t n)
        {
            both->got[which] = n;
            if (++both->ended != 2)
                return;
            take({both->to[0].data(), both->got[0]});
            take({both->to[1].data(), both->got[1]});
            next();
        });
}

void reader::take(std::string_view bytes)
{
    if (!at_.run.kind.close)
        return take_text(bytes);
    while (!bytes.empty())
    {
        take_text(resumptions_.text(bytes));
        std::optional<std::uint64_t> position;
        if (!resumptions_.take(bytes, position))
            at_.fail("text stands inside of a resumption, after byte "
                + std::to_string(at_.in.received.load()));
        if (position)
            resume(*position);
    }
}

void reader::take_text(std::string_view text)
{
    lane& in = at_.in;
    std::string const wrong = in.bytes.difference(in.received, text);
    if (!wrong.empty())
        at_.fail("not what was sent: " + wrong);
    in.received += text.size();
    if (in.complete && in.received > in.sent)
        at_.fail("more came than was sent");
}

// The far port was closed: the end of what it had sent until then was discarded, and nothing else.
void reader::resume(std::uint64_t position)
{
    lane& in = at_.in;
    if (position < in.received || position > in.sent)
        at_.fail("resumed at byte " + std::to_string(position) + ", after "
            + std::to_string(in.received.load()) + " of " + std::to_string(in.sent.load()));
    at_.run.log.count(position == in.received ? "resumed after a close: nothing discarded"
                                              : "resumed after a close: the rest discarded");
    in.discarded += position - in.received;
    in.received = position;
}

// What an operation has appended to a dynamic buffer.
std::string_view reader::appended(std::string const& to, std::size_t n, char const* name) const
{
    if (to.size() != kept.size() + n || to.compare(0, kept.size(), kept) != 0)
        at_.fail(std::string(name) + " left a buffer of " + std::to_string(to.size())
            + " bytes, but reported " + std::to_string(n));
    return std::string_view(to).substr(kept.size());
}

} // namespace boost_serial_ext_test::storm
