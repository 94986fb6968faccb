# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""System calls and instructions of one operation: the difference of two runs of different length."""

import re
import statistics


def parse_strace(text):
    """{system call: calls} of the summary that `strace -c` writes."""
    calls = {}
    # % time, seconds, usecs/call, calls, errors (may be blank), name
    row = re.compile(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)\s*$")
    for line in text.splitlines():
        match = row.match(line)
        if match and match[2] != "total":
            calls[match[2]] = calls.get(match[2], 0) + int(match[1])
    if not calls:
        raise ValueError("no system calls in what strace says")
    return calls


def parse_calls(text):
    """{system call: calls} of what bench/peers/calls.cpp writes."""
    calls = {name: int(number) for name, number in (line.split() for line in text.splitlines())}
    if not any(calls.values()):
        raise ValueError("no system calls were counted")
    return calls


def parse_callgrind(text):
    """The instructions of a whole callgrind output file."""
    found = re.findall(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
    if not found:
        raise ValueError("neither `summary:` nor `totals:` in what callgrind says")
    return int(found[-1])


def per_operation(small_count, small, large_count, large):
    """What one operation adds: start and end of the program are in both and fall out."""
    return (large - small) / (large_count - small_count)


def calls_per_operation(small_count, small, large_count, large):
    """The same for each system call; those that an operation has not are left out."""
    rates = {
        name: per_operation(small_count, small.get(name, 0), large_count, large.get(name, 0))
        for name in large.keys() | small.keys()
    }
    # A call in 200 operations, or one in all, belongs to a timer or to the allocator, not to the operation.
    return {name: rate for name, rate in sorted(rates.items())
            if rate >= 0.005 and large.get(name, 0) - small.get(name, 0) >= 3}


def median_of(repeats):
    """Of numbers, or for each system call of {name: calls}: what disturbs one run in three changes nothing."""
    if not isinstance(repeats[0], dict):
        return statistics.median(repeats)
    names = sorted({name for calls in repeats for name in calls})
    medians = {name: statistics.median([calls.get(name, 0) for calls in repeats]) for name in names}
    return {name: calls for name, calls in medians.items() if calls > 0}
