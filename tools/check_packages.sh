#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# The library as a package: the vcpkg port and the Conan recipe are run with stand-ins for those programs, and what they
# install is used; the Debian packages are made, looked at by lintian, installed by apt in a system with nothing else in
# it (made by mmdebstrap, which takes root), and used there. That system is made anew in each run, from the mirror of
# Debian's packages that apt uses here: without a way to it this fails. The other ways are in check_consumers.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
system=$work/system # of the new user
trap 'rm -rf --one-file-system "$work"' EXIT

compiler=(g++)
if command -v ccache >/dev/null; then
    compiler=(ccache g++)
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1
fi

# Runs a command quietly; shows what it said if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log"
        echo "check_packages: FAILED: $*"
        exit 1
    }
}

# need PROGRAM PACKAGE: fails without a program, and names the package of Debian's that has it.
need() {
    command -v "$1" >/dev/null || {
        echo "check_packages: FAILED: $1 is not installed (Debian's package: $2)"
        exit 1
    }
}

make_debian_packages() {
    quietly cmake --preset package -S "$root" -B "$work/debian" -DBOOST_SERIAL_EXT_CCACHE=OFF
    quietly cmake --build "$work/debian" --target package
    packages=("$work"/debian/packages/*.deb)
    if [ ${#packages[@]} -ne 2 ]; then
        echo "check_packages: FAILED: there should be two packages: ${packages[*]}"
        exit 1
    fi
    # No bug of Debian's asks for this package; and CPack calls ldconfig beside the trigger.
    quietly lintian --allow-root --fail-on error,warning \
        --suppress-tags initial-upload-closes-no-bugs,maintscript-calls-ldconfig "${packages[@]}"
    echo "check_packages: lintian: ok"
}

# This system's release, from where this system's apt has its packages, by the way on which it gets them.
make_clean_system() {
    local sources=() file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [ ! -s "$file" ] || sources+=("$file")
    done
    apt-config dump | grep '^Acquire::' >"$work/apt.conf"
    # shellcheck source=/dev/null
    quietly mmdebstrap --mode=root --variant=minbase --include=g++,cmake,make,pkg-config \
        --aptopt="$work/apt.conf" --skip=cleanup/apt/lists,cleanup/reproducible \
        "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$system" "${sources[@]}"
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do # the way to the packages' mirror
        [ ! -e "$file" ] || install -D -m 644 "$file" "$system$file"
    done
}

inside() { quietly chroot "$system" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" sh -euc "$1"; }

use_debian_packages() {
    mkdir "$system/new"
    cp -r "$root/test/consumer" "${packages[@]}" "$system/new"
    inside 'apt-get install -y --no-install-recommends /new/*.deb'
    inside 'cmake -S /new/consumer -B /new/build -DCMAKE_BUILD_TYPE=Debug -DCONSUMER_COMPONENTS=OPTIONAL_COMPONENTS'
    inside 'cmake --build /new/build --target stream && /new/build/stream'
    echo "check_packages: .deb, find_package: ok"
    # shellcheck disable=SC2016 # the shell inside expands it
    inside 'g++ -std=c++17 /new/consumer/doubles.cpp $(pkg-config --cflags --libs boost_serial_ext-test) -o /new/doubles'
    inside '/new/doubles'
    echo "check_packages: .deb, pkg-config: ok"
    inside 'apt-get remove -y libboost-serial-ext-dev && /new/build/stream' # the shared library is in a package of its own
    inside '! test -e /usr/include/boost_serial_ext.hpp'
    echo "check_packages: .deb, without the development files: ok"
}

need dpkg-shlibdeps dpkg-dev
need lintian lintian
[ "$(id -u)" -ne 0 ] || need mmdebstrap mmdebstrap

quietly python3 -B "$root/tools/test_packaging.py"
echo "check_packages: tools/test_packaging.py: ok"
quietly cmake -DWORK="$work/vcpkg" -P "$root/test/packaging/run_portfile.cmake"
echo "check_packages: vcpkg port, with stand-ins: ok"
(cd "$work" && quietly python3 -B "$root/test/packaging/run_conanfile.py" "$work/conan" "${compiler[@]}")
echo "check_packages: Conan recipe, with stand-ins: ok"

make_debian_packages
if [ "$(id -u)" -ne 0 ]; then
    echo "==> skipped: packages-clean-root: takes root"
else
    make_clean_system
    use_debian_packages
fi
