#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""No file grows without an argument: line budgets, documentation included."""

import re

import repo

# The first pattern that fits a path (within the tree) decides.
BUDGETS = (
    (r"include/boost_serial_ext/serial_stream\.hpp", 800),
    (r"include/boost_serial_ext/native/sys_.*", 150),
    (r"include/boost_serial_ext/native/.*", 250),
    (r"include/boost_serial_ext/detail/(codec|sansio|ops)/.*", 250),
    (r"include/boost_serial_ext/(detail|impl|(test|sync)/impl)/.*|.*\.ipp", 800),
    (r"include/.*\.hpp", 350),  # the other public headers
    (r".*", 800),
)


def check(root):
    for folder, kind in (("include", "*"), ("src", "*"), ("test", "*.[ch]pp"), ("example", "*.[ch]pp")):
        for path in repo.files(root / folder, kind):
            name = path.relative_to(root).as_posix()
            lines = len(path.read_text().splitlines())
            budget = next(limit for pattern, limit in BUDGETS if re.fullmatch(pattern, name))
            if lines > budget:
                yield f"{name}: {lines} lines; its budget is {budget}"


if __name__ == "__main__":
    repo.main(check)
