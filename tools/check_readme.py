#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Every C++ block of README.md and of the pages in doc/ is a region of a compiled program, so none of them can rot.

A region stands between `//[name` and `//]` (in Python `#[name` and `#]`) in example/ or test/doc/; common indentation
does not count. The programs of test/doc/ are there for nothing else: each region of theirs must be on a page. On the
pages from_*.adoc the C and Python blocks are regions too, of test/doc/peers/, whose programs tools/check_peers.sh runs.
"""

import re
import textwrap

import repo


FENCE = re.compile( # Markdown's, and AsciiDoc's
    r"^```(\w+|c\+\+)[^\n]*\n(.*?)^```|^\[source,(\w+|c\+\+)[^\n]*\]\n----\n(.*?)^----$", re.DOTALL | re.MULTILINE
)
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".c": "c", ".py": "python"}
PEERS = re.compile(r"from_\w+\.adoc$")


def normal(text):
    return "\n".join(line.rstrip() for line in textwrap.dedent(text).strip("\n").splitlines())


def regions(text, mark="//"):
    """The regions of a program, by name."""
    found = re.findall(
        rf"^[ \t]*{mark}\[[ \t]*(\w+)[^\n]*\n(.*?)^[ \t]*{mark}\]", text, re.DOTALL | re.MULTILINE)
    return {name: normal(body) for name, body in found}


def blocks(text):
    """The line number, the language and the text of each block."""
    for fence in FENCE.finditer(text):
        language = fence[1] or fence[3]
        body = fence[2] if fence[2] is not None else fence[4]
        yield text.count("\n", 0, fence.start()) + 1, "cpp" if language == "c++" else language, normal(body)


def programs(root):
    """The file, the language and the regions of each program."""
    for f in repo.files(root / "example", "*.cpp", "*.hpp") + repo.files(root / "test" / "doc", "*.cpp", "*.c", "*.py"):
        yield f, LANGUAGES[f.suffix], regions(f.read_text(), "#" if f.suffix == ".py" else "//")


def check(root):
    readme = root / "README.md"
    if not readme.is_file():
        yield "README.md: there is none"
        return
    compiled = {(language, body) for _, language, found in programs(root) for body in found.values()}
    shown = set()
    for page in [readme, *repo.files(root / "doc", "*.md", "*.adoc")]:
        checked = ("cpp", "c", "python") if PEERS.match(page.name) else ("cpp",)
        for line, language, block in blocks(page.read_text()):
            if language not in checked:
                continue
            shown.add((language, block))
            if (language, block) not in compiled:
                yield f"{page.relative_to(root)}:{line}: this block is no region of example/ or test/doc/"
    for f, language, found in programs(root):
        for name, body in found.items():
            if root / "test" in f.parents and (language, body) not in shown:
                yield f"{f.relative_to(root)}: the region {name} is on no page"


if __name__ == "__main__":
    repo.main(check)
