// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_CHAINED_TRANSFER_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_CHAINED_TRANSFER_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/completion_chain.hpp>
#include <boost_serial_ext/detail/io_slices.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/transfer_turns.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/config.hpp>

#include <atomic>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// A transfer that is made here and now, by the caller's own system call. Without waiting: so not
// before Asio has told the descriptor that it must not block.

/// A transfer's right to be under way alone, until an operation has it.
template<class Executor>
class alone_turn
{
public:
    alone_turn(port_state<Executor>& port, transfer_turns<Executor>& line) noexcept
        : port_(port), line_(line)
    {
    }
    alone_turn(alone_turn const&) = delete;
    alone_turn& operator=(alone_turn const&) = delete;
    ~alone_turn()
    {
        if (has_)
            line_.end_alone(port_.mutex);
    }

    bool begin() noexcept { return has_ = line_.begin_alone(); }
    void hand_on() noexcept { has_ = false; }

private:
    port_state<Executor>& port_;
    transfer_turns<Executor>& line_;
    bool has_ = false;
};

/// Reads what is there.
template<class Executor, class Buffers>
std::size_t read_now(port_state<Executor>& port, Buffers const& buffers) noexcept
{
    io_slices const to(buffers);
    std::size_t n = 0;
    if (to.size() != 0) // Asio's attempt will fail too, and tell
        static_cast<void>(sys_io::read(port.descriptor.native_handle(), to.data(), to.size(), n));
    return n;
}

/// Remembers whether there was likely more than what was read.
template<class Executor, class Buffers>
void note_read(port_state<Executor>& port, Buffers const& buffers, std::size_t n) noexcept
{
    // A tty gives no more than this at once, however much it has. Linux: N_TTY_BUF_SIZE less one
    // (drivers/tty/n_tty.c). And who has room for just an answer has read just that.
    std::size_t const most_at_once = 4095, a_message = 256;
    port.more_input.store(n >= most_at_once || (n >= a_message && n == asio::buffer_size(buffers)),
        std::memory_order_relaxed);
}

/// Remembers whether the system had room for all of it: the next attempt would be in vain.
template<class Executor>
void note_write(port_state<Executor>& port, bool all) noexcept
{
    port.output_full.store(!all, std::memory_order_relaxed);
}

/// Writes what the system takes now.
template<class Executor, class Buffers>
std::size_t write_now(port_state<Executor>& port, Buffers const& buffers, bool& all) noexcept
{
    io_slices const from(buffers);
    std::size_t n = 0;
    if (from.size() != 0) // Asio's attempt will fail too, and tell
        static_cast<void>(
            sys_io::write(port.descriptor.native_handle(), from.data(), from.size(), n));
    all = n == from.bytes();
    return n;
}

/** Makes a transfer, if its handler can be called when the one that begins it has returned.

    @param transfer Of an open port, under its mutex; returns how many bytes.
    @return False: nothing was transferred, and the handler is where it was.
*/
template<class Executor, class Handler, class Transfer>
bool made_in_chain(port_state<Executor>& port, Handler& handler, Transfer transfer)
{
    if constexpr (has_immediate_executor<Handler, Executor>)
        return false;
    auto* const chain = completion_chain::current();
    if (chain == nullptr || !chain->has_room() || !port.is(chaining))
        return false;
    auto const ex = asio::get_associated_executor(handler, port.descriptor.get_executor());
    if (!chain->runs_on(ex))
        return false;
    typename chained_transfer<std::decay_t<decltype(ex)>, Handler>::room room(handler);
    std::size_t n = 0;
    {
        typename port_state<Executor>::lock const guard(port.mutex);
        if (port.is_open() && port.descriptor.native_non_blocking())
            n = transfer();
    }
    if (n != 0)
        room.append_to(*chain, ex, std::move(handler), n);
    return n != 0;
}

/** A read, if there is likely to be something, and no write waits for room.

    Where both directions are busy the write has its turn then, and the device the time to send
    more: reads that follow each other find smaller pieces.
*/
template<class Executor, class Buffers, class Handler>
BOOST_NOINLINE bool read_in_chain(
    port_state<Executor>& port, Buffers const& buffers, Handler& handler)
{
    if (!port.more_input.load(std::memory_order_relaxed) || port.writes.busy())
        return false;
    port.more_input.store(false, std::memory_order_relaxed);
    return made_in_chain(port, handler,
        [&]
        {
            std::size_t const n = read_now(port, buffers);
            note_read(port, buffers, n);
            return n;
        });
}

/// A write, if the system is likely to take it.
template<class Executor, class Buffers, class Handler>
BOOST_NOINLINE bool write_in_chain(
    port_state<Executor>& port, Buffers const& buffers, Handler& handler)
{
    if (port.output_full.load(std::memory_order_relaxed))
        return false;
    return made_in_chain(port, handler,
        [&]
        {
            bool all = false;
            std::size_t const n = write_now(port, buffers, all);
            note_write(port, all);
            port.count_written(n);
            return n;
        });
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
