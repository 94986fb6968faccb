# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""prints.py STATUS PATTERN COMMAND...: the command must end with that status, and print what fits the pattern."""

import re
import sys

import counterpart


def main():
    wanted, pattern, *command = sys.argv[1:]
    with counterpart.Stage() as stage:
        status, text = stage.run(*command)
    counterpart.expect(status == int(wanted), f"it ended with {status}, not {wanted}")
    counterpart.expect(re.search(pattern, text, re.DOTALL), f"it has not printed {pattern!r}")


main()
