#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Builds and runs test/consumer in every way the library can be consumed: an installed static or shared package, and
# header-only, by CMake and by pkg-config; embedded by add_subdirectory or FetchContent; src.hpp without any build system;
# a b2 project, and what b2 installs; and mixed, which must not link. The ways of packages are in check_packages.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
consumer=$root/test/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compiler=(g++)
options=(-G Ninja -DCMAKE_BUILD_TYPE=Debug)
if command -v ccache >/dev/null; then
    compiler=(ccache g++)
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

# Compiles a program of the consumer's without a build system, links it, and runs it, in $work.
by_hand() { # name, program, options of the compiler, --, options of the linker
    local name=$1 program=$2 compile=() link=()
    shift 2
    while [ "$1" != -- ]; do
        compile+=("$1")
        shift
    done
    link=("${@:2}")
    cd "$work"
    quietly "${compiler[@]}" -std=c++17 "${compile[@]}" -c "$consumer/$program.cpp" -o "$name.o"
    quietly g++ "$name.o" "${link[@]}" -o "$name"
    quietly "./$name"
    echo "check_consumers: $name: ok"
}

pkg_config() { # name, program, prefix, module
    local compile link
    export PKG_CONFIG_PATH=$work/$3/lib/pkgconfig
    quietly pkg-config --validate "$4"
    read -ra compile <<<"$(pkg-config --cflags "$4")"
    read -ra link <<<"$(pkg-config --libs "$4")"
    LD_LIBRARY_PATH=$work/$3/lib by_hand "$1" "$2" "${compile[@]}" -- "${link[@]}"
}

fails_to_link_mixed() {
    if cmake --build "$work/build-find_package-static" --target mixed >"$work/log" 2>&1; then
        echo "check_consumers: FAILED: a program that mixes the build modes was linked"
        exit 1
    elif ! grep -Eq 'undefined (reference|symbol).*boost_serial_ext' "$work/log"; then
        cat "$work/log"
        echo "check_consumers: FAILED: a program that mixes the build modes failed for another reason"
        exit 1
    fi
    echo "check_consumers: mixed: does not link, as it should"
}

install_library static OFF
install_library shared ON
consume find_package-static -DCMAKE_PREFIX_PATH="$work/prefix-static"
consume find_package-shared -DCMAKE_PREFIX_PATH="$work/prefix-shared"
consume header_only -DCMAKE_PREFIX_PATH="$work/prefix-static" -DCONSUMER_TARGET=boost_serial_ext::header_only
consume header_only-c++23 -DCMAKE_PREFIX_PATH="$work/prefix-static" -DCONSUMER_TARGET=boost_serial_ext::header_only -DCMAKE_CXX_STANDARD=23
consume add_subdirectory -DCONSUMER_SUBDIRECTORY="$root"
consume fetch_content -DCONSUMER_FETCH="$root"

for file in share/doc/boost_serial_ext/{LICENSE_1_0.txt,CHANGELOG.md}; do
    quietly test -s "$work/prefix-static/$file"
done

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

fails_to_link_mixed

pkg_config pkg_config-static doubles prefix-static boost_serial_ext-test
pkg_config pkg_config-shared stream prefix-shared boost_serial_ext
pkg_config pkg_config-header-only stream prefix-static boost_serial_ext-header-only

# Without any build system: the library compiled into the program.
printf '#include <boost_serial_ext/src.hpp>\n#include <boost_serial_ext/test/src.hpp>\n' >"$work/library.cpp"
(cd "$work" && quietly "${compiler[@]}" -std=c++17 -I prefix-static/include -c library.cpp -o library.o)
by_hand src.hpp doubles -I prefix-static/include -- library.o -pthread

printf 'using gcc : : %s ;\n' "${compiler[*]}" >"$work/user-config.jam"
b2_options=(-d+1 -j"$(nproc)" --user-config="$work/user-config.jam" --build-dir="$work/b2" toolset=gcc cxxstd=17)
(cd "$consumer" && quietly b2 "${b2_options[@]}")
echo "check_consumers: b2: ok"
(cd "$root" && quietly b2 "${b2_options[@]}" --prefix="$work/prefix-b2" install)
by_hand b2-installed doubles -I prefix-b2/include -- -L prefix-b2/lib -lboost_serial_ext_test -lboost_serial_ext -pthread
