// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/usb_double.hpp"

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace boost_serial_ext_test {

namespace {

constexpr char const* vhci = "/sys/devices/platform/vhci_hcd.0/";

enum command : std::uint32_t
{
    submit = 1,
    unlink_transfer = 2,
    submit_answer = 3,
    unlink_answer = 4
};

// A free port for full speed devices: lines of `status` read "hs 0000 004 ...", 4 meaning free
// (drivers/usb/usbip/vhci_sysfs.c, VDEV_ST_NULL).
int free_port()
{
    std::istringstream lines(read_file(std::string(vhci) + "status"));
    std::string hub, rest;
    int port = 0, state = 0;
    std::getline(lines, rest); // a heading
    while (lines >> hub >> port >> state && std::getline(lines, rest))
        if (hub == "hs" && state == 4)
            return port;
    throw std::runtime_error("vhci_hcd has no free port");
}

} // namespace

// All numbers are big-endian, and the setup packet is as on the wire.
struct usb_double::header
{
    std::uint32_t command = 0, sequence = 0, device = 0, direction = 0, endpoint = 0;
    std::uint32_t flags_or_status_or_sequence = 0, length = 0;
    std::uint32_t unused[3] = {};
    std::uint8_t setup[8] = {};
};

usb_double::usb_double(usb_descriptors descriptors) : descriptors_(std::move(descriptors)) {}

usb_double::~usb_double() = default;

void usb_double::plug()
{
    static std::uint32_t device_number = 0x10000;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    {
        lock const held = guard();
        power_on();
    }
    socket_ = ends[0];
    thread_ = std::thread([this] { serve(); });
    int const full_speed = 2;
    std::ostringstream order;
    order << free_port() << ' ' << ends[1] << ' ' << ++device_number << ' ' << full_speed;
    write_file(std::string(vhci) + "attach", order.str());
    ::close(ends[1]); // the kernel has it now
    tty_ = wait_for_tty_of_usb(descriptors_.serial_number);
    forget();
}

void usb_double::unplug()
{
    if (socket_ < 0)
        return;
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(std::exchange(socket_, -1));
    lock const held = guard();
    waiting_.clear();
    held_.clear();
    to_host_.clear();
    from_host_.clear();
    hold_ = false;
    refused_.clear();
}

void usb_double::unplug_and_wait()
{
    unplug();
    if (!eventually([this] { return tty_of_usb(descriptors_.serial_number).empty(); }))
        throw std::runtime_error("the system does not notice that the device is gone");
}

void usb_double::send(std::string_view bytes)
{
    lock const held = guard();
    to_host_ += bytes;
    pump();
}

std::string usb_double::take(std::size_t count, std::chrono::milliseconds limit)
{
    lock held = guard();
    wait(held, limit, [&] { return from_host_.size() >= count; });
    std::string const taken = from_host_.substr(0, count);
    from_host_.erase(0, taken.size());
    return taken;
}

void usb_double::hold()
{
    lock const held = guard();
    hold_ = true;
}

void usb_double::release()
{
    {
        lock const held = guard();
        hold_ = false;
        pump();
    }
    after_request();
}

void usb_double::refuse(std::uint8_t request)
{
    lock const held = guard();
    refused_.push_back(request);
}

void usb_double::accept_all()
{
    lock const held = guard();
    refused_.clear();
}

std::vector<usb_request> usb_double::requests() const
{
    lock const held = guard();
    return requests_;
}

std::size_t usb_double::count(std::uint8_t request) const
{
    auto const all = requests();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [=](usb_request const& r) { return r.request == request; }));
}

void usb_double::forget()
{
    lock const held = guard();
    requests_.clear();
}

bool usb_double::wait(
    lock& held, std::chrono::milliseconds limit, std::function<bool()> const& reached)
{
    return changed_.wait_for(held, limit, reached);
}

void usb_double::pump()
{
    for (auto it = waiting_.begin(); it != waiting_.end();)
    {
        std::string const packet = next_packet(it->endpoint);
        if (packet.empty())
        {
            ++it;
            continue;
        }
        answer(it->sequence, 0, packet, packet.size());
        it = waiting_.erase(it);
    }
    while (!held_.empty() && !hold_ && !pauses())
    {
        from_host_ += held_.front().data;
        auto const size = static_cast<std::uint16_t>(held_.front().data.size());
        requests_.push_back({0, usb_request::taken, size, 0, 0});
        answer(held_.front().sequence, 0, {}, held_.front().data.size());
        held_.pop_front();
    }
    changed_.notify_all();
}

void usb_double::serve()
{
    for (header h; receive(&h, sizeof h);)
    {
        for (std::uint32_t* n = &h.command; n != &h.unused[0]; ++n)
            *n = ntohl(*n);
        if (h.command == submit)
            submitted(h);
        else
            unlinked(h);
        after_request();
    }
}

void usb_double::submitted(header const& h)
{
    bool const in = h.direction == 1;
    std::string data(in ? 0 : h.length, '\0');
    if (!receive(data.data(), data.size()))
        return;
    lock const held = guard();
    if (h.endpoint == 0)
    {
        auto const word = [&](int at)
        { return static_cast<std::uint16_t>(h.setup[at] | h.setup[at + 1] << 8); };
        usb_request const r{h.setup[0], h.setup[1], word(2), word(4), word(6)};
        auto result = control(r, data);
        if (result)
            result->resize((std::min)(result->size(), std::size_t{h.length}));
        if (!result)
            answer(h.sequence, -EPIPE, {}, 0);
        else
            answer(h.sequence, 0, *result, in ? result->size() : data.size());
    }
    else
        (in ? waiting_ : held_).push_back({h.sequence, h.endpoint, std::move(data)});
    pump();
}

void usb_double::unlinked(header const& h)
{
    lock const held = guard();
    auto const remove_from = [&](std::deque<transfer>& queue)
    {
        auto const it = std::find_if(queue.begin(), queue.end(),
            [&](transfer const& t) { return t.sequence == h.flags_or_status_or_sequence; });
        return it != queue.end() && (queue.erase(it), true);
    };
    bool const found = remove_from(waiting_) || remove_from(held_);
    header reply;
    reply.command = htonl(unlink_answer);
    reply.sequence = htonl(h.sequence);
    reply.flags_or_status_or_sequence = htonl(static_cast<std::uint32_t>(found ? -ECONNRESET : 0));
    ::send(socket_, &reply, sizeof reply, MSG_NOSIGNAL); // a failure shows at the next receive
}

std::optional<std::string> usb_double::control(usb_request const& r, std::string_view data)
{
    bool const standard = (r.type & 0x60) == 0;
    if (!standard)
    {
        requests_.push_back(r);
        if (std::find(refused_.begin(), refused_.end(), r.request) != refused_.end())
            return std::nullopt;
        return obey(r, data);
    }
    if (r.type == 0x80 && r.request == 6)
        return descriptor(r.value);
    return std::string((r.type & 0x80) != 0 ? r.length : 0u, '\0'); // all others succeed
}

std::optional<std::string> usb_double::descriptor(std::uint16_t value) const
{
    unsigned const index = value & 0xFFu;
    switch (value >> 8)
    {
    case 1: return std::string(descriptors_.device.begin(), descriptors_.device.end());
    case 2:
        return std::string(descriptors_.configuration.begin(), descriptors_.configuration.end());
    case 3:
    {
        if (index == 0)
            return std::string("\x04\x03\x09\x04", 4); // the language: English
        std::string const& text = index == 1 ? descriptors_.manufacturer
            : index == 2                     ? descriptors_.product
                                             : descriptors_.serial_number;
        std::string packed{static_cast<char>(2 + 2 * text.size()), '\x03'};
        for (char const c : text)
            packed.append({c, '\0'});
        return packed;
    }
    default: return std::nullopt;
    }
}

void usb_double::answer(
    std::uint32_t sequence, int status, std::string_view data, std::size_t actual)
{
    header reply;
    reply.command = htonl(submit_answer);
    reply.sequence = htonl(sequence);
    reply.flags_or_status_or_sequence = htonl(static_cast<std::uint32_t>(status));
    reply.length = htonl(static_cast<std::uint32_t>(actual));
    std::string message(reinterpret_cast<char const*>(&reply), sizeof reply);
    message += data;
    // The socket is blocking, and the kernel's side always reads. A failure shows at the next receive.
    ::send(socket_, message.data(), message.size(), MSG_NOSIGNAL);
}

bool usb_double::receive(void* data, std::size_t size)
{
    return size == 0 || ::recv(socket_, data, size, MSG_WAITALL) == static_cast<::ssize_t>(size);
}

} // namespace boost_serial_ext_test
