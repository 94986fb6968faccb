// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The snippets of index.adoc and quick_start.adoc in doc/modules/ROOT/pages: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio.hpp>

#include <iostream>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_quick_start
#include <boost/test/included/unit_test.hpp>

#include <cstddef>
#include <sstream>
#include <streambuf>
#include <thread>

namespace test = boost_serial_ext::test;

//[identify
void identify(asio::io_context& context)
{
    serial::serial_config config; // 115200 8N1, and nobody else may open it
    config.baud_rate = 9600;
    serial::serial_stream port(context, "/dev/ttyUSB0", config);

    std::string answer;
    asio::write(port, asio::buffer("*IDN?\n", 6));
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        serial::with_timeout(2s,
            [&](serial::error_code ec, std::size_t n)
            {
                if (ec == serial::condition::timed_out)
                    std::cout << "no answer within two seconds\n";
                else if (ec == serial::condition::disconnected)
                    std::cout << "somebody has pulled the plug\n";
                else if (ec)
                    std::cout << ec.message() << '\n';
                else
                    std::cout << answer.substr(0, n);
            }));
    context.run();
}
//]

namespace {

std::string ask(serial::serial_stream& port)
{
    asio::async_write(port, asio::buffer("AT+CSQ\r", 7), asio::use_future).get();

    std::string answer;
    auto const limited = serial::with_timeout(500ms, asio::use_future);
    auto read = asio::async_read_until(port, asio::dynamic_buffer(answer), "OK\r\n", limited);
    std::size_t const n = read.get(); // throws boost::system::system_error
    return answer.substr(0, n);
}

std::string ask(serial::sync::serial_port& port)
{
    port.write(asio::buffer("AT+CSQ\r", 7), 500ms);

    std::string answer;
    std::size_t const n = port.read_until(asio::dynamic_buffer(answer), "OK\r\n", 500ms);
    return answer.substr(0, n);
}

std::string const quality = "\r\n+CSQ: 17,99\r\n\r\nOK\r\n";

// What a function prints.
template<class Function>
std::string printed(Function function)
{
    std::ostringstream out;
    std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
    function();
    std::cout.rdbuf(before);
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(an_instrument_says_who_it_is_or_is_unplugged)
{
    asio::io_context context;
    auto& device = test::install(context).add("/dev/ttyUSB0");
    device.when("*IDN?\n").reply("ACME,42,1.0\n").times(1);
    BOOST_TEST(printed([&] { identify(context); }) == "ACME,42,1.0\n");

    context.restart();
    device.set_faults(test::fault_plan().hang_up_after_output(6));
    BOOST_TEST(printed([&] { identify(context); }) == "somebody has pulled the plug\n");
}

BOOST_AUTO_TEST_CASE(another_thread_runs_the_context)
{
    asio::io_context context;
    test::install(context).add("ttyV0").when("AT+CSQ\r").reply(quality);
    serial::serial_stream port(context, "ttyV0", {});
    //[runner
    auto work = asio::make_work_guard(context); // else run() ends when there is nothing to do
    std::thread runner([&] { context.run(); });
    //]
    BOOST_TEST(ask(port) == quality);
    work.reset();
    runner.join();
}

BOOST_AUTO_TEST_CASE(errors)
{
    asio::io_context context;
    test::manual_clock clock;
    test::install(context, clock).add("ttyV0");
    serial::sync::serial_port port(context, "ttyV0", {});
    BOOST_TEST(printed(
                   [&]
                   {
                       //[errors
                       try
                       {
                           std::cout << ask(port);
                       }
                       catch (boost::system::system_error const& e)
                       {
                           if (e.code() == serial::condition::timed_out)
                               std::cout << "no answer\n";
                           else
                               std::cout << e.what() << '\n'; // the call, and the system's text
                       }
                       //]
                   })
        == "no answer\n");
}
