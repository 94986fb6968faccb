# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What is measured: how often, how large, on how many ports, against which device."""

import dataclasses

MIB = 1 << 20
PORTS = (2, 8, 32, 128, 512, 1024)


@dataclasses.dataclass(frozen=True)
class Measure:
    key: str  # as in the results and in --measures: round_trip/64, many/128
    name: str  # as the client knows it
    mode: str  # of the device
    count: int
    size: int = 1
    ports: int = 1

    @property
    def bulk(self):  # `count` counts bytes
        return self.name in ("receive", "send", "duplex")

    def times(self, share):
        """The same with a part of the operations."""
        least = self.size if self.bulk else max(10, self.ports if self.name == "many" else 1)
        return dataclasses.replace(self, count=max(least, int(self.count * share)))


@dataclasses.dataclass(frozen=True)
class Scale:
    """How much of everything."""

    rounds: int
    round_trips: int
    bulk: int
    messages: int
    cancels: int
    opens: int
    ports: tuple
    idle_ports: int
    counted: tuple  # round trips of the two runs under strace and callgrind
    count_rounds: int
    compile_rounds: int
    time_limit: int  # seconds of one run


FULL = Scale(9, 30_000, 128 * MIB, 40_000, 50_000, 2_000, PORTS, 256, (500, 3_500), 3, 5, 120)
QUICK = Scale(3, 5_000, 16 * MIB, 8_000, 10_000, 300, (2, 128, 1024), 64, (200, 1_200), 1, 0, 20)
SMOKE = Scale(1, 20, 4 * 65536, 40, 20, 5, (2, 8), 2, (10, 60), 1, 0, 20)


def groups(scale):
    """Measures in the order of a round; those of one group are done one after the other by one peer."""
    return [
        # With and without a limit: compared with each other, so next to each other.
        [
            Measure("round_trip/1", "round_trip", "echo", scale.round_trips),
            Measure("timeout", "timeout", "echo", scale.round_trips),
        ],
        [Measure("round_trip/64", "round_trip", "echo", scale.round_trips, size=64)],
        [Measure("receive", "receive", "source", scale.bulk, size=65536)],
        [Measure("send", "send", "sink", scale.bulk, size=65536)],
        [Measure("duplex", "duplex", "duplex", scale.bulk, size=65536)],
        *[[Measure(f"many/{n}", "many", "echo", max(scale.messages, n), ports=n)] for n in scale.ports],
        [Measure("cancel", "cancel", "silent", scale.cancels)],
        [Measure("open", "open", "silent", scale.opens)],
        [Measure("idle", "idle", "silent", 1, size=64, ports=scale.idle_ports)],
    ]


def selected(all_groups, wanted):
    """Only those that were asked for: by key, by name (`many`), or all."""
    if not wanted:
        return all_groups
    return [kept for kept in ([m for m in g if m.key in wanted or m.name in wanted] for g in all_groups) if kept]


def rotated(peers, number):
    """A B C, then B C A, then C A B: no peer always comes first, or after the same one only."""
    start = number % len(peers) if peers else 0
    return peers[start:] + peers[:start]
