#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs a program with a pseudo terminal as its last argument, and plays the device at the other end of the line.

Usage: device.py PROGRAM [ARGUMENT...]. The device answers lines: READ? with 4.998, START with two lines. Ends as the
program does, or fails after half a minute.
"""

import os
import pty
import select
import subprocess
import sys
import time
import tty

ANSWERS = {b"READ?": b"4.998\n", b"START": b"one\ntwo\n"}
PATIENCE = 30  # seconds


def serve(master, program):
    """Answers until the program has ended."""
    deadline = time.monotonic() + PATIENCE
    received = b""
    ended = os.pidfd_open(program.pid)
    while program.poll() is None:
        ready, _, _ = select.select([master, ended], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            program.kill()
            sys.exit("device.py: the program takes too long")
        if master in ready:
            received += os.read(master, 4096)
            *lines, received = received.split(b"\n")
            for line in lines:
                os.write(master, ANSWERS.get(line, b""))


def main():
    master, slave = pty.openpty()  # the slave stays open: no hang-up when the program closes it
    tty.setraw(slave)
    program = subprocess.Popen([*sys.argv[1:], os.ttyname(slave)])
    serve(master, program)
    sys.exit(program.returncode)


if __name__ == "__main__":
    main()
