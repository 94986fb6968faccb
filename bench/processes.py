# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The processes of a run, on one core: devices, and clients that take turns."""

import contextlib
import fcntl
import json
import os
import pathlib
import re
import resource
import select
import struct
import subprocess
import tempfile
import termios
import time

WORKQUEUE_MASK = pathlib.Path("/sys/devices/virtual/workqueue/cpumask")
BAUD, OTHER_BAUD = 115200, 57600  # of the measure `open`, in turn
PTY_LIMIT = pathlib.Path("/proc/sys/kernel/pty/max")


class RunFailed(Exception):
    """A run gave no figures; says why."""


def cpumask(core):
    """The text that the kernel takes for a mask with one core: groups of 32 bits, the highest first."""
    digits = f"{1 << core:x}"
    groups = []
    while digits:
        groups.insert(0, digits[-8:].rjust(8, "0") if len(digits) > 8 else digits)
        digits = digits[:-8]
    return ",".join(groups)


@contextlib.contextmanager
def worker_on(core, mask):
    """The kernel's worker of pseudo terminals on one core, if `mask` may be written; says whether."""
    try:
        file = open(mask, "r+")
    except OSError as error:
        yield f"not pinned ({error.strerror})"
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # else two runs would restore each other's
        except BlockingIOError:
            yield "not pinned by this run (another one is going on)"
            return
        before = file.read()
        mask.write_text(cpumask(core))
        try:
            yield "pinned too"
        finally:
            mask.write_text(before)


@contextlib.contextmanager
def pinned(core, mask=WORKQUEUE_MASK):
    """This process, what it starts and the kernel's worker on one core, as far as is permitted.

    Gives what was had, as text for the result. On the way out everything is as before.
    """
    affinity = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        with worker_on(core, mask) as worker:
            yield {"core": core, "kernel_worker": worker}
    finally:
        os.sched_setaffinity(0, affinity)


@contextlib.contextmanager
def raised_limits(ports, limit=PTY_LIMIT):
    """Room for that many ports for each client; gives what is in the way of it, as a list of complaints.

    The system's own limit is as before on the way out.
    """
    before = None
    terminals = 3 * ports  # so many clients are alive side by side, each with ports of its own
    complaints = []
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < 5 * ports + 64:  # pySerial takes five for each
        complaints.append(f"only {hard} descriptors per process (ulimit -H -n)")
    with contextlib.suppress(FileNotFoundError):  # no Linux
        now = limit.read_text()
        if int(now) < terminals + 16:
            try:
                limit.write_text(str(terminals + 256))
                before = now
            except OSError:
                complaints.append(f"only {now.strip()} pseudo terminals ({limit})")
    try:
        yield complaints
    finally:
        if before is not None:
            limit.write_text(before)


@contextlib.contextmanager
def device(program, mode, ports, size, count, time_limit=30, patient=False):
    """Starts a device, gives the names of its ports, and ends it.

    A patient one runs only when nothing else on the core has work (see `urgent`).
    """
    command = [*program, mode, "--ports", str(ports), "--size", str(size), "--bytes", str(count)]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

        def complaint(what):
            errors.seek(0)
            return RunFailed(f"the device {what}: {errors.read().strip() or 'it says nothing'}")

        try:
            if patient:
                os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
            yield read_names(process.stdout.fileno(), ports, time_limit, complaint)
            process.stdin.close()
            try:
                if process.wait(time_limit) != 0:
                    raise complaint(f"ended with status {process.returncode}")
            except subprocess.TimeoutExpired:
                raise complaint("did not end") from None
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            if not process.stdin.closed:
                process.stdin.close()


def read_names(descriptor, ports, time_limit, complaint):
    text = b""
    while not text.endswith(b"\n\n"):
        ready, _, _ = select.select([descriptor], [], [], time_limit)
        part = os.read(descriptor, 65536) if ready else b""
        if not part:
            raise complaint("gave no ports")
        text += part
    names = text.decode().split()
    if len(names) != ports:
        raise complaint(f"gave {len(names)} ports instead of {ports}")
    return names


def urgent():
    """For a client under a tool that stops it or slows it down: it runs before the device and the kernel's worker.

    So no answer is there before the client waits for it, as without the tool; else it would get by with fewer attempts.
    """
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def may_be_urgent():
    try:
        before = os.sched_getscheduler(0), os.sched_getparam(0)
        urgent()
        os.sched_setscheduler(0, *before)
        return True
    except PermissionError:
        return False


def reason(errors, program):
    """The last line of what a client says, without its own path and without the places in Boost's sources."""
    words = [line.strip() for line in errors.splitlines() if line.strip()]
    if not words:
        return ""
    return re.sub(r" at \S+:\d+(:\d+)?( in function .*)?\]?$", "]", words[-1].removeprefix(f"{program}: "))[:300]


def read_line(descriptor, seconds):
    """One line, or less of it at the end of the file; None if it does not come in time."""
    text, end = b"", time.monotonic() + seconds
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return None
        part = os.read(descriptor, 65536)
        if not part:
            break
        text += part
    return text.decode(errors="replace")


@contextlib.contextmanager
def client(command, environment, measure, count, size, names, time_limit, first=None):
    """Runs a client (`first` is called in its process before). Gives a function that has it take a turn, and returns
    the line it prints, as a dictionary. On the way out the client ends, and says that all went well."""
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        process = subprocess.Popen(
            [*command, measure, "--count", str(count), "--size", str(size), *names],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=os.environ | environment,
            preexec_fn=first)

        def late():
            return RunFailed(f"no end after {time_limit} s")

        def ended():
            """None if it ended as it should."""
            try:
                status = process.wait(time_limit)
            except subprocess.TimeoutExpired:
                return late()
            errors.seek(0)
            says = reason(errors.read(), command[-1])
            how = f"signal {-status}" if status < 0 else f"status {status}"
            return RunFailed(says or f"ended with {how} and said nothing") if status != 0 else None

        def turn():
            with contextlib.suppress(BrokenPipeError):  # why it has ended is told below
                os.write(process.stdin.fileno(), b"\n")
            output = read_line(process.stdout.fileno(), time_limit)
            if output is None:
                raise late()
            if not output:
                raise ended() or RunFailed("ended before its turn did")
            try:
                line = json.loads(output)
            except json.JSONDecodeError:
                raise ended() or RunFailed(f"printed no line of JSON: {output[:200]!r}") from None
            if line.get("count") != count:
                raise RunFailed(f"did {line.get('count')} operations instead of {count}")
            return line

        try:
            yield turn
            process.stdin.close()
            if failure := ended():
                raise failure
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            if not process.stdin.closed:
                process.stdin.close()


class Worker:
    """A client and its device, from one turn to the next."""

    def __init__(self, device_program, peer, measure, time_limit, tool=(), first=None, patient=False):
        """`tool`: the words before the client's command. `patient`: of the device."""
        m = measure
        self._turns, self._measure = 0, m
        with contextlib.ExitStack() as stack:
            self._names = stack.enter_context(
                device(device_program, m.mode, m.ports, m.size, m.count, patient=patient))
            self._take_turn = stack.enter_context(client(
                [*tool, *peer.command], peer.environment, m.name, m.count, m.size, self._names, time_limit, first))
            self._stack = stack.pop_all()

    def turn(self):
        self._turns += 1
        return self._take_turn()

    def end(self):
        """Tells a failure that shows only now."""
        with self._stack:
            if self._measure.name == "open" and self._turns:
                check_settings(self._names[0], other_baud=self._turns * self._measure.count % 2 == 1)

    def kill(self):
        """However far it is; does nothing after `end`."""
        with contextlib.suppress(RunFailed), self._stack:
            raise RunFailed


def check_settings(name, other_baud):
    """After the measure `open`: raw, 8N1, no flow control, at the rate of the last open.

    Asked by TCGETS2, as a rate may have been set by its number (BOTHER), for which tcgetattr knows no name.
    """
    layout = struct.Struct("=4I20B2I")  # struct termios2: four flags, the line and its characters, two rates
    get = 0x802C542A
    port = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        settings = layout.unpack(fcntl.ioctl(port, get, bytes(layout.size)))
    finally:
        os.close(port)
    iflag, oflag, cflag, lflag = settings[:4]
    wrong = []
    if settings[-1] != (OTHER_BAUD if other_baud else BAUD):
        wrong.append("the baud rate")
    if cflag & (termios.CSIZE | termios.PARENB | termios.CSTOPB | termios.CRTSCTS) != termios.CS8:
        wrong.append("8N1 without flow control")
    if lflag & (termios.ICANON | termios.ECHO | termios.ISIG) or oflag & termios.OPOST or iflag & termios.IXON:
        wrong.append("raw bytes")
    if wrong:
        raise RunFailed(f"did not set: {', '.join(wrong)}")
