# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The machine, and the two processes of a run: the device and the client, on one core."""

import contextlib
import fcntl
import json
import os
import pathlib
import platform
import re
import resource
import select
import subprocess
import tempfile

WORKQUEUE_MASK = pathlib.Path("/sys/devices/virtual/workqueue/cpumask")
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


def raise_limits(ports):
    """What may be in the way of that many ports, as a list of complaints."""
    complaints = []
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < 5 * ports + 64:  # pySerial takes five for each
        complaints.append(f"only {hard} descriptors per process (ulimit -H -n)")
    with contextlib.suppress(FileNotFoundError):  # no Linux
        if int(PTY_LIMIT.read_text()) < ports + 16:
            try:
                PTY_LIMIT.write_text(str(ports + 256))
            except OSError:
                complaints.append(f"only {PTY_LIMIT.read_text().strip()} pseudo terminals ({PTY_LIMIT})")
    return complaints


def first_line(path, key):
    with contextlib.suppress(OSError):
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[-1].strip()
    return "unknown"


def machine():
    """What the figures were measured on."""
    governor = pathlib.Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return {
        "cpu": first_line("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "governor": governor.read_text().strip() if governor.exists() else "unknown",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "hypervisor": "yes" if "hypervisor" in first_line("/proc/cpuinfo", "flags").split() else "no",
        "python": platform.python_version(),
    }


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


def client(command, environment, measure, count, size, names, time_limit, first=None):
    """Runs a client (`first` is called in its process before); gives the line it printed, as a dictionary."""
    process = subprocess.Popen(
        [*command, measure, "--count", str(count), "--size", str(size), *names],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, errors="replace", env=os.environ | environment, preexec_fn=first)
    try:
        output, errors = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired:
        raise RunFailed(f"no end after {time_limit} s") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode != 0:
        status = f"signal {-process.returncode}" if process.returncode < 0 else f"status {process.returncode}"
        raise RunFailed(reason(errors, command[-1]) or f"ended with {status} and said nothing")
    try:
        line = json.loads(output)
    except json.JSONDecodeError:
        raise RunFailed(f"printed no line of JSON: {output[:200]!r}") from None
    if line.get("count") != count:
        raise RunFailed(f"did {line.get('count')} operations instead of {count}")
    return line
