#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Makes the documentation site of this tree: the pages of doc/, the reference from the public headers, the changelog and
# the files that pages link to. Needs doxygen, Node.js, npm and Python 3; npm's packages are brought once, and kept.
# A warning of any of these, and anything that tools/check_site.py finds in the result, is a failure.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=${1:-$root/build/docs}
case $output in /*) ;; *) output=$PWD/$output ;; esac

say() { printf '==> %s\n' "$*" >&2; }
fail() {
    printf 'build_docs.sh: %s\n' "$*" >&2
    exit 1
}

for program in doxygen node npm python3; do
    command -v $program >/dev/null || fail "$program is not installed (./bootstrap.sh deps docs)"
done

# The packages of doc/package-lock.json, in a folder that is named after it, so that a new list brings new packages.
[ -n "${XDG_CACHE_HOME:-}${HOME:-}" ] || fail "neither HOME nor XDG_CACHE_HOME is set: npm's packages are kept there"
hash=$(cat "$root/doc/package.json" "$root/doc/package-lock.json" | sha256sum | cut -c 1-16)
packages=${XDG_CACHE_HOME:-${HOME:-}/.cache}/boost_serial_ext/docs-$hash
if [ ! -d "$packages" ]; then
    say "npm ci, in $packages"
    mkdir -p "$(dirname "$packages")"
    staged=$(mktemp -d "$packages.XXXXXX")
    cp "$root/doc/package.json" "$root/doc/package-lock.json" "$staged"
    (cd "$staged" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2 ||
        { rm -rf "$staged"; fail "npm cannot bring what doc/package-lock.json names (is there a way to npm's registry?)"; }
    if ! told=$(mv -T "$staged" "$packages" 2>&1); then
        rm -rf "$staged"
        [ -d "$packages" ] || fail "$told" # else somebody was quicker
    fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "reading the public headers"
python3 -B "$root/tools/reference.py" "$work/generated" >&2

say "making the site"
export NODE_PATH=$packages/node_modules BOOST_SERIAL_EXT_DOCS_GENERATED=$work/generated
node "$packages/node_modules/antora/bin/antora" generate "$root/doc/antora-playbook.yml" \
    --to-dir "$output" --cache-dir "$work/cache" --quiet >&2

say "checking it"
python3 -B "$root/tools/check_site.py" "$output" >&2
if [ "${BOOST_SERIAL_EXT_DOCS_BROWSER:-yes}" != no ]; then
    python3 -B "$root/tools/check_browser.py" "$output" >&2
fi
say "the site: $output/index.html"
