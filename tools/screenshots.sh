#!/usr/bin/env bash
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

# Pictures of the documentation site for people to look at: screenshots.sh SITE OUTPUT. Needs Chromium (or BROWSER).
set -euo pipefail

fail() {
    printf 'screenshots.sh: %s\n' "$*" >&2
    exit 1
}

[ $# -eq 2 ] || fail "usage: screenshots.sh SITE OUTPUT"
browser=${BROWSER:-}
for program in chromium chromium-browser google-chrome; do
    [ -n "$browser" ] || browser=$(command -v $program) || true
done
command -v "${browser:-chromium}" >/dev/null || fail "${browser:-chromium} is not installed (Debian's package: chromium)"
[ -d "$1" ] || fail "there is no folder $1"
site=$(cd "$1" && pwd)
mkdir -p "$2"
output=$(cd "$2" && pwd)
first=$(find "$site" -mindepth 3 -maxdepth 3 -name index.html -print -quit)
[ -n "$first" ] || fail "$site is no site that tools/build_docs.sh has made"
start=$(dirname "$first")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shot NAME PAGE THEME WIDTH [QUERY] [FRAGMENT]: in a frame, since the browser's own window has a least width.
shot() {
    local picture=$output/$1-$3-$4.png
    [ -f "$start/$2.html" ] || fail "there is no $start/$2.html"
    printf '<!DOCTYPE html><body style="margin:0"><iframe src="%s" style="width:%spx;height:1000px;border:0;display:block"></iframe>' \
        "file://$start/$2.html?theme=$3${5:-}${6:-}" "$4" >"$work/frame.html"
    rm -f "$picture"
    "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
        --user-data-dir="$work/profile" --window-size="$4,1000" --virtual-time-budget=8000 \
        --screenshot="$picture" "file://$work/frame.html" >"$work/log" 2>&1 || fail "$browser: $(tail -n 20 "$work/log")"
    [ -s "$picture" ] || fail "$browser has made no $picture: $(tail -n 20 "$work/log")"
    printf '%s\n' "$picture"
}

for theme in light dark; do
    for width in 1280 390; do
        for page in quick_start overlap reference/serial_stream; do
            shot "$(basename "$page")" "$page" "$theme" "$width"
        done
        shot method reference/serial_stream "$theme" "$width" "" "#basic_serial_stream-async_read_some"
        shot search index "$theme" "$width" "&q=drain"
    done
done
