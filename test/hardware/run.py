#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs a test program as root on a small Linux machine in QEMU, with real drivers on emulated hardware.

    run.py fetch ARCH...                   download the guests' systems, if they are not there yet
    run.py boot SET PROGRAM [ARG...]       boot the machine of a device set, run a static program in it
    run.py test SET PROGRAM [ARG...]       the same, with the test suites of that set chosen
    run.py ports PROGRAM [ARG...]          no machine: the suite null_modem on real ports of this one,
                                           BOOST_SERIAL_EXT_TEST_PORTS=/dev/ttyUSB0:/dev/ttyUSB1

Device sets are listed in rig/devices.py. The program's output and exit status are passed on; 124 means that
it did not end within the limit (--limit SECONDS, before the command), 2 that something on this side is missing.
"""

import argparse
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # nothing is left in the source tree

from rig import RigError, devices, machine, system  # noqa: E402

PORTS = "BOOST_SERIAL_EXT_TEST_PORTS"
SKIPPED = 77


def ports(program, arguments):
    if not os.environ.get(PORTS):
        print(f"skipped: tests of real ports, because {PORTS} is not set (two ports, joined by a null-modem cable)")
        return SKIPPED
    environment = {**machine.ENVIRONMENT, **os.environ}
    return subprocess.call([program, "--run_test=null_modem", *arguments], env=environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=120)
    parser.add_argument("command", choices=("fetch", "boot", "test", "ports"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    given = parser.parse_args(["--help"] if sys.argv[1:] == ["help"] else None)
    rest = given.arguments
    if given.command == "fetch":
        for arch in rest:
            system.system(arch)
            system.python(arch)
        return 0
    if given.command == "ports":
        return ports(rest[0], rest[1:])
    if len(rest) < 2 or rest[0] not in devices.SETS:
        parser.error(f"a device set ({', '.join(devices.SETS)}) and a program are needed")
    chosen, program, arguments = devices.SETS[rest[0]], rest[1], rest[2:]
    if given.command == "test":
        arguments = [f"--run_test={','.join(chosen.suites)}", *arguments]
    python = system.python(chosen.arch) if chosen.python else None
    return machine.run(chosen, system.system(chosen.arch), python, program, arguments, given.limit)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RigError as problem:
        print(f"run.py: {problem}", file=sys.stderr)
        sys.exit(2)
