#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The bridge between a device that socat makes and clients: socat, and pySerial's socket://.

    test_tcp_bridge.py PROGRAM
"""

import hashlib
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import counterpart
from counterpart import expect

MEGABYTE = 1 << 20
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}

# A question and its answer, as a program with pySerial would.
PYSERIAL = """
import serial, sys
with serial.serial_for_url(sys.argv[1], timeout=float(sys.argv[2])) as port:
    port.write(b"*IDN?\\n")
    sys.stdout.buffer.write(port.read_until(b"\\n"))
"""


def python_with_serial():
    """Debian's package is for Debian's Python, which need not be the one that runs this."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run(
            [python, "-c", "import serial"], stderr=subprocess.DEVNULL
        ).returncode == 0:  # fmt: skip
            return python
    sys.exit("pySerial is not here: apt-get install python3-serial")


class End:
    """One end of the line: what a socat carries, at our end as bytes."""

    def __init__(self, program):
        self.program = program
        self.input, self.output = program.stdin.fileno(), program.stdout.fileno()
        os.set_blocking(self.input, False)

    def write(self, data, patience=counterpart.PATIENCE):
        """Writes until all is written, or nothing can be for that long: how much that is."""
        written = 0
        while written < len(data) and select.select([], [self.input], [], patience)[1]:
            written += os.write(self.input, data[written:written + 65536])
        return written

    def read(self, size):
        """Reads that much, or until the end."""
        deadline, data = time.monotonic() + counterpart.PATIENCE, []
        while size > 0:
            ready = select.select([self.output], [], [], max(0, deadline - time.monotonic()))[0]
            expect(ready, f"{size} bytes have not come in time")
            some = os.read(self.output, min(size, 65536))
            if not some:
                break
            data.append(some)
            size -= len(some)
        return b"".join(data)

    def read_until(self, text):
        data = b""
        while not data.endswith(text):
            some = self.read(1)
            expect(some, f"it ended before {text!r}: {data[-1000:]!r}")
            data += some
        return data


class Bridge:
    """The program, and what it says."""

    def __init__(self, stage, *command):
        self.stage = stage
        self.process = stage.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.port = re.search(rb":(\d+)$", self.says(rb" is at \S+:\d+\n").strip())[1].decode()

    def says(self, pattern):
        """Waits for a line; it says nothing else meanwhile."""
        deadline, seen = time.monotonic() + counterpart.PATIENCE, b""
        while not re.search(pattern, seen):
            ready = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]
            some = os.read(self.process.stdout.fileno(), 1) if ready else b""
            expect(some, f"no {pattern} in time, but {seen}")
            seen += some
        print(seen.decode(), end="", flush=True)
        return seen

    def client(self, accepted=True):
        socat = counterpart.need("socat", "socat")
        end = End(self.stage.start(socat, "-", f"tcp:127.0.0.1:{self.port},rcvbuf=65536", **PIPES))
        self.says(rb"client \S+\n" if accepted else rb"refused \S+: there is a client\n")
        return end

    def leaves(self, end):
        end.program.kill()
        self.says(rb"client left\n")

    def has_ended(self, status, text=b""):
        _, complaint = self.process.communicate(timeout=counterpart.PATIENCE)
        expect(self.process.returncode == status, f"it ended with {self.process.returncode}")
        expect(text in complaint, f"no {text} in {complaint}")
        return complaint


def device(stage):
    """A device that says what is written to it here, and the name to open."""
    name = os.path.join(stage.folder, f"device{len(stage.programs)}")
    program = stage.start(
        counterpart.need("socat", "socat"), "-d", "-d", f"pty,rawer,link={name}", "-", **PIPES, stderr=subprocess.PIPE
    )
    stage.wait_for_text(program.stderr, b"starting data transfer loop")
    return name, End(program)


def same(got, sent):
    """By their checksums, as two megabytes are no text."""
    expect(len(got) == len(sent), f"{len(got)} bytes of {len(sent)}")
    expect(hashlib.sha256(got).digest() == hashlib.sha256(sent).digest(), "other bytes")


def both_directions(here, there):
    """A megabyte each way, at the same time."""
    up, down = os.urandom(MEGABYTE), os.urandom(MEGABYTE)
    results = {}

    def runs(name, work):
        def body():
            results[name] = work()
        return threading.Thread(target=body)

    threads = [
        runs("up", lambda: there.read(MEGABYTE)), runs("down", lambda: here.read(MEGABYTE)),
        runs("sent up", lambda: here.write(up)), runs("sent down", lambda: there.write(down)),
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same(results["up"], up)
    same(results["down"], down)


def held_up(bridge, here, there):
    """A client that does not read holds the device up, and gets all of it when it does."""
    data = os.urandom(16 * MEGABYTE)
    here.program.send_signal(signal.SIGSTOP)
    written = there.write(data, 1)
    expect(written < len(data), "16 MB were taken, and nobody read them")
    rest = threading.Thread(target=there.write, args=(data[written:],))
    rest.start()
    here.program.send_signal(signal.SIGCONT)
    got = here.read(len(data))
    rest.join()
    same(got, data)
    status = pathlib.Path(f"/proc/{bridge.process.pid}/status")
    if status.exists():  # how much memory it had at most; Linux tells
        peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1])
        print(f"the bridge took {peak} kB at most", flush=True)


def one_at_a_time(bridge, here, there):
    """The second client is refused without a byte, and the first one does not notice."""
    second = bridge.client(accepted=False)
    expect(second.read(1) == b"", "a refused client was told something")
    there.write(b"still here\n")
    expect(here.read_until(b"\n") == b"still here\n", "the first client was disturbed")


def nobody_there(bridge, here, there):
    """What the device says to nobody is not kept; what a client says last is delivered."""
    here.write(b"last words\n")
    here.program.stdin.close()  # socat ends its sending side then: the client has left
    here.program.stdin = None
    bridge.says(rb"client left\n")
    expect(there.read_until(b"\n") == b"last words\n", "not what the client said last")
    news = os.urandom(MEGABYTE)
    expect(there.write(news) == len(news), "with nobody there, the device is held up")
    here = bridge.client()
    there.write(b"\nnow you are here\n")
    old = here.read_until(b"\nnow you are here\n")
    expect(len(old) < MEGABYTE // 2, f"{len(old)} bytes of old news")
    return here


def pyserial(bridge, there):
    url = f"socket://127.0.0.1:{bridge.port}"
    python = python_with_serial()
    program = bridge.stage.start(python, "-c", PYSERIAL, url, counterpart.PATIENCE, stdout=subprocess.PIPE)
    bridge.says(rb"client \S+\n")
    expect(there.read_until(b"\n") == b"*IDN?\n", "not what pySerial asked")
    there.write(b"ACME,12,1.0\n")
    answer, _ = program.communicate(timeout=counterpart.PATIENCE)
    expect(answer == b"ACME,12,1.0\n", f"pySerial got {answer}")
    bridge.says(rb"client left\n")


def arguments(stage, program):
    status, text = stage.run(program)
    expect(status == 2 and "usage: " in text, f"{status}, {text}")
    status, text = stage.run(program, "--port", "70000", "/dev/null")
    expect(status == 2 and "70000" in text, f"{status}, {text}")
    missing = os.path.join(stage.folder, "none")
    status, text = stage.run(program, missing)
    expect(status == 1 and missing in text, f"{status}, {text}")


def test(stage, program):
    arguments(stage, program)
    name, there = device(stage)
    bridge = Bridge(stage, program, name)
    here = bridge.client()
    both_directions(here, there)
    held_up(bridge, here, there)
    one_at_a_time(bridge, here, there)
    here = nobody_there(bridge, here, there)
    bridge.leaves(here)
    pyserial(bridge, there)
    bridge.process.terminate()
    bridge.has_ended(0)

    # Open to others, and told so; then the device is pulled, with a client that does not read.
    name, there = device(stage)  # the other one has noticed that its port was closed, and ended
    bridge = Bridge(stage, program, "--bind", "0.0.0.0", name)
    here = bridge.client()
    here.program.send_signal(signal.SIGSTOP)
    expect(there.write(bytes(16 * MEGABYTE), 1) < 16 * MEGABYTE, "nobody was held up")
    there.program.kill()
    warned = bridge.has_ended(3, b"disconnected")
    expect(b"warning: whoever can reach 0.0.0.0:" in warned, f"no warning, but {warned}")

    # And with nobody there.
    name, there = device(stage)
    bridge = Bridge(stage, program, name)
    there.program.kill()
    bridge.has_ended(3, b"disconnected")


if __name__ == "__main__":
    with counterpart.Stage() as the_stage:
        test(the_stage, sys.argv[1])
