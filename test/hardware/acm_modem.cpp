// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/acm_modem.hpp"

#include <algorithm>
#include <cstddef>

namespace boost_serial_ext_test {

namespace {

constexpr unsigned notification_endpoint = 3;

usb_descriptors descriptors(std::string const& serial_number)
{
    // Vendor and product are those that pid.codes keeps for tests. CDC120 5.2, PSTN120 5.3.
    return {{18, 1, 0x00, 0x02, 2, 0, 0, 64, 0x09, 0x12, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1},
        {9, 2, 67, 0, 2, 1, 0, 0xC0, 0, // two interfaces
            9, 4, 0, 0, 1, 2, 2, 1, 0,  // control: communications, abstract control model
            5, 0x24, 0x00, 0x10, 0x01,  // CDC 1.1
            5, 0x24, 0x01, 0, 1,        // call management
            4, 0x24, 0x02, 0x06,        // line coding, control lines, serial state, BREAK
            5, 0x24, 0x06, 0, 1,        // the other interface belongs to this one
            7, 5, 0x83, 3, 16, 0, 16,   // interrupt in: notifications
            9, 4, 1, 0, 2, 10, 0, 0, 0, // data
            7, 5, 0x81, 2, 64, 0, 0,    // bulk in
            7, 5, 0x02, 2, 64, 0, 0},   // bulk out
        "boost_serial_ext", "Modem", serial_number};
}

} // namespace

acm_modem::acm_modem(std::string const& serial_number) : usb_double(descriptors(serial_number)) {}

acm_modem::settings acm_modem::state() const
{
    lock const held = guard();
    return state_;
}

void acm_modem::notify(unsigned state)
{
    lock const held = guard();
    notification_ = static_cast<std::uint8_t>(state);
    pump();
}

std::optional<std::string> acm_modem::obey(usb_request const& r, std::string_view data)
{
    switch (r.request)
    {
    case set_line_coding:
    {
        if (data.size() < 7)
            return std::nullopt;
        auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(data[at]); };
        state_.baud_rate = 0;
        for (std::size_t i = 4; i-- != 0;)
            state_.baud_rate = state_.baud_rate << 8 | byte(i);
        state_.framing = std::to_string(byte(6));
        state_.framing += "NOEMS"[(std::min)(byte(5), static_cast<unsigned char>(4))];
        state_.framing += "1x2?"[(std::min)(byte(4), static_cast<unsigned char>(3))];
        return "";
    }
    case set_control_line_state:
        state_.dtr = (r.value & 1) != 0;
        state_.rts = (r.value & 2) != 0;
        return "";
    case send_break: state_.break_on = r.value != 0; return "";
    default: return std::nullopt;
    }
}

std::string acm_modem::next_packet(unsigned endpoint)
{
    if (endpoint == notification_endpoint)
    {
        if (!notification_)
            return {};
        std::string packet("\xA1\x20\0\0\0\0\x02\0\0\0", 10); // SERIAL_STATE of interface 0
        packet[8] = static_cast<char>(*notification_);
        notification_.reset();
        return packet;
    }
    std::string const packet = to_host_.substr(0, 63); // a full packet would ask for one more
    to_host_.erase(0, packet.size());
    return packet;
}

void acm_modem::power_on()
{
    state_ = {};
    notification_.reset();
}

std::ostream& operator<<(std::ostream& out, acm_modem::settings const& s)
{
    return out << s.baud_rate << ' ' << s.framing << (s.break_on ? " break" : "")
               << (s.dtr ? " DTR" : "") << (s.rts ? " RTS" : "");
}

} // namespace boost_serial_ext_test
