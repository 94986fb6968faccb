#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Compiles what the pages from_*.adoc show of other libraries (test/doc/peers), and runs it on pseudo terminals, but for
# libserialport's, which opens none. No ports are listed by Qt's and libserialport's: that would open some.
# Environment: CXX, CC (default: g++, gcc), PYTHON (one that has pySerial; default: Debian's, /usr/bin/python3).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
peers=$root/test/doc/peers
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=0
failed=0

# need PACKAGE COMMAND...: says which of Debian's packages is missing, if the command fails.
need() {
    if ! "${@:2}" >"$work/log" 2>&1; then
        echo "peers: missing: Debian's package $1"
        missing=1
    fi
}

# peer NAME COMMAND...: runs a program against the device.
peer() {
    if "$python" -B "$peers/device.py" "${@:2}" >"$work/log" 2>&1; then
        echo "peers: $1: works"
    else
        cat "$work/log"
        echo "peers: $1: FAILED"
        failed=1
    fi
}

need g++ command -v "${CXX:-g++}"
need gcc command -v "${CC:-gcc}"
need python3 command -v "$python"
need python3-serial "$python" -c "import serial"
need pkg-config command -v pkg-config
need libqt5serialport5-dev pkg-config --exists Qt5SerialPort
need libserialport-dev pkg-config --exists libserialport
if [ "$missing" != 0 ]; then
    exit 1
fi

read -ra qt < <(pkg-config --cflags --libs Qt5SerialPort)
read -ra c < <(pkg-config --cflags libserialport)
"${CXX:-g++}" -std=c++17 -fPIC -Wall -Wextra -Werror "$peers/qserialport.cpp" "${qt[@]}" -o "$work/qserialport"
"${CC:-gcc}" -std=gnu11 -Wall -Wextra -Werror "${c[@]}" -c "$peers/libserialport.c" -o "$work/libserialport.o"
echo "peers: libserialport: compiles"
peer QSerialPort "$work/qserialport"
peer pySerial "$python" -B "$peers/pyserial_side.py"
exit "$failed"
