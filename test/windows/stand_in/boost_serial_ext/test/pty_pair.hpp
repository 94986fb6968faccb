// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_PTY_PAIR_HPP
#define BOOST_SERIAL_EXT_TEST_PTY_PAIR_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <istream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// As the library's.
enum class keep_slave : bool
{
    no,
    yes
};

/** The library's double of that name, as tests see it, for programs that run under Wine: the pseudo
    terminal belongs to the program that has started this one (ptys.py), and is asked for over TCP.

    It has no descriptors.
*/
class pty_pair
{
public:
    static constexpr std::chrono::seconds patience{10};

    explicit pty_pair(keep_slave keep = keep_slave::yes) : link_(std::make_unique<link>())
    {
        name_ = link_->ask(keep == keep_slave::yes ? "open 1" : "open 0", {}).text;
    }

    static pty_pair make(keep_slave keep, error_code& ec)
    {
        ec.clear();
        return pty_pair(keep);
    }
    static pty_pair make(error_code& ec) { return make(keep_slave::yes, ec); }

    void swap(pty_pair& other) noexcept
    {
        link_.swap(other.link_);
        name_.swap(other.name_);
    }

    std::string const& name() const noexcept { return name_; }
    bool is_open() const noexcept { return link_ != nullptr; }

    void hang_up() noexcept
    try
    {
        if (auto const last = std::move(link_))
            last->ask("hang_up", {});
    }
    catch (std::exception const&) // whoever has started this program is gone
    {
    }

    void write(std::string_view bytes, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        write(bytes, timeout, ec);
        check(ec, "write");
    }
    std::size_t write(
        std::string_view bytes, std::chrono::nanoseconds timeout, error_code& ec) const
    {
        auto const done = ask("write " + std::to_string(bytes.size()) + limit(timeout), bytes, ec);
        return done.empty() ? 0 : std::stoul(done);
    }

    std::string read_exact(std::size_t size, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        std::string bytes = read_exact(size, timeout, ec);
        check(ec, "read_exact");
        return bytes;
    }
    std::string read_exact(std::size_t size, std::chrono::nanoseconds timeout, error_code& ec) const
    {
        return ask("read " + std::to_string(size) + limit(timeout), {}, ec);
    }

    std::string read_until(
        std::string_view delimiter, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        std::string bytes = read_until(delimiter, timeout, ec);
        check(ec, "read_until");
        return bytes;
    }
    std::string read_until(
        std::string_view delimiter, std::chrono::nanoseconds timeout, error_code& ec) const
    {
        std::string bytes;
        do
            bytes += read_exact(1, timeout, ec);
        while (!ec
            && (bytes.size() < delimiter.size()
                || bytes.compare(bytes.size() - delimiter.size(), delimiter.size(), delimiter)
                    != 0));
        return bytes;
    }

    std::string read_available() const
    {
        error_code ec;
        std::string bytes = read_available(ec);
        check(ec, "read_available");
        return bytes;
    }
    std::string read_available(error_code& ec) const { return ask("available", {}, ec); }

    /// Of the stand-in alone: what ptys.py can be asked about the line.
    std::string ask(std::string const& question) const
    {
        error_code ec;
        std::string text = ask(question, {}, ec);
        check(ec, question.c_str());
        return text;
    }

private:
    struct answer
    {
        std::string word, text;
    };

    // The connection that a port lives as long as.
    struct link
    {
        link()
        {
            char const* const port = std::getenv("BOOST_SERIAL_EXT_TEST_PTYS");
            if (port == nullptr)
                throw std::runtime_error("pty_pair: not started by test/windows/run.py");
            socket.connect({asio::ip::address_v4::loopback(),
                static_cast<asio::ip::port_type>(std::stoi(port))});
            socket.set_option(asio::ip::tcp::no_delay(true));
        }

        answer ask(std::string const& request, std::string_view bytes)
        {
            asio::write(socket, asio::buffer(request + '\n'));
            asio::write(socket, asio::buffer(bytes.data(), bytes.size()));
            asio::read_until(socket, buffer, '\n');
            std::istream in(&buffer);
            answer result;
            std::size_t size = 0;
            in >> result.word >> size;
            in.get(); // the end of the line
            if (size > buffer.size())
                asio::read(socket, buffer, asio::transfer_exactly(size - buffer.size()));
            result.text.resize(size);
            in.read(&result.text[0], static_cast<std::streamsize>(size));
            return result;
        }

        asio::io_context context;
        asio::ip::tcp::socket socket{context};
        asio::streambuf buffer;
    };

    static std::string limit(std::chrono::nanoseconds timeout)
    {
        using std::chrono::milliseconds;
        return ' ' + std::to_string(std::chrono::ceil<milliseconds>(timeout).count());
    }

    std::string ask(std::string const& request, std::string_view bytes, error_code& ec) const
    {
        answer const result = link_ ? link_->ask(request, bytes) : answer{"closed", {}};
        ec.clear();
        if (result.word == "timed_out")
            ec = asio::error::timed_out;
        else if (result.word == "disconnected")
            ec = asio::error::eof;
        else if (result.word == "closed")
            ec = asio::error::bad_descriptor;
        return result.text;
    }

    static void check(error_code const& ec, char const* function)
    {
        if (ec)
            throw boost::system::system_error(ec, std::string("pty_pair::") + function);
    }

    std::unique_ptr<link> link_;
    std::string name_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
