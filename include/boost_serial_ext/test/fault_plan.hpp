// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FAULT_PLAN_HPP
#define BOOST_SERIAL_EXT_TEST_FAULT_PLAN_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// The calls that a `fault_plan` can make fail.
enum class port_call : std::uint8_t
{
    open,      ///< `open`, and what `async_open` does on its thread.
    configure, ///< `configure`, `async_configure`.
    read,      ///< Each attempt to read, by whatever function or operation.
    write,     ///< Each attempt to write.
    lines,     ///< Reading or setting modem lines.
    counters,  ///< Reading the counters; a wait for line events does so again and again.
    queues,    ///< Asking for queue depths or the transmitter; drains do so again and again.
    discard,   ///< Discarding input or output.
    set_break  ///< Switching BREAK on or off.
};

/// How many calls a `fault_plan` can make fail.
inline constexpr std::size_t port_call_count = 9;

/** What shall go wrong on a virtual port, and when: a plain value, given to
    `virtual_port::set_faults`.

    @code
    port.set_faults(test::fault_plan()
        .fail(test::port_call::write, 3, make_error_code(boost::system::errc::no_buffer_space))
        .spoil_input(7, line_fault::parity_error)
        .hang_up_after_output(100));
    @endcode

    All numbers count from the moment the plan is given to the port, the first call or byte being
    number 1. With a manual clock the same plan does the same, always: what is random (`disturb`)
    comes from a seed.
*/
class fault_plan
{
public:
    /** Makes calls fail.

        @param call Which kind.
        @param nth The first that fails, counted from 1.
        @param ec What it fails with. A number of the system's, or of `errc`, means what it means
        for that call: an open that fails with ENXIO is `condition::port_not_found`. Windows has
        other numbers than `errc`, and may tell its own instead: compare with conditions. The port
        stays what it is, also by EIO: for a device that is lost there is `hang_up_after_input`. Of
        reads and writes, EINTR (`asio::error::interrupted`) and EAGAIN
        (`asio::error::would_block`) are bursts that the library hides: a stream's user sees nothing
        of them.
        @param times How many calls in a row fail.
        @throws std::invalid_argument `nth` is 0.
    */
    fault_plan& fail(port_call call, std::uint64_t nth, error_code ec, std::uint64_t times = 1)
    {
        if (nth == 0)
            throw std::invalid_argument("boost_serial_ext: calls are counted from 1");
        failures_.push_back({call, nth, times, ec});
        return *this;
    }

    /// A read delivers at most so many bytes, the rest comes only after they were read; 0: no
    /// limit.
    fault_plan& shorten_reads(std::size_t at_most)
    {
        short_reads_ = at_most;
        return *this;
    }

    /// A write takes at most so many bytes; 0: no limit. An asynchronous one that has to wait for
    /// room takes what there is room for then.
    fault_plan& shorten_writes(std::size_t at_most)
    {
        short_writes_ = at_most;
        return *this;
    }

    /** Something goes wrong with a received character.

        @param nth Which, counted from 1.
        @param fault What, as the line's counters tell it; without `line_marks` nothing else tells.
        Of a framing or parity error the character is delivered with its mark, if
        the port has `line_marks`; a BREAK comes before the character. `framing_or_parity_error`
        counts as both, so that the counters cannot tell which.
    */
    fault_plan& spoil_input(std::uint64_t nth, line_fault fault)
    {
        spoiled_.emplace(nth, fault);
        return *this;
    }

    /** Some bits of a received character are wrong, and nobody notices on the line: what checksums
        are for.

        @param nth Which, counted from 1.
        @param bits Those that are inverted; of a character of fewer bits, its own only.
    */
    fault_plan& corrupt_input(std::uint64_t nth, std::uint8_t bits)
    {
        corrupted_[nth] ^= bits;
        return *this;
    }

    /// The hardware loses a received character, the n-th, and counts an overrun.
    fault_plan& overrun_input(std::uint64_t nth)
    {
        overruns_.push_back(nth);
        return *this;
    }

    /// The device is gone right after the n-th received character; 0: it stays.
    fault_plan& hang_up_after_input(std::uint64_t nth)
    {
        input_until_hang_up_ = nth;
        return *this;
    }

    /// The device is gone right after it has sent the n-th character; 0: it stays.
    fault_plan& hang_up_after_output(std::uint64_t nth)
    {
        output_until_hang_up_ = nth;
        return *this;
    }

    /// Opening takes so long; what waits for it without blocking goes on meanwhile. A fork
    /// (`notify_fork`) ends the delay. A blocking open moves a manual clock without looking whether
    /// the library's own thread, which opens for others, keeps up.
    fault_plan& delay_opens(std::chrono::nanoseconds duration)
    {
        open_takes_ = duration;
        return *this;
    }

    /** The driver changes settings on its own: it refuses what it says it did not set.

        @param driver Gets the configuration that was asked for, and makes of it what will be read
        back; on any thread and under a lock: it must not use the virtual ports, nor throw. The
        stream compares the two as it does with any driver, and refuses what differs with
        `condition::unsupported_configuration`, naming the member: the baud rate beyond its
        tolerance, framing, XON/XOFF, RTS/CTS, `hangup_on_close`, `line_marks`, RS-485 that is off,
        and of an open `dtr` and `rts`. Other values of RS-485 it takes as they are, and everything
        else stays as it was asked for.
    */
    fault_plan& change_settings(std::function<void(serial_config&)> driver)
    {
        driver_ = std::move(driver);
        return *this;
    }

    /** Random EINTR and EAGAIN bursts, and short reads and writes.

        Nothing that a correct program could notice but by its speed: code that assumes one read per
        message, or one write, breaks.

        @param seed The same seed disturbs the same calls in the same way.
        @param per_mille How many of a thousand calls are disturbed; but each one comes to something
        in the end, after ten bursts at most.
    */
    fault_plan& disturb(std::uint32_t seed, unsigned per_mille = 300)
    {
        seed_ = seed;
        per_mille_ = per_mille;
        return *this;
    }

private:
    friend class fault_state;
    struct failure
    {
        port_call call;
        std::uint64_t nth;
        std::uint64_t times;
        error_code ec;
    };

    std::vector<failure> failures_;
    std::size_t short_reads_ = 0;
    std::size_t short_writes_ = 0;
    std::multimap<std::uint64_t, line_fault> spoiled_;
    std::map<std::uint64_t, std::uint8_t> corrupted_;
    std::vector<std::uint64_t> overruns_;
    std::uint64_t input_until_hang_up_ = 0;
    std::uint64_t output_until_hang_up_ = 0;
    std::chrono::nanoseconds open_takes_{0};
    std::function<void(serial_config&)> driver_;
    std::uint32_t seed_ = 0;
    unsigned per_mille_ = 0;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
