#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Every C++ block of README.md and doc/*.md is a region of a compiled program, so none of them can rot.

A region stands between `//[name` and `//]` in example/ or test/doc/; common indentation does not count. The programs of
test/doc/ are there for nothing else: each region of theirs must be on a page.
"""

import re
import textwrap

import repo


def normal(text):
    return "\n".join(line.rstrip() for line in textwrap.dedent(text).strip("\n").splitlines())


def regions(text):
    """The regions of a program, by name."""
    found = re.findall(r"^[ \t]*//\[[ \t]*(\w+)[^\n]*\n(.*?)^[ \t]*//\]", text, re.DOTALL | re.MULTILINE)
    return {name: normal(body) for name, body in found}


def blocks(text):
    """Pairs of a line number and the text of each fenced C++ block."""
    for fence in re.finditer(r"^```(?:cpp|c\+\+)[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield text.count("\n", 0, fence.start()) + 1, normal(fence[1])


def check(root):
    readme = root / "README.md"
    if not readme.is_file():
        yield "README.md: there is none"
        return
    programs = repo.files(root / "example", "*.cpp", "*.hpp") + repo.files(root / "test" / "doc", "*.cpp")
    compiled = {body for f in programs for body in regions(f.read_text()).values()}
    shown = set()
    for page in [readme, *repo.files(root / "doc", "*.md")]:
        for line, block in blocks(page.read_text()):
            shown.add(block)
            if block not in compiled:
                yield f"{page.relative_to(root)}:{line}: this block is no region of example/ or test/doc/"
    for f in repo.files(root / "test" / "doc", "*.cpp"):
        for name, body in regions(f.read_text()).items():
            if body not in shown:
                yield f"{f.relative_to(root)}: the region {name} is on no page"


if __name__ == "__main__":
    repo.main(check)
