// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_PORT_MONITOR_HPP
#define BOOST_SERIAL_EXT_PORT_MONITOR_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/port_monitor_op.hpp>
#include <boost_serial_ext/detail/port_monitor_state.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/execution_context.hpp>

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** Tells of serial ports that arrive and leave, as an Asio I/O object.

    @code
    port_monitor monitor(context);
    for (port_info const& port : monitor.ports())
        std::cout << port.device << '\n';
    for (;;)
        std::cout << co_await monitor.async_wait(asio::use_awaitable) << '\n';
    @endcode

    It begins with the ports that are there, which `list_ports` lists as well, and tells what changes
    from then on: each arrival and departure once, in their order, whether or not anybody waits at
    the time. No port is opened. Three things follow from this:
    @li A device that came and went again before that was told is not told at all.
    @li A device that was replaced by another one, or by itself, under the same name has left, and
    has arrived. If that happened several times before it was told, it is told once.
    @li After many changes without a wait the system drops some of its messages. Then all ports are
    looked at: nothing is missed, but the order may be another.

    A port is told to have arrived when it can be opened for reading and writing, and, where udev
    runs, when udev is through with it: with its owner, its mode, and its links in /dev/serial. That
    is waited for up to two seconds; then the port is told all the same.

    On Linux it listens to the kernel's own messages (a netlink socket, NETLINK_KOBJECT_UEVENT):
    without privileges, and with or without udev. They are no more than a reason to look at
    /sys/class/tty. The kernel sends none into a user namespace of its own, as containers without
    root have: nothing arrives and leaves there. A node that somebody makes by hand in /dev, and a
    UART whose type is set by `setserial`, is not noticed until the kernel has something to say of
    its terminal.

    On Windows it is told by CM_Register_Notification and of changes in the registry, on macOS by
    IOServiceAddMatchingNotification, on FreeBSD and DragonFly by devd's messages, and looks at all
    ports then. OpenBSD, NetBSD and others do not tell: there a monitor cannot be made
    (`condition::unsupported_feature`).

    @par Test Doubles
    Virtual ports do not come and go here: the monitor watches the machine's, on any context.

    @par Thread Safety
    Distinct objects: safe. Shared objects: unsafe, as with Asio's own.

    @tparam Executor The executor of the waits, as for `basic_serial_stream`.
*/
template<class Executor = asio::any_io_executor>
class basic_port_monitor
{
    using state_type = detail::port_monitor_state<Executor>;

    template<class Context>
    using if_context = std::enable_if_t<std::is_convertible_v<Context&, asio::execution_context&>
        && std::is_constructible_v<Executor, decltype(std::declval<Context&>().get_executor())>>;

public:
    /// The executor's type.
    using executor_type = Executor;
    /// The same monitor with another executor; how `use_awaitable_t::as_default_on` adapts it.
    template<class OtherExecutor>
    struct rebind_executor
    {
        /// The rebound type.
        using other = basic_port_monitor<OtherExecutor>;
    };

    /** Begin to watch.

        Reads what `list_ports` reads.

        @param ex Copied; it must have an execution context.
        @param ec The system's own error, if it tells nothing of its ports. Then every wait ends with
        `condition::closed`.
    */
    basic_port_monitor(executor_type const& ex, error_code& ec)
        : executor_(ex), state_(std::make_shared<state_type>(ex))
    {
        state_->start(ec);
    }

    /// As above. @throws boost::system::system_error
    explicit basic_port_monitor(executor_type const& ex)
        : executor_(ex), state_(std::make_shared<state_type>(ex))
    {
        error_code ec;
        state_->start(ec);
        detail::throw_if(ec, "port_monitor");
    }

    /// As above. @param context Must outlive the monitor. @param ec As above.
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    basic_port_monitor(ExecutionContext& context, error_code& ec)
        : basic_port_monitor(executor_type(context.get_executor()), ec)
    {
    }

    /// As above. @throws boost::system::system_error
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    explicit basic_port_monitor(ExecutionContext& context)
        : basic_port_monitor(executor_type(context.get_executor()))
    {
    }

    /// Takes the watch over, with the wait in progress. `other` watches nothing then: its waits end
    /// with `condition::closed`.
    basic_port_monitor(basic_port_monitor&& other) noexcept
        : executor_(other.executor_), state_(std::move(other.state_))
    {
    }

    /// As above; a wait in progress here ends with `asio::error::operation_aborted`.
    basic_port_monitor& operator=(basic_port_monitor&& other) noexcept
    {
        if (this != &other)
        {
            stop();
            executor_ = other.executor_;
            state_ = std::move(other.state_);
        }
        return *this;
    }

    /// A wait in progress ends with `asio::error::operation_aborted`.
    ~basic_port_monitor() { stop(); }

    /// The executor that was given to the constructor.
    executor_type get_executor() const noexcept { return executor_; }

    /// The ports that it knows to be there, in their natural order: those of its beginning, changed by
    /// the events that have been told since.
    [[nodiscard]] std::vector<port_info> ports() const
    {
        return state_ ? state_->ports() : std::vector<port_info>();
    }

    /** Wait for a port that arrives or leaves.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::port_event) @endcode
        @param token The completion token. Its handler is never called from within this function.
        @par Errors
        `condition::closed`: it watches nothing. `condition::aborted`: cancelled, or the monitor was
        destroyed. `error::operation_in_progress`: another wait is in progress. Else the system's own;
        nothing is lost then, and the next wait tries again.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no event is lost, the next wait tells it.
        @par Executor
        Every look and the handler: the handler's associated executor, by default `get_executor()`.
        @par Thread Safety
        As the class.
        @par Bounds
        No thread (on Windows and macOS the system's), and nothing runs while nothing happens: any
        message of the kernel, of whatever device, wakes it for one system call. For a terminal it
        reads the files that `list_ports` reads of it, here and now, which may wait for a USB
        device's driver. One that cannot be opened yet is looked at after 10 ms, 20 ms … every
        500 ms. Allocates.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, port_event)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_wait(Token&& token = Token())
    {
        if (!state_) // moved from
            state_ = std::make_shared<state_type>(executor_);
        return asio::async_compose<Token, void(error_code, port_event)>(
            detail::port_monitor_op<Executor>(state_), token, executor_);
    }

    /// The wait in progress ends with `asio::error::operation_aborted`; another one may begin at once.
    /// @param ec `condition::closed`: it watches nothing.
    void cancel(error_code& ec)
    {
        if (state_)
            state_->cancel(ec);
        else
            ec = asio::error::bad_descriptor;
    }

    /// As above. @throws boost::system::system_error
    void cancel()
    {
        error_code ec;
        cancel(ec);
        detail::throw_if(ec, "cancel");
    }

private:
    void stop() noexcept
    {
        if (state_)
            state_->close();
    }

    executor_type executor_;
    std::shared_ptr<state_type> state_;
};

/// The monitor with the polymorphic executor, as most programs use it.
using port_monitor = basic_port_monitor<>;

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
