#!/bin/sh
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Runs a program on a copy of modem.json that names another device.
# Usage: with_json.sh PROGRAM DEVICE
set -eu
file=$(mktemp)
trap 'rm -f "$file"' EXIT
sed "s|/dev/ttyUSB0|$2|" "$(dirname "$0")/modem.json" >"$file"
"$1" "$file"
