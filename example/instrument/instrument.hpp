// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef INSTRUMENT_HPP
#define INSTRUMENT_HPP

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <chrono>
#include <cstdlib>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using serial::error_code;

// A driver for a voltmeter that speaks SCPI: one measurement at a time. The port is the
// application's; both have to outlive what is in progress.
class voltmeter
{
public:
    static constexpr std::chrono::milliseconds patience{1500}, silence{100};

    explicit voltmeter(serial::serial_stream& port) noexcept : port_(port) {}

    // void(error_code, double): asks, and once more if no whole line comes back in time.
    template<class Token>
    auto async_measure(Token&& token)
    {
        return asio::async_compose<Token, void(error_code, double)>(asking{*this}, token, port_);
    }

private:
    struct asking
    {
        voltmeter& meter;
        int step = 0; // it asks, listens, judges; and so once more

        template<class Self>
        void operator()(Self& self, error_code ec = {}, std::size_t = 0)
        {
            auto& port = meter.port_; // asked before *this is moved from, with self
            auto& line = meter.line_;
            auto const in_time = [&] { return serial::with_timeout(patience, std::move(self)); };
            switch (step++ % 3)
            {
            case 0:
                if (ec && ec != serial::condition::timed_out)
                    break;              // neither the beginning, nor silence that went on
                port.discard_input(ec); // old answers; if that fails, so does the write
                line.clear();
                return asio::async_write(port, asio::buffer("READ?\n", 6), in_time());
            case 1:
                if (ec)
                    break;
                return asio::async_read_until(port, asio::dynamic_buffer(line), '\n', in_time());
            case 2:
                if (ec != serial::condition::timed_out || step > 3)
                    break; // else it waits for silence, lest a late answer be taken for the next
                return port.async_read_until_idle(asio::dynamic_buffer(line), silence, in_time());
            }
            char* end = nullptr;
            double const volts = std::strtod(line.c_str(), &end);
            if (!ec && (end == line.c_str() || *end != '\n'))
                ec = make_error_code(boost::system::errc::bad_message);
            self.complete(ec, volts);
        }
    };

    serial::serial_stream& port_;
    std::string line_;
};

#endif
