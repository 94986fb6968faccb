// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_PORT_ENGINE_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_PORT_ENGINE_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/impl/fault_state.hpp>
#include <boost_serial_ext/test/impl/incoming_line.hpp>
#include <boost_serial_ext/test/impl/line_symbol.hpp>
#include <boost_serial_ext/test/impl/script.hpp>

#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/** A virtual port: a UART's driver, its line, and the device at the other end.

    Not thread-safe: the world's mutex guards it. It moves when it is told the time. Between it and
    the stream there is a wire; what the stream writes stays in there until there is room in the
    output queue, so that the stream meets the same back-pressure as with a driver.
*/
class port_engine
{
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit port_engine(std::string n) : name(std::move(n))
    {
        for (auto const& [f, unused] : capabilities)
            capabilities.set(f, support::supported);
        for (feature f : {feature::port_discovery, feature::port_monitor})
            capabilities.set(f, support::unsupported);
        info.device = info.name = info.description = name;
        info.hwid = "n/a";
    }
    port_engine(port_engine const&) = delete;
    port_engine& operator=(port_engine const&) = delete;
    ~port_engine() { hang_up_wire(); }

    /// Does what is due until `now`; whether anything was.
    bool move(nanoseconds now)
    {
        if (dormant)
            return false;
        bool any = take_output(now);
        any = transmit(now) || any;
        any = line.begin_messages(now, config, paced) || any;
        any = receive_due(now) || any;
        any = hand_over() || any;
        if (lost_ && received_.empty())
            hang_up_wire();       // the stream meets the end of the input
        return throttle() || any; // the other end may send again
    }

    /// When it will do something by itself.
    std::optional<nanoseconds> next() const
    {
        std::optional<nanoseconds> due;
        if (dormant)
            return due;
        if (sending_)
            due = sending_until_;
        if (auto const arrival = line.next(); arrival && (!due || *arrival < *due))
            due = arrival;
        return due;
    }

    /// Whether somebody waits, and has not been told yet.
    bool has_news() const noexcept { return news_ && waker != nullptr; }
    std::shared_ptr<std::function<void()>> take_news() noexcept
    {
        news_ = false;
        return waker;
    }

    bool is_wired() const noexcept { return ends.device_end != detail::no_handle && !dormant; }
    bool output_has_room() const { return !lost_ && output_.size() < output_room; }
    /// Whether only a look now and then tells when the stream has read.
    bool must_look() const
    {
        return !dormant && (throttled_ || (!received_.empty() && faults.portions()));
    }
    /// Whether there is input that the wire had no room for.
    bool has_backlog() const { return !received_.empty() && !faults.portions(); }

    /// Whether the device is gone, or was when the port was open before it came back: an open
    /// port stays lost.
    bool gone() const noexcept { return !plugged || lost_; }

    bool is_listed() const
    {
        return plugged && capabilities[feature::port_discovery] != support::unsupported;
    }

    /// @return An error number, or 0.
    int connect_stream(nanoseconds now)
    {
        if (int const number = detail::sys_wire::make(ends); number != 0)
            return number;
        ++wires;
        open = true;
        shared = false;
        most_unread_ = 0;
        pace_.not_before(now);
        return 0;
    }

    /// The stream has closed its end, or is about to.
    void disconnect_stream(nanoseconds now)
    {
        open = lost_ = false;
        waker.reset();
        ends.stream_end = detail::no_handle;
        hang_up_wire();
        output_.clear();
        received_.clear();
        urgent_.reset();
        throttled_ = held_up_ = stopped_ = false;
        set_break(false, now);
        if (config.hangup_on_close)
            outputs = {false, false};
        tell_peer();
    }

    /// The device is gone. What had arrived can still be read; what was under way is lost.
    void hang_up(nanoseconds now)
    {
        plugged = false;
        news_ = true;
        lost_ = open;
        set_break(false, now);
        output_.clear();
        urgent_.reset();
        while (auto const under_way = line.take((nanoseconds::max)()))
            lose(under_way->symbol);
        line.clear();
        sending_ = false;
        set_outputs({false, false});
        hand_over(); // first: also a read that waits gets it
        if (ends.device_end != detail::no_handle)
        {
            detail::sys_wire::refuse_output(ends); // whoever waits for room learns of it
            discard(false);
        }
        if (received_.empty())
            hang_up_wire();
    }

    /// The device is back.
    void plug_in()
    {
        plugged = true;
        dialogue.forget_input();
    }

    void discard(bool input) noexcept
    {
        char scrap[4096];
        std::size_t got = 0;
        if (input)
            received_.clear();
        else
            output_.clear();
        auto const read = input ? &detail::sys_wire::read_input : &detail::sys_wire::read_output;
        bool const there = (input ? ends.stream_end : ends.device_end) != detail::no_handle;
        while (there && read(ends, scrap, sizeof scrap, got) == 0 && got != 0)
        {
        }
    }

    std::size_t input_waiting() const noexcept { return unread() + received_.size(); }
    std::size_t output_waiting() const noexcept
    {
        return output_.size() + detail::sys_wire::output_waiting(ends);
    }
    bool transmitter_empty() const noexcept { return !sending_ && output_waiting() == 0; }
    bool readable() const noexcept { return input_waiting() != 0; }

    modem_status inputs() const noexcept
    {
        modem_status now = forced;
        if (peer != nullptr)
        {
            now.cts = peer->rts_now();
            now.dsr = now.dcd = peer->outputs.dtr;
        }
        return now;
    }

    /// RTS, as the other end sees it.
    bool rts_now() const noexcept { return outputs.rts && !throttled_by_lines(); }

    struct output_lines
    {
        bool rts;
        bool dtr;
    };
    void set_outputs(output_lines const& lines)
    {
        outputs = lines;
        tell_peer();
    }

    /// To be called after anything that may have changed this port's inputs.
    void notice_inputs() noexcept
    {
        modem_status const now = inputs();
        if (open)
        {
            counters.cts += now.cts != seen_.cts;
            counters.dsr += now.dsr != seen_.dsr;
            counters.dcd += now.dcd != seen_.dcd;
            counters.ri += seen_.ri && !now.ri; // the trailing edge
        }
        seen_ = now;
    }

    void set_break(bool on, nanoseconds now)
    {
        if (on && !break_since_)
        {
            break_since_ = now;
            if (peer != nullptr)
                peer->line.arrive({0, line_fault::break_signal}, now);
        }
        else if (!on && break_since_)
            breaks.push_back(now - *std::exchange(break_since_, std::nullopt));
    }
    bool break_is_on() const noexcept { return break_since_.has_value(); }

    /// The settings have changed.
    void reconfigured(nanoseconds now) noexcept
    {
        if (!config.flow_control.xon_xoff)
            stopped_ = false;
        pace_.not_before(now);
        tell_peer();
    }

    std::string const name;
    bool plugged = true;
    bool dormant = false; ///< Nobody has used it since a fork.
    bool open = false;
    bool shared = false; ///< With another process, since a fork.
    bool paced = false;
    detail::wire ends;
    port_engine* peer = nullptr;
    serial_config config;
    serial_capabilities capabilities{"virtual", "test/virtual_ports"};
    port_info info;
    fault_state faults;
    script dialogue;
    incoming_line line;
    modem_status forced{true, true, false, true};
    output_lines outputs{false, false};
    line_counters counters;
    std::string captured;
    std::vector<serial_config> applied;
    std::vector<nanoseconds> breaks;
    std::deque<std::size_t> told_depths;
    std::size_t opens = 0;
    std::uint64_t wires = 0;                      ///< How many there were.
    std::shared_ptr<std::function<void()>> waker; ///< Null: nobody waits for input or a hang-up.
    call_gates gates; ///< Under the world's other mutex, the one for sleeping.
    std::uint64_t lost_input = 0;
    std::size_t output_room = 4096; ///< As Linux's serial drivers have (UART_XMIT_SIZE).
    std::size_t input_room = 4096;  ///< As Linux's terminals have (N_TTY_BUF_SIZE).

private:
    static constexpr unsigned char xon = 0x11;
    static constexpr unsigned char xoff = 0x13;

    std::size_t unread() const noexcept
    {
        if (most_unread_ != 0 || shared) // else the system need not be asked
            most_unread_ = detail::sys_wire::input_waiting(ends);
        return most_unread_;
    }

    void hang_up_wire() noexcept
    {
        news_ = true;
        if (ends.device_end != detail::no_handle)
            detail::sys_wire::hang_up(ends);
    }

    bool take_output(nanoseconds now)
    {
        if (ends.device_end == detail::no_handle)
            return false;
        if (!output_has_room() && !detail::sys_wire::is_hung_up(ends))
            return false;
        if (!output_has_room()) // what is left has nowhere to go
        {
            disconnect_stream(now);
            return true;
        }
        std::array<unsigned char, 4096> data;
        bool any = false;
        while (output_.size() < output_room)
        {
            std::size_t got = 0;
            std::size_t const room = (std::min)(output_room - output_.size(), data.size());
            if (detail::sys_wire::read_output(ends, data.data(), room, got) != 0)
                break;
            if (got == 0) // the handle was released, and is closed now
            {
                ends.stream_end = detail::no_handle;
                transmit(now);
                disconnect_stream(now);
                return true;
            }
            if (output_.empty())
                pace_.not_before(now);
            output_.insert(output_.end(), data.begin(), data.begin() + static_cast<long>(got));
            any = true;
        }
        return any;
    }

    bool may_send() const noexcept
    {
        modem_status const lines = inputs();
        return !break_since_ && !(config.flow_control.rts_cts && !lines.cts)
            && !(config.flow_control.dtr_dsr && !lines.dsr)
            && !(config.flow_control.xon_xoff && stopped_);
    }

    // How many characters the other end can take before it may want to say stop.
    std::size_t batch() const noexcept
    {
        auto const& flow = config.flow_control;
        if (paced || peer == nullptr || !(flow.rts_cts || flow.xon_xoff))
            return output_room + 1;
        std::size_t const waiting = peer->input_waiting() + peer->line.size();
        std::size_t const stop = peer->stop_mark();
        return waiting < stop ? stop - waiting + 1 : 1;
    }

    bool transmit(nanoseconds now)
    {
        bool any = false;
        for (std::size_t left = batch();;)
        {
            if (sending_)
            {
                if (sending_until_ > now)
                    return any;
                sending_ = false;
                any = true;
                sent(on_wire_, sending_until_);
                if (--left == 0)
                    return any; // and once more, when the other end has had a look
                continue;
            }
            bool const urgent = urgent_.has_value() && !break_since_;
            if (!urgent && (output_.empty() || !may_send()))
            {
                held_up_ = !output_.empty();
                return any;
            }
            if (std::exchange(held_up_, false) || urgent)
                pace_.not_before(now);
            on_wire_ = {urgent ? *std::exchange(urgent_, std::nullopt) : output_.front(), urgent};
            if (!urgent)
                output_.pop_front();
            sending_ = true;
            sending_until_ = pace_.next(config, paced);
        }
    }

    struct outgoing
    {
        unsigned char byte = 0;
        bool urgent = false; ///< For flow control: the device's script does not see it.
    };

    void sent(outgoing const& character, nanoseconds at)
    {
        unsigned char const byte = masked(config, character.byte);
        ++counters.sent;
        captured += static_cast<char>(byte);
        if (peer != nullptr)
            peer->line.arrive(heard(config, peer->config, byte), at);
        if (!character.urgent)
            if (auto answer = dialogue.receive(static_cast<char>(byte)))
            {
                nanoseconds const longest = (nanoseconds::max)() - at;
                line.send(std::move(answer->bytes), std::nullopt,
                    at + (std::min)(answer->after, longest));
            }
        if (faults.send())
            hang_up(at);
    }

    bool receive_due(nanoseconds now)
    {
        bool any = false;
        while (auto const arrival = line.take(now))
        {
            receive(arrival->symbol, arrival->at);
            any = true;
        }
        return any;
    }

    void receive(line_symbol symbol, nanoseconds at)
    {
        if (!open || gone())
            return lose(symbol);
        if (symbol.fault == line_fault::break_signal)
            return received_break();
        auto const accident = faults.receive();
        for (unsigned i = 0; i != accident.breaks; ++i)
            received_break();
        ++counters.received;
        if (accident.error)
            symbol.fault = accident.error;
        if (accident.flipped != 0)
            symbol.byte
                = masked(config, static_cast<unsigned char>(symbol.byte ^ accident.flipped));
        if (accident.lost)
            ++counters.overruns;
        else
            deliver(symbol);
        if (accident.hangs_up)
            hang_up(at);
    }

    void lose(line_symbol const& symbol) noexcept
    {
        lost_input += symbol.fault != line_fault::break_signal;
    }

    void received_break()
    {
        ++counters.breaks;
        if (config.line_marks)
            received_.insert(received_.end(), {0xFF, 0, 0});
    }

    // What the kernel's line discipline makes of it (termios(3), PARMRK).
    void deliver(line_symbol const& symbol)
    {
        if (symbol.fault)
        {
            // Both: then the counters leave open which it was.
            counters.framing_errors += *symbol.fault != line_fault::parity_error;
            counters.parity_errors += *symbol.fault != line_fault::framing_error;
            if (config.line_marks)
                received_.insert(received_.end(), {0xFF, 0});
        }
        else if (config.flow_control.xon_xoff && (symbol.byte == xon || symbol.byte == xoff))
        {
            stopped_ = symbol.byte == xoff;
            return;
        }
        else if (config.line_marks && symbol.byte == 0xFF)
            received_.push_back(0xFF);
        received_.push_back(symbol.byte);
    }

    bool hand_over()
    {
        bool any = false;
        while (!received_.empty() && ends.device_end != detail::no_handle)
        {
            bool const portions = faults.portions();
            if (portions && unread() != 0)
                break;
            std::array<unsigned char, 4096> data;
            std::size_t n = (std::min)(received_.size(), data.size());
            if (portions)
                n = faults.length_of_read(n);
            std::copy_n(received_.begin(), n, data.begin());
            std::size_t put = 0;
            if (detail::sys_wire::write_input(ends, data.data(), n, put) != 0 || put == 0)
                break;
            received_.erase(received_.begin(), received_.begin() + static_cast<long>(put));
            most_unread_ += put;
            any = news_ = true;
        }
        return any;
    }

    bool throttled_by_lines() const noexcept { return throttled_ && config.flow_control.rts_cts; }

    // The marks of drivers/tty/n_tty.c: TTY_THRESHOLD_THROTTLE and _UNTHROTTLE are 128.
    static constexpr std::size_t mark = 128;
    std::size_t stop_mark() const noexcept { return input_room > mark ? input_room - mark : 0; }

    bool throttle()
    {
        auto const& flow = config.flow_control;
        std::size_t const stop = stop_mark();
        bool const heeded = open && (flow.rts_cts || flow.xon_xoff);
        std::size_t const waiting = heeded ? input_waiting() : 0;
        bool const now = waiting > (throttled_ ? (std::min)(mark, stop) : stop);
        if (now == throttled_)
            return false;
        throttled_ = now;
        if (config.flow_control.xon_xoff)
            urgent_ = now ? xoff : xon;
        tell_peer();
        return true;
    }

    void tell_peer() noexcept
    {
        if (peer != nullptr)
            peer->notice_inputs();
    }

    std::deque<unsigned char> output_; ///< The driver's queue.
    std::optional<unsigned char> urgent_;
    bool sending_ = false;
    outgoing on_wire_;
    nanoseconds sending_until_{0};
    line_pace pace_;
    bool held_up_ = false; ///< By flow control.
    bool stopped_ = false; ///< By XOFF.
    bool throttled_ = false;
    bool news_ = false; ///< For the waker.
    bool lost_ = false; ///< The device has gone while the port was open.
    std::optional<nanoseconds> break_since_;
    std::deque<unsigned char> received_;  ///< Not yet in the wire.
    mutable std::size_t most_unread_ = 0; ///< In the wire. The stream may have read some since.
    modem_status seen_{true, true, false, true};
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
