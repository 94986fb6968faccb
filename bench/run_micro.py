#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs the Google Benchmark programs of bench/micro, and fails where one of them reports an error."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import facts
import options
import processes
from figures import summary

REPETITIONS = 5


def programs(build):
    folder = build / "bench" / "micro"
    return sorted(f for f in folder.glob("boost_serial_ext_*") if f.is_file() and os.access(f, os.X_OK))


def problems(result):
    """What a program's own exit status does not tell: a benchmark that gave up."""
    if not result["benchmarks"]:
        return ["no benchmark ran"]
    failed = [b for b in result["benchmarks"] if b.get("error_occurred")]
    return list(dict.fromkeys(f"{b['name']}: {b.get('error_message', 'an error')}" for b in failed))


def combined(benchmarks):
    """One entry for each benchmark: medians of what its repetitions measured, and the quartiles beside them."""
    repetitions = {}
    for b in benchmarks:
        if b.get("run_type", "iteration") == "iteration" and not b.get("error_occurred"):
            repetitions.setdefault(b["name"], []).append(b)
    result = []
    for found in repetitions.values():
        entry = {k: v for k, v in found[0].items() if not k.startswith("repetition")} | {"repetitions": len(found)}
        spread = {}
        for key, value in found[0].items():
            if isinstance(value, float):
                s = summary(b[key] for b in found)
                entry[key] = s.median
                if s.has_spread and s.lower != s.upper:
                    spread[key] = [s.lower, s.upper]
        result.append(entry | {"quartiles": spread})
    return result


def build_type_in_words(context):
    """Google Benchmark's own key is easily taken for something else."""
    how = context.get("library_build_type", "unknown")
    words = {
        "debug": "built with its assertions (without NDEBUG), as Debian's package is: that costs a little around a "
                 "benchmark's loop, nothing inside it",
        "release": "built without its assertions",
    }
    return ("library_build_type is about Google Benchmark itself, which was "
            + words.get(how, f"built in a way it does not tell ({how})")
            + ". The benchmarks, and boost_serial_ext in them, are always built with -O2 -DNDEBUG.")


def run(program, seconds, repetitions):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = subprocess.run([str(program), f"--benchmark_min_time={seconds / repetitions}",
                        f"--benchmark_repetitions={repetitions}",
                        # The repetitions of a benchmark lie apart: what disturbs one does not disturb all.
                        "--benchmark_enable_random_interleaving=true",
                        f"--benchmark_display_aggregates_only={'true' if repetitions > 1 else 'false'}",
                        f"--benchmark_out={file.name}", "--benchmark_out_format=json"],
                       check=False, stdin=subprocess.DEVNULL)
        text = pathlib.Path(file.name).read_text()
        return json.loads(text) if text else {"context": {}, "benchmarks": []}, done.returncode


def parse_arguments(words=None):
    parser = options.parser(__doc__)
    parser.add_argument("--seconds", type=float, help="the least time for each benchmark, all repetitions together")
    arguments = options.settle(parser.parse_known_args(words)[0])
    if arguments.seconds is None:
        arguments.seconds = 0.001 if arguments.smoke else 0.02 if arguments.quick else 0.5
    return arguments


def main():
    arguments = parse_arguments()
    if options.is_part(arguments):
        print("==> skipped: the benchmarks of the library alone, because only a part of the comparison was asked for",
              file=sys.stderr)
        return 0
    found = programs(arguments.build)
    if not found:
        sys.exit(f"run_micro.py: there are no programs in {arguments.build / 'bench/micro'}")
    context, benchmarks, failed = {}, [], []
    core = max(os.sched_getaffinity(0))
    conditions = facts.Conditions(core)
    with processes.pinned(core) as pinning:
        for program in found:
            result, status = run(program, arguments.seconds, 1 if arguments.smoke else REPETITIONS)
            found_wrong = problems(result) or ([f"ended with status {status}"] if status != 0 else [])
            failed += [f"{program.name}: {problem}" for problem in found_wrong]
            context |= {k: v for k, v in result["context"].items() if k not in ("executable", "host_name")}
            benchmarks += combined(result["benchmarks"])
    everything = {
        **conditions.finish(),
        "machine": facts.machine() | pinning,
        "built_with": facts.built_with(arguments.build),
        "context": context | {"note": build_type_in_words(context)},
        "benchmarks": benchmarks,
    }
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "micro.json").write_text(json.dumps(everything, indent=1) + "\n")
    for problem in failed:
        print(f"==> FAILED: {problem}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
