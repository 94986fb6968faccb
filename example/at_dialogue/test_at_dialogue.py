# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_at_dialogue.py PROGRAM: the example talks to libspandsp's modem, and to chat(8), which plays one."""

import ctypes
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import counterpart  # noqa: E402

PATIENT = "--limit", "20000"  # a machine may be busy
LATE = "--limit", "10000", "--silence", "5000"  # there are five seconds to be late in
ALERTING, NO_DIALTONE = 1, 5  # of spandsp's at_call_event_t
SEND = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_ubyte), ctypes.c_size_t
)
CONTROL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Modem:
    """spandsp's T.31 modem: it gets what comes from the device, and says what it says."""

    def __init__(self, stage):
        self.lib = lib = counterpart.need_library("libspandsp.so.2", "libspandsp2")
        lib.t31_init.restype = ctypes.c_void_p
        lib.t31_init.argtypes = [ctypes.c_void_p, SEND, ctypes.c_void_p, CONTROL] + [ctypes.c_void_p] * 3
        lib.t31_at_rx.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        lib.t31_call_event.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.near, self.device = stage.terminal()
        self.said = b""
        self.ring_at = None  # the command during which somebody calls
        self.lock = threading.Lock()
        self.callbacks = SEND(self.send), CONTROL(lambda *_: 0)  # kept, as long as they may be called
        self.modem = lib.t31_init(None, self.callbacks[0], None, self.callbacks[1], None, None, None)
        counterpart.expect(self.modem, "t31_init")
        threading.Thread(target=self.serve, daemon=True).start()

    def send(self, _modem, _user, text, size):
        self.said += bytes(text[:size])
        os.write(self.near, bytes(text[:size]))
        return 0

    def serve(self):
        while True:
            heard = os.read(self.near, 4096)
            if self.ring_at and self.ring_at in heard:
                self.happens(ALERTING)
            with self.lock:
                self.lib.t31_at_rx(self.modem, heard, len(heard))

    def happens(self, event):
        with self.lock:
            self.lib.t31_call_event(self.modem, event)

    def lines_since(self, commands):
        """What it has said lately, without the echoes."""
        said, self.said = self.said.decode(), b""
        lines = [line for line in said.replace("\r", "\n").split("\n") if line]
        return [line for line in lines if line not in commands]


def check_answers(stage, program, modem):
    commands = ["AT", "ATI3", "AT+FCLASS=?", "ATI;+FCLASS?;S7?", "AT+FTM=?", "ATE0", "ATI3", "ATE1"]
    status, text = stage.run(program, modem.device, *PATIENT, *commands)
    told = text.splitlines()
    counterpart.expect(status == 0, f"status {status}")
    counterpart.expect([line[2:] for line in told if line.startswith("> ")] == commands, "the commands")
    answers = [line for line in told if not line.startswith("> ")]
    counterpart.expect(answers == modem.lines_since(commands), "not what the modem has said")
    counterpart.expect(answers.count("OK") == len(commands) and "www.soft-switch.org" in answers, "no answers")

    status, text = stage.run(program, modem.device, *PATIENT, "AT+CSQ", "AT")  # a fax modem has no signal
    counterpart.expect(status == 1 and text == "> AT+CSQ\nERROR\n> AT\nOK\n", "an ERROR")


def check_rings(stage, program, modem):
    """Somebody calls while a command is answered, and when none is."""
    modem.ring_at = b"ATI3"
    status, text = stage.run(program, modem.device, *PATIENT, "AT", "ATI3", "AT")
    expected = "> AT\nOK\n> ATI3\n* RING\nwww.soft-switch.org\nOK\n> AT\nOK\n"
    counterpart.expect(status == 0 and text == expected, "a call during a command")
    modem.ring_at = None

    listener = stage.start(program, modem.device, "--listen", "5000", "AT", stdout=subprocess.PIPE)
    text = stage.wait_for_text(listener.stdout, b"listening\n")
    modem.happens(ALERTING)
    modem.happens(ALERTING)
    text += listener.communicate(timeout=counterpart.PATIENCE)[0]
    expected = b"> AT\nOK\nlistening\n* RING\n* RING\n"
    counterpart.expect(listener.returncode == 0 and text == expected, f"calls: {text}")


def check_late(stage, program, modem):
    """A command whose answer comes too late: it is not taken for the next one's."""
    caller = stage.start(program, modem.device, *LATE, "ATD123", "ATI3", stdout=subprocess.PIPE)
    text = stage.wait_for_text(caller.stdout, b"no answer in time\n")
    modem.happens(NO_DIALTONE)
    text += caller.communicate(timeout=counterpart.PATIENCE)[0]
    counterpart.expect(text.endswith(b"> ATI3\nwww.soft-switch.org\nOK\n"), f"after a late answer: {text}")
    counterpart.expect(caller.returncode == 1, "it should not be content")


def check_chat(stage, program):
    """What spandsp does not say: chat waits for a command, and says what it was told."""
    chat = [counterpart.need("chat", "ppp"), "-t", str(int(counterpart.PATIENCE)), "-f"]
    script = os.path.join(stage.folder, "script")
    with open(script, "w") as file:
        file.write(r"""'AT+CPIN?\r' '\r\n+CREG: 1\r\n\r\n+CME ERROR: 10\r\n\c'
'AT+CREG?\r' '\r\n+CREG: 0,1\r\n\r\nOK\r\n\c'
'ATD123\r' '\r\nCONNECT 115200\r\n\c'
""")
    here, there = stage.line()
    with open(there, "r+b", buffering=0) as line:
        stage.start(*chat, script, stdin=line, stdout=line)
    status, text = stage.run(program, here, *PATIENT, "AT+CPIN?", "AT+CREG?", "ATD123")
    expected = "> AT+CPIN?\n* +CREG: 1\n+CME ERROR: 10\n> AT+CREG?\n+CREG: 0,1\nOK\n> ATD123\nCONNECT 115200\n"
    counterpart.expect(status == 1 and text == expected, "not what chat was told to say")


def check_chatter(stage, program):
    """Devices that are never silent: every command has its limit all the same."""
    (slow,) = stage.line("pty,rawer", "system:while sleep 0.05; do echo y; done")
    status, text = stage.run(program, slow, "--limit", "1000", "AT", "AT")
    unanswered = "> AT\nno answer in time\n"
    counterpart.expect(status == 1 and text == 2 * unanswered, "a device that says something now and then")
    (fast,) = stage.line("pty,rawer", "exec:yes")
    status, text = stage.run(program, fast, *PATIENT, "AT", "AT")
    counterpart.expect(status == 1 and text.startswith("> AT\n") and "no answer" not in text, "an answer without end")


def check_failures(stage, program):
    for words in ("--limit", "abc", "AT"), ("--limit", "5s", "AT"), ("--listen", "-1", "AT"), ("AT", "--limit"), ():
        status, text = stage.run(program, "/dev/null", *words)
        counterpart.expect(status == 2 and text.startswith("usage: "), f"{words}: {status}")
    status, text = stage.run(program, os.path.join(stage.folder, "none"), "AT")
    counterpart.expect(status == 1 and "does not exist" in text, "a device that is not there")
    here, there = stage.line()
    status, text = stage.run(program, here, "--limit", "100", "AT")
    counterpart.expect(status == 1 and text == "> AT\nno answer in time\n", "nobody is there")
    caller = stage.start(program, here, "--limit", "60000", "AT", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stage.wait_for_text(caller.stdout, b"> AT\n")
    stage.programs[-2].kill()
    _, complaint = caller.communicate(timeout=counterpart.PATIENCE)
    counterpart.expect(caller.returncode == 1 and complaint, f"the line's end: {complaint}")


def main():
    program = sys.argv[1]
    with counterpart.Stage() as stage:
        modem = Modem(stage)
        check_answers(stage, program, modem)
        check_rings(stage, program, modem)
        check_late(stage, program, modem)
        check_chat(stage, program)
        check_chatter(stage, program)
        check_failures(stage, program)


main()
