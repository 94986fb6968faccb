// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every number and layout that the Linux codecs spell out, against the kernel's own headers. They
// cannot be included beside libc's <termios.h>, so this file is on its own.
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/detail/codec/tty_lines.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <asm/termios.h>
#include <linux/major.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(termbits)

namespace {

namespace f = detail::termios2_flags;

struct constant
{
    char const* name;
    std::uint32_t ours;
    std::uint32_t kernels;
};

#define CONSTANT(ours, kernels)                                                                    \
    {                                                                                              \
#kernels, ours, kernels                                                                    \
    }

constexpr constant flags[] = {
    // c_iflag
    CONSTANT(f::ignbrk, IGNBRK),
    CONSTANT(f::brkint, BRKINT),
    CONSTANT(f::ignpar, IGNPAR),
    CONSTANT(f::parmrk, PARMRK),
    CONSTANT(f::inpck, INPCK),
    CONSTANT(f::istrip, ISTRIP),
    CONSTANT(f::inlcr, INLCR),
    CONSTANT(f::igncr, IGNCR),
    CONSTANT(f::icrnl, ICRNL),
    CONSTANT(f::iuclc, IUCLC),
    CONSTANT(f::ixon, IXON),
    CONSTANT(f::ixany, IXANY),
    CONSTANT(f::ixoff, IXOFF),
    CONSTANT(f::imaxbel, IMAXBEL),
    CONSTANT(f::iutf8, IUTF8),
    // c_oflag
    CONSTANT(f::opost, OPOST),
    // c_cflag
    CONSTANT(f::csize, CSIZE),
    CONSTANT(f::cs5, CS5),
    CONSTANT(f::cs6, CS6),
    CONSTANT(f::cs7, CS7),
    CONSTANT(f::cs8, CS8),
    CONSTANT(f::cstopb, CSTOPB),
    CONSTANT(f::cread, CREAD),
    CONSTANT(f::parenb, PARENB),
    CONSTANT(f::parodd, PARODD),
    CONSTANT(f::hupcl, HUPCL),
    CONSTANT(f::clocal, CLOCAL),
    CONSTANT(f::cbaud, CBAUD),
    CONSTANT(f::bother, BOTHER),
    CONSTANT(f::cibaud, CIBAUD),
    CONSTANT(f::addrb, ADDRB),
    CONSTANT(f::cmspar, CMSPAR),
    CONSTANT(f::crtscts, CRTSCTS),
    // c_lflag
    CONSTANT(f::isig, ISIG),
    CONSTANT(f::icanon, ICANON),
    CONSTANT(f::xcase, XCASE),
    CONSTANT(f::echo, ECHO),
    CONSTANT(f::echoe, ECHOE),
    CONSTANT(f::echok, ECHOK),
    CONSTANT(f::echonl, ECHONL),
    CONSTANT(f::noflsh, NOFLSH),
    CONSTANT(f::tostop, TOSTOP),
    CONSTANT(f::echoctl, ECHOCTL),
    CONSTANT(f::echoprt, ECHOPRT),
    CONSTANT(f::echoke, ECHOKE),
    CONSTANT(f::flusho, FLUSHO),
    CONSTANT(f::pendin, PENDIN),
    CONSTANT(f::iexten, IEXTEN),
    CONSTANT(f::extproc, EXTPROC),
    // c_cc
    CONSTANT(f::vtime, VTIME),
    CONSTANT(f::vmin, VMIN),
    CONSTANT(f::vstart, VSTART),
    CONSTANT(f::vstop, VSTOP),
};

constexpr constant lines[] = {
    CONSTANT(detail::tty_dtr, TIOCM_DTR),
    CONSTANT(detail::tty_rts, TIOCM_RTS),
    CONSTANT(detail::tty_cts, TIOCM_CTS),
    CONSTANT(detail::tty_dcd, TIOCM_CAR),
    CONSTANT(detail::tty_ri, TIOCM_RNG),
    CONSTANT(detail::tty_dsr, TIOCM_DSR),
};

constexpr constant serial_flags[] = {
    CONSTANT(std::uint32_t{detail::linux_low_latency}, ASYNC_LOW_LATENCY),
    CONSTANT(detail::linux_rs485_flags::enabled, SER_RS485_ENABLED),
    CONSTANT(detail::linux_rs485_flags::rts_on_send, SER_RS485_RTS_ON_SEND),
    CONSTANT(detail::linux_rs485_flags::rts_after_send, SER_RS485_RTS_AFTER_SEND),
    CONSTANT(detail::linux_rs485_flags::rx_during_tx, SER_RS485_RX_DURING_TX),
    CONSTANT(detail::linux_rs485_flags::terminate_bus, SER_RS485_TERMINATE_BUS),
    CONSTANT(detail::linux_transmitter_empty, TIOCSER_TEMT),
};

#undef CONSTANT

} // namespace

BOOST_AUTO_TEST_CASE(flags_are_those_of_the_kernels_header)
{
    for (constant const& c : flags)
        BOOST_TEST(c.ours == c.kernels, c.name);
}

BOOST_AUTO_TEST_CASE(modem_lines_are_those_of_the_kernels_header)
{
    for (constant const& c : lines)
        BOOST_TEST(c.ours == c.kernels, c.name);
}

BOOST_AUTO_TEST_CASE(flags_of_serial_drivers_are_those_of_the_kernels_headers)
{
    for (constant const& c : serial_flags)
        BOOST_TEST(c.ours == c.kernels, c.name);
}

BOOST_AUTO_TEST_CASE(termios2_is_laid_out_like_the_kernels)
{
    using ours = detail::termios2;
    using kernels = struct ::termios2;
    static_assert(std::is_standard_layout_v<ours>);
    BOOST_TEST(sizeof(ours) == sizeof(kernels));
    BOOST_TEST(alignof(ours) == alignof(kernels));
    BOOST_TEST(offsetof(ours, c_iflag) == offsetof(kernels, c_iflag));
    BOOST_TEST(offsetof(ours, c_oflag) == offsetof(kernels, c_oflag));
    BOOST_TEST(offsetof(ours, c_cflag) == offsetof(kernels, c_cflag));
    BOOST_TEST(offsetof(ours, c_lflag) == offsetof(kernels, c_lflag));
    BOOST_TEST(offsetof(ours, c_line) == offsetof(kernels, c_line));
    BOOST_TEST(offsetof(ours, c_cc) == offsetof(kernels, c_cc));
    BOOST_TEST(offsetof(ours, c_ispeed) == offsetof(kernels, c_ispeed));
    BOOST_TEST(offsetof(ours, c_ospeed) == offsetof(kernels, c_ospeed));
}

BOOST_AUTO_TEST_CASE(members_of_termios2_have_the_kernels_sizes)
{
    using ours = detail::termios2;
    using kernels = struct ::termios2;
    BOOST_TEST(sizeof(ours::c_cflag) == sizeof(kernels::c_cflag));
    BOOST_TEST(sizeof(ours::c_line) == sizeof(kernels::c_line));
    BOOST_TEST(sizeof(ours::c_cc) == sizeof(kernels::c_cc));
    BOOST_TEST(sizeof(ours::c_ospeed) == sizeof(kernels::c_ospeed));
}

BOOST_AUTO_TEST_CASE(requests_made_from_our_structure_are_the_kernels)
{
    BOOST_TEST(TCGETS2 == _IOR('T', 0x2A, detail::termios2));
    BOOST_TEST(TCSETS2 == _IOW('T', 0x2B, detail::termios2));
}

BOOST_AUTO_TEST_CASE(the_counters_are_laid_out_like_the_kernels)
{
    using ours = detail::linux_icounter;
    using kernels = struct ::serial_icounter_struct;
    static_assert(std::is_standard_layout_v<ours>);
    BOOST_TEST(sizeof(ours) == sizeof(kernels));
    BOOST_TEST(offsetof(ours, cts) == offsetof(kernels, cts));
    BOOST_TEST(offsetof(ours, dsr) == offsetof(kernels, dsr));
    BOOST_TEST(offsetof(ours, rng) == offsetof(kernels, rng));
    BOOST_TEST(offsetof(ours, dcd) == offsetof(kernels, dcd));
    BOOST_TEST(offsetof(ours, rx) == offsetof(kernels, rx));
    BOOST_TEST(offsetof(ours, tx) == offsetof(kernels, tx));
    BOOST_TEST(offsetof(ours, frame) == offsetof(kernels, frame));
    BOOST_TEST(offsetof(ours, overrun) == offsetof(kernels, overrun));
    BOOST_TEST(offsetof(ours, parity) == offsetof(kernels, parity));
    BOOST_TEST(offsetof(ours, brk) == offsetof(kernels, brk));
    BOOST_TEST(offsetof(ours, buf_overrun) == offsetof(kernels, buf_overrun));
}

BOOST_AUTO_TEST_CASE(the_drivers_settings_are_laid_out_like_the_kernels)
{
    using ours = detail::linux_serial;
    using kernels = struct ::serial_struct;
    static_assert(std::is_standard_layout_v<ours>);
    BOOST_TEST(sizeof(ours) == sizeof(kernels));
    BOOST_TEST(alignof(ours) == alignof(kernels));
    BOOST_TEST(offsetof(ours, type) == offsetof(kernels, type));
    BOOST_TEST(offsetof(ours, line) == offsetof(kernels, line));
    BOOST_TEST(offsetof(ours, port) == offsetof(kernels, port));
    BOOST_TEST(offsetof(ours, irq) == offsetof(kernels, irq));
    BOOST_TEST(offsetof(ours, flags) == offsetof(kernels, flags));
    BOOST_TEST(offsetof(ours, xmit_fifo_size) == offsetof(kernels, xmit_fifo_size));
    BOOST_TEST(offsetof(ours, custom_divisor) == offsetof(kernels, custom_divisor));
    BOOST_TEST(offsetof(ours, baud_base) == offsetof(kernels, baud_base));
    BOOST_TEST(offsetof(ours, close_delay) == offsetof(kernels, close_delay));
    BOOST_TEST(offsetof(ours, io_type) == offsetof(kernels, io_type));
    BOOST_TEST(offsetof(ours, reserved_char) == offsetof(kernels, reserved_char));
    BOOST_TEST(offsetof(ours, hub6) == offsetof(kernels, hub6));
    BOOST_TEST(offsetof(ours, closing_wait) == offsetof(kernels, closing_wait));
    BOOST_TEST(offsetof(ours, closing_wait2) == offsetof(kernels, closing_wait2));
    BOOST_TEST(offsetof(ours, iomem_base) == offsetof(kernels, iomem_base));
    BOOST_TEST(offsetof(ours, iomem_reg_shift) == offsetof(kernels, iomem_reg_shift));
    BOOST_TEST(offsetof(ours, port_high) == offsetof(kernels, port_high));
    BOOST_TEST(offsetof(ours, iomap_base) == offsetof(kernels, iomap_base));
}

BOOST_AUTO_TEST_CASE(rs485_is_laid_out_like_the_kernels)
{
    using ours = detail::linux_rs485;
    using kernels = struct ::serial_rs485;
    static_assert(std::is_standard_layout_v<ours>);
    BOOST_TEST(sizeof(ours) == sizeof(kernels));
    BOOST_TEST(alignof(ours) == alignof(kernels));
    BOOST_TEST(offsetof(ours, flags) == offsetof(kernels, flags));
    BOOST_TEST(offsetof(ours, delay_rts_before_send) == offsetof(kernels, delay_rts_before_send));
    BOOST_TEST(offsetof(ours, delay_rts_after_send) == offsetof(kernels, delay_rts_after_send));
}

BOOST_AUTO_TEST_CASE(the_majors_of_ptys_are_the_kernels)
{
    for (unsigned number = 0; number < 512; ++number)
    {
        bool const unix98 = number >= UNIX98_PTY_SLAVE_MAJOR
            && number < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT;
        BOOST_TEST(detail::is_pty(number) == (unix98 || number == PTY_SLAVE_MAJOR), number);
    }
}

BOOST_AUTO_TEST_CASE(device_numbers_are_unpacked_as_libc_packs_them)
{
    for (unsigned const a : {0u, 4u, 136u, 188u, 0xFFFu, 0x1000u, 0x12345678u, 0xFFFFFFFFu})
        for (unsigned const b : {0u, 64u, 0xFFu, 0x100u, 0xFFFFFu, 0x12345678u, 0xFFFFFFFFu})
        {
            std::uint64_t const device = makedev(a, b);
            BOOST_TEST(detail::linux_major(device) == a);
            BOOST_TEST(detail::linux_minor(device) == b);
        }
}

BOOST_AUTO_TEST_CASE(kinds_of_nodes_are_those_of_libcs_header)
{
    auto const kind = [](std::uint32_t format)
    {
        detail::linux_node n;
        n.mode = format | 0660;
        return detail::kind_of(n);
    };
    BOOST_TEST((kind(S_IFCHR) == detail::node_kind::character_device));
    BOOST_TEST((kind(S_IFDIR) == detail::node_kind::directory));
    BOOST_TEST((kind(S_IFREG) == detail::node_kind::regular_file));
    constexpr std::uint32_t others[] = {S_IFBLK, S_IFIFO, S_IFLNK, S_IFSOCK};
    for (std::uint32_t const format : others)
        BOOST_TEST((kind(format) == detail::node_kind::other));
}

BOOST_AUTO_TEST_CASE(encoding_makes_the_flags_that_the_kernel_reads)
{
    serial_config config;
    config.character_size = 7;
    config.parity = parity::space;
    config.stop_bits = stop_bits::two;
    config.flow_control = {true, true, false};
    detail::termios2 t;
    detail::encode(config, t);
    std::uint32_t const expected
        = CS7 | PARENB | CMSPAR | CSTOPB | CRTSCTS | HUPCL | CREAD | CLOCAL | BOTHER;
    BOOST_TEST(t.c_cflag == expected);
    BOOST_TEST(t.c_iflag == std::uint32_t{BRKINT | IXON | IXOFF});
    BOOST_TEST(t.c_cc[VMIN] == 1);
    BOOST_TEST(t.c_cc[VTIME] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
