# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What is measured: how often, how large, on how many ports, against which device, and who takes turns with whom."""

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
    cycles: int  # turns of each client in a session; all sizes are of one turn
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
    time_limit: int  # seconds of one turn


# A turn of the full scale takes 50 to 100 ms: much shorter than what makes a machine faster or slower lasts.
FULL = Scale(5, 3, 5_000, 16 * MIB, 7_000, 40_000, 1_000, PORTS, 256, (500, 3_500), 3, 3, 120)
QUICK = Scale(2, 3, 2_000, 6 * MIB, 3_000, 10_000, 300, (2, 128, 1024), 64, (200, 1_200), 1, 0, 20)
SMOKE = Scale(1, 1, 20, 4 * 65536, 40, 20, 5, (2, 8), 2, (10, 60), 1, 0, 20)


PLAIN = "round_trip/1"  # what `timeout` is compared with


def all_measures(scale):
    """In the order of a round."""
    return [
        Measure(PLAIN, "round_trip", "echo", scale.round_trips),
        Measure("timeout", "timeout", "echo", scale.round_trips),
        Measure("round_trip/64", "round_trip", "echo", scale.round_trips, size=64),
        Measure("receive", "receive", "source", scale.bulk, size=65536),
        Measure("send", "send", "sink", scale.bulk, size=65536),
        Measure("duplex", "duplex", "duplex", scale.bulk, size=65536),
        *[Measure(f"many/{n}", "many", "echo", max(scale.messages, n), ports=n) for n in scale.ports],
        Measure("cancel", "cancel", "silent", scale.cancels),
        Measure("open", "open", "silent", scale.opens),
        Measure("idle", "idle", "silent", 1, size=64, ports=scale.idle_ports),
    ]


@dataclasses.dataclass(frozen=True)
class Counted:
    """What is counted beside the round trip: two runs of different length, and per how many operations."""

    measure: Measure  # the shorter run
    longer: int
    unit: int  # a MiB of bytes, or one message
    of: str


def counted_measures(scale):
    found = []
    for m in all_measures(scale):
        if m.bulk:
            few = dataclasses.replace(m, count=min(m.count, MIB))
            found.append(Counted(few, 4 * few.count, MIB, "MiB"))
        elif m.name == "many" and m.ports in (128, 1024):
            few = dataclasses.replace(m, count=2 * m.ports)
            found.append(Counted(few, 5 * few.count, 1, "message"))
    return found


def selected(measures, wanted):
    """Only those that were asked for: by key, by name (`many`), or all."""
    return [m for m in measures if not wanted or m.key in wanted or m.name in wanted]


@dataclasses.dataclass(frozen=True)
class Session:
    """Clients that are alive side by side, and take turns."""

    order: tuple  # of one cycle: (peer, measure), ...
    cycles: int
    warms_up: bool = True  # a turn of each before those that count
    closing: int = 0  # so many of the order once more: who comes last has its base on both sides too

    @property
    def turns(self):
        return self.order * self.cycles + self.order[:self.closing]


def sessions(measure, peers, twins, base, scale):
    """Everybody beside the base, and beside its twin ({peer: twin}) if it has one.

    With a twin it is base, twin, base, peer: the base is next to each turn on both sides, and the twin at the same
    distance on both. A time limit is compared with the same client's round trip without one.
    """
    names = [p.name for p in peers if measure.name in p.measures]
    if measure.name == "idle":  # bytes are not disturbed by what goes on around
        return [Session(((name, measure),), 1, warms_up=False) for name in names]
    pairs = {name: twins[name] for name in names if twins.get(name) in names}
    alone = [name for name in names if name not in {*pairs, *pairs.values(), base}]
    result = []
    if measure.name == "timeout":
        plain = Measure(PLAIN, "round_trip", "echo", measure.count)

        def limited(name):
            return (name, plain), (name, measure), (name, plain)

        result += [Session(limited(twin) + limited(name), scale.cycles, closing=3) for name, twin in pairs.items()]
        alone += [base] if base in names else []
        return result + [Session(limited(name)[:2], scale.cycles, closing=1) for name in alone]
    first = ((base, measure),) if base in names else ()
    for name, twin in pairs.items():
        order = first + ((twin, measure),) + first + ((name, measure),)
        result.append(Session(order, scale.cycles, closing=len(order) - 1))
    result += [Session(first + ((name, measure),), scale.cycles, closing=len(first)) for name in alone]
    if first and not result:
        result.append(Session(first, scale.cycles))
    return result


def rotated(items, number):
    """A B C, then B C A, then C A B: nothing always comes first, or after the same one only."""
    start = number % len(items) if items else 0
    return items[start:] + items[:start]
