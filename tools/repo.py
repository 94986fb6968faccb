#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the checks share: where the tree is, how a problem is reported, how C++ text is stripped."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADERS = ("*.hpp", "*.ipp")


def main(check):
    """Run `check(root)`, which yields problems as text, on the tree (or the one named as argument)."""
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    problems = list(check(root))
    for problem in problems:
        print(problem)
    print(f"{pathlib.Path(sys.argv[0]).name}: {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}")
    sys.exit(1 if problems else 0)


def files(folder, *patterns):
    """The files below `folder` that match one of the patterns, sorted."""
    return sorted({f for p in patterns for f in folder.rglob(p) if f.is_file()})


def library_headers(root):
    """Pairs of a header's path within include/ (as text) and the file."""
    include = root / "include"
    return [(f.relative_to(include).as_posix(), f) for f in files(include, *HEADERS)]


def public_headers(root):
    """The headers that users include: everything outside detail/, impl/ and native/, and not src.hpp."""
    private = re.compile(r"boost_serial_ext/(detail|impl|native)/|/src\.hpp$|\.ipp$|/impl/")
    return [(name, f) for name, f in library_headers(root) if not private.search(name)]


_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"  # comments
    r'|"(?:\\.|[^"\\\n])*"'  # strings
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'",  # characters, not digit separators
    re.DOTALL,
)


def strip_comments(text, strings=False):
    """Blank out comments (and strings, if asked), keeping every line where it was."""

    def blank(match):
        if match[0][0] in "\"'" and not strings:
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])

    return _TOKEN.sub(blank, text)
