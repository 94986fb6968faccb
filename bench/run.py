#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The peer comparison: runs it, judges the targets, writes tables, plots and every raw figure (README.md here)."""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import counting
import measures
import plots
import processes
import targets
from figures import Results
from processes import RunFailed
from report import Report
from roster import Missing, built_program, prepare, roster

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUICK_PEERS = {  # the others answer one question in one round when there is little time
    "raw_epoll", "raw_blocking", "raw_io_uring", "serial_callback", "serial_callback_typed",
    "serial_callback_chained", "serial_coroutine", "serial_coroutine_chained", "serial_io_uring", "serial_sync", "asio_callback", "asio_callback_typed", "asio_coroutine", "asio_io_uring",
}
QUICK_MEASURES = ("round_trip/1", "many/128")  # of those others
UNITS = ("asio/serial_port.hpp", "boost_serial_ext.hpp", "boost/asio.hpp")


def say(*words):
    print("==>", *words, file=sys.stderr, flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer rounds, shorter runs: under three minutes")
    size.add_argument("--smoke", action="store_true",
                      help="every C++ client and measure once, in seconds; judges no times")
    parser.add_argument("--peers", help="only these, by comma; raw_epoll is always there, for the ratios")
    parser.add_argument("--measures",
                        help="only these, by comma: round_trip, round_trip/64, many, many/128, ..., counts, compile")
    parser.add_argument("--rounds", type=int, help="how often everything is repeated")
    parser.add_argument("--core", type=int, help="the core for client and device (default: the last one)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/bench",
                        help="where the C++ clients were built")
    parser.add_argument("--output", type=pathlib.Path,
                        help="folder of the results (default: bench/results; of less than all: in the build folder)")
    parser.add_argument("--name", default="peers", help="name of the JSON file")
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed, or was not measured")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    if arguments.output is None:
        # A part must not replace the whole.
        part = "part" if arguments.peers or arguments.measures else None
        small = "smoke" if arguments.smoke else part or ("quick" if arguments.quick else None)
        arguments.output = arguments.build / small if small else ROOT / "bench/results"
    return arguments


class Comparison:
    def __init__(self, arguments):
        self.arguments = arguments
        self.scale = measures.SMOKE if arguments.smoke else measures.QUICK if arguments.quick else measures.FULL
        if arguments.rounds:
            self.scale = dataclasses.replace(self.scale, rounds=arguments.rounds)
        self.wanted = set(filter(None, (arguments.measures or "").split(",")))
        self.groups = measures.selected(measures.groups(self.scale), self.wanted)
        known = {m.key for g in measures.groups(self.scale) for m in g} | {
            m.name for g in measures.groups(self.scale) for m in g} | {"counts", "compile"}
        if self.wanted - known:
            sys.exit(f"run.py: unknown measures: {', '.join(sorted(self.wanted - known))}")
        self.peers = self.select_peers()
        self.results = Results()
        self.device = None
        self.urgent = processes.may_be_urgent()

    def select_peers(self):
        peers = roster()
        if self.arguments.peers:
            names = set(self.arguments.peers.split(","))
            if names - {p.name for p in peers}:
                sys.exit(f"run.py: unknown peers: {', '.join(sorted(names - {p.name for p in peers}))}")
            return [p for p in peers if p.name in names | {"raw_epoll"}]
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
                say(f"{peer.label} is absent: {missing}")
        most = max((m.ports for g in self.groups for m in g), default=1)
        for complaint in processes.raise_limits(most):
            say(complaint)

    @property
    def present(self):
        return [p for p in self.peers if p.name not in self.results.missing]

    # the rounds

    def run_client(self, peer, measure, tool=()):
        """One run, perhaps under a tool: a device of its own, the client, the line that it prints."""
        m = measure
        with processes.device(self.device, m.mode, m.ports, m.size, m.count, patient=bool(tool)) as names:
            return processes.client([*tool, *peer.command], peer.environment, m.name, m.count, m.size, names,
                                    self.scale.time_limit, processes.urgent if tool and self.urgent else None)

    def minor(self, peer):
        return self.arguments.quick and not self.arguments.peers and peer.name not in QUICK_PEERS

    def run_round(self, number):
        for group in self.groups:
            for peer in measures.rotated(self.present, number):
                if self.minor(peer) and (number > 0 or group[0].key not in QUICK_MEASURES):
                    continue
                # Next to each other, and in turn the one and the other first.
                for measure in group if number % 2 == 0 else reversed(group):
                    if measure.name in peer.measures:
                        self.run_once(number, peer, measure.times(peer.share))

    def run_once(self, number, peer, measure):
        run = {"round": number, "peer": peer.name, "measure": measure.key, "size": measure.size, "ports": measure.ports}
        if any(r["peer"] == peer.name and r["measure"] == measure.key and r.get("hung") for r in self.results.runs):
            return  # once is enough
        try:
            run |= self.run_client(peer, measure)
        except RunFailed as failed:
            run["error"] = str(failed)
            run["hung"] = "no end after" in str(failed)
            say(f"{peer.label}: {measure.key}: {failed}")
        self.results.runs.append(run)

    def run_rounds(self):
        begin = time.monotonic()
        for number in range(self.scale.rounds if self.groups else 0):
            self.run_round(number)
            say(f"round {number + 1} of {self.scale.rounds}, {time.monotonic() - begin:.0f} s")

    # counts

    def counted_run(self, peer, count, tool, parse):
        """One run under a tool that writes its report to a file."""
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "report"
            measure = measures.Measure("counts", "round_trip", "echo", count)
            self.run_client(peer, measure, tool(report))
            return parse(report.read_text())

    def count(self, peer, key, tool, parse, combine):
        """Puts the counts of a round trip into the results, or why there are none."""
        found = self.results.counts.setdefault(peer.name, {})
        small, large = self.scale.counted
        repeats = []
        try:
            for _ in range(self.scale.count_rounds):
                a, b = (self.counted_run(peer, n, tool, parse) for n in (small, large))
                repeats.append(combine(small, a, large, b))
            found[key] = counting.median_of(repeats)
            found[key + "_repeats"] = repeats
        except (RunFailed, ValueError, OSError) as failed:
            found[key + "_error"] = str(failed)
            say(f"{peer.label}: {key}: {failed}")

    def run_counts(self):
        for program in ("strace", "valgrind"):
            if not shutil.which(program):
                say(f"skipped: counts by {program}, which is not installed")
        small_selection = {"raw_epoll", "serial_callback"} if self.arguments.smoke else None
        for peer in self.present:
            if small_selection and peer.name not in small_selection:
                continue
            if "round_trip" not in peer.measures or self.minor(peer):
                continue
            if shutil.which("strace"):
                self.count(peer, "by_name", lambda file: ["strace", "-f", "-c", "-o", str(file), "--"],
                           counting.parse_strace, counting.calls_per_round_trip)
                found = self.results.counts[peer.name]
                if "by_name" in found:
                    found["syscalls"] = sum(found["by_name"].values())
                else:
                    found["syscalls_error"] = found["by_name_error"]
            if peer.compiled and shutil.which("valgrind"):
                self.count(peer, "instructions", lambda file: [
                    "valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={file}"],
                    counting.parse_callgrind, counting.per_round_trip)
        say("counts are done")

    # compile time

    def compile_command(self):
        """The compiler and the paths of the clients, as CMake has them; without the cache."""
        commands = json.loads((self.arguments.build / "compile_commands.json").read_text())
        entry = next(c for c in commands if c["file"].endswith("bench/peers/serial_callback.cpp"))
        words = shlex.split(entry["command"])
        compiler = next(w for w in words if os.path.basename(w).startswith(("c++", "g++", "clang++")))
        paths = []
        for i, word in enumerate(words):
            if word == "-isystem":
                paths += ["-isystem", words[i + 1]]
            elif word.startswith("-I"):
                paths.append(word)
        return [compiler, f"-I{ROOT / 'include'}", *paths]

    def run_compiler(self):
        command = self.compile_command()
        with tempfile.TemporaryDirectory() as folder:
            for number in range(self.scale.compile_rounds):
                for unit in measures.rotated(list(UNITS), number):
                    source = pathlib.Path(folder) / "unit.cpp"
                    source.write_text(f"#include <{unit if unit.startswith('boost') else 'boost/' + unit}>\n")
                    before = resource.getrusage(resource.RUSAGE_CHILDREN)
                    subprocess.run([*command, "-std=c++17", "-O2", "-c", str(source), "-o", os.devnull], check=True)
                    after = resource.getrusage(resource.RUSAGE_CHILDREN)
                    self.results.compile_times.append(
                        {"round": number, "unit": unit, "seconds": after.ru_utime - before.ru_utime})
        say("compile times are done")

    def versions(self):
        """Of what the clients were built with."""
        command = self.compile_command()
        compiler = subprocess.run([command[0], "--version"], stdout=subprocess.PIPE, text=True, check=True)
        probe = "#include <boost/version.hpp>\nversion BOOST_LIB_VERSION\n"
        boost = subprocess.run([*command, "-E", "-P", "-x", "c++", "-"], input=probe, stdout=subprocess.PIPE, text=True,
                               check=True)
        found = boost.stdout.split('version "')[-1].split('"')[0].replace("_", ".")
        peers = {r["peer"]: r["version"] for r in self.results.runs if "version" in r}
        return {"compiler": compiler.stdout.splitlines()[0], "boost": found, "peers": peers}

    def all(self):
        self.prepare()
        core = self.arguments.core if self.arguments.core is not None else max(os.sched_getaffinity(0))
        begin = datetime.datetime.now(datetime.timezone.utc)
        with processes.pinned(core) as pinning:
            self.run_rounds()
            if self.asked_for("counts"):
                self.run_counts()
            if self.asked_for("compile"):
                self.run_compiler()
        return {
            "date": begin.isoformat(timespec="seconds"),
            "machine": processes.machine() | pinning | {"counts_at_real_time_priority": self.urgent},
            "built_with": self.versions(),
            "commit": commit(),
            "scale": dataclasses.asdict(self.scale),
        }


def commit():
    """The commit that was measured, and whether the tree had changes on top."""
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=True).stdout.strip()
    try:
        changed = git("status", "--porcelain", "--", "include", "src", "bench", ":!bench/results")
        return git("rev-parse", "HEAD") + (" with changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"  # not a clone


def facts_as_text(facts):
    m, b = facts["machine"], facts["built_with"]
    return [
        f"- {facts['date']}, commit {facts['commit']}",
        f"- {m['cpu']}, {m['cores']} cores (in a virtual machine: {m['hypervisor']}), governor {m['governor']}; "
        f"{m['kernel']}",
        f"- {b['compiler']}; Boost {b['boost']}",
        "- versions: " + ", ".join(f"{peer} {version}" for peer, version in sorted(b["peers"].items())),
        f"- {facts['scale']['rounds']} interleaved rounds; client and device on core {m['core']}; "
        f"the kernel's worker of pseudo terminals: {m['kernel_worker']}",
        "- system calls and instructions were counted "
        + ("with the client running before the device" if m["counts_at_real_time_priority"] else
           "without real-time priority: tools slow the client down, and it may find answers it would have to wait for"),
        "- medians, with quartiles in brackets; absolute times are of this machine and day only",
    ]


def write_results(arguments, comparison, facts, text):
    results = comparison.results
    folder = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    everything = facts | {
        "missing": results.missing, "counts": results.counts, "compile_times": results.compile_times}
    # One run a line: a diff shows what has changed.
    head = json.dumps(everything, indent=1)[:-2]
    runs = ",\n  ".join(json.dumps(run) for run in results.runs)
    (folder / f"{arguments.name}.json").write_text(f'{head},\n "runs": [\n  {runs}\n ]\n}}\n')
    (folder / "tables.md").write_text(text)
    for name, svg in plots.all_plots(results, comparison.peers, comparison.scale.ports).items():
        (folder / name).write_text(svg)
    say(f"results are in {folder}")


def smoke_verdict(comparison):
    """0 if every client is there and every run went well; those known to fail are named, and count as nothing."""
    results = comparison.results
    known = {p.name: p.known_to_fail for p in comparison.peers if p.known_to_fail}
    problems = [f"{peer}: {why}" for peer, why in results.missing.items() if "switched off" not in why]
    for run in results.runs:
        if "error" in run:
            text = f"{run['peer']}: {run['measure']}: {run['error']}"
            if run["peer"] in known:
                say(f"skipped: {text} (known: {known[run['peer']]})")
            else:
                problems.append(text)
    for peer, found in results.counts.items():
        problems += [f"{peer}: {key}: {why}" for key, why in found.items() if key.endswith("_error")]
    for problem in problems:
        say(f"FAILED: {problem}")
    say(f"smoke: {len(results.runs)} runs, {len(problems)} problems")
    return 1 if problems or not results.runs else 0


def main():
    arguments = parse_arguments()
    # So that the kernel's worker is unpinned again however this ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("run.py: terminated"))
    comparison = Comparison(arguments)
    facts = comparison.all()
    if arguments.smoke:
        return smoke_verdict(comparison)
    verdicts = list(targets.check(comparison.results, comparison.scale.ports))
    report = Report(comparison.results, comparison.peers, comparison.scale)
    text = report.all("The peer comparison", verdicts, facts_as_text(facts))
    print(text)
    write_results(arguments, comparison, facts, text)
    for verdict in verdicts:
        if not verdict.met:
            say(f"{verdict.word}: {verdict.what} {verdict.bound}")
    return 1 if arguments.strict and not all(v.met for v in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
