// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef MODBUS_HPP
#define MODBUS_HPP

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using serial::error_code;

// What a slave answers instead of doing what it was told.
struct modbus_exceptions final : boost::system::error_category
{
    char const* name() const noexcept override { return "modbus"; }
    std::string message(int code) const override
    {
        static char const* const texts[]
            = {"illegal function", "illegal data address", "illegal data value",
                "the device has failed", "accepted, it takes long", "the device is busy"};
        if (code >= 1 && code <= 6)
            return texts[code - 1];
        return "exception " + std::to_string(code);
    }
};

inline error_code modbus_exception(int code)
{
    static modbus_exceptions const category;
    return {code, category};
}

// The master of a Modbus RTU line: one transaction at a time. The port is the application's; both
// have to outlive what is in progress.
class modbus_master
{
public:
    using frame = std::vector<std::uint8_t>;
    using registers = std::vector<std::uint16_t>;

    int attempts = 3;                         // until somebody answers
    std::chrono::milliseconds patience{1000}; // with the first byte of an answer
    std::chrono::nanoseconds gap{};           // the silence that ends a frame

    explicit modbus_master(serial::serial_stream& port) : port_(port)
    {
        // Three and a half characters, above 19200 baud a fixed time; and one character more, for
        // the first one of a next frame arrives with its last bit.
        using namespace std::chrono_literals;
        auto const& config = port.config();
        gap = config.baud_rate > 19'200 ? 1750us + char_time(config) : char_time(config, 9) / 2;
    }

    // void(error_code, registers): what `count` holding registers hold.
    template<class Token>
    auto async_read_holding_registers(
        std::uint8_t slave, std::uint16_t first, std::uint16_t count, Token&& token)
    {
        return async_exchange(slave, 3, first, count, std::forward<Token>(token));
    }

    // void(error_code, registers): the one that was written, as the slave confirms it.
    template<class Token>
    auto async_write_register(
        std::uint8_t slave, std::uint16_t address, std::uint16_t value, Token&& token)
    {
        return async_exchange(slave, 6, address, value, std::forward<Token>(token));
    }

private:
    struct exchange
    {
        modbus_master& master;
        frame request; // its own: the operation may begin later than it was made
        enum : int { asking, awaiting, receiving, judging } step = asking;
        int attempt = 1;

        template<class Self>
        void operator()(Self& self, error_code ec = {}, std::size_t = 0)
        {
            auto& m = master; // asked before *this is moved from, with self
            if (step == judging && !ec)
                ec = m.verdict(request);
            bool const again = ec == serial::condition::timed_out || ec == broken()
                || ec == asio::error::no_buffer_space; // noise, longer than any frame
            if (ec && !(again && attempt++ < m.attempts))
                return self.complete(ec, registers());
            if (ec)
                step = asking;
            switch (std::exchange(step, static_cast<decltype(step)>(step + 1)))
            {
            case asking:
                m.port_.discard_input(ec); // late answers; if that fails, so does the write
                m.reply_.clear();
                return write(m, asio::buffer(request), self);
            case awaiting: // the limit is for the beginning; the end comes with the silence
                return m.port_.async_wait(serial::serial_stream::wait_read,
                    serial::with_timeout(m.patience, std::move(self)));
            case receiving:
                return m.port_.async_read_until_idle(
                    asio::dynamic_buffer(m.reply_, 256), m.gap, std::move(self));
            case judging: return self.complete(ec, m.values(request));
            }
        }

        // The bytes stay where they are when self is moved.
        template<class Self>
        static void write(modbus_master& m, asio::const_buffer bytes, Self& self)
        {
            asio::async_write(m.port_, bytes, serial::with_timeout(m.patience, std::move(self)));
        }
    };

    template<class Token>
    auto async_exchange(std::uint8_t slave, std::uint8_t function, std::uint16_t address,
        std::uint16_t value, Token&& token)
    {
        frame request{slave, function, high(address), low(address), high(value), low(value)};
        std::uint16_t const sum = crc(request.data(), request.size());
        request.insert(request.end(), {low(sum), high(sum)});
        return asio::async_compose<Token, void(error_code, registers)>(
            exchange{*this, std::move(request)}, token, port_);
    }

    // Whether reply_ is the answer to a request, and a good one.
    error_code verdict(frame const& request) const
    {
        std::size_t const n = reply_.size();
        if (n < 5 || crc(reply_.data(), n) != 0 || reply_[0] != request[0])
            return broken(); // the checksum of a frame and its checksum is zero
        if (n == 5 && reply_[1] == (request[1] | 0x80))
            return modbus_exception(reply_[2]);
        bool const fits = request[1] == 3 ? n == 5u + reply_[2] && reply_[2] == 2 * word(request, 4)
                                          : reply_ == request;
        return fits && reply_[1] == request[1] ? error_code() : broken();
    }

    registers values(frame const& request) const
    {
        registers result;
        for (std::size_t i = request[1] == 3 ? 3 : 4; i + 4 <= reply_.size(); i += 2)
            result.push_back(word(reply_, i));
        return result;
    }

    static error_code broken() { return make_error_code(boost::system::errc::bad_message); }
    static std::uint8_t high(std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); }
    static std::uint8_t low(std::uint16_t value) { return static_cast<std::uint8_t>(value & 255); }
    static std::uint16_t word(frame const& bytes, std::size_t at)
    {
        return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
    }

    static std::uint16_t crc(std::uint8_t const* bytes, std::size_t size)
    {
        unsigned sum = 0xFFFF;
        for (std::size_t i = 0; i < size * 8; ++i)
        {
            sum ^= i % 8 ? 0u : bytes[i / 8];
            sum = sum >> 1 ^ (sum & 1 ? 0xA001u : 0u);
        }
        return static_cast<std::uint16_t>(sum);
    }

    serial::serial_stream& port_;
    frame reply_;
};

#endif
