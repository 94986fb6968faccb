// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>

#include <algorithm>
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
    pace_.then(luck_, [this] { read_something(pace_.size(luck_)); });
}

void reader::read_something(std::size_t size)
{
    switch (luck_.below(8))
    {
    case 0: return read_scattered(size);
    case 1: return read_available(luck_.one_in(2) ? size : std::size_t(-1));
    case 2: return read_until(luck_.one_in(2) ? size : std::size_t(100'000));
    case 3: return read_exactly(size, luck_.one_in(2) ? size : 1 + luck_.below(size));
    case 4: return wait_and_read(size);
    case 5: return read_twice(size);
    default: return read_some(size);
    }
}

// A string of exactly the right size, which dies with the handler: a sanitizer sees who comes late.
void reader::read_some(std::size_t size)
{
    auto const to = std::make_shared<std::string>(size, '\0');
    at_.launch(
        luck_, {work::read, "async_read_some", size},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(asio::buffer(*to), std::forward<decltype(token)>(token)); },
        [this, to](error_code ec, std::size_t n)
        {
            check_whole("async_read_some", ec, n, to->size());
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
    at_.launch(
        luck_, {work::read, "async_read_some of two buffers", size},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(parts, std::forward<decltype(token)>(token)); },
        [this, to](error_code ec, std::size_t n)
        {
            check_whole("async_read_some of two buffers", ec, n, to->size());
            take({to->data(), n});
            next();
        });
}

void reader::read_available(std::size_t limit)
{
    std::string const before = "kept";
    auto const to = std::make_shared<std::string>(before);
    at_.launch(
        luck_, {work::read, "async_read_available", limit},
        [&](auto& stream, auto&& token)
        {
            stream.async_read_available(
                asio::dynamic_buffer(*to), limit, std::forward<decltype(token)>(token));
        },
        [this, to, before, limit](error_code ec, std::size_t n)
        {
            check_whole("async_read_available", ec, n, limit);
            if (to->size() != before.size() + n || to->compare(0, before.size(), before) != 0)
                at_.fail("async_read_available left a buffer of " + std::to_string(to->size())
                    + " bytes, but reported " + std::to_string(n));
            take(std::string_view(*to).substr(before.size()));
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
                at_.fail("async_read_until reported " + std::to_string(n) + " of "
                    + std::to_string(to->size()) + " bytes and \"" + ec.message() + '"');
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
                at_.fail("async_read reported " + std::to_string(n));
            take({to->data(), n});
            next();
        });
}

void reader::wait_and_read(std::size_t size)
{
    at_.launch(
        luck_, {work::wait, "async_wait for a byte"},
        [](auto& stream, auto&& token) {
            stream.async_wait(
                serial::serial_stream::wait_read, std::forward<decltype(token)>(token));
        },
        [this, size](error_code ec)
        {
            if (!ec)
                read_now(size);
            next();
        });
}

// Nobody else reads here, so that what was ready still is. But a wait may end too early: the
// reactor may hold an event whose bytes were read before the wait began. Then a read would block.
void reader::read_now(std::size_t size)
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
    at_.run.log.count(any ? "read_some: completed" : "wait: completed too early, no byte");
    if (any)
        take(to);
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
    at_.launch(
        luck_, {work::read, "async_read_some, one of two", to.size()},
        [&](auto& stream, auto&& token)
        { stream.async_read_some(asio::buffer(to), std::forward<decltype(token)>(token)); },
        [this, both, which](error_code ec, std::size_t n)
        {
            check_whole("async_read_some, one of two", ec, n, both->to[which].size());
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
    lane& in = at_.in;
    std::string const wrong = in.bytes.difference(in.received, bytes);
    if (!wrong.empty())
        at_.fail("not what was sent: " + wrong);
    in.received += bytes.size();
    if (in.complete && in.received > in.sent)
        at_.fail("more came than was sent");
}

// The library's own reads deliver something or fail, never both.
void reader::check_whole(
    char const* name, error_code const& ec, std::size_t n, std::size_t size) const
{
    if (n > size || (n == 0) != ec.failed())
        at_.fail(std::string(name) + " reported " + std::to_string(n) + " bytes of "
            + std::to_string(size) + " and \"" + ec.message() + '"');
}

} // namespace boost_serial_ext_test::storm
