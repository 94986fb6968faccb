// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Each system call does on a real tty, a pty, what its comment says.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_linux.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(sys_linux)

namespace {

using detail::termios2;

// The slave of a pty, opened by the function under test.
struct fixture
{
    fixture() { BOOST_TEST_REQUIRE(sys.open(far.name().c_str(), fd) == 0); }
    ~fixture() { ::close(fd); }

    // A pty's flip buffer hands bytes on from a work queue: ask until they are there.
    int wait_for_input(int expected)
    {
        int const patience = 10'000; // in milliseconds
        int count = 0;
        ::pollfd p{fd, POLLIN, 0};
        while (count < expected && ::poll(&p, 1, patience) == 1)
            if (sys.input_waiting(fd, count) != 0)
                break;
        return count;
    }

    test::pty_pair far{test::keep_slave::no};
    detail::sys_linux sys;
    int fd = -1;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_port_is_opened_without_blocking_and_is_not_inherited)
{
    fixture f;
    int const status = ::fcntl(f.fd, F_GETFL);
    BOOST_TEST((status & O_ACCMODE) == O_RDWR);
    BOOST_TEST((status & O_NONBLOCK) != 0);
    BOOST_TEST((::fcntl(f.fd, F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_there_is_the_systems_number_and_no_handle)
{
    detail::sys_linux sys;
    int fd = 0;
    BOOST_TEST(sys.open("/dev/boost_serial_ext_is_not_here", fd) == ENOENT);
    BOOST_TEST(fd == -1);
}

BOOST_AUTO_TEST_CASE(a_closed_handle_is_closed)
{
    fixture f;
    BOOST_TEST(f.sys.close(f.fd) == 0);
    BOOST_TEST(::fcntl(f.fd, F_GETFD) == -1);
    BOOST_TEST(f.sys.close(f.fd) == EBADF);
}

BOOST_AUTO_TEST_CASE(a_lock_keeps_another_user_out_until_it_is_given_back)
{
    fixture f;
    int other = -1;
    BOOST_TEST_REQUIRE(f.sys.open(f.far.name().c_str(), other) == 0);
    BOOST_TEST(f.sys.lock(f.fd) == 0);
    BOOST_TEST(f.sys.lock(other) == EWOULDBLOCK);
    BOOST_TEST(f.sys.unlock(f.fd) == 0);
    BOOST_TEST(f.sys.lock(other) == 0);
    f.sys.close(other);
}

BOOST_AUTO_TEST_CASE(exclusive_mode_is_set_and_cleared)
{
    fixture f;
    int exclusive = 0;
    BOOST_TEST(f.sys.set_exclusive(f.fd) == 0);
    BOOST_TEST(::ioctl(f.fd, TIOCGEXCL, &exclusive) == 0);
    BOOST_TEST(exclusive != 0);
    BOOST_TEST(f.sys.clear_exclusive(f.fd) == 0);
    BOOST_TEST(::ioctl(f.fd, TIOCGEXCL, &exclusive) == 0);
    BOOST_TEST(exclusive == 0);
}

BOOST_AUTO_TEST_CASE(a_shared_lock_admits_others_that_share_and_nobody_else)
{
    fixture f;
    int other = -1;
    BOOST_TEST_REQUIRE(f.sys.open(f.far.name().c_str(), other) == 0);
    BOOST_TEST(f.sys.lock_shared(f.fd) == 0);
    BOOST_TEST(f.sys.lock_shared(other) == 0);
    BOOST_TEST(f.sys.lock(other) == EWOULDBLOCK);
    BOOST_TEST(f.sys.unlock(f.fd) == 0);
    BOOST_TEST(f.sys.lock(other) == 0);
    BOOST_TEST(f.sys.lock_shared(f.fd) == EWOULDBLOCK);
    f.sys.close(other);
    BOOST_TEST(f.sys.lock_shared(f.fd) == 0); // closing has given it back
}

BOOST_AUTO_TEST_CASE(a_lock_is_converted_while_nobody_else_is_there)
{
    fixture f;
    int other = -1;
    BOOST_TEST_REQUIRE(f.sys.open(f.far.name().c_str(), other) == 0);
    BOOST_TEST(f.sys.lock_shared(f.fd) == 0);
    BOOST_TEST(f.sys.lock(f.fd) == 0);
    BOOST_TEST(f.sys.lock_shared(other) == EWOULDBLOCK);
    BOOST_TEST(f.sys.lock_shared(f.fd) == 0);
    BOOST_TEST(f.sys.lock_shared(other) == 0);
    f.sys.close(other);
}

BOOST_AUTO_TEST_CASE(exclusive_mode_is_seen_through_every_handle)
{
    fixture f;
    int other = -1, on = -1;
    BOOST_TEST_REQUIRE(f.sys.open(f.far.name().c_str(), other) == 0);
    BOOST_TEST(f.sys.get_exclusive(other, on) == 0);
    BOOST_TEST(on == 0);
    BOOST_TEST(f.sys.set_exclusive(f.fd) == 0);
    BOOST_TEST(f.sys.get_exclusive(other, on) == 0);
    BOOST_TEST(on == 1);
    BOOST_TEST(f.sys.clear_exclusive(other) == 0);
    BOOST_TEST(f.sys.get_exclusive(f.fd, on) == 0);
    BOOST_TEST(on == 0);
    f.sys.close(other);
}

BOOST_AUTO_TEST_CASE(a_pty_has_neither_low_latency_nor_rs485_nor_a_transmitter)
{
    fixture f;
    detail::linux_serial s{};
    detail::linux_rs485 r;
    unsigned status = 0;
    BOOST_TEST(detail::is_missing(f.sys.get_serial(f.fd, s)));
    BOOST_TEST(detail::is_missing(f.sys.set_serial(f.fd, s)));
    BOOST_TEST(detail::is_missing(f.sys.get_rs485(f.fd, r)));
    BOOST_TEST(detail::is_missing(f.sys.set_rs485(f.fd, r)));
    BOOST_TEST(detail::is_missing(f.sys.get_transmitter(f.fd, status)));
}

BOOST_AUTO_TEST_CASE(a_file_is_written_and_read)
{
    char name[] = "/tmp/boost_serial_ext_XXXXXX";
    int const made = ::mkstemp(name);
    BOOST_TEST_REQUIRE(made >= 0);
    detail::sys_linux sys;
    int file = -1;
    BOOST_TEST_REQUIRE(sys.open_to_write(name, file) == 0);
    BOOST_TEST((::fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY);
    BOOST_TEST(sys.write(file, "16\n", 3) == 0);
    char text[8] = {};
    std::size_t size = 99;
    BOOST_TEST(sys.read(file, text, sizeof text, size) == EBADF); // open for writing alone
    BOOST_TEST(size == 0u);
    BOOST_TEST(sys.close(file) == 0);

    BOOST_TEST_REQUIRE(sys.open_to_read(name, file) == 0);
    BOOST_TEST((::fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY);
    BOOST_TEST(sys.read(file, text, sizeof text, size) == 0);
    BOOST_TEST(std::string(text, size) == "16\n");
    BOOST_TEST(sys.read(file, text, sizeof text, size) == 0);
    BOOST_TEST(size == 0u);
    BOOST_TEST(sys.write(file, "1", 1) == EBADF);
    BOOST_TEST(sys.close(file) == 0);
    ::close(made);
    ::unlink(name);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_the_systems_number_and_no_handle)
{
    detail::sys_linux sys;
    int file = 0;
    BOOST_TEST(sys.open_to_read("/sys/boost_serial_ext_is_not_here", file) == ENOENT);
    BOOST_TEST(file == -1);
    file = 0;
    BOOST_TEST(sys.open_to_write("/sys/boost_serial_ext_is_not_here", file) == ENOENT);
    BOOST_TEST(file == -1);
}

BOOST_AUTO_TEST_CASE(settings_are_read_back_as_they_were_set)
{
    fixture f;
    termios2 t;
    BOOST_TEST_REQUIRE(f.sys.get_termios(f.fd, t) == 0);
    serial_config wanted{250'000, 8, parity::none, stop_bits::two};
    wanted.flow_control = {true, true, false};
    wanted.hangup_on_close = false;
    detail::encode(wanted, t);
    BOOST_TEST(f.sys.set_termios(f.fd, t) == 0);
    termios2 back;
    BOOST_TEST(f.sys.get_termios(f.fd, back) == 0);
    BOOST_TEST(!detail::compare(wanted, back).failed());
    BOOST_TEST(back.c_ospeed == 250'000u);
    BOOST_TEST(back.c_ispeed == 250'000u);
}

BOOST_AUTO_TEST_CASE(bytes_that_wait_are_counted_and_discarded)
{
    fixture f;
    f.far.write("seven b");
    BOOST_TEST(f.wait_for_input(7) == 7);
    BOOST_TEST(f.sys.discard_input(f.fd) == 0);
    int count = -1;
    BOOST_TEST(f.sys.input_waiting(f.fd, count) == 0);
    BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(output_is_counted_and_discarded)
{
    fixture f;
    int count = -1;
    BOOST_TEST(f.sys.output_waiting(f.fd, count) == 0);
    BOOST_TEST(count == 0);
    BOOST_TEST(f.sys.discard_output(f.fd) == 0);
}

BOOST_AUTO_TEST_CASE(a_pty_lacks_modem_lines_and_counters)
{
    fixture f;
    int bits = 0;
    detail::linux_icounter counters{};
    BOOST_TEST(detail::is_missing(f.sys.get_lines(f.fd, bits)));
    BOOST_TEST(detail::is_missing(f.sys.set_lines(f.fd, bits)));
    BOOST_TEST(detail::is_missing(f.sys.get_counters(f.fd, counters)));
}

BOOST_AUTO_TEST_CASE(a_pty_accepts_a_break_and_its_end)
{
    fixture f;
    BOOST_TEST(f.sys.set_break(f.fd) == 0);
    BOOST_TEST(f.sys.clear_break(f.fd) == 0);
}

BOOST_AUTO_TEST_CASE(a_hang_up_is_seen_when_the_far_end_is_gone)
{
    fixture f;
    bool gone = true;
    BOOST_TEST(f.sys.poll_hangup(f.fd, gone) == 0);
    BOOST_TEST(!gone);
    f.far.hang_up();
    BOOST_TEST(f.sys.poll_hangup(f.fd, gone) == 0);
    BOOST_TEST(gone);
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_not_open_counts_as_hung_up)
{
    detail::sys_linux sys;
    bool gone = false;
    int const no_handle = 1 << 20;
    BOOST_TEST(sys.poll_hangup(no_handle, gone) == 0);
    BOOST_TEST(gone);
}

BOOST_AUTO_TEST_CASE(the_slave_of_a_pty_is_recognised)
{
    fixture f;
    std::uint64_t device = 0;
    BOOST_TEST(f.sys.device_number(f.fd, device) == 0);
    BOOST_TEST(detail::is_pty(detail::linux_major(device)));
}

BOOST_AUTO_TEST_CASE(a_handle_knows_the_name_it_was_opened_by)
{
    fixture f;
    BOOST_TEST(f.sys.name_of(f.fd) == f.far.name());
    BOOST_TEST(f.sys.name_of(1 << 20).empty());
}

BOOST_AUTO_TEST_CASE(every_call_on_a_closed_handle_is_the_systems_number)
{
    fixture f;
    f.sys.close(f.fd);
    termios2 t;
    int number = 0;
    unsigned status = 0;
    std::uint64_t device = 0;
    detail::linux_icounter counters{};
    detail::linux_serial serial{};
    detail::linux_rs485 rs485;
    char byte = 0;
    std::size_t size = 0;
    BOOST_TEST(f.sys.lock(f.fd) == EBADF);
    BOOST_TEST(f.sys.lock_shared(f.fd) == EBADF);
    BOOST_TEST(f.sys.get_exclusive(f.fd, number) == EBADF);
    BOOST_TEST(f.sys.get_serial(f.fd, serial) == EBADF);
    BOOST_TEST(f.sys.set_serial(f.fd, serial) == EBADF);
    BOOST_TEST(f.sys.get_rs485(f.fd, rs485) == EBADF);
    BOOST_TEST(f.sys.set_rs485(f.fd, rs485) == EBADF);
    BOOST_TEST(f.sys.read(f.fd, &byte, 1, size) == EBADF);
    BOOST_TEST(f.sys.write(f.fd, &byte, 1) == EBADF);
    BOOST_TEST(f.sys.unlock(f.fd) == EBADF);
    BOOST_TEST(f.sys.set_exclusive(f.fd) == EBADF);
    BOOST_TEST(f.sys.clear_exclusive(f.fd) == EBADF);
    BOOST_TEST(f.sys.get_termios(f.fd, t) == EBADF);
    BOOST_TEST(f.sys.set_termios(f.fd, t) == EBADF);
    BOOST_TEST(f.sys.get_lines(f.fd, number) == EBADF);
    BOOST_TEST(f.sys.set_lines(f.fd, number) == EBADF);
    BOOST_TEST(f.sys.get_counters(f.fd, counters) == EBADF);
    BOOST_TEST(f.sys.set_break(f.fd) == EBADF);
    BOOST_TEST(f.sys.clear_break(f.fd) == EBADF);
    BOOST_TEST(f.sys.input_waiting(f.fd, number) == EBADF);
    BOOST_TEST(f.sys.output_waiting(f.fd, number) == EBADF);
    BOOST_TEST(f.sys.discard_input(f.fd) == EBADF);
    BOOST_TEST(f.sys.discard_output(f.fd) == EBADF);
    BOOST_TEST(f.sys.get_transmitter(f.fd, status) == EBADF);
    BOOST_TEST(f.sys.device_number(f.fd, device) == EBADF);
}

BOOST_AUTO_TEST_CASE(the_native_backend_opens_configures_and_closes_a_pty)
{
    test::pty_pair const far(test::keep_slave::no);
    auto const ports = detail::make_native_backend();
    error_code ec;
    detail::opened_port const port = ports->open(far.name(), serial_config{9'600}, ec);
    BOOST_TEST_REQUIRE(!ec.failed());
    BOOST_TEST(port.report.applied.baud_rate == 9'600u);
    BOOST_TEST(ports->name_of(port.handle) == far.name());
    port.control->prepare_close(false, false);
    ports->close(port.handle);
    BOOST_TEST(::fcntl(port.handle, F_GETFD) == -1);
}

BOOST_AUTO_TEST_CASE(the_native_backend_finds_a_locked_pty_busy)
{
    fixture f;
    BOOST_TEST_REQUIRE(f.sys.lock(f.fd) == 0);
    error_code ec;
    detail::make_native_backend()->open(f.far.name(), {}, ec);
    BOOST_TEST((ec == condition::port_busy));
    serial_config shared;
    shared.exclusive = false;
    detail::make_native_backend()->open(f.far.name(), shared, ec);
    BOOST_TEST((ec == condition::port_busy));
}

BOOST_AUTO_TEST_CASE(the_native_backend_finds_an_exclusive_pty_busy_whoever_it_runs_as)
{
    fixture f;
    BOOST_TEST_REQUIRE(f.sys.set_exclusive(f.fd) == 0); // without a lock
    for (bool const exclusive : {true, false})
    {
        error_code ec;
        serial_config wanted;
        wanted.exclusive = exclusive;
        detail::make_native_backend()->open(f.far.name(), wanted, ec);
        BOOST_TEST((ec == condition::port_busy));
        BOOST_TEST(ec.value() == EBUSY);
    }
    int on = 0;
    BOOST_TEST(f.sys.get_exclusive(f.fd, on) == 0);
    BOOST_TEST(on == 1);
}

BOOST_AUTO_TEST_CASE(a_pty_that_is_shared_can_be_opened_twice_and_not_taken_from_its_users)
{
    test::pty_pair const far(test::keep_slave::no);
    auto const ports = detail::make_native_backend();
    serial_config shared;
    shared.exclusive = false;
    error_code ec;
    detail::opened_port const one = ports->open(far.name(), shared, ec);
    BOOST_TEST_REQUIRE(!ec.failed());
    detail::opened_port const other = ports->open(far.name(), shared, ec);
    BOOST_TEST_REQUIRE(!ec.failed());

    ports->open(far.name(), {}, ec);
    BOOST_TEST((ec == condition::port_busy));
    one.control->apply({}, ec);
    BOOST_TEST((ec == condition::port_busy));
    BOOST_TEST(!one.control->config().exclusive);

    other.control->prepare_close(false, false);
    ports->close(other.handle);
    one.control->apply({}, ec);
    BOOST_TEST(!ec.failed());
    BOOST_TEST(one.control->config().exclusive);
    one.control->prepare_close(false, false);
    ports->close(one.handle);
}

BOOST_AUTO_TEST_CASE(the_native_backend_finds_no_port_behind_what_is_no_terminal)
{
    for (char const* const name :
        {"/dev/null", "/proc/version", "/tmp", "/dev/boost_serial_ext_is_not_here"})
    {
        error_code ec;
        detail::make_native_backend()->open(name, {}, ec);
        BOOST_TEST((ec == condition::port_not_found || ec == condition::permission_denied),
            name << ": " << ec.message());
    }
}

BOOST_AUTO_TEST_SUITE_END()
