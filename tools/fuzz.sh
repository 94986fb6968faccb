#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Builds every target of test/fuzz with clang's libFuzzer and runs each for SECONDS (default: 20), beginning with
# its corpus. What it finds ends up in build/fuzz: mend it, then add the input, made small, to test/fuzz/corpus/TARGET,
# where the unit tests replay it. Needs clang with its runtime (Debian: clang-14 libclang-rt-14-dev) and Boost.JSON.
# Environment: CLANGXX (the compiler; default: clang++-14, or else clang++), BOOST_ROOT (a Boost of your own).
set -euo pipefail

seconds=${1:-20}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/build/fuzz
compiler=${CLANGXX:-$(command -v clang++-14 || command -v clang++)}
flags=(-std=c++17 -O1 -g "-fsanitize=fuzzer,address,undefined" -fno-sanitize-recover=all
    -DBOOST_SERIAL_EXT_HEADER_ONLY -I"$root/include" -I"$root/test")
if [ -n "${BOOST_ROOT:-}" ]; then
    flags+=(-I"$BOOST_ROOT" -I"$BOOST_ROOT/include")
fi
launcher=()
if command -v ccache >/dev/null; then
    launcher=(ccache)
fi
mkdir -p "$work"

for source in "$root"/test/fuzz/*.cpp; do
    target=$(basename "$source" .cpp)
    corpus=$root/test/fuzz/corpus/$target
    if [ -z "$(ls -A "$corpus")" ]; then
        echo "fuzz: $target: its corpus is empty"
        exit 1
    fi
    "${launcher[@]}" "$compiler" "${flags[@]}" -c "$source" -o "$work/$target.o"
    "$compiler" "${flags[@]}" "$work/$target.o" -o "$work/$target"
    mkdir -p "$work/corpus-$target" # new inputs go there, and help the next run
    if ! "$work/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
        -dict="$root/test/fuzz/$target.dict" -artifact_prefix="$work/$target-" \
        "$work/corpus-$target" "$corpus" >"$work/$target.log" 2>&1; then
        tail -n 60 "$work/$target.log"
        echo "fuzz: $target: FAILED"
        exit 1
    fi
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
    if [ "${executed:-0}" -eq 0 ]; then
        tail -n 60 "$work/$target.log"
        echo "fuzz: $target: FAILED: it tried nothing"
        exit 1
    fi
    echo "fuzz: $target: $executed inputs in $seconds s, nothing found"
done
