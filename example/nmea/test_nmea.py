# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""test_nmea.py PROGRAM: the example and gpsdecode read what gpsbabel writes; they must read the same."""

import json
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import counterpart  # noqa: E402

SEEDS = range(1, 9)  # so many trips, all over the world
POINTS = 40


def trips():
    """The sentences that gpsbabel writes of places that it makes up: a list of lines for each trip."""
    gpsbabel = counterpart.need("gpsbabel", "gpsbabel")
    for seed in SEEDS:
        made_up = ["-i", f"random,points={POINTS},seed={seed},nodelay", "-f", "dummy"]
        done = subprocess.run([gpsbabel, "-t", *made_up, "-o", "nmea", "-F", "-"], capture_output=True, check=True)
        yield done.stdout.splitlines(keepends=True)


def decoded(lines):
    """What gpsd's decoder makes of them."""
    gpsdecode = counterpart.need("gpsdecode", "gpsd-clients")
    done = subprocess.run([gpsdecode], input=b"".join(lines), capture_output=True, check=True)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    return [report for report in reports if report["class"] == "TPV" and "time" in report]


def spoilt(lines):
    """The sentences among bad ones, which do not count: how many these are, and all of them."""
    bad = [
        lines[0][:10] + b"x" + lines[0][11:],  # a character is wrong
        lines[1][:20] + lines[1][21:],  # one is missing
        lines[2].split(b"*")[0] + b"\r\n",  # no checksum
        b"\xff\xfe\x00noise\n",
        b"x" * 1023 + b"\n",  # all that is kept of a line
        b"\r\n",
        b"$*0\r\n",
        b"y" * 2047 + b"\n",  # longer: two bad ones
    ]
    mixed = list(lines)
    for i, line in enumerate(bad):
        mixed.insert(2 * i, line)
    return len(bad) + 1, mixed


def read(stage, program, lines, sent=(), bad=0):
    """What the program makes of lines, sent as they are or among bad ones: the fields of what it prints."""
    here, there = stage.line()
    reader = stage.start(program, here, stdout=subprocess.PIPE)
    fixes = sum(line[3:6] in (b"GGA", b"RMC") for line in lines)
    feeder = stage.start("sh", "-c", 'cat >"$0"', there, stdin=subprocess.PIPE)
    feeder.stdin.write(b"".join(sent or lines))
    feeder.stdin.close()

    text = b""
    while text.count(b"\n") < fixes:
        text += stage.wait_for_text(reader.stdout, b"\n")
    reader.send_signal(signal.SIGINT)
    text += reader.communicate(timeout=counterpart.PATIENCE)[0]
    counterpart.expect(reader.returncode == 0, f"the reader ended with {reader.returncode}")
    *rows, summary = text.decode().splitlines()
    others = len(lines) - fixes
    counterpart.expect(
        summary == f"{fixes} fixes, {others} other sentences, {bad} bad", f"{summary}; not {fixes}, {others}, {bad}"
    )
    found = [re.fullmatch(r"(GGA|RMC) (\S+)Z (\S+) (\S+) (valid|invalid)(?: (\S+) (?:m|kn))?", row) for row in rows]
    counterpart.expect(all(found), "a line of another form")
    return [match.groups() for match in found]


def compare(lines, rows):
    """Each place that gpsd's decoder reports must be ours, and there must be enough of them."""
    ours = {row[1] + "Z": row for row in rows if row[0] == "RMC"}
    altitudes = {row[1] + "Z": float(row[5]) for row in rows if row[0] == "GGA"}
    compared = 0
    for report in decoded(lines):
        row = ours.get(report["time"])
        counterpart.expect(row, f"{report['time']}: nothing was read for that")
        if "lat" in report:
            for theirs, mine in (report["lat"], row[2]), (report["lon"], row[3]):
                counterpart.expect(abs(theirs - float(mine)) < 2e-7, f"{report} is not {row}")
            compared += 1
        if "altMSL" in report:
            mine = altitudes[report["time"].split("T")[1]]
            counterpart.expect(abs(report["altMSL"] - mine) < 0.006, f"{report}: the altitude is not {mine}")
        if "speed" in report and row[5]:
            counterpart.expect(abs(report["speed"] - float(row[5]) * 1852 / 3600) < 0.01, f"{report}: speed {row[5]}")
    counterpart.expect(compared > POINTS // 4, f"only {compared} places to compare")
    return compared


def main():
    program = sys.argv[1]
    with counterpart.Stage() as stage:
        compared, quarters = 0, set()
        for lines in trips():
            rows = read(stage, program, lines)
            compared += compare(lines, rows)
            quarters.add((float(rows[0][2]) > 0, float(rows[0][3]) > 0))
        counterpart.expect(len(quarters) == 4, f"not all quarters of the world: {quarters}")
        print(f"{compared} places as gpsdecode has them")

        bad, mixed = spoilt(lines)
        counterpart.expect(read(stage, program, lines, mixed, bad) == rows, "bad sentences change the good ones")

        status, text = stage.run(program, os.path.join(stage.folder, "none"))
        counterpart.expect(status == 1 and "does not exist" in text, "a device that is not there")
        check_end(stage, program)


def check_end(stage, program):
    """A line that ends: the reader says so."""
    here, _ = stage.line()
    reader = stage.start(program, here, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stage.programs[-2].kill()
    text, complaint = reader.communicate(timeout=counterpart.PATIENCE)
    counterpart.expect(reader.returncode == 1 and complaint, f"an end without a complaint: {complaint}")


main()
