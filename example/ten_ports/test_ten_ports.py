#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Ten devices that socat makes: eight shells that calculate, one that is pulled, and one that is silent.

    test_ten_ports.py PROGRAM
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import counterpart
from counterpart import expect

ROUNDS, LAST = 30, 15  # so many questions, and so many for the one that is pulled
LIMIT = 10  # seconds: a machine may be busy


def row(text, device):
    """What the table says of a device: answers, timeouts, milliseconds, the last answer."""
    (line,) = [line for line in text.splitlines() if line.split()[:1] == [device]]
    return line.split(None, 4)[1:] + [""]


def test(stage, program):
    def run(*devices):
        return stage.run(
            program, "--ask", "echo $((7 * {}))", "--rounds", ROUNDS, "--limit", 1000 * LIMIT, *devices
        )  # fmt: skip

    shells = [stage.line("pty,rawer", "exec:sh")[0] for _ in range(8)]
    (pulled,) = stage.line("pty,rawer", f"exec:sed -u {LAST}q")  # so many lines, and it is gone
    (silent,) = stage.line("pty,rawer", "exec:wc")  # it says nothing before the end
    missing = os.path.join(stage.folder, "none")

    devices = [*shells[:4], pulled, silent, *shells[4:], missing]
    status, text = run(*devices)
    expect(status == 1, f"it ended with {status}, though not every device was asked all")
    for shell in shells:
        answers, timeouts, _, last, _ = row(text, shell)
        expect((answers, timeouts) == (str(ROUNDS), "0"), f"{shell} was disturbed")
        expect(last == str(7 * ROUNDS), f"the last answer of {shell} is {last}")
    answers = int(row(text, pulled)[0])
    expect(answers in (LAST - 1, LAST), f"{pulled} answered {answers} times")  # the last may have been lost with it
    expect(f"{pulled}: the device is disconnected\n" in text, "nobody says that it was pulled")
    expect(row(text, silent)[:2] == ["0", "3"], f"{silent} is silent")
    expect(f"{missing}: {missing} does not exist" in text, "nobody says that one is missing")

    # Nobody waits for another one: the eight were asked all while there was a silent one.
    ends = text.partition("\nDEVICE")[0].splitlines()
    expect(sorted(line.split(": ")[0] for line in ends) == sorted(devices), "not every dialogue has ended once")
    expect(f"{silent}: given up: no answer" in ends, "nobody says that one is silent")
    for shell in shells:
        expect(float(row(text, shell)[2]) < 1000 * LIMIT / 2, f"{shell} waited for the silent one")

    for wrong in (["--limit"], ["--rounds", "10abc", silent], ["--limit", "-1", silent], ["--rounds", "", silent]):
        status, text = stage.run(program, *wrong)
        expect(status == 2 and "usage: " in text, f"wrong arguments {wrong}: {status}, {text}")


if __name__ == "__main__":
    with counterpart.Stage() as the_stage:
        test(the_stage, sys.argv[1])
