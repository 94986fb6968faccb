// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_IDLE_FRAMES_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_IDLE_FRAMES_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/descriptor_base.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace boost_serial_ext_test {

/** Frames by silence: a far end that sends bursts, the reads that make frames of them, and the
    judge, on one thread and by one clock.

    Nothing here depends on how quick the machine is. A planned pause may become a long one, so what
    counts is what the clock said: a frame may end where the line was in truth silent for the gap,
    and nowhere else. Beside the reads a plain timer of the same length is set whenever the reactor
    has told that bytes are there. It is as late as the machine makes events and timers, and the
    reads are compared to it.
*/
class idle_frames
{
public:
    using clock = std::chrono::steady_clock;
    using nanoseconds = std::chrono::nanoseconds;
    /// Sends bytes, and returns when all of them stand in the port's input queue.
    using sender = std::function<void(std::string_view)>;

    /// Bytes in one go, and the silence after them.
    struct burst
    {
        std::string bytes;
        nanoseconds pause{}; ///< Zero: as long as a frame needs to be told, on any machine.
    };

    idle_frames(boost::asio::io_context& ctx, boost_serial_ext::serial_stream& stream,
        nanoseconds gap, sender send)
        : ctx_(ctx)
        , stream_(stream)
        , gap_(gap)
        , send_(std::move(send))
        , pause_(ctx)
        , plain_(ctx)
        , beside_(ctx, ::dup(stream.native_handle()))
    {
    }
    idle_frames(idle_frames const&) = delete;

    /// Sends them all; false if the context has nothing left to do before the end, or time runs out.
    bool run(std::vector<burst> const& plan, nanoseconds limit)
    {
        plan_ = plan;
        read();
        send_next();
        ctx_.restart();
        ctx_.run_for(limit);
        return ended_ && ctx_.stopped();
    }

    // What every run must have shown, each a number of checks.

    void check_no_byte_is_lost() const
    {
        std::string expected;
        for (burst const& b : plan_)
            expected += b.bytes;
        BOOST_TEST((received_ == expected), received_.size() << " of " << expected.size());
        BOOST_TEST((ec_ == boost_serial_ext::condition::aborted), ec_.what()); // by the end of run
    }

    void check_no_frame_ends_early() const
    {
        for (frame const& f : frames_)
            BOOST_TEST((f.told - sent_[f.last].begun >= gap_),
                "burst " << f.last << ": told after "
                         << in_microseconds(f.told - sent_[f.last].begun) << " us");
    }

    /// A frame ends with a burst, and the next burst comes no sooner than the gap.
    void check_no_frame_is_split() const
    {
        std::size_t planned = 0;
        std::size_t short_pauses = 0;
        for (std::size_t i = 0; i + 1 < sent_.size(); ++i)
        {
            planned += plan_[i].pause == nanoseconds::zero() ? 0u : 1u;
            auto const silence = sent_[i + 1].handed_over - sent_[i].begun;
            if (silence >= gap_)
                continue;
            ++short_pauses;
            BOOST_TEST(!frame_of(i),
                "after burst " << i << " the line was silent for " << in_microseconds(silence)
                               << " us only");
        }
        for (frame const& f : frames_)
            BOOST_TEST(f.end == sent_[f.last].end, "burst " << f.last << " is cut");
        BOOST_TEST((short_pauses != 0 || planned == 0), "a machine too slow to show anything");
    }

    /// Whether there was no pause so short as planned: then another run may show more.
    bool was_too_slow() const
    {
        for (std::size_t i = 0; i + 1 < sent_.size(); ++i)
            if (plan_[i].pause != nanoseconds::zero()
                && sent_[i + 1].handed_over - sent_[i].begun < gap_)
                return false;
        return true;
    }

    /// Every long silence ends a frame.
    void check_frames_come_apart() const
    {
        for (std::size_t i = 0; i < sent_.size(); ++i)
            if (plan_[i].pause == nanoseconds::zero())
                BOOST_TEST(frame_of(i), "no frame ends with burst " << i);
    }

    /** No later than the plain timer, but for a tick.

        Frame by frame, and of the best quarter the worst: what else runs on the machine may come
        between the two, but not always. Who looked at the line every so often would be late by a
        quarter of that there.
    */
    void check_frames_are_told_in_time(nanoseconds tick) const
    {
        lateness const l = measure();
        BOOST_TEST_MESSAGE("frames of a gap of "
            << in_microseconds(gap_) << " us end " << in_microseconds(l.read)
            << " us late, a timer " << in_microseconds(l.timer) << " us, in the middle of "
            << l.count << "; at most: " << in_microseconds(l.latest_read) << " and "
            << in_microseconds(l.latest_timer) << " us");
        BOOST_TEST(l.count != 0u);
        BOOST_TEST((l.behind <= tick), in_microseconds(l.behind) << " us behind the timer");
    }

    std::size_t frame_count() const noexcept { return frames_.size(); }

private:
    struct sent_burst
    {
        clock::time_point begun;                // right before the first byte was sent
        clock::time_point handed_over;          // the last one stands in the queue
        std::size_t end = 0;                    // all bytes so far
        std::optional<clock::time_point> timer; // when the plain one went off
    };
    struct frame
    {
        clock::time_point told;
        std::size_t end = 0;  // all bytes so far
        std::size_t last = 0; // the burst of its last byte
    };
    struct lateness
    {
        nanoseconds read{}, timer{}, latest_read{}, latest_timer{}, behind{};
        std::size_t count = 0;
    };

    static long long in_microseconds(nanoseconds t)
    {
        return static_cast<long long>(
            std::chrono::duration_cast<std::chrono::microseconds>(t).count());
    }

    void read()
    {
        stream_.async_read_until_idle(boost::asio::dynamic_buffer(received_), gap_,
            [this](boost_serial_ext::error_code ec, std::size_t n)
            {
                frame f;
                f.told = clock::now();
                ec_ = ec;
                if (ec)
                    return;
                BOOST_TEST(n == received_.size() - (frames_.empty() ? 0 : frames_.back().end));
                f.end = received_.size();
                while (f.last < sent_.size() && sent_[f.last].end < f.end)
                    ++f.last;
                frames_.push_back(f);
                read();
            });
    }

    void send_next()
    {
        if (sent_.size() == plan_.size())
        {
            ended_ = true;
            beside_.close();
            return stream_.cancel();
        }
        burst const& b = plan_[sent_.size()];
        sent_burst s;
        s.end = (sent_.empty() ? 0 : sent_.back().end) + b.bytes.size();
        set_plain_timer_when_ready();
        s.begun = clock::now();
        send_(b.bytes);
        s.handed_over = clock::now();
        sent_.push_back(s);
        // The silence that ends a frame is made of eight timers, each set when the one before has
        // gone off. On a machine that stands still in between, the reactor is still asked at least
        // eight times; to take the bytes and to see the silence, a read needs fewer.
        bool const is_long = b.pause == nanoseconds::zero();
        be_silent(is_long ? gap_ / 2 : b.pause, is_long ? 8 : 1);
    }

    void set_plain_timer_when_ready()
    {
        plain_.cancel();
        if (std::exchange(watching_, true))
            return;
        beside_.async_wait(boost::asio::posix::descriptor_base::wait_read,
            [this](boost_serial_ext::error_code failed)
            {
                watching_ = false;
                if (failed)
                    return;
                plain_.expires_after(gap_);
                plain_.async_wait(
                    [this, i = sent_.size() - 1](boost_serial_ext::error_code ec)
                    {
                        if (!ec)
                            sent_[i].timer = clock::now();
                    });
            });
    }

    void be_silent(nanoseconds how_long, int times)
    {
        pause_.expires_after(how_long);
        pause_.async_wait(
            [this, how_long, times](boost_serial_ext::error_code)
            {
                if (times > 1)
                    be_silent(how_long, times - 1);
                else
                    send_next();
            });
    }

    frame const* frame_of(std::size_t last_burst) const
    {
        auto const found = std::find_if(
            frames_.begin(), frames_.end(), [=](frame const& f) { return f.last == last_burst; });
        return found == frames_.end() ? nullptr : &*found;
    }

    lateness measure() const
    {
        std::vector<nanoseconds> reads, timers, differences;
        for (frame const& f : frames_)
        {
            sent_burst const& s = sent_[f.last];
            if (!s.timer)
                continue;
            reads.push_back(f.told - s.handed_over - gap_);
            timers.push_back(*s.timer - s.handed_over - gap_);
            differences.push_back(f.told - *s.timer);
        }
        lateness result;
        result.count = reads.size();
        if (reads.empty())
            return result;
        for (auto* const all : {&reads, &timers, &differences})
            std::sort(all->begin(), all->end());
        result.read = reads[reads.size() / 2];
        result.timer = timers[timers.size() / 2];
        result.latest_read = reads.back();
        result.latest_timer = timers.back();
        result.behind = differences[differences.size() / 4];
        return result;
    }

    boost::asio::io_context& ctx_;
    boost_serial_ext::serial_stream& stream_;
    nanoseconds gap_;
    sender send_;
    boost::asio::steady_timer pause_, plain_;
    boost::asio::posix::stream_descriptor beside_; // of the same port
    bool watching_ = false;
    std::vector<burst> plan_;
    std::vector<sent_burst> sent_;
    std::vector<frame> frames_;
    std::string received_;
    boost_serial_ext::error_code ec_;
    bool ended_ = false;
};

} // namespace boost_serial_ext_test

#endif
