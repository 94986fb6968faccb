#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The peer comparison: runs it, judges the targets, writes tables, plots and every raw figure (README.md here)."""

import dataclasses
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import counting
import facts
import measures
import options
import plots
import processes
import targets
from figures import Results
from processes import RunFailed
from report import BASE_UNIT, Report
from roster import Denied, Missing, built_program, prepare, roster

QUICK_PEERS = {  # the others answer one question in one round when there is little time
    "raw_epoll", "raw_blocking", "raw_io_uring", "serial_callback", "serial_callback_typed",
    "serial_callback_chained", "serial_coroutine", "serial_coroutine_chained", "serial_io_uring", "serial_sync",
    "asio_callback", "asio_callback_typed", "asio_coroutine", "asio_io_uring",
}
QUICK_MEASURES = ("round_trip/1", "many/128")  # of those others
UNITS = {  # what is compiled: what it includes, and with which further options
    BASE_UNIT: ("boost/asio/serial_port.hpp", ()),
    "boost_serial_ext.hpp": ("boost_serial_ext.hpp", ()),
    "boost_serial_ext.hpp, header-only": ("boost_serial_ext.hpp", ("-DBOOST_SERIAL_EXT_HEADER_ONLY",)),
    "boost/asio.hpp": ("boost/asio.hpp", ()),
}
COUNTED_PEERS = {  # in long transfers and on many ports, unless others are asked for
    "raw_epoll", "raw_io_uring", "serial_callback", "serial_callback_chained", "serial_coroutine",
    "serial_coroutine_chained", "serial_io_uring", "asio_callback", "asio_coroutine", "asio_io_uring",
}
SMOKE_PEERS = {"raw_epoll", "serial_callback"}  # whose counts show that counting works


@dataclasses.dataclass(frozen=True)
class Tool:
    """What counts: the words before the client's command, which have it write a report to a file."""

    key: str  # of the results
    program: str  # that has to be installed
    words: object
    parse: object
    combine: object  # what is made of two runs


def counting_tools(build):
    calls = build / "bench/peers/calls.so"
    return {
        "strace": Tool("by_name", "strace", lambda file: ["strace", "-f", "-c", "-o", str(file), "--"],
                       counting.parse_strace, counting.calls_per_operation),
        "callgrind": Tool("instructions", "valgrind", lambda file: [
            "valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={file}"],
            counting.parse_callgrind, counting.per_operation),
        "calls": Tool("by_name", "env", lambda file: [
            "env", f"LD_PRELOAD={calls}", f"BOOST_SERIAL_EXT_CALLS={file}"],
            counting.parse_calls, counting.calls_per_operation),
    }


BASE = "raw_epoll"
COLUMNS = ("round", "session", "turn", "peer", "measure", "ports", "count", "seconds", "user", "system", "p50", "p99",
           "p999", "allocations", "memory")


def say(*words):
    print("==>", *words, file=sys.stderr, flush=True)


def parse_arguments(words=None):
    parser = options.parser(__doc__)
    parser.add_argument("--core", type=int, help="the core for client and device (default: the last one)")
    parser.add_argument("--name", default="peers", help="name of the JSON file")
    parser.add_argument("--strict", action="store_true", help="fail unless every target is met")
    return options.settle(parser.parse_args(words))


class Comparison:
    def __init__(self, arguments):
        self.arguments = arguments
        self.scale = measures.SMOKE if arguments.smoke else measures.QUICK if arguments.quick else measures.FULL
        if arguments.rounds:
            self.scale = dataclasses.replace(self.scale, rounds=arguments.rounds)
        self.wanted = set(filter(None, (arguments.measures or "").split(",")))
        everything = measures.all_measures(self.scale)
        self.measures = measures.selected(everything, self.wanted)
        known = {m.key for m in everything} | {m.name for m in everything} | {"counts", "work", "compile"}
        if self.wanted - known:
            sys.exit(f"run.py: unknown measures: {', '.join(sorted(self.wanted - known))}")
        self.peers = self.select_peers()
        self.results = Results()
        self.denied = set()  # of those that are missing: those that this system does not let run
        self.versions = {}
        self.session = 0
        self.device = None
        self.tools = counting_tools(arguments.build)
        self.urgent = processes.may_be_urgent()

    def select_peers(self):
        peers = roster()
        if self.arguments.peers:
            names = set(self.arguments.peers.split(","))
            if names - {p.name for p in peers}:
                sys.exit(f"run.py: unknown peers: {', '.join(sorted(names - {p.name for p in peers}))}")
            return [p for p in peers if p.name in names | {BASE}]
        return [p for p in peers if p.native] if self.arguments.smoke else peers

    def asked_for(self, what):
        return not self.wanted or what in self.wanted

    # making ready

    def prepare(self):
        try:
            self.device = built_program(self.arguments.build, "device")
        except Missing as missing:
            sys.exit(f"run.py: the device: {missing}; ./bootstrap.sh bench builds it")
        for peer in self.peers:
            try:
                prepare(peer, self.arguments.build)
            except Missing as missing:
                self.results.missing[peer.name] = str(missing)
                if isinstance(missing, Denied):
                    self.denied.add(peer.name)
                say(f"{peer.label} is absent: {missing}")

    @property
    def most_ports(self):
        counted = [c.measure for c in self.counted_measures] if self.asked_for("work") else []
        return max((m.ports for m in (*self.measures, *counted)), default=1)

    @property
    def counted_measures(self):
        found = measures.counted_measures(self.scale)
        return found[:1] if self.arguments.smoke else found

    @property
    def present(self):
        return [p for p in self.peers if p.name not in self.results.missing]

    # the rounds

    def minor(self, peer):
        return self.arguments.quick and not self.arguments.peers and peer.name not in QUICK_PEERS

    def run_round(self, number):
        for measure in self.measures:
            peers = [p for p in self.present
                     if not self.minor(p) or (number == 0 and measure.key in QUICK_MEASURES)]
            all_sessions = measures.sessions(measure, peers, targets.BESIDE, BASE, self.scale)
            for session in measures.rotated(all_sessions, number):
                self.run_session(number, session)

    def run_session(self, number, session):
        """All clients of a session are started; each takes a turn to warm up, then all do in the session's order."""
        peers = {p.name: p for p in self.present}
        self.session += 1
        alive = {}

        def attempt(key, turn, do):
            """One that fails takes part no longer; the others go on."""
            name, measure = key
            run = {"round": number, "session": self.session, "turn": turn, "peer": name, "measure": measure.key}
            try:
                return run, do()
            except RunFailed as failed:
                hung = "no end after" in str(failed)
                self.results.add(run | {"error": str(failed), "hung": hung})
                say(f"{peers[name].label}: {measure.key}: {failed}")
                if key in alive:
                    alive.pop(key).kill()
                return run, None

        try:
            for key in dict.fromkeys(session.order):
                name, measure = key
                if self.results.hung(name, measure.key):
                    continue  # once is enough
                own = measure.times(peers[name].share_of(measure.name))
                worker = attempt(key, None, lambda: processes.Worker(
                    self.device, peers[name], own, self.scale.time_limit))[1]
                if worker:
                    alive[key] = worker
            if session.warms_up:
                for key in list(alive):
                    attempt(key, None, alive[key].turn)
            for turn, key in enumerate(session.turns):
                if key in alive:
                    run, line = attempt(key, turn, alive[key].turn)
                    if line:
                        self.versions.setdefault(key[0], line.pop("version", "unknown"))
                        self.results.add(run | {"ports": key[1].ports} | line)
            for key in list(alive):
                attempt(key, None, alive[key].end)
        finally:
            for worker in alive.values():
                worker.kill()

    def run_rounds(self):
        begin = time.monotonic()
        for number in range(self.scale.rounds if self.measures else 0):
            self.run_round(number)
            say(f"round {number + 1} of {self.scale.rounds}, {time.monotonic() - begin:.0f} s")

    # counts

    def counted_run(self, peer, measure, tool, at_leisure):
        """One run under a tool. At leisure: the client does not wait for its answers longer than it has to."""
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "report"
            first = processes.urgent if self.urgent and not at_leisure else None
            worker = processes.Worker(self.device, peer, measure, self.scale.time_limit, tool.words(report), first,
                                      patient=not at_leisure)
            try:
                worker.turn()
                worker.end()
            finally:
                worker.kill()
            return tool.parse(report.read_text())

    def count(self, peer, found, shorter, longer, tool, unit=1, at_leisure=False):
        """Puts the counts of `unit` operations into what was found, or why there are none.

        shorter: the measure of one run; longer: how many operations the other has.
        """
        key = tool.key
        small, large = shorter.count / unit, longer / unit
        repeats = []
        try:
            for _ in range(self.scale.count_rounds):
                a, b = (self.counted_run(peer, m, tool, at_leisure)
                        for m in (shorter, dataclasses.replace(shorter, count=longer)))
                repeats.append(tool.combine(small, a, large, b))
            found[key] = counting.median_of(repeats)
            found[key + "_repeats"] = repeats
        except (RunFailed, ValueError, OSError) as failed:
            found[key + "_error"] = str(failed)
            say(f"{peer.label}: {shorter.key}: {key}: {failed}")

    def run_work(self):
        """The same for long transfers and many ports: what a target that is missed there is missed for.

        Bytes and messages gather there while a client is at work: so it must be as fast as it is without a tool. The
        calls of io_uring are not libc's, so they are counted under strace, and its instructions are not: callgrind
        does not know it.
        """
        names = SMOKE_PEERS if self.arguments.smoke else \
            {p.name for p in self.peers} if self.arguments.peers else COUNTED_PEERS
        for counted in self.counted_measures:
            measure = counted.measure
            of_measure = self.results.work.setdefault(measure.key, {"of": counted.of, "peers": {}})
            for peer in self.present:
                if peer.name not in names or measure.name not in peer.measures:
                    continue
                found = of_measure["peers"].setdefault(peer.name, {})
                tools = ["strace"] if peer.needs_io_uring else ["calls", "callgrind"] if peer.compiled else ["calls"]
                for tool in self.installed(tools):
                    self.count(peer, found, measure, counted.longer, tool, counted.unit, at_leisure=True)
        say("counts of long transfers and many ports are done")

    def installed(self, names):
        return [self.tools[name] for name in names if shutil.which(self.tools[name].program)]

    def run_counts(self):
        for program in ("strace", "valgrind"):
            if not shutil.which(program):
                say(f"skipped: counts by {program}, which is not installed")
        small_selection = SMOKE_PEERS if self.arguments.smoke else None
        few, longer = self.scale.counted
        shorter = measures.Measure("counts", "round_trip", "echo", few)
        for peer in self.present:
            if small_selection and peer.name not in small_selection:
                continue
            if "round_trip" not in peer.measures or self.minor(peer):
                continue
            found = self.results.counts.setdefault(peer.name, {})
            for tool in self.installed(["strace"]):
                self.count(peer, found, shorter, longer, tool)
                if "by_name" in found:
                    found["syscalls"] = sum(found["by_name"].values())
                else:
                    found["syscalls_error"] = found["by_name_error"]
            for tool in self.installed(["callgrind"] if peer.compiled else []):
                self.count(peer, found, shorter, longer, tool)
        say("counts are done")

    # compile time

    def run_compiler(self):
        """The base between the others, as with the clients; what is compiled first finds cold files, and is no figure.
        """
        command = facts.compile_command(self.arguments.build)
        others = [unit for unit in UNITS if unit != BASE_UNIT]
        with tempfile.TemporaryDirectory() as folder:
            self.compile(command, folder, BASE_UNIT)
            for number in range(self.scale.compile_rounds):
                order = [u for other in measures.rotated(others, number) for u in (BASE_UNIT, other)] + [BASE_UNIT]
                for turn, unit in enumerate(order):
                    seconds = self.compile(command, folder, unit)
                    self.results.compile_times.append({"round": number, "turn": turn, "unit": unit, "seconds": seconds})
        say("compile times are done")

    @staticmethod
    def compile(command, folder, unit):
        header, more = UNITS[unit]
        source = pathlib.Path(folder) / "unit.cpp"
        source.write_text(f"#include <{header}>\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, *more, "-std=c++17", "-O2", "-c", str(source), "-o", os.devnull], check=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime

    def all(self):
        self.prepare()
        core = self.arguments.core if self.arguments.core is not None else max(os.sched_getaffinity(0))
        conditions = facts.Conditions(core)
        with processes.raised_limits(self.most_ports) as complaints, processes.pinned(core) as pinning:
            for complaint in complaints:
                say(complaint)
            self.run_rounds()
            if self.asked_for("counts"):
                self.run_counts()
            if "work" in self.wanted or (not self.wanted and not self.arguments.quick):
                self.run_work()
            if self.asked_for("compile"):
                self.run_compiler()
        return {
            **conditions.finish(),
            "machine": facts.machine() | pinning | {"counts_at_real_time_priority": self.urgent},
            "built_with": facts.built_with(self.arguments.build) | {"peers": self.versions},
            "scale": dataclasses.asdict(self.scale),
        }


def facts_as_text(known):
    m, scale = known["machine"], known["scale"]
    of_version = {}
    for peer, version in known["built_with"]["peers"].items():
        of_version.setdefault(version, []).append(peer)
    return [
        *facts.as_text(known),
        "- versions: " + "; ".join(f"{version} ({', '.join(peers)})" for version, peers in of_version.items()),
        f"- {scale['rounds']} rounds of {scale['cycles']} turns a session; clients and devices on core {m['core']}; "
        f"the kernel's worker of pseudo terminals: {m['kernel_worker']}",
        "- system calls and instructions were counted "
        + ("with the client running before the device" if m["counts_at_real_time_priority"] else
           "without real-time priority: tools slow the client down, and it may find answers it would have to wait for"),
        "- medians, with quartiles in brackets where there are five values; absolute times are of this machine and day",
    ]


def as_row(run):
    """The figures of one turn, in the order of COLUMNS."""
    digits = {"seconds": 6, "user": 6, "system": 6}
    row = [round(run[c], digits[c]) if c in digits and c in run else run.get(c) for c in COLUMNS]
    while row[-1] is None:
        row.pop()
    return row


def write_results(arguments, comparison, known, text):
    results = comparison.results
    folder = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    everything = known | {
        "missing": results.missing, "counts": results.counts, "work": results.work, "compile_times": results.compile_times,
        "failures": [run for run in results.runs if "error" in run], "columns": COLUMNS}
    # One turn a line, without the names of its figures: there are thousands.
    head = json.dumps(everything, indent=1)[:-2]
    rows = ",\n  ".join(json.dumps(as_row(run), separators=(",", ":")) for run in results.runs if "error" not in run)
    (folder / f"{arguments.name}.json").write_text(f'{head},\n "runs": [\n  {rows}\n ]\n}}\n')
    (folder / "tables.md").write_text(text)
    for name, svg in plots.all_plots(results, comparison.peers, comparison.scale.ports).items():
        (folder / name).write_text(svg)
    say(f"results are in {folder}")


def complain(comparison):
    """How many problems there were, each named: everybody is there, every run and every count went well, but for what
    is known to fail or may not run here."""
    results = comparison.results
    known = {p.name: p.known_to_fail for p in comparison.peers if p.known_to_fail}
    others = {p.name for p in comparison.peers if not p.native}
    found = []  # (peer, what)
    for peer, why in results.missing.items():
        if peer in comparison.denied or peer in others:
            say(f"skipped: {peer}: unavailable: {why}")
        else:
            found.append((peer, why))
    found += [(run["peer"], f"{run['measure']}: {run['error']}") for run in results.runs if "error" in run]
    counts = [(peer, "", c) for peer, c in results.counts.items()]
    counts += [(peer, f"{measure}: ", c) for measure, w in results.work.items() for peer, c in w["peers"].items()]
    # What is said of `syscalls` is that of `by_name` once more.
    found += [(peer, f"{measure}{key}: {why}") for peer, measure, c in counts for key, why in c.items()
              if key.endswith("_error") and key != "syscalls_error"]
    problems = 0
    for peer, what in dict.fromkeys(found):
        if peer in known:
            say(f"skipped: {peer}: {what} (known: {known[peer]})")
        elif peer in others:
            say(f"{peer}: {what}")  # not ours to mend; the tables name it
        else:
            say(f"FAILED: {peer}: {what}")
            problems += 1
    return problems


def smoke_verdict(comparison):
    """0 if every client is there and every run went well."""
    problems = complain(comparison)
    runs = len(comparison.results.runs)
    say(f"smoke: {runs} turns, {problems} problems")
    return 1 if problems or not runs else 0


def main():
    arguments = parse_arguments()
    # So that the kernel's worker is unpinned again however this ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("run.py: terminated"))
    comparison = Comparison(arguments)
    known = comparison.all()
    if arguments.smoke:
        return smoke_verdict(comparison)
    verdicts = list(targets.check(comparison.results, comparison.scale.ports))
    report = Report(comparison.results, comparison.peers, comparison.scale)
    text = report.all("The peer comparison", verdicts, facts_as_text(known))
    print(text)
    write_results(arguments, comparison, known, text)
    for verdict in verdicts:
        if not verdict.met:
            say(f"{verdict.word}: {verdict.what} {verdict.bound}")
    if complain(comparison):
        return 1
    return 1 if arguments.strict and not all(v.met for v in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
