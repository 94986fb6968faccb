// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/writer.hpp"

#include "storm/resumption.hpp"
#include "support/system.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace boost_serial_ext_test::storm {

void writer::next()
{
    // Not while a close may still discard the end; and never with a resumption for the end, which a
    // reader that has all of the text would leave on the line.
    bool const settled = !at_.closing && at_.openings == opening_ && at_.out.sent > resumed_at_;
    if (settled && at_.run.long_enough(at_.out))
    {
        at_.out.complete = true;
        return;
    }
    go_on([this](std::size_t size) { write_something(size); });
}

void writer::write_something(std::size_t size)
{
    if (std::exchange(opening_, at_.openings) != at_.openings)
        resumption_ = resumption(resumed_at_ = at_.out.sent);
    switch (luck_.below(6))
    {
    case 0: return write_gathered(size);
    case 1: return write_all(size * (1 + luck_.below(8)));
    case 2: return wait_and_write(size);
    case 3: return write_twice(size);
    default: return write_some(size);
    }
}

void writer::write_some(std::size_t size)
{
    auto const from = text(size);
    write("async_write_some", from, asio::buffer(*from));
}

void writer::write_gathered(std::size_t size)
{
    auto const from = text(size);
    std::size_t const cut = luck_.below(size + 1);
    std::array<asio::const_buffer, 2> const parts{
        asio::buffer(from->data(), cut), asio::buffer(from->data() + cut, size - cut)};
    write("async_write_some of two buffers", from, parts);
}

template<class Buffers>
void writer::write(
    char const* name, std::shared_ptr<std::string> const& from, Buffers const& buffers)
{
    transfer(
        {work::write, name, from->size()},
        [&](auto& stream, auto&& token)
        { stream.async_write_some(buffers, std::forward<decltype(token)>(token)); },
        [this, from](std::size_t n)
        {
            sent(*from, n);
            next();
        });
}

void writer::write_all(std::size_t size)
{
    auto const from = text(size);
    at_.launch(
        luck_, {work::write, "asio::async_write", size, true},
        [&](auto& stream, auto&& token)
        { asio::async_write(stream, asio::buffer(*from), std::forward<decltype(token)>(token)); },
        [this, from](error_code ec, std::size_t n)
        {
            if (n > from->size() || (!ec && n != from->size()))
                at_.fail("asio::async_write", n, from->size(), ec);
            if (ec && n != 0)
                at_.run.log.count("write: ended with a part accepted");
            sent(*from, n);
            next();
        });
}

void writer::wait_and_write(std::size_t size)
{
    // There readiness is nothing, and this thread would wait for who reads on it.
    if (system_transfers)
        return write_some(size);
    when_ready({work::wait, "async_wait for room"}, serial::serial_stream::wait_write,
        [this, size] { return write_now(size); });
}

bool writer::write_now(std::size_t size)
{
    if (!at_.stream->visit([](auto& s) { return has_room(s.native_handle()); }))
        return false;
    auto const from = text(size);
    at_.stream->visit([&](auto& stream) { sent(*from, stream.write_some(asio::buffer(*from))); });
    at_.run.log.count("write_some: completed");
    return true;
}

// Two at a time go out in the order of their starts. The first is a single byte, and can be ended
// only together with the second: else there would be a hole in the text.
struct writer::pair
{
    std::shared_ptr<std::string> from[2];
    std::size_t accepted[2] = {};
    std::size_t ended = 0;
};

void writer::write_twice(std::size_t size)
{
    auto const both = std::make_shared<pair>();
    both->from[0] = text(1);
    both->from[1] = text(size, 1);
    for (std::size_t const which : {0u, 1u})
    {
        std::string const& from = *both->from[which];
        transfer(
            {work::write, "async_write_some, one of two", from.size(), false, which == 0},
            [&](auto& stream, auto&& token)
            { stream.async_write_some(asio::buffer(from), std::forward<decltype(token)>(token)); },
            [this, both, which](std::size_t n)
            {
                both->accepted[which] = n;
                if (++both->ended != 2)
                    return;
                if (both->accepted[0] == 0 && both->accepted[1] != 0)
                    at_.fail("the second of two writes overtook the first");
                sent(*both->from[0], both->accepted[0]);
                sent(*both->from[1], both->accepted[1]);
                next();
            });
    }
}

// What comes `later` bytes after what was sent.
std::shared_ptr<std::string> writer::text(std::size_t size, std::size_t later) const
{
    std::size_t const mark = std::min(later, resumption_.size());
    auto result = std::make_shared<std::string>(resumption_, mark, size);
    *result += at_.out.bytes.text(at_.out.sent + (later - mark), size - result->size());
    return result;
}

// The text is spoilt, so that a write that goes on after its end shows at the far end.
void writer::sent(std::string& text, std::size_t n)
{
    std::size_t const mark = std::min(n, resumption_.size());
    resumption_.erase(0, mark);
    at_.out.sent += n - mark;
    text.assign(text.size(), '#');
}

} // namespace boost_serial_ext_test::storm
