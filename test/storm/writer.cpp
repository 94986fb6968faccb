// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/writer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

#include <poll.h>

namespace boost_serial_ext_test::storm {

void writer::next()
{
    if (at_.run.long_enough(at_.out))
    {
        at_.out.complete = true;
        return;
    }
    pace_.then(luck_, [this] { write_something(pace_.size(luck_)); });
}

void writer::write_something(std::size_t size)
{
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
    at_.launch(
        luck_, {work::write, "async_write_some", size},
        [&](auto& stream, auto&& token)
        { stream.async_write_some(asio::buffer(*from), std::forward<decltype(token)>(token)); },
        [this, from](error_code ec, std::size_t n)
        {
            check_whole("async_write_some", ec, n, from->size());
            sent(*from, n);
            next();
        });
}

void writer::write_gathered(std::size_t size)
{
    auto const from = text(size);
    std::size_t const cut = luck_.below(size + 1);
    std::array<asio::const_buffer, 2> const parts{
        asio::buffer(from->data(), cut), asio::buffer(from->data() + cut, size - cut)};
    at_.launch(
        luck_, {work::write, "async_write_some of two buffers", size},
        [&](auto& stream, auto&& token)
        { stream.async_write_some(parts, std::forward<decltype(token)>(token)); },
        [this, from](error_code ec, std::size_t n)
        {
            check_whole("async_write_some of two buffers", ec, n, from->size());
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
                at_.fail("async_write reported " + std::to_string(n) + " of "
                    + std::to_string(from->size()) + " bytes and \"" + ec.message() + '"');
            if (ec && n != 0)
                at_.run.log.count("write: ended with a part accepted");
            sent(*from, n);
            next();
        });
}

void writer::wait_and_write(std::size_t size)
{
    at_.launch(
        luck_, {work::wait, "async_wait for room"},
        [](auto& stream, auto&& token) {
            stream.async_wait(
                serial::serial_stream::wait_write, std::forward<decltype(token)>(token));
        },
        [this, size](error_code ec)
        {
            if (!ec)
                write_now(size);
            next();
        });
}

// Nobody else writes here, so that the room is still there; unless the wait ended too early, as
// described in reader.cpp.
void writer::write_now(std::size_t size)
{
    ::pollfd room{at_.stream->visit([](auto& s) { return s.native_handle(); }), POLLOUT, 0};
    if (::poll(&room, 1, 0) != 1)
        return at_.run.log.count("wait: completed too early, no room");
    auto const from = text(size);
    at_.stream->visit([&](auto& stream) { sent(*from, stream.write_some(asio::buffer(*from))); });
    at_.run.log.count("write_some: completed");
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
        at_.launch(
            luck_, {work::write, "async_write_some, one of two", from.size(), false, which == 0},
            [&](auto& stream, auto&& token)
            { stream.async_write_some(asio::buffer(from), std::forward<decltype(token)>(token)); },
            [this, both, which](error_code ec, std::size_t n)
            {
                check_whole("async_write_some, one of two", ec, n, both->from[which]->size());
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

std::shared_ptr<std::string> writer::text(std::size_t size, std::size_t later) const
{
    return std::make_shared<std::string>(at_.out.bytes.text(at_.out.sent + later, size));
}

// The text is spoilt, so that a write that goes on after its end shows at the far end.
void writer::sent(std::string& text, std::size_t n)
{
    at_.out.sent += n;
    text.assign(text.size(), '#');
}

// The library's own writes accept something or fail, never both.
void writer::check_whole(
    char const* name, error_code const& ec, std::size_t n, std::size_t size) const
{
    if (n > size || (n == 0) != ec.failed())
        at_.fail(std::string(name) + " reported " + std::to_string(n) + " bytes of "
            + std::to_string(size) + " and \"" + ec.message() + '"');
}

} // namespace boost_serial_ext_test::storm
