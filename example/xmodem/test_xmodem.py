# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_xmodem.py PROGRAM: the example sends to lrzsz' rx, and receives from its sx."""

import os
import re
import select
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import counterpart  # noqa: E402

CONFIG = "115200 8N1"
SIZES = (0, 1, 127, 128, 129, 100_003)
SHORT, LONG = 128, 1024
ACK, NAK = b"\x06", b"\x15"


def padded(data, longest):
    """What arrives: whole blocks, short ones where a long one would not be full."""
    short = len(data) % longest
    return data + b"\x1a" * (-short % SHORT)


class Noise:
    """What the line does to what the sender, and the receiver, say."""

    def __init__(self):
        self.begin(0)

    def begin(self, sender, wrong=(), not_acknowledged=()):
        """Wrong: offsets of bytes from the sender. Not acknowledged: which ACKs become NAKs."""
        self.sender, self.wrong, self.not_acknowledged = sender, set(wrong), set(not_acknowledged)
        self.passed = self.acknowledged = 0

    def __call__(self, side, data):
        changed = bytearray(data)
        for i, byte in enumerate(data):
            if side == self.sender:
                changed[i] ^= 0x10 if self.passed in self.wrong else 0
                self.passed += 1
            elif byte == ACK[0]:
                changed[i] = NAK[0] if self.acknowledged in self.not_acknowledged else byte
                self.acknowledged += 1
        return bytes(changed)


class Bench:
    """The program at a line, and lrzsz at its other end."""

    def __init__(self, stage, program):
        self.stage, self.program, self.noise = stage, program, Noise()

    def path(self, name):
        return os.path.join(self.stage.folder, name)

    def write(self, data):
        with open(self.path("out"), "wb") as file:
            file.write(data)

    def run(self, first, second, ready):
        """Runs two programs, the second when the first is ready: what they have said, the first one's first.

        lrzsz has a socket, not a tty: with one it discards what comes too soon after it has asked, and the last thing
        that it says if a pseudo terminal is slow.
        """
        device, other = self.stage.relay_to_socket(self.noise)
        programs = []
        with other:
            for command, told in first, second:
                words = [word.replace("DEVICE", device) for word in command]
                line = {} if command[0] == self.program else {"stdin": other, "stdout": other}
                programs.append(self.stage.start(*words, **line, **{told: subprocess.PIPE}, cwd=self.stage.folder))
                if len(programs) == 1:
                    self.stage.wait_for_text(getattr(programs[0], told), ready)
        said = []
        for program, command, told in zip(programs, (first[0], second[0]), (first[1], second[1])):
            text = program.communicate(timeout=counterpart.PATIENCE)[told == "stderr"].decode()
            counterpart.expect(program.returncode == 0, f"{command} ended with {program.returncode}: {text}")
            said.append(text)
        return said

    def send(self, data, options, rx_options):
        """The program sends: its result line, and what rx has received."""
        self.write(data)
        ours = [self.program, "DEVICE", CONFIG, "send", "out", *options], "stdout"
        rx = [counterpart.need("rx", "lrzsz"), "-y", *rx_options, "in"], "stderr"
        return self.result(self.run(ours, rx, b"waiting for the receiver\n")[0], "in")

    def receive(self, data, options, sx_options):
        """The program receives what sx sends: its result line, and what it has received."""
        self.write(data)
        ours = [self.program, "DEVICE", CONFIG, "receive", "in", *options], "stdout"
        sx = [counterpart.need("sx", "lrzsz"), *sx_options, "out"], "stderr"
        return self.result(self.run(sx, ours, b"receive command now")[1], "in")

    def result(self, told, name):
        found = re.search(r"(\d+) bytes in (\d+) blocks, (\d+) repeated\n\Z", told)
        counterpart.expect(found, f"no result in {told!r}")
        with open(self.path(name), "rb") as file:
            received = file.read()
        os.remove(self.path(name))
        return [int(n) for n in found.groups()], received


def check_sizes(bench):
    for size in SIZES:
        data = os.urandom(size)
        # rx takes a second to believe an EOT, so not all sizes with everything.
        ways = ((), ("-c",), SHORT), ((), (), SHORT), (("--1k",), ("-c",), LONG)
        for options, rx_options, longest in ways if size > SHORT else ways[:1]:
            (told, _, repeated), received = bench.send(data, options, rx_options)
            what = f"{size} bytes to rx {rx_options} with {options}"
            counterpart.expect(received == padded(data, longest), f"{what}: something else has arrived")
            counterpart.expect((told, repeated) == (size, 0), f"{what}: {told} bytes, {repeated} blocks repeated")
        for options, sx_options in ((), ()), (("--checksum",), ()), ((), ("-k",)), (("--checksum",), ("-k",)):
            (told, blocks, repeated), received = bench.receive(data, options, sx_options)
            what = f"{size} bytes from sx {sx_options} with {options}"
            counterpart.expect(received[:size] == data, f"{what}: something else has arrived")
            counterpart.expect(not received[size:].strip(b"\x1a"), f"{what}: the padding is something else")
            counterpart.expect(len(received) % SHORT == 0 and len(received) - size < LONG, f"{what}: too much padding")
            counterpart.expect((told, repeated) == (len(received), 0), f"{what}: {told} bytes, {repeated} repeated")
            counterpart.expect(size < 1000 or blocks < size // (900 if sx_options else 100), f"{what}: {blocks} blocks")


def check_noise(bench):
    """A block is 3 bytes, 128 of data, and 2: wrong are data, a number, a type, and the CRC."""
    data, block = os.urandom(5000), SHORT + 5
    wrong = (50, 2 * block + 1, 9 * block, 20 * block + SHORT + 3)
    not_acknowledged = (0, 7, 8)
    bench.noise.begin(0, wrong, not_acknowledged)
    (_, _, repeated), received = bench.send(data, (), ("-c",))
    counterpart.expect(received == padded(data, SHORT), "noise: something else has arrived at rx")
    counterpart.expect(repeated >= len(wrong) + len(not_acknowledged), f"only {repeated} blocks sent once more")
    bench.noise.begin(1, wrong, not_acknowledged)
    (_, _, repeated), received = bench.receive(data, (), ())
    counterpart.expect(received == padded(data, SHORT), "noise: something else has arrived from sx")
    counterpart.expect(repeated >= len(wrong), f"only {repeated} bad blocks")
    bench.noise.begin(0)


class Rubbish:
    """A device that never stops saying the same, as one with another baud rate might, once it was spoken to or at once."""

    def __init__(self, stage, text, before=b""):
        self.near, self.device = stage.terminal()
        self.text, self.before, self.over = text, before, False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        os.set_blocking(self.near, False)
        os.write(self.near, self.before)
        heard = not self.before
        while not self.over:
            readable, writable, _ = select.select([self.near], [self.near] if heard else [], [], 0.1)
            if readable:
                heard = bool(os.read(self.near, 65536))
            if writable:
                os.write(self.near, self.text)

    def ends(self):
        self.over = True
        self.thread.join()


def check_rubbish(bench):
    """Whoever says rubbish for ever, or the same block, or too many of them: it is given up."""
    stage, program = bench.stage, bench.program

    def given_up(device, why, *words):
        status, text = stage.run(program, device.device, CONFIG, *words)
        device.ends()
        counterpart.expect(status == 1 and text.endswith(why + "\n"), f"{status}, {text!r}")

    bench.write(b"data")
    given_up(Rubbish(stage, b"y" * 100), "nobody sends", "receive", bench.path("in"))
    given_up(Rubbish(stage, b"y" * 100, b"C"), "the receiver acknowledges nothing", "send", bench.path("out"))
    block = b"\x02" + bytes([1, 254]) + bytes(LONG) + b"\0"
    given_up(Rubbish(stage, block), "nothing more comes", "receive", bench.path("in"), "--checksum")
    given_up(Numbered(stage), "there is more than is wanted", "receive", bench.path("in"), "--checksum")


class Numbered(Rubbish):
    """A sender that has always one more block."""

    def __init__(self, stage):
        super().__init__(stage, b"")

    def serve(self):
        number = 1
        while not self.over:
            if select.select([self.near], [], [], 0.1)[0]:
                heard = os.read(self.near, 4096)
                number += heard.count(ACK)
                os.write(self.near, b"\x02" + bytes([number & 255, ~number & 255]) + bytes(LONG) + b"\0")


def check_failures(bench):
    stage, program = bench.stage, bench.program
    here, there = stage.line()
    status, text = stage.run(program, here, CONFIG, "send", bench.path("none"))
    counterpart.expect(status == 1 and "cannot read" in text, "a file that is not there")
    status, text = stage.run(program, bench.path("none"), CONFIG, "receive", bench.path("in"))
    counterpart.expect(status == 1 and "does not exist" in text, "a device that is not there")
    sender = stage.start(program, here, CONFIG, "send", bench.path("out"), stdout=subprocess.PIPE)
    stage.wait_for_text(sender.stdout, b"receiver\n")
    with open(there, "wb", buffering=0) as line:
        line.write(b"\x18\x18")
    counterpart.expect(sender.wait(counterpart.PATIENCE) == 1, "a receiver that has cancelled")


def main():
    with counterpart.Stage() as stage:
        bench = Bench(stage, sys.argv[1])
        check_sizes(bench)
        check_noise(bench)
        check_failures(bench)
        check_rubbish(bench)


main()
