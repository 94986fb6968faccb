// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_COUNTS_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_COUNTS_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What has happened on the line of an open port: Windows keeps no counts that programs may read.

    Edges are counted by the events that are told, and by levels that differ: there are drivers, and
    Wine, that tell of no edge that came between two waits.
*/
class windows_counts
{
public:
    line_counters const& counters() const noexcept { return counters_; }

    /// What ClearCommError has told: it forgets that.
    void add_errors(std::uint32_t errors) noexcept { count_windows_events(0, errors, counters_); }

    /// What WaitCommEvent has told to somebody.
    void note(std::uint32_t events) noexcept { noted_ |= events; }

    /// Asks for what nobody has been told, and for the levels. A driver need not have either.
    template<class Sys>
    void look(Sys& sys, native_handle handle) noexcept
    {
        using namespace windows_events;
        std::uint32_t levels = 0, remembered = 0;
        if (sys.take_events(handle, remembered) == 0)
            note(remembered);
        bool const has_lines = sys.get_lines(handle, levels) == 0;
        std::uint32_t const changed = has_lines && levels_ ? levels ^ *levels_ : 0;
        std::uint32_t events = std::exchange(noted_, 0u);
        events |= (changed & windows_cts) != 0 ? cts : 0u;
        events |= (changed & windows_dsr) != 0 ? dsr : 0u;
        events |= (changed & ~levels & windows_ri) != 0 ? ring : 0u; // when it ends
        events |= (changed & windows_dcd) != 0 ? rlsd : 0u;
        if (has_lines)
            levels_ = levels;
        count_windows_events(events, 0, counters_);
        // ClearCommError tells of it too, where the driver does.
        if ((events & break_signal) != 0 && counters_.breaks == breaks_)
            ++counters_.breaks;
        breaks_ = counters_.breaks;
    }

private:
    line_counters counters_;
    std::optional<std::uint32_t> levels_; ///< When they were looked at last.
    std::uint32_t noted_ = 0;
    std::uint32_t breaks_ = 0; ///< When they were looked at last.
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
