# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the examples' tests have in common: a line between two programs, and programs that end with the test.

    with counterpart.Stage() as stage:
        here, there = stage.line()            # two devices, joined by socat
        slave = stage.start("slave", there)
        status, text = stage.run("master", here)
"""

import contextlib
import ctypes
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

try:
    import pty
    import tty
except ImportError:  # Windows has no such thing
    pty = tty = None

PATIENCE = float(os.environ.get("BOOST_SERIAL_EXT_EXAMPLE_PATIENCE", "60"))  # seconds: nothing here takes that long


def need(program, package):
    """The path of a program that Debian's package brings; without it the test fails."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        sys.exit(f"{program} is not here: apt-get install {package}")
    return found


def need_library(name, package):
    """A shared library that Debian's package brings; without it the test fails."""
    try:
        return ctypes.CDLL(name)
    except OSError as failure:
        sys.exit(f"{name} cannot be loaded ({failure}): apt-get install {package}")


def expect(condition, what):
    """Ends the test unless the condition holds."""
    if not condition:
        raise AssertionError(what)


class Servant:
    """A thread that hands bytes from one to the other of two descriptors, changed, until both have ended."""

    def __init__(self, ends, change):
        self.ends, self.change, self.open = ends, change, list(ends)
        self.awake, self.wake = os.pipe()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while self.open:
            ready, _, _ = select.select([*self.open, self.awake], [], [])
            if self.awake in ready:
                return
            for end in ready:
                self.hand_on(self.ends.index(end))

    def hand_on(self, side):
        some = os.read(self.ends[side], 4096)
        rest = self.change(side, some)
        while rest:
            try:
                rest = rest[os.write(self.ends[1 - side], rest) :]
            except BrokenPipeError:
                rest = b""  # nobody is there any more
        if not some:
            self.open.remove(self.ends[side])

    def stop(self):
        """It may be in the middle of a write that nobody takes: then the end of the program ends it."""
        os.write(self.wake, b"x")
        self.thread.join(1)


class Stage:
    """Everything a test has started ends with it."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="boost_serial_ext.")
        self.programs = []
        self.servants = []
        self.kept = []
        return self

    def __exit__(self, *_):
        for program in reversed(self.programs):
            program.kill()
            for pipe in (program.stdin, program.stdout, program.stderr):
                with contextlib.suppress(OSError):  # what was to be written to it, nobody takes
                    if pipe:  # not read to its end: a child of the program may keep that open
                        pipe.close()
            program.wait(PATIENCE)
        for servant in self.servants:
            servant.stop()
        shutil.rmtree(self.folder)

    def start(self, *command, **options):
        """Starts a program that the end of the test ends too."""
        program = subprocess.Popen([str(word) for word in command], **options)
        self.programs.append(program)
        return program

    def run(self, *command, **options):
        """Runs a program until it ends by itself: its status, and what it printed and complained."""
        program = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
        try:
            told = program.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired as late:  # the end of the stage ends the program
            print((late.output or b"").decode(errors="replace"), end="", flush=True)
            raise
        self.programs.remove(program)
        text = told.decode(errors="replace").replace("\r\n", "\n")
        print(text, end="", flush=True)
        return program.returncode, text

    def line(self, left="pty,rawer", right="pty,rawer"):
        """Two devices, joined: what is written to one is read from the other. Or any two addresses of socat."""
        names = []
        number = len(self.programs)

        def address(text, side):
            if not text.startswith("pty"):
                return text
            names.append(os.path.join(self.folder, f"line{number}{side}"))
            return f"{text},link={names[-1]}"

        # -d -d: it tells when both ends are there and bytes are carried
        command = [need("socat", "socat"), "-d", "-d", address(left, "a"), address(right, "b")]
        program = self.start(*command, stderr=subprocess.PIPE)
        self.wait_for_text(program.stderr, b"starting data transfer loop")
        return names

    def relay(self, change):
        """Two devices, joined: side 0 or 1 has written some bytes, and what change(side, bytes) returns goes on."""
        ends = [self.terminal(), self.terminal()]
        self.servants.append(Servant([near for near, _ in ends], change))
        return [name for _, name in ends]

    def relay_to_socket(self, change):
        """A device, which is side 0, and a socket, for a program whose standard input and output need not be a tty."""
        near, name = self.terminal()
        here, there = socket.socketpair()
        self.kept.append(here)
        self.servants.append(Servant([near, here.fileno()], change))
        return name, there

    def terminal(self):
        """The near end of a pseudo terminal, and its far end's name. Both stay open, so nothing hangs up."""
        near, far = pty.openpty()
        tty.setraw(far)
        return near, os.ttyname(far)

    @staticmethod
    def wait_for_text(stream, text):
        """Reads what a program prints until the text is there; all of it."""
        deadline, seen = time.monotonic() + PATIENCE, b""
        while text not in seen:
            ready, _, _ = select.select([stream], [], [], max(0, deadline - time.monotonic()))
            expect(ready, f"no {text!r} in time, but {seen!r}")
            some = os.read(stream.fileno(), 4096)
            expect(some, f"it ended before it said {text!r}: {seen!r}")
            seen += some
        return seen
