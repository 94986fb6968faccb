// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_EXAMPLE_BRIDGE_HPP
#define BOOST_SERIAL_EXT_EXAMPLE_BRIDGE_HPP

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

/** Carries bytes between a serial port and one TCP client at a time.

    Each direction has one buffer of fixed size: nothing more is read before it is written. So a
    client that does not read holds up the device (by the port's flow control, if it has any), and a
    device that does not take anything holds up the client.

    Who connects while another client is there is closed at once, without a byte: a text could be
    taken for the device's. When a client ends its sending side, it has left; what it sent before
    still goes to the device. The port stays open without a client, and what the device says then
    goes nowhere: nobody gets old news.

    When the device is lost, what it said last has two seconds to reach the client.
*/
class bridge
{
    using tcp = boost::asio::ip::tcp;
    using error_code = boost_serial_ext::error_code;
    using buffer = std::array<char, 4096>;

    struct client
    {
        explicit client(tcp::socket&& s) : socket(std::move(s)) {}

        tcp::socket socket;
        buffer from_it{};
    };

public:
    /// @param port Open. @param acceptor Listening. Both must outlive this and its operations.
    bridge(boost_serial_ext::serial_stream& port, tcp::acceptor& acceptor)
        : port_(port)
        , acceptor_(acceptor)
        , signals_(port.get_executor(), SIGINT, SIGTERM)
        , last_words_(port.get_executor())
    {
    }

    /// Until SIGINT or SIGTERM, or a failure.
    void start()
    {
        signals_.async_wait(
            [this](error_code ec, int)
            {
                if (!ec)
                    stop();
            });
        read_port();
        watch_port();
        accept();
    }

    /// Why it ended; empty if a signal did it.
    std::string const& failure() const { return failure_; }

private:
    void read_port()
    {
        port_.async_read_some(boost::asio::buffer(from_port_),
            [this](error_code ec, std::size_t size)
            {
                if (stopped_)
                    return;
                if (ec)
                    return fail(port_.device(), ec);
                if (!client_)
                    return read_port();
                write_client(client_, size);
            });
    }

    void write_client(std::shared_ptr<client> const& to, std::size_t size)
    {
        written_to_ = to; // it may leave, and another one come, before the write has ended
        boost::asio::async_write(to->socket, boost::asio::buffer(from_port_, size),
            [this, to](error_code ec, std::size_t)
            {
                written_to_.reset();
                if (ec)
                    close(*to);
                if (!stopped_)
                    read_port();
            });
    }

    // While a client does not read, neither do we: this tells of a device that is pulled then.
    // Otherwise the next read tells, unless a client holds it up before that: hence the timer.
    void watch_port()
    {
        port_.async_wait(boost_serial_ext::serial_stream::wait_error,
            [this](error_code lost)
            {
                if (stopped_ || lost != boost_serial_ext::condition::disconnected)
                    return;
                last_words_.expires_after(std::chrono::seconds(2));
                last_words_.async_wait(
                    [this, lost](error_code ec)
                    {
                        if (!ec)
                            fail(port_.device(), lost);
                    });
            });
    }

    void accept()
    {
        acceptor_.async_accept(
            [this](error_code ec, tcp::socket socket)
            {
                if (stopped_)
                    return; // and the socket is closed
                if (ec)
                    return fail("waiting for clients", ec);
                welcome(std::move(socket));
                accept();
            });
    }

    void welcome(tcp::socket&& socket)
    {
        error_code ec;
        auto const who = socket.remote_endpoint(ec);
        if (!ec && client_)
        {
            std::cout << "refused " << who << ": there is a client" << std::endl;
            return; // which closes the socket
        }
        if (!ec)
            socket.set_option(tcp::no_delay(true), ec);
        if (!ec) // who has vanished without a word is noticed, though late: README.md
            socket.set_option(boost::asio::socket_base::keep_alive(true), ec);
        if (ec)
        {
            std::cout << "a client left at once: " << ec.message() << std::endl;
            return;
        }
        std::cout << "client " << who << std::endl;
        client_ = std::make_shared<client>(std::move(socket));
        read_client();
    }

    // There is a client until this has ended; with what it wrote last, that may be after it left.
    void read_client()
    {
        client_->socket.async_read_some(boost::asio::buffer(client_->from_it),
            [this](error_code ec, std::size_t size)
            {
                if (!ec)
                    return write_port(size);
                close(*client_);
                client_.reset();
                std::cout << "client left" << std::endl;
            });
    }

    void write_port(std::size_t size)
    {
        boost::asio::async_write(port_, boost::asio::buffer(client_->from_it, size),
            [this](error_code ec, std::size_t)
            {
                if (ec)
                    return fail(port_.device(), ec);
                read_client();
            });
    }

    static void close(client& c)
    {
        error_code ignored; // it may be closed already
        c.socket.close(ignored);
    }

    void fail(std::string const& where, error_code ec)
    {
        if (stopped_)
            return;
        auto const condition = boost_serial_ext::condition_of(ec);
        failure_ = where + ": "
            + (condition ? make_error_condition(*condition).message() : ec.message());
        stop();
    }

    // Leaves nothing to do, so that the context's `run` returns.
    void stop()
    {
        stopped_ = true;
        error_code ignored; // what is closed already is closed
        signals_.cancel(ignored);
        last_words_.cancel();
        acceptor_.close(ignored);
        port_.close(ignored);
        if (client_)
            close(*client_);
        if (written_to_)
            close(*written_to_);
    }

    boost_serial_ext::serial_stream& port_;
    tcp::acceptor& acceptor_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer last_words_;
    std::shared_ptr<client> client_;
    std::shared_ptr<client> written_to_;
    buffer from_port_{};
    bool stopped_ = false;
    std::string failure_;
};

#endif
