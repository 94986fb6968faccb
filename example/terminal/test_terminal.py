#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The terminal program in a console of tmux, against a shell that socat puts behind a device.

    test_terminal.py PROGRAM
"""

import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import counterpart
from counterpart import expect

# What a program must leave as it was: the console's settings, and whether it waits (Linux tells that).
RUN = """
state() { stty -g; grep flags /proc/self/fdinfo/0 2>/dev/null; }
before=$(state)
sh -c 'echo $$ >pid; exec "$@"' sh "$@"
echo "ended with $?"
if [ "$before" = "$(state)" ]; then echo "the console is as before"; else echo "the console was changed"; fi
"""


class Console:
    """A shell in a console of tmux, with what is written there as a stream."""

    def __init__(self, folder):
        self.socket = os.path.join(folder, "tmux")
        self.seen = b""
        fifo = os.path.join(folder, "screen")
        os.mkfifo(fifo)
        self.stream = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)  # for writing too, so that it does not end
        pathlib.Path(folder, "run.sh").write_text(RUN)
        self.folder = folder
        # A prompt of its own: the one to wait for.
        start = "PS1='console> ' exec sh -i"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", "-c", folder, "cat")
        self.tmux("pipe-pane", "-O", f"exec cat >'{fifo}'")
        # The pane's program begins after the pipe is there: nothing is missed.
        self.tmux("respawn-pane", "-k", "-c", folder, start)
        self.sees("console> ")

    def end(self):
        self.tmux("kill-server")
        os.close(self.stream)

    def tmux(self, *command):
        done = subprocess.run(
            [counterpart.need("tmux", "tmux"), "-S", self.socket, *command],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=counterpart.PATIENCE, text=True,
        )  # fmt: skip
        expect(done.returncode == 0, f"tmux {command}: {done.stdout}")
        return done.stdout

    def keys(self, *names):
        """Presses keys, as in "C-t"."""
        self.tmux("send-keys", *names)

    def types(self, text):
        """Types a text, and Enter."""
        self.tmux("send-keys", "-l", "--", text)
        self.keys("Enter")

    def sees(self, text):
        """Waits until a text is written, behind the one that was seen last."""
        deadline, wanted = time.monotonic() + counterpart.PATIENCE, text.encode()
        while wanted not in self.seen:
            ready, _, _ = select.select([self.stream], [], [], max(0, deadline - time.monotonic()))
            expect(ready, f"no {text!r} in time, but {self.seen[-2000:]!r}")
            self.seen += os.read(self.stream, 65536).replace(b"\r", b"")
        self.seen = self.seen.partition(wanted)[2]

    def starts(self, *command):
        """Runs a program that says how it can be left."""
        self.types("sh run.sh " + " ".join(f"'{word}'" for word in command))
        self.sees("Ctrl-] leaves")

    def has_ended(self, status):
        self.sees(f"ended with {status}\n")
        self.sees("the console is as before\n")
        self.sees("console> ")

    def kills(self, number):
        os.kill(int(pathlib.Path(self.folder, "pid").read_text()), number)


def device(stage):
    """A shell that sits at a terminal of its own, behind a serial port."""
    (name,) = stage.line("pty,rawer", 'exec:"env PS1=device$ sh -i",pty,setsid,ctty,stderr')
    return name, stage.programs[-1]


def dialogue(console):
    """Keys go there, text comes back."""
    console.types("echo $((6 * 7))")
    console.sees("42\n")
    screen = console.tmux("capture-pane", "-p")
    expect(any(line.endswith("42") for line in screen.splitlines()), f"the screen shows {screen}")
    console.types("seq 20000")
    console.sees("19999\n20000\n")


def every_key(console):
    """Ctrl-C is the device's, as every key but two; and those with Ctrl-T before."""
    # Said by what Ctrl-C is to end: the device's own shell may not have started it yet.
    console.types("sh -c 'echo sle\"\"eps; exec sleep 1000'")
    console.sees("sleeps\n")
    console.keys("C-c")
    console.sees("device$")
    for keys, bytes_ in ((("C-t", "C-]"), "1d"), (("C-t", "C-t"), "14"), (("C-z",), "1a"), (("C-s",), "13")):
        gets(console, keys, bytes_)


def gets(console, keys, bytes_, enter="Enter"):
    """What the device reads when these keys are pressed, after a command that `enter` ends."""
    command = f"stty raw -echo; echo rea''dy; od -An -tx1 -N{len(bytes_.split())}; stty sane"
    console.tmux("send-keys", "-l", "--", command)
    console.keys(enter)
    console.sees("ready\n")
    console.keys(*keys)
    console.sees(f" {bytes_}\n")
    console.sees("device$")


def enter(console):
    """What Enter sends. A line feed of one's own ends a command whatever it is."""
    gets(console, ("Enter",), "0d")
    for name, bytes_ in (("LF", "0a"), ("CRLF", "0d 0a"), ("CR", "0d")):
        console.keys("C-t", "l")
        console.sees(f"Enter sends {name}\n")
        gets(console, ("Enter",), bytes_, "C-j")


def views(console):
    """Local echo and hex view."""
    console.types("stty -echo; echo si''lent")
    console.sees("silent\n")
    console.sees("device$")
    console.keys("C-t", "C-e")
    console.sees("local echo on")
    console.types(": typed here")
    console.sees(": typed here\n")
    console.sees("device$")
    console.keys("C-t", "e")
    console.sees("local echo off")
    console.keys("C-t", "x")
    console.sees("hex view on\n")
    console.types(r"printf '\001\377AB'")
    console.sees("01 FF 41 42 64 65 76 69 63 65 24")  # and the prompt
    console.keys("C-t", "x")
    console.sees("hex view off")
    console.types("stty echo; echo lo''ud")
    console.sees("loud\n")


def lines(console):
    """A pseudo terminal has no lines, and this is told."""
    for key, text in (("r", "RTS: "), ("d", "DTR: "), ("b", "BREAK: ")):
        console.keys("C-t", key)
        console.sees(f"--- {text}")
        console.sees("not support")
    console.keys("C-t", "i")
    console.sees("115200 8N1; RTS on, DTR on; modem lines: ")
    console.keys("C-t", "h")
    console.sees("send that key itself")
    console.keys("C-t", "%")
    console.sees("no such command")


def stops(console, program, name):
    """Stopped and continued by the shell, as any program."""
    console.types("stty -g >before")
    console.sees("console> ")
    console.types(f"sh -c 'echo $$ >pid; exec {program} {name}'")
    console.sees("Ctrl-] leaves")
    for _ in range(2):
        console.kills(signal.SIGTSTP)
        console.sees("Stopped")
        console.sees("console> ")
        console.types('if [ "$(stty -g)" = "$(cat before)" ]; then echo "as ""before"; fi')
        console.sees("as before\n")
        console.types("fg; echo ended wi''th $?")
        console.sees("exec")  # the shell says what goes on
        console.types("echo $((7 * 7))")
        console.sees("49\n")
    console.keys("C-t", "q")
    console.sees("--- left")
    console.sees("ended with 0\n")


def without_console(stage, program):
    """What needs none."""
    status, text = stage.run(program)
    expect(status == 0 and text, f"the ports are listed: {status}, {text}")
    status, text = stage.run(program, "--enter", "nothing")
    expect(status == 2 and "usage: " in text, f"wrong arguments: {status}, {text}")
    status, text = stage.run(program, "/dev/null", "115200 9N1")
    expect(status == 2 and "usage: " in text, f"no such configuration: {status}, {text}")
    status, text = stage.run(program, os.path.join(stage.folder, "none"))
    expect(status == 1 and os.path.join(stage.folder, "none") in text, f"no such port: {status}, {text}")
    (name,) = stage.line("pty,rawer", "exec:cat")
    status, text = stage.run(program, name, stdin=subprocess.DEVNULL)
    expect(status == 1 and "no terminal" in text, f"no console: {status}, {text}")


def console_without_room(stage, program):
    """A console that takes nothing (Ctrl-S in it): the program can be left all the same."""
    (name,) = stage.line("pty,rawer", "exec:cat")
    near, far = pty.openpty()
    with open(far, "r+b", buffering=0) as terminal, open(near, "r+b", buffering=0) as user:
        left = stage.start(program, name, stdin=terminal, stdout=terminal, stderr=terminal)
        stage.wait_for_text(user, b"Ctrl-] leaves")
        termios.tcflow(far, termios.TCOOFF)
        user.write(b"\x14h\x1d")  # there is something to be shown, and nobody looks
        expect(left.wait(counterpart.PATIENCE) == 0, f"it ended with {left.returncode}")


def test(stage, console, program):
    name, shell = device(stage)
    console.starts(program, name, "115200 8N1")
    for part in (dialogue, every_key, enter, views, lines):
        part(console)
    console.keys("C-]")
    console.sees("--- left")
    console.has_ended(0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        console.starts(program, "--hex", "--echo", "--enter", "crlf", name)
        console.kills(number)
        console.has_ended(128 + number)
    stops(console, program, name)
    console.starts(program, name)
    dialogue(console)
    shell.kill()
    console.sees("disconnected")
    console.has_ended(3)


if __name__ == "__main__":
    with counterpart.Stage() as stage:
        without_console(stage, sys.argv[1])
        console_without_room(stage, sys.argv[1])
        console = Console(stage.folder)
        try:
            test(stage, console, sys.argv[1])
        finally:
            console.end()
