# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_counterpart.py: the tests' own tools: what fails must be seen to fail, and nothing may wait for ever."""

import contextlib
import io
import os
import subprocess
import sys
import time

import counterpart
from counterpart import expect

PRINTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "prints.py")


def prints(status, pattern, script):
    command = [sys.executable, "-B", PRINTS, str(status), pattern, "sh", "-c", script]
    return subprocess.run(command, capture_output=True, timeout=counterpart.PATIENCE).returncode == 0


def check_prints():
    expect(prints(0, "^one.*two$", "echo one; echo two >&2"), "what was wanted")
    expect(prints(2, "one", "echo one; exit 2"), "what was wanted, with a status of its own")
    expect(not prints(0, "one", "echo one; exit 1"), "another status was taken for success")
    expect(not prints(1, "one", "echo one; kill -9 $$"), "a signal was taken for success")
    expect(not prints(0, "two", "echo one"), "another text was taken for the wanted one")


def check_late():
    """A program that does not end: what it has printed is shown, and it ends with the stage."""
    told, before = io.StringIO(), counterpart.PATIENCE
    counterpart.PATIENCE = 2
    late = None
    try:
        with contextlib.redirect_stdout(told), counterpart.Stage() as stage:
            stage.run("sh", "-c", "echo told before; exec sleep 1000")
    except subprocess.TimeoutExpired as failure:
        late = failure
    counterpart.PATIENCE = before
    expect(late and told.getvalue() == "told before\n", f"{late}, and {told.getvalue()!r} was shown")


def check_end():
    """A program's child keeps the pipe that both complain to: nobody waits for the child."""
    began = time.monotonic()
    with counterpart.Stage() as stage:
        program = stage.start("sh", "-c", "sleep 40 >/dev/null & echo ready >&2; wait", stderr=subprocess.PIPE)
        stage.wait_for_text(program.stderr, b"ready\n")
    expect(time.monotonic() - began < 30, "the stage waited for somebody else's child")


def main():
    check_prints()
    check_late()
    check_end()


main()
