# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Programs that know nothing of the UART shim find UARTs where they open ptys.

`preload.py MODULE` runs itself with the module preloaded.
"""

import array
import ctypes
import fcntl
import os
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

BOTH = termios.TIOCM_DTR | termios.TIOCM_RTS
TIOCSBRK, TIOCCBRK, TIOCGICOUNT = 0x5427, 0x5428, 0x545D  # asm-generic/ioctls.h


def lines(fd):
    return struct.unpack("I", fcntl.ioctl(fd, termios.TIOCMGET, struct.pack("I", 0)))[0]


def counters(fd):
    """cts, dsr, rng, dcd, rx, tx, frame, overrun, parity, brk, buf_overrun."""
    buffer = array.array("i", [0] * 20)
    fcntl.ioctl(fd, TIOCGICOUNT, buffer)
    return buffer[:11]


class Preloaded(unittest.TestCase):
    def setUp(self):
        self.shim = ctypes.CDLL(None)
        self.opened = []
        self.left, self.right = self.open(), self.open()
        self.numbers = [int(os.ttyname(fd).rpartition("/")[2]) for fd in (self.left, self.right)]
        self.assertEqual(self.shim.uart_shim_join(*self.numbers), 0)

    def tearDown(self):
        for number in self.numbers:  # the next pty of that number is another port
            self.shim.uart_shim_detach(number)
        for fd in self.opened:
            os.close(fd)

    def open(self):
        master, slave = os.openpty()
        port = os.open(os.ttyname(slave), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.opened += [port, slave, master]
        return port

    def test_an_open_raises_both_lines(self):
        self.assertEqual(lines(self.left) & BOTH, BOTH)

    def test_lines_cross(self):
        fcntl.ioctl(self.left, termios.TIOCMSET, struct.pack("I", termios.TIOCM_RTS))
        self.assertEqual(lines(self.right) & ~BOTH, termios.TIOCM_CTS)
        fcntl.ioctl(self.left, termios.TIOCMSET, struct.pack("I", termios.TIOCM_DTR))
        self.assertEqual(lines(self.right) & ~BOTH, termios.TIOCM_DSR | termios.TIOCM_CAR)

    def test_seven_bits_and_parity_stay(self):
        settings = termios.tcgetattr(self.left)
        settings[2] = settings[2] & ~termios.CSIZE | termios.CS7 | termios.PARENB
        termios.tcsetattr(self.left, termios.TCSANOW, settings)
        kept = termios.tcgetattr(self.left)[2]
        self.assertEqual(kept & termios.CSIZE, termios.CS7)
        self.assertTrue(kept & termios.PARENB)

    def test_a_break_is_counted_at_the_other_end(self):
        termios.tcsendbreak(self.left, 0)
        fcntl.ioctl(self.left, TIOCSBRK)
        fcntl.ioctl(self.left, TIOCCBRK)
        self.assertEqual(counters(self.right)[9], 2)

    def test_bytes_are_counted_at_both_ends(self):
        os.write(self.left, b"abc")
        self.assertEqual(counters(self.left)[5], 3)
        self.assertEqual(counters(self.right)[4], 3)

    def test_the_device_is_no_pty(self):
        self.assertEqual(os.major(os.fstat(self.left).st_rdev), 120)

    def test_a_system_may_have_many_ptys(self):
        for _ in range(520):  # a pty gets the lowest number that is free
            master, slave = os.openpty()
            self.opened.append(master)
            number = int(os.ttyname(slave).rpartition("/")[2])
            if number < 512:
                os.close(slave)
                continue
            port = os.open(os.ttyname(slave), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            self.opened += [slave, port]
            self.numbers.append(number)
            break
        self.assertGreaterEqual(number, 512)
        self.assertEqual(self.shim.uart_shim_join(self.numbers[0], number), 0)
        self.assertEqual(lines(self.left) & termios.TIOCM_CTS, termios.TIOCM_CTS)

    def test_processes_share_a_cable(self):
        (left_end, left), (right_end, right) = os.openpty(), os.openpty()
        names = [os.ttyname(fd) for fd in (left, right)]
        opens = "import os, sys; fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); "
        asks = "import fcntl; print(int.from_bytes(fcntl.ioctl(fd, 0x5415, bytes(4)), 'little'))"
        with tempfile.NamedTemporaryFile() as state:
            cable = ":".join(name.rpartition("/")[2] for name in names)
            environment = dict(
                os.environ, BOOST_SERIAL_EXT_UART_SHIM_STATE=state.name, BOOST_SERIAL_EXT_UART_SHIM_JOIN=cable
            )
            for name, program in ((names[0], opens), (names[1], opens + asks)):
                command = [sys.executable, "-c", program, name]
                said = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
        for fd in (left, left_end, right, right_end):
            os.close(fd)
        self.assertEqual(int(said) & ~BOTH, termios.TIOCM_CTS | termios.TIOCM_DSR | termios.TIOCM_CAR)

    def test_pyserial_works_on_it(self):
        try:
            import serial
        except ImportError:
            print("skipped: test_pyserial_works_on_it: there is no pySerial here", file=sys.stderr, flush=True)
            self.skipTest("there is no pySerial here")
        with serial.Serial(os.ttyname(self.left), bytesize=7, parity="E", rtscts=True) as port:
            port.rts = False
            self.assertFalse(lines(self.right) & termios.TIOCM_CTS)
            port.rts = True
            self.assertTrue(lines(self.right) & termios.TIOCM_CTS)
            port.send_break(0)
        self.assertEqual(counters(self.right)[9], 1)


if __name__ == "__main__":
    if "LD_PRELOAD" in os.environ:
        unittest.main()
    else:
        environment = dict(os.environ, LD_PRELOAD=sys.argv.pop(1))
        sys.exit(subprocess.run([sys.executable, "-B", *sys.argv], env=environment).returncode)
