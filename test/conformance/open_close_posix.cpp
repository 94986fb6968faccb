// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Opening and closing on a pty: locks, terminals, descriptors that are adopted and given away.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_child.hpp"
#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;

BOOST_AUTO_TEST_SUITE(conformance_open_close_posix)

BOOST_AUTO_TEST_CASE(a_constructor_adopts_a_handle_on_a_context, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair far(keep_slave::no);
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    BOOST_TEST(stream.native_handle() == handle.release());
}

BOOST_AUTO_TEST_CASE(a_constructor_adopts_a_handle_on_an_executor, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair far(keep_slave::no);
    raw_descriptor handle(far.name());
    serial_stream stream(ctx.get_executor(), handle.get());
    BOOST_TEST(stream.native_handle() == handle.release());
}

BOOST_AUTO_TEST_CASE(a_link_to_the_device_will_do, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair far(keep_slave::no);
    std::string const link
        = std::filesystem::temp_directory_path() / ("link_" + std::to_string(::getpid()));
    std::filesystem::create_symlink(far.name(), link);
    serial_stream stream(ctx);
    error_code ec;
    stream.open(link, serial_config{}, ec);
    std::filesystem::remove(link);
    BOOST_TEST(ec == error_code());
    BOOST_TEST(stream.device() == link);
    far.write("x");
    BOOST_TEST(read_from(stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(the_descriptor_is_not_inherited_by_programs_started_meanwhile)
{
    open_port port;
    BOOST_TEST((::fcntl(port.stream.native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
    port.stream.close();
    BOOST_TEST(open_and_run(port.ctx, port.stream, port.far_end.name()) == error_code());
    BOOST_TEST((::fcntl(port.stream.native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(the_port_does_not_become_the_controlling_terminal, *needing(ability::pty))
{
    pty_pair far(keep_slave::no);
    std::string const said = in_child(identity::detached,
        [&]
        {
            auto const has_terminal = []
            {
                int const fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
                return fd >= 0 && ::close(fd) == 0;
            };
            std::string text = has_terminal() ? "had one, " : "";
            asio::io_context ctx;
            {
                serial_stream stream(ctx, far.name(), serial_config{});
                text += has_terminal() ? "open gave one, " : "";
                stream.close();
                open_and_run(ctx, stream, far.name());
                text += has_terminal() ? "async_open gave one, " : "";
            }
            // The same device does become one if one forgets O_NOCTTY.
            int const careless = ::open(far.name().c_str(), O_RDWR);
            text += has_terminal() ? "a careless open gave one" : "nothing gives one";
            ::close(careless);
            return text;
        });
    BOOST_TEST(said == "a careless open gave one");
}

BOOST_AUTO_TEST_CASE(nothing_of_the_earlier_settings_survives_an_open, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far = cooked_pty();
    BOOST_TEST_REQUIRE(interpreters_of(read_settings(far.far_end())) != "");
    serial_stream const stream(ctx, far.name(), serial_config{});
    auto const settings = read_settings(far.far_end());
    BOOST_TEST(interpreters_of(settings) == "");
    BOOST_TEST(framing_of(settings) == "115200 8N1");
    BOOST_TEST(has_plain_rate(settings));
    BOOST_TEST(receives_without_carrier(settings));
}

BOOST_AUTO_TEST_CASE(a_read_waits_for_one_byte_and_for_no_time, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far = cooked_pty();
    serial_stream const stream(ctx, far.name(), serial_config{});
    BOOST_TEST(wait_bytes(read_settings(far.far_end())) == 1);
    BOOST_TEST(wait_tenths(read_settings(far.far_end())) == 0);
}

BOOST_AUTO_TEST_CASE(an_open_port_is_locked_and_exclusive, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor const witness(far.name()); // later opens are refused
    serial_stream const stream(ctx, far.name(), serial_config{});
    BOOST_TEST(!witness.lock());
    BOOST_TEST(is_exclusive(witness.get()));
}

BOOST_AUTO_TEST_CASE(
    a_port_that_is_not_exclusive_can_be_shared_and_not_be_had_alone, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream const stream(ctx, far.name(), shared);
    BOOST_TEST(is_shared(far.name()));
    BOOST_TEST(!stream.config().exclusive);
}

BOOST_AUTO_TEST_CASE(a_port_that_somebody_has_for_himself_is_busy_for_everybody_also_for_root,
    *needing(ability::pty))
{
    for (bool const exclusive : {true, false})
    {
        asio::io_context ctx;
        pty_pair const far(keep_slave::no);
        raw_descriptor const other(far.name());
        BOOST_TEST_REQUIRE(::ioctl(other.get(), TIOCEXCL) == 0); // and takes no lock
        auto const before = read_settings(far.far_end());
        serial_config config;
        config.exclusive = exclusive;
        serial_stream stream(ctx);
        error_code ec;
        stream.open(far.name(), config, ec);
        BOOST_TEST(conditions_of(ec) == "port_busy");
        BOOST_TEST(read_settings(far.far_end()) == before);
        BOOST_TEST(is_exclusive(other.get())); // still his
        BOOST_TEST(other.lock());              // nothing of the attempt is left
    }
}

BOOST_AUTO_TEST_CASE(close_gives_the_exclusivity_back_although_a_copy_of_the_descriptor_lives_on,
    *needing(ability::pty))
{
    open_port port;
    raw_descriptor const copy(::dup(port.stream.native_handle()));
    BOOST_TEST_REQUIRE(copy.is_open());
    port.stream.close();
    BOOST_TEST(is_free(port.far_end.name()));
}

BOOST_AUTO_TEST_CASE(settings_stay_as_configured_after_close, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far = cooked_pty();
    serial_config config{250'000};
    config.hangup_on_close = false;
    config.flow_control.xon_xoff = true;
    serial_stream stream(ctx, far.name(), config);
    auto const open = read_settings(far.far_end());
    stream.close();
    BOOST_TEST(read_settings(far.far_end()) == open);
    BOOST_TEST(framing_of(open) == "250000 8N1 xon xoff no_hangup");
}

BOOST_AUTO_TEST_CASE(assign_adopts_a_handle_and_leaves_its_settings_alone, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    auto settings = read_settings(far.far_end());
    settings.output_speed = settings.input_speed = 9600;
    write_settings(far.far_end(), settings);
    raw_descriptor handle(far.name());
    auto const before = read_settings(far.far_end());
    serial_stream stream(ctx);
    error_code ec;
    stream.assign(handle.get(), ec);
    BOOST_TEST_REQUIRE(ec == error_code());
    BOOST_TEST(stream.is_open());
    BOOST_TEST(stream.native_handle() == handle.release());
    BOOST_TEST(stream.device() == far.name());
    BOOST_TEST(read_settings(far.far_end()) == before);
    BOOST_TEST(framing_of(stream.config()) == framing_of(before));
    BOOST_TEST(!stream.config().exclusive);
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_reads_writes_and_is_closed, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    int const fd = handle.release();
    far.write("in");
    BOOST_TEST(read_from(stream, 2) == "in");
    stream.write_some(asio::buffer("out", 3));
    BOOST_TEST(far.read_exact(3) == "out");
    stream.close();
    BOOST_TEST(!is_open(fd));
}

BOOST_AUTO_TEST_CASE(configure_makes_an_adopted_handle_raw, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far = cooked_pty();
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    handle.release();
    stream.configure(serial_config{});
    BOOST_TEST(interpreters_of(read_settings(far.far_end())) == "");
}

BOOST_AUTO_TEST_CASE(assign_leaves_what_is_no_serial_port_with_the_caller)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    for (char const* path : {"/dev/null", "/dev/zero", "/proc/self/exe"})
    {
        raw_descriptor const handle(path, O_RDONLY);
        error_code ec;
        stream.assign(handle.get(), ec);
        BOOST_TEST(conditions_of(ec) == "port_not_found");
        BOOST_TEST(ec.value() == ENOTTY);
        BOOST_TEST(!stream.is_open());
        BOOST_TEST(stream.native_handle() == -1);
        BOOST_TEST(handle.is_open());
    }
}

BOOST_AUTO_TEST_CASE(assign_leaves_a_pipe_with_the_caller)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    std::array<int, 2> ends{};
    BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
    raw_descriptor const reader(ends[0]);
    raw_descriptor const writer(ends[1]);
    error_code ec;
    stream.assign(reader.get(), ec);
    BOOST_TEST(conditions_of(ec) == "port_not_found");
    BOOST_TEST(reader.is_open());
}

BOOST_AUTO_TEST_CASE(assign_refuses_a_number_that_is_no_descriptor)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.assign(-1, ec);
    BOOST_TEST(ec.value() == EBADF);
    BOOST_TEST(!stream.is_open());
}

BOOST_AUTO_TEST_CASE(
    assign_on_an_open_stream_leaves_the_handle_with_the_caller, *needing(ability::pty))
{
    open_port port;
    int const first = port.stream.native_handle();
    pty_pair const second(keep_slave::no);
    raw_descriptor const handle(second.name());
    port.stream.assign(handle.get(), port.ec);
    BOOST_TEST(port.ec == error_code(asio::error::already_open));
    BOOST_TEST(port.stream.native_handle() == first);
    BOOST_TEST(handle.is_open());
}

BOOST_AUTO_TEST_CASE(release_gives_the_device_away_as_it_is, *needing(ability::pty))
{
    open_port port;
    int const handle = port.stream.native_handle();
    auto const before = read_settings(port.far_end.master());
    raw_descriptor const released(port.stream.release());
    BOOST_TEST(released.get() == handle);
    BOOST_TEST(released.is_open());
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST(port.stream.native_handle() == -1);
    BOOST_TEST(port.stream.device() == "");
    BOOST_TEST(read_settings(port.far_end.master()) == before);
    BOOST_TEST(!is_free(port.far_end.name()));
}

BOOST_AUTO_TEST_CASE(release_keeps_what_has_been_received)
{
    open_port port;
    port.far_end.write_all("kept");
    BOOST_TEST_REQUIRE(arrived(port.stream.native_handle(), 4));
    raw_descriptor const released(port.stream.release());
    std::array<char, 8> bytes{};
    BOOST_TEST(::read(released.get(), bytes.data(), bytes.size()) == 4);
    BOOST_TEST(std::string_view(bytes.data(), 4) == "kept");
}

BOOST_AUTO_TEST_SUITE_END()
