# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The tables, as Markdown that reads well in a terminal too."""

from figures import ratios, summary
from targets import BESIDE, timeout_cost

NONE = "–"
LATENCIES = ("p50", "p50 µs", "p99", "p99 µs", "p99.9", "p99.9 µs")
BASE_UNIT = "boost/asio/serial_port.hpp"  # what compile times are divided by


def number(value, digits=3):
    """With so many significant digits, never in powers of ten."""
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return "0" if value == 0 else f"{value:.{max(0, digits - whole)}f}"


def span(s, scale=1.0, digits=3):
    """median (lower–upper), if the quartiles say something"""
    if not s.has_spread or s.lower == s.upper:
        return number(s.median * scale, digits)
    return f"{number(s.median * scale, digits)} ({number(s.lower * scale, digits)}–{number(s.upper * scale, digits)})"


def factor(s):
    """x1.06 (1.05–1.08)"""
    if s is None:
        return NONE
    spread = f" ({s.lower:.2f}–{s.upper:.2f})" if s.has_spread else ""
    return f"x{s.median:.2f}{spread}"


def table(header, rows):
    """A Markdown table with columns that line up; nothing if there are no rows."""
    if not rows:
        return []
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    def row(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"
    return [row(header), "|" + "|".join("-" * (w + 2) for w in widths) + "|", *map(row, rows), ""]


class Failures:
    """Reasons, numbered: the tables have the number, the list below them the words."""

    def __init__(self):
        self._notes = {}  # (peer's label, reason): (number, what it concerns)

    def mark(self, word, label, reason, what=""):
        number, concerned = self._notes.setdefault((label, reason), (len(self._notes) + 1, []))
        if what and what not in concerned:
            concerned.append(what)
        return f"{word} [{number}]"

    def lines(self):
        return [
            f"- [{number}] {label}: {', '.join(concerned)}{': ' if concerned else ''}{reason}"
            for (label, reason), (number, concerned) in self._notes.items()
        ]


class Report:
    def __init__(self, results, peers, scale):
        self.results, self.peers, self.scale = results, peers, scale
        self.failures = Failures()
        self.lines = []

    def cell(self, peer, measure, text):
        """`text()`, or why there is nothing."""
        if peer.name in self.results.missing:
            return self.failures.mark("absent", peer.label, self.results.missing[peer.name])
        reason = self.results.failure(peer.name, measure)
        if reason == "not measured":
            return NONE
        return self.failures.mark("fails", peer.label, reason, measure) if reason else text()

    def ratio(self, peer, measure, metric):
        def text():
            value = self.results.ratio(peer.name, "raw_epoll", measure, metric)
            return factor(value)
        return self.cell(peer, measure, text)

    def absolute(self, peer, measure, metric, scale):
        def text():
            value = self.results.of(peer.name, measure, metric)
            return NONE if value is None else number(value.median * scale)
        return self.cell(peer, measure, text)

    def latencies(self, peer, measure):
        return [cell for metric in ("p50", "p99", "p999")
                for cell in (self.ratio(peer, measure, metric), self.absolute(peer, measure, metric, 1e-3))]

    def count(self, peer, what):
        value = self.results.count(peer.name, what)
        if value is not None:
            return number(value, 3) if value < 100 else f"{value:.0f}"
        reason = self.results.count_failure(peer.name, what)
        if peer.name in self.results.missing:
            return self.failures.mark("absent", peer.label, reason)
        return self.failures.mark("fails", peer.label, reason, what) if reason else NONE

    def section(self, title, text, header, rows):
        """Rows that say nothing at all are left out: a selection was asked for. Who is absent stays."""
        rows = [row for row in rows if any(cell != NONE for cell in row[1:])]
        lines = table(header, rows)
        if lines:
            self.lines += [f"## {title}", "", *([text, ""] if text else []), *lines]

    def targets(self, verdicts):
        rows = [
            [v.what, v.bound, span(v.measured) if v.measured else NONE, factor(v.asio) if v.asio else NONE,
             v.word if v.measured else f"{v.word}: {v.reason}"]
            for v in verdicts
        ]
        words = [v.word for v in verdicts]
        tally = [f"{words.count('met')} of {len(words)} met"]
        tally += [f"{words.count(word)} {word.lower()}" for word in ("undecided", "MISSED", "not measured")
                  if word in words]
        self.section(
            f"Targets: {', '.join(tally)}",
            "Ratios are to raw epoll's turns directly before and after unless a row says otherwise. `/ Asio` is\n"
            "the library's figure divided by that of `asio::serial_port` used the same way: where there is one, it\n"
            "must be better too. A target is met, or MISSED, if all between the quartiles is on that side; else\n"
            "undecided.",
            ["target", "bound", "measured", "/ Asio", ""], rows)

    def round_trips(self):
        m = "round_trip/1"
        rows = [[
            p.label, *self.latencies(p, m), self.ratio(p, m, "cpu"), self.absolute(p, m, "cpu", 1e6),
            self.count(p, "syscalls"), self.count(p, "instructions"), self.absolute(p, m, "allocations", 1),
        ] for p in self.peers]
        self.section(
            "Round trip of one byte",
            "Times in µs; `x` is the ratio to raw epoll directly before and after, with quartiles; raw epoll's own\n"
            "is the ratio of its turns to those around them, so what the machine's noise makes of 1. The last three\n"
            "are counts per round trip: system calls, instructions in user space, calls of the allocator.",
            ["", *LATENCIES, "client CPU", "CPU µs", "calls", "instructions", "allocations"],
            rows)
        m = "round_trip/64"
        self.section(
            "Round trip of 64 bytes", "",
            ["", *LATENCIES, "client CPU", "CPU µs"],
            [[p.label, *self.latencies(p, m), self.ratio(p, m, "cpu"), self.absolute(p, m, "cpu", 1e6)]
             for p in self.peers])

    def timeouts(self):
        rows = []
        for p in self.peers:
            def cost(metric, peer=p):
                return self.cell(peer, "timeout", lambda: factor(timeout_cost(self.results, peer.name, metric)))
            rows.append([p.label, cost("p50"), cost("cpu")])
        self.section(
            "Round trip with a time limit on the read",
            "The ratio to the same client's round trips without one, directly before and after.",
            ["", "p50", "client CPU"], rows)

    def throughput(self):
        kinds = ("receive", "send", "duplex")
        self.section(
            "Throughput, 64 KiB buffers",
            "The ratio to raw epoll, and MiB per second (duplex: of each direction).",
            ["", *(text for kind in kinds for text in (kind, "MiB/s"))],
            [[p.label, *(c for k in kinds for c in (self.ratio(p, k, "rate"), self.absolute(p, k, "rate", 2**-20)))]
             for p in self.peers])
        self.section(
            "Client CPU per MiB", "",
            ["", *(text for kind in kinds for text in (kind, "µs"))],
            [[p.label, *(c for k in kinds for c in (self.ratio(p, k, "cpu"), self.absolute(p, k, "cpu", 1e6 * 2**20)))]
             for p in self.peers])

    def many(self):
        for title, metric, text in (
            ("CPU per message, many ports", "cpu", "Client CPU of one round trip when all ports are busy at once."),
            ("Messages per second, many ports", "rate", "More is better."),
        ):
            self.section(
                title, text, ["ports", *map(str, self.scale.ports)],
                [[p.label, *(self.ratio(p, f"many/{n}", metric) for n in self.scale.ports)] for p in self.peers])

    def rare(self):
        self.section(
            "Cancel, open",
            "Cancelling a pending read in its own thread until it has completed; open, configure, close, with another\n"
            "baud rate than the port has.",
            ["", "cancel", "p50 µs", "p99 µs", "open", "p50 µs", "p99 µs"],
            [[p.label, *(c for m in ("cancel", "open") for c in (
                self.ratio(p, m, "p50"), self.absolute(p, m, "p50", 1e-3), self.absolute(p, m, "p99", 1e-3)))]
             for p in self.peers])
        self.section(
            f"Memory per open port with a pending read ({self.scale.idle_ports} ports)", "Bytes.",
            ["", "heap", "resident"],
            [[p.label, self.absolute(p, "idle", "heap", 1), self.absolute(p, "idle", "resident", 1)]
             for p in self.peers])

    def pairs(self):
        names = {p.name: p for p in self.peers}
        columns = [("round_trip/1", "p50"), ("round_trip/1", "cpu"), ("timeout", "p50"), ("receive", "rate"),
                   ("send", "rate"), ("duplex", "rate"), (f"many/{self.scale.ports[-1]}", "cpu"), ("cancel", "p50"),
                   ("open", "p50")]
        rows = []
        for ours, theirs in BESIDE.items():
            if ours in names and theirs in names:
                rows.append([f"{names[ours].label} / {names[theirs].label}", *(
                    factor(self.results.ratio(ours, theirs, measure, metric)) for measure, metric in columns)])
        self.section(
            "The library divided by its like", "Ratios of turns side by side; of what is per second, more is better.",
            ["", "round trip p50", "CPU", "with a timeout", "receive/s", "send/s", "duplex/s",
             f"CPU, {self.scale.ports[-1]} ports", "cancel", "open"], rows)

    def calls(self):
        rows = []
        for p in self.peers:
            by_name = self.results.count(p.name, "by_name")
            if by_name:
                calls = sorted(by_name.items(), key=lambda item: -item[1])
                rows.append([p.label, ", ".join(f"{name} {number(rate, 3)}" for name, rate in calls)])
        self.section("System calls of a round trip, by name", "", ["", "calls per round trip"], rows)

    def work(self):
        names = {p.name: p.label for p in self.peers}
        rows = []
        for measure, found in self.results.work.items():
            for peer, counts in found["peers"].items():
                by_name = counts.get("by_name")
                calls = sorted(by_name.items(), key=lambda item: -item[1]) if by_name else []
                label = names[peer]
                rows.append([
                    f"{measure}, per {found['of']}", label,
                    number(sum(by_name.values())) if by_name else self.reason(label, measure, counts, "by_name"),
                    ", ".join(f"{name} {number(rate)}" for name, rate in calls) or NONE,
                    f"{counts['instructions']:.0f}" if "instructions" in counts
                    else self.reason(label, measure, counts, "instructions")])
        self.section(
            "System calls and instructions of long transfers and many ports",
            "Calls are counted at full speed, with nobody in between; for io_uring under strace. Instructions are\n"
            "those of user space under callgrind, which makes the client slow: it finds more at once, so what is for\n"
            "each piece or wait counts less. Duplex: per MiB in each direction.",
            ["", "client", "calls", "which", "instructions"], rows)

    def reason(self, label, measure, counts, key):
        why = counts.get(key + "_error")
        return self.failures.mark("fails", label, why, measure) if why else NONE

    def compile_time(self):
        base = self.results.compile_seconds(BASE_UNIT)
        rows = []
        for unit in dict.fromkeys(c["unit"] for c in self.results.compile_times):
            seconds = self.results.compile_seconds(unit)
            found = ratios(seconds, base)
            header, _, mode = unit.partition(", ")
            rows.append([f"`#include <{header}>`{', ' if mode else ''}{mode}",
                         f"{summary(seconds.values()).median:.2f}", factor(summary(found.values()) if found else None)])
        self.section("Compile time", "CPU seconds of the compiler for a source file that only includes a header. Not "
                     "header-only, the library's own\nsources are compiled once, apart.",
                     ["", "s", "ratio"], rows)

    def all(self, title, verdicts, facts):
        self.lines += [f"# {title}", "", *facts, ""]
        self.targets(verdicts)
        for part in (self.round_trips, self.timeouts, self.throughput, self.many, self.rare, self.pairs, self.calls,
                     self.work, self.compile_time):
            part()
        if self.failures.lines():
            self.lines += ["## What failed, or is absent", "", *self.failures.lines(), ""]
        return "\n".join(self.lines)
