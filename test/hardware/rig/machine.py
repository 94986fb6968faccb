# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""One boot: QEMU with a set of devices, one test program in it, its output and its exit status."""

import asyncio
import contextlib
import ctypes
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

from . import RigError, host, initramfs

LIMIT_REACHED = 124  # as timeout(1) has it
# How Boost.Test shall report, unless arguments say otherwise: if a test hangs, the last line names it.
ENVIRONMENT = {"BOOST_TEST_LOG_LEVEL": "unit_scope", "BOOST_TEST_COLOR_OUTPUT": "no"}

# The accelerator is always TCG: it is there everywhere, and the same everywhere.
ARCHITECTURES = {
    "amd64": ("qemu-system-x86_64", "-M q35 -cpu max -accel tcg -serial chardev:console"),
    "arm64": ("qemu-system-aarch64", "-M virt -cpu cortex-a57 -accel tcg -device pci-serial,chardev=console"),
}


def _die_with_parent():
    """If this process is killed, so is QEMU (man 2 prctl, PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _socket(folder, name):
    return f"-chardev socket,id={name},path={folder}/{name},server=on,wait=off"


def command_line(device_set, system, folder):
    binary, board = ARCHITECTURES[device_set.arch]
    if not shutil.which(binary):
        raise RigError(f"{binary} is missing: ./bootstrap.sh deps hardware installs it")
    parts = [
        board,
        "-m 256 -nodefaults -no-user-config -display none -no-reboot",
        f"-kernel {system.kernel} -initrd {folder}/initramfs",
        f"-chardev file,id=console,path={folder}/console",
        f"-qmp unix:{folder}/monitor,server=on,wait=off",
        # Sockets: a virtio port whose far end is a file at its end blocks for ever.
        "-device virtio-serial-pci,id=ports",
        _socket(folder, "control"),
        "-device virtserialport,bus=ports.0,nr=1,name=control,chardev=control",
        _socket(folder, "output"),
        "-device virtserialport,bus=ports.0,nr=2,name=output,chardev=output",
        *(_socket(folder, name) for name in device_set.peers),
        *device_set.qemu,
    ]
    kernel = "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off"
    return [binary, *shlex.split(" ".join(parts)), "-append", kernel]


async def _copy(reader):
    while data := await reader.read(65536):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


async def _converse(device_set, folder):
    """Everything that is said to the running machine; the test program's exit status, None if it gave none."""
    peers = {name: host.Peer(f"{folder}/{name}") for name in device_set.peers}
    for peer in peers.values():
        await peer.plug()
    for one, other in device_set.joined:
        peers[one].join(peers[other])
    output, _ = await host.connect(f"{folder}/output")
    copying = asyncio.create_task(_copy(output))
    monitor = await host.Monitor.open(f"{folder}/monitor")
    server = host.Host(peers, monitor)
    await server.serve(*await host.connect(f"{folder}/control"))
    if server.status is not None:
        with contextlib.suppress(ConnectionError):
            await monitor.execute({"execute": "quit"})
    await copying
    return server.status


async def _boot(device_set, system, folder, limit):
    loop = asyncio.get_running_loop()
    this = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, this.cancel)
    qemu = await asyncio.create_subprocess_exec(
        *command_line(device_set, system, folder), stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent
    )
    ended = asyncio.create_task(qemu.wait())
    talk = asyncio.create_task(_converse(device_set, folder))
    try:
        await asyncio.wait((talk, ended), timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():  # by itself, or at our request: what it has said is still on its way here
            await asyncio.wait((talk,), timeout=host.PATIENCE)
        return talk.result() if talk.done() else None
    finally:
        if qemu.returncode is None:
            qemu.kill()
        await ended


def run(device_set, system, python, program, arguments, limit=120):
    """Returns the test program's exit status; LIMIT_REACHED if it does not end, or takes the kernel with it."""
    with tempfile.TemporaryDirectory(prefix="boost_serial_ext.") as name:
        folder = pathlib.Path(name)
        environment = {**ENVIRONMENT, **device_set.environment, "BOOST_SERIAL_EXT_TEST_CONTROL": "3"}  # see guest_init.sh
        archive = initramfs.build(system, python, device_set, program, arguments, environment)
        (folder / "initramfs").write_bytes(archive)
        status = None
        try:
            status = asyncio.run(_boot(device_set, system, folder, limit))
        except asyncio.CancelledError:
            print("interrupted", file=sys.stderr)
            return 130
        except OSError as problem:
            print(f"the machine is silent: {problem}", file=sys.stderr)
        if status is not None:
            return status
        console = folder / "console"
        text = console.read_text(errors="replace") if console.exists() else ""
        print(f"no exit status within {limit} s; the end of the console:", file=sys.stderr)
        print("\n".join(text.splitlines()[-40:]), file=sys.stderr)
        return LIMIT_REACHED
