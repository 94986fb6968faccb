// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_WINDOWS_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_WINDOWS_SYS_HPP

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::windows_dcb;
using boost_serial_ext::detail::windows_properties;
using boost_serial_ext::detail::windows_timeouts;

// The device behind fake_windows_sys: its state, what happened to it, and what shall go wrong.
struct fake_com
{
    using handle = boost_serial_ext::detail::native_handle;

    // --- state, as a driver has it
    windows_dcb dcb;
    windows_timeouts timeouts;
    bool dtr = false;
    bool rts = false;
    bool break_on = false;
    std::uint32_t lines = 0;
    std::uint32_t errors = 0;
    std::uint32_t input = 0;
    std::uint32_t output = 0;
    std::uint32_t events = 0;
    std::uint32_t remembered = 0; // what WaitCommEvent would tell at once
    windows_properties properties;
    int open_handles = 0;

    // --- what happened
    std::vector<std::string> calls;
    std::vector<std::u16string> opened_names;
    std::vector<std::string> edges; // of DTR and RTS, as in "dtr+"

    // --- what shall go wrong
    std::map<std::size_t, int> fail_at;             // the answer of the n-th call
    std::map<std::string, int, std::less<>> always; // the answer of every call of that name
    std::function<windows_dcb(windows_dcb)> driver; // what becomes of settings; as asked by default

    std::size_t count(std::string_view call) const
    {
        return static_cast<std::size_t>(std::count(calls.begin(), calls.end(), call));
    }

    int enter(std::string const& call)
    {
        std::size_t const index = calls.size();
        calls.push_back(call);
        if (auto const here = fail_at.find(index); here != fail_at.end())
            return here->second;
        auto const found = always.find(call);
        return found == always.end() ? 0 : found->second;
    }

    void set(bool& line, bool to, char const* name)
    {
        if (line != to)
            edges.push_back(std::string(name) + (to ? '+' : '-'));
        line = to;
    }
};

// A recording stand-in for sys_windows. Copies share the device.
class fake_windows_sys
{
public:
    using handle = fake_com::handle;

    explicit fake_windows_sys(fake_com& com) noexcept : com_(&com) {}

    int open(char16_t const* name, handle& result) noexcept
    {
        int const number = com_->enter("open");
        com_->opened_names.emplace_back(name);
        if (number == 0)
        {
            result = handle{};
            ++com_->open_handles;
        }
        return number;
    }

    // The driver lowers both lines.
    int close(handle) noexcept
    {
        int const number = com_->enter("close");
        --com_->open_handles;
        com_->set(com_->dtr, false, "dtr");
        com_->set(com_->rts, false, "rts");
        return number;
    }

    void close_apart(handle h) noexcept
    {
        close(h);
        com_->calls.back() = "close_apart";
    }

    int get_state(handle, windows_dcb& dcb) noexcept { return query("get_state", com_->dcb, dcb); }

    // As SetCommState does, with the lines too.
    int set_state(handle, windows_dcb const& dcb) noexcept
    {
        namespace f = boost_serial_ext::detail::windows_dcb_flags;
        int const number = com_->enter("set_state");
        if (number != 0)
            return number;
        com_->dcb = com_->driver ? com_->driver(dcb) : dcb;
        std::uint32_t const flags = com_->dcb.flags;
        com_->set(com_->dtr, (flags & f::dtr_mask) != f::dtr_disable, "dtr");
        // Toggle has it high while something is sent.
        com_->set(com_->rts,
            (flags & f::rts_mask) == f::rts_enable || (flags & f::rts_mask) == f::rts_handshake,
            "rts");
        return 0;
    }

    int get_timeouts(handle, windows_timeouts& t) noexcept
    {
        return query("get_timeouts", com_->timeouts, t);
    }

    int set_timeouts(handle, windows_timeouts const& t) noexcept
    {
        int const number = com_->enter("set_timeouts");
        if (number == 0)
            com_->timeouts = t;
        return number;
    }

    int get_lines(handle, std::uint32_t& bits) noexcept
    {
        return query("get_lines", com_->lines, bits);
    }

    // EscapeCommFunction refuses lines that flow control has.
    int escape(handle, std::uint32_t function) noexcept
    {
        namespace f = boost_serial_ext::detail::windows_dcb_flags;
        static char const* const names[] = {"", "", "", "set_rts", "clear_rts", "set_dtr",
            "clear_dtr", "", "set_break", "clear_break"};
        int const number = com_->enter(names[function]);
        if (number != 0)
            return number;
        int const invalid_parameter = 87;
        bool const rts = function == 3 || function == 4;
        bool const dtr = function == 5 || function == 6;
        if ((rts && (com_->dcb.flags & f::rts_mask) == f::rts_handshake)
            || (dtr && (com_->dcb.flags & f::dtr_mask) == f::dtr_handshake))
            return invalid_parameter;
        if (rts)
            com_->set(com_->rts, function == 3, "rts");
        else if (dtr)
            com_->set(com_->dtr, function == 5, "dtr");
        else
            com_->break_on = function == 8;
        return 0;
    }

    // ClearCommError forgets the errors that it tells.
    int get_queues(
        handle, std::uint32_t& errors, std::uint32_t& input, std::uint32_t& output) noexcept
    {
        int const number = com_->enter("get_queues");
        if (number != 0)
            return number;
        errors = com_->errors;
        com_->errors = 0;
        input = com_->input;
        output = com_->output;
        return 0;
    }

    int purge(handle, std::uint32_t what) noexcept
    {
        int const number = com_->enter("purge " + std::to_string(what));
        if (number == 0 && (what & 4u) != 0)
            com_->output = 0;
        if (number == 0 && (what & 8u) != 0)
            com_->input = 0;
        return number;
    }

    int set_events(handle, std::uint32_t mask) noexcept
    {
        int const number = com_->enter("set_events");
        if (number == 0)
            com_->events = mask;
        return number;
    }

    int flush(handle) noexcept { return com_->enter("flush"); }

    int duplicate(handle h, handle& copy) noexcept
    {
        int const number = com_->enter("duplicate");
        copy = h;
        com_->open_handles += number == 0 ? 1 : 0;
        return number;
    }

    int take_events(handle, std::uint32_t& events) noexcept
    {
        int const number = com_->enter("take_events");
        events = number == 0 ? std::exchange(com_->remembered, 0u) : 0;
        return number;
    }

    int cancel(handle) noexcept { return com_->enter("cancel"); }

    int get_properties(handle, windows_properties& p) noexcept
    {
        return query("get_properties", com_->properties, p);
    }

private:
    template<class Value>
    int query(char const* call, Value const& state, Value& answer) noexcept
    {
        int const number = com_->enter(call);
        if (number == 0)
            answer = state;
        return number;
    }

    fake_com* com_;
};

// A system that knows of no ports.
struct no_windows_devices
{
    static int devices(std::vector<boost_serial_ext::detail::windows_device>&) { return 0; }
    static int registered(std::vector<std::string>&) { return 0; }
};

} // namespace boost_serial_ext_test

#endif
