// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Prints what a GPS receiver says: a line for each GGA and RMC sentence, until Ctrl-C.
// Usage: boost_serial_ext_nmea DEVICE [CONFIG]

#include "nmea.hpp"

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <chrono>
#include <csignal>
#include <iomanip>
#include <iostream>
#include <stdexcept>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using serial::error_code;

namespace {

std::ostream& operator<<(std::ostream& out, std::optional<double> const& value)
{
    return value ? out << *value : out << '-';
}

void print(nmea_fix const& fix)
{
    std::cout << fix.type << ' ' << (fix.date.empty() ? "" : fix.date + 'T')
              << (fix.time.empty() ? "-" : fix.time + 'Z') << ' ' << std::fixed
              << std::setprecision(7) << fix.latitude << ' ' << fix.longitude << ' '
              << (fix.valid ? "valid" : "invalid") << std::setprecision(2);
    if (fix.altitude)
        std::cout << ' ' << fix.altitude << " m";
    if (fix.speed)
        std::cout << ' ' << fix.speed << " kn";
    std::cout << std::endl;
}

class reader
{
public:
    explicit reader(serial::serial_stream& port)
        : port_(port), signals_(port.get_executor(), SIGINT, SIGTERM)
    {
        signals_.async_wait(
            [this](error_code ec, int)
            {
                stopped_ = true;
                if (!ec)
                    port_.cancel();
            });
        read();
    }

    // What made it end; after a signal nothing.
    error_code failure() const noexcept { return failure_; }

    void summary() const
    {
        std::cout << fixes_ << " fixes, " << others_ << " other sentences, " << bad_ << " bad\n";
    }

private:
    void read()
    {
        if (stopped_) // when the signal came a read had ended, so none was cancelled
            return;
        asio::async_read_until(port_, asio::dynamic_buffer(text_, longest), '\n',
            serial::with_timeout(
                patience, [this](error_code ec, std::size_t n) { received(ec, n); }));
    }

    void received(error_code ec, std::size_t n)
    {
        if (!ec)
            take(std::string_view(text_).substr(0, n));
        else if (ec == asio::error::not_found) // so many bytes, and no line: perhaps another rate
        {
            ++bad_;
            n = text_.size();
        }
        else if (ec == serial::condition::timed_out)
            std::cerr << "nothing has come for " << patience.count() << " s\n";
        else
        {
            if (!stopped_)
                failure_ = ec;
            return signals_.cancel();
        }
        text_.erase(0, n);
        read();
    }

    void take(std::string_view line)
    {
        auto const fields = nmea_fields(line);
        auto const fix = fields ? nmea_parse(*fields) : std::nullopt;
        ++(fix ? fixes_ : fields ? others_ : bad_);
        if (fix)
            print(*fix);
    }

    static constexpr std::size_t longest = 1024; // sentences have 82 characters at most
    static constexpr std::chrono::seconds patience{10};

    serial::serial_stream& port_;
    asio::signal_set signals_;
    std::string text_;
    error_code failure_;
    bool stopped_ = false;
    unsigned fixes_ = 0, others_ = 0, bad_ = 0;
};

int run(std::string const& device, serial::serial_config const& config)
{
    asio::io_context context;
    serial::serial_stream port(context);
    error_code ec;
    port.open(device, config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }
    reader r(port);
    context.run();
    r.summary();
    if (!r.failure())
        return 0;
    std::cerr << r.failure().message() << '\n';
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 && argc != 3)
    {
        std::cerr << "usage: " << argv[0] << " DEVICE [CONFIG]\n";
        return 2;
    }
    try
    {
        return run(argv[1], serial::parse_serial_config(argc == 3 ? argv[2] : "4800 8N1"));
    }
    catch (std::exception const& e) // a configuration that is none
    {
        std::cerr << e.what() << '\n';
        return 2;
    }
}
