// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_PTY_PAIR_HPP
#define BOOST_SERIAL_EXT_TEST_PTY_PAIR_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// Whether a `pty_pair` keeps the stream's end open too, beside the stream; see there.
enum class keep_slave : bool
{
    no, ///< The stream alone has it open.
    yes ///< The pair has it open as well.
};

/** A real tty and the far end of its line, for integration tests without hardware (POSIX).

    A pseudo-terminal: the kernel joins two descriptors, a slave that is a tty with a name, which
    the code under test opens as its serial port, and a master, which is the device at the other end
    of the cable. What the stream writes is read here, and the other way round: all 256 values, as
    they are.

    @code
    test::pty_pair device; // raw from the beginning
    asio::io_context context;
    serial_stream port(context, device.name(), serial_config{});

    asio::write(port, asio::buffer("AT+CSQ\r", 7)); // the code under test
    assert(device.read_until("\r") == "AT+CSQ\r");
    device.write("\r\n+CSQ: 21,0\r\n\r\nOK\r\n");  // what the device says: to be read from port
    device.hang_up();                              // it is unplugged: condition::disconnected
    @endcode

    The functions here block, each for no longer than its timeout. So let the stream's context run
    before, after, or on another thread: an operation that needs it makes no progress meanwhile. To
    play the device by asynchronous operations in the same context instead:

    @code
    asio::posix::stream_descriptor far_end(context, device.duplicate_far_end());
    @endcode

    To test a driver's logic, prefer virtual ports: they have lines, faults and a manual clock. A
    pty is for what only a kernel shows.

    @par What is taken care of
    @li A new pty is cooked: it echoes, edits lines, turns CR into LF and control characters into
        signals (termios(3); the defaults are `tty_std_termios`, drivers/tty/tty_io.c). This one is
        raw before anybody can open it. `serial_stream::open` makes it so anyhow; an adopted
        descriptor and other programs rely on it. The settings belong to the pair, not to a
        descriptor: they outlive closing and opening again, also those that the stream has made.
    @li When the last descriptor of the slave is closed the far end is hung up: reads fail with EIO
        and poll reports POLLHUP at once, again and again, until the next open (pty.c, `pty_close`;
        n_tty.c, `n_tty_read`). So the pair keeps a descriptor of the slave open, and a stream may
        be closed and opened again without the far end noticing, as on a real line. With
        `keep_slave::no` it notices: reading fails with `condition::disconnected` from the moment
        the stream has been closed until it is opened again, but first returns what is left. (Before
        the very first open it just has nothing to read.)
    @li A tty that is opened by a process without one may become its controlling terminal, whose
        hang-up kills the process by SIGHUP (credentials(7)): O_NOCTTY, at both ends.
    @li Programs that are started meanwhile would inherit the master and keep the line alive:
        O_CLOEXEC, from the beginning. A forked child does inherit it until it executes another
        program or ends.
    @li The far end is non-blocking, and waiting is done by poll, with a deadline.
    @li Linux may say EIO while bytes from before the last close are still to come (seen 5 times in
        770,000 closes; `n_tty_read` looks twice, and the close comes between): it is asked again.

    @par What remains, because kernels are so
    @li `hang_up` loses what the stream has not read yet (`tty_ldisc_hangup`), and
        `serial_stream::close` what the far end has not read: that is this line's output queue, and
        it is discarded (`pty_flush_buffer`). Let them read before; or close by `async_close`.
    @li Bytes written while nobody has the slave open wait for the next open; a wire would lose
        them.
    @li The line has room: Linux takes about 20 KiB in each direction before it makes the writer
        wait (4095 bytes in n_tty.c, the rest in tty_buffer.c), and moves bytes on a thread of its
        own, so that a write that has returned may not have arrived.
    @li Exclusive access that was claimed by TIOCEXCL and not given back, by a process that was
        killed, lasts as long as the pair: others than root need another one then. The descriptor
        that the pair keeps is in nobody's way, neither of this nor of locks.

    @par What a pty cannot do
    It has no modem lines and no counters, so no line events (TIOCMGET fails with ENOTTY); no BREAK
    (the driver takes TIOCSBRK and does nothing); no time of its own: any baud rate is accepted and
    means nothing; always eight bits without parity (pty.c, `pty_set_termios`), so no line errors;
    flow control by RTS and CTS is a flag without effect; its output queue is always empty, and
    exact drains are estimates. `serial_stream::capabilities` says so too.

    @par Errors
    Every function that can fail has two forms: one reports through an `error_code`, and returns
    what it got so far; the other throws `boost::system::system_error`, whose text says how far it
    got. The number is the system's own.
    @li `condition::timed_out` (ETIMEDOUT): the time is over.
    @li `condition::disconnected` (EIO): nobody has the slave open; only with `keep_slave::no`.
    @li `condition::closed` (EBADF): after `hang_up`, `release_far_end`, a move, a failed `make`.
    @li EMFILE, ENFILE: no descriptor is left; the pair takes two, one with `keep_slave::no`.
    @li ENOSPC: no pty is left (/proc/sys/kernel/pty/max).
    @li `condition::port_not_found`: there is no /dev/ptmx, or no /dev/pts for it.
    @par Thread Safety
    Distinct objects: safe. Shared objects: one thread may write while another one reads; everything
    else one at a time.
    @par Bounds
    Nothing is buffered here: bytes are with the kernel or with the caller, so these functions and
    the descriptor may be used by turns. Timeouts are measured on the monotonic clock and kept to
    the millisecond, as far as the system schedules the thread. No process-wide state is
    changed: no signal, no environment, no settings of another terminal. (Where libc has a grantpt
    that starts a program, glibc before 2.33 without devpts, a handler of SIGCHLD may see it.)

    Sources: pty(7), pts(4), posix_openpt(3), grantpt(3), termios(3), tty_ioctl(4), and Linux 6.1's
    drivers/tty/pty.c, n_tty.c, tty_io.c and tty_buffer.c.
*/
class pty_pair
{
public:
    /// What the system calls the far end: a file descriptor.
    using native_handle_type = detail::native_handle;

    /// How long the functions below wait unless they are told: long enough for a busy machine.
    static constexpr std::chrono::seconds patience{10};

    /// Makes a pair and keeps its slave open. @throws boost::system::system_error
    pty_pair() : pty_pair(keep_slave::yes) {}

    /** Make a pair.

        @param keep Whether the far end shall not notice that the stream is closed.
        @throws boost::system::system_error The text names the system call that failed.
        @throws std::bad_alloc
    */
    BOOST_SERIAL_EXT_TEST_DECL explicit pty_pair(keep_slave keep);

    /** Make a pair, without throwing where the system refuses.

        @param keep As above.
        @param ec What went wrong, if anything did.
        @return The pair; after an error one without a far end, `is_open()` is false.
        @throws std::bad_alloc
    */
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL static pty_pair make(keep_slave keep, error_code& ec);
    /// As above, and keeps the slave open.
    [[nodiscard]] static pty_pair make(error_code& ec) { return make(keep_slave::yes, ec); }

    /// Takes the pair over, and leaves one without a name and a far end.
    pty_pair(pty_pair&& other) noexcept : pty_pair(nothing_yet()) { swap(other); }
    /// Hangs up, then takes the other pair over.
    pty_pair& operator=(pty_pair&& other) noexcept
    {
        pty_pair(std::move(other)).swap(*this);
        return *this;
    }
    /// Hangs up.
    ~pty_pair() { hang_up(); }

    /// Exchanges two pairs; the descriptors and names stay as they are.
    void swap(pty_pair& other) noexcept
    {
        std::swap(far_end_, other.far_end_);
        std::swap(slave_, other.slave_);
        std::swap(name_, other.name_);
    }

    /// What to open, as in "/dev/pts/7"; the same after `hang_up`, when there is no such device.
    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    /// Whether there is a far end, owned by this object.
    [[nodiscard]] bool is_open() const noexcept { return far_end_ >= 0; }

    /** The far end's descriptor, the master; -1 if there is none. Still owned by this object.

        For what is not offered here; termios set on it are those of the slave (tty_ioctl(4)).
        Non-blocking, which is better left so.
    */
    [[nodiscard]] native_handle_type far_end() const noexcept { return far_end_; }

    /** A second descriptor of the far end, owned by the caller: for an Asio object.

        The line hangs up when the last one is closed, so a `hang_up` alone does not while this one
        is open. Which of two readers gets a byte is not defined.

        @throws boost::system::system_error
    */
    [[nodiscard]] native_handle_type duplicate_far_end() const
    {
        error_code ec;
        native_handle_type const copy = duplicate_far_end(ec);
        detail::throw_if(ec, "pty_pair::duplicate_far_end");
        return copy;
    }
    /// As above. @param ec `condition::closed`, EMFILE. @return -1 after an error.
    [[nodiscard]] BOOST_SERIAL_EXT_TEST_DECL native_handle_type duplicate_far_end(
        error_code& ec) const noexcept;

    /** Give the far end away: from now on the caller owns it, and hangs up by closing it.

        The slave is kept open as long as this object lives and `hang_up` is not called.

        @return The descriptor; -1 if there is none.
    */
    [[nodiscard]] native_handle_type release_far_end() noexcept
    {
        return std::exchange(far_end_, -1);
    }

    /** Unplug the device: closes the far end.

        For the stream it is gone, `condition::disconnected`, with all that it has in progress; the
        name leads nowhere, `condition::port_not_found`. A device that is plugged in again is
        another pair, perhaps with another name. Lets go of the slave that was kept open, too; else
        without effect if there is no far end.
    */
    BOOST_SERIAL_EXT_TEST_DECL void hang_up() noexcept;

    /** Send bytes to the stream; returns when the kernel has taken all of them.

        More than the line has room for needs somebody who reads meanwhile.

        @param bytes What to send; used during the call only.
        @param timeout From now on; zero or less: what there is room for at once.
        @throws boost::system::system_error
    */
    void write(std::string_view bytes, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        check(ec, "write", bytes.substr(0, write(bytes, timeout, ec)));
    }
    /// As above, where `ec` is as the class says. @return How many bytes were taken, also after an
    /// error.
    BOOST_SERIAL_EXT_TEST_DECL std::size_t write(
        std::string_view bytes, std::chrono::nanoseconds timeout, error_code& ec) const;

    /** Receive a number of bytes from the stream.

        @param size How many, and not one more.
        @param timeout From now on; zero or less: what is there already.
        @throws boost::system::system_error The text shows what came; the bytes are gone.
    */
    std::string read_exact(std::size_t size, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        std::string bytes = read_exact(size, timeout, ec);
        check(ec, "read_exact", bytes);
        return bytes;
    }
    /// As above, where `ec` is as the class says. @return What came, also after an error.
    std::string read_exact(std::size_t size, std::chrono::nanoseconds timeout, error_code& ec) const
    {
        return collect(size, {}, timeout, ec);
    }

    /** Receive everything up to a delimiter from the stream.

        Takes no byte that follows. That costs a system call per byte.

        @param delimiter Bytes that end the text; nothing is read if there are none.
        @param timeout From now on; zero or less: what is there already. If the stream never
        pauses, up to 64 KiB are taken after that.
        @return All that was read, the delimiter at its end.
        @throws boost::system::system_error The text shows what came; the bytes are gone.
    */
    std::string read_until(
        std::string_view delimiter, std::chrono::nanoseconds timeout = patience) const
    {
        error_code ec;
        std::string bytes = read_until(delimiter, timeout, ec);
        check(ec, "read_until", bytes);
        return bytes;
    }
    /// As above, where `ec` is as the class says. @return What came, also after an error.
    std::string read_until(
        std::string_view delimiter, std::chrono::nanoseconds timeout, error_code& ec) const
    {
        return collect(delimiter.empty() ? 0 : std::string::npos, delimiter, timeout, ec);
    }

    /** Receive what is there, without waiting; often nothing: it may be on its way.

        Some 64 KiB at a time, if the stream never pauses.

        @throws boost::system::system_error
    */
    std::string read_available() const
    {
        error_code ec;
        std::string bytes = read_available(ec);
        check(ec, "read_available", bytes);
        return bytes;
    }
    /// As above. @param ec See the class; never beside bytes, but at the next call.
    BOOST_SERIAL_EXT_TEST_DECL std::string read_available(error_code& ec) const;

private:
    enum class direction : bool
    {
        in,
        out
    };
    struct nothing_yet
    {
    };

    explicit pty_pair(nothing_yet) noexcept {}

    BOOST_SERIAL_EXT_TEST_DECL char const* start(keep_slave keep, error_code& ec);
    BOOST_SERIAL_EXT_TEST_DECL std::size_t take(
        std::string& bytes, std::size_t limit, error_code& ec) const;
    BOOST_SERIAL_EXT_TEST_DECL void wait(
        direction what, std::chrono::steady_clock::time_point deadline, error_code& ec) const;
    BOOST_SERIAL_EXT_TEST_DECL std::string collect(std::size_t size, std::string_view end,
        std::chrono::nanoseconds timeout, error_code& ec) const;
    BOOST_SERIAL_EXT_TEST_DECL static void check(
        error_code const& ec, char const* function, std::string_view bytes);

    native_handle_type far_end_ = -1; ///< The master.
    native_handle_type slave_ = -1;   ///< Kept open; -1 if it is not.
    std::string name_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/test/impl/pty_pair.ipp>
#endif

#endif
