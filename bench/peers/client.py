# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the Python clients share: arguments, clock, percentiles, the JSON line (see README.md here)."""

import argparse
import itertools
import json
import math
import os
import pathlib
import resource
import sys
import time

TIME_LIMIT = 10  # seconds, of a read in the measure `timeout`
BAUD = 115200
OTHER_BAUD = 57600

now = time.perf_counter_ns


class Failure(Exception):
    """An operation failed or an answer was wrong: there is no time then."""


def expect(right, *what):
    if not right:
        raise Failure(" ".join(map(str, what)))


def messages(size):
    """256 different messages: an answer that is late or comes twice is noticed."""
    return [bytes((first + at) % 256 for at in range(size)) for first in range(256)]


def alternating_bauds():
    """For `open`: never the rate that the port has, so that each open has something to set."""
    return itertools.cycle((OTHER_BAUD, BAUD))


def percentile(ordered, share):
    """The smallest of the (sorted) values that at least this share of all does not exceed: the nearest rank."""
    return ordered[max(1, math.ceil(len(ordered) * share)) - 1]


def resident_bytes():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


class Job:
    """What the command line asks for, and what a turn has given."""

    def __init__(self, arguments):
        self.count, self.size, self.ports = arguments.count, arguments.size, arguments.ports
        self.version = ""
        self._samples = []
        self._last = now()

    def turns(self):
        """Waits for a turn, and again after what the loop does in it, until there is none."""
        while os.read(sys.stdin.fileno(), 1):
            yield

    def start(self):
        self._samples.clear()  # those of the turn before
        self._usage = resource.getrusage(resource.RUSAGE_SELF)
        self._begin = self._last = now()

    def lap(self):
        """An operation has ended, and the next one begins: the clock is read once for each."""
        at = now()
        self._samples.append(at - self._last)
        self._last = at

    def stop(self):
        seconds = (now() - self._begin) * 1e-9
        usage = resource.getrusage(resource.RUSAGE_SELF)
        result = {
            "seconds": seconds,
            "user": usage.ru_utime - self._usage.ru_utime,
            "system": usage.ru_stime - self._usage.ru_stime,
        }
        if self._samples:
            ordered = sorted(self._samples)
            for key, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999)):
                result[key] = percentile(ordered, share)
        self.tell(result)

    def tell(self, result):
        """The line that ends a turn."""
        print(json.dumps({"count": self.count} | result | {"version": self.version}), flush=True)

    def measure(self, work):
        """Runs work(count) by the clock, once for each turn."""
        for _ in self.turns():
            self.start()
            work(self.count)
            self.stop()


def raise_descriptor_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main(version, measures):
    """`measures`: the name of each, and the function that does it with a Job."""
    if sys.argv[1:] == ["--measures"]:
        print("\n".join(measures))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("measure", choices=measures)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("ports", nargs="+")
    arguments = parser.parse_args()
    raise_descriptor_limit()
    job = Job(arguments)
    job.version = version
    try:
        measures[arguments.measure](job)
    except (Failure, OSError, ValueError) as failure:  # the last: select() and descriptor 1024
        sys.exit(f"{arguments.measure}: {type(failure).__name__}: {failure}")
