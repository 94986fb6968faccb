# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The arithmetic: medians with quartiles, and ratios of what was measured in the same round."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Summary:
    """The median of some values, between their quartiles."""

    median: float
    lower: float
    upper: float
    values: int

    def scaled(self, factor):
        return Summary(self.median * factor, self.lower * factor, self.upper * factor, self.values)


def summary(values):
    """Of at least one value. The quartiles are interpolated, so that three rounds have some too."""
    values = list(values)
    if not values:
        raise ValueError("nothing was measured")
    if len(values) == 1:
        return Summary(values[0], values[0], values[0], 1)
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Summary(median, lower, upper, len(values))


def round_ratios(values, base):
    """Both: {round: value}. The quotient for every round that has both: noise that lasts cancels out."""
    return {r: values[r] / base[r] for r in values if r in base and base[r] != 0}


# What is computed of the line that a client prints.
METRICS = {
    "p50": lambda line: line["p50"],
    "p99": lambda line: line["p99"],
    "p999": lambda line: line["p999"],
    "cpu": lambda line: (line["user"] + line["system"]) / line["count"],  # seconds per operation
    "rate": lambda line: line["count"] / line["seconds"],  # operations, or bytes, per second
    "allocations": lambda line: line["allocations"] / line["count"],
    "heap": lambda line: line["memory"]["heap"] / line["ports"],
    "resident": lambda line: line["memory"]["resident"] / line["ports"],
}


class Results:
    """Everything that was measured: a list of what each run gave, in `runs`."""

    def __init__(self, runs=(), counts=None, missing=None, compile_times=None):
        self.runs = list(runs)  # {round, peer, measure, ...the client's line} or {..., error}
        self.counts = counts or {}  # {peer: {"syscalls": n, "by_name": {...}, "instructions": n}}
        self.missing = missing or {}  # {peer: why it is not there}
        self.compile_times = compile_times or []  # {round, unit, seconds}

    def failure(self, peer, measure):
        """Why there is no figure, or None. One failed round is enough: the others are no figure either."""
        if peer in self.missing:
            return self.missing[peer]
        runs = [r for r in self.runs if r["peer"] == peer and r["measure"] == measure]
        errors = [r["error"] for r in runs if "error" in r]
        if errors:
            return f"failed in {len(errors)} of {len(runs)} rounds: {errors[0]}"
        return None if runs else "not measured"

    def values(self, peer, measure, metric):
        """{round: value}; empty if there is a failure, or the client does not tell this."""
        if self.failure(peer, measure):
            return {}
        result = {}
        for run in self.runs:
            if run["peer"] == peer and run["measure"] == measure:
                try:
                    result[run["round"]] = METRICS[metric](run)
                except KeyError:  # an interpreter cannot count allocations, for instance
                    return {}
        return result

    def of(self, peer, measure, metric):
        """The summary, or None."""
        values = self.values(peer, measure, metric)
        return summary(values.values()) if values else None

    def ratio(self, peer, base, measure, metric, base_measure=None):
        """The summary of the ratios to `base` of the same rounds, or None."""
        ratios = round_ratios(
            self.values(peer, measure, metric), self.values(base, base_measure or measure, metric))
        return summary(ratios.values()) if ratios else None

    def count(self, peer, what):
        """A count per round trip, or None."""
        return self.counts.get(peer, {}).get(what)

    def count_failure(self, peer, what):
        return self.missing.get(peer) or self.counts.get(peer, {}).get(what + "_error")

    def compile_seconds(self, unit):
        return {c["round"]: c["seconds"] for c in self.compile_times if c["unit"] == unit}
