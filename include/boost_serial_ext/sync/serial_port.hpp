// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_SERIAL_PORT_HPP
#define BOOST_SERIAL_EXT_SYNC_SERIAL_PORT_HPP

#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/port_controls.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/impl/blocking_close.hpp>
#include <boost_serial_ext/sync/impl/blocking_port.hpp>
#include <boost_serial_ext/sync/port_operations.hpp>
#include <boost_serial_ext/sync/port_transfers.hpp>
#include <boost_serial_ext/sync/timeout.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {

/** A serial port for programs that wait: every call blocks until it is done.

    No event loop, no thread beside the caller's (but see `open` and `configure`; on Windows also
    `drain_exact`), and the same names, meanings, errors and test doubles as `basic_serial_stream`.
    Models Asio's SyncReadStream and SyncWriteStream. What can be asked and told besides bytes is
    inherited: see `port_controls`, whose calls do not wait, `port_operations`, `port_transfers`.

    What holds for every call that waits:
    @li Its last parameters are a time limit, `no_timeout` unless it is given, and an `error_code&`;
    without the latter it throws `boost::system::system_error`.
    @li After the limit it fails with `condition::timed_out`. The port stays usable, and nothing is
    lost: what came is in the buffer, and counted; the rest is there for the next call. A limit of
    zero: what can be done without waiting.
    @li `cancel` and `close`, by any thread, end it with `condition::aborted`, as surely. Signals do
    not: a call that one interrupts goes on.
    @li A lost device ends it with `condition::disconnected`.

    @par Thread Safety
    Shared objects: one thread may read while another writes, and others wait for the queue, the
    transmitter or line events, ask, tell, `cancel` and `close`. Two threads that read, or write, at
    the same time share the bytes in no particular order. Constructing, moving and destroying are
    for one thread alone.

    @par Bounds
    A file descriptor beside the port's, once a call has waited. No allocation by reads and writes.
    All ports without a context of their own share one, with three descriptors more.
*/
class serial_port : public serial_stream_base,
                    public port_controls<serial_port>,
                    public port_operations<serial_port>,
                    public port_transfers<serial_port>
{
    using controls = port_controls<serial_port>;
    using operations = port_operations<serial_port>;
    using transfers = port_transfers<serial_port>;
    using controls::invoke;

    template<class Context>
    using if_context = std::enable_if_t<std::is_convertible_v<Context&, asio::execution_context&>>;

public:
    /// The system's handle of an open device: a file descriptor, a `HANDLE`.
    using native_handle_type = detail::native_handle;
    using operations::configure; // with a limit, or without

    /// A closed port of the system's.
    serial_port() : port_(std::make_unique<impl::blocking_port>()) {}

    /** A closed port of a context's: of test doubles, if those are installed there.

        @param context Must outlive the port. It need not be run.
    */
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    explicit serial_port(ExecutionContext& context)
        : port_(std::make_unique<impl::blocking_port>(context.get_executor()))
    {
    }

    /// A closed port of an executor's context; see above. @param ex As a stream's `get_executor()`.
    explicit serial_port(asio::any_io_executor const& ex)
        : port_(std::make_unique<impl::blocking_port>(ex))
    {
    }

    /// An open port; see `open`. @throws boost::system::system_error
    serial_port(std::string const& device, serial_config const& config) : serial_port()
    {
        open(device, config);
    }

    /// An open port of a context's; see `open`. @throws boost::system::system_error
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    serial_port(ExecutionContext& context, std::string const& device, serial_config const& config)
        : serial_port(context)
    {
        open(device, config);
    }

    /// A port on a device that is open already; see `assign`. @throws boost::system::system_error
    explicit serial_port(native_handle_type handle) : serial_port() { assign(handle); }

    /// As above, of a context's. @throws boost::system::system_error
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    serial_port(ExecutionContext& context, native_handle_type handle) : serial_port(context)
    {
        assign(handle);
    }

    /// Takes the port over, while no other thread uses it; `other` can only be assigned to or
    /// destroyed then.
    serial_port(serial_port&& other) noexcept = default;
    /// As above; what was open here before is closed first.
    serial_port& operator=(serial_port&& other) noexcept = default;
    /// Closes, as `close` does.
    ~serial_port() = default;

    /** Open a device and configure it; see `basic_serial_stream::open`.

        @param device As in "/dev/ttyUSB0". A link, as in /dev/serial/by-id, will do.
        @param config Checked by `validate` first.
        @param limit With one, the system calls are made on a private thread, as those of
        `async_open`, so that a driver cannot hold up the caller; what it opens after the limit is
        closed again. Without, on the calling thread: `cancel` and `close` wait for it.
        @param ec As `basic_serial_stream::open`; also `condition::timed_out`, `aborted`.
    */
    void open(std::string const& device, serial_config const& config, timeout limit, error_code& ec)
    {
        impl::blocking_call call(*port_, limit);
        if (limit == no_timeout)
            call.state().open(device, config, ec);
        else
            impl::open_within(call, device, config, ec);
        port_->become_usable();
        call.conclude(ec);
    }
    /// As above, without a limit.
    void open(std::string const& device, serial_config const& config, error_code& ec)
    {
        open(device, config, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    void open(std::string const& device, serial_config const& config, timeout limit = no_timeout)
    {
        invoke("open " + device, [&](error_code& ec) { open(device, config, limit, ec); });
    }
    /// As above, of a recipe.
    void open(serial_endpoint const& endpoint, timeout limit, error_code& ec)
    {
        open(endpoint.device, endpoint.config, limit, ec);
    }
    /// As above, without a limit.
    void open(serial_endpoint const& endpoint, error_code& ec) { open(endpoint, no_timeout, ec); }
    /// As above. @throws boost::system::system_error
    void open(serial_endpoint const& endpoint, timeout limit = no_timeout)
    {
        open(endpoint.device, endpoint.config, limit);
    }

    /** Adopt a device that somebody else opened; see `basic_serial_stream::assign`.

        @param handle On success the port's, and non-blocking; on failure still the caller's.
        @param ec `condition::port_not_found`: not a serial port; `asio::error::already_open`.
    */
    void assign(native_handle_type handle, error_code& ec)
    {
        auto& port = *port_->state();
        port.assign(handle, ec);
        if (ec)
            return;
        {
            impl::blocking_port::state_type::lock const guard(port.mutex);
            if (port.is_open()) // else another thread has closed it again
                port.descriptor.native_non_blocking(true, ec);
        }
        if (!ec)
            return port_->become_usable();
        error_code ignored; // the first one tells
        port.release(ignored);
    }
    /// As above. @throws boost::system::system_error
    void assign(native_handle_type handle)
    {
        invoke("assign", [&](error_code& ec) { assign(handle, ec); });
    }

    /// Give the open device away with its settings, lock and queues; see
    /// `basic_serial_stream::release`. Calls in progress end first.
    native_handle_type release(error_code& ec) { return port_->release(ec); }
    /// As above. @throws boost::system::system_error
    native_handle_type release()
    {
        return invoke("release", [&](error_code& ec) { return release(ec); });
    }

    /// The open device's handle, for calls that the library lacks; an invalid one while closed.
    native_handle_type native_handle() { return port_->native_handle(); }

    /// Whether a port is open. A lost device leaves it open until `close`.
    [[nodiscard]] bool is_open() const noexcept { return port_ && port_->state()->is_open(); }

    /// Ends all calls in progress, with `condition::aborted`; the port stays open.
    void cancel(error_code& ec) { port_->cancel(ec); }
    /// As above. @throws boost::system::system_error
    void cancel()
    {
        invoke("cancel", [&](error_code& ec) { cancel(ec); });
    }

    /** Close the port at once; nothing happens if none is open.

        Abortive, as `basic_serial_stream::close`. Calls in progress end with `condition::aborted`,
        and no thread uses the handle any more when it returns.
    */
    void close(error_code& ec) { port_->close(ec); }
    /// As above. @throws boost::system::system_error
    void close()
    {
        invoke("close", [&](error_code& ec) { close(ec); });
    }

    /** Drain up to a deadline, then close.

        @param policy How long to drain.
        @param ec `condition::closed`; `condition::aborted`: by `cancel` while draining, the port
        stays open; `error::invalid_duration`: a negative deadline. A device that is lost, or does
        not tell its queue's depth, is closed at once.
    */
    void close(close_policy policy, error_code& ec)
    {
        if (ec = port_->state()->check_open(); !ec && policy.drain_deadline.count() < 0)
            ec = error::invalid_duration;
        if (ec)
            return;
        if (policy.drain_deadline.count() == 0)
            return close(ec);
        impl::blocking_call call(*port_, no_timeout);
        impl::close_within(call, *port_, policy, ec);
    }
    /// As above. @throws boost::system::system_error
    void close(close_policy policy)
    {
        invoke("close", [&](error_code& ec) { close(policy, ec); });
    }

private:
    friend controls;
    friend operations;
    friend transfers;

    // What port_controls works on.
    impl::blocking_port::state_type& controlled() { return *port_->state(); }
    impl::blocking_port::state_type* asked() const noexcept { return port_->state().get(); }

    impl::blocking_port& blocking() noexcept { return *port_; }

    std::unique_ptr<impl::blocking_port> port_;
};

} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
