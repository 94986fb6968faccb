// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_VIRTUAL_PORT_HPP
#define BOOST_SERIAL_EXT_TEST_VIRTUAL_PORT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

struct script_entry;
class port_engine;
class virtual_world;

/** An answer that is being written down: what `virtual_port::when` returns.

    It refers to the port; use it in the statement that it was made in. It answers from `reply` on:
    where bytes are under way already, call that last.
*/
class scripted_answer
{
public:
    /** What the device answers.

        @param bytes After a pattern: `$1` stands for its first group, and `$$` for a dollar sign,
        as in `std::match_results::format`.
    */
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer& reply(std::string bytes);

    /** A function that makes the answer.

        @param answer Called with all that the device has received since its last answer, at most
        the latest 4096 bytes; on any thread and under a lock: it must not use the virtual ports.
        What it throws ends the program.
    */
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer& reply(
        std::function<std::string(std::string const& received)> answer);

    /// From the last bit of what is answered to the first bit of the answer, or more if the device
    /// is sending something then. Without a manual clock it is real time.
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer& after(std::chrono::nanoseconds delay);

    /// How often it answers; without this call: always.
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer& times(std::uint64_t count);

private:
    friend class virtual_port;
    scripted_answer(virtual_world& world, script_entry& entry) noexcept
        : world_(&world), entry_(&entry)
    {
    }

    virtual_world* world_;
    script_entry* entry_;
};

/** A serial port that a test has made, its line, and the device at the other end.

    A `serial_stream` on the same context opens it by its name. Made by `virtual_ports::add`; it
    lives as long as the context.

    Bytes that the program writes go through a queue of 4096 bytes to the line, byte by byte at the
    port's baud rate if the ports are paced (with a manual clock they are), and end up in
    `captured()`. What the device sends, because of `when` or `inject`, arrives in the same way.
    Input that arrives while no stream has the port open is lost, as it is with real ones;
    `lost_input()` counts it.

    One stream at a time has it open, whatever `serial_config::exclusive` says. The device heeds no
    flow control, and answers as it is told; a port at the other end of a cable does.

    Unless it is connected to another port, the device holds CTS, DSR and DCD on, and RI off.

    @par Thread Safety
    Every member: safe. Without a manual clock a thread of the virtual ports' own moves the bytes.
*/
class virtual_port
{
public:
    virtual_port(virtual_port const&) = delete;
    virtual_port& operator=(virtual_port const&) = delete;

    /// What `open` is to be given.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::string const& name() const noexcept;

    /// @name What the program did
    /// @{

    /// Whether a stream has it open.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL bool is_open() const;
    /// How often it was opened; opens that failed do not count.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::size_t opens() const;
    /// The configuration in force, or of the latest open; the default one before the first.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL serial_config applied() const;
    /// All configurations that were applied, in order: by opens, and by `configure`.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::vector<serial_config> configurations() const;
    /// Everything that has left the wire, since the beginning or the latest `take_captured`; under
    /// XON/XOFF also what the driver says to the other end.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::string captured() const;
    /// The same, and forgets it.
    BOOST_SERIAL_EXT_TEST_DECL std::string take_captured();
    /// What the device has received since its latest answer, at most 4096 bytes: what no `when` has
    /// matched.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::string unanswered() const;
    /// The line RTS, as the other end sees it: off while the program's input queue is too full for
    /// RTS/CTS flow control.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL bool rts() const;
    /// The line DTR.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL bool dtr() const;
    /// How long each BREAK was that has ended.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::vector<std::chrono::nanoseconds> breaks() const;
    /// Whether BREAK is on now.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL bool break_is_on() const;
    /// How many characters have arrived while the port was closed or the device gone, or were under
    /// way when it went.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL std::uint64_t lost_input() const;

    /// @}
    /// @name What the device does
    /// @{

    /** Answers to some bytes.

        @code port.when("*IDN?\n").reply("ACME,42,1.0\n").after(10ms); @endcode

        Whenever what has left the wire since the latest answer ends with these bytes. The answers
        are tried in the order in which they were made, and the first one that fits takes all that
        was received. Characters of XON/XOFF flow control are not among it.
        @param bytes Not empty; at most 4096 bytes can be answered.
        @throws std::invalid_argument They are empty.
    */
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer when(std::string bytes);

    /** Answers to a pattern.

        @code port.when(std::regex("VOLT ([0-9.]+)\n")).reply("SET $1\n"); @endcode

        @param pattern A match must reach to the end of what was received, and not be empty. It is
        tried after each byte: `[0-9]+` matches the first digit of many. A `std::regex_error` while
        it is matched ends the program.
    */
    BOOST_SERIAL_EXT_TEST_DECL scripted_answer when(std::regex pattern);

    /// Forgets all answers.
    BOOST_SERIAL_EXT_TEST_DECL void clear_script();

    /// Sends bytes to the program.
    BOOST_SERIAL_EXT_TEST_DECL void inject(std::string_view bytes);
    /// Sends a character that is received with an error, or a BREAK, whose `byte` does not matter.
    /// `framing_or_parity_error` counts as both, so that the counters cannot tell which.
    BOOST_SERIAL_EXT_TEST_DECL void inject_fault(line_fault fault, char byte = '\0');
    /// Sets CTS, DSR, RI and DCD; of a connected port RI alone, the others are the peer's.
    BOOST_SERIAL_EXT_TEST_DECL void set_lines(modem_status const& lines);
    /// The device is gone, as when it is unplugged: everything fails with
    /// `condition::disconnected`, once what had arrived was read, and an open with
    /// `port_not_found`. BREAK ends, DTR and RTS go off.
    BOOST_SERIAL_EXT_TEST_DECL void hang_up();
    /// The device is back, and can be opened once the stream that has lost it is closed.
    BOOST_SERIAL_EXT_TEST_DECL void plug_in();

    /// @}
    /// @name What the driver says
    /// @{

    /** Changes what the port can do; initially everything but discovery.

        A stream says the same in `capabilities()`, refuses what is unsupported with
        `condition::unsupported_feature` or, of settings that every driver knows,
        `unsupported_configuration`, and does without TEMT (`exact_drain`) as it would with such a
        driver. `line_events` and `line_counters` go together: it is the same counters. Without
        `rs485` the driver has none, and the library does it if there are `modem_lines`. What cannot
        be refused is told, and that is all: `exclusive_access`, `port_monitor`.
    */
    BOOST_SERIAL_EXT_TEST_DECL void set_capability(feature f, support s);

    /** What is known of the device: `port_info()` of a stream, and what `async_list_ports` has of the
        port while it is plugged in. It makes `port_discovery` supported.

        @param info Its `device` and `name` are the port's name if they are empty.
    */
    BOOST_SERIAL_EXT_TEST_DECL void set_port_info(port_info info);

    /// What the next questions for the depth of the output queue are answered with, one by one; the
    /// last one is repeated. Empty: the queue's own depth.
    BOOST_SERIAL_EXT_TEST_DECL void set_output_depths(std::vector<std::size_t> depths);

    /// How many bytes of output the driver takes at most, beside what fits between the stream and
    /// it: some 4 KiB, on Windows 1 KiB. Initially 4096.
    BOOST_SERIAL_EXT_TEST_DECL void set_output_room(std::size_t bytes);

    /// How many bytes of input there may be before flow control stops the other end: 128 less, and
    /// it goes on when there are no more than 128. Nothing is lost above it: for that there are
    /// faults. Initially 4096.
    BOOST_SERIAL_EXT_TEST_DECL void set_input_room(std::size_t bytes);

    /** Lets the next calls of a kind wait until `release`, on the thread that makes them. A fork
        (`notify_fork`) lets those go on that wait at that moment, and opens in line behind them.

        @param call `port_call::open` or `port_call::configure`, which drivers may take their time
        for; nothing happens with the others.
    */
    BOOST_SERIAL_EXT_TEST_DECL void hold(port_call call);
    /// The calls that wait go on.
    BOOST_SERIAL_EXT_TEST_DECL void release(port_call call);
    /** Waits until so many calls of a kind have begun since the port was made.

        @param call `port_call::open` or `port_call::configure`.
        @param count How many, those included that failed.
        @param timeout In real time.
        @return Whether there were so many in time.
    */
    BOOST_SERIAL_EXT_TEST_DECL bool await_calls(port_call call, std::uint64_t count,
        std::chrono::nanoseconds timeout = std::chrono::seconds(10));

    /// What shall go wrong from now on; replaces the plan before, and its counts.
    BOOST_SERIAL_EXT_TEST_DECL void set_faults(fault_plan plan);

    /// @}

    /// With the context.
    BOOST_SERIAL_EXT_TEST_DECL ~virtual_port();

private:
    friend class virtual_ports;
    friend class virtual_world;
    BOOST_SERIAL_EXT_TEST_DECL virtual_port(virtual_world& world, std::string name);

    virtual_world& world_;
    std::unique_ptr<port_engine> engine_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/test/impl/virtual_port.ipp>
#endif

#endif
