#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The page "Platforms", and the table in README.md, are what doc/platforms.json makes them; `--write` makes them so.

The table says of each feature, for each system, what is promised and how that was exercised. The test unit/platforms.cpp
holds it against the library. README.md has the rows that have a name for it, "readme".
"""

import json
import pathlib
import re
import sys

import repo

PAGE = "doc/modules/ROOT/pages/platforms.adoc"
README = "README.md"
BEGIN = "<!-- made of doc/platforms.json by tools/check_platforms.py --write -->"
END = "<!-- until here -->"
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
= Platforms

What the library does on each system, and after the colon the evidence: how that was exercised. Where that is _fake_ or _never_, expect surprises.
How to use the systems is on pages of their own: xref:linux.adoc[], xref:windows.adoc[], xref:macos.adoc[], xref:bsd.adoc[].

*yes* and *no* hold for every port, and are what `platform_capabilities()` says; *ask* depends on the driver and the device: `capabilities()` of an open
port tells, with `unknown` for what nobody can know before trying. A feature that the library does not serve is *no*, whatever the
system could do.
"""
PAGES = {"linux": "linux", "windows": "windows", "macos": "macos"} | dict.fromkeys(("freebsd", "dragonfly", "openbsd", "netbsd"), "bsd")
SOURCE = """\
This page is made of link:../../../../doc/platforms.json[doc/platforms.json] by `tools/check_platforms.py --write`; a test compares that with the library.
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


def shown(text):
    """A cell as it is shown: "ask: driver, fake"."""
    support, how, _ = cell(text)
    return SUPPORT[support] + ("" if how == ["none"] else ": " + ", ".join(how))


def summary(table):
    """The table in README.md. Systems of one page that have the same there share a column."""
    rows = [row for row in table["rows"] if "readme" in row]
    columns = {}
    for system, name in table["systems"].items():
        cells = tuple(shown(row["cells"][system]) for row in rows)
        columns.setdefault((PAGES.get(system), cells), []).append(name)
    lines = ["| | " + " | ".join(", ".join(names) for names in columns.values()) + " |", "|---" * (len(columns) + 1) + "|"]
    for number, row in enumerate(rows):
        lines.append("| " + " | ".join([row["readme"]] + [cells[number] for _, cells in columns]) + " |")
    return "\n".join(lines)


def with_summary(readme, table):
    """README.md with the table between its two comments; nothing if they are not there, once and in this order."""
    parts = re.split(f"({re.escape(BEGIN)}|{re.escape(END)})", readme)
    if parts[1::2] != [BEGIN, END]:
        return None
    return f"{parts[0]}{BEGIN}\n\n{summary(table)}\n\n{END}{parts[4]}"


def page(table):
    """The text of the page."""
    systems = table["systems"]
    lines = [INTRODUCTION]
    lines += ['[cols="2' + ",1" * len(systems) + '",options="header"]', "|===", "| |" + " |".join(systems.values())]
    for row in table["rows"]:
        lines.append(f"|{row['what']} |" + " |".join(shown(row["cells"][system]) for system in systems))
    lines += ["|===", "", "How it was exercised:", ""]
    lines += [f"* *{word}*: {meaning}" for word, meaning in HOW.items() if word != "none"]
    for system, name in systems.items():
        remarks = [(row["what"], cell(row["cells"][system])[2]) for row in table["rows"]]
        more = f" More: xref:{PAGES[system]}.adoc[]." if system in PAGES else ""
        lines += ["", f"== {name}", "", table["about"][system] + more, ""]
        lines += [f"* {what}: {remark}" for what, remark in remarks if remark]
    return "\n".join(lines + ["", SOURCE])


def check(root):
    file = root / "doc" / "platforms.json"
    if not file.is_file():
        yield "doc/platforms.json: there is none"
        return
    table = json.loads(file.read_text())
    found = list(problems_of(table))
    yield from found
    if found:
        return
    for name, text in made(root, table).items():
        if text is None:
            yield f'{name}: no place for the table, between "{BEGIN}" and "{END}"'
        elif not (root / name).is_file() or (root / name).read_text() != text:
            yield f"{name}: not what doc/platforms.json makes it (tools/check_platforms.py --write)"


def made(root, table):
    """What is made of the table: names of files, and their texts."""
    readme = root / README
    return {PAGE: page(table), README: with_summary(readme.read_text() if readme.is_file() else "", table)}


def write(root):
    """Makes the files what they should be."""
    table = json.loads((root / "doc" / "platforms.json").read_text())
    if problems := list(problems_of(table)):
        raise SystemExit("\n".join(problems))
    for name, text in made(root, table).items():
        if text is None:
            raise SystemExit(f'{name}: no place for the table, between "{BEGIN}" and "{END}"')
        (root / name).write_text(text)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else repo.ROOT))
    else:
        repo.main(check)
