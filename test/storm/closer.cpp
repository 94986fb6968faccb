// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/closer.hpp"

#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace boost_serial_ext_test::storm {

using serial::condition;

void closer::close()
{
    if (at_.out.complete)
        return;
    if (at_.closing || luck_.one_in(3))
        return close_now();
    close_asynchronously();
}

void closer::close_now()
{
    if (at_.busy("async_configure")) // it goes on, and the device is closed after it
        user_ = "a transaction";
    at_.closing = true;
    at_.ask(by_close);
    at_.stream->visit([](auto& s) { s.close(); });
    if (at_.is_open())
        at_.fail("close() left the port open");
    at_.run.log.count("close(): completed");
}

// Success: it is closed, and before the deadline only if all was sent. Else it is open as before.
void closer::close_asynchronously()
{
    using serial::close_policy;
    std::chrono::milliseconds const short_time(1 + luck_.below(3));
    close_policy const policies[] = {close_policy::abort(), close_policy::drain(short_time),
        close_policy::drain(std::chrono::hours(1))};
    close_policy const policy = policies[luck_.below(3)];
    auto const begin = std::chrono::steady_clock::now();
    std::uint64_t const sent = at_.out.sent;
    at_.closing = true;
    at_.launch(
        luck_, {work::close, "async_close"},
        [&](auto& stream, auto&& token)
        { stream.async_close(policy, std::forward<decltype(token)>(token)); },
        [this, policy, begin, sent](error_code ec)
        {
            if (ec)
            {
                at_.closing = !at_.is_open();
                return;
            }
            if (at_.is_open())
                at_.fail("async_close left the port open");
            bool const early = std::chrono::steady_clock::now() - begin < policy.drain_deadline;
            if (early && at_.out.received < sent)
                at_.fail("async_close did not drain, and did not wait for its deadline");
            at_.run.log.count(early ? "async_close: drained" : "async_close: at its deadline");
        });
}

void closer::open()
{
    // What Asio has composed would go on as soon as the port is open again; and it might be text
    // without a resumption before it.
    if (at_.busy(work::open) || at_.busy(work::close) || of_asio_in_progress())
        return;
    if (luck_.one_in(2))
        open_now();
    else
        open_asynchronously();
}

void closer::open_now()
{
    error_code ec;
    at_.stream->visit([&](auto& s) { s.open(device_, serial::serial_config{}, ec); });
    if (ec && ec != condition::port_busy)
        at_.fail("open() said \"" + ec.message() + '"');
    if (!ec)
        at_.run.log.count("open(): completed");
    opened("open()", ec);
}

void closer::open_asynchronously()
{
    at_.launch(
        luck_, {work::open, "async_open"},
        [this](auto& stream, auto&& token) {
            stream.async_open(
                device_, serial::serial_config{}, std::forward<decltype(token)>(token));
        },
        [this](error_code ec) { opened("async_open", ec); });
}

void closer::opened(char const* name, error_code const& ec)
{
    bool const busy = ec == condition::port_busy;
    if (busy && !user_)
        at_.fail(std::string(name) + " found the device busy, after a close that had ended");
    if (ec.failed() == at_.is_open())
        at_.fail(std::string(name) + " said \"" + ec.message() + "\", and the port is "
            + (at_.is_open() ? "open" : "closed"));
    if (busy)
        at_.run.log.count(std::string(name) + ": refused, busy with " + user_);
    else if (ec)
        user_ = "an open that was ended"; // and whose outcome the thread closes
    else
    {
        user_ = nullptr;
        at_.opened_again();
    }
}

bool closer::of_asio_in_progress() const
{
    return std::any_of(at_.in_progress.begin(), at_.in_progress.end(),
        [](operation const* op) { return op->of_asio; });
}

} // namespace boost_serial_ext_test::storm
