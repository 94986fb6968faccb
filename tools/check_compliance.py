#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Every promise of the page "Asio compliance" names test cases, and they exist.

A section is a heading of the second level. Its tests stand in bullets: a link to a file below test/, and the names of
test cases of that file, each in backticks:

    * link:../../../../test/async/x.cpp[test/async/x.cpp]: `one_case`, `another_case`
"""

import re

import repo

PAGE = "doc/modules/ROOT/pages/asio_compliance.adoc"

SECTION = re.compile(r"^== (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^(----|\.\.\.\.)\n.*?^\1$", re.DOTALL | re.MULTILINE)  # code
BULLET = re.compile(  # up to the next bullet, an empty line or the end
    r"^\* link:(?:\.\./)*(test/[^\[\s]*\.cpp)\[([^\]]*)\]((?:.|\n(?!\* |\n))*)", re.MULTILINE
)
NAME = re.compile(r"`([^`]*)`")
TEST_CASE = re.compile(
    r"^[ \t]*BOOST_(?:(?:AUTO|FIXTURE|DATA)_TEST_CASE|(?:AUTO|FIXTURE)_TEST_CASE_TEMPLATE)\s*\(\s*(\w+)"
    r"|^[ \t]*BOOST_DATA_TEST_CASE_F\s*\(\s*\w+\s*,\s*(\w+)",  # the fixture comes first
    re.MULTILINE,
)


def test_cases(text):
    """The names of the test cases in a source file."""
    return {found[1] or found[2] for found in TEST_CASE.finditer(repo.strip_comments(text))}


def sections(text):
    """For each section of a page: its heading, its line, and its text, where code is blank."""
    text = BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    heads = list(SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends):
        yield head[1], text.count("\n", 0, head.start()) + 1, text[head.end() : end]


def section_problems(root, line, text):
    """Pairs of a line and what is wrong there; a section without a test case is wrong at its heading."""
    promised = 0
    for bullet in BULLET.finditer(text):
        where = line + text.count("\n", 0, bullet.start())
        path, label, rest = bullet.groups()
        if label != path:
            yield where, f"the link to {path} is called {label}"
        file = root / path
        if not file.is_file():
            yield where, f"{path}: there is no such file"
            continue
        names = NAME.findall(rest)
        if not names:
            yield where, f"{path}: no test case is named"
        known = test_cases(file.read_text())
        for name in names:
            promised += 1
            if name not in known:
                yield where, f"{path}: there is no test case {name}"
    if promised == 0:
        yield line, "no test case holds it"


def check(root):
    page = root / PAGE
    if not page.is_file():
        yield f"{PAGE}: there is none"
        return
    found = list(sections(page.read_text()))
    if not found:
        yield f"{PAGE}: it has no sections"
    for heading, line, text in found:
        for where, problem in section_problems(root, line, text):
            yield f"{PAGE}:{where}: {heading}: {problem}"


if __name__ == "__main__":
    repo.main(check)
