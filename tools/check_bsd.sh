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
flags=(-std=c++17 -Wall -Wextra -Werror -fsyntax-only -U__linux__ -U__linux -Ulinux -U__gnu_linux__ -I"$root/include")
if [ -n "${BOOST_ROOT:-}" ]; then
    flags+=(-isystem "$BOOST_ROOT" -isystem "$BOOST_ROOT/include")
fi
# Until native/select.hpp knows these systems it is told that this is Linux, and native.ipp to stay away.
flags+=(-DBOOST_SERIAL_EXT_LINUX=1 -DBOOST_SERIAL_EXT_NATIVE_NATIVE_IPP)

declare -A macro=([freebsd]=__FreeBSD__=14 [netbsd]=__NetBSD__ [openbsd]=__OpenBSD__ [dragonfly]=__DragonFly__)
declare -A asked=([freebsd]=sys_bsd_sysctl [netbsd]=sys_netbsd_devices [openbsd]=sys_openbsd_devices
    [dragonfly]=sys_bsd_sysctl)

failed=0
for system in freebsd netbsd openbsd dragonfly; do
    source=$work/$system.cpp
    {
        echo "#include <boost_serial_ext/native/bsd_discovery.hpp>"
        echo "#include <boost_serial_ext/native/bsd_port_source.hpp>"
        echo "#include <boost_serial_ext/native/${asked[$system]}.ipp>"
        echo "#include <boost_serial_ext/native/sys_bsd_notices.ipp>"
        echo "#include <termios.h>"
        echo "#include <sys/ioctl.h>"
        echo "using namespace boost_serial_ext::detail;"
        echo "using devices = sys_${system}_devices;"
        echo "template class boost_serial_ext::detail::bsd_discovery<devices>;"
        echo "template class boost_serial_ext::detail::bsd_port_source<devices, sys_bsd_notices>;"
        echo "static_assert(sizeof(termios) == 44 && TIOCGETA == _IOR('t', 19, termios)" # which all of them have
        echo "    && TIOCMGET == _IOR('t', 106, int) && TIOCSBRK == _IO('t', 123));"
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
