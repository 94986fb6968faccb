// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef XMODEM_HPP
#define XMODEM_HPP

#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

// Sends or receives one file over an open port, in the calling thread. What goes wrong comes as an
// exception. The receiver chooses the check, a sum or a CRC; the sender chooses how long blocks are.
// Every block is full: the last one is padded, and the receiver cannot tell padding from data.
// Whatever the other side says, it comes to an end: attempts, stray bytes and the data are counted,
// and what is waited for has a limit.
class xmodem
{
public:
    static constexpr std::size_t short_block = 128, long_block = 1024;
    static constexpr char padding = 26; // SUB
    static constexpr std::size_t most_data = 16 << 20;

    explicit xmodem(serial::sync::serial_port& port) : port_(port) {}

    // @param longest How long blocks are, while there is enough for them; then they are short ones.
    void send(std::string_view data, std::size_t longest)
    {
        bool const with_crc = receiver_wants_crc();
        for (unsigned number = 1; !data.empty(); ++number)
        {
            std::size_t const size = data.size() < longest ? short_block : longest;
            std::string contents(data.substr(0, size));
            contents.resize(size, padding);
            std::string const header = {size == long_block ? stx : soh, //
                static_cast<char>(number & 255), static_cast<char>(~number & 255)};
            deliver(header + contents + check(contents, with_crc));
            data.remove_prefix(std::min(size, data.size()));
            ++blocks_;
        }
        deliver({eot});
    }

    // @param most More than that is not received. @return All blocks, with the last one's padding.
    std::string receive(bool with_crc, std::size_t most = most_data)
    {
        char const begin = with_crc ? 'C' : nak; // asks for the first block, until one comes
        char reply = begin;
        std::string data, contents;
        unsigned expected = 1;
        for (int failures = 0; failures != most_failures;)
        {
            put({reply});
            int const type = byte(expected == 1 ? seconds(3) : patience);
            if (type == eot)
                return put({ack}), data;
            if (type == can && byte(silence) == can)
                throw std::runtime_error("the sender has cancelled");
            int const number = block(type, with_crc, contents);
            bool const fits = number == static_cast<int>(expected & 255);
            if (!fits)
            {
                ++failures;
                repeated_ += type >= 0;
                reply = number >= 0 ? ack : expected == 1 ? begin : nak;
                if (number >= 0 && number != static_cast<int>((expected - 1) & 255))
                    cancel("a block is missing");
                continue; // the block before, once more, is acknowledged: its ACK was lost
            }
            if (contents.size() > most - data.size())
                cancel("there is more than is wanted");
            failures = 0;
            reply = ack;
            data += contents;
            ++blocks_;
            ++expected;
        }
        cancel(expected == 1 ? "nobody sends" : "nothing more comes");
    }

    std::size_t blocks() const noexcept { return blocks_; }
    std::size_t repeated() const noexcept { return repeated_; } // that were sent once more

private:
    using seconds = std::chrono::seconds;
    using clock = std::chrono::steady_clock;
    static constexpr char soh = 1, stx = 2, eot = 4, ack = 6, nak = 21, can = 24;
    static constexpr int most_failures = 10;
    static constexpr seconds patience{10}, silence{1};
    static constexpr seconds block_time{60}; // a long one takes 34 s at 300 baud

    bool receiver_wants_crc()
    {
        auto const end = clock::now() + seconds(60);
        for (int c = 0; c >= 0;)
        {
            c = byte(end - clock::now());
            if (c == 'C' || c == nak)
                return c == 'C';
            if (c == can && byte(silence) == can)
                throw std::runtime_error("the receiver has cancelled");
        }
        throw std::runtime_error("nobody wants to receive");
    }

    // Sends a block, or EOT, until it is acknowledged.
    void deliver(std::string const& frame)
    {
        for (int attempt = 0; attempt != most_failures; ++attempt)
        {
            repeated_ += attempt != 0;
            discard(); // what was answered before
            put(frame);
            auto const end = clock::now() + patience;
            for (std::size_t strays = 0; strays != long_block; ++strays)
            {
                int const c = byte(end - clock::now());
                if (c < 0 || c == nak)
                    break;
                if (c == ack)
                    return;
                if (c == can && byte(silence) == can)
                    throw std::runtime_error("the receiver has cancelled");
                if (c == 'C' && frame.size() > 1 && frame[1] == 1)
                    break; // it has not seen the first block
            }
        }
        cancel("the receiver acknowledges nothing");
    }

    // The rest of a block: its number; -1 if it is none, or damaged. What has no good type may have
    // been a long one.
    int block(int type, bool with_crc, std::string& contents)
    {
        std::size_t const size = type == soh ? short_block : long_block;
        auto const end = clock::now() + block_time;
        std::string rest;
        while (rest.size() != 2 + size + (with_crc ? 2 : 1))
        {
            int const c = clock::now() < end ? byte(silence) : -1;
            if (c < 0)
                return -1; // whatever it was, it has ended
            rest += static_cast<char>(c);
        }
        contents = rest.substr(2, size);
        if ((type == soh || type == stx) && (rest[0] ^ rest[1]) == -1
            && rest.substr(2 + size) == check(contents, with_crc))
            return static_cast<unsigned char>(rest[0]);
        discard();
        return -1;
    }

    static std::string check(std::string_view contents, bool with_crc)
    {
        unsigned sum = 0, crc = 0;
        for (char const c : contents)
        {
            unsigned const byte = static_cast<unsigned char>(c);
            sum += byte;
            crc ^= byte << 8;
            for (int bit = 0; bit != 8; ++bit)
                crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0u)) & 0xFFFF;
        }
        if (with_crc)
            return {static_cast<char>(crc >> 8), static_cast<char>(crc & 255)};
        return {static_cast<char>(sum & 255)};
    }

    // The next byte; -1 if there is none in time.
    int byte(std::chrono::nanoseconds limit)
    {
        if (next_ == input_.size())
        {
            if (limit.count() <= 0)
                return -1;
            serial::error_code ec;
            input_.resize(4096);
            input_.resize(port_.read_some(asio::buffer(input_), limit, ec));
            next_ = 0;
            if (ec == serial::condition::timed_out)
                return -1;
            if (ec)
                throw boost::system::system_error(ec);
        }
        return static_cast<unsigned char>(input_[next_++]);
    }

    void put(std::string const& bytes) { port_.write(asio::buffer(bytes), patience); }

    void discard()
    {
        port_.discard_input();
        next_ = input_.size();
    }

    [[noreturn]] void cancel(char const* why)
    {
        put({can, can, can});
        port_.drain(patience); // whoever closes the port now discards nothing of it
        throw std::runtime_error(why);
    }

    serial::sync::serial_port& port_;
    std::string input_;
    std::size_t next_ = 0, blocks_ = 0, repeated_ = 0;
};

#endif
