# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_modbus.py PROGRAM: the example as the master of libmodbus' slave."""

import ctypes
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import counterpart  # noqa: E402

SLAVE, REGISTERS = 17, 200
CONFIG = "19200 8N1"  # a pseudo terminal has no parity bit
PATIENT = 5000  # ms: a machine may be busy; libmodbus answers no bad request, so this is waited for


class Mapping(ctypes.Structure):
    """modbus_mapping_t"""

    _fields_ = [(f"{what}_{kind}", ctypes.c_int) for what in ("nb", "start")
                for kind in ("bits", "input_bits", "input_registers", "registers")] + [
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    ]  # fmt: skip


class Slave:
    """libmodbus, answering in a thread; `holds` are its registers."""

    def __init__(self, device):
        lib = self.lib = counterpart.need_library("libmodbus.so.5", "libmodbus5")
        lib.modbus_new_rtu.restype = ctypes.c_void_p
        lib.modbus_new_rtu.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_char, ctypes.c_int, ctypes.c_int]
        lib.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
        lib.modbus_set_slave.argtypes = [ctypes.c_void_p, ctypes.c_int]
        lib.modbus_connect.argtypes = [ctypes.c_void_p]
        lib.modbus_receive.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        lib.modbus_reply.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(Mapping)]
        self.context = lib.modbus_new_rtu(device.encode(), 19200, b"N", 8, 1)
        self.mapping = lib.modbus_mapping_new(0, 0, REGISTERS, 0)
        self.holds = self.mapping.contents.tab_registers
        counterpart.expect(lib.modbus_set_slave(self.context, SLAVE) == 0, "modbus_set_slave")
        counterpart.expect(lib.modbus_connect(self.context) == 0, f"libmodbus cannot open {device}")
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        query = ctypes.create_string_buffer(260)
        while True:
            n = self.lib.modbus_receive(self.context, query)  # 0: for another slave; -1: a bad frame
            if n > 0:
                self.lib.modbus_reply(self.context, query, n, self.mapping)


def registers(text):
    return {int(line.split(": ")[0]): int(line.split(": ")[1]) for line in text.splitlines()}


def check_dialogue(stage, program, slave, device):
    def master(*words, at=SLAVE):
        return stage.run(program, device, CONFIG, at, *words)

    # The most that one answer holds, at the end of what there is.
    status, text = master("read", REGISTERS - 125, 125, PATIENT)
    held = {i: slave.holds[i] for i in range(REGISTERS - 125, REGISTERS)}
    counterpart.expect(status == 0 and registers(text) == held, "what was read is not what libmodbus holds")

    status, text = master("write", 7, 54321, PATIENT)
    counterpart.expect(status == 0 and registers(text) == {7: 54321}, "a write that was not confirmed")
    counterpart.expect(slave.holds[7] == 54321 and slave.holds[6] == 6 * 331, "libmodbus holds something else")

    status, text = master("read", REGISTERS - 1, 2, PATIENT)
    counterpart.expect(status == 1 and text == "slave 17: illegal data address\n", "no exception of a read")
    status, text = master("write", REGISTERS, 1, PATIENT)
    counterpart.expect(status == 1 and text == "slave 17: illegal data address\n", "no exception of a write")
    status, text = master("read", 0, 126, PATIENT)
    counterpart.expect(status == 1 and text == "slave 17: illegal data value\n", "no exception for too many")

    status, text = master("read", 0, 1, at=SLAVE + 1)
    counterpart.expect(status == 1 and text == "slave 18 does not answer\n", "an answer of nobody")
    status, text = master("read", 6, 2, PATIENT)  # nothing is left of that
    counterpart.expect(status == 0 and registers(text) == {6: 1986, 7: 54321}, "it does not go on")


class Noise:
    """What is on the line: the first frames of each dialogue arrive with a wrong bit."""

    def __init__(self):
        self.requests = self.replies = self.wrong_requests = self.wrong_replies = 0

    def begin(self, wrong_requests, wrong_replies):
        self.requests = self.replies = 0
        self.wrong_requests, self.wrong_replies = wrong_requests, wrong_replies

    def __call__(self, side, data):
        if side == 0:
            self.requests += 1
            wrong = self.requests <= self.wrong_requests
        else:
            self.replies += 1
            wrong = self.replies <= self.wrong_replies
        return data[:-3] + bytes([data[-3] ^ 0x10]) + data[-2:] if wrong else data


def check_noise(stage, program, slave, noise, device):
    expected = {i: slave.holds[i] for i in range(10)}
    for requests, replies in ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2)):
        noise.begin(requests, replies)
        status, text = stage.run(program, device, CONFIG, SLAVE, "read", 0, 10, PATIENT)
        what = f"{requests} bad requests, {replies} bad replies"
        counterpart.expect(status == 0 and registers(text) == expected, what)
        counterpart.expect(noise.requests > requests + replies, f"{what}: it asked only {noise.requests} times")

    noise.begin(0, 3)  # more than it tries
    status, text = stage.run(program, device, CONFIG, SLAVE, "read", 0, 10, PATIENT)
    counterpart.expect(status == 1 and text == "slave 17: Bad message\n", "nothing but bad replies")
    counterpart.expect(noise.requests == 3, "it did not ask three times")


def main():
    program = sys.argv[1]
    with counterpart.Stage() as stage:
        noise = Noise()
        here, there = stage.relay(noise)
        slave = Slave(there)
        for i in range(REGISTERS):
            slave.holds[i] = i * 331 & 0xFFFF
        check_dialogue(stage, program, slave, here)
        check_noise(stage, program, slave, noise, here)
        status, text = stage.run(program, os.path.join(stage.folder, "none"), CONFIG, SLAVE, "read", 0, 1)
        counterpart.expect(status == 1 and "none" in text, "a device that is not there")
        status, text = stage.run(program, here, "19200 8X1", SLAVE, "read", 0, 1)
        counterpart.expect(status == 2, "a configuration that means nothing")


main()
