# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What run.py and run_micro.py are told alike: how much is measured, and where the results go."""

import argparse
import pathlib

from facts import ROOT
from measures import FULL


def parser(description):
    """With the arguments of both. The other ones of run.py may be given to run_micro.py too, which ignores them."""
    result = argparse.ArgumentParser(description=description, allow_abbrev=False)
    size = result.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer rounds, less of each: under three minutes")
    size.add_argument("--smoke", action="store_true",
                      help="every benchmark, C++ client and measure once, in seconds; judges no times")
    result.add_argument("--peers", help="only these, by comma; raw_epoll is always there, for the ratios")
    result.add_argument("--measures",
                        help="only these, by comma: round_trip, round_trip/64, many, many/128, ..., counts, work, compile")
    result.add_argument("--rounds", type=int, help=f"how often everything is repeated (default: {FULL.rounds})")
    result.add_argument("--build", type=pathlib.Path, default=ROOT / "build/bench", help="where all was built")
    result.add_argument("--output", type=pathlib.Path,
                        help="folder of the results (default: bench/results; of less than all: in the build folder)")
    return result


def is_part(arguments):
    return bool(arguments.peers or arguments.measures)


def settle(arguments):
    """Fills in the folders. Less than a whole run must not replace one."""
    if arguments.rounds is not None and arguments.rounds < 1:
        raise SystemExit("--rounds: at least 1")
    arguments.build = arguments.build.resolve()
    if arguments.output is None:
        fewer = arguments.rounds is not None and arguments.rounds < FULL.rounds
        small = ("smoke" if arguments.smoke else "part" if is_part(arguments) else
                 "quick" if arguments.quick else "part" if fewer else None)
        arguments.output = arguments.build / small if small else ROOT / "bench/results"
    return arguments
