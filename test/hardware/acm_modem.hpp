// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_ACM_MODEM_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_ACM_MODEM_HPP

#include "hardware/usb_double.hpp"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

/** A modem of USB's communications device class, abstract control model, for the driver cdc_acm.

    Numbers and bits are those of PSTN120, tables 13 to 18, and linux/usb/cdc.h.
*/
class acm_modem : public usb_double
{
public:
    enum request : std::uint8_t
    {
        set_line_coding = 0x20,
        set_control_line_state = 0x22,
        send_break = 0x23
    };

    /// The bits of a serial state notification.
    enum serial_state : std::uint8_t
    {
        dcd = 0x01,
        dsr = 0x02,
        break_received = 0x04,
        ring = 0x08,
        framing_error = 0x10,
        parity_error = 0x20,
        overrun = 0x40
    };

    /// What the driver has set.
    struct settings
    {
        std::uint32_t baud_rate = 0;
        std::string framing; ///< As in "8N1".
        bool break_on = false;
        bool dtr = false;
        bool rts = false;
    };

    explicit acm_modem(std::string const& serial_number);
    ~acm_modem() override { unplug(); }

    settings state() const;
    void notify(unsigned state);

private:
    std::optional<std::string> obey(usb_request const& r, std::string_view data) override;
    std::string next_packet(unsigned endpoint) override;
    void power_on() override;

    settings state_;
    std::optional<std::uint8_t> notification_;
};

std::ostream& operator<<(std::ostream& out, acm_modem::settings const& s);

} // namespace boost_serial_ext_test

#endif
