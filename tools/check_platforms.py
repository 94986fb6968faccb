#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""doc/platforms.md is what doc/platforms.json makes it; `--write` makes it so.

The table says of each feature, for each system, what is promised and how that was exercised. The test unit/platforms.cpp
holds it against the library.
"""

import json
import pathlib
import sys

import repo

SUPPORT = {"supported": "yes", "unknown": "ask", "unsupported": "no"}
HOW = {
    "driver": "on a driver of the system's kernel, in a machine that QEMU emulates (or, of USB, with an emulated device)",
    "pty": "on pseudo terminals",
    "emulation": "on what stands in for a device or a system: Wine, pseudo terminals that a preloaded library makes look like UARTs",
    "fake": "the library's side alone: calls in their order, each of them failing in turn, against a recorded system that answers as the"
    " documentation says",
    "never": "not at all",
    "none": "there is nothing to be exercised",
}
INTRODUCTION = """\
# Platforms

What the library does on each system, and after the colon the evidence: how that was exercised. Where that is *fake* or *never*, expect surprises.

**yes** and **no** hold for every port, and are what `platform_capabilities()` says; **ask** depends on the driver and the device: `capabilities()` of an open
port tells, with `unknown` for what nobody can know before trying. A feature that the library does not serve is **no**, whatever the
system could do.
"""
SOURCE = """\
This page is made of [platforms.json](platforms.json) by `tools/check_platforms.py --write`; a test compares that with the library.
"""


def cell(text):
    """The three parts of a cell: what is promised, how it was exercised, and a remark."""
    parts = [part.strip() for part in text.split("|")]
    how = [word.strip() for word in parts[1].split(",")] if len(parts) > 1 else []
    return parts[0], how, parts[2] if len(parts) > 2 else ""


def problems_of(table):
    """What is wrong with the table itself."""
    for row in table["rows"]:
        if sorted(row["cells"]) != sorted(table["systems"]):
            yield f'doc/platforms.json: "{row["what"]}" has not one cell for each system'
        for system, text in row["cells"].items():
            support, how, _ = cell(text)
            if support not in SUPPORT or not how or any(word not in HOW for word in how):
                yield f'doc/platforms.json: "{row["what"]}", {system}: "{text}" is none of the words'
            elif (support == "unsupported") != (how == ["none"]):
                yield f'doc/platforms.json: "{row["what"]}", {system}: only what is missing has nothing to be exercised'


def page(table):
    """The text of doc/platforms.md."""
    systems = table["systems"]
    lines = [INTRODUCTION]
    lines += ["| | " + " | ".join(systems.values()) + " |", "|---|" + "---|" * len(systems)]
    for row in table["rows"]:
        shown = []
        for system in systems:
            support, how, _ = cell(row["cells"][system])
            shown.append(SUPPORT[support] + ("" if how == ["none"] else ": " + ", ".join(how)))
        lines.append(f"| {row['what']} | " + " | ".join(shown) + " |")
    lines += ["", "How it was exercised:", ""]
    lines += [f"- **{word}**: {meaning}" for word, meaning in HOW.items() if word != "none"]
    for system, name in systems.items():
        remarks = [(row["what"], cell(row["cells"][system])[2]) for row in table["rows"]]
        lines += ["", f"## {name}", "", table["about"][system], ""]
        lines += [f"- {what}: {remark}" for what, remark in remarks if remark]
    return "\n".join(lines + ["", SOURCE])


def check(root):
    file = root / "doc" / "platforms.json"
    if not file.is_file():
        yield "doc/platforms.json: there is none"
        return
    table = json.loads(file.read_text())
    found = list(problems_of(table))
    yield from found
    shown = root / "doc" / "platforms.md"
    if not found and (not shown.is_file() or shown.read_text() != page(table)):
        yield "doc/platforms.md: not what doc/platforms.json makes it (tools/check_platforms.py --write)"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else repo.ROOT) / "doc"
        (folder / "platforms.md").write_text(page(json.loads((folder / "platforms.json").read_text())))
    else:
        repo.main(check)
