# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Debian's own kernel in QEMU, with serial hardware, for one test program: see ../README.md."""


class RigError(Exception):
    """Something that the test program is not to blame for: a missing tool, a failed download."""
