// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_CONTROL_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_VIRTUAL_CONTROL_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/impl/system_numbers.hpp>
#include <boost_serial_ext/test/impl/virtual_world.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/leave_out.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// What a lost device answers.
inline error_code lost_device() noexcept
{
    return detail::make_system_error(detail::error_context::transfer, the_drivers.lost);
}

/// The driver's side of a virtual port, as a stream sees it.
class virtual_control final : public detail::port_control
{
public:
    virtual_control(
        std::shared_ptr<virtual_world> world, port_engine& port, detail::transfer_hook& hook)
        : world_(std::move(world)), port_(port), hook_(hook)
    {
        config_ = world_->with(port_, [](port_engine& p) { return p.config; });
    }

    /// Right after the open: settings and lines.
    config_report start(serial_config const& wanted, error_code& ec)
    {
        return transact(wanted, true, ec);
    }

    serial_config const& config() const noexcept override { return config_; }

    config_report apply(serial_config const& asked, error_code& ec) override
    {
        serial_config wanted = asked;
        if (ec = validate(wanted); ec)
            return {};
        std::tie(wanted.dtr, wanted.rts) = std::tie(config_.dtr, config_.rts); // the open's
        world_->begin_call(port_, port_call::configure);
        ec = next(port_call::configure);
        return ec ? config_report() : transact(wanted, false, ec);
    }

    detail::restoration restored() const noexcept override { return restored_; }

    std::size_t waiting(detail::queue which, error_code& ec) noexcept override
    {
        bool const input = which == detail::queue::input;
        return ask<std::size_t>(port_call::queues,
            input ? feature::input_waiting : feature::output_waiting, ec,
            [&](port_engine& p) -> std::size_t
            {
                if (input || p.told_depths.empty())
                    return input ? p.input_waiting() : p.output_waiting();
                std::size_t const told = p.told_depths.front();
                if (p.told_depths.size() > 1)
                    p.told_depths.pop_front();
                return told;
            });
    }

    bool transmitter_empty(error_code& ec) noexcept override
    {
        return ask<bool>(port_call::queues, feature::exact_drain, ec,
            [](port_engine& p) { return p.transmitter_empty(); });
    }

    void discard(detail::queue which, error_code& ec) noexcept override
    {
        ask<int>(port_call::discard, std::nullopt, ec,
            [&](port_engine& p)
            {
                p.discard(which == detail::queue::input);
                return 0;
            });
    }

    modem_status lines(error_code& ec) noexcept override
    {
        return ask<modem_status>(
            port_call::lines, feature::modem_lines, ec, [](port_engine& p) { return p.inputs(); });
    }

    void set_lines(control_lines const& wanted, error_code& ec) noexcept override
    {
        ask<int>(port_call::lines, feature::modem_lines, ec,
            [&](port_engine& p)
            {
                p.set_outputs(
                    {wanted.rts.value_or(p.outputs.rts), wanted.dtr.value_or(p.outputs.dtr)});
                return 0;
            });
    }

    void set_break(bool on, error_code& ec) noexcept override
    {
        ask<int>(port_call::set_break, feature::break_signal, ec,
            [&](port_engine& p)
            {
                p.set_break(on, world_->now());
                return 0;
            });
    }

    line_counters counters(error_code& ec) noexcept override
    {
        return ask<line_counters>(port_call::counters, feature::line_counters, ec,
            [](port_engine& p) { return p.counters; });
    }

    serial_capabilities capabilities(error_code& ec) override
    {
        return world_->with(port_,
            [&](port_engine& p)
            {
                ec = p.gone() ? lost_device() : error_code();
                return p.capabilities;
            });
    }

    std::function<port_info(error_code&)> describer(error_code& ec) override
    {
        return world_->with(port_,
            [&](port_engine& p) -> std::function<port_info(error_code&)>
            {
                ec = p.gone() ? lost_device() : error_code();
                if (!ec && p.capabilities[feature::port_discovery] == support::unsupported)
                    ec = make_unsupported_error(feature::port_discovery);
                return [info = p.info](error_code& failed)
                {
                    failed.clear();
                    return info;
                };
            });
    }

    error_code probe_empty_read() noexcept override
    {
        return world_->with(port_,
            [](port_engine& p)
            {
                // What ended with nothing may have been ended with something to read there.
                if (p.gone())
                    return p.readable() ? error_code() : lost_device();
                return error_code(error::end_of_input);
            });
    }

    error_code probe_readiness(bool reading) noexcept override
    {
        return world_->with(port_,
            [&](port_engine& p)
            { return p.gone() && !(reading && p.readable()) ? lost_device() : error_code(); });
    }

    bool prepare_close(bool, bool drained) noexcept override
    {
        restored_ = {};
        return world_->with(port_,
            [&](port_engine& p)
            {
                if (!drained)
                    p.discard(false);
                return false;
            });
    }

    detail::transfer_hook* transfers() noexcept override { return &hook_; }

private:
    error_code next(port_call call)
    {
        return world_->with(port_,
            [&](port_engine& p)
            {
                error_code const ec = p.faults.next(call);
                return p.gone() ? lost_device() : ec;
            });
    }

    /// Asks a port that is there, and whose driver has that.
    template<class Answer, class Function>
    Answer ask(port_call call, std::optional<feature> f, error_code& ec, Function function) noexcept
    {
        return world_->with(port_,
            [&](port_engine& p)
            {
                ec = p.faults.next(call);
                if (p.gone())
                    ec = lost_device();
                else if (!ec && f && p.capabilities[*f] == support::unsupported)
                    ec = make_unsupported_error(*f);
                return ec ? Answer() : function(p);
            });
    }

    config_report transact(serial_config const& wanted, bool starting, error_code& ec)
    {
        return world_->with(port_,
            [&](port_engine& p)
            {
                config_report report;
                report.applied = wanted;
                restored_ = {};
                leave_out(p, report, starting, ec);
                serial_config const asked = report.applied;
                if (!ec)
                {
                    change(p, report.applied);
                    report.baud_error
                        = static_cast<double>(report.applied.baud_rate) / asked.baud_rate - 1.0;
                    ec = refusal(asked, report, p.capabilities, starting);
                    restored_.done = ec.failed();
                }
                if (ec)
                    return config_report();
                bool const was_ours = !starting && mode_of(config_) == rs485_mode::software;
                p.config = config_ = report.applied;
                p.applied.push_back(config_);
                p.opens += starting;
                p.set_outputs(outputs_for(config_, p.outputs, starting, was_ours));
                p.reconfigured(world_->now());
                return report;
            });
    }

    /// What the driver makes of it on its own; of what no driver tells, nothing.
    static void change(port_engine const& p, serial_config& c)
    {
        serial_config const asked = c;
        p.faults.change(c);
        c.flow_control.dtr_dsr = asked.flow_control.dtr_dsr;
        c.exclusive = asked.exclusive;
        c.low_latency = asked.low_latency;
        c.baud_tolerance = asked.baud_tolerance;
        c.unsupported = asked.unsupported;
        if (!asked.rs485)
            c.rs485.reset();
        else if (c.rs485)
            c.rs485->mode = asked.rs485->mode;
    }

    static std::optional<rs485_mode> mode_of(serial_config const& c) noexcept
    {
        return c.rs485 ? std::optional(c.rs485->mode) : std::nullopt;
    }

    /// The levels of an open, and of RTS where the library uses it for RS-485, or did.
    static port_engine::output_lines outputs_for(serial_config const& c,
        port_engine::output_lines const& now, bool starting, bool was_ours) noexcept
    {
        auto const level = [](initial_line wanted, bool before)
        { return wanted == initial_line::preserve ? before : wanted == initial_line::on; };
        port_engine::output_lines next = now;
        if (starting)
            next.dtr = level(c.dtr, now.dtr);
        if (mode_of(c) == rs485_mode::software)
            next.rts = c.rs485->rts_after_send;
        else if ((starting || was_ours) && !c.rs485)
            next.rts = level(c.rts, now.rts);
        return next;
    }

    /// What a configuration may do without, under its policy.
    static void leave_out(
        port_engine const& p, config_report& report, bool starting, error_code& ec)
    {
        serial_config& c = report.applied;
        auto const lacks = [&](feature f, bool wanted)
        {
            if (ec || !wanted || p.capabilities[f] != support::unsupported)
                return false;
            detail::leave_out(f, make_unsupported_error(f), c.unsupported, report, ec);
            return true;
        };
        if (lacks(feature::one_and_half_stop_bits, c.stop_bits == stop_bits::one_and_half))
            ec = make_unsupported_error(feature::one_and_half_stop_bits); // the framing itself
        if (lacks(feature::dtr_dsr, c.flow_control.dtr_dsr))
            c.flow_control.dtr_dsr = false;
        if (lacks(feature::low_latency, c.low_latency))
            c.low_latency = false;
        bool const lines = p.capabilities[feature::modem_lines] != support::unsupported;
        if (c.rs485)
        {
            bool const by_driver = p.capabilities[feature::rs485] != support::unsupported;
            rs485_mode& mode = c.rs485->mode;
            if (mode == rs485_mode::automatic)
                mode = by_driver ? rs485_mode::kernel : rs485_mode::software;
            bool const possible
                = mode == rs485_mode::kernel ? by_driver : lines && !c.rs485->terminate_bus;
            if (!possible && !ec)
                detail::leave_out(feature::rs485, make_unsupported_error(feature::rs485),
                    c.unsupported, report, ec);
            if (!possible)
                c.rs485.reset();
        }
        bool const off = c.dtr == initial_line::off || c.rts == initial_line::off;
        if (lacks(feature::modem_lines, starting && off))
            for (initial_line* const line : {&c.dtr, &c.rts})
                if (*line == initial_line::off)
                    *line = initial_line::preserve;
    }

    /// What the driver has not done of what every driver has to do.
    static error_code refusal(serial_config const& asked, config_report const& report,
        serial_capabilities const& caps, bool starting) noexcept
    {
        serial_config const& got = report.applied;
        auto const lacks = [&](feature f) { return caps[f] == support::unsupported; };
        bool const mark_space = asked.parity == parity::mark || asked.parity == parity::space;
        if (std::abs(report.baud_error) > asked.baud_tolerance
            || (lacks(feature::custom_baud_rate) && !is_standard(got.baud_rate)))
            return error::rejected_baud_rate;
        if (got.character_size != asked.character_size)
            return error::rejected_character_size;
        if (got.parity != asked.parity || (mark_space && lacks(feature::mark_space_parity)))
            return error::rejected_parity;
        if (got.stop_bits != asked.stop_bits)
            return error::rejected_stop_bits;
        if (got.flow_control.xon_xoff != asked.flow_control.xon_xoff
            || (asked.flow_control.xon_xoff && lacks(feature::xon_xoff)))
            return error::rejected_xon_xoff;
        if (got.flow_control.rts_cts != asked.flow_control.rts_cts
            || (asked.flow_control.rts_cts && lacks(feature::rts_cts)))
            return error::rejected_rts_cts;
        if (got.hangup_on_close != asked.hangup_on_close)
            return error::rejected_hangup_on_close;
        if (got.line_marks != asked.line_marks)
            return error::rejected_line_marks;
        if (asked.rs485 && !got.rs485) // what it corrects is no failure
            return error::rejected_rs485;
        if (starting && got.dtr != asked.dtr)
            return error::rejected_dtr;
        if (starting && got.rts != asked.rts)
            return error::rejected_rts;
        return {};
    }

    /// Those of Linux (asm-generic/termbits.h).
    static bool is_standard(std::uint32_t rate) noexcept
    {
        static constexpr std::uint32_t rates[]
            = {50, 75, 110, 134, 150, 200, 300, 600, 1'200, 1'800, 2'400, 4'800, 9'600, 19'200,
                38'400, 57'600, 115'200, 230'400, 460'800, 500'000, 576'000, 921'600, 1'000'000,
                1'152'000, 1'500'000, 2'000'000, 2'500'000, 3'000'000, 3'500'000, 4'000'000};
        return std::find(std::begin(rates), std::end(rates), rate) != std::end(rates);
    }

    std::shared_ptr<virtual_world> world_;
    port_engine& port_;
    detail::transfer_hook& hook_;
    serial_config config_;
    detail::restoration restored_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
