#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What an operation costs, in counts that no noise disturbs: user instructions, system calls, allocations.

`run.py PROGRAM` has each operation of `boost_serial_ext_costs` repeated a few times and many times, under callgrind and
under strace, so that the difference is the operation's alone; and compares with bounds.json, the one place for bounds.
`--only WORD` takes the operations whose names contain it, and those they are compared with.
`--update` prints a bounds.json from what is measured instead. With several programs, of different compilers, it holds
for all of them; for a compiler that is not among them it keeps what it has.
"""

import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BOUNDS = pathlib.Path(__file__).resolve().parent / "bounds.json"
FEW, MANY = 100, 400
ROOM = 1.08  # for another patch level of a compiler or a C++ library
# What may come on top now and then: a wait woken for nothing, on a busy machine. Never memory.
NOISE = {"instructions": 0, "system_calls": 0.1, "allocations": 0.02}
COUNTS = ("instructions", "system_calls", "allocations")


class Failure(Exception):
    pass


def run(command):
    # The alarm inside of the program is for itself; this is for the tools around it.
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done


def facts_of(program):
    return json.loads(run([program, "--list"]).stdout)


def instructions(program, operation, count):
    """What callgrind collects inside of the measure, and what the program itself has counted."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
            + ["--toggle-collect=costs_inside", "--toggle-collect=costs_outside", program, operation, str(count)]
        )
    line = next(line for line in done.stderr.splitlines() if "Collected" in line)
    return int(line.split(":")[1]), json.loads(done.stdout)


def system_calls(program, operation, count):
    """How often which one was made, whether inside of the measure or not, and what the program has counted."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(["strace", "-f", "-c", "-o", f"{folder}/out", program, operation, str(count)])
        lines = pathlib.Path(folder, "out").read_text().splitlines()
    rows = [line.split() for line in lines if line[:1] in " 0123456789" and not line.endswith(" total")]
    calls = {row[-1]: int(row[3]) for row in rows if len(row) >= 5 and row[3].isdigit()}
    if not calls:
        raise Failure(f"{operation}: strace says nothing of system calls")
    return calls, json.loads(done.stdout)


def may_trace(program):
    """Whether this process may trace another: some containers forbid it."""
    done = subprocess.run(["strace", "-o", os.devnull, program, "--list"], capture_output=True, text=True)
    if done.returncode == 0:
        return True
    if "ptrace" in done.stderr.lower() and "not permitted" in done.stderr:
        return False
    raise Failure(f"strace: {done.stderr.strip()}")


def measure(program, operation, tracing):
    """The costs of one operation, and the system calls by name."""

    def each(few, many):
        return (many - few) / (MANY - FEW)

    few, counted_few = instructions(program, operation, FEW)
    many, counted_many = instructions(program, operation, MANY)
    costs = {
        "instructions": each(few, many),
        "allocations": each(counted_few["allocations"], counted_many["allocations"]),
    }
    names = ""
    if tracing:
        few, counted_few = system_calls(program, operation, FEW)
        many, counted_many = system_calls(program, operation, MANY)
        costs["system_calls"] = each(sum(few.values()), sum(many.values())) - each(
            counted_few["outside_calls"], counted_many["outside_calls"]
        )
        each_name = {name: each(few.get(name, 0), n) for name, n in many.items()}
        names = ", ".join(f"{name} {n:.3g}" for name, n in sorted(each_name.items()) if n > 0.01)
    # A counter that does not count would be within every bound.
    if costs["instructions"] <= 0 or any(count < -0.1 for count in costs.values()):
        raise Failure(f"{operation}: what was counted cannot be: {costs}")
    return costs, names


def measure_all(program, operations, tracing, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        jobs = {o: pool.submit(measure, program, o, tracing) for o in operations}
        return {o: job.result() for o, job in jobs.items()}


def needed(bounds, names):
    """With what these are compared with."""
    return set(names).union(*(bounds.get(name, {}).get("at_most", {}) for name in names))


def problems_of(operation, bound, costs, all_costs, compiler, absolute):
    """What is beyond its bound; and the lines that say so, or not."""
    lines, problems = [], []

    def compare(what, measured, limit):
        bad = measured > limit
        lines.append(f"    {what:24} {measured:10.6g}   bound {limit:10.6g}{'   TOO MUCH' if bad else ''}")
        if bad:
            problems.append(f"{operation}: {what}: {measured:.6g}, and the bound is {limit:.6g}")

    for what in COUNTS:
        limit = bound.get(what)
        if isinstance(limit, dict):
            if compiler not in limit:
                problems.append(f"{operation}: no bound of {what} for {compiler}")
            limit = limit.get(compiler)
        if limit is None or what not in costs or (what == "instructions" and not absolute):
            continue
        compare(what, costs[what], limit + NOISE[what])
    for other, times in bound.get("at_most", {}).items():
        if other in all_costs:
            compare(f"/ {other}", costs["instructions"] / all_costs[other]["instructions"], times)
        else:
            lines.append(f"    / {other}: not measured")
    return lines, problems


def check(program, options):
    document = json.loads(BOUNDS.read_text())
    bounds, facts = document["operations"], facts_of(program)
    there = facts["operations"]
    ours = [o for o in there if not o.startswith(("asio.", "raw."))]  # the others are what it is compared with
    problems = [f"{o}: it has no bounds" for o in ours if o not in bounds]
    for o in sorted(set(bounds) - set(there)):
        if "coroutine" in o and not any("coroutine" in other for other in there):
            print(f"==> skipped: {o}: this compiler, or this C++ standard, has no coroutines")
        else:
            problems.append(f"{o}: it has bounds, but the program does not know it")
    chosen = needed(bounds, [o for o in there if options.only in o])
    if not chosen:
        raise Failure(f"no operation has {options.only!r} in its name")
    absolute = facts["boost"] == document["boost"]
    if not absolute:
        versions = f"they are of Boost {document['boost']}, not {facts['boost']}"
        print(f"==> skipped: absolute bounds of instructions: {versions}")
    tracing = may_trace(program)
    if not tracing:
        print("==> skipped: bounds of system calls: ptrace is not permitted here")

    measured = measure_all(program, [o for o in there if o in chosen], tracing, options.jobs)
    all_costs = {o: costs for o, (costs, _) in measured.items()}
    if "open_close" in all_costs and all_costs["open_close"]["allocations"] < 1:
        problems.append("open_close: no allocations: they are not counted")
    for operation, (costs, names) in measured.items():
        print(f"{operation}{': ' if names else ''}{names}")
        if operation in bounds:
            lines, found = problems_of(
                operation, bounds[operation], costs, all_costs, facts["compiler"], absolute
            )
            problems += found
        else:
            lines = [f"    {what:24} {costs[what]:10.6g}" for what in COUNTS if what in costs]
        print(*lines, sep="\n")
    return problems


def updated(programs, options):
    """bounds.json anew: the same operations are compared with the same others, the numbers are what is measured."""
    old = json.loads(BOUNDS.read_text()) if BOUNDS.is_file() else {"operations": {}}
    new = {}
    boosts = set()
    for program in programs:
        facts = facts_of(program)
        boosts.add(facts["boost"])
        if not may_trace(program):
            raise Failure("ptrace is not permitted here, and bounds of system calls are wanted")
        measured = measure_all(program, facts["operations"], True, options.jobs)
        for operation, (costs, _) in measured.items():
            if operation.startswith(("asio.", "raw.")):
                continue
            before = old["operations"].get(operation, {})
            bound = new.setdefault(operation, {"instructions": {}, "system_calls": 0, "allocations": 0})
            compiled = bound["instructions"]
            limit = math.ceil(costs["instructions"] * ROOM)
            compiled[facts["compiler"]] = max(limit, compiled.get(facts["compiler"], 0))
            for what in ("system_calls", "allocations"):
                # A fraction as it is: a frame of a wait more or less. Else a whole number.
                count = round(costs[what], 1)
                bound[what] = max(bound[what], int(count) if count == int(count) else count)
            for other in before.get("at_most", {}):
                if other in measured:
                    times = costs["instructions"] / measured[other][0]["instructions"] * (1 + (ROOM - 1) / 2)
                    at_most = bound.setdefault("at_most", {})
                    at_most[other] = max(at_most.get(other, 0), math.ceil(times * 100) / 100)
    if len(boosts) != 1:
        raise Failure("the programs were built with different versions of Boost")
    for operation, before in old["operations"].items():
        bound = new.setdefault(operation, before)
        for compiler, limit in before["instructions"].items():
            bound["instructions"].setdefault(compiler, limit)
    lines = ",\n".join(f"        {json.dumps(name)}: {json.dumps(bound)}" for name, bound in new.items())
    return f'{{\n    "boost": "{boosts.pop()}",\n    "operations": {{\n{lines}\n    }}\n}}'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", metavar="PROGRAM", nargs="+")
    parser.add_argument("--only", metavar="WORD", default="")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.programs = [str(pathlib.Path(program).resolve()) for program in options.programs]
    for tool in ("valgrind", "strace"):
        if shutil.which(tool) is None:
            raise Failure(f"{tool} is missing (Debian: the package {tool})")
    if options.update:
        print(updated(options.programs, options))
        return
    problems = [problem for program in options.programs for problem in check(program, options)]
    print(*problems, sep="\n")
    print(f"costs: {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    try:
        main()
    except (Failure, OSError, subprocess.TimeoutExpired) as failure:
        sys.exit(f"costs: {failure}")
