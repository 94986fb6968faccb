// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_USB_DOUBLE_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_USB_DOUBLE_HPP

#include "hardware/guest.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace boost_serial_ext_test {

/// The first packet of a control transfer (USB 2.0, 9.3), and when it came. Data that the device
/// has taken stands between them as the request number `taken`, with the number of bytes as value.
struct usb_request
{
    static constexpr std::uint8_t taken = 0xFF;

    std::uint8_t type = 0;
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;
    std::uint16_t length = 0;
    std::chrono::steady_clock::time_point time = std::chrono::steady_clock::now();
};

/// What a device says of itself. Strings: index 1 manufacturer, 2 product, 3 serial number.
struct usb_descriptors
{
    std::vector<std::uint8_t> device;
    std::vector<std::uint8_t> configuration;
    std::string manufacturer;
    std::string product;
    std::string serial_number;
};

/** A USB device in software, for the kernel's own drivers.

    vhci_hcd takes USB/IP connections (Documentation/usb/usbip_protocol.rst) as host controller
    ports; here both ends of the connection are in one machine, and the device is this object. It is
    served on a thread of its own, for a driver's system calls wait for the device's answers.

    Derived classes are one chip each. They are full speed devices with bulk endpoint 2 for what the
    host sends. All members may be called from any thread.
*/
class usb_double : public far_end
{
public:
    usb_double(usb_double const&) = delete;
    usb_double& operator=(usb_double const&) = delete;

    /// Plugs the device in and waits for its tty.
    void plug();
    /// Pulls the device out; the system notices a little later.
    void unplug();
    /// Pulls the device out, and waits until its tty is gone.
    void unplug_and_wait();
    bool plugged() const noexcept { return socket_ >= 0; }

    /// The node, as in "/dev/ttyUSB0"; it may be another one after the device was plugged in again.
    std::string const& tty() const noexcept { return tty_; }

    /// Bytes for the host.
    void send(std::string_view bytes) override;
    std::string take(std::size_t count, std::chrono::milliseconds limit = patience) override;

    /// The device takes no more bytes, until `release`.
    void hold();
    void release();

    /// Control requests of this number fail (a stall), until `accept_all`.
    void refuse(std::uint8_t request);
    void accept_all();

    /// The class and vendor requests, and data taken, since the device was plugged in or `forget`.
    std::vector<usb_request> requests() const;
    /// How many of them have this number.
    std::size_t count(std::uint8_t request) const;
    void forget();

protected:
    explicit usb_double(usb_descriptors descriptors);
    /// Derived classes must call `unplug` in theirs.
    ~usb_double() override;

    using lock = std::unique_lock<std::mutex>;

    // What a chip is. All but `after_request` are called under the lock.
    /// A class or vendor request; the answer, nothing to refuse it.
    virtual std::optional<std::string> obey(usb_request const& r, std::string_view data) = 0;
    /// What to answer to an IN transfer; empty: not yet.
    virtual std::string next_packet(unsigned endpoint) = 0;
    /// Whether the chip itself keeps from sending now (its flow control).
    virtual bool pauses() const { return false; }
    /// The device was plugged in: what it was told before is forgotten.
    virtual void power_on() = 0;
    /// Something has happened. Called without the lock.
    virtual void after_request() {}

    lock guard() const { return lock(mutex_); }
    /// Answers IN transfers that wait; takes OUT transfers if it may.
    void pump();
    /// Waits for a change until the predicate holds; false if time runs out.
    bool wait(lock& held, std::chrono::milliseconds limit, std::function<bool()> const& reached);
    bool holding() const { return hold_ || !held_.empty(); }

    std::string to_host_;   // what the chip has received and the host has not fetched
    std::string from_host_; // what the host has sent and nobody has taken

private:
    struct transfer
    {
        std::uint32_t sequence = 0;
        unsigned endpoint = 0;
        std::string data;
    };
    struct header;

    void serve();
    void submitted(header const& h);
    void unlinked(header const& h);
    std::optional<std::string> control(usb_request const& r, std::string_view data);
    std::optional<std::string> descriptor(std::uint16_t value) const;
    void answer(std::uint32_t sequence, int status, std::string_view data, std::size_t actual);
    bool receive(void* data, std::size_t size);

    usb_descriptors const descriptors_;
    std::string tty_;
    int socket_ = -1;
    std::thread thread_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<usb_request> requests_;
    std::vector<std::uint8_t> refused_;
    std::deque<transfer> waiting_; // IN transfers without an answer
    std::deque<transfer> held_;    // OUT transfers without an answer
    bool hold_ = false;
};

} // namespace boost_serial_ext_test

#endif
