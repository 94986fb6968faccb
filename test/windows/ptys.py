# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""COM ports for a program under Wine, which is itself the device at their far ends.

Each is a pseudo terminal. The program holds a connection for it, over TCP, and says in lines what is to be done:

    open KEEP            1: closing the port is not noticed at the far end; 0: it is
    write SIZE LIMIT     and so many bytes: sends them, within so many milliseconds
    read SIZE LIMIT      waits for so many bytes
    available            what there is now
    hang_up              unplugs the device
    settings             the line's, as a text that says all
    framing              its rate, character and flow control, as in "115200 8N1 rts_cts"
    interference         what is in force that a serial port does not want, as in "ICRNL ECHO"
    spoil                sets it as a log-in shell has its terminal
    users                how often somebody else has it open
    waiting              how much the port has not read yet

An answer is a line, a word and a number, and so many bytes: `ok`, or the name of an error, after what was done until then.
The port goes with the connection.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import socketserver
import struct
import termios
import threading
import time
import tty

VARIABLE = "BOOST_SERIAL_EXT_TEST_PTYS"
FIRST_PORT = 20


def claimed_by_a_child(name):
    """Wine's server would make the terminal its controlling one, and be hung up with it: a session of its own has it."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it does not outlive this program
        os.closerange(3, tell)
        os.closerange(tell + 1, os.sysconf("SC_OPEN_MAX"))
        os.setsid()
        os.open(name, os.O_RDWR)
        os.write(tell, b"x")
        signal.pause()
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    return child


class Terminal:
    """One port, and what can be done at its far end."""

    def __init__(self, folder, number, keep):
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.name = os.ttyname(slave)
        self.slave = slave if keep else None
        self.port = folder / f"com{number}"
        self.child = None
        if keep:
            self.child = claimed_by_a_child(self.name)
        else:
            os.close(slave)
        os.set_blocking(self.master, False)
        self.port.symlink_to(self.name)

    def wait(self, events, deadline):
        poll = select.poll()
        poll.register(self.master, events)
        return poll.poll(max(0, (deadline - time.monotonic()) * 1000))

    def write(self, data, deadline):
        done = 0
        while done != len(data):
            try:
                done += os.write(self.master, data[done:])
            except BlockingIOError:
                if not self.wait(select.POLLOUT, deadline):
                    return "timed_out", done
        return "ok", done

    def read(self, size, deadline):
        data = b""
        while len(data) != size:
            try:
                data += os.read(self.master, size - len(data))
            except BlockingIOError:
                if not self.wait(select.POLLIN, deadline):
                    return "timed_out", data
            except OSError as error:
                return {errno.EIO: "disconnected", errno.EBADF: "closed"}[error.errno], data
        return "ok", data

    def available(self):
        data = b""
        while True:
            word, more = self.read(4096, 0)
            data += more
            if len(more) != 4096:
                return "ok" if data or word == "timed_out" else word, data

    def hang_up(self):
        if self.master is None:
            return
        os.close(self.master)
        self.master = None
        if self.slave is not None:
            os.close(self.slave)
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        self.port.unlink()

    def settings(self):
        return repr(termios.tcgetattr(self.master)).encode()

    def framing(self):
        inputs, _, controls, _, _, rate, _ = termios.tcgetattr(self.master)
        names = {getattr(termios, name): name[1:] for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}
        size = {termios.CS5: 5, termios.CS6: 6, termios.CS7: 7, termios.CS8: 8}[controls & termios.CSIZE]
        parity = "N" if not controls & termios.PARENB else "O" if controls & termios.PARODD else "E"
        text = f"{names.get(rate, '?')} {size}{parity}{2 if controls & termios.CSTOPB else 1}"
        text += " xon xoff" if inputs & termios.IXON and inputs & termios.IXOFF else ""
        return (text + (" rts_cts" if controls & termios.CRTSCTS else "")).encode()

    def interference(self):
        inputs, outputs, _, local, _, _, _ = termios.tcgetattr(self.master)
        found = [n for n in ("BRKINT", "PARMRK", "ISTRIP", "INLCR", "IGNCR", "ICRNL") if inputs & getattr(termios, n)]
        found += ["OPOST"] if outputs & termios.OPOST else []
        found += [n for n in ("ISIG", "ICANON", "ECHO", "IEXTEN") if local & getattr(termios, n)]
        return " ".join(found).encode()

    def spoil(self):
        settings = termios.tcgetattr(self.master)
        settings[0] |= termios.BRKINT | termios.ICRNL | termios.IXON
        settings[1] |= termios.OPOST | termios.ONLCR
        settings[3] |= termios.ISIG | termios.ICANON | termios.ECHO | termios.IEXTEN
        settings[4] = settings[5] = termios.B9600
        termios.tcsetattr(self.master, termios.TCSANOW, settings)
        return b""

    def users(self):
        def is_this(link):
            try:
                return os.readlink(link) == self.name
            except OSError:  # closed, or another user's
                return False

        own = (str(os.getpid()), str(self.child))
        others = [p for p in os.listdir("/proc") if p.isdigit() and p not in own]
        links = []
        for process in others:
            with contextlib.suppress(OSError):
                links += [f"/proc/{process}/fd/{fd}" for fd in os.listdir(f"/proc/{process}/fd")]
        return str(sum(map(is_this, links))).encode()

    def waiting(self):
        """TIOCINQ of the terminal itself: the master's would be the other direction's."""
        terminal = os.open(self.name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            return struct.unpack("i", fcntl.ioctl(terminal, termios.FIONREAD, bytes(4)))[0]
        finally:
            os.close(terminal)


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        terminal = None
        try:
            while line := self.rfile.readline():
                verb, *numbers = line.decode().split()
                numbers = [int(n) for n in numbers]
                if verb == "open":
                    terminal = self.server.make(keep=numbers[0] != 0)
                    self.answer("ok", terminal.port.name.upper().encode())
                elif verb == "hang_up":
                    terminal.hang_up()
                    self.answer("ok")
                elif terminal.master is None:
                    self.rfile.read(numbers[0] if verb == "write" else 0)
                    self.answer("closed")
                else:
                    self.obey(terminal, verb, numbers)
        finally:
            if terminal is not None:
                terminal.hang_up()

    def obey(self, terminal, verb, numbers):
        deadline = time.monotonic() + numbers[1] / 1000 if len(numbers) == 2 else 0
        if verb == "write":
            word, done = terminal.write(self.rfile.read(numbers[0]), deadline)
            self.answer(word, str(done).encode())
        elif verb == "read":
            self.answer(*terminal.read(numbers[0], deadline))
        elif verb == "available":
            self.answer(*terminal.available())
        elif verb in ("settings", "framing", "interference", "spoil", "users"):
            self.answer("ok", getattr(terminal, verb)())
        elif verb == "waiting":
            self.answer("ok", str(terminal.waiting()).encode())
        else:
            raise ValueError(verb)

    def answer(self, word, data=b""):
        self.wfile.write(f"{word} {len(data)}\n".encode() + data)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Connection)
        self.folder = folder
        self.lock = threading.Lock()
        self.number = FIRST_PORT

    def make(self, keep):
        with self.lock:
            self.number += 1
            return Terminal(self.folder, self.number, keep)


@contextlib.contextmanager
def server(folder):
    with Server(folder) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield str(made.server_address[1])
        made.shutdown()
