#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Runs the Google Benchmark programs of bench/micro, and fails where one of them reports an error."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import processes

ROOT = pathlib.Path(__file__).resolve().parent.parent


def programs(build):
    folder = build / "bench" / "micro"
    return sorted(f for f in folder.glob("boost_serial_ext_*") if f.is_file() and os.access(f, os.X_OK))


def problems(result):
    """What a program's own exit status does not tell: a benchmark that gave up."""
    if not result["benchmarks"]:
        return ["no benchmark ran"]
    failed = [b for b in result["benchmarks"] if b.get("error_occurred")]
    return [f"{b['name']}: {b.get('error_message', 'an error')}" for b in failed]


def run(program, seconds):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(program), f"--benchmark_min_time={seconds}", f"--benchmark_out={file.name}",
                        "--benchmark_out_format=json"], check=True, stdin=subprocess.DEVNULL)
        return json.loads(pathlib.Path(file.name).read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/bench", help="where they were built")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "bench/results", help="folder of micro.json")
    parser.add_argument("--seconds", type=float, default=0.5, help="the least time for each benchmark")
    arguments = parser.parse_args()

    found = programs(arguments.build)
    if not found:
        sys.exit(f"run_micro.py: there are no programs in {arguments.build / 'bench/micro'}")
    merged, failed = {"context": None, "benchmarks": []}, []
    with processes.pinned(max(os.sched_getaffinity(0))) as pinning:
        for program in found:
            result = run(program, arguments.seconds)
            failed += [f"{program.name}: {problem}" for problem in problems(result)]
            context = {k: v for k, v in result["context"].items() if k not in ("executable", "host_name")}
            merged["context"] = merged["context"] or context | processes.machine() | pinning
            merged["benchmarks"] += result["benchmarks"]
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "micro.json").write_text(json.dumps(merged, indent=1) + "\n")
    for problem in failed:
        print(f"==> FAILED: {problem}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
