// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The adapter on real communications devices: COM5 and COM6, joined by a null modem. Under Wine they
// are pseudo terminals (run.py); where Wine differs from what Microsoft documents, a case says so when
// it runs.

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/native/sys_io.hpp>
#include <boost_serial_ext/native/sys_windows.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>
#include <boost_serial_ext/native/windows_backend.hpp>

#include "windows/wine.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

using namespace boost_serial_ext;
using boost_serial_ext_test::under_wine;

BOOST_AUTO_TEST_SUITE(windows_devices)

namespace {

using backend = detail::windows_backend<detail::sys_windows>;

// Closes as the library does.
struct port
{
    backend system;
    error_code ec;
    detail::opened_port opened;

    explicit port(serial_config const& config = {}, std::string const& name = "COM5")
    {
        opened = system.open(name, config, ec);
    }
    port(port const&) = delete;
    port& operator=(port const&) = delete;
    ~port() { close(); }

    detail::port_control& control() { return *opened.control; }

    void close()
    {
        if (!opened.control)
            return;
        opened.control->prepare_close(false, false);
        opened.control.reset();
        system.close(opened.handle);
    }

    detail::windows_dcb state() const
    {
        detail::windows_dcb dcb;
        BOOST_TEST(detail::sys_windows().get_state(opened.handle, dcb) == 0);
        return dcb;
    }

    // Writes and waits until the driver has taken it.
    void write(std::string const& text)
    {
        OVERLAPPED o{};
        o.hEvent = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
        DWORD n = 0;
        BOOL const done
            = ::WriteFile(opened.handle, text.data(), static_cast<DWORD>(text.size()), nullptr, &o);
        BOOST_TEST((done != 0 || ::GetLastError() == ERROR_IO_PENDING));
        BOOST_TEST(::GetOverlappedResult(opened.handle, &o, &n, TRUE) != 0);
        BOOST_TEST(n == text.size());
        ::CloseHandle(o.hEvent);
    }

    // Reads so many bytes that are there.
    std::string read(std::size_t size)
    {
        std::string text(size, '\0');
        OVERLAPPED o{};
        o.hEvent = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
        DWORD n = 0;
        ::ReadFile(opened.handle, &text[0], static_cast<DWORD>(size), nullptr, &o);
        BOOST_TEST(::GetOverlappedResult(opened.handle, &o, &n, TRUE) != 0);
        ::CloseHandle(o.hEvent);
        text.resize(n);
        return text;
    }

    // Whether so much input comes within a while.
    bool receives(std::size_t size)
    {
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        std::size_t n = 0;
        do
            n = control().waiting(detail::queue::input, ec);
        while (n < size && !ec && std::chrono::steady_clock::now() < end);
        return n == size;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(each_bit_field_of_a_dcb_lies_where_the_codec_has_it)
{
    namespace f = detail::windows_dcb_flags;
    auto const bits = [](auto set)
    {
        DCB dcb{};
        set(dcb);
        detail::windows_dcb copy;
        static_assert(sizeof copy == sizeof dcb);
        std::memcpy(static_cast<void*>(&copy), &dcb, sizeof copy);
        return copy.flags;
    };
    BOOST_TEST(bits([](DCB& d) { d.fBinary = 1; }) == f::binary);
    BOOST_TEST(bits([](DCB& d) { d.fParity = 1; }) == f::parity_check);
    BOOST_TEST(bits([](DCB& d) { d.fOutxCtsFlow = 1; }) == f::out_cts);
    BOOST_TEST(bits([](DCB& d) { d.fOutxDsrFlow = 1; }) == f::out_dsr);
    BOOST_TEST(bits([](DCB& d) { d.fDtrControl = DTR_CONTROL_ENABLE; }) == f::dtr_enable);
    BOOST_TEST(bits([](DCB& d) { d.fDtrControl = DTR_CONTROL_HANDSHAKE; }) == f::dtr_handshake);
    BOOST_TEST(bits([](DCB& d) { d.fDsrSensitivity = 1; }) == f::dsr_sensitive);
    BOOST_TEST(bits([](DCB& d) { d.fTXContinueOnXoff = 1; }) == f::send_after_xoff);
    BOOST_TEST(bits([](DCB& d) { d.fOutX = 1; }) == f::out_xon);
    BOOST_TEST(bits([](DCB& d) { d.fInX = 1; }) == f::in_xon);
    BOOST_TEST(bits([](DCB& d) { d.fErrorChar = 1; }) == f::replace_errors);
    BOOST_TEST(bits([](DCB& d) { d.fNull = 1; }) == f::drop_nul);
    BOOST_TEST(bits([](DCB& d) { d.fRtsControl = RTS_CONTROL_ENABLE; }) == f::rts_enable);
    BOOST_TEST(bits([](DCB& d) { d.fRtsControl = RTS_CONTROL_HANDSHAKE; }) == f::rts_handshake);
    BOOST_TEST(bits([](DCB& d) { d.fRtsControl = RTS_CONTROL_TOGGLE; }) == f::rts_toggle);
    BOOST_TEST(bits([](DCB& d) { d.fAbortOnError = 1; }) == f::abort_on_error);
}

BOOST_AUTO_TEST_CASE(a_port_is_opened_with_the_configuration)
{
    serial_config c;
    c.baud_rate = 57'600;
    c.stop_bits = stop_bits::two;
    port p(c);
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    BOOST_TEST(p.opened.report.applied.baud_rate == 57'600u);
    BOOST_TEST((p.opened.report.applied.stop_bits == stop_bits::two));
    detail::windows_dcb const dcb = p.state();
    BOOST_TEST(dcb.baud_rate == 57'600u);
    BOOST_TEST(dcb.byte_size == 8);
    BOOST_TEST(dcb.stop_bits == 2);
    BOOST_TEST((dcb.flags & detail::windows_dcb_flags::binary) != 0u);
    detail::windows_timeouts t;
    BOOST_TEST(detail::sys_windows().get_timeouts(p.opened.handle, t) == 0);
    BOOST_TEST((t == detail::first_byte_timeouts));
}

BOOST_AUTO_TEST_CASE(bytes_that_wait_are_counted_read_and_discarded)
{
    port left;
    port right({}, "\\\\.\\COM6");
    BOOST_TEST_REQUIRE(!left.ec, left.ec);
    BOOST_TEST_REQUIRE(!right.ec, right.ec);
    right.write("hello");
    BOOST_TEST(left.receives(5));
    BOOST_TEST(left.read(5) == "hello");
    BOOST_TEST(left.receives(0));
    right.write("gone");
    BOOST_TEST(left.receives(4));
    left.control().discard(detail::queue::input, left.ec);
    BOOST_TEST(!left.ec, left.ec);
    BOOST_TEST(left.receives(0));
    left.control().discard(detail::queue::output, left.ec);
    BOOST_TEST(!left.ec, left.ec);
}

BOOST_AUTO_TEST_CASE(a_port_that_is_not_there_is_not_found)
{
    for (char const* name : {"COM77", "\\\\.\\COM78", "nowhere"})
    {
        port p({}, name);
        BOOST_TEST((p.ec == condition::port_not_found), name << ": " << p.ec);
        BOOST_TEST(p.ec.value() == 2, p.ec);
        BOOST_TEST(p.ec.has_location());
    }
}

BOOST_AUTO_TEST_CASE(a_device_that_is_no_port_is_not_found)
{
    port p({}, "NUL");
    BOOST_TEST((p.ec == condition::port_not_found), p.ec);
    BOOST_TEST(explain_open_failure("NUL", p.ec) == "NUL is no serial port.");
}

BOOST_AUTO_TEST_CASE(a_port_is_the_only_users)
{
    port first;
    BOOST_TEST_REQUIRE(!first.ec, first.ec);
    port second;
    if (under_wine() && !second.ec)
    {
        std::puts("==> skipped: a second open is refused: Wine lets ports be shared");
        return;
    }
    BOOST_TEST((second.ec == condition::port_busy), second.ec);
}

BOOST_AUTO_TEST_CASE(a_port_is_free_at_once_after_a_close)
{
    // Where ports are exclusive each open proves that the last close has let go of it. Wine opens
    // them as often as one likes; there the far end counts who has it open.
    std::optional<test::pty_pair> device;
    if (under_wine())
        device.emplace();
    std::string const name = device ? device->name() : "COM5";
    int const rounds = 1000;
    for (int i = 1; i <= rounds; ++i)
    {
        {
            port p({}, name);
            BOOST_TEST_REQUIRE(!p.ec, p.ec);
            if (device && i == 1)
                BOOST_TEST(device->ask("users") != "0"); // else the count would say nothing
        }
        if (device && i % 50 == 0)
            BOOST_TEST_REQUIRE(device->ask("users") == "0", "after " << i << " closes");
    }
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_not_kept_is_refused_and_all_is_as_before)
{
    port p;
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    detail::windows_dcb const before = p.state();
    serial_config c;
    c.baud_rate = 12'345; // Wine keeps another one
    c.stop_bits = stop_bits::two;
    p.control().apply(c, p.ec);
    if (!p.ec)
    {
        BOOST_TEST(!under_wine());
        BOOST_TEST(p.state().stop_bits == 2);
        return;
    }
    BOOST_TEST((p.ec == condition::unsupported_configuration), p.ec);
    BOOST_TEST((p.state() == before));
    BOOST_TEST(p.control().config() == serial_config());
    BOOST_TEST(p.control().restored().done);
    BOOST_TEST(!p.control().restored().ec, p.control().restored().ec);
}

BOOST_AUTO_TEST_CASE(settings_change_while_the_port_is_open)
{
    port p;
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    serial_config c;
    c.baud_rate = 921'600;
    c.stop_bits = stop_bits::two; // a pseudo terminal has no parity
    c.flow_control.xon_xoff = true;
    config_report const report = p.control().apply(c, p.ec);
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    BOOST_TEST(report.applied == c);
    BOOST_TEST(p.control().config() == c);
}

BOOST_AUTO_TEST_CASE(a_port_without_modem_lines_says_so)
{
    boost_serial_ext::test::pty_pair const device;
    port p({}, device.name());
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    p.control().lines(p.ec);
    BOOST_TEST((p.ec == make_unsupported_error(feature::modem_lines)), p.ec);
    serial_capabilities const caps = p.control().capabilities(p.ec);
    BOOST_TEST(!p.ec, p.ec);
    BOOST_TEST((caps[feature::modem_lines] == support::unsupported));
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_tells_its_settings)
{
    port p;
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    auto const adopted = p.system.adopt(p.opened.handle, p.ec);
    BOOST_TEST_REQUIRE(!p.ec, p.ec);
    BOOST_TEST(adopted->config().baud_rate == 115'200u);
    error_code ec;
    p.system.adopt(nullptr, ec);
    BOOST_TEST((ec == condition::closed), ec);
}

// What another thread was told of while nobody waited is told nobody again: so the wait looks.
BOOST_AUTO_TEST_CASE(a_wait_for_input_looks_once_it_is_under_way)
{
    port p;
    BOOST_REQUIRE(!p.ec);
    unsigned looks = 0;
    detail::io_interest input{p.opened.handle, true};
    input.asker = &looks;
    input.look = [](void* asker) { return ++*static_cast<unsigned*>(asker) != 0; };
    detail::io_alarm alarm;
    BOOST_REQUIRE(detail::sys_io::make_alarm(alarm) == 0);
    detail::sys_io::listen(p.opened.handle);
    bool ready = false, woken = false;
    BOOST_TEST(detail::sys_io::wait(input, alarm.out, std::chrono::minutes(10), ready, woken) == 0);
    BOOST_TEST((ready && !woken));
    BOOST_TEST(looks == 1u);
    detail::sys_io::close_alarm(alarm);
}

BOOST_AUTO_TEST_SUITE_END()
