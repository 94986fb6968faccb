// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_PORT_MONITOR_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_PORT_MONITOR_FSM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/uevent.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/detail/sansio/watched_port.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of a port monitor shall do next.
struct port_monitor_action
{
    enum kind : unsigned char
    {
        receive, ///< Take a message, and call `received`.
        look,    ///< Look at `name`, and call `looked`.
        scan,    ///< Look at all terminals, and call `scanned`.
        wait,    ///< Until there is a message, or for `delay` unless that is `never`; call `wake`.
        tell,    ///< Complete with `event`, which is told by that.
        fail     ///< Complete with `ec`; the next wait tries again.
    };
    kind type = fail;
    std::string name = {};
    std::chrono::nanoseconds delay{};
    port_event event = {};
    error_code ec = {};
};

/** Finds out which ports have come and gone since it was last told so.

    A message is only a reason to look at the terminal it names: what is told is the difference
    between what is there and what has been told. So messages that are old, come twice or are lost
    (which is noticed) do no harm. It looks when there is no message left: after an overflow the
    kernel drops more of them, silently, until then (net/netlink/af_netlink.c, NETLINK_S_CONGESTED).
*/
class port_monitor_fsm
{
public:
    using nanoseconds = std::chrono::nanoseconds;

    static constexpr nanoseconds never = (nanoseconds::max)();

    /// The ports among these are known from the beginning.
    void begin(std::vector<seen_port> all)
    {
        for (seen_port& seen : all)
            terminals_[seen.name].begin(std::move(seen));
    }

    /// The ports that have been told to be there, in their natural order.
    std::vector<port_info> ports() const
    {
        std::vector<port_info> all;
        for (auto const& named : terminals_)
            if (port_info const* const port = named.second.told())
                all.push_back(*port);
        return all;
    }

    /// A wait begins, or goes on.
    void wake() noexcept { receiving_ = true; }

    /// Something may have been missed.
    void distrust() noexcept { scanning_ = true; }

    port_monitor_action next(nanoseconds now)
    {
        if (failure_)
            return {port_monitor_action::fail, {}, {}, {}, std::exchange(failure_, {})};
        if (receiving_)
            return {port_monitor_action::receive};
        if (scanning_)
            return {port_monitor_action::scan};
        auto news = terminals_.end();
        nanoseconds next_look = never;
        for (auto at = terminals_.begin(); at != terminals_.end(); ++at)
        {
            watched_port const& terminal = at->second;
            if (terminal.is_due(now))
                return {port_monitor_action::look, at->first};
            next_look = (std::min)(next_look, terminal.next_look());
            bool const first = news == terminals_.end() || terminal.order() < news->second.order();
            if (terminal.has_news() && first)
                news = at;
        }
        if (news == terminals_.end())
            return {port_monitor_action::wait, {}, next_look == never ? never : next_look - now};
        port_monitor_action action{port_monitor_action::tell, {}, {}, news->second.take()};
        if (news->second.is_empty())
            terminals_.erase(news);
        return action;
    }

    /// @param ec As of `port_source::receive`.
    void received(std::string_view message, error_code const& ec)
    {
        namespace errc = boost::system::errc;
        if (!ec)
            return ask_after(message);
        if (ec == errc::interrupted)
            return;
        if (ec == errc::no_buffer_space)
            return distrust();
        receiving_ = false;
        if (ec != errc::resource_unavailable_try_again && ec != errc::operation_would_block)
            failure_ = ec;
    }

    void looked(seen_port seen, error_code const& ec, nanoseconds now)
    {
        if (ec)
            failure_ = ec;
        else
            see(std::move(seen), now);
    }

    void scanned(std::vector<seen_port> all, error_code const& ec, nanoseconds now)
    {
        if (failure_ = ec; ec)
            return;
        for (auto& named : terminals_)
            named.second.found = false;
        for (seen_port const& seen : all)
            terminals_[seen.name].found = true;
        for (auto& named : terminals_)
            if (!named.second.found) // or overlooked: a list may be cut short
                named.second.ask(++orders_);
        for (seen_port& seen : all)
            see(std::move(seen), now);
        scanning_ = false;
    }

private:
    /// "ttyS2" before "ttyS10".
    struct natural_order
    {
        bool operator()(std::string const& a, std::string const& b) const noexcept
        {
            auto const key = [](std::string_view s)
            {
                auto const stem = s.substr(0, s.find_last_not_of("0123456789") + 1);
                return std::make_tuple(stem, s.size(), s);
            };
            return key(a) < key(b);
        }
    };

    void ask_after(std::string_view message)
    {
        auto const event = parse_uevent(message);
        if (!event || event->subsystem != "tty")
            return;
        for (std::string_view const path : {event->devpath_old, event->devpath})
            if (std::string_view const name = terminal_of(path); !name.empty())
                terminals_[std::string(name)].ask(++orders_);
    }

    void see(seen_port seen, nanoseconds now)
    {
        auto const at = terminals_.try_emplace(seen.name).first;
        at->second.see(std::move(seen), now, ++orders_);
        if (at->second.is_empty())
            terminals_.erase(at);
    }

    std::map<std::string, watched_port, natural_order> terminals_;
    std::uint64_t orders_ = 0;
    error_code failure_;
    bool receiving_ = false;
    bool scanning_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
