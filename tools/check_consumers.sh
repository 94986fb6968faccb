#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Builds and runs test/consumer in every way the library can be consumed: an installed static or shared
# package, header-only, embedded by add_subdirectory, by b2, and mixed, which must not link.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
consumer=$root/test/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

options=(-G Ninja -DCMAKE_BUILD_TYPE=Debug)
if command -v ccache >/dev/null; then
    options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    export CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1
fi

# Runs a command quietly; shows what it said if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log"
        echo "check_consumers: FAILED: $*"
        exit 1
    }
}

install_library() { # name, BUILD_SHARED_LIBS
    quietly cmake -S "$root" -B "$work/library-$1" "${options[@]}" -DBUILD_SHARED_LIBS="$2" \
        -DBOOST_SERIAL_EXT_BUILD_TESTS=OFF -DBOOST_SERIAL_EXT_BUILD_EXAMPLES=OFF
    quietly cmake --build "$work/library-$1"
    quietly cmake --install "$work/library-$1" --prefix "$work/elsewhere"
    mv "$work/elsewhere" "$work/prefix-$1" # a package that only works where it was installed is none
}

consume() { # name, options of the configuration
    local build=$work/build-$1
    quietly cmake -S "$consumer" -B "$build" "${options[@]}" "${@:2}"
    quietly cmake --build "$build"
    quietly "$build/values"
    quietly "$build/stream"
    quietly "$build/json"
    quietly "$build/doubles"
    echo "check_consumers: $1: ok"
}

install_library static OFF
install_library shared ON
consume find_package-static -DCMAKE_PREFIX_PATH="$work/prefix-static"
consume find_package-shared -DCMAKE_PREFIX_PATH="$work/prefix-shared"
consume header_only -DCMAKE_PREFIX_PATH="$work/prefix-static" -DCONSUMER_TARGET=boost_serial_ext::header_only
consume add_subdirectory -DCONSUMER_SUBDIRECTORY="$root"

if ! readelf -d "$work/build-find_package-shared/stream" | grep -q 'NEEDED.*libboost_serial_ext\.so\.'; then
    echo "check_consumers: FAILED: the shared consumer is not linked to a versioned shared library"
    exit 1
fi

for program in "$work"/build-*/stream; do
    if ldd "$program" | grep libboost_json; then
        echo "check_consumers: FAILED: $program needs Boost.JSON without including json.hpp"
        exit 1
    fi
done

if cmake --build "$work/build-find_package-static" --target mixed >"$work/log" 2>&1; then
    echo "check_consumers: FAILED: a program that mixes the build modes was linked"
    exit 1
elif ! grep -Eq 'undefined (reference|symbol).*boost_serial_ext' "$work/log"; then
    cat "$work/log"
    echo "check_consumers: FAILED: a program that mixes the build modes failed for another reason"
    exit 1
fi
echo "check_consumers: mixed: does not link, as it should"

# Without any build system: the library compiled into the program.
printf '#include <boost_serial_ext/src.hpp>\n#include <boost_serial_ext/test/src.hpp>\n' >"$work/library.cpp"
quietly g++ -std=c++17 -I "$work/prefix-static/include" "$consumer/doubles.cpp" "$work/library.cpp" -pthread -o "$work/doubles"
quietly "$work/doubles"
echo "check_consumers: src.hpp: ok"

(cd "$consumer" && quietly b2 -d+1 --build-dir="$work/b2" toolset=gcc cxxstd=17)
echo "check_consumers: b2: ok"
