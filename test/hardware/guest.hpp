// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_GUEST_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_GUEST_HPP

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

/// How long a test waits for anything before it fails. An emulated processor is slow.
inline constexpr std::chrono::seconds patience{15};

/** Gives a command to the host and waits for its answer; rig/host.py lists them.

    @throws std::runtime_error The host says that it failed, or this is no machine of the rig's.
*/
std::string tell_host(std::string const& command);

/// Whether this is a machine of the rig's, with a host that obeys.
bool has_host();

/// Bytes as the commands spell them, and back.
std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view text);

/// A small file, as in sysfs. @throws std::system_error
std::string read_file(std::string const& path);
void write_file(std::string const& path, std::string_view text);
bool exists(std::string const& path);

/// Looks every few milliseconds; false if patience runs out first. For what has no event to wait
/// for: a node that appears, what another thread of the kernel is about to do.
bool eventually(std::function<bool()> const& reached);

/// The tty, as in "/dev/ttyUSB0", of the USB device with this serial number; empty if there is none.
std::string tty_of_usb(std::string const& serial_number);

/// Waits for it. @throws std::runtime_error
std::string wait_for_tty_of_usb(std::string const& serial_number);

/// Where a tty's device stands in sysfs, as in "/sys/devices/pci0000:00/0000:00:03.0".
std::string device_folder(std::string const& tty);

/// The name of a tty's driver; empty if it has none.
std::string driver_of(std::string const& tty);

/// The other side of a serial line.
class far_end
{
public:
    virtual ~far_end() = default;
    virtual void send(std::string_view bytes) = 0;
    /// So many bytes of what has arrived there; fewer if patience, or `limit`, runs out.
    virtual std::string take(std::size_t count, std::chrono::milliseconds limit = patience) = 0;
};

/// The other side of a port that QEMU emulates.
class host_peer final : public far_end
{
public:
    /// Collects what it gets, and has forgotten what it got before. @param name As in rig/devices.py.
    explicit host_peer(std::string name);
    ~host_peer() override;

    void send(std::string_view bytes) override;
    std::string take(std::size_t count, std::chrono::milliseconds limit = patience) override;

    void echo() { tell_host("echo " + name_); }
    /// Reads no more, until `resume`: the port's output queue fills up.
    void stall() { tell_host("stall " + name_); }
    void resume() { tell_host("collect " + name_); }
    void send_break();

private:
    std::string name_;
};

} // namespace boost_serial_ext_test

#endif
