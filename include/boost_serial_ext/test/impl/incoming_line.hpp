// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_INCOMING_LINE_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_INCOMING_LINE_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/impl/line_symbol.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// What is on its way to a port: from the device, one message after the other, and from the port at
/// the other end of a cable. No I/O.
class incoming_line
{
public:
    using nanoseconds = std::chrono::nanoseconds;
    struct arrival
    {
        nanoseconds at;
        line_symbol symbol;
    };

    /// The device sends something, then or as soon as it has nothing else to send.
    void send(std::string bytes, std::optional<line_fault> fault_of_each, nanoseconds from)
    {
        messages_.emplace(from, message{std::move(bytes), fault_of_each});
    }

    /// Something arrives then, whoever has sent it.
    void arrive(line_symbol const& symbol, nanoseconds at)
    {
        auto const later = [](nanoseconds t, arrival const& a) { return t < a.at; };
        if (arriving_.empty() || arriving_.back().at <= at)
            arriving_.push_back({at, symbol});
        else
            arriving_.insert(
                std::upper_bound(arriving_.begin(), arriving_.end(), at, later), {at, symbol});
    }

    /// Begins with the messages that are due; whether there were any.
    bool begin_messages(nanoseconds now, serial_config const& config, bool paced)
    {
        bool any = false;
        for (; !messages_.empty() && messages_.begin()->first <= now; any = true)
        {
            message const m = std::move(messages_.begin()->second);
            pace_.not_before(messages_.begin()->first);
            messages_.erase(messages_.begin());
            for (char c : m.bytes)
                arrive({static_cast<unsigned char>(c), m.fault}, pace_.next(config, paced));
        }
        return any;
    }

    /// What has arrived.
    std::optional<arrival> take(nanoseconds now)
    {
        if (arriving_.empty() || arriving_.front().at > now)
            return std::nullopt;
        arrival const first = arriving_.front();
        arriving_.pop_front();
        return first;
    }

    /// When something is due.
    std::optional<nanoseconds> next() const
    {
        std::optional<nanoseconds> due;
        if (!arriving_.empty())
            due = arriving_.front().at;
        if (!messages_.empty() && (!due || messages_.begin()->first < *due))
            due = messages_.begin()->first;
        return due;
    }

    std::size_t size() const noexcept { return arriving_.size(); }

    void clear() noexcept
    {
        arriving_.clear();
        messages_.clear();
    }

private:
    struct message
    {
        std::string bytes;
        std::optional<line_fault> fault;
    };

    std::multimap<nanoseconds, message> messages_; // which the device has not begun with
    std::deque<arrival> arriving_;
    line_pace pace_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
