// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_TRANSPORT_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_TRANSPORT_HPP

#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/tree/decorator.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/** What a case may need of the transport that the suite runs on.

    BOOST_SERIAL_EXT_TEST_TRANSPORT chooses it: `pty` (or nothing), pseudo terminals; `virtual`,
    ports of `test::install`, the far end being a second one with a stream of its own; or
    `ports:/dev/A:/dev/B`, two ports of the system's that a null modem joins, run as root.
*/
enum class ability : unsigned char
{
    pty,          ///< The far end is a master, which shows and changes what the kernel holds.
    system_ports, ///< The name is a device's.
    any_rate,     ///< The driver takes every configuration that the suite asks for.
    hang_up,      ///< The device can be taken away.
    hold,         ///< The far end can take nothing for a while.
    sharing,      ///< Who does not want a device alone may share it.
    several,      ///< There can be more lines than one.
    prompt,       ///< Bytes arrive within a fraction of a millisecond.
    exclusive,    ///< The system keeps others from a device.
    handover,     ///< A handle that was released can be another stream's.
    hangup,       ///< Whether a close hangs up can be chosen.
    listing,      ///< The system's list has all of its ports.
    marks,        ///< Line errors can be marked in the data.
    room,         ///< The system says whether there is room for output.
    scatter,      ///< One read fills several buffers.
};

/// Why the chosen transport lacks something; empty if it has it.
std::string lack_of(ability what);

/// A precondition; says so where it is not met.
struct needs
{
    ability what;
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id id) const;
};

/// Leaves a case out where the transport lacks something.
inline boost::unit_test::decorator::precondition needing(ability what)
{
    return boost::unit_test::decorator::precondition(needs{what});
}

/// Whether Asio is built to use io_uring.
#if defined(BOOST_ASIO_HAS_IO_URING)
inline constexpr bool with_io_uring = true;
#else
inline constexpr bool with_io_uring = false;
#endif

/// A precondition of what Asio's io_uring service is known to fail at by itself.
struct needs_reactor
{
    char const* reason;
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id id) const;
};
inline boost::unit_test::decorator::precondition not_with_io_uring(char const* reason)
{
    return boost::unit_test::decorator::precondition(needs_reactor{reason});
}

/// How many bytes make a transfer a long one, and how many repetitions many.
std::size_t long_transfer();
int many_times();

/// How a rig keeps the far end of real ports from taking bytes, and lets it go on; or null.
struct rig
{
    void (*hold)() = nullptr;
    void (*release)() = nullptr;
};
inline rig the_rig;

/** A serial line: the name of its near end, for `open`, and the far end.

    A stream on the context given to the constructor opens `name()`; what it writes arrives here,
    and the other way round. The calls below block, but never for longer than patience lasts: then
    they throw, and so fail the test. One thread at a time.
*/
class line
{
public:
    /// The first one of a context must be made before its first stream.
    explicit line(boost::asio::io_context& ctx);
    line(line&&) noexcept;
    line& operator=(line&&) noexcept;
    ~line();

    /// The device for `open`.
    std::string const& name() const noexcept;

    /// Sends all of it; may need a reader.
    void write_all(std::string_view bytes) const;
    /// Waits for so many bytes and returns them. Ends a `hold`.
    std::string read_exact(std::size_t size) const;
    /// What is there now, without waiting. Ends a `hold`.
    std::string read_available() const;
    /// Takes nothing until it is read from. Needs `ability::hold`.
    void hold() const;
    /// Whether all that the line can hold for a far end that does not read is there.
    bool is_full() const;
    /// Unplugs the device. Needs `ability::hang_up`.
    void hang_up();
    /// The far end's settings are those from now on, as far as the wire is concerned.
    void follow(serial_config const& config) const;

    /// The settings in force, as the driver has them, not the library: as `framing_of` spells them.
    std::string framing() const;
    /// All that can be told of the settings; another text if anybody has changed any.
    std::string settings() const;
    /// What the driver has in force that no stream asks for, as in "ICRNL ECHO"; empty if nothing.
    std::string interference() const;
    /// Another program sets the near end as a log-in shell has its terminal, if it is one.
    void spoil() const;
    /// Whether nobody has the near end, or keeps others from it.
    bool is_free() const;

    /// The master; -1 after a hang-up. POSIX alone. @throws std::logic_error This is no pty.
    int master() const;

    class end;

private:
    std::unique_ptr<end> end_;
};

/// Waits until so many bytes stand in the port's input queue, by the system's count: it hands them
/// over later. False if patience runs out.
bool arrived(serial_stream& stream, std::size_t bytes);

/// How many bytes stand in the port's output queue, by the system's count.
std::size_t output_left(serial_stream& stream);

/** Writes until the far end, which is not read, and all queues before it are full, and the system
    takes no more.

    @return How many bytes that were. @throws std::runtime_error if it takes too long.
*/
std::size_t fill_output(serial_stream& stream, line const& far_end);

} // namespace boost_serial_ext_test

#endif
