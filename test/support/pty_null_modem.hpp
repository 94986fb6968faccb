// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_PTY_NULL_MODEM_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_PTY_NULL_MODEM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

namespace asio = boost::asio;

/** Two ports joined by a cable, in both directions: two ptys, and handlers that carry the bytes.

    `stop` ends that; until then the context does not run out of work. A port may be closed and
    opened again meanwhile: the cable does not notice.
*/
class pty_null_modem
{
public:
    explicit pty_null_modem(asio::io_context& context)
        : to_right_(context, left_, right_), to_left_(context, right_, left_)
    {
    }

    std::string const& left() const noexcept { return left_.name(); }
    std::string const& right() const noexcept { return right_.name(); }

    void start()
    {
        to_right_.carry();
        to_left_.carry();
    }

    void stop()
    {
        to_right_.stop();
        to_left_.stop();
    }

private:
    class direction
    {
    public:
        direction(asio::io_context& context, test::pty_pair const& from, test::pty_pair const& to)
            : from_(context, from.duplicate_far_end()), to_(context, to.duplicate_far_end())
        {
        }

        void carry()
        {
            from_.async_read_some(asio::buffer(buffer_),
                [this](error_code ec, std::size_t n)
                {
                    if (!ec)
                        asio::async_write(to_, asio::buffer(buffer_, n),
                            [this](error_code write_ec, std::size_t)
                            {
                                if (!write_ec)
                                    carry();
                            });
                });
        }

        void stop()
        {
            from_.close();
            to_.close();
        }

    private:
        asio::posix::stream_descriptor from_;
        asio::posix::stream_descriptor to_;
        std::array<char, 4096> buffer_{};
    };

    test::pty_pair left_;
    test::pty_pair right_;
    direction to_right_;
    direction to_left_;
};

} // namespace boost_serial_ext_test

#endif
