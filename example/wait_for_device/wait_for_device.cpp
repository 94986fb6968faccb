// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Opens a USB serial device, by its numbers, when it is plugged in, prints what it sends, and goes on
// when it is plugged in again, whatever its name is then.
// Usage: boost_serial_ext_wait_for_device VID:PID [--patience SECONDS] [--losses N]
//     --patience: how long it may be away; otherwise for ever.  --losses: after so many it ends.

//[wait_for_device
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/port_monitor.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

namespace {

struct options
{
    std::uint16_t vid = 0, pid = 0;
    std::chrono::seconds patience = std::chrono::hours(24 * 365);
    long losses = -1;
};

class follower
{
public:
    follower(asio::io_context& context, options const& o)
        : options_(o), monitor_(context), port_(context)
    {
    }

    // The list first: what arrives after it, the monitor tells.
    void start()
    {
        open_if_there();
        watch();
    }

    int result() const { return result_; }

private:
    void watch()
    {
        monitor_.async_wait(serial::with_timeout(options_.patience,
            [this](serial::error_code ec, serial::port_event const& event)
            {
                if (ended_)
                    return;
                if (ec && ec != serial::condition::timed_out)
                    return end(1, ec.message());
                if (ec && !port_.is_open())
                    return end(1, "not plugged in");
                if (!ec && event.change == serial::port_change::left)
                {
                    if (event.port.device == lost_)
                        lost_.clear(); // the name is free for another one
                    has_left_ = has_left_ || event.port.device == opened_;
                }
                open_if_there();
                watch();
            }));
    }

    void open_if_there()
    {
        if (port_.is_open())
            return;
        for (serial::port_info const& port : monitor_.ports())
            if (port.vid == options_.vid && port.pid == options_.pid && port.device != lost_)
                return open(port.device);
    }

    void open(std::string const& device)
    {
        serial::error_code ec;
        port_.open(device, serial::serial_config{}, ec);
        if (ec)
        {
            std::cerr << serial::explain_open_failure(device, ec) << std::endl;
            return; // the next event is another chance
        }
        std::cout << "opened " << device << std::endl;
        opened_ = device;
        has_left_ = false;
        read(device);
    }

    void read(std::string const& device)
    {
        port_.async_read_some(asio::buffer(buffer_),
            [this, device](serial::error_code ec, std::size_t size)
            {
                std::cout.write(buffer_.data(), static_cast<std::streamsize>(size)).flush();
                if (!ec)
                    return read(device);
                std::cout << "lost " << device << ": " << ec.message() << std::endl;
                port_.close();
                opened_.clear();
                if (!has_left_) // then it is on the list until the monitor has told so
                    lost_ = device;
                if (--options_.losses == 0)
                    return end(0, "enough");
                open_if_there();
            });
    }

    void end(int result, std::string const& why)
    {
        std::cout << why << std::endl;
        result_ = result;
        ended_ = true;
        serial::error_code ignored; // there may be nothing left to cancel
        monitor_.cancel(ignored);
        port_.close(ignored);
    }

    options options_;
    serial::port_monitor monitor_;
    serial::serial_stream port_;
    std::array<char, 512> buffer_{};
    std::string opened_;
    std::string lost_;
    bool has_left_ = false; ///< What is open; the read has not met it yet.
    bool ended_ = false;
    int result_ = 0;
};

options read_options(int argc, char** argv)
{
    options o;
    std::string const id = argc > 1 ? argv[1] : "";
    auto const colon = id.find(':');
    if (colon == std::string::npos || argc % 2 != 0)
        throw std::invalid_argument("VID:PID");
    o.vid = static_cast<std::uint16_t>(std::stoul(id.substr(0, colon), nullptr, 16));
    o.pid = static_cast<std::uint16_t>(std::stoul(id.substr(colon + 1), nullptr, 16));
    for (int i = 2; i < argc; i += 2)
        if (std::string(argv[i]) == "--patience")
            o.patience = std::chrono::seconds(std::stol(argv[i + 1]));
        else if (std::string(argv[i]) == "--losses")
            o.losses = std::stol(argv[i + 1]);
        else
            throw std::invalid_argument(argv[i]);
    return o;
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        options const o = read_options(argc, argv);
        asio::io_context context;
        follower f(context, o);
        f.start();
        context.run();
        return f.result();
    }
    catch (std::exception const& e)
    {
        std::cerr << "wait_for_device VID:PID [--patience SECONDS] [--losses N]: " << e.what()
                  << '\n';
        return 2;
    }
}
//]
