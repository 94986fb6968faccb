# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What has to be known of figures: the machine, what else went on there, what was measured, and how it was built."""

import contextlib
import datetime
import json
import os
import pathlib
import platform
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEASURED = ("include", "src", "bench")


def first_line(path, key):
    with contextlib.suppress(OSError):
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[-1].strip()
    return "unknown"


def pty_driver(drivers=pathlib.Path("/proc/tty/drivers")):
    """The kernel's own words for its driver of the near ends."""
    with contextlib.suppress(OSError):
        for line in drivers.read_text().splitlines():
            if line.split()[-1:] == ["pty:slave"]:
                return " ".join(line.split())
    return "unknown"


def machine():
    governor = pathlib.Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return {
        "cpu": first_line("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "governor": governor.read_text().strip() if governor.exists() else "unknown",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "pty_driver": pty_driver(),
        "hypervisor": "yes" if "hypervisor" in first_line("/proc/cpuinfo", "flags").split() else "no",
        "python": platform.python_version(),
    }


def steal(before, after):
    """The share of the time that a virtual machine was not let run, of each line of two texts of /proc/stat."""
    def times(text):
        # user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of user and nice
        rows = (line.split() for line in text.splitlines() if line.startswith("cpu"))
        return {row[0]: [int(value) for value in row[1:9]] for row in rows if len(row) > 8}
    begin, end = times(before), times(after)
    result = {}
    for name in begin.keys() & end.keys():
        passed = [b - a for a, b in zip(begin[name], end[name])]
        result[name] = passed[7] / sum(passed) if sum(passed) > 0 else 0.0
    return result


class Conditions:
    """What else went on, and what was measured: from when this is made until `finish`."""

    def __init__(self, core):
        self._core = core
        self._source = source()
        self._begin = datetime.datetime.now(datetime.timezone.utc)
        self._load = self._loads()
        self._stat = self._text()

    @staticmethod
    def _loads():
        return [round(value, 2) for value in os.getloadavg()]

    @staticmethod
    def _text():
        with contextlib.suppress(OSError):
            return pathlib.Path("/proc/stat").read_text()
        return ""

    def finish(self):
        stolen = steal(self._stat, self._text())
        def share(name):
            return round(stolen[name], 5) if name in stolen else None
        end = datetime.datetime.now(datetime.timezone.utc)
        what = self._source
        if source()["trees"] != what["trees"]:
            what = what | {"commit": what["commit"] + ", and other files at the end"}
        return {
            **what,
            "date": self._begin.isoformat(timespec="seconds"),
            "minutes": round((end - self._begin).total_seconds() / 60, 1),
            "load_average": {"start": self._load, "end": self._loads()},  # of 1, 5 and 15 minutes
            "steal": {"all_cores": share("cpu"), "this_core": share(f"cpu{self._core}")},
        }


def source():
    """The commit, and the trees of what is measured: other commits may have the same."""
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=True).stdout.strip()

    def changed(*paths):
        return " with changes" if git("status", "--porcelain", "--", *paths, ":!bench/results") else ""

    try:
        return {
            "commit": git("rev-parse", "HEAD") + changed(*MEASURED),
            "trees": {name: git("rev-parse", f"HEAD:{name}") + changed(name) for name in MEASURED},
        }
    except (OSError, subprocess.CalledProcessError):
        return {"commit": "unknown", "trees": {}}  # not a clone


def compile_command(build):
    """The compiler and the paths of the benchmarks, as CMake has them; without the cache."""
    commands = json.loads((build / "compile_commands.json").read_text())
    places = ("bench/peers/serial_callback.cpp", "bench/micro/main.cpp")
    entry = next(c for place in places for c in commands if c["file"].endswith(place))
    words = shlex.split(entry["command"])
    compiler = next(w for w in words if os.path.basename(w).startswith(("c++", "g++", "clang++")))
    paths = []
    for i, word in enumerate(words):
        if word == "-isystem":
            paths += ["-isystem", words[i + 1]]
        elif word.startswith("-I"):
            paths.append(word)
    return [compiler, f"-I{ROOT / 'include'}", *paths]


def built_with(build):
    command = compile_command(build)
    compiler = subprocess.run([command[0], "--version"], stdout=subprocess.PIPE, text=True, check=True)
    probe = "#include <boost/version.hpp>\nversion BOOST_LIB_VERSION\n"
    boost = subprocess.run([*command, "-E", "-P", "-x", "c++", "-"], input=probe, stdout=subprocess.PIPE, text=True,
                           check=True)
    found = boost.stdout.split('version "')[-1].split('"')[0].replace("_", ".")
    return {"compiler": compiler.stdout.splitlines()[0], "boost": found}


def as_text(facts):
    """For people: a line each, of what `Conditions`, `source`, `machine` and `built_with` gave."""
    m, b = facts["machine"], facts["built_with"]
    trees = ", ".join(f"{name} {tree}" for name, tree in facts["trees"].items())
    load = facts["load_average"]
    stolen = [facts["steal"][key] for key in ("all_cores", "this_core")]
    shares = ["unknown" if share is None else f"{100 * share:.1f} %" for share in stolen]
    return [
        f"- {facts['date']}, for {facts['minutes']:g} minutes; commit {facts['commit']}; trees: {trees or 'unknown'}",
        f"- {m['cpu']}, {m['cores']} cores (in a virtual machine: {m['hypervisor']}), governor {m['governor']}",
        f"- {m['kernel']}; pseudo terminals: {m['pty_driver']}",
        f"- {b['compiler']}; Boost {b['boost']}",
        f"- load average (1, 5, 15 minutes) at the start {' '.join(map(str, load['start']))}, at the end "
        f"{' '.join(map(str, load['end']))}; time that the hypervisor took: {shares[0]} of all cores, {shares[1]} of "
        f"core {m['core']}",
    ]
