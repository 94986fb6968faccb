#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The Python of doc/modules/ROOT/pages/from_pyserial.adoc: what stands between `#[name` and `#]`.

Usage: pyserial_side.py DEVICE, with device.py at the other end.
"""

import errno
import sys
import threading

import serial
import serial.threaded
import serial.tools.list_ports


def opened(device):
    #[py_open
    port = serial.Serial(device, 19200, parity=serial.PARITY_EVEN, rtscts=True,
                         timeout=2, write_timeout=1)
    #]
    #[py_change
    port.baudrate = 9600
    #]
    return port


#[py_ask
def ask(port, question):
    port.reset_input_buffer()
    port.write(question + b"\n")
    answer = port.readline()
    if not answer.endswith(b"\n"):  # the timeout: nothing, or a piece
        raise TimeoutError
    return answer[:-1]
#]


def read_in_the_background(port, show):
    #[py_thread
    class Lines(serial.threaded.LineReader):
        TERMINATOR = b"\n"

        def handle_line(self, line):
            show(line)

        def connection_lost(self, exc):
            if exc is not None:
                print("unplugged:", exc)

    reader = serial.threaded.ReaderThread(port, Lines)
    reader.start()
    reader.write(b"START\n")  # while the thread reads
    #]
    return reader


def use_lines(port):
    #[py_lines
    port.dtr = False
    if port.cts:
        print("CTS is on")
    port.flush()
    port.send_break(0.25)
    #]


def list_ports():
    #[py_list
    for port in serial.tools.list_ports.comports():
        print(f"{port.device}: {port.description} [{port.hwid}]")
    #]


def main():
    port = opened(sys.argv[1])
    port.parity = serial.PARITY_NONE  # a pseudo terminal has no other
    assert ask(port, b"READ?") == b"4.998"
    port.timeout = 0.1
    try:
        ask(port, b"SILENCE")
        sys.exit("an answer from nobody")
    except TimeoutError:
        pass
    try:
        use_lines(port)
        sys.exit("a pseudo terminal has no lines")
    except OSError as e:
        assert e.errno == errno.ENOTTY and not isinstance(e, serial.SerialException)
    list_ports()
    lines, both = [], threading.Event()

    def show(line):
        lines.append(line)
        if len(lines) == 2:
            both.set()

    reader = read_in_the_background(port, show)
    assert both.wait(10) and lines == ["one", "two"]
    #[py_stop
    reader.close()
    #]
    assert not port.is_open


if __name__ == "__main__":
    main()
