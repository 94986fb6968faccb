// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_CLOSE_POLICY_HPP
#define BOOST_SERIAL_EXT_CLOSE_POLICY_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <ostream>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// How long `async_close` waits for output that has not been sent yet.
struct close_policy
{
    /// Time for the output queue to run empty; what is left after it is discarded.
    std::chrono::milliseconds drain_deadline{0};

    /// Discard what has not been sent.
    [[nodiscard]] static constexpr close_policy abort() noexcept { return {}; }

    /// Give the output queue that much time to run empty.
    [[nodiscard]] static constexpr close_policy drain(std::chrono::milliseconds deadline) noexcept
    {
        return {deadline};
    }

    /// Memberwise equality.
    [[nodiscard]] friend constexpr bool operator==(
        close_policy const& a, close_policy const& b) noexcept
    {
        return a.drain_deadline == b.drain_deadline;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend constexpr bool operator!=(
        close_policy const& a, close_policy const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes "drain 250ms" or "abort".
    friend std::ostream& operator<<(std::ostream& out, close_policy const& value)
    {
        if (value == abort())
            return out << "abort";
        return out << "drain " << value.drain_deadline.count() << "ms";
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
