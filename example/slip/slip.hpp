// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef SLIP_HPP
#define SLIP_HPP

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;

// Packets on a line as RFC 1055 has them: a packet ends with END, and where an END or an ESC is
// among its bytes, ESC and one other stand for it. Works on any stream of Asio's kind. One send and
// one receive at a time; the stream is the application's, and both have to outlive those.
template<class Stream>
class slip
{
    using error_code = boost::system::error_code;

public:
    // @param most How long a packet may be, the ESCs counted.
    explicit slip(Stream& stream, std::size_t most = 4096) : stream_(stream), most_(most) {}

    // void(error_code, std::size_t): sends a packet. It is copied.
    template<class Token>
    auto async_send(std::string_view packet, Token&& token)
    {
        output_ = {end}; // ends what noise may have begun; the other side ignores an empty packet
        for (char const c : packet)
        {
            if (c != end && c != esc)
                output_ += c;
            else
                output_.append({esc, c == end ? esc_end : esc_esc});
        }
        output_ += end;
        return asio::async_write(stream_, asio::buffer(output_), std::forward<Token>(token));
    }

    // void(error_code, std::string): the next good packet. Cancelled, it loses nothing.
    template<class Token>
    auto async_receive(Token&& token)
    {
        return asio::async_compose<Token, void(error_code, std::string)>(
            receiving{*this}, token, stream_);
    }

    // Packets that were left out: too long, or an ESC in them stood for nothing.
    std::size_t bad() const noexcept { return bad_; }

private:
    static constexpr char end = '\xC0', esc = '\xDB', esc_end = '\xDC', esc_esc = '\xDD';

    struct receiving
    {
        slip& line;
        bool begun = false;

        template<class Self>
        void operator()(Self& self, error_code ec = {}, std::size_t n = 0)
        {
            std::string packet;
            if (begun && line.take(n, ec, packet))
                return self.complete(ec, std::move(packet));
            begun = true;
            auto& l = line; // asked before *this is moved from, with self
            asio::async_read_until(
                l.stream_, asio::dynamic_buffer(l.input_, l.most_), end, std::move(self));
        }
    };

    // Takes n bytes of the input: whether the operation is done, with a packet or an error.
    bool take(std::size_t n, error_code& ec, std::string& packet)
    {
        if (ec
            == asio::error::not_found) // all of most_ bytes, and no END: the rest will be bad too
        {
            input_.clear();
            too_long_ = true;
            return false;
        }
        if (ec)
            return true;
        bool const good = decode(std::string_view(input_).substr(0, n - 1), packet) && !too_long_;
        input_.erase(0, n);
        bad_ += !good;
        too_long_ = false;
        return good && !packet.empty(); // two ENDs in a row are no packet
    }

    static bool decode(std::string_view frame, std::string& packet)
    {
        packet.reserve(frame.size());
        for (std::size_t i = 0; i != frame.size(); ++i)
        {
            char c = frame[i];
            if (c == esc)
            {
                if (++i == frame.size() || (frame[i] != esc_end && frame[i] != esc_esc))
                    return false;
                c = frame[i] == esc_end ? end : esc;
            }
            packet += c;
        }
        return true;
    }

    Stream& stream_;
    std::size_t most_;
    std::string input_, output_;
    std::size_t bad_ = 0;
    bool too_long_ = false;
};

#endif
