// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_CALLBACK_LOOPS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_CALLBACK_LOOPS_HPP

#include "latencies.hpp"
#include "pattern.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace peers {

namespace asio = boost::asio;
using boost::system::error_code;

inline void check(error_code const& ec, char const* what)
{
    if (ec)
        throw boost::system::system_error(ec, what);
}

/// Reads that wait as long as they like.
template<class Stream>
class unlimited
{
public:
    explicit unlimited(Stream& port) : port_(port) {}

    template<class Handler>
    void read_some(asio::mutable_buffer buffer, Handler&& handler)
    {
        port_.async_read_some(buffer, std::forward<Handler>(handler));
    }

private:
    Stream& port_;
};

/// Writes a message and reads it back, again and again while there are some left.
template<class Stream, class Reads = unlimited<Stream>>
class trip_loop
{
public:
    /// @param left Shared by the loops of all ports. @param times Null: nobody asks for them.
    trip_loop(Stream& port, std::size_t size, std::uint64_t& left, latencies* times)
        : port_(port), reads_(port), message_(size), left_(left), times_(times)
    {
    }

    void begin()
    {
        if (left_ == 0)
            return;
        --left_;
        moved_ = 0;
        write();
    }

private:
    void write()
    {
        port_.async_write_some(asio::buffer(message_.sent() + moved_, message_.size() - moved_),
            [this](error_code ec, std::size_t n)
            {
                check(ec, "write");
                moved_ += n;
                if (moved_ < message_.size())
                    return write();
                moved_ = 0;
                read();
            });
    }

    void read()
    {
        reads_.read_some(asio::buffer(message_.answer() + moved_, message_.size() - moved_),
            [this](error_code ec, std::size_t n)
            {
                check(ec, "read");
                moved_ += n;
                if (moved_ < message_.size())
                    return read();
                message_.next();
                if (times_)
                    times_->lap();
                begin();
            });
    }

    Stream& port_;
    Reads reads_;
    messages message_;
    std::uint64_t& left_;
    latencies* times_;
    std::size_t moved_ = 0;
};

/// Writes so many bytes from a buffer.
template<class Stream>
class send_loop
{
public:
    send_loop(Stream& port, pattern const& bytes, std::size_t size, std::uint64_t count)
        : port_(port), bytes_(bytes), size_(size), left_(count)
    {
    }

    void begin()
    {
        if (left_ == 0)
            return;
        auto const most = static_cast<std::size_t>((std::min<std::uint64_t>)(left_, size_));
        port_.async_write_some(asio::buffer(bytes_.from(sent_), most),
            [this](error_code ec, std::size_t n)
            {
                check(ec, "write");
                left_ -= n;
                sent_ += n;
                begin();
            });
    }

private:
    Stream& port_;
    pattern const& bytes_;
    std::size_t size_;
    std::uint64_t left_;
    std::uint64_t sent_ = 0;
};

/// Reads so many bytes into a buffer, and the byte after them if there is one to come.
template<class Stream>
class receive_loop
{
public:
    receive_loop(Stream& port, std::vector<char>& buffer, std::uint64_t count, bool answered)
        : port_(port), buffer_(buffer), count_(count), answered_(answered)
    {
    }

    void begin()
    {
        if (bytes_.taken() == count_)
            return answered_ ? read_answer() : void();
        auto const most = (std::min<std::uint64_t>)(count_ - bytes_.taken(), buffer_.size());
        port_.async_read_some(asio::buffer(buffer_.data(), static_cast<std::size_t>(most)),
            [this](error_code ec, std::size_t n)
            {
                check(ec, "read");
                bytes_.take(buffer_.data(), n);
                begin();
            });
    }

private:
    void read_answer()
    {
        port_.async_read_some(asio::buffer(buffer_.data(), 1),
            [this](error_code ec, std::size_t)
            {
                check(ec, "read");
                check_taken(buffer_.front());
            });
    }

    Stream& port_;
    std::vector<char>& buffer_;
    std::uint64_t count_;
    bool answered_;
    incoming bytes_;
};

/// Begins a read and cancels it, again and again.
template<class Stream>
class cancel_loop
{
public:
    cancel_loop(Stream& port, std::vector<char>& buffer, std::uint64_t count, latencies& times)
        : port_(port), buffer_(buffer), left_(count), times_(times)
    {
    }

    void begin()
    {
        if (left_ == 0)
            return;
        --left_;
        port_.async_read_some(asio::buffer(buffer_),
            [this](error_code ec, std::size_t)
            {
                if (ec != asio::error::operation_aborted)
                    throw std::runtime_error("a cancelled read did not say so: " + ec.message());
                times_.lap();
                begin();
            });
        port_.cancel();
    }

private:
    Stream& port_;
    std::vector<char>& buffer_;
    std::uint64_t left_;
    latencies& times_;
};

} // namespace peers

#endif
