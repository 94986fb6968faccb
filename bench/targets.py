# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What the library is to reach, and whether it does."""

import dataclasses

from figures import ENOUGH, Summary, ratios, summary_of_turns

TWINS = {  # who uses asio::serial_port the same way
    "serial_callback": "asio_callback",
    "serial_callback_typed": "asio_callback_typed",
    "serial_callback_chained": "asio_callback",
    "serial_coroutine": "asio_coroutine",
    "serial_coroutine_chained": "asio_coroutine",
    "serial_future": "asio_future",
    "serial_io_uring": "asio_io_uring",
}
BESIDE = TWINS | {"serial_sync": "raw_blocking"}  # who is measured side by side
USES = {
    "serial_callback": "callback",
    "serial_callback_typed": "callback, typed executor",
    "serial_callback_chained": "callback, chained",
    "serial_coroutine": "coroutine",
    "serial_coroutine_chained": "coroutine, chained",
    "serial_io_uring": "io_uring",
    "serial_sync": "sync::serial_port",
}
HANDLERS = ("serial_callback", "serial_callback_typed", "serial_callback_chained")
STREAMS = (*HANDLERS, "serial_coroutine", "serial_coroutine_chained")


@dataclasses.dataclass
class Verdict:
    """One target: the measured figure against its bound, and against Asio's."""

    what: str
    bound: str
    measured: Summary | None
    reason: str = ""  # why nothing was measured
    within: bool | None = False  # None: the figures do not tell
    asio: Summary | None = None  # the library's figure divided by Asio's, where there is one
    better: bool | None = True

    @property
    def met(self):
        return self.word == "met"

    @property
    def word(self):
        if self.measured is None:
            return "not measured"
        if self.within is False or self.better is False:
            return "MISSED"
        return "met" if self.within and self.better else "undecided"


def side(s, good):
    """Whether the whole range between the quartiles is good, or None if only a part of it is.

    Of few values that differ there are no quartiles that say anything, so they decide nothing.
    """
    if s.exact:
        return good(s.median)
    if s.values < ENOUGH:
        return None
    lower, upper = good(s.lower), good(s.upper)
    return lower if lower == upper else None


def judged(what, measured, bound, reason="", asio=None, least=False, versus_asio=True):
    """`least`: the bound is the smallest permitted value, and more than Asio is better."""
    sign = "≥" if least else "≤"
    verdict = Verdict(what, f"{sign} {bound:g}" if isinstance(bound, int) else f"{sign} {bound:.2f}", measured, reason)
    if measured is None:
        verdict.reason = reason or "not measured"
        return verdict
    verdict.within = side(measured, lambda value: value >= bound if least else value <= bound)
    if versus_asio and asio is not None:
        verdict.asio = asio
        verdict.better = side(asio, lambda value: value > 1 if least else value < 1)
    return verdict


def against_floor(results, peer, measure, metric, bound, what, least=False, base="raw_epoll"):
    """A ratio to raw epoll, and the same to Asio's client of the same kind."""
    measured = results.ratio(peer, base, measure, metric)
    reason = results.failure(peer, measure) or results.failure(base, measure) or ""
    asio = results.ratio(peer, TWINS[peer], measure, metric) if peer in TWINS else None
    if asio is None and must_compare(peer) and not reason:
        measured, reason = None, f"Asio's: {results.failure(TWINS[peer], measure) or 'not measured'}"
    return judged(f"{what}, {USES[peer]}", measured, bound, reason, asio, least)


def must_compare(peer):
    """Asio on io_uring is known to fail: to be better than that is to work at all."""
    return peer in TWINS and TWINS[peer] != "asio_io_uring"


def exactly(value):
    return Summary(value, value, value, 1, exact=True)


def system_calls(results, peer):
    measured = results.count(peer, "syscalls")
    asio = results.count(TWINS[peer], "syscalls")
    reason = results.count_failure(peer, "syscalls") or "not counted"
    # Some round trips find what others wait for: it comes out a little beside a whole number, for both.
    rounded = exactly(round(measured)) if measured is not None else None
    quotient = exactly(round(measured) / round(asio)) if measured is not None and asio else None
    return judged(f"system calls per round trip, {USES[peer]}", rounded, 4, reason, quotient)


def allocations(results, peer, measure):
    """Rounded to what belongs to each operation: a queue that grows once in thousands is not that."""
    measured = results.of(peer, measure, "allocations")
    if measured is not None:
        measured = exactly(round(measured.median, 2))
    return judged(f"allocations per {measure.replace('/1', '')}, {USES[peer]}", measured, 0,
                  results.failure(peer, measure) or "the client does not count them")


def many_ports(results, peer, ports):
    """Every number of ports is judged; the row is that of the one that decides, which is the worst."""
    measures = [f"many/{n}" for n in ports]
    what = f"CPU per message, {ports[0]} to {ports[-1]} ports, {USES[peer]}"
    found = []
    for m in measures:
        floor = results.ratio(peer, "raw_epoll", m, "cpu")
        asio = results.ratio(peer, TWINS[peer], m, "cpu")
        if floor is None:
            why = results.failure(peer, m) or results.failure("raw_epoll", m)
            return judged(what, None, 1.25, f"{m}: {why}")
        if asio is None:
            return judged(what, None, 1.25, f"{m}: Asio's: {results.failure(TWINS[peer], m) or 'not measured'}")
        found.append(judged(f"{what} (decided at {m.removeprefix('many/')})", floor, 1.25, asio=asio))
    order = ("MISSED", "undecided", "met")
    return min(found, key=lambda v: (order.index(v.word), -v.measured.median))


def no_failures(results, peer):
    """With io_uring writes must not end with EINTR, in no measure and no session."""
    runs = [r for r in results.runs if r["peer"] == peer]
    failed = [r for r in runs if "error" in r]
    measured = exactly(len(failed)) if runs else None
    return judged("failed runs, io_uring", measured, 0, results.missing.get(peer, "not measured"))


def timeout_ratios(results, peer, metric):
    with_limit = results.values(peer, "timeout", metric)
    return ratios(with_limit, results.values(peer, "round_trip/1", metric))


def timeout_cost(results, peer, metric="p50"):
    """A read under a limit against the same client's reads without, directly before and after."""
    found = timeout_ratios(results, peer, metric)
    return summary_of_turns(found) if found else None


def timeout(results, peer):
    reason = results.failure(peer, "timeout") or results.failure(peer, "round_trip/1") or ""
    # What the limit costs here against what it costs there.
    both = ratios(timeout_ratios(results, peer, "p50"), timeout_ratios(results, TWINS[peer], "p50"))
    asio = summary_of_turns(both) if both else None
    return judged(f"round trip with a timeout on the read / without, {USES[peer]}", timeout_cost(results, peer), 1.04,
                  reason, asio)


def against_asio(results, peer, measure, bound, what):
    measured = results.ratio(peer, TWINS[peer], measure, "p50")
    reason = results.failure(peer, measure) or results.failure(TWINS[peer], measure) or ""
    return judged(f"{what} / Asio's, {USES[peer]}", measured, bound, reason)


def check(results, ports):
    """Every target, as a list of verdicts. `ports`: the numbers of ports that were measured."""
    for peer in STREAMS:
        bound = 1.06 if peer in HANDLERS else 1.09
        yield against_floor(results, peer, "round_trip/1", "p50", bound, "round trip p50")
    for peer in STREAMS:
        yield against_floor(results, peer, "round_trip/1", "cpu", 1.20, "client CPU per round trip")
    for peer in STREAMS:
        yield system_calls(results, peer)
    for measure, bound in (("send", 0.97), ("receive", 1.00), ("duplex", 0.97)):
        for peer in STREAMS:
            yield against_floor(results, peer, measure, "rate", bound, f"{measure}, bytes per second", least=True)
    for measure in ("round_trip/1", "timeout"):
        for peer in STREAMS:
            yield allocations(results, peer, measure)
    for peer in STREAMS:
        yield many_ports(results, peer, ports)
    yield against_floor(results, "serial_io_uring", "many/128", "rate", 1.25, "128 ports, messages per second", True)
    yield against_floor(results, "serial_io_uring", "many/128", "cpu", 0.70, "128 ports, CPU per message")
    yield no_failures(results, "serial_io_uring")
    for peer in STREAMS:
        yield timeout(results, peer)
    yield against_floor(results, "serial_sync", "round_trip/1", "p50", 1.05, "round trip p50 / raw blocking",
                        base="raw_blocking")
    for peer in STREAMS:
        yield against_asio(results, peer, "cancel", 1.0, "cancel to completion p50")
    for peer in STREAMS:
        yield against_asio(results, peer, "open", 2.0, "open, configure, close p50")
