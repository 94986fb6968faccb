// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a pseudo terminal cannot show, which loses what was not read when it hangs up: a device that
// goes, and whose last words a client does not read.

#include <boost_serial_ext/test/virtual_ports.hpp>

#include "bridge.hpp"

#define BOOST_TEST_MODULE a_bridge_on_virtual_ports
#include <boost/test/included/unit_test.hpp>

namespace asio = boost::asio;
namespace serial = boost_serial_ext;
using asio::ip::tcp;
using namespace std::chrono_literals;

struct bench
{
    asio::io_context context;
    serial::test::virtual_port& device = serial::test::install(context).add("ttyV0");
    serial::serial_stream port{context, "ttyV0", serial::serial_config{}};
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    tcp::socket client{context};
    bridge b{port, acceptor};

    bench()
    {
        acceptor.set_option(
            asio::socket_base::send_buffer_size(4096)); // what is accepted has it too
        client.open(tcp::v4());
        client.set_option(asio::socket_base::receive_buffer_size(4096));
        client.connect(acceptor.local_endpoint());
        b.start();
        BOOST_TEST(context.run_one_for(30s) == 1u); // the client is accepted
    }
};

BOOST_FIXTURE_TEST_CASE(last_words_that_nobody_reads, bench)
{
    device.inject(std::string(1 << 16, 'x'));
    device.hang_up();
    context.run_for(30s);
    BOOST_TEST(context.stopped());
    BOOST_TEST((b.failure() == "ttyV0: the device is disconnected"));
}

BOOST_FIXTURE_TEST_CASE(last_words_that_are_read, bench)
{
    std::string const words(1 << 16, 'x');
    device.inject(words);
    device.hang_up();
    std::string heard;
    serial::error_code end;
    asio::async_read(
        client, asio::dynamic_buffer(heard), [&](serial::error_code ec, std::size_t) { end = ec; });
    context.run_for(30s);
    BOOST_TEST(context.stopped());
    BOOST_TEST((end == asio::error::eof));
    BOOST_TEST(heard.size() == words.size());
}
