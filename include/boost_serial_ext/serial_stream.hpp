// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SERIAL_STREAM_HPP
#define BOOST_SERIAL_EXT_SERIAL_STREAM_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/port_controls.hpp>
#include <boost_serial_ext/port_operations.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/ops/close_op.hpp>
#include <boost_serial_ext/detail/ops/initiate.hpp>
#include <boost_serial_ext/detail/ops/open_op.hpp>
#include <boost_serial_ext/detail/ops/read_available_op.hpp>
#include <boost_serial_ext/detail/ops/read_marked_op.hpp>
#include <boost_serial_ext/detail/ops/read_until_idle_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What does not depend on the executor.
class serial_stream_base
{
public:
    /// What `async_wait` waits for.
    enum wait_type
    {
        wait_read = detail::wait_base::wait_read,   ///< A byte can be read.
        wait_write = detail::wait_base::wait_write, ///< A byte can be written.
        wait_error = detail::wait_base::wait_error  ///< The port has failed.
    };

protected:
    ~serial_stream_base() = default;
};

/** A serial port, as an Asio I/O object.

    Models Asio's AsyncReadStream, AsyncWriteStream, SyncReadStream and SyncWriteStream: everything
    that is written against those (`asio::async_read_until`, `asio::async_write`,
    `asio::ssl::stream` …) works on it.

    What a port can be asked and told besides bytes is inherited: see `port_controls` (configuring,
    modem lines, queues, capabilities) and `port_operations` (draining, BREAK, line events).

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
                            public port_controls<basic_serial_stream<Executor>>,
                            public port_operations<basic_serial_stream<Executor>, Executor>
{
    using controls = port_controls<basic_serial_stream>;
    using operations = port_operations<basic_serial_stream, Executor>;
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

        No earlier terminal setting survives: raw bytes, and what `config` says; low latency and the kernel's
        RS-485 stay unless it asks for them, and so does what was received before. With `config.exclusive`
        the lock is taken before anything is changed. Blocks while the driver takes its time.

        @param device As in "/dev/ttyUSB0". A link, as in /dev/serial/by-id, will do. On Windows as
        in "COM5", in UTF-8; the prefix that COM10 needs there is added. On macOS as in
        "/dev/cu.usbserial-110", on FreeBSD as in "/dev/cuaU0": the callout node, which needs no carrier.
        @param config Checked by `validate` first.
        @param ec `condition::port_not_found` (also for what is no serial port), `port_busy`,
        `permission_denied`, `invalid_configuration`, `unsupported_feature`,
        `unsupported_configuration` (refused, or silently changed); `asio::error::already_open`;
        `error::operation_in_progress` (an `async_open`). On failure settings and lock are as before (DTR and
        RTS were raised by the system, and fall if HUPCL was set); see also `explain_open_failure`.
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

        Its settings stay as they are, and `config()` tells them; `configure` makes it raw. Do not
        adopt the terminal that controls this process: a received BREAK would interrupt it (BRKINT).

        @param handle On success the stream's; on failure still the caller's. On Windows opened with
        FILE_FLAG_OVERLAPPED, and bound to no completion port; if its timeouts are such that reads do
        not wait at all, `error::end_of_input` tells so.
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

        @return The handle, non-blocking (overlapped on Windows), which the caller must close; an
        invalid one if no port is open.
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
        ec = port.check_readable(false);
        return ec ? 0 : detail::read_here(port, buffers, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers)
    {
        return invoke("read_some", [&](error_code& ec) { return read_some(buffers, ec); });
    }

    /** Read data, and what was wrong with it; for a port with `serial_config::line_marks`.

        @param buffer Where to; it is also the decoder's workplace: bytes behind the result change.
        @param marks Gets what was wrong appended, with offsets from the beginning of `buffer`.
        @param ec As `async_read_marked`.
        @return How many bytes were read: at least one, unless there are marks, `buffer` is empty or
        `ec` is set.
    */
    std::size_t read_marked(
        asio::mutable_buffer buffer, std::vector<line_mark>& marks, error_code& ec)
    {
        auto& port = *shared_state();
        return detail::read_marked_here(port, buffer, marks, ec,
            [&](error_code& e) { return detail::read_here(port, buffer, e); });
    }
    /// As above. @throws boost::system::system_error
    std::size_t read_marked(asio::mutable_buffer buffer, std::vector<line_mark>& marks)
    {
        return invoke(
            "read_marked", [&](error_code& ec) { return read_marked(buffer, marks, ec); });
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
        if (port.is(detail::half_duplex))
            return detail::send_here(state_, ec, detail::plain_pause<Executor>{port},
                [&](error_code& e) { return detail::write_here(port, buffers, e); });
        std::size_t const n = detail::write_here(port, buffers, ec);
        port.count_written(n);
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
        `condition::closed`, `disconnected`, `aborted`; `error::line_marks_on`. With an error no byte was taken.
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
            detail::initiate_read<Executor>{{shared_state()}}, token, buffers);
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
        One allocation by the handler's allocator; no thread, no polling; with RS-485 by software
        more allocations and looks, as `async_drain_exact`.
    */
    template<class ConstBufferSequence,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_write_some(ConstBufferSequence const& buffers, Token&& token = Token())
    {
        return asio::async_initiate<Token, io_signature>(
            detail::initiate_write<Executor>{{shared_state()}}, token, buffers);
    }

    /** Append all that is queued to a dynamic buffer: one wake-up, one read.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffer A dynamic buffer, as in `asio::dynamic_buffer(text)` or, of a streambuf,
        `asio::basic_streambuf_ref<>(buf)`; what it refers to must live until then.
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

    /** Read a frame that ends when the line falls silent, as Modbus RTU's do (t3.5).

        Waits for the first byte without limit, then appends all that comes until nothing has come
        for `gap`. The silence is counted from when the latest bytes were read: never ended before
        that, and late by a tick of the timer. A character arrives when its last bit has, so what
        counts is the silence on the wire and one character more. A USB adapter hands bytes over in
        lumps, FTDI's every 16 ms: a shorter gap needs `low_latency`.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffer A dynamic buffer, as in `asio::dynamic_buffer(text)` or, of a streambuf,
        `asio::basic_streambuf_ref<>(buf)`; what it refers to must live until then.
        @param gap As `char_time(config, 9) / 2`, for a silence of three and a half characters.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`; `asio::error::no_buffer_space`: the buffer
        has reached its `max_size`; `error::invalid_duration`: not positive. Also with an error the
        buffer has what came, as many bytes as the handler is told.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no byte is lost: what had come is in the buffer.
        @par Executor
        The handler's, which must not run handlers concurrently: one thread, or a strand.
        @par Thread Safety
        As the class.
        @par Bounds
        Up to three blocks at a time by the handler's allocator, four allocations a frame, beside
        the buffer's own growth: Asio keeps two for the next operation, the rest are the heap's. A
        timer.
    */
    template<class DynamicBuffer,
        BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_read_until_idle(
        DynamicBuffer buffer, std::chrono::nanoseconds gap, Token&& token = Token())
    {
        return asio::async_compose<Token, io_signature>(
            detail::read_until_idle_op<Executor, DynamicBuffer>(
                shared_state(), std::move(buffer), gap),
            token, executor_);
    }

    /** Read data, and what was wrong with it; for a port with `serial_config::line_marks`.

        Waits for the first byte or mark. Which error it was the driver's counters tell, asked after
        each read; where they leave it open, as with several different errors at once or no counters
        at all, a mark says `framing_or_parity_error`, and a NUL with an error may count as a BREAK.

        @par Completion Signature
        @code void(boost::system::error_code, std::size_t) @endcode
        @param buffer Where to; the memory must live until the handler is called. It is also the
        decoder's workplace: bytes behind the result change.
        @param marks Gets what was wrong appended, with offsets from the beginning of `buffer`; must
        live until then, and is not to be touched. Without errors on the line it stays as it is. The
        handler may be told of no bytes if there are marks: of a BREAK, whose mark counts for the
        byte that follows.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`; `error::line_marks_off`: the port has none;
        `error::operation_in_progress`: another such read. With an error nothing was taken.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no byte and no mark is lost; the next read delivers them.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator, and room in `marks` for a mark on every third
        byte of `buffer`, before anything is read; none if there is room. A system call more than
        `async_read_some` for each read.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, std::size_t)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_read_marked(
        asio::mutable_buffer buffer, std::vector<line_mark>& marks, Token&& token = Token())
    {
        return asio::async_compose<Token, io_signature>(
            detail::read_marked_op<Executor>(shared_state(), buffer, marks), token, executor_);
    }

    /** Wait until the port can be read or written, or has failed; nothing is read or written.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param type What to wait for.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`. Bytes that came before a hang-up and can
        still be read count as readiness. As with Asio's sockets the port may no longer be ready
        when the handler is called, or what was ready may have been taken before the wait began: use
        operations that wait, not blocking ones. On Windows a wait for writing ends at once: a write
        takes its time itself there.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: nothing has happened to the port.
        @par Executor
        The handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation by the handler's allocator; no thread, no polling. (On Windows one of the
        system's threads waits for the event; a device without events is looked at every 10 ms.)
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_wait(wait_type type, Token&& token = Token())
    {
        return asio::async_initiate<Token, void(error_code)>(
            detail::initiate_wait<Executor>{{shared_state()}}, token,
            static_cast<detail::wait_base::wait_type>(type));
    }

    /** Lets transfers complete one after the other, without the context in between.

        Off by default: a transfer that is done at once completes by a post, and before the context
        runs what was posted it asks the system for news. With this, if such a transfer
        (`async_read_some`, `async_write_some`, or what Asio composes of them) was begun inside the
        handler of another one, on the same executor, its handler is called when that one has
        returned. A question and its answer take four system calls then instead of five. A write is
        tried so unless the one before found the line full; a read if the one before found as much
        as a tty gives at once, or filled a buffer of 256 bytes or more, and no write waits. It is
        for dialogues, a port at a time: where many ports are busy at once it takes more CPU than it
        saves (doc/modules/ROOT/pages/performance.adoc).

        What you promise: no handler runs the context (`run_one`, `poll`) or blocks until a transfer
        has completed that it has begun itself; it would wait for ever. Coroutines that do nothing
        but await keep that promise. What changes besides: one call of `run_one` may call several
        handlers (at most 16 more), also after `stop`, and work that a handler posts may come after
        the handlers of transfers that it begins later. If a handler throws, those that are due are
        posted, which ends the program if there is no memory for it: then two reads, or two writes,
        that the handler has begun may be told in the wrong order. An immediate executor that a
        handler has itself goes first.

        Belongs to the stream, whether open or not, and moves with it. No effect where the
        kernel completes transfers (io_uring, Windows), on virtual ports of the test doubles, and on other
        operations, such as `async_read_until_idle`.
    */
    void chain_completions(bool on) { shared_state()->chain_completions(on); }
    /// Whether it does.
    [[nodiscard]] bool chains_completions() const noexcept
    {
        return state_ && state_->is(detail::chaining);
    }

    /** Ends all operations in progress, with `asio::error::operation_aborted`; the port stays open.

        What has begun and cannot be left half-done goes on: a `configure`, a close, an RS-485 write. So does
        what Asio composes (`asio::async_read`), between two steps: its cancellation slot ends it.
    */
    void cancel(error_code& ec) { shared_state()->cancel(ec); }
    /// As above. @throws boost::system::system_error
    void cancel()
    {
        invoke("cancel", [&](error_code& ec) { cancel(ec); });
    }

    /** Close the port at once; nothing happens if none is open.

        Abortive: output that was not sent is discarded, and nothing is waited for. Where the driver
        does not discard it (usb-serial, cdc_acm while the device takes nothing; Linux would wait
        for 30 s) a thread of its own finishes the close, and a transaction in progress does it;
        until then an open of the device waits, or on Windows fails with
        `condition::port_busy`: there below 1000 baud, or while the driver has output that it does
        not discard. Operations in progress complete with
        `asio::error::operation_aborted`. BREAK goes off, low latency and RS-485 are as before the
        open, the lock is given back; other settings stay, and `hangup_on_close` does what it says.
        Waits for answers of a USB device, not for its output.
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

    /** Drain up to a deadline, then close, without blocking the executor.

        Until the output queue is empty or the deadline over everything goes on as before; then the
        port is closed as by `close`, the system calls on the private thread. A write in progress
        ends then too, with what it has still to write: let it end first. With the handler's
        call the device is free again, but see there.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param policy How long to drain.
        @param token The completion token.
        @par Errors
        `condition::closed`, `aborted`; `error::operation_in_progress`: another `async_close`;
        `error::invalid_duration`: a negative deadline. That the deadline came first is none: what
        must be known to have left is drained before. A device that is lost, or does not tell its
        queue's depth, is closed at once.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: while draining; the port stays open. A close that has begun
        is finished, and succeeds.
        @par Executor
        Every look and the handler: the handler's; the close: the private thread.
        @par Thread Safety
        As the class. Reads and writes may go on while it drains.
        @par Bounds
        Allocates; looks as `async_drain`; the thread of `async_open`.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_close(close_policy policy, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::close_op<Executor>(shared_state(), policy), token, executor_);
    }

private:
    template<class>
    friend class basic_serial_stream;
    friend controls;
    friend operations;

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
