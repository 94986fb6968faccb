// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_PORTS_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_PORTS_HPP

#include "hardware/acm_modem.hpp"
#include "hardware/ft232r.hpp"
#include "hardware/guest.hpp"

#include <ostream>
#include <string>

namespace boost_serial_ext_test {

/// One of the UARTs of the device set "uart": a 16550A on the ISA bus, and one on PCI.
struct uart
{
    char const* bus;  ///< "pnp" or "pci", as sysfs calls it.
    char const* peer; ///< As in rig/devices.py.

    /// Its node. @throws std::runtime_error
    std::string tty() const;
    /// Takes the driver away from the device, and gives it back.
    void unbind() const;
    void bind() const;

    friend std::ostream& operator<<(std::ostream& out, uart const& u) { return out << u.bus; }
};
inline constexpr uart uarts[] = {{"pnp", "isa"}, {"pci", "pci"}};

/// A USB double of the device set "vhci": plugged in, as new, nothing recorded.
ft232r& fresh_ft232r();
acm_modem& fresh_acm_modem();

} // namespace boost_serial_ext_test

#endif
