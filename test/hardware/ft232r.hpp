// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_FT232R_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_FT232R_HPP

#include "hardware/usb_double.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

/** FTDI's USB to serial chip FT232R, for the driver ftdi_sio.

    It remembers what the driver told it, and has modem lines, breaks and line errors to offer.
    Numbers and bits are those of drivers/usb/serial/ftdi_sio.h.
*/
class ft232r : public usb_double
{
public:
    enum request : std::uint8_t
    {
        reset = 0,
        set_modem_lines = 1,
        set_flow_control = 2,
        set_baud_rate = 3,
        set_data = 4,
        get_modem_status = 5,
        set_latency = 9,
        get_latency = 10
    };

    /// The bits of the line status: what was wrong with the byte before.
    enum line_error : std::uint8_t
    {
        overrun = 0x02,
        parity_error = 0x04,
        framing_error = 0x08,
        break_received = 0x10
    };

    /// What the driver has set.
    struct settings
    {
        std::uint32_t baud_rate = 0; ///< Rounded.
        std::string framing;         ///< As in "8N1".
        std::string flow_control;    ///< "none", "rts_cts", "dtr_dsr" or "xon_xoff".
        bool break_on = false;
        bool dtr = false;
        bool rts = false;
        unsigned latency = 16; ///< In milliseconds; 16 is where the chip begins.
    };

    /// The lines that the other side of the cable drives.
    struct line_levels
    {
        bool cts = false, dsr = false, ri = false, dcd = false;
    };

    explicit ft232r(std::string const& serial_number);
    ~ft232r() override { pull_out(); }

    settings state() const;
    void change_lines(line_levels const& levels);

    /// A character that arrives damaged; `byte` is what the chip makes of it.
    void send_damaged(line_error what, char byte = '\0');

    /// Whether the transmitter says that it is empty; nothing: it tells the truth.
    void set_transmitter_empty(std::optional<bool> empty);

    /// Joins two devices as a null-modem cable does; to be called before any port is open.
    static void join(ft232r& a, ft232r& b);
    /// Ends that.
    void separate();

private:
    void pull_out();
    std::optional<std::string> obey(usb_request const& r, std::string_view data) override;
    std::string next_packet(unsigned endpoint) override;
    void power_on() override;
    bool pauses() const override;
    void after_request() override;
    std::string status_bytes();

    struct damaged_byte
    {
        std::size_t position = 0; // how many good bytes come before it
        line_error what = overrun;
        char byte = '\0';
    };

    settings state_;
    line_levels lines_;
    std::deque<damaged_byte> damaged_;
    bool status_changed_ = false;
    std::optional<bool> transmitter_empty_;
    ft232r* far_ = nullptr;
    bool break_was_on_ = false;
};

std::ostream& operator<<(std::ostream& out, ft232r::settings const& s);

} // namespace boost_serial_ext_test

#endif
