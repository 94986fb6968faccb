#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""A program of boost::asio::serial_port, and the same with boost_serial_ext, against the same devices.

    test_from_asio.py BEFORE AFTER
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import counterpart
from counterpart import expect

SHELL = "exec:sh"  # a device that calculates
SILENT = "exec:wc"  # it says nothing before the end
QUESTIONS = ("echo $((6 * 7))", "echo hello", "echo  two   blanks")


def ask(stage, program, device, *questions, baud="9600"):
    """The program against a device of its own: socat ends when its port is closed."""
    (name,) = stage.line("pty,rawer", device)
    status, text = stage.run(program, name, baud, *questions)
    return status, text.replace(name, "DEVICE")


def both(stage, before, after, device, *questions):
    return ask(stage, before, device, *questions), ask(stage, after, device, *questions)


def same_answers(stage, before, after):
    was, now = both(stage, before, after, SHELL, *QUESTIONS)
    expect(was == (0, "42\nhello\ntwo blanks\n"), f"before: {was}")
    expect(now == was, f"after: {now}")


def a_limit(stage, before, after):
    """Nobody answers: both wait two seconds, and say so."""
    was, now = both(stage, before, after, SILENT, "anybody?")
    for status, text in was, now:
        expect(status == 1 and "no answer" in text, f"{status}, {text}")


def pulled(stage, before, after):
    """The device goes: one meaning after, whatever the system's number is before."""
    was, now = both(stage, before, after, SHELL, "echo 1", "exit")
    expect(was[0] == 1 and was[1].startswith("1\n"), f"before: {was}")
    expect(now == (3, "1\nDEVICE: the device is gone\n"), f"after: {now}")


def any_rate(stage, before, after):
    """A baud rate that termios has no name for."""
    was = ask(stage, before, SHELL, "echo 1", baud="250000")
    expect(was[0] == 1 and "1\n" != was[1], f"before: {was}")
    now = ask(stage, after, SHELL, "echo 1", baud="250000")
    expect(now == (0, "1\n"), f"after: {now}")


def held_by_another(stage, before, after):
    """Another program has locked the port: only one of the two heeds that, and says who it is."""
    for program, wanted in (before, 0), (after, 1):
        (name,) = stage.line("pty,rawer", SHELL)
        with open(name, "r+b", buffering=0) as port:
            flock = [counterpart.need("flock", "util-linux"), "-n", "-x", port.fileno()]
            expect(stage.run(*flock, pass_fds=[port.fileno()])[0] == 0, "flock has no lock")
            status, text = stage.run(program, name, "9600", "echo 1")
        expect(status == wanted, f"{program}: {status}, {text}")
        expect(wanted == 0 or f"{name} is" in text, f"it says {text}")


def usage(stage, *programs):
    for program in programs:
        status, text = stage.run(program)
        expect(status == 2 and "usage: " in text, f"{status}, {text}")


if __name__ == "__main__":
    with counterpart.Stage() as the_stage:
        for part in (same_answers, a_limit, pulled, any_rate, held_by_another, usage):
            part(the_stage, *sys.argv[1:])
