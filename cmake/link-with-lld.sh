#!/bin/sh
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# For gcc's option -wrapper: GNU ld takes minutes for a test program for Windows, lld a second; and Debian's
# cross-compiler knows the former by its full name, whatever -fuse-ld says.
case $1 in
*/collect2)
    shift
    exec ld.lld "$@"
    ;;
esac
exec "$@"
