// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Bytes through a pty while signals interrupt the calls, and what a pty says it can do.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <ostream>
#include <string>

#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace data = boost::unit_test::data;

namespace {

// What the signal's handler does, and on which of its calls.
struct alarm_job
{
    int master = -1;
    volatile std::sig_atomic_t calls = 0;
    void (*on_third_call)(int master) = nullptr;
};
alarm_job job; // NOLINT: a signal handler sees globals only

extern "C" void on_alarm(int)
{
    int const error = errno;
    job.calls = job.calls + 1;
    if (job.calls == 3)
        job.on_third_call(job.master);
    errno = error;
}

// While it lives, a signal interrupts this thread every 10 ms, and system calls are not restarted.
class alarms
{
public:
    alarms(int master, void (*on_third_call)(int))
    {
        job.master = master;
        job.calls = 0;
        job.on_third_call = on_third_call;
        struct ::sigaction action = {};
        action.sa_handler = on_alarm; // without SA_RESTART
        ::sigaction(SIGALRM, &action, &old_);
        ::itimerval const every{{0, 10'000}, {0, 10'000}};
        ::setitimer(ITIMER_REAL, &every, nullptr);
    }
    alarms(alarms const&) = delete;
    alarms& operator=(alarms const&) = delete;
    ~alarms()
    {
        ::itimerval const never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &old_, nullptr);
    }

private:
    struct ::sigaction old_ = {};
};

// What a pty can do, row by row.
struct answer
{
    enum feature feature;
    support expected;
};

std::ostream& operator<<(std::ostream& out, answer const& a)
{
    return out << a.feature;
}

constexpr answer answers[] = {
    {feature::custom_baud_rate, support::unknown},
    {feature::mark_space_parity, support::unsupported},
    {feature::one_and_half_stop_bits, support::unsupported}, {feature::xon_xoff, support::unknown},
    {feature::rts_cts, support::unknown}, // a flag that the pty driver takes
    {feature::dtr_dsr, support::unsupported}, {feature::modem_lines, support::unsupported},
    {feature::line_events, support::unsupported}, {feature::line_counters, support::unsupported},
    {feature::break_signal, support::unsupported}, {feature::exclusive_access, support::supported},
    {feature::low_latency, support::unsupported}, {feature::rs485, support::unsupported},
    {feature::input_waiting, support::supported}, {feature::output_waiting, support::supported},
    {feature::exact_drain, support::unsupported}, {feature::port_discovery, support::unsupported},
    {feature::port_monitor, support::supported}, // the system's
};
static_assert(sizeof answers / sizeof answers[0] == feature_count);

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_transfer_posix)

BOOST_AUTO_TEST_CASE(a_blocked_read_goes_on_after_signals_and_gets_its_byte, *needing(ability::pty))
{
    open_port port;
    std::array<char, 1> byte{};
    std::size_t size = 0;
    {
        alarms const interrupt(port.far_end.master(),
            [](int master) { static_cast<void>(::write(master, "s", 1) == 1); });
        size = port.stream.read_some(asio::buffer(byte), port.ec);
    }
    BOOST_TEST(job.calls >= 3);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(size == 1u);
    BOOST_TEST(byte[0] == 's');
}

BOOST_AUTO_TEST_CASE(
    a_blocked_read_of_an_adopted_blocking_handle_goes_on_after_signals, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor handle(far.name());
    BOOST_TEST_REQUIRE(::fcntl(handle.get(), F_SETFL, O_RDWR) == 0); // read itself blocks then
    serial_stream stream(ctx, handle.get());
    handle.release();
    std::array<char, 1> byte{};
    error_code ec;
    std::size_t size = 0;
    {
        alarms const interrupt(
            far.far_end(), [](int master) { static_cast<void>(::write(master, "s", 1) == 1); });
        size = stream.read_some(asio::buffer(byte), ec);
    }
    BOOST_TEST(job.calls >= 3);
    BOOST_TEST(ec == error_code());
    BOOST_TEST(size == 1u);
    BOOST_TEST(byte[0] == 's');
}

BOOST_AUTO_TEST_CASE(
    a_blocked_write_goes_on_after_signals_and_sends_its_byte, *needing(ability::pty))
{
    open_port port;
    std::size_t const queued = fill_output(port.stream, port.far_end);
    std::size_t size = 0;
    {
        alarms const interrupt(port.far_end.master(),
            [](int master)
            {
                char taken[4096]; // makes room; the test reads the rest
                while (::read(master, taken, sizeof taken) > 0)
                    ;
            });
        size = port.stream.write_some(asio::buffer("!", 1), port.ec);
    }
    BOOST_TEST(queued > 0u);
    BOOST_TEST(job.calls >= 3);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(size == 1u);
}

BOOST_AUTO_TEST_CASE(signals_do_not_disturb_asynchronous_operations, *needing(ability::pty))
{
    open_port port;
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    {
        alarms const interrupt(port.far_end.master(),
            [](int master) { static_cast<void>(::write(master, "s", 1) == 1); });
        BOOST_TEST(run_until_called(port.ctx, read));
    }
    BOOST_TEST(job.calls >= 3);
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 's');
}

BOOST_AUTO_TEST_CASE(modem_lines_of_a_pty_are_unsupported, *needing(ability::pty))
{
    open_port port;
    BOOST_TEST(port.stream.modem_lines(port.ec) == modem_status{});
    BOOST_TEST(port.ec == make_unsupported_error(feature::modem_lines));
    BOOST_TEST(conditions_of(port.ec) == "unsupported_feature");
}

BOOST_AUTO_TEST_CASE(control_lines_of_a_pty_are_unsupported, *needing(ability::pty))
{
    open_port port;
    for (control_lines const& lines : {control_lines{true, {}}, control_lines{{}, false}})
    {
        port.stream.set_control_lines(lines, port.ec);
        BOOST_TEST(port.ec == make_unsupported_error(feature::modem_lines));
    }
}

BOOST_AUTO_TEST_CASE(counters_of_a_pty_are_unsupported, *needing(ability::pty))
{
    open_port port;
    BOOST_TEST(port.stream.counters(port.ec) == line_counters{});
    BOOST_TEST(port.ec == make_unsupported_error(feature::line_counters));
    BOOST_TEST(conditions_of(port.ec) == "unsupported_feature");
}

BOOST_AUTO_TEST_CASE(a_break_of_a_pty_is_unsupported, *needing(ability::pty))
{
    open_port port;
    for (bool const on : {true, false})
    {
        port.stream.set_break(on, port.ec);
        BOOST_TEST(port.ec == make_unsupported_error(feature::break_signal));
    }
    port.stream.send_break(std::chrono::milliseconds(1), port.ec);
    BOOST_TEST(port.ec == make_unsupported_error(feature::break_signal));
    outcome sent;
    port.stream.async_send_break(std::chrono::milliseconds(1), recorder(sent));
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(sent.calls == 1);
    BOOST_TEST(sent.ec == make_unsupported_error(feature::break_signal));
    BOOST_TEST(conditions_of(sent.ec) == "unsupported_feature");
}

BOOST_AUTO_TEST_CASE(
    a_wait_for_line_events_needs_a_driver_that_counts_and_a_mask, *needing(ability::pty))
{
    open_port port;
    outcome waited;
    outcome for_nothing;
    port.stream.async_wait_line_event(line_events::all, recorder(waited));
    BOOST_TEST(run_out(port.ctx));
    port.stream.async_wait_line_event(line_events::none, recorder(for_nothing));
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(waited.ec == make_unsupported_error(feature::line_events));
    BOOST_TEST(for_nothing.ec == error_code(error::no_line_events));
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(a_pty_says_what_it_can_do, data::make(answers), row)
{
    open_port port;
    BOOST_TEST(port.stream.capabilities()[row.feature] == row.expected);
}

BOOST_AUTO_TEST_CASE(a_ptys_capabilities_name_platform_and_backend, *needing(ability::pty))
{
    open_port port;
    BOOST_TEST(port.stream.capabilities().platform() == "linux");
    BOOST_TEST(port.stream.capabilities().backend() == "termios2");
}

BOOST_AUTO_TEST_CASE(what_the_platform_promises_or_denies_holds_for_a_pty, *needing(ability::pty))
{
    open_port port;
    auto const promised = platform_capabilities();
    auto const found = port.stream.capabilities();
    BOOST_TEST(promised.platform() == "linux");
    for (auto const& [f, s] : promised)
        if (s != support::unknown
            && f != feature::port_discovery) // of the system, not of each port
            BOOST_TEST(found[f] == s, to_string(f));
}

BOOST_AUTO_TEST_CASE(the_platform_promises_exclusive_access_and_leaves_the_rest_to_the_driver)
{
    auto const promised = platform_capabilities();
    BOOST_TEST(promised[feature::exclusive_access] == support::supported);
    BOOST_TEST(promised[feature::port_discovery] == support::supported);
    BOOST_TEST(promised[feature::one_and_half_stop_bits] == support::unsupported);
    BOOST_TEST(promised[feature::dtr_dsr] == support::unsupported);
    for (feature const f : {feature::custom_baud_rate, feature::mark_space_parity,
             feature::xon_xoff, feature::rts_cts, feature::modem_lines, feature::line_counters,
             feature::break_signal, feature::input_waiting, feature::output_waiting})
        BOOST_TEST(promised[f] == support::unknown, to_string(f));
}

BOOST_AUTO_TEST_SUITE_END()
