// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SERIAL_STREAM_HPP
#define BOOST_SERIAL_EXT_SERIAL_STREAM_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_controls.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/break_op.hpp>
#include <boost_serial_ext/detail/ops/configure_op.hpp>
#include <boost_serial_ext/detail/ops/drain_op.hpp>
#include <boost_serial_ext/detail/ops/initiate.hpp>
#include <boost_serial_ext/detail/ops/open_op.hpp>
#include <boost_serial_ext/detail/ops/read_available_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What does not depend on the executor.
class serial_stream_base
{
public:
    /// What `async_wait` waits for.
    enum wait_type
    {
        wait_read = asio::posix::descriptor_base::wait_read,   ///< A byte can be read.
        wait_write = asio::posix::descriptor_base::wait_write, ///< A byte can be written.
        wait_error = asio::posix::descriptor_base::wait_error  ///< The port has failed.
    };

protected:
    ~serial_stream_base() = default;
};

/** A serial port, as an Asio I/O object.

    Models Asio's AsyncReadStream, AsyncWriteStream, SyncReadStream and SyncWriteStream: everything
    that is written against those (`asio::async_read_until`, `asio::async_write`,
    `asio::ssl::stream` …) works on it.

    What holds for every operation, unless it says otherwise:
    @li Errors compare with `condition`. `condition::closed`: no port is open.
    `condition::disconnected`: the device is gone; every operation in progress completes with it
    once, every later one at once. `condition::aborted` (`asio::error::operation_aborted`): `cancel`
    or a cancellation slot ended it, or the stream was closed, reopened or destroyed meanwhile. When
    the context is destroyed, operations end without completing.
    @li A function that throws `boost::system::system_error` has a twin with an `error_code&`.
    @li Asynchronous operations use the handler's associated executor (by default
    `get_executor()`), allocator, cancellation slot and, from Boost 1.82 on, immediate executor.
    Handlers are not called within the initiating function.
    @li Closing, moving from and destroying the stream are safe with operations in progress, which
    stay with the port. Buffers must live until the handler is called.

    @par Thread Safety
    Distinct objects: safe. Shared objects: unsafe, as with Asio's sockets: use a strand. One read
    and one write may be in progress at the same time.

    @tparam Executor The executor of the I/O, as for `asio::basic_serial_port`.
*/
template<class Executor = asio::any_io_executor>
class basic_serial_stream : public serial_stream_base,
                            public port_controls<basic_serial_stream<Executor>>
{
    using controls = port_controls<basic_serial_stream>;
    using controls::invoke;

    template<class Context>
    using if_context = std::enable_if_t<std::is_convertible_v<Context&, asio::execution_context&>
        && std::is_constructible_v<Executor, decltype(std::declval<Context&>().get_executor())>>;
    template<class OtherExecutor>
    using if_executor = std::enable_if_t<
        std::is_convertible_v<OtherExecutor, Executor> && !std::is_same_v<OtherExecutor, Executor>>;
    using io_signature = void(error_code, std::size_t);

public:
    /// The executor's type.
    using executor_type = Executor;
    /// This stream itself: it has no lower layer. For `asio::ssl::stream` and the like.
    using lowest_layer_type = basic_serial_stream;
    /// The system's handle of an open device: a file descriptor, a `HANDLE`.
    using native_handle_type = detail::native_handle;
    /// The same stream with another executor; how `use_awaitable_t::as_default_on` adapts it.
    template<class OtherExecutor>
    struct rebind_executor
    {
        /// The rebound type.
        using other = basic_serial_stream<OtherExecutor>;
    };

    /// A closed stream. @param ex Copied; it must have an execution context.
    explicit basic_serial_stream(executor_type const& ex)
        : executor_(ex), state_(std::make_shared<state_type>(ex))
    {
    }

    /// A closed stream. @param context Must outlive the stream.
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    explicit basic_serial_stream(ExecutionContext& context)
        : basic_serial_stream(executor_type(context.get_executor()))
    {
    }

    /// An open stream; see `open`. @throws boost::system::system_error
    basic_serial_stream(
        executor_type const& ex, std::string const& device, serial_config const& config)
        : basic_serial_stream(ex)
    {
        open(device, config);
    }

    /// An open stream; see `open`. @throws boost::system::system_error
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    basic_serial_stream(
        ExecutionContext& context, std::string const& device, serial_config const& config)
        : basic_serial_stream(context)
    {
        open(device, config);
    }

    /// A stream on a device that is open already; see `assign`. @throws boost::system::system_error
    basic_serial_stream(executor_type const& ex, native_handle_type handle)
        : basic_serial_stream(ex)
    {
        assign(handle);
    }

    /// A stream on a device that is open already; see `assign`. @throws boost::system::system_error
    template<class ExecutionContext, class = if_context<ExecutionContext>>
    basic_serial_stream(ExecutionContext& context, native_handle_type handle)
        : basic_serial_stream(context)
    {
        assign(handle);
    }

    /// Takes the port over, with the operations in progress; `other` is closed, and can be used
    /// again.
    basic_serial_stream(basic_serial_stream&& other) noexcept
        : executor_(other.executor_), state_(std::move(other.state_))
    {
    }

    /// As above; what was open here before is closed first.
    basic_serial_stream& operator=(basic_serial_stream&& other)
    {
        if (this != &other)
        {
            close_quietly();
            executor_ = other.executor_;
            state_ = std::move(other.state_);
        }
        return *this;
    }

    /// Takes the port over; the operations in progress on `other` are cancelled.
    template<class OtherExecutor, class = if_executor<OtherExecutor>>
    basic_serial_stream(basic_serial_stream<OtherExecutor>&& other)
        : basic_serial_stream(executor_type(other.get_executor()))
    {
        take(other);
    }

    /// As above; what was open here before is closed first.
    template<class OtherExecutor, class = if_executor<OtherExecutor>>
    basic_serial_stream& operator=(basic_serial_stream<OtherExecutor>&& other)
    {
        return *this = basic_serial_stream(std::move(other));
    }

    /// Closes, as `close` does.
    ~basic_serial_stream() { close_quietly(); }

    /// The executor that was given to the constructor.
    executor_type get_executor() const noexcept { return executor_; }

    /// This stream.
    lowest_layer_type& lowest_layer() noexcept { return *this; }
    /// This stream.
    lowest_layer_type const& lowest_layer() const noexcept { return *this; }

    /** Open a device and configure it.

        Nothing of the device's earlier settings survives: raw bytes, and what `config` says. With
        `config.exclusive` the lock is taken before anything is changed. Blocks for as long as the
        driver takes; `async_open` does not.

        @param device As in "/dev/ttyUSB0". A link, as in /dev/serial/by-id, will do.
        @param config Checked by `validate` first.
        @param ec `condition::port_not_found` (also for what is no serial port), `port_busy`,
        `permission_denied`, `invalid_configuration`, `unsupported_feature`,
        `unsupported_configuration` (refused, or silently changed); `asio::error::already_open`. On
        failure settings and lock are as they were (DTR and RTS pulse: the system raises them); see
        also `explain_open_failure`.
    */
    void open(std::string const& device, serial_config const& config, error_code& ec)
    {
        shared_state()->open(device, config, ec);
    }
    /// As above. @throws boost::system::system_error
    void open(std::string const& device, serial_config const& config)
    {
        invoke("open " + device, [&](error_code& ec) { open(device, config, ec); });
    }

    /** Open a device and configure it, without blocking the executor.

        As `open`, but on the private thread that the context's streams share.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param device,config Copied.
        @param token The completion token.
        @par Errors
        As `open`; `error::operation_in_progress`: another open is in progress on this stream.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: the stream stays closed, and what the thread opens meanwhile
        is closed again: the device may see an edge of DTR, and be busy for that long.
        @par Executor
        The handler's; the system calls are made on the private thread.
        @par Thread Safety
        As the class. Opens of one context take turns on the thread.
        @par Bounds
        Allocates; one thread for each context, started by the first such operation. An open that
        the driver holds up delays the next ones, `notify_fork` and the end of the context.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_open(
        std::string device, serial_config const& config, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::open_op<Executor>(shared_state(), std::move(device), config), token, executor_);
    }

    /// As above: `async_open(endpoint.device, endpoint.config, token)`.
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_open(serial_endpoint const& endpoint, Token&& token = Token())
    {
        return async_open(endpoint.device, endpoint.config, std::forward<Token>(token));
    }

    /** Adopt a device that somebody else opened; the stream owns the handle from then on.

        Its settings stay as they are, and `config()` tells them; `configure` makes it raw.

        @param handle On success the stream's; on failure still the caller's.
        @param ec `condition::port_not_found`: not a serial port; `asio::error::already_open`.
    */
    void assign(native_handle_type handle, error_code& ec) { shared_state()->assign(handle, ec); }
    /// As above. @throws boost::system::system_error
    void assign(native_handle_type handle)
    {
        invoke("assign", [&](error_code& ec) { assign(handle, ec); });
    }

    /** Give the open device away with its settings, lock and queues; the stream is closed then.

        Operations in progress complete with `asio::error::operation_aborted`; BREAK goes off. What
        a close would have put back (low latency, RS-485) stays.

        @return The handle, non-blocking, which the caller must close; an invalid one if no port is
        open.
    */
    native_handle_type release(error_code& ec) { return shared_state()->release(ec); }
    /// As above. @throws boost::system::system_error
    native_handle_type release()
    {
        return invoke("release", [&](error_code& ec) { return release(ec); });
    }

    /// The open device's handle, for calls that the library lacks; an invalid one while closed.
    native_handle_type native_handle() { return shared_state()->descriptor.native_handle(); }

    /// Whether a port is open. A lost device leaves it open until `close`.
    [[nodiscard]] bool is_open() const noexcept { return state_ && state_->is_open(); }

    /** Read what is there; wait for the first byte.

        @return How many bytes were read: at least one, unless `buffers` are empty or `ec` is set.
    */
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers, error_code& ec)
    {
        auto& port = *shared_state();
        if (ec = port.check_open(); ec)
            return 0;
        unsigned empty_reads = 0;
        for (;;)
        {
            std::size_t const n = port.descriptor.read_some(buffers, ec);
            if (ec == asio::error::eof)
                ec = detail::judge_empty_read(port, empty_reads);
            else if (!ec)
                return n;
            port.note(ec);
            if (ec && ec != asio::error::interrupted)
                return 0;
        }
    }
    /// As above. @throws boost::system::system_error
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers)
    {
        return invoke("read_some", [&](error_code& ec) { return read_some(buffers, ec); });
    }

    /** Write what the system takes; wait until it takes the first byte.

        With RS-485 by software, waits until they are sent: see `rs485_config`.

        @return How many bytes the system accepted; `drain` waits until they are sent.
    */
    template<class ConstBufferSequence>
    std::size_t write_some(ConstBufferSequence const& buffers, error_code& ec)
    {
        auto& port = *shared_state();
        if (ec = port.check_open(); ec)
            return 0;
        if (port.half_duplex)
            return detail::send_here(state_, buffers, ec);
        std::size_t n = 0;
        do
            n = port.descriptor.write_some(buffers, ec);
        while (ec == asio::error::interrupted);
        port.note(ec);
        return n;
    }
    /// As above. @throws boost::system::system_error
    template<class ConstBufferSequence>
    std::size_t write_some(ConstBufferSequence const& buffers)
    {
        return invoke("write_some", [&](error_code& ec) { return write_some(buffers, ec); });
    }

    /** Read what is there; wait for the first byte.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffers Where to; the memory must live until the handler is called.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`. With an error no byte was taken.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no byte is lost; the next read delivers what has arrived.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class. Two reads in progress complete in order; each byte goes to exactly one.
        @par Bounds
        One allocation by the handler's allocator; no thread, no polling.
    */
    template<class MutableBufferSequence,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_read_some(MutableBufferSequence const& buffers, Token&& token = Token())
    {
        return asio::async_initiate<Token, io_signature>(
            detail::initiate_read<basic_serial_stream>(*this), token, buffers);
    }

    /** Write what the system takes; wait until it takes the first byte.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffers What; the memory must live until the handler is called. `asio::buffer` copies
        nothing: a temporary string is a bug, which shows only when the queue is full.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`. With an error no byte was accepted. RS-485
        by software has rules of its own: see `rs485_config`.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: what was accepted is reported and will be sent.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class. Two writes in progress complete in order.
        @par Bounds
        One allocation by the handler's allocator; no thread, no polling.
    */
    template<class ConstBufferSequence,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_write_some(ConstBufferSequence const& buffers, Token&& token = Token())
    {
        return asio::async_initiate<Token, io_signature>(
            detail::initiate_write<basic_serial_stream>(*this), token, buffers);
    }

    /** Append all that is queued to a dynamic buffer: one wake-up, one read.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffer As for `asio::async_read_until`; what it refers to must live until then.
        @param limit The largest number of bytes to append. Zero completes at once, with zero.
        @param token The completion token.
        @par Errors
        As `async_read_some`; `asio::error::no_buffer_space`: the buffer has reached its `max_size`.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no byte is lost, the buffer is as it was.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation at a time by the handler's allocator, beside the buffer's own growth.
    */
    template<class DynamicBuffer,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_read_available(
        DynamicBuffer buffer, std::size_t limit, Token&& token = Token())
    {
        return asio::async_compose<Token, io_signature>(
            detail::read_available_op<Executor, DynamicBuffer>{
                shared_state(), detail::buffer_tail<DynamicBuffer>(std::move(buffer)), limit},
            token, executor_);
    }

    /// As above, without a limit.
    template<class DynamicBuffer,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>,
        class = std::enable_if_t<!std::is_convertible_v<Token, std::size_t>>>
    decltype(auto) async_read_available(DynamicBuffer buffer, Token&& token = Token())
    {
        return async_read_available(std::move(buffer), (std::numeric_limits<std::size_t>::max)(),
            std::forward<Token>(token));
    }

    /** Wait until the port can be read or written, or has failed; nothing is read or written.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param type What to wait for.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`. Bytes that came before a hang-up and can
        still be read count as readiness.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: nothing has happened to the port.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator; no thread, no polling.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_wait(wait_type type, Token&& token = Token())
    {
        return asio::async_initiate<Token, void(error_code)>(
            detail::initiate_wait<basic_serial_stream>(*this), token,
            static_cast<asio::posix::descriptor_base::wait_type>(type));
    }

    /** Wait until everything written has left the system's output queue.

        Looks at the queue's depth, spaced by the wire time of what is queued. The last characters
        may still be inside the device; `async_drain_exact` waits for those.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`; `error::operation_in_progress`: another
        drain; `condition::unsupported_feature`: the driver does not tell the depth.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: nothing is taken back from the queue; drain again at will.
        @par Executor
        Every look and the handler: the handler's.
        @par Thread Safety
        As the class. Reads and writes may go on.
        @par Bounds
        One allocation at a time by the handler's allocator; looks every 1 to 50 ms; no thread.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_drain(Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::drain_op<Executor>(shared_state(), this->config()), token, executor_);
    }
    /// Blocks as `async_drain` waits. @param ec As there, but for cancellation.
    void drain(error_code& ec) { detail::drain_here(*shared_state(), this->config(), ec); }
    /// As above. @throws boost::system::system_error
    void drain()
    {
        invoke("drain", [&](error_code& ec) { drain(ec); });
    }

    /** Wait until the last bit has left the wire; not served by this version.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::drain_result) @endcode
        @param token The completion token.
        @par Errors
        `condition::closed`; `condition::unsupported_feature` always: `feature::exact_drain`.
        @par Per-Operation Cancellation
        None: completes at once.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, drain_result)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_drain_exact(Token&& token = Token())
    {
        return asio::async_initiate<Token, void(error_code, drain_result)>(
            detail::initiate_answer<basic_serial_stream>(*this), token,
            unsupported(feature::exact_drain), drain_result::estimated);
    }
    /// Not served by this version, as `async_drain_exact`.
    drain_result drain_exact(error_code& ec)
    {
        ec = unsupported(feature::exact_drain);
        return drain_result::estimated;
    }
    /// As above. @throws boost::system::system_error
    drain_result drain_exact()
    {
        return invoke("drain_exact", [&](error_code& ec) { return drain_exact(ec); });
    }

    /** Send BREAK: drain, then hold the line in the space state for a while.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param duration How long; zero is a pulse as short as the driver can make it.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`, `unsupported_feature` (ptys);
        `error::invalid_duration`: negative; `error::operation_in_progress`: another BREAK.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: BREAK is off again.
        @par Executor
        Both switches and the handler: the handler's.
        @par Thread Safety
        As the class. What is written meanwhile is garbled or delayed, as the driver likes.
        @par Bounds
        One allocation by the handler's allocator; no thread. Off too when the stream is closed,
        moved from another executor or destroyed.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_send_break(std::chrono::nanoseconds duration, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::break_op<Executor>(shared_state(), this->config(), duration), token, executor_);
    }
    /// Blocks as `async_send_break` waits. @param ec As there, but for cancellation.
    void send_break(std::chrono::nanoseconds duration, error_code& ec)
    {
        detail::break_here(*shared_state(), this->config(), duration, ec);
    }
    /// As above. @throws boost::system::system_error
    void send_break(std::chrono::nanoseconds duration)
    {
        invoke("send_break", [&](error_code& ec) { send_break(duration, ec); });
    }

    /** Change the configuration of the open port, as `configure`, without blocking the executor.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::config_report) @endcode
        @param config Copied.
        @param token The completion token.
        @par Errors
        As `configure`.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: a transaction that has not begun does not take place; one
        that has begun is finished and reported as it is.
        @par Executor
        The handler's; the system calls are made on the private thread.
        @par Thread Safety
        As the class. Transactions take place one after the other, in the order of their starts;
        a control call on this port waits for the one that is in progress, reads and writes do not.
        @par Bounds
        Allocates; the thread of `async_open`.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, config_report)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_configure(serial_config const& config, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code, config_report)>(
            detail::configure_op<Executor>(shared_state(), config), token, executor_);
    }

    /** Wait for edges of the modem lines, breaks and line errors; not served by this version.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::line_event) @endcode
        @param mask What to wait for.
        @param token The completion token.
        @par Errors
        `condition::closed`; `condition::unsupported_feature` always: `feature::line_events`.
        @par Per-Operation Cancellation
        None: completes at once.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, line_event)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_wait_line_event(line_events mask, Token&& token = Token())
    {
        static_cast<void>(mask);
        return asio::async_initiate<Token, void(error_code, line_event)>(
            detail::initiate_answer<basic_serial_stream>(*this), token,
            unsupported(feature::line_events), line_event{});
    }

    /// Ends all operations in progress, with `asio::error::operation_aborted`; the port stays open.
    void cancel(error_code& ec) { shared_state()->cancel(ec); }
    /// As above. @throws boost::system::system_error
    void cancel()
    {
        invoke("cancel", [&](error_code& ec) { cancel(ec); });
    }

    /** Close the port at once; nothing happens if none is open.

        Abortive: output that was not sent is discarded first, so that the system has nothing to
        wait for. Operations in progress complete with `asio::error::operation_aborted`. BREAK goes
        off, low latency and RS-485 are as before the open, the lock is given back; other settings
        stay, and `hangup_on_close` does what it says.
    */
    void close(error_code& ec)
    {
        ec.clear();
        if (state_)
            state_->close(ec);
    }
    /// As above. @throws boost::system::system_error
    void close()
    {
        invoke("close", [&](error_code& ec) { close(ec); });
    }

    /** Drain up to a deadline, then close; not served by this version: nothing is closed.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param policy How long to drain.
        @param token The completion token.
        @par Errors
        `condition::unsupported_feature` always.
        @par Per-Operation Cancellation
        None: completes at once.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_close(close_policy policy, Token&& token = Token())
    {
        static_cast<void>(policy);
        return asio::async_initiate<Token, void(error_code)>(
            detail::initiate_answer<basic_serial_stream>(*this), token,
            boost::system::errc::make_error_code(boost::system::errc::operation_not_supported));
    }

private:
    template<class>
    friend class basic_serial_stream;
    template<class>
    friend class detail::initiate_base;
    friend controls;

    using state_type = detail::port_state<Executor>;

    // A stream that was moved from has none until it is used again.
    std::shared_ptr<state_type> const& shared_state()
    {
        if (!state_)
            state_ = std::make_shared<state_type>(executor_);
        return state_;
    }

    // What port_controls works on; there may be nothing to ask yet.
    state_type& controlled() { return *shared_state(); }
    state_type* asked() const noexcept { return state_.get(); }

    error_code unsupported(feature f)
    {
        error_code const ec = shared_state()->check_open();
        return ec ? ec : make_unsupported_error(f);
    }

    template<class OtherExecutor>
    void take(basic_serial_stream<OtherExecutor>& other)
    {
        if (other.state_)
            shared_state()->take_from(*other.state_);
    }

    void close_quietly() noexcept
    {
        error_code ignored; // a destructor has nobody to tell
        if (state_)
            state_->close(ignored);
    }

    Executor executor_;
    std::shared_ptr<state_type> state_;
};

/// A serial port for any executor.
using serial_stream = basic_serial_stream<>;

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
