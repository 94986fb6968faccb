#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs a Windows program under Wine, with COM5 and COM6 joined by a null modem of two pseudo terminals.

    run.py PREFIX PROGRAM [ARGUMENT...]

The null modem has lines and BREAK too if BOOST_SERIAL_EXT_UART_SHIM names the library that makes UARTs of pseudo
terminals (test/support/uart_shim.cpp).

PREFIX is the folder of Wine's own files; it is made when it is missing. The exit status is the program's.
The program may ask for more ports, and be the device at their far ends: see ptys.py.
"""

import contextlib
import ctypes
import os
import pathlib
import select
import signal
import subprocess
import sys
import threading
import tty

import ptys

WINE = "/usr/lib/wine/wine64"  # Debian's `wine` complains of a missing 32-bit one each time
PORTS = ("com5", "com6")
TIME_LIMIT = 850  # less than ctest has, so that what hangs is ended here


def environment(prefix, **more):
    return {name: value for name, value in os.environ.items() if name != "DISPLAY"} | more | {
        "WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all",
        # No questions for Mono and Gecko, no menus; and no debugger: with it a crashed program may end with 0.
        "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe,winedbg.exe=d"}


def wine(prefix, *words, variables=None, **options):
    return subprocess.run([WINE, *words], env=environment(prefix, **(variables or {})), stdin=subprocess.DEVNULL, timeout=TIME_LIMIT, **options)


def make_prefix(prefix):
    """With what makes a program see Windows 10 rather than 7."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    if not (prefix / "complete").exists():
        prefix.mkdir(parents=True, exist_ok=True)
        wine(prefix, "wineboot", "-i", **quiet)
        wine(prefix, "reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/t", "REG_SZ", "/d", "win10", "/f", **quiet)
        subprocess.run(["wineserver", "-w"], env=environment(prefix), timeout=TIME_LIMIT, check=True)
        (prefix / "complete").touch()
    # Wine gives COM1 the machine's first port by itself, which is none of ours; it may even be the console.
    for device in (prefix / "dosdevices").glob("com*"):
        device.unlink()


def join(left, right, stop):
    """Carries bytes between two masters until the other end of `stop` is closed."""
    for master in (left, right):
        os.set_blocking(master, False)
    waiting = {left: b"", right: b""}  # what each is to be given
    other = {left: right, right: left}
    while True:
        readable, writable, _ = select.select(
            [m for m in other if not waiting[other[m]]] + [stop], [m for m in other if waiting[m]], [])
        if stop in readable:
            return
        for master in readable:
            waiting[other[master]] = os.read(master, 65536)
        for master in writable:
            waiting[master] = waiting[master][os.write(master, waiting[master]):]


SHIM = os.environ.get("BOOST_SERIAL_EXT_UART_SHIM")


def uarts(left, right, prefix):
    """Joins two terminals by all their lines. Returns what programs need so that they see that."""
    if not SHIM:
        return {}
    state = prefix / "uarts"
    state.unlink(missing_ok=True)
    os.environ["BOOST_SERIAL_EXT_UART_SHIM_STATE"] = str(state)
    library = ctypes.CDLL(SHIM)
    numbers = [int(name.rsplit("/", 1)[1]) for name in (left, right)]
    for number in numbers:
        library.uart_shim_attach(number, None)
    library.uart_shim_join(*numbers)
    return {"LD_PRELOAD": SHIM, "BOOST_SERIAL_EXT_UART_SHIM_STATE": str(state)}


@contextlib.contextmanager
def null_modem(prefix):
    """Yields the variables of programs that shall have it."""
    masters, names, children = [], [], []
    try:
        for port in PORTS:
            master, slave = os.openpty()  # the slave stays open: a port that is closed does not hang up
            tty.setraw(slave)
            masters.append(master)
            names.append(os.ttyname(slave))
            children.append(ptys.claimed_by_a_child(os.ttyname(slave)))
            (prefix / "dosdevices" / port).symlink_to(os.ttyname(slave))
        ended, end = os.pipe()
        cable = threading.Thread(target=join, args=(*masters, ended), daemon=True)
        cable.start()
        yield uarts(*names, prefix)
        os.close(end)
        cable.join()
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    prefix = pathlib.Path(sys.argv[1]).resolve()
    if not os.access(WINE, os.X_OK):
        sys.exit(f"run.py: there is no {WINE} (Debian: the packages wine and wine64)")
    make_prefix(prefix)
    try:
        with null_modem(prefix) as variables, ptys.server(prefix / "dosdevices") as address:
            return wine(prefix, *sys.argv[2:], variables=variables | {ptys.VARIABLE: address}).returncode
    finally:
        subprocess.run(["wineserver", "-k"], env=environment(prefix), check=False)


if __name__ == "__main__":
    sys.exit(main())
