# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The arithmetic: medians with quartiles, and ratios of what was measured side by side."""

import bisect
import collections
import dataclasses
import statistics

FLOOR = "raw_epoll"  # takes part in every session that compares
ENOUGH = 5  # sessions, or values without sessions, for their quartiles to say something


@dataclasses.dataclass(frozen=True)
class Summary:
    """The median of some values, between their quartiles."""

    median: float
    lower: float
    upper: float
    values: int  # if they are of sessions, of so many: values of one session are not independent
    exact: bool = False  # counted, not timed: there is no spread to look at

    @property
    def has_spread(self):
        return not self.exact and self.values >= ENOUGH


def summary(values):
    """Of at least one value. The quartiles are interpolated."""
    values = list(values)
    if not values:
        raise ValueError("nothing was measured")
    if len(values) == 1:
        return Summary(values[0], values[0], values[0], 1)
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Summary(median, lower, upper, len(values))


def summary_of_turns(values):
    """Of {(session, turn): value}: all of them, but it takes enough sessions for the quartiles to say something.

    A process may be lucky, or not, for as long as it lives.
    """
    return dataclasses.replace(summary(values.values()), values=len({session for session, _ in values}))


def ratios(values, base):
    """Both: {(session, turn): value}. Each value over the mean of the base's turns around it, in the same session.

    A value without the base on both sides has no ratio: a machine that gets slower would show in it.
    """
    of_session = collections.defaultdict(list)
    for session, turn in sorted(base):
        of_session[session].append(turn)
    result = {}
    for session, turn in values:
        turns = of_session.get(session, [])
        before = bisect.bisect_left(turns, turn)
        after = bisect.bisect_right(turns, turn)
        if before > 0 and after < len(turns):
            mean = (base[session, turns[before - 1]] + base[session, turns[after]]) / 2
            if mean != 0:
                result[session, turn] = values[session, turn] / mean
    return result


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
    """Everything that was measured: what each turn gave, in `runs`."""

    def __init__(self, runs=(), counts=None, missing=None, compile_times=None, work=None):
        self.runs = []  # {round, session, turn, peer, measure, ...the client's line} or {..., error}
        self._of = collections.defaultdict(list)  # {(peer, measure): its runs}
        self.counts = counts or {}  # {peer: {"syscalls": n, "by_name": {...}, "instructions": n}}
        self.work = work or {}  # {measure: {"of": "MiB", peer: {"by_name": {...}, "instructions": n}}}
        self.missing = missing or {}  # {peer: why it is not there}
        self.compile_times = compile_times or []  # {round, turn, unit, seconds}
        for run in runs:
            self.add(run)

    def add(self, run):
        self.runs.append(run)
        self._of[run["peer"], run["measure"]].append(run)

    def failure(self, peer, measure):
        """Why there is no figure, or None. One failure is enough: the other turns are no figure either."""
        if peer in self.missing:
            return self.missing[peer]
        runs = self._of.get((peer, measure), [])
        errors = {r["session"]: r["error"] for r in runs if "error" in r}
        if errors:
            return f"failed in {len(errors)} of {len({r['session'] for r in runs})} runs: {next(iter(errors.values()))}"
        return None if runs else "not measured"

    def hung(self, peer, measure):
        return any(r.get("hung") for r in self._of.get((peer, measure), []))

    def values(self, peer, measure, metric):
        """{(session, turn): value}; empty if there is a failure, or the client does not tell this."""
        if self.failure(peer, measure):
            return {}
        try:
            return {(r["session"], r["turn"]): METRICS[metric](r) for r in self._of[peer, measure]}
        except KeyError:  # an interpreter cannot count allocations, for instance
            return {}

    def of(self, peer, measure, metric):
        """The summary, or None."""
        values = self.values(peer, measure, metric)
        return summary_of_turns(values) if values else None

    def ratio(self, peer, base, measure, metric, base_measure=None):
        """The summary of the ratios to `base`, turn by turn, or None.

        Only of sessions that are about this measure: there everybody has the same neighbours on both sides.
        """
        found = ratios(self.values(peer, measure, metric), self.values(base, base_measure or measure, metric))
        about = {session for session, _ in self.values(FLOOR, measure, metric)}
        if about:
            found = {key: value for key, value in found.items() if key[0] in about}
        return summary_of_turns(found) if found else None

    def count(self, peer, what):
        """A count per round trip, or None."""
        return self.counts.get(peer, {}).get(what)

    def count_failure(self, peer, what):
        return self.missing.get(peer) or self.counts.get(peer, {}).get(what + "_error")

    def compile_seconds(self, unit):
        return {(c["round"], c["turn"]): c["seconds"] for c in self.compile_times if c["unit"] == unit}
