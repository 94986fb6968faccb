#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Compiles, without linking, what asks FreeBSD, NetBSD, OpenBSD and DragonFly, in both build modes: with this system's
# headers, except for those in test/fake_bsd, which have the BSDs' numbers. It finds what does not compile and what
# static_assert knows; that it works only a BSD can tell.
# Environment: CXX (a compiler on Linux; default: g++), BOOST_ROOT (a Boost of your own).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
compiler=${CXX:-g++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-std=c++17 -Wall -Wextra -Werror -fsyntax-only -U__linux__ -U__linux -Ulinux -U__gnu_linux__ -I"$root/include" -I"$root/test")
if [ -n "${BOOST_ROOT:-}" ]; then
    flags+=(-isystem "$BOOST_ROOT" -isystem "$BOOST_ROOT/include")
fi
declare -A macro=([freebsd]=__FreeBSD__=14 [netbsd]=__NetBSD__ [openbsd]=__OpenBSD__ [dragonfly]=__DragonFly__)
failed=0
for system in freebsd netbsd openbsd dragonfly; do
    source=$work/$system.cpp
    {
        echo "#include <boost_serial_ext/native/native.ipp>"
        echo "#include <boost_serial_ext/native/sys_posix_pty.ipp>" # and what the doubles ask
        echo "#include <boost_serial_ext/native/sys_posix_wire.ipp>"
        if [ "$system" = freebsd ]; then # with Asio on a kqueue, and what the tests ask
            echo "#include <boost_serial_ext.hpp>"
            echo "#include <boost_serial_ext/port_monitor.hpp>"
            echo "#include <boost_serial_ext/sync/serial_port.hpp>"
            echo "#include <boost_serial_ext/test/virtual_ports.hpp>"
            echo "#include \"$root/test/support/system_freebsd.cpp\""
        fi
        echo "#include <termios.h>"
        echo "#include <sys/ioctl.h>"
        # The requests, as sys/ttycom.h and sys/filio.h of all of them make them.
        cat <<'CHECKS'
static_assert(sizeof(termios) == 44);
static_assert(TIOCGETA == _IOR('t', 19, termios) && TIOCSETA == _IOW('t', 20, termios));
static_assert(TIOCMGET == _IOR('t', 106, int) && TIOCMSET == _IOW('t', 109, int));
static_assert(TIOCSBRK == _IO('t', 123) && TIOCCBRK == _IO('t', 122));
static_assert(TIOCEXCL == _IO('t', 13) && TIOCNXCL == _IO('t', 14));
static_assert(TIOCOUTQ == _IOR('t', 115, int) && TIOCFLUSH == _IOW('t', 16, int));
static_assert(TIOCDRAIN == _IO('t', 94) && TIOCSDTR == _IO('t', 121) && TIOCCDTR == _IO('t', 120));
static_assert(FIONREAD == _IOR('f', 127, int));
CHECKS
    } >"$source"
    for mode in compiled header_only; do
        defines=(-D"${macro[$system]}")
        if [ "$mode" = header_only ]; then
            defines+=(-DBOOST_SERIAL_EXT_HEADER_ONLY)
        fi
        if "$compiler" "${flags[@]}" "${defines[@]}" -isystem "$root/test/fake_bsd/$system" "$source" 2>"$work/log"; then
            echo "bsd: $system, $mode: compiles"
        else
            head -n 40 "$work/log"
            echo "bsd: $system, $mode: FAILED"
            failed=1
        fi
    done
done
exit $failed
