// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_PARMRK_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_PARMRK_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Separates data from line errors in what Linux delivers with PARMRK and INPCK set and IGNBRK,
    BRKINT, IGNPAR and ISTRIP clear (termios(3); drivers/tty/n_tty.c, n_tty_receive_break,
    n_tty_receive_parity_error, n_tty_receive_char).

    @li FF FF is a data byte FF.
    @li FF 00 X is a byte X that came with a framing or a parity error; which one is not said.
    @li FF 00 00 is a BREAK, or a NUL that came with one of these errors.
    @li FF before anything else does not come from there. It may be data that was queued before
    PARMRK was set: both bytes are delivered as they are.

    What the escapes leave open, the driver's counters (TIOCGICOUNT) decide. A driver counts before
    it delivers: when a mark arrives, its count is among those that no mark was matched to yet.
    There may be more of them, whose bytes are still on their way. So, with B breaks, F framing
    errors and P parity errors not yet matched:

    @li FF 00 00 with B > 0 is a BREAK, whatever F and P are. If they are not 0, it might be a NUL
    with an error just as well, which would be lost. But few bytes with an error are NULs, and some
    drivers count a BREAK's missing stop bit too: owl-uart always, ftdi_sio if the chip reports both
    (8250 and amba-pl011 count a BREAK as nothing else). F > 0 says nothing against a BREAK, then.
    @li FF 00 00 with B = 0 and F or P > 0 is a NUL with an error.
    @li An error is a framing error if P = 0, and a parity error if F = 0. If both are > 0, it may
    be either one, and the two are not told apart again before all of both are matched.
    @li Nothing left to match, right after a byte with an error that was matched: the same error.
    ftdi_sio counts once for all the bytes of a USB packet, and marks every one of them.
    @li Nothing left to match otherwise, or no counters: FF 00 00 is a BREAK, and FF 00 X an error
    of either kind.

    What is counted and not delivered (bytes that were discarded, a full buffer, a BREAK for SysRq,
    the missing stop bit of a BREAK) stays to be matched until the next `reset`. Till then, errors
    of the other kind may be of either kind, errors that were not counted may be of this one, and a
    NUL with an error may become a BREAK.

    No I/O, and no allocation but that of the marks.
*/
class parmrk_decoder
{
public:
    /** Begin anew, as if nothing had been read: after the input was discarded, or found empty.

        @param now The counters. Without them the first ones that `decode` gets are the beginning,
        and what was counted before them is not matched.
    */
    void reset(std::optional<line_counters> const& now = std::nullopt) noexcept
    {
        *this = parmrk_decoder();
        before_ = now;
    }

    /** Decode in place.

        An escape may be cut anywhere: the next call goes on with it. The result may be 0, then or
        if there was nothing but BREAKs. It is never more than `size`: should the bytes after an FF
        of the previous call need it, the last one waits for the next call, or `take_waiting`.

        @param data What was read; the decoded bytes replace it.
        @param size The number of bytes read.
        @param now The counters, asked for after these bytes were read; none if there are no
        counters.
        @param marks Gets the marks appended, in order; their offsets are relative to `data`.
        @return How many decoded bytes there are.
        @throws std::bad_alloc Nothing was changed, neither here nor in `data` nor in `marks`.
    */
    std::size_t decode(char* data, std::size_t size, std::optional<line_counters> const& now,
        std::vector<line_mark>& marks)
    {
        if (size == 0)
            return 0; // `data` may be null
        bool const plain = state_ == state::text && !waiting_ && !std::memchr(data, 0xFF, size);
        if (!plain)
            make_room(marks, marks_in(data, size));
        count(now);
        if (!plain)
            return unescape(data, size, marks);
        neighbour_.reset();
        return size;
    }

    /// The byte that waits for the next call, if one does: then that need not be waited for.
    std::optional<char> take_waiting() noexcept { return std::exchange(waiting_, std::nullopt); }

    /// Makes room for all the marks that so many bytes can hold: then `decode` allocates nothing.
    /// In larger steps than `reserve` alone: callers may collect the marks of many calls.
    static void make_room_for(std::vector<line_mark>& marks, std::size_t size)
    {
        make_room(marks, size == 0 ? 0 : size / 3 + 1); // an escape may have begun before
    }

private:
    enum class state : std::uint8_t
    {
        text,
        escape, // after FF
        mark    // after FF 00
    };

    static state after(state s, char c) noexcept
    {
        return s == state::text               ? c == '\xFF' ? state::escape : state::text
            : s == state::escape && c == '\0' ? state::mark
                                              : state::text;
    }

    std::size_t marks_in(char const* data, std::size_t size) const noexcept
    {
        std::size_t n = 0;
        state s = state_;
        for (std::size_t i = 0; i < size; s = after(s, data[i++]))
            n += s == state::mark ? 1u : 0u;
        return n;
    }

    static void make_room(std::vector<line_mark>& marks, std::size_t n)
    {
        if (n > marks.capacity() - marks.size())
            marks.reserve((std::max)(marks.size() + n, 2 * marks.capacity()));
    }

    // What rose since the last call is there to be matched. Counters wrap around at 2^32.
    void count(std::optional<line_counters> const& now) noexcept
    {
        std::optional<line_counters> const before = std::exchange(before_, now);
        if (now && before)
        {
            breaks_ += std::uint32_t{now->breaks - before->breaks};
            framing_ += std::uint32_t{now->framing_errors - before->framing_errors};
            parity_ += std::uint32_t{now->parity_errors - before->parity_errors};
            return;
        }
        breaks_ = framing_ = parity_ = either_ = 0;
        neighbour_.reset();
    }

    // Never overtakes what is still to be read: each byte adds one at most. The two exceptions, the
    // byte after an FF of the previous call and every one after that, are what `waiting_` is for.
    std::size_t unescape(char* data, std::size_t size, std::vector<line_mark>& marks) noexcept
    {
        std::size_t used = 0;
        for (std::size_t i = 0; i < size; ++i)
        {
            char const c = data[i];
            auto const put = [&](char byte)
            {
                if (used <= i)
                    data[used++] = byte;
                else
                    waiting_ = byte;
            };
            if (waiting_)
                put(*std::exchange(waiting_, std::nullopt));

            state const s = std::exchange(state_, after(state_, c));
            if (s == state::mark)
            {
                line_fault const fault = match(c);
                marks.push_back({used, fault}); // there is room
                if (fault != line_fault::break_signal)
                    put(c);
                continue;
            }
            if (state_ != state::text)
                continue;
            neighbour_.reset();
            if (s == state::escape && c != '\xFF')
                put('\xFF');
            put(c);
        }
        return used;
    }

    // Which fault it is that c came with.
    line_fault match(char c) noexcept
    {
        if (c == '\0' && breaks_ > 0)
        {
            --breaks_;
            neighbour_.reset();
            return line_fault::break_signal;
        }
        if (framing_ > 0 && parity_ > 0)
        {
            if (++either_ == framing_ + parity_)
                framing_ = parity_ = either_ = 0;
            neighbour_ = line_fault::framing_or_parity_error;
        }
        else if (framing_ > 0)
        {
            --framing_;
            neighbour_ = line_fault::framing_error;
        }
        else if (parity_ > 0)
        {
            --parity_;
            neighbour_ = line_fault::parity_error;
        }
        if (neighbour_)
            return *neighbour_;
        return c == '\0' ? line_fault::break_signal : line_fault::framing_or_parity_error;
    }

    std::optional<line_counters> before_;
    // Counted and not yet matched; of `framing_` and `parity_`, `either_` marks took one each that
    // might have been the other. As long as there are such marks, neither of the two is 0.
    std::uint64_t breaks_ = 0, framing_ = 0, parity_ = 0, either_ = 0;
    std::optional<line_fault>
        neighbour_;               // of the byte right before, if it had one that was counted
    std::optional<char> waiting_; // delivered before anything else
    state state_ = state::text;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
