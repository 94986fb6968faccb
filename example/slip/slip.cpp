// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Pings the other end of a line that carries IP by SLIP.
// Usage: boost_serial_ext_slip DEVICE TO [SIZE [COUNT]]

#include "slip.hpp"

#include <charconv>
#include <chrono>
#include <iostream>
#include <system_error>

namespace serial = boost_serial_ext;
using asio::ip::address_v4;
using serial::error_code;

namespace {

constexpr address_v4::bytes_type own_address{10, 0, 2, 15};

void append_word(std::string& packet, std::size_t value)
{
    packet += static_cast<char>(value >> 8 & 255);
    packet += static_cast<char>(value & 255);
}

// The internet's checksum: of a header that has its own in it, it is zero.
std::size_t checksum(std::string_view bytes)
{
    std::size_t sum = 0;
    for (std::size_t i = 0; i != bytes.size(); ++i)
        sum += static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (i % 2 ? 0 : 8);
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return ~sum & 0xFFFF;
}

void set_checksum(std::string& header, std::size_t at)
{
    std::string sum;
    append_word(sum, checksum(header));
    header.replace(at, 2, sum);
}

// An echo request in an IP packet. What is echoed has all the bytes there are.
std::string echo_request(address_v4 to, std::size_t number, std::size_t size)
{
    std::string icmp = {8, 0, 0, 0, 'S', 'L'};
    append_word(icmp, number);
    for (std::size_t i = 0; i != size; ++i)
        icmp += static_cast<char>(i & 255);
    set_checksum(icmp, 2);

    std::string ip = {0x45, 0};
    append_word(ip, 20 + icmp.size());
    append_word(ip, number);
    ip.append({0, 0, 64, 1, 0, 0}); // not fragmented, 64 hops at most, ICMP
    for (auto const& address : {own_address, to.to_bytes()})
        for (auto const byte : address)
            ip += static_cast<char>(byte);
    set_checksum(ip, 10);
    return ip + icmp;
}

// An answer has the same contents; it is of type 0, which its checksum has to say.
bool answers(std::string const& request, std::string const& packet)
{
    return packet.size() == request.size() && packet[0] == 0x45
        && checksum(packet.substr(0, 20)) == 0 && packet.substr(12, 4) == request.substr(16, 4)
        && packet[20] == 0 && packet.substr(24) == request.substr(24)
        && checksum(packet.substr(20)) == 0;
}

class pinging
{
public:
    pinging(serial::serial_stream& port, address_v4 to, std::size_t size, std::size_t count)
        : line_(port), to_(to), size_(size), count_(count)
    {
        ask();
    }

    std::size_t answered() const noexcept { return answered_; }
    std::size_t bad() const noexcept { return line_.bad(); }

private:
    void ask()
    {
        if (number_++ == count_)
            return;
        request_ = echo_request(to_, number_, size_);
        began_ = std::chrono::steady_clock::now();
        line_.async_send(request_,
            serial::with_timeout(
                limit, [this](error_code ec, std::size_t) { ec ? failed(ec) : listen(); }));
    }

    void listen()
    {
        auto const left = began_ + limit - std::chrono::steady_clock::now();
        line_.async_receive(serial::with_timeout(left,
            [this](error_code ec, std::string const& packet)
            {
                if (ec)
                    return failed(ec);
                if (!answers(request_, packet))
                    return listen(); // a packet for somebody else
                std::chrono::duration<double, std::milli> const took
                    = std::chrono::steady_clock::now() - began_;
                std::cout << size_ << " bytes from " << to_ << ", number " << number_ << ": "
                          << took.count() << " ms\n";
                ++answered_;
                ask();
            }));
    }

    void failed(error_code ec)
    {
        std::cerr << "number " << number_ << ": " << ec.message() << '\n';
        if (ec == serial::condition::timed_out)
            ask();
    }

    static constexpr std::chrono::seconds limit{5};

    slip<serial::serial_stream> line_;
    address_v4 to_;
    std::size_t size_, count_, number_ = 0, answered_ = 0;
    std::string request_;
    std::chrono::steady_clock::time_point began_;
};

int run(std::string const& device, address_v4 to, std::size_t size, std::size_t count)
{
    asio::io_context context;
    serial::serial_stream port(context);
    error_code ec;
    port.open(device, serial::serial_config{}, ec); // 115200 8N1
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }
    pinging p(port, to, size, count);
    context.run();
    std::cout << p.answered() << " of " << count << " answered, " << p.bad() << " bad packets\n";
    return p.answered() == count ? 0 : 1;
}

bool is_number(std::string_view text, std::size_t most, std::size_t& value)
{
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() && value <= most;
}

} // namespace

int main(int argc, char** argv)
{
    error_code ec;
    std::size_t size = 256, count = 4;
    auto const to = asio::ip::make_address_v4(argc > 2 ? argv[2] : "", ec);
    if (!ec && argc <= 5 && (argc < 4 || is_number(argv[3], 1472, size))
        && (argc < 5 || is_number(argv[4], 65535, count)))
        return run(argv[1], to, size, count);
    std::cerr << "usage: " << argv[0] << " DEVICE TO [SIZE [COUNT]]\n";
    return 2;
}
