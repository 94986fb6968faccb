// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_VIRTUAL_PORTS_HPP
#define BOOST_SERIAL_EXT_TEST_VIRTUAL_PORTS_HPP

#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/virtual_port.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <boost/asio/execution_context.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/** The serial ports of a context, instead of the system's: made by `install`.

    There are no others: a name that was not added is not found.

    @par Thread Safety
    Every member: safe.
*/
class virtual_ports
{
public:
    virtual_ports(virtual_ports const&) = delete;
    virtual_ports& operator=(virtual_ports const&) = delete;

    /** Makes a port.

        @param name Any, as in "ttyV0" or "COM3": no file of that name is looked for.
        @return The port; it lives as long as the context.
        @throws std::invalid_argument The name is empty, or there is such a port.
    */
    BOOST_SERIAL_EXT_TEST_DECL virtual_port& add(std::string name);

    /// The port of that name. @throws std::invalid_argument There is none.
    BOOST_SERIAL_EXT_TEST_DECL virtual_port& port(std::string_view name);

    /** Connects two ports by a null modem cable.

        TX to RX, RTS to CTS, DTR to DSR and DCD, both ways; BREAK and flow control work across it.
        Ports with different baud rates, character sizes or parities receive garbage with framing or
        parity errors, as real ones do. A port that is connected with itself has a loopback plug.
        Scripts and injected input go on to work: a port's script hears what its own stream sends,
        as the cable's other end does, and what it answers arrives at its own stream too.

        @throws std::invalid_argument There is no such port, or one is connected already.
    */
    BOOST_SERIAL_EXT_TEST_DECL void connect(std::string_view one, std::string_view other);

    /// Pulls the cable out of both ports; nothing happens if there is none.
    /// @throws std::invalid_argument There is no such port.
    BOOST_SERIAL_EXT_TEST_DECL void disconnect(std::string_view name);

    /// Whether characters take their time on the wire. Initially, if there is a manual clock.
    BOOST_SERIAL_EXT_TEST_DECL void set_paced(bool paced);

    /// With the context.
    BOOST_SERIAL_EXT_TEST_DECL ~virtual_ports();

private:
    friend BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(asio::execution_context& context);
    friend BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(
        asio::execution_context& context, manual_clock& clock);
    friend class virtual_service;
    BOOST_SERIAL_EXT_TEST_DECL virtual_ports(
        asio::execution_context& context, std::shared_ptr<clock_state> clock);
    BOOST_SERIAL_EXT_TEST_DECL static virtual_ports& install_on(
        asio::execution_context& context, std::shared_ptr<clock_state> clock);

    std::shared_ptr<virtual_world> world_;
};

/** Gives a context virtual ports instead of the system's.

    Every `basic_serial_stream` on the context opens virtual ports from then on: code that is
    written against `serial_stream&` runs unchanged.

    @code
    asio::io_context context;
    auto& port = test::install(context).add("ttyV0");
    port.when("ping\n").reply("pong\n");
    serial_stream stream(context, "ttyV0", {9600});
    asio::write(stream, asio::buffer("ping\n", 5));
    @endcode

    Time is the system's, nothing is paced, and a thread moves the bytes: so everything works that
    works with real ports, `asio::use_future` and blocking functions included.

    Where there are signals, and SIGPIPE has its default action, it is ignored from then on, by the
    whole program: a stream whose device is gone must not end it.

    The stream's handle is that of a socket, or on Windows of a named pipe. There the thread also
    looks now and then while it cannot be told of something: while input waits for room or flow
    control for the program to read, or while the queue of output is full. That is every
    millisecond, or as often as the system's clock ticks (15.6 ms, if nobody asks for more).

    @param context Any, before the first stream on it is made.
    @return The ports, which live as long as the context; the same ones if they are there already.
    @throws std::logic_error A stream on the context has been made before.
*/
BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(asio::execution_context& context);

/** As above, with a time that the test moves: see `manual_clock`.

    The ports are paced, and no thread moves the bytes: that happens when the clock does, or runs
    the context (`manual_clock::run`). A plain `context.run()` would wait forever for an answer.

    @throws std::logic_error A stream on the context has been made before, or the context has ports
    with another time.
*/
BOOST_SERIAL_EXT_TEST_DECL virtual_ports& install(
    asio::execution_context& context, manual_clock& clock);

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/test/impl/virtual_ports.ipp>
#endif

#endif
