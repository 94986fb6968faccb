# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_slip.py PROGRAM: the example pings slirp, which has an internet of its own behind a tty."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import counterpart  # noqa: E402

END, ESC = b"\xc0", b"\xdb"


def slirp(stage):
    """A line with slirp at the other end."""
    with open(os.path.join(stage.folder, ".slirprc"), "w") as settings:
        # Without a socket to look after, Debian's slirp 1.0.17 gives select() a time that glibc refuses, and ends.
        settings.write("redir tcp 0 10.0.2.15:9\n")
    os.environ["HOME"] = stage.folder  # where slirp looks for that
    return stage.line("pty,rawer", f"EXEC:{counterpart.need('slirp', 'slirp')},pty,rawer")[0]


class Noise:
    """What is on the line, before what is sent, or instead of it."""

    def __init__(self):
        self.before = b""
        self.replace = lambda data: data

    def __call__(self, side, data):
        if side == 1:
            before, self.before = self.before, b""
            return before + self.replace(data)
        return data


def check_noise(stage, program, device):
    noise = Noise()
    here, there = stage.relay(noise)
    socat = [counterpart.need("socat", "socat"), "-d", "-d"]  # which makes it tell when it carries bytes
    joined = stage.start(*socat, f"{there},rawer", f"{device},rawer", stderr=subprocess.PIPE)
    stage.wait_for_text(joined.stderr, b"starting data transfer loop")

    # Two bad packets and some empty ones before the first answer; then one longer than a packet may be.
    noise.before = ESC + b"?" + END + b"some words" + ESC + END + END + END
    status, text = stage.run(program, here, "10.0.2.2", 64, 2)
    counterpart.expect(status == 0 and text.endswith("2 of 2 answered, 2 bad packets\n"), "bad packets")
    noise.before = bytes(100) * 100 + END
    status, text = stage.run(program, here, "10.0.2.2", 64, 2)
    counterpart.expect(status == 0 and text.endswith("2 of 2 answered, 1 bad packets\n"), "a packet without an end")
    noise.replace = lambda data: data.replace(b"SL", b"ls")  # as if it were somebody else's
    status, text = stage.run(program, here, "10.0.2.2", 64, 1)
    counterpart.expect(status == 1 and "number 1: " in text and "\n0 of 1 answered" in text, "no answer")


def main():
    program = sys.argv[1]
    with counterpart.Stage() as stage:
        device = slirp(stage)
        for size in (0, 1, 191, 192, 193, 219, 220, 256, 1000, 1472):  # 192 and 219 are END and ESC
            status, text = stage.run(program, device, "10.0.2.2", size, 3)
            counterpart.expect(status == 0 and "\n3 of 3 answered, 0 bad" in text, f"{size} bytes")
            counterpart.expect(text.count(f"{size} bytes from 10.0.2.2, number ") == 3, f"{size} bytes: the lines")
        check_noise(stage, program, device)
        for words in ("64", "abc"), ("64", ""), ("64", "-1"), ("64x",), ("1473",), ("64", "4", "4"):
            status, text = stage.run(program, device, "10.0.2.2", *words)
            counterpart.expect(status == 2 and text.startswith("usage: "), f"{words}: {status}")
        status, text = stage.run(program, os.path.join(stage.folder, "none"), "10.0.2.2")
        counterpart.expect(status == 1 and "none" in text, "a device that is not there")


main()
