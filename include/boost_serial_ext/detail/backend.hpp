// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_BACKEND_HPP
#define BOOST_SERIAL_EXT_DETAIL_BACKEND_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Which of the system's queues.
enum class queue : unsigned char
{
    input,
    output
};

/// Settings that were put back, and what went wrong with that.
struct restoration
{
    bool done = false;
    error_code ec;
};

/// Who makes a read or a write.
enum class caller : unsigned char
{
    operation,        ///< An asynchronous one.
    blocking_function ///< It may wait in the hook.
};

/** What a test double does to reads and writes before the system is asked.

    It outlives every stream of its context. Called from several threads at once.
*/
class transfer_hook
{
public:
    transfer_hook() = default;
    transfer_hook(transfer_hook const&) = delete;
    transfer_hook& operator=(transfer_hook const&) = delete;
    virtual ~transfer_hook() = default;

    /** A read is about to be made.

        @return A failure that the read shall have instead. EINTR is met with another attempt, as
        the system's is.
    */
    virtual error_code before_read(caller who) noexcept = 0;

    /** A write is about to be made.

        @param data,size The first of its buffers.
        @param written If not 0 afterwards: so many bytes of it have been written instead.
        @return As `before_read`.
    */
    virtual error_code before_write(
        caller who, void const* data, std::size_t size, std::size_t& written) noexcept = 0;

    /// What a failure is called that the system reported.
    virtual error_code outcome(error_code const& ec) noexcept = 0;

    // Where readiness is no event of the system's (Windows).

    /// Whether there is input.
    virtual bool readable() noexcept = 0;
    /// Calls that from now on, in place of another, whenever there may be input, or a hang-up.
    virtual void set_waker(std::shared_ptr<std::function<void()>> waker) noexcept = 0;
};

/** Everything an open port can be asked or told besides bytes.

    One implementation per platform and one per test double. Rare calls: being virtual costs nothing
    that matters. It borrows the native handle; whoever owns the handle destroys this object first.
    No call waits for the line, but for `set_break` while output is queued; those that change
    something may wait for a USB device to answer, `apply` several times. None throws for a reason
    of the device; not thread-safe.
*/
class port_control
{
public:
    port_control() = default;
    port_control(port_control const&) = delete;
    port_control& operator=(port_control const&) = delete;
    virtual ~port_control() = default;

    /// The configuration in force, as it was read back from the driver.
    virtual serial_config const& config() const noexcept = 0;

    /// A transaction: applies, reads back and compares; on failure everything is as before.
    virtual config_report apply(serial_config const& wanted, error_code& ec) = 0;

    /// What the latest `apply` that failed, or `prepare_close`, has put back.
    virtual restoration restored() const noexcept { return {}; }

    /// Of the input also called while `apply` runs on another thread.
    virtual std::size_t waiting(queue which, error_code& ec) noexcept = 0;
    /// Whether the last bit has left the device (TIOCSERGETLSR).
    virtual bool transmitter_empty(error_code& ec) noexcept = 0;
    /// How old an answer of `transmitter_empty` may be.
    virtual std::chrono::nanoseconds transmitter_lag() const noexcept { return {}; }
    /** Waits until the driver has sent what it was given, as far as it knows; empty: no such call.

        The function uses nothing of this object: it may wait for any time, on another thread, until
        the port is closed.
    */
    virtual std::function<error_code()> flusher() { return {}; }
    virtual void discard(queue which, error_code& ec) noexcept = 0;
    virtual modem_status lines(error_code& ec) noexcept = 0;
    virtual void set_lines(control_lines const& wanted, error_code& ec) noexcept = 0;
    virtual void set_break(bool on, error_code& ec) noexcept = 0;
    /// Also called while `apply` runs on another thread.
    virtual line_counters counters(error_code& ec) noexcept = 0;
    /// What a wait for line events compares: where a driver counts nothing, the edges that were seen.
    /// Also called while `apply` runs on another thread.
    virtual line_counters event_counters(error_code& ec) noexcept { return counters(ec); }
    /// The events that can be told at all. Also called while `apply` runs on another thread.
    virtual line_events told_events() const noexcept { return line_events::all; }
    /// What the system has told of the line to somebody who waited there: it is not told again.
    virtual void note_events(std::uint32_t) noexcept {}
    virtual serial_capabilities capabilities(error_code& ec) = 0;

    /** What tells of the device, as `backend::list` does.

        The function uses nothing of this object: it may wait for the device, so it is called
        without the port's mutex. It fails with `feature::port_discovery` where nothing is known.
    */
    virtual std::function<port_info(error_code&)> describer(error_code& ec)
    {
        ec = make_unsupported_error(feature::port_discovery);
        return {};
    }

    /** Readable, and yet a read returned nothing: find out why.

        @return A failure that says how the device was lost; `error::end_of_input` if it is still
        there and somebody else's settings say so; success if the settings that make a read wait for
        a byte are in force (again).
    */
    virtual error_code probe_empty_read() noexcept = 0;

    /// Readiness was reported: the failure if that was a hang-up. Where it was readiness to read,
    /// bytes that came before the hang-up and can still be read make it a success. Also called
    /// while `apply` runs on another thread.
    virtual error_code probe_readiness(bool reading) noexcept = 0;

    /** Called once, right before the handle is closed.

        Discards output, so that the close cannot wait for it, and gives back what outlives the
        handle. Errors are of no use to the caller: the device may be gone.

        @param may_hold Whether the device itself may have output that was not sent yet.
        @param drained The queue has been found empty, and nothing is to be discarded: a pty's is
        always empty, and what was written is still the far end's to read.
        @return Whether the close may wait all the same: there are drivers that discard nothing.
    */
    virtual bool prepare_close(bool may_hold, bool drained) noexcept = 0;

    /// For test doubles; null: the system's own reads and writes are all there is.
    virtual transfer_hook* transfers() noexcept { return nullptr; }
};

/// An open device: the handle goes to the stream's data path, the control stays beside it.
struct opened_port
{
    native_handle handle{};
    std::unique_ptr<port_control> control;
    config_report report;
    restoration undone; ///< Of an open that failed.
};

/// What opens ports; a context's service holds one. Called from several threads at once.
class backend
{
public:
    backend() = default;
    backend(backend const&) = delete;
    backend& operator=(backend const&) = delete;
    virtual ~backend() = default;

    /// For diagnostics, as in "linux/termios2".
    virtual std::string_view name() const noexcept { return "other"; }

    /// Opens and configures; on failure nothing stays open or changed. May block.
    virtual opened_port open(std::string const& device, serial_config const& config, error_code& ec)
        = 0;

    /// Makes the control of a handle that somebody else opened; its settings stay as they are.
    virtual std::unique_ptr<port_control> adopt(native_handle handle, error_code& ec) = 0;

    /// The name under which an adopted handle was opened; empty if the system does not tell.
    virtual std::string name_of(native_handle handle) = 0;

    /// The ports that are there, in their natural order. May block.
    virtual std::vector<port_info> list(error_code& ec)
    {
        ec = make_unsupported_error(feature::port_discovery);
        return {};
    }

    /// Closes a handle.
    virtual void close(native_handle handle) noexcept = 0;

    /// Closes a handle without waiting for the device.
    virtual void close_apart(native_handle handle) noexcept { close(handle); }

    /// For test doubles; null: the system's. Always the same.
    virtual time_source* time() noexcept { return nullptr; }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
