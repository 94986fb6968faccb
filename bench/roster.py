# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Who is compared, and how each is made ready: built, installed, or named with the reason why not."""

import ctypes
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
NODE_SERIALPORT = "12.0.0"  # runs on the Node of Debian 12 and newer


class Missing(Exception):
    """A peer cannot be had; says why."""


class Denied(Missing):
    """It is built, but this system does not let it run."""


@dataclasses.dataclass
class Peer:
    name: str
    label: str
    kind: str  # "raw", "asio", "serial" (ours) or "other"
    share: float = 1.0  # of the usual number of operations, for those that take many times longer
    open_share: float = 1.0  # the same of the measure `open`
    needs_io_uring: bool = False
    known_to_fail: str = ""  # why a failure is no news
    command: list = dataclasses.field(default_factory=list)
    environment: dict = dataclasses.field(default_factory=dict)
    measures: list = dataclasses.field(default_factory=list)

    def share_of(self, measure):
        return self.open_share if measure == "open" else self.share

    @property
    def native(self):  # built with the project; the others are prepared here
        return self.kind != "other"

    @property
    def compiled(self):  # so that callgrind says something
        return self.native or self.name in ("libserialport", "qserialport")


EINTR = "the io_uring backend of Asio 1.26 ends writes to terminals with EINTR"


def roster():
    return [
        Peer("raw_epoll", "raw epoll", "raw"),
        Peer("raw_blocking", "raw blocking", "raw"),
        Peer("raw_io_uring", "raw io_uring", "raw", needs_io_uring=True),
        Peer("serial_callback", "boost_serial_ext, callback", "serial"),
        Peer("serial_callback_typed", "boost_serial_ext, callback, typed executor", "serial"),
        Peer("serial_callback_chained", "boost_serial_ext, callback, chained", "serial"),
        Peer("serial_coroutine", "boost_serial_ext, coroutine", "serial"),
        Peer("serial_coroutine_chained", "boost_serial_ext, coroutine, chained", "serial"),
        Peer("serial_future", "boost_serial_ext, use_future", "serial"),
        Peer("serial_io_uring", "boost_serial_ext, io_uring", "serial", needs_io_uring=True),
        Peer("serial_sync", "boost_serial_ext, sync::serial_port", "serial"),
        Peer("asio_callback", "asio::serial_port, callback", "asio"),
        Peer("asio_callback_typed", "asio::serial_port, callback, typed executor", "asio"),
        Peer("asio_coroutine", "asio::serial_port, coroutine", "asio"),
        Peer("asio_future", "asio::serial_port, use_future", "asio"),
        Peer("asio_io_uring", "asio::serial_port, io_uring", "asio", needs_io_uring=True, known_to_fail=EINTR),
        Peer("libserialport", "libserialport", "other"),
        Peer("qserialport", "QSerialPort", "other", share=0.5, open_share=0.02),
        Peer("pyserial", "pySerial", "other", share=0.25, open_share=0.25),
        Peer("pyserial_asyncio", "pyserial-asyncio", "other", share=0.125, open_share=0.125),
        Peer("node_serialport", "node-serialport", "other", share=0.125, open_share=0.125),
    ]


def run(command, **options):
    """A program of the preparation: what it printed if it succeeds, else Missing with its last words."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, **options)
    except OSError as error:
        raise Missing(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        words = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        says = next((line for line in words if "rror" in line), words[-1] if words else "")
        raise Missing(f"{command[0]} failed: {says}")
    return done.stdout


def built_program(build, name):
    """What the project's own CMake files have built."""
    folder = build / "bench" / "peers"
    for candidate in (folder / name, folder / f"boost_serial_ext_peer_{name}"):
        if os.access(candidate, os.X_OK) and candidate.is_file():
            return [str(candidate)]
    raise Missing(f"not built: there is no {name} in {folder.name}/ of the build folder")


def cmake_program(build, folder, name):
    """A small project of its own, so that a library that is not there stops nothing else."""
    binary = build / "bench" / f"peer-{name}"
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    run(["cmake", "-S", str(PEERS / folder), "-B", str(binary), *generator])
    run(["cmake", "--build", str(binary)])
    return [str(binary / name)]


def python_program(name, module):
    """The interpreter that runs this may be another one than the system's, which the packages belong to."""
    for interpreter in (sys.executable, "/usr/bin/python3"):
        try:
            run([interpreter, "-c", f"import {module}"])
            return [interpreter, "-B", str(PEERS / f"{name}.py")]
        except Missing:
            continue
    raise Missing(f"no Python here has the module {module}")


def node_modules(build):
    """Installs node-serialport into the build folder, once. Its package brings the binary part for common systems."""
    folder = build / "bench" / "node"
    wanted = folder / f".installed-{NODE_SERIALPORT}"
    if not wanted.exists():
        if not shutil.which("npm"):
            raise Missing("npm is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        run(["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts",
             f"serialport@{NODE_SERIALPORT}"])
        wanted.touch()
    return folder / "node_modules"


def io_uring_denied():
    """Why this process gets no io_uring, or None: it asks for a ring, as only that tells what seccomp permits."""
    setup = 425  # io_uring_setup, by the number that all usual architectures have for it
    libc = ctypes.CDLL(None, use_errno=True)
    parameters = ctypes.create_string_buffer(120)  # struct io_uring_params, all zero
    ring = libc.syscall(ctypes.c_long(setup), ctypes.c_uint(1), parameters)
    if ring >= 0:
        os.close(ring)
        return None
    why = os.strerror(ctypes.get_errno())
    setting = pathlib.Path("/proc/sys/kernel/io_uring_disabled")  # since Linux 6.6
    if setting.exists() and setting.read_text().strip() != "0":
        why += f"; kernel.io_uring_disabled = {setting.read_text().strip()}"
    return f"this system permits no io_uring ({why})"


def prepare(peer, build):
    """Fills in `command`, `environment` and `measures`, or raises Missing (Denied: it is there, but may not run)."""
    if peer.native:
        peer.command = built_program(build, peer.name)
    elif peer.name == "libserialport":
        peer.command = cmake_program(build, "libserialport", "libserialport")
    elif peer.name == "qserialport":
        peer.command = cmake_program(build, "qt", "qserialport")
    elif peer.name == "pyserial":
        peer.command = python_program("pyserial", "serial")
    elif peer.name == "pyserial_asyncio":
        peer.command = python_program("pyserial_asyncio", "serial_asyncio")
    else:
        if not shutil.which("node"):
            raise Missing("node is not installed")
        peer.environment = {"NODE_PATH": str(node_modules(build))}
        peer.command = ["node", str(PEERS / "node_serialport.js")]
    if peer.needs_io_uring and (why := io_uring_denied()):
        raise Denied(why)
    peer.measures = run([*peer.command, "--measures"], env=os.environ | peer.environment).split()
