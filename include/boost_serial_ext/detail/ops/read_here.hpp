// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_READ_HERE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_READ_HERE_HPP

#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/config.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Attempts that came to nothing right after one another: there is an end to that.
class attempts_in_vain
{
public:
    /// @param most How many in a row count as a device that is broken.
    bool too_many(unsigned most) noexcept
    {
        auto const now = std::chrono::steady_clock::now();
        auto const a_moment = std::chrono::milliseconds(100);
        number_ = now - latest_ < a_moment ? number_ + 1 : 1;
        latest_ = now;
        return number_ >= most;
    }

private:
    std::chrono::steady_clock::time_point latest_{};
    unsigned number_ = 0;
};

/// How often in a row a device may report readiness and deliver nothing before it counts as broken.
inline constexpr unsigned most_empty_reads = 8;
/// How often in a row it may end attempts for no reason.
inline constexpr unsigned most_aborts = 64;

/// Finds out what an empty read means: a failure to report, or success for another try.
template<class Executor>
error_code judge_empty_read(port_state<Executor>& port, attempts_in_vain& empty_reads) noexcept
{
    error_code ec;
    error_code const found
        = port.with_control(ec, [](port_control& control) { return control.probe_empty_read(); });
    if (ec = ec ? ec : found; !ec && empty_reads.too_many(most_empty_reads))
        return asio::error::make_error_code(asio::error::eof);
    return ec;
}

/// Finds out what an abort means that nobody asked for: a failure to report, or success for another
/// try. Under the mutex.
template<class Executor>
error_code judge_abort_locked(port_state<Executor>& port, attempts_in_vain& aborts) noexcept
{
    if (port.is_open() && !port.busy())
        if (error_code const lost = port.control().probe_readiness(false); lost)
            return lost;
    return aborts.too_many(most_aborts) ? asio::error::make_error_code(asio::error::broken_pipe)
                                        : error_code();
}
template<class Executor>
error_code judge_abort(port_state<Executor>& port, attempts_in_vain& aborts) noexcept
{
    typename port_state<Executor>::lock const guard(port.mutex);
    return judge_abort_locked(port, aborts);
}

/// The first of some buffers that is not empty.
template<class Buffers>
auto first_of(Buffers const& buffers) noexcept
{
    using buffer = std::conditional_t<asio::is_mutable_buffer_sequence<Buffers>::value,
        asio::mutable_buffer, asio::const_buffer>;
    auto const end = asio::buffer_sequence_end(buffers);
    for (auto i = asio::buffer_sequence_begin(buffers); i != end; ++i)
        if (buffer const b = *i; b.size() != 0)
            return b;
    return buffer();
}

// Whether a test double decides; off the path of everybody else.

inline BOOST_NOINLINE bool decided_read(transfer_hook& hook, caller who, error_code& ec)
{
    ec = hook.before_read(who);
    return ec.failed();
}

template<class Buffers>
BOOST_NOINLINE bool decided_write(
    transfer_hook& hook, caller who, Buffers const& buffers, error_code& ec, std::size_t& n)
{
    asio::const_buffer const first = first_of(buffers);
    ec = hook.before_write(who, first.data(), first.size(), n);
    return ec || n != 0;
}

/// Looks for readiness where it is no event by itself: whether there is input. A failure if the
/// device is lost; if `reading`, only when there is no input left. Under the mutex.
template<class Executor>
bool look_for_input(port_state<Executor>& port, bool reading, error_code& ec) noexcept
{
    transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
    if (hook == nullptr)
        return port.control().waiting(queue::input, ec) != 0;
    ec = port.control().probe_readiness(reading);
    return hook->readable();
}

/// How much output is queued. Where writes take turns until the system has them, those that wait
/// for theirs count: a drain waits for what was written before it. Under the mutex.
template<class Executor>
std::size_t queued_output(port_state<Executor>& port, error_code& ec) noexcept
{
    std::size_t const depth = port.control().waiting(queue::output, ec);
    if constexpr (sys_io::transfers_wait)
        if (!ec && depth == 0 && port.writes.busy())
            return 1;
    return depth;
}

/// What the system is to write after nothing was decided. There is no room, so where the system
/// writes all or nothing a single byte waits for it: of more, a part might be gone when that ends.
template<class Buffers>
auto undecided(Buffers const& buffers) noexcept
{
    if constexpr (sys_io::transfers_wait)
        return asio::buffer(first_of(buffers), 1);
    else
        return buffers;
}

/// Whether a blocking transfer has been ended by what was meant for operations, or by a purge.
template<class Executor>
bool is_unasked_abort(port_state<Executor>& port, error_code const& ec) noexcept
{
    return sys_io::transfers_wait && ec == asio::error::operation_aborted
        && port.descriptor.is_open();
}

/// Writes what the system takes, on the calling thread; waits until it takes the first byte.
template<class Executor, class Buffers>
std::size_t write_here(port_state<Executor>& port, Buffers const& buffers, error_code& ec)
{
    for (attempts_in_vain aborts;;)
    {
        std::size_t n = 0;
        transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
        if (hook == nullptr)
            n = port.descriptor.write_some(buffers, ec);
        else if (!decided_write(*hook, caller::blocking_function, buffers, ec, n))
            n = port.descriptor.write_some(undecided(buffers), ec);
        port.translate(ec);
        if (is_unasked_abort(port, ec))
            ec = judge_abort(port, aborts);
        else if (ec != asio::error::interrupted)
            return n;
        if (ec && ec != asio::error::interrupted)
            return 0;
    }
}

/// Reads what is there, on the calling thread; waits for the first byte.
template<class Executor, class Buffers>
std::size_t read_here(port_state<Executor>& port, Buffers const& buffers, error_code& ec)
{
    attempts_in_vain empty_reads;
    for (attempts_in_vain aborts;;)
    {
        transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
        std::size_t const n = hook != nullptr && decided_read(*hook, caller::blocking_function, ec)
            ? 0
            : port.descriptor.read_some(buffers, ec);
        if (!ec)
            return n;
        port.translate(ec);
        if (ec == asio::error::eof)
            ec = judge_empty_read(port, empty_reads);
        else if (is_unasked_abort(port, ec))
            ec = judge_abort(port, aborts);
        port.note(ec);
        if (ec && ec != asio::error::interrupted)
            return 0;
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
