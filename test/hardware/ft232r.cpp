// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/ft232r.hpp"

#include <algorithm>
#include <utility>

namespace boost_serial_ext_test {

namespace {

usb_descriptors descriptors(std::string const& serial_number)
{
    // bcdDevice 0x0600 is what makes the driver see an FT232R. USB 2.0, tables 9-8 to 9-13.
    return {{18, 1, 0x00, 0x02, 0, 0, 0, 8, 0x03, 0x04, 0x01, 0x60, 0x00, 0x06, 1, 2, 3, 1},
        {9, 2, 32, 0, 1, 1, 0, 0xA0, 45,        // one interface, powered by the bus
            9, 4, 0, 0, 2, 0xFF, 0xFF, 0xFF, 2, // which is the vendor's own
            7, 5, 0x81, 2, 64, 0, 0,            // bulk in
            7, 5, 0x02, 2, 64, 0, 0},           // bulk out
        "FTDI", "FT232R USB UART", serial_number};
}

// AN232B-05, "Configuring FT232R ... baud rates": 3 MHz over a number with eighths.
std::uint32_t baud_rate_of(std::uint16_t value)
{
    if (value == 0)
        return 3'000'000;
    if (value == 1)
        return 2'000'000;
    static constexpr unsigned eighths_of_code[] = {0, 4, 2, 1};
    unsigned const eighths = (value & 0x3FFFu) * 8 + eighths_of_code[value >> 14];
    return (3'000'000u * 8 + eighths / 2) / eighths;
}

enum : unsigned // bits that make the driver see the lines: the first status byte
{
    status_cts = 0x10,
    status_dsr = 0x20,
    status_ri = 0x40,
    status_dcd = 0x80,
    status_always = 0x01
};

} // namespace

ft232r::ft232r(std::string const& serial_number) : usb_double(descriptors(serial_number)) {}

void ft232r::pull_out()
{
    separate();
    unplug();
}

ft232r::settings ft232r::state() const
{
    lock const held = guard();
    return state_;
}

void ft232r::change_lines(line_levels const& levels)
{
    lock const held = guard();
    lines_ = levels;
    status_changed_ = true;
    pump();
}

void ft232r::send_damaged(line_error what, char byte)
{
    lock const held = guard();
    std::size_t position = to_host_.size();
    for (damaged_byte const& d : damaged_)
        position -= d.position; // they are counted from one to the next
    damaged_.push_back({position, what, byte});
    pump();
}

void ft232r::set_transmitter_empty(std::optional<bool> empty)
{
    lock const held = guard();
    transmitter_empty_ = empty;
    status_changed_ = true; // a chip sends its status anyway, once per latency timer
    pump();
}

void ft232r::join(ft232r& a, ft232r& b)
{
    for (auto const& [from, to] : {std::pair<ft232r*, ft232r*>{&a, &b}, {&b, &a}})
    {
        lock const held = from->guard();
        from->far_ = to;
    }
    a.after_request();
    b.after_request();
}

void ft232r::separate()
{
    ft232r* far = nullptr;
    {
        lock const held = guard();
        far = std::exchange(far_, nullptr);
    }
    if (far)
        far->separate();
}

std::optional<std::string> ft232r::obey(usb_request const& r, std::string_view)
{
    switch (r.request)
    {
    case set_modem_lines: // the upper byte says which of them to change
        if ((r.value & 0x100) != 0)
            state_.dtr = (r.value & 1) != 0;
        if ((r.value & 0x200) != 0)
            state_.rts = (r.value & 2) != 0;
        return "";
    case set_flow_control: // bits in the upper byte of the index
        state_.flow_control = (r.index & 0x100) != 0 ? "rts_cts"
            : (r.index & 0x200) != 0                 ? "dtr_dsr"
            : (r.index & 0x400) != 0                 ? "xon_xoff"
                                                     : "none";
        return "";
    case set_baud_rate: state_.baud_rate = baud_rate_of(r.value); return "";
    case set_data:
    {
        std::string framing = std::to_string(r.value & 0xFF);
        framing += "NOEMS?\?\?"[r.value >> 8 & 7];
        framing += "1x2?"[r.value >> 11 & 3];
        state_.framing = framing;
        state_.break_on = (r.value & 0x4000) != 0;
        return "";
    }
    case get_modem_status: return status_bytes();
    case set_latency: state_.latency = r.value; return "";
    case get_latency: return std::string(1, static_cast<char>(state_.latency));
    default: return std::string(r.length, '\xFF'); // an empty EEPROM, and nothing to reset
    }
}

std::string ft232r::status_bytes()
{
    unsigned const modem = status_always | (lines_.cts ? status_cts : 0u)
        | (lines_.dsr ? status_dsr : 0u) | (lines_.ri ? status_ri : 0u)
        | (lines_.dcd ? status_dcd : 0u);
    // The transmitter's holding register (0x20) and the transmitter itself (0x40).
    unsigned const line = transmitter_empty_.value_or(!holding()) ? 0x60u : 0u;
    return {static_cast<char>(modem), static_cast<char>(line)};
}

std::string ft232r::next_packet(unsigned)
{
    if (to_host_.empty() && damaged_.empty() && !status_changed_)
        return {};
    status_changed_ = false;
    std::string packet = status_bytes();
    if (!damaged_.empty() && damaged_.front().position == 0) // the flags belong to a whole packet
    {
        packet[1] = static_cast<char>(packet[1] | damaged_.front().what);
        packet += damaged_.front().byte;
        damaged_.pop_front();
        return packet;
    }
    std::size_t n = (std::min)(to_host_.size(), std::size_t{62});
    if (!damaged_.empty())
    {
        n = (std::min)(n, damaged_.front().position);
        damaged_.front().position -= n;
    }
    packet.append(to_host_, 0, n);
    to_host_.erase(0, n);
    return packet;
}

bool ft232r::pauses() const
{
    return state_.flow_control == "rts_cts" && !lines_.cts;
}

// The cable. Each device's thread tells the other device, holding no lock of its own meanwhile.
void ft232r::after_request()
{
    ft232r* far = nullptr;
    std::string data;
    line_levels levels;
    bool broke = false;
    {
        lock const held = guard();
        if (!(far = far_))
            return;
        data.swap(from_host_);
        levels = {state_.rts, state_.dtr, false, state_.dtr};
        broke = state_.break_on && !break_was_on_;
        break_was_on_ = state_.break_on;
    }
    if (!data.empty())
        far->send(data);
    if (broke)
        far->send_damaged(break_received);
    bool changed = false;
    {
        lock const held = far->guard();
        auto const& l = far->lines_;
        changed = l.cts != levels.cts || l.dsr != levels.dsr || l.dcd != levels.dcd;
    }
    if (!changed)
        return;
    far->change_lines(levels);
    // What had been held back by flow control has arrived there now, and belongs here.
    far->after_request();
}

void ft232r::power_on()
{
    state_ = {};
    damaged_.clear();
    transmitter_empty_.reset();
    break_was_on_ = false;
}

std::ostream& operator<<(std::ostream& out, ft232r::settings const& s)
{
    return out << s.baud_rate << ' ' << s.framing << ' ' << s.flow_control
               << (s.break_on ? " break" : "") << (s.dtr ? " DTR" : "") << (s.rts ? " RTS" : "")
               << ' ' << s.latency << " ms";
}

} // namespace boost_serial_ext_test
