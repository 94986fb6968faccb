// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_PORT_TRANSFERS_HPP
#define BOOST_SERIAL_EXT_SYNC_PORT_TRANSFERS_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/impl/blocking_call.hpp>
#include <boost_serial_ext/sync/impl/blocking_operations.hpp>
#include <boost_serial_ext/sync/timeout.hpp>

#include <boost_serial_ext/detail/ops/read_available_op.hpp>
#include <boost_serial_ext/detail/ops/read_marked_op.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {

/** The calls that read and write: a part of `serial_port`, which says what holds for all of them.

    Buffers are Asio's: buffer sequences, and dynamic buffers of either version of its requirements.

    @tparam Derived The port.
*/
template<class Derived>
class port_transfers
{
public:
    /** Read what is there; wait for the first byte.

        @param buffers Where to.
        @param limit After it: `condition::timed_out`.
        @param ec `condition::closed`, `disconnected`, `aborted`, `timed_out`;
        `error::line_marks_on`: see `read_marked`. With an error no byte was taken.
        @return How many bytes were read: at least one, unless `buffers` are empty or `ec` is set.
    */
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers, timeout limit, error_code& ec)
    {
        static_assert(asio::is_mutable_buffer_sequence<MutableBufferSequence>::value,
            "read_some needs buffers that can be written to: see asio::buffer");
        impl::blocking_call call(derived().blocking(), limit);
        return call.read_some(buffers, ec);
    }
    /// As above, without a limit.
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers, error_code& ec)
    {
        return read_some(buffers, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class MutableBufferSequence>
    std::size_t read_some(MutableBufferSequence const& buffers, timeout limit = no_timeout)
    {
        return Derived::invoke(
            "read_some", [&](error_code& ec) { return read_some(buffers, limit, ec); });
    }

    /** Write what the system takes; wait until it takes the first byte.

        With RS-485 by software, waits until they are sent: see `rs485_config`.

        @param buffers What.
        @param limit,ec As `read_some`.
        @return How many bytes the system accepted; `drain` waits until they are sent.
    */
    template<class ConstBufferSequence>
    std::size_t write_some(ConstBufferSequence const& buffers, timeout limit, error_code& ec)
    {
        static_assert(asio::is_const_buffer_sequence<ConstBufferSequence>::value,
            "write_some needs buffers: see asio::buffer");
        impl::blocking_call call(derived().blocking(), limit);
        return call.write_some(buffers, ec);
    }
    /// As above, without a limit.
    template<class ConstBufferSequence>
    std::size_t write_some(ConstBufferSequence const& buffers, error_code& ec)
    {
        return write_some(buffers, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class ConstBufferSequence>
    std::size_t write_some(ConstBufferSequence const& buffers, timeout limit = no_timeout)
    {
        return Derived::invoke(
            "write_some", [&](error_code& ec) { return write_some(buffers, limit, ec); });
    }

    /** Fill buffers to the last byte.

        @param buffers Where to.
        @param limit For all of it.
        @param ec As `read_some`.
        @return How many bytes were read: all, unless `ec` is set.
    */
    template<class MutableBufferSequence>
    std::size_t read(MutableBufferSequence const& buffers, timeout limit, error_code& ec)
    {
        static_assert(asio::is_mutable_buffer_sequence<MutableBufferSequence>::value,
            "read needs buffers that can be written to: see asio::buffer");
        impl::blocking_call call(derived().blocking(), limit);
        return asio::read(call, buffers, asio::transfer_all(), ec);
    }
    /// As above, without a limit.
    template<class MutableBufferSequence>
    std::size_t read(MutableBufferSequence const& buffers, error_code& ec)
    {
        return read(buffers, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class MutableBufferSequence>
    std::size_t read(MutableBufferSequence const& buffers, timeout limit = no_timeout)
    {
        return Derived::invoke("read", [&](error_code& ec) { return read(buffers, limit, ec); });
    }

    /** Write buffers to the last byte.

        @param buffers What.
        @param limit For all of it.
        @param ec As `read_some`.
        @return How many bytes the system accepted: all, unless `ec` is set. They will be sent.
    */
    template<class ConstBufferSequence>
    std::size_t write(ConstBufferSequence const& buffers, timeout limit, error_code& ec)
    {
        static_assert(asio::is_const_buffer_sequence<ConstBufferSequence>::value,
            "write needs buffers: see asio::buffer");
        impl::blocking_call call(derived().blocking(), limit);
        return asio::write(call, buffers, asio::transfer_all(), ec);
    }
    /// As above, without a limit.
    template<class ConstBufferSequence>
    std::size_t write(ConstBufferSequence const& buffers, error_code& ec)
    {
        return write(buffers, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class ConstBufferSequence>
    std::size_t write(ConstBufferSequence const& buffers, timeout limit = no_timeout)
    {
        return Derived::invoke("write", [&](error_code& ec) { return write(buffers, limit, ec); });
    }

    /** Read until what has been read fits; `asio::read_until` with a limit.

        @param buffer A dynamic buffer or a streambuf. It may get more than what fits, and keeps
        what came before an error.
        @param match A character, a string or a match condition of Asio's.
        @param limit For all of it.
        @param ec As `read_some`; `asio::error::not_found`: the buffer has reached its `max_size`.
        @return How much of the buffer fits, its end included; 0 if `ec` is set.
    */
    template<class DynamicBuffer, class Match>
    std::size_t read_until(
        DynamicBuffer&& buffer, Match const& match, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        return asio::read_until(call, std::forward<DynamicBuffer>(buffer), match, ec);
    }
    /// As above, without a limit.
    template<class DynamicBuffer, class Match>
    std::size_t read_until(DynamicBuffer&& buffer, Match const& match, error_code& ec)
    {
        return read_until(std::forward<DynamicBuffer>(buffer), match, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class DynamicBuffer, class Match>
    std::size_t read_until(DynamicBuffer&& buffer, Match const& match, timeout limit = no_timeout)
    {
        return Derived::invoke("read_until",
            [&](error_code& ec)
            { return read_until(std::forward<DynamicBuffer>(buffer), match, limit, ec); });
    }

    /** Append all that is queued to a dynamic buffer; wait for the first byte.

        @param buffer A dynamic buffer, as in `asio::dynamic_buffer(text)`.
        @param most The largest number of bytes to append.
        @param limit For the wait.
        @param ec As `read_some`; `asio::error::no_buffer_space`: the buffer has reached its
        `max_size`.
        @return How many bytes were appended.
    */
    template<class DynamicBuffer>
    std::size_t read_available(
        DynamicBuffer buffer, std::size_t most, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        detail::buffer_tail<DynamicBuffer> tail(std::move(buffer));
        std::size_t const n = impl::read_available_here(call, tail, most, ec);
        call.conclude(ec);
        return n;
    }
    /// As above, without a largest number.
    template<class DynamicBuffer>
    std::size_t read_available(DynamicBuffer buffer, timeout limit, error_code& ec)
    {
        auto const most = (std::numeric_limits<std::size_t>::max)();
        return read_available(std::move(buffer), most, limit, ec);
    }
    /// As above, without a limit.
    template<class DynamicBuffer>
    std::size_t read_available(DynamicBuffer buffer, error_code& ec)
    {
        return read_available(std::move(buffer), no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class DynamicBuffer>
    std::size_t read_available(DynamicBuffer buffer, timeout limit = no_timeout)
    {
        return Derived::invoke("read_available",
            [&](error_code& ec) { return read_available(std::move(buffer), limit, ec); });
    }

    /** Read a frame that ends when the line falls silent, as Modbus RTU's do (t3.5).

        @param buffer A dynamic buffer, as in `asio::dynamic_buffer(text)`.
        @param gap As for `basic_serial_stream::async_read_until_idle`.
        @param limit For all of it: also for a line that never falls silent.
        @param ec As `read_available`; `error::invalid_duration`: not positive.
        @return How many bytes were appended; also with an error.
    */
    template<class DynamicBuffer>
    std::size_t read_until_idle(
        DynamicBuffer buffer, std::chrono::nanoseconds gap, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        detail::buffer_tail<DynamicBuffer> tail(std::move(buffer));
        std::size_t const n = impl::read_until_idle_here(call, tail, gap, ec);
        call.conclude(ec);
        return n;
    }
    /// As above, without a limit.
    template<class DynamicBuffer>
    std::size_t read_until_idle(DynamicBuffer buffer, std::chrono::nanoseconds gap, error_code& ec)
    {
        return read_until_idle(std::move(buffer), gap, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    template<class DynamicBuffer>
    std::size_t read_until_idle(
        DynamicBuffer buffer, std::chrono::nanoseconds gap, timeout limit = no_timeout)
    {
        return Derived::invoke("read_until_idle",
            [&](error_code& ec) { return read_until_idle(std::move(buffer), gap, limit, ec); });
    }

    /** Read data, and what was wrong with it; for a port with `serial_config::line_marks`.

        @param buffer,marks As for `basic_serial_stream::read_marked`.
        @param limit After it: `condition::timed_out`.
        @param ec As `read_some`; `error::line_marks_off`: the port has none.
        @return How many bytes were read: at least one, unless there are marks, `buffer` is empty or
        `ec` is set.
    */
    std::size_t read_marked(
        asio::mutable_buffer buffer, std::vector<line_mark>& marks, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        std::size_t const n = detail::read_marked_here(call.state(), buffer, marks, ec,
            [&](error_code& e) { return call.read_raw(buffer, e); });
        call.conclude(ec);
        return n;
    }
    /// As above, without a limit.
    std::size_t read_marked(
        asio::mutable_buffer buffer, std::vector<line_mark>& marks, error_code& ec)
    {
        return read_marked(buffer, marks, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    std::size_t read_marked(
        asio::mutable_buffer buffer, std::vector<line_mark>& marks, timeout limit = no_timeout)
    {
        return Derived::invoke(
            "read_marked", [&](error_code& ec) { return read_marked(buffer, marks, limit, ec); });
    }

    /** Wait until the port can be read or written, or has failed; nothing is read or written.

        @param type What to wait for.
        @param limit After it: `condition::timed_out`.
        @param ec `condition::closed`, `disconnected`, `aborted`, `timed_out`. Bytes that came before
        a hang-up and can still be read count as readiness.
    */
    void wait(serial_stream_base::wait_type type, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        bool const reading = type == serial_stream_base::wait_read;
        bool const writing = type == serial_stream_base::wait_write;
        if (call.wait({{}, reading, writing, !reading && !writing}, ec))
            ec = call.probe(reading);
        call.conclude(ec);
    }
    /// As above, without a limit.
    void wait(serial_stream_base::wait_type type, error_code& ec) { wait(type, no_timeout, ec); }
    /// As above. @throws boost::system::system_error
    void wait(serial_stream_base::wait_type type, timeout limit = no_timeout)
    {
        Derived::invoke("wait", [&](error_code& ec) { wait(type, limit, ec); });
    }

protected:
    ~port_transfers() = default;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }
};

} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
