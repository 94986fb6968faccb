// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_FAULT_STATE_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_FAULT_STATE_HPP

#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/impl/system_numbers.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// Which calls have begun, and which have to wait; by kind.
struct call_gates
{
    std::array<std::uint64_t, port_call_count> begun{};
    std::array<bool, port_call_count> held{};
    std::array<std::uint64_t, port_call_count> releases{};
};

/// A plan, and how far it has come. No I/O.
class fault_state
{
public:
    explicit fault_state(fault_plan plan = {})
        : plan_(std::move(plan)), reading_(plan_.seed_), writing_(plan_.seed_ + 1)
    {
    }

    /// Counts a call; the failure it shall have.
    error_code next(port_call call) noexcept
    {
        auto const number = ++calls_[static_cast<std::size_t>(call)];
        for (auto const& f : plan_.failures_)
            if (f.call == call && number >= f.nth && number - f.nth < f.times)
                return meant(call, f.ec);
        return {};
    }

    /// What the random part makes of the call that was counted last: EINTR, EAGAIN, or nothing.
    error_code interruption(port_call call) noexcept
    {
        unsigned& burst = bursts_[static_cast<std::size_t>(call)];
        auto& random = call == port_call::write ? writing_ : reading_;
        if (burst == longest_burst || !disturbs(random))
        {
            burst = 0;
            return {};
        }
        ++burst;
        return draw(random, 2) == 0 ? asio::error::interrupted : asio::error::would_block;
    }

    /// How much of so many bytes a write takes.
    std::size_t length_of_write(std::size_t size) noexcept
    {
        std::size_t const limit = plan_.short_writes_;
        std::size_t const n = limit == 0 ? size : (std::min)(limit, size);
        return disturbs(writing_) && n > 1 ? 1 + draw(writing_, n - 1) : n;
    }

    /// How much of so many bytes may be there at once to be read.
    std::size_t length_of_read(std::size_t size) noexcept
    {
        std::size_t const limit = plan_.short_reads_;
        std::size_t const n = limit == 0 ? size : (std::min)(limit, size);
        return disturbs(reading_) && n > 1 ? 1 + draw(reading_, n - 1) : n;
    }

    /// Whether bytes are handed on only when those before have been read.
    bool portions() const noexcept { return plan_.short_reads_ != 0 || plan_.per_mille_ != 0; }
    bool shortens_writes() const noexcept
    {
        return plan_.short_writes_ != 0 || plan_.per_mille_ != 0;
    }
    /// Whether a write must be no longer than `length_of_write` says.
    bool limits_writes() const noexcept { return plan_.short_writes_ != 0; }

    /// What goes wrong with the next received character.
    struct accident
    {
        bool lost = false;
        std::optional<line_fault> error;
        unsigned breaks = 0;
        unsigned char flipped = 0; // bits
        bool hangs_up = false;
    };
    accident receive()
    {
        accident a;
        ++received_;
        auto const of_this = plan_.spoiled_.equal_range(received_);
        for (auto i = of_this.first; i != of_this.second; ++i)
        {
            if (i->second == line_fault::break_signal)
                ++a.breaks;
            else
                a.error = i->second;
        }
        auto const& lost = plan_.overruns_;
        a.lost = std::find(lost.begin(), lost.end(), received_) != lost.end();
        auto const corrupted = plan_.corrupted_.find(received_);
        if (corrupted != plan_.corrupted_.end())
            a.flipped = corrupted->second;
        a.hangs_up = received_ == plan_.input_until_hang_up_;
        return a;
    }

    /// Counts a sent character; whether it was the device's last.
    bool send() noexcept { return ++sent_ == plan_.output_until_hang_up_; }

    std::chrono::nanoseconds open_takes() const noexcept { return plan_.open_takes_; }

    void change(serial_config& config) const
    {
        if (plan_.driver_)
            plan_.driver_(config);
    }

private:
    // What the backend of a system would make of the number.
    static error_code meant(port_call call, error_code const& ec) noexcept
    {
        using detail::error_context;
        bool const is_number = ec.category() == boost::system::system_category()
            || ec.category() == boost::system::generic_category();
        bool const repeated = ec == asio::error::interrupted || ec == asio::error::would_block
            || ec == asio::error::try_again;
        if (!is_number || repeated)
            return ec;
        auto const context = call == port_call::open ? error_context::open
            : call == port_call::configure           ? error_context::configure
                                                     : error_context::transfer;
        auto const number = ec.category() == boost::system::generic_category()
            ? number_for(context, ec.value())
            : ec.value();
        return number ? detail::make_system_error(context, *number) : ec;
    }

    static constexpr unsigned longest_burst = 10; // however often a call is to be disturbed

    /// Whether the random part disturbs what comes next.
    bool disturbs(std::mt19937& random) const noexcept
    {
        return plan_.per_mille_ != 0 && random() % 1000 < plan_.per_mille_;
    }

    /// A random number from 0 up to below `n`, which is not 0.
    static std::size_t draw(std::mt19937& random, std::size_t n) noexcept { return random() % n; }

    fault_plan plan_;
    // One for each direction: who reads how often must not change what happens to the writes.
    std::mt19937 reading_;
    std::mt19937 writing_;
    std::array<std::uint64_t, port_call_count> calls_{};
    std::array<unsigned, port_call_count> bursts_{};
    std::uint64_t received_ = 0;
    std::uint64_t sent_ = 0;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
