# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the Python clients share: arguments, clock, percentiles, the JSON line (see README.md here)."""

import argparse
import json
import math
import pathlib
import resource
import sys
import time

TIME_LIMIT = 10  # seconds, of a read in the measure `timeout`

now = time.perf_counter_ns


class Failure(Exception):
    """An operation failed or an answer was wrong: there is no time then."""


def expect(right, *what):
    if not right:
        raise Failure(" ".join(map(str, what)))


def messages(size):
    """256 different messages: an answer that is late or comes twice is noticed."""
    return [bytes((first + at) % 256 for at in range(size)) for first in range(256)]


def percentile(ordered, share):
    """The smallest of the (sorted) values that at least this share of all does not exceed: the nearest rank."""
    return ordered[max(1, math.ceil(len(ordered) * share)) - 1]


def resident_bytes():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


class Job:
    """What the command line asks for, and what has been measured of it."""

    def __init__(self, arguments):
        self.count, self.size, self.ports = arguments.count, arguments.size, arguments.ports
        self.warm_up = max(1, self.count // 10)
        self._samples = []
        self._last = now()
        self.result = {"count": self.count}

    def start(self):
        self._samples.clear()  # those of the warm-up
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
        self.result |= {
            "seconds": seconds,
            "user": usage.ru_utime - self._usage.ru_utime,
            "system": usage.ru_stime - self._usage.ru_stime,
        }
        if self._samples:
            ordered = sorted(self._samples)
            for key, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999)):
                self.result[key] = percentile(ordered, share)

    def twice(self, work, warm_up):
        """Runs work(warm_up), then work(count) by the clock."""
        work(warm_up)
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
    try:
        measures[arguments.measure](job)
    except (Failure, OSError, ValueError) as failure:  # the last: select() and descriptor 1024
        sys.exit(f"{arguments.measure}: {type(failure).__name__}: {failure}")
    print(json.dumps(job.result | {"version": version}))
