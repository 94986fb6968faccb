// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_DEVICE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_DEVICE_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/linux_tty.hpp>

#include "storm/lane.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace boost_serial_ext_test::storm {

namespace serial = boost_serial_ext;

/** What a pty lacks: an output queue that tells its depth and, at one end, counters of line events.

    A pty's own depth is always 0: its output lies in the far end's input queue. Here all that the
    far reader has not taken yet counts as queued, so that a drain has something to wait for, and
    one that completes too early is found out. Any thread.
*/
class device
{
public:
    device(lane const& sent, bool counts) noexcept : sent_(sent), counts_(counts) {}

    bool counts() const noexcept { return counts_; }

    std::uint64_t depth() const noexcept
    {
        std::uint64_t const received = sent_.received; // first: it only grows
        std::uint64_t const sent = sent_.sent;
        return sent > received ? sent - received : 0;
    }

    /// One event more of the kind with that number.
    void happen(std::size_t kind)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        ++now_[kind];
    }

    /// The port was opened: what happened until the first look is nobody's news.
    void opened()
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        told_.reset();
    }

    /// As a driver answers TIOCGICOUNT.
    void look(serial::detail::linux_icounter& answer)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        seen_ = now_;
        if (!told_)
            told_ = now_;
        answer = {};
        for (std::size_t kind = 0; kind != kinds; ++kind)
            answer.*counters[kind] = now_[kind];
    }

    /// As a driver of Windows answers: which of these kinds have happened since the latest such look.
    /// A bit each. @param begins Whether what comes from now on is news.
    unsigned look(unsigned which, bool begins)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        unsigned changed = 0;
        for (std::size_t kind = 0; kind != kinds; ++kind)
            if ((which & 1u << kind) != 0 && seen_[kind] != now_[kind])
            {
                seen_[kind] = now_[kind];
                changed |= 1u << kind;
            }
        if (begins && !told_)
            told_ = seen_;
        return changed;
    }

    /// What a wait has to tell that asked for `mask` and ends with the latest look; with that it
    /// counts as told.
    serial::line_events take(serial::line_events mask)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto result = serial::line_events::none;
        for (std::size_t kind = 0; told_ && kind != kinds; ++kind)
        {
            auto const event = static_cast<serial::line_events>(1u << kind);
            if ((mask & event) == serial::line_events::none || (*told_)[kind] == seen_[kind])
                continue;
            (*told_)[kind] = seen_[kind];
            result |= event;
        }
        return result;
    }

    static constexpr std::size_t kinds = 8;

private:
    using numbers = std::array<int, kinds>;
    using icounter = serial::detail::linux_icounter;

    // In the order of line_events.
    static constexpr std::array<int icounter::*, kinds> counters{&icounter::cts, &icounter::dsr,
        &icounter::rng, &icounter::dcd, &icounter::brk, &icounter::frame, &icounter::parity,
        &icounter::overrun};

    lane const& sent_;
    bool const counts_;
    std::mutex mutex_;
    numbers now_{};
    numbers seen_{};
    std::optional<numbers> told_; // none before the first look
};

} // namespace boost_serial_ext_test::storm

#endif
