// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UEVENTS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UEVENTS_HPP

#include <string>

namespace boost_serial_ext_test {

/// A message as the kernel writes it, of a terminal behind a USB interface.
inline std::string uevent_of(std::string const& action, std::string const& name,
    std::string const& subsystem = "tty", std::string const& more = {})
{
    std::string const path = "/devices/pci0000:00/usb1/1-1/1-1:1.0/ttyUSB/tty/" + name;
    std::string text = action + '@' + path;
    std::string const variables[] = {"ACTION=" + action, "DEVPATH=" + path,
        "SUBSYSTEM=" + subsystem, "MAJOR=188", "MINOR=0", "DEVNAME=" + name};
    for (std::string const& variable : variables)
        text += '\0' + variable;
    return text + (more.empty() ? "" : '\0' + more) + '\0' + "SEQNUM=2718" + '\0';
}

} // namespace boost_serial_ext_test

#endif
