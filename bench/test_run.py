#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The arithmetic of the comparison, on figures that can be checked by hand."""

import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import termios
import textwrap
import tty
import types
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import counting
import facts
import measures
import options
import plots
import processes
import report
import roster as rosters
import run
import run_micro
import targets
from figures import Results, Summary, ratios, summary
from roster import roster

STRACE = """\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 61.03    0.012345           3      4000           write
 30.00    0.006000           1      5000      1000 read
  8.97    0.001700           0         1         1 access
------ ----------- ----------- --------- --------- ----------------
100.00    0.020045           2      9001      1001 total
"""
CALLGRIND = """\
version: 1
creator: callgrind-3.19.0
events: Ir
fn=(1) main
12 100
totals: 204811
"""


def line(peer, measure, turn=0, session=0, **values):
    return {"round": 0, "session": session, "turn": turn, "peer": peer, "measure": measure, "ports": 1, "count": 100,
            "seconds": 1.0, "user": 0.0, "system": 0.0} | values


def side_by_side(measure, base, *others, metric="p50"):
    """Turns of a session: what the base has in each of them, and what the others have between; all numbers."""
    runs = []
    for name, values in others:
        for value in values:
            session = len(runs)
            runs.append(line("raw_epoll", measure, 0, session, **{metric: base}))
            runs.append(line(name, measure, 1, session, **{metric: value}))
            runs.append(line("raw_epoll", measure, 2, session, **{metric: base}))
    return runs


def sure(value):
    """What was timed so often, and always the same, that there is no doubt."""
    return Summary(value, value, value, 20)


class Figures(unittest.TestCase):
    def test_the_median_of_an_even_number_lies_between_the_middle_two(self):
        self.assertEqual(summary([4, 1, 3, 2]), Summary(2.5, 1.75, 3.25, 4))

    def test_one_value_is_its_own_quartiles(self):
        self.assertEqual(summary([7]), Summary(7, 7, 7, 1))

    def test_quartiles_are_among_the_values_where_they_can_be(self):
        self.assertEqual(summary([5, 1, 4, 2, 3]), Summary(3, 2, 4, 5))

    def test_no_values_are_an_error(self):
        self.assertRaises(ValueError, summary, [])

    def test_a_ratio_is_to_the_mean_of_the_turns_around(self):
        base = {(0, 0): 10, (0, 2): 30, (0, 4): 50}
        self.assertEqual(ratios({(0, 1): 10, (0, 3): 80}, base), {(0, 1): 0.5, (0, 3): 2})

    def test_a_machine_that_gets_steadily_slower_falls_out(self):
        speed = {turn: 100 + 10 * turn for turn in range(5)}
        values = {(0, turn): 2 * speed[turn] for turn in (1, 3)}
        base = {(0, turn): speed[turn] for turn in (0, 2, 4)}
        self.assertEqual(set(ratios(values, base).values()), {2})

    def test_without_the_base_on_both_sides_there_is_no_ratio(self):
        self.assertEqual(ratios({(0, 0): 1, (0, 5): 1}, {(0, 1): 1, (0, 4): 1}), {})

    def test_turns_of_another_session_are_not_around(self):
        self.assertEqual(ratios({(1, 1): 1}, {(0, 0): 1, (0, 2): 1, (1, 0): 1}), {})

    def test_turns_of_the_base_have_a_ratio_to_their_neighbours(self):
        turns = {(0, 0): 10, (0, 2): 40, (0, 4): 10}
        self.assertEqual(ratios(turns, turns), {(0, 2): 4})

    def test_a_base_of_zero_gives_no_ratio(self):
        self.assertEqual(ratios({(0, 1): 10}, {(0, 0): 0, (0, 2): 0}), {})

    def test_few_values_show_no_spread(self):
        self.assertFalse(summary([1, 2, 3, 4]).has_spread)
        self.assertTrue(summary([1, 2, 3, 4, 5]).has_spread)

    def test_cpu_is_user_and_system_time_of_one_operation(self):
        runs = [line("p", "m", count=1000, user=0.25, system=0.75)]
        self.assertEqual(Results(runs).of("p", "m", "cpu").median, 0.001)

    def test_a_rate_is_by_the_clock(self):
        self.assertEqual(Results([line("p", "m", count=300, seconds=2.0)]).of("p", "m", "rate").median, 150)

    def test_one_failed_run_leaves_no_figure(self):
        runs = [line("p", "m", 1, session, p50=1) for session in (1, 2)]
        results = Results(runs + [{"session": 2, "peer": "p", "measure": "m", "error": "a wrong answer"}])
        self.assertIsNone(results.of("p", "m", "p50"))
        self.assertEqual(results.failure("p", "m"), "failed in 1 of 2 runs: a wrong answer")

    def test_who_is_absent_is_so_with_the_reason(self):
        results = Results(missing={"p": "no compiler"})
        self.assertEqual(results.failure("p", "m"), "no compiler")
        self.assertIsNone(results.of("p", "m", "p50"))

    def test_what_a_client_does_not_tell_is_no_figure(self):
        self.assertIsNone(Results([line("p", "m")]).of("p", "m", "allocations"))


class Counting(unittest.TestCase):
    def test_calls_are_read_with_and_without_errors_and_without_the_total(self):
        self.assertEqual(counting.parse_strace(STRACE), {"write": 4000, "read": 5000, "access": 1})

    def test_an_empty_summary_is_an_error(self):
        self.assertRaises(ValueError, counting.parse_strace, "")

    def test_instructions_are_the_total(self):
        self.assertEqual(counting.parse_callgrind(CALLGRIND), 204811)
        self.assertEqual(counting.parse_callgrind(CALLGRIND.replace("totals", "summary")), 204811)

    def test_the_calls_that_a_client_made_are_read(self):
        self.assertEqual(counting.parse_calls("read 3\nwrite 0\n"), {"read": 3, "write": 0})
        self.assertRaises(ValueError, counting.parse_calls, "read 0\n")
        self.assertRaises(ValueError, counting.parse_calls, "")

    def test_a_file_without_a_total_is_an_error(self):
        self.assertRaises(ValueError, counting.parse_callgrind, "events: Ir\n")

    def test_start_and_end_of_the_program_fall_out(self):
        def calls(count):
            return 1234 + 3 * count
        self.assertEqual(counting.per_operation(500, calls(500), 3500, calls(3500)), 3)

    def test_calls_that_do_not_belong_to_round_trips_are_left_out(self):
        small, large = {"write": 100, "openat": 40}, {"write": 1000, "openat": 40, "brk": 2}
        self.assertEqual(counting.calls_per_operation(100, small, 1000, large), {"write": 1.0})

    def test_one_disturbed_run_of_three_changes_nothing(self):
        self.assertEqual(counting.median_of([5.0, 4.0, 5.0]), 5.0)
        self.assertEqual(
            counting.median_of([{"read": 2.0}, {"read": 1.0, "futex": 1.0}, {"read": 2.0}]), {"read": 2.0})


class Order(unittest.TestCase):
    def test_every_peer_is_first_once(self):
        self.assertEqual([measures.rotated("ABC", i) for i in range(4)], ["ABC", "BCA", "CAB", "ABC"])

    def test_measures_are_selected_by_key_or_by_name(self):
        everything = measures.all_measures(measures.FULL)
        self.assertEqual([m.key for m in measures.selected(everything, {"many/8"})], ["many/8"])
        self.assertEqual([m.key for m in measures.selected(everything, {"many"})],
                         [f"many/{n}" for n in measures.PORTS])
        self.assertEqual(measures.selected(everything, set()), everything)

    def sessions(self, key, **known):
        """Who takes turns, in words; `known`: the measures of each peer."""
        peers = [types.SimpleNamespace(name=name, measures=names) for name, names in known.items()]
        measure = next(m for m in measures.all_measures(measures.FULL) if m.key == key)
        scale = dataclasses.replace(measures.FULL, cycles=2)
        found = measures.sessions(measure, peers, {"ours": "theirs"}, "base", scale)
        def word(name, measure):
            return name + ("+" if measure.name == "timeout" else "")
        return [" ".join(word(*key) for key in session.turns) for session in found]

    def test_the_base_is_on_both_sides_of_each_turn(self):
        cancel = ["cancel"]
        self.assertEqual(self.sessions("cancel", base=cancel, other=cancel), ["base other base other base"])

    def test_so_is_the_twin_at_the_same_distance(self):
        cancel = ["cancel"]
        self.assertEqual(
            self.sessions("cancel", base=cancel, ours=cancel, theirs=cancel),
            ["base theirs base ours base theirs base ours base theirs base"])

    def test_who_cannot_do_it_takes_no_turn(self):
        cancel = ["cancel"]
        self.assertEqual(self.sessions("cancel", base=cancel, ours=cancel, theirs=["open"]),
                         ["base ours base ours base"])
        self.assertEqual(self.sessions("cancel", base=[], ours=cancel, theirs=cancel),
                         ["theirs ours theirs ours theirs"])
        self.assertEqual(self.sessions("cancel", base=cancel), ["base base"])

    def test_a_time_limit_is_beside_the_same_client_without_one(self):
        limit = ["timeout"]
        self.assertEqual(
            self.sessions("timeout", base=limit, ours=limit, theirs=limit),
            ["theirs theirs+ theirs ours ours+ ours " * 2 + "theirs theirs+ theirs", "base base+ base base+ base"])

    def test_memory_is_measured_once_and_alone(self):
        self.assertEqual(self.sessions("idle", base=["idle"], ours=["idle"]), ["base", "ours"])

    def test_a_share_keeps_at_least_one_buffer_and_one_message_a_port(self):
        bulk = measures.Measure("send", "send", "sink", 65536 * 4, size=65536)
        self.assertEqual(bulk.times(0.125).count, 65536)
        many = measures.Measure("many/1024", "many", "echo", 4096, ports=1024)
        self.assertEqual(many.times(0.125).count, 1024)

    def test_long_transfers_and_many_ports_are_counted_by_the_mib_and_by_the_message(self):
        counted = measures.counted_measures(measures.FULL)
        self.assertEqual([(c.measure.key, c.of) for c in counted],
                         [("receive", "MiB"), ("send", "MiB"), ("duplex", "MiB"), ("many/128", "message"),
                          ("many/1024", "message")])
        for c in counted:
            self.assertGreater(c.longer, c.measure.count)
            self.assertGreaterEqual(c.measure.count, c.measure.size if c.measure.bulk else c.measure.ports)

    def test_who_takes_much_longer_has_less_to_do(self):
        slow = rosters.Peer("p", "p", "other", share=0.5, open_share=0.1)
        self.assertEqual([slow.share_of(name) for name in ("send", "open")], [0.5, 0.1])

    def test_every_client_that_is_compared_with_asio_has_its_twin_in_the_roster(self):
        names = {p.name for p in roster()}
        self.assertLessEqual(targets.TWINS.keys() | set(targets.TWINS.values()) | set(plots.LINES), names)


class Targets(unittest.TestCase):
    def test_a_bound_is_met_if_all_between_the_quartiles_is_within(self):
        def word(lower, upper, least=False):
            return targets.judged("x", Summary((lower + upper) / 2, lower, upper, 20), 1.06, least=least).word
        self.assertEqual(word(1.0, 1.06), "met")
        self.assertEqual(word(1.0, 1.07), "undecided")
        self.assertEqual(word(1.061, 1.07), "MISSED")
        self.assertEqual(word(1.06, 1.07, least=True), "met")
        self.assertEqual(word(1.05, 1.07, least=True), "undecided")
        self.assertEqual(word(1.0, 1.05, least=True), "MISSED")

    def test_few_values_decide_nothing(self):
        self.assertEqual(targets.judged("x", Summary(1.0, 1.0, 1.0, 4), 1.06).word, "undecided")

    def test_what_is_counted_is_exact(self):
        self.assertEqual(targets.judged("x", targets.exactly(4), 4).word, "met")
        self.assertEqual(targets.judged("x", targets.exactly(5), 4).word, "MISSED")

    def test_within_the_bound_but_not_better_than_asio_is_missed(self):
        def word(value, bound, asio, **options):
            return targets.judged("x", sure(value), bound, asio=asio, **options).word
        self.assertEqual(word(1.0, 1.06, sure(1.01)), "MISSED")
        self.assertEqual(word(1.0, 1.06, sure(1.0)), "MISSED")
        self.assertEqual(word(1.0, 1.06, sure(0.99)), "met")
        self.assertEqual(word(1.0, 0.97, sure(0.99), least=True), "MISSED")
        self.assertEqual(word(1.0, 0.97, sure(1.01), least=True), "met")

    def test_about_as_good_as_asio_is_undecided_unless_the_bound_is_missed(self):
        about = Summary(1.0, 0.98, 1.02, 20)
        self.assertEqual(targets.judged("x", sure(1.0), 1.06, asio=about).word, "undecided")
        self.assertEqual(targets.judged("x", sure(1.1), 1.06, asio=about).word, "MISSED")

    def test_what_was_not_measured_is_not_met(self):
        verdicts = list(targets.check(Results(), measures.PORTS))
        self.assertTrue(verdicts)
        self.assertEqual({v.word for v in verdicts}, {"not measured"})

    def limits(self, peer, plain, limited, first=0):
        return [line(peer, "round_trip/1", first, p50=plain), line(peer, "timeout", first + 1, p50=limited),
                line(peer, "round_trip/1", first + 2, p50=plain)]

    def test_a_timeout_is_compared_with_the_same_client(self):
        runs = self.limits("serial_callback", 100, 103) + [line("raw_epoll", "round_trip/1", p50=1)]
        self.assertAlmostEqual(targets.timeout_cost(Results(runs), "serial_callback").median, 1.03)

    def test_what_a_timeout_costs_is_compared_with_what_it_costs_asio(self):
        runs = [*self.limits("asio_callback", 100, 111), *self.limits("serial_callback", 200, 206, 3),
                *self.limits("asio_callback", 100, 111, 6)]
        verdict = targets.timeout(Results(runs), "serial_callback")
        self.assertAlmostEqual(verdict.asio.median, 1.03 / 1.11)
        self.assertEqual(verdict.asio.values, 1)

    def many(self, ports, ours, asio):
        order = [("raw_epoll", 1.0), ("asio_callback", asio), ("raw_epoll", 1.0), ("serial_callback", ours)] * 2
        return [line(peer, f"many/{ports}", turn, 10 * ports + session, user=user)
                for session in range(5) for turn, (peer, user) in enumerate(order)]

    def test_the_worst_number_of_ports_decides_also_against_asio(self):
        results = Results(self.many(2, 1.1, 1.0) + self.many(8, 1.3, 2.0))
        verdict = targets.many_ports(results, "serial_callback", (2, 8))
        self.assertAlmostEqual(verdict.measured.median, 1.3)
        self.assertAlmostEqual(verdict.asio.median, 0.65)
        self.assertEqual(verdict.word, "MISSED")
        self.assertIn("decided at 8", verdict.what)

    def test_what_is_missed_with_any_number_of_ports_is_missed(self):
        fine_but_undecided = [line | {"user": line["user"] * (1 + line["session"] % 2 / 5)}
                              if line["peer"] == "serial_callback" else line for line in self.many(8, 1.2, 2.0)]
        results = Results(self.many(2, 1.1, 1.0) + fine_but_undecided)
        verdict = targets.many_ports(results, "serial_callback", (2, 8))
        self.assertEqual(verdict.word, "MISSED")
        self.assertIn("decided at 2", verdict.what)
        self.assertEqual(targets.many_ports(results, "serial_callback", (8,)).word, "undecided")

    def test_turns_of_few_processes_decide_nothing(self):
        runs = [line(peer, "open", turn, session, p50=value) for session in range(4)
                for turn, (peer, value) in enumerate([("raw_epoll", 1.0), ("serial_callback", 1.0)] * 9)]
        verdict = targets.judged("x", Results(runs).ratio("serial_callback", "raw_epoll", "open", "p50"), 1.06)
        self.assertEqual(verdict.word, "undecided")

    def test_asio_is_compared_in_sessions_about_the_measure_only(self):
        about = [("asio_callback", 100), ("raw_epoll", 50), ("serial_callback", 100), ("raw_epoll", 50),
                 ("asio_callback", 100)]
        of_limits = [("asio_callback", 100), ("serial_callback", 300), ("asio_callback", 100)]
        runs = [line(peer, "round_trip/1", turn, session, p50=value) for session, order in enumerate((about, of_limits))
                for turn, (peer, value) in enumerate(order)]
        ratio = Results(runs).ratio("serial_callback", "asio_callback", "round_trip/1", "p50")
        self.assertEqual((ratio.median, ratio.values), (1.0, 1))

    def test_what_cannot_be_compared_with_asio_is_not_met(self):
        runs = side_by_side("round_trip/1", 100, ("serial_callback", [100] * 6))
        runs += side_by_side("many/2", 1.0, ("serial_callback", [1.0] * 6), metric="user")
        results = Results(runs)
        verdict = targets.against_floor(results, "serial_callback", "round_trip/1", "p50", 1.06, "p50")
        self.assertEqual(verdict.word, "not measured")
        self.assertIn("Asio's", verdict.reason)
        self.assertEqual(targets.many_ports(results, "serial_callback", (2,)).word, "not measured")

    def test_a_failed_run_with_io_uring_is_counted(self):
        failed = {"session": 0, "peer": "serial_io_uring", "measure": "m", "error": "EINTR"}
        runs = [line("serial_io_uring", "send"), failed]
        self.assertFalse(targets.no_failures(Results(runs), "serial_io_uring").met)
        self.assertTrue(targets.no_failures(Results(runs[:1]), "serial_io_uring").met)

    def test_an_allocation_in_every_operation_is_missed_and_one_in_ten_thousand_is_not(self):
        def verdict(allocations):
            runs = [line("serial_callback", "timeout", count=10_000, allocations=allocations)]
            return targets.allocations(Results(runs), "serial_callback", "timeout")
        self.assertTrue(verdict(1).met)
        self.assertFalse(verdict(10_000).met)


class Reports(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        self.assertEqual([report.number(v) for v in (0, 0.3712, 6.2049, 62.049, 620.49, 15774.2)],
                         ["0", "0.371", "6.20", "62.0", "620", "15774"])

    def test_factors_show_their_quartiles(self):
        self.assertEqual(report.factor(Summary(1.064, 1.05, 1.08, 9)), "x1.06 (1.05–1.08)")
        self.assertEqual(report.factor(None), "–")

    def test_of_few_values_no_quartiles_are_shown(self):
        self.assertEqual(report.factor(Summary(1.064, 1.05, 1.08, 4)), "x1.06")
        self.assertEqual(report.span(Summary(1.064, 1.05, 1.08, 4)), "1.06")

    def test_the_compiled_header_is_named(self):
        times = [{"round": 0, "turn": turn, "unit": unit, "seconds": seconds} for turn, (unit, seconds) in enumerate(
            [(report.BASE_UNIT, 2.0), ("boost_serial_ext.hpp, header-only", 3.0), (report.BASE_UNIT, 2.0)])]
        text = report.Report(Results(compile_times=times), [], measures.FULL).all("t", [], [])
        self.assertIn("`#include <boost/asio/serial_port.hpp>` ", text)
        self.assertRegex(text, r"`#include <boost_serial_ext.hpp>`, header-only \| 3.00 \| x1.50")

    def test_undecided_targets_are_counted_apart(self):
        verdicts = [targets.judged("x", Summary(1.0, 0.9, 1.1, 20), 1.0), targets.judged("y", targets.exactly(1), 1)]
        text = report.Report(Results(), [], measures.FULL).all("t", verdicts, [])
        self.assertIn("1 of 2 met, 1 undecided", text)

    def test_columns_line_up(self):
        lines = report.table(["", "p50"], [["raw epoll", "x1.00"], ["asio", "x1.11"]])
        self.assertEqual({len(text) for text in lines if text}, {len(lines[0])})

    def test_who_fails_or_is_absent_stays_in_the_tables(self):
        peers = [p for p in roster() if p.name in ("raw_epoll", "asio_io_uring", "qserialport")]
        runs = [line("raw_epoll", "round_trip/1", p50=100),
                {"session": 0, "peer": "asio_io_uring", "measure": "round_trip/1", "error": "Interrupted system call"}]
        text = report.Report(Results(runs, missing={"qserialport": "no Qt"}), peers, measures.FULL).all("t", [], [])
        self.assertRegex(text, r"asio::serial_port, io_uring +\| fails \[\d\]")
        self.assertRegex(text, r"QSerialPort +\| absent \[\d\]")
        self.assertRegex(text, r"\[\d\] .*io_uring: round_trip/1: failed in 1 of 1 runs: Interrupted system call")
        self.assertRegex(text, r"\[\d\] QSerialPort: no Qt")


    def test_what_is_counted_of_long_transfers_is_in_the_tables(self):
        peers = [p for p in roster() if p.name in ("raw_epoll", "serial_callback")]
        work = {"send": {"of": "MiB", "peers": {
            "raw_epoll": {"by_name": {"write": 256.0, "epoll_wait": 256.5}, "instructions": 70000.4},
            "serial_callback": {"by_name_error": "strace says nothing", "instructions": 900000.0}}}}
        text = report.Report(Results(work=work), peers, measures.FULL).all("t", [], [])
        self.assertRegex(text, r"send, per MiB \| raw epoll +\| 512 +\| epoll_wait 256, write 256 +\| 70000 ")
        self.assertRegex(text, r"send, per MiB \| boost_serial_ext, callback +\| fails \[1\] \| – +\| 900000 ")
        self.assertRegex(text, r"\[1\] boost_serial_ext, callback: send: strace says nothing")


class Plots(unittest.TestCase):
    def test_labels_are_moved_apart_and_keep_their_order(self):
        placed = plots.spread([100, 101, 102, 300], 17)
        self.assertEqual(placed, sorted(placed))
        self.assertTrue(all(b - a > 16.9 for a, b in zip(placed, placed[1:])))

    def test_plots_are_well_formed_also_where_a_peer_fails(self):
        peers = roster()
        runs = []
        for name in ("raw_epoll", "serial_callback", "node_serialport"):
            if name != "raw_epoll":
                runs += side_by_side("round_trip/1", 100, (name, range(100, 106)))
                runs += side_by_side("round_trip/1", 1.0, (name, [1.1] * 6), metric="user")
                for ports in (2, 128):
                    runs += side_by_side(f"many/{ports}", 1.0, (name, [1.5] * 6), metric="user")
        runs = [run | {"p50": 100, "user": 1.0} | run for run in runs]
        for i, found in enumerate(runs):  # sessions of their own
            found["session"] = i // 3
        runs.append({"session": 0, "peer": "asio_io_uring", "measure": "round_trip/1", "error": "EINTR & more <>"})
        drawn = plots.all_plots(Results(runs), peers, (2, 128))
        self.assertEqual(set(drawn), {"round_trip.svg", "many.svg"})
        for text in drawn.values():
            xml.etree.ElementTree.fromstring(text)
        self.assertIn("fails", drawn["round_trip.svg"])


class Processes(unittest.TestCase):
    def test_a_mask_of_one_core_is_written_in_groups_of_32_bits(self):
        self.assertEqual([processes.cpumask(n) for n in (0, 1, 31, 32, 64)],
                         ["1", "2", "80000000", "1,00000000", "1,00000000,00000000"])

    def turns(self, script, number=1, **options):
        """What so many turns of a Python program give."""
        settings = {"measure": "m", "count": 3, "size": 1, "names": [], "time_limit": 20} | options
        command = [sys.executable, "-c", textwrap.dedent(script)]
        with processes.client(command, {}, **settings) as turn:
            return [turn() for _ in range(number)]

    def test_a_client_takes_as_many_turns_as_it_is_given(self):
        found = self.turns("""
            import os
            number = 0
            while os.read(0, 1):
                number += 1
                print('{"count": 3, "number": %d}' % number, flush=True)
            """, 3)
        self.assertEqual([turn["number"] for turn in found], [1, 2, 3])

    def test_a_client_that_fails_is_quoted(self):
        with self.assertRaisesRegex(processes.RunFailed, "^write: EINTR$"):
            self.turns("import sys; sys.exit('write: EINTR')")

    def test_a_client_that_fails_at_the_end_has_failed(self):
        with self.assertRaisesRegex(processes.RunFailed, "^too late$"):
            self.turns("""import os, sys; os.read(0, 1); print('{"count": 3}', flush=True); sys.exit('too late')""")

    def test_a_reason_is_short(self):
        says = "first\n/b/asio: write: Interrupted system call [system:4 at /usr/x.hpp:148:5 in function 'void f()']\n"
        self.assertEqual(processes.reason(says, "/b/asio"), "write: Interrupted system call [system:4]")
        self.assertEqual(processes.reason("no device\n", "/b/asio"), "no device")
        self.assertEqual(processes.reason(" \n", "/b/asio"), "")

    def test_a_client_that_dies_is_no_success(self):
        with self.assertRaisesRegex(processes.RunFailed, "signal 9"):
            self.turns("import os; os.kill(os.getpid(), 9)")

    def test_a_client_that_does_less_than_it_was_asked_for_is_no_success(self):
        with self.assertRaisesRegex(processes.RunFailed, "2 operations instead of 3"):
            self.turns("print('{\"count\": 2}')")

    def test_a_client_that_hangs_is_ended(self):
        with self.assertRaisesRegex(processes.RunFailed, "no end after 0.2 s"):
            self.turns("import threading; threading.Event().wait()", time_limit=0.2)

    def test_settings_are_checked_after_opens(self):
        far, near = os.openpty()
        try:
            with self.assertRaisesRegex(processes.RunFailed, "the baud rate, raw bytes"):
                processes.check_settings(os.ttyname(near), other_baud=False)  # a new one is neither
            tty.setraw(near)
            settings = termios.tcgetattr(near)
            settings[4] = settings[5] = termios.B57600
            termios.tcsetattr(near, termios.TCSANOW, settings)
            processes.check_settings(os.ttyname(near), other_baud=True)
            with self.assertRaisesRegex(processes.RunFailed, "the baud rate$"):
                processes.check_settings(os.ttyname(near), other_baud=False)
        finally:
            os.close(far)
            os.close(near)

    def test_a_device_that_gives_no_ports_is_a_failure(self):
        script = [sys.executable, "-c", "import sys; sys.exit('no pseudo terminals')"]
        with self.assertRaisesRegex(processes.RunFailed, "gave no ports: no pseudo terminals"):
            with processes.device(script, "echo", 1, 1, 1):
                self.fail("there is no device")

    def test_a_device_that_ends_badly_is_a_failure(self):
        words = "import sys; print('/dev/x\\n', flush=True); sys.stdin.read(); sys.exit('odd bytes')"
        script = [sys.executable, "-c", words]
        with self.assertRaisesRegex(processes.RunFailed, "status 1: odd bytes"):
            with processes.device(script, "echo", 1, 1, 1) as names:
                self.assertEqual(names, ["/dev/x"])

    def test_core_and_worker_are_given_back_however_it_ends(self):
        before = os.sched_getaffinity(0)
        core = min(before)
        with tempfile.TemporaryDirectory() as folder:
            mask = pathlib.Path(folder) / "cpumask"
            mask.write_text("ff\n")
            with self.assertRaises(KeyboardInterrupt):
                with processes.pinned(core, mask) as pinning:
                    self.assertEqual(os.sched_getaffinity(0), {core})
                    self.assertEqual(mask.read_text(), processes.cpumask(core))
                    self.assertEqual(pinning["kernel_worker"], "pinned too")
                    raise KeyboardInterrupt
            self.assertEqual(mask.read_text(), "ff\n")
        self.assertEqual(os.sched_getaffinity(0), before)

    def test_of_two_runs_only_the_first_pins_the_worker(self):
        core = min(os.sched_getaffinity(0))
        with tempfile.TemporaryDirectory() as folder:
            mask = pathlib.Path(folder) / "cpumask"
            mask.write_text("ff\n")
            with processes.pinned(core, mask), processes.pinned(core, mask) as second:
                self.assertIn("another", second["kernel_worker"])
            self.assertEqual(mask.read_text(), "ff\n")

    def test_a_mask_that_is_not_there_is_told(self):
        with processes.pinned(min(os.sched_getaffinity(0)), pathlib.Path("/nowhere/cpumask")) as pinning:
            self.assertEqual(pinning["kernel_worker"], "not pinned (No such file or directory)")


class Roster(unittest.TestCase):
    def test_where_io_uring_is_denied_it_is_told(self):
        # In a process of its own, as a seccomp filter stays: io_uring_setup fails with EPERM.
        script = """
            import ctypes, struct
            import roster
            filters = b"".join(struct.pack("HBBI", *f) for f in (
                (0x20, 0, 0, 0), (0x15, 0, 1, 425), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)))
            memory = ctypes.create_string_buffer(filters)
            program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(memory)))
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
                print("no seccomp here")
            else:
                print(roster.io_uring_denied())
            """
        done = subprocess.run([sys.executable, "-B", "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True,
                              cwd=pathlib.Path(__file__).resolve().parent, check=True)
        if "no seccomp" in done.stdout:
            self.skipTest(done.stdout)
        self.assertIn("permits no io_uring (Operation not permitted", done.stdout)

    def test_what_is_denied_is_no_problem_of_a_smoke_run(self):
        comparison = types.SimpleNamespace(
            results=Results([line("raw_epoll", "open")], missing={"raw_io_uring": "denied"}),
            peers=[], denied={"raw_io_uring"})
        self.assertEqual(run.smoke_verdict(comparison), 0)
        comparison.denied = set()
        self.assertEqual(run.smoke_verdict(comparison), 1)

    def test_a_count_that_failed_is_a_problem_but_for_who_is_known_to(self):
        peers = [p for p in roster() if p.name in ("serial_callback", "asio_io_uring", "qserialport")]
        def problems(peer):
            work = {"send": {"of": "MiB", "peers": {peer: {"by_name_error": "nothing"}}}}
            return run.complain(types.SimpleNamespace(results=Results(work=work), peers=peers, denied=set()))
        self.assertEqual([problems(p.name) for p in peers], [1, 0, 0])

    def test_counts_are_by_the_unit(self):
        comparison = run.Comparison.__new__(run.Comparison)
        comparison.scale = measures.SMOKE
        asked = []
        def counted(peer, measure, tool, at_leisure):
            asked.append((measure.count, at_leisure))
            return {"write": 7 + measure.count // 1024}
        comparison.counted_run = counted
        tool = run.counting_tools(pathlib.Path("."))["calls"]
        for c in measures.counted_measures(measures.FULL):
            if c.measure.key == "send":
                found = {}
                comparison.count(None, found, c.measure, c.longer, tool, c.unit, at_leisure=True)
        self.assertEqual(found["by_name"], {"write": 1024.0})
        self.assertEqual(asked, [(1 << 20, True), (4 << 20, True)])

    def test_the_limit_of_pseudo_terminals_is_as_before_afterwards(self):
        with tempfile.NamedTemporaryFile("w+") as file:
            path = pathlib.Path(file.name)
            path.write_text("100\n")
            with processes.raised_limits(1024, path) as complaints:
                self.assertGreaterEqual(int(path.read_text()), 3 * 1024)
            self.assertEqual(path.read_text(), "100\n")
            with processes.raised_limits(2, path):
                self.assertEqual(path.read_text(), "100\n")
            self.assertIsInstance(complaints, list)

    def test_denied_is_a_way_to_be_missing(self):
        self.assertTrue(issubclass(rosters.Denied, rosters.Missing))


class Options(unittest.TestCase):
    def folder(self, *words):
        """Where both programs write to, relative to the build folder or to the project."""
        build = pathlib.Path("/b")
        found = {module.parse_arguments(["--build", str(build), *words]).output for module in (run, run_micro)}
        self.assertEqual(len(found), 1)
        folder = found.pop()
        return folder.name if build in folder.parents else str(folder.relative_to(facts.ROOT))

    def test_only_a_whole_run_replaces_the_results(self):
        self.assertEqual(self.folder(), "bench/results")
        self.assertEqual(self.folder("--rounds", str(measures.FULL.rounds)), "bench/results")
        self.assertEqual(self.folder("--rounds", "1"), "part")
        self.assertEqual(self.folder("--quick", "--rounds", "9"), "quick")
        self.assertEqual(self.folder("--smoke"), "smoke")
        self.assertEqual(self.folder("--measures", "many", "--rounds", "99"), "part")

    def test_a_folder_that_is_asked_for_is_taken(self):
        self.assertEqual(run.parse_arguments(["--output", "/x"]).output, pathlib.Path("/x"))
        self.assertEqual(run_micro.parse_arguments(["--output", "/x"]).output, pathlib.Path("/x"))

    def test_the_benchmarks_of_the_library_ignore_what_is_for_the_comparison(self):
        run_micro.parse_arguments(["--strict", "--core", "1", "--name", "x"])


class Facts(unittest.TestCase):
    def test_stolen_time_is_a_share_of_what_has_passed(self):
        before = "cpu  10 0 10 60 0 0 0 20 5 0\ncpu0 10 0 10 60 0 0 0 20 5 0\nintr 1 2\n"
        after = "cpu  20 0 20 120 0 0 0 40 9 0\ncpu0 10 0 10 60 0 0 0 20 9 0\nintr 2 3\n"
        self.assertEqual(facts.steal(before, after), {"cpu": 0.2, "cpu0": 0.0})

    def test_a_system_without_these_times_has_no_share(self):
        self.assertEqual(facts.steal("", ""), {})

    def test_the_driver_of_pseudo_terminals_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            drivers = pathlib.Path(folder) / "drivers"
            drivers.write_text("pty_slave   /dev/pts   136 0-1048575 pty:slave\nserial /dev/ttyS 4 64-67 serial\n")
            self.assertEqual(facts.pty_driver(drivers), "pty_slave /dev/pts 136 0-1048575 pty:slave")
        self.assertEqual(facts.pty_driver(pathlib.Path("/nowhere")), "unknown")

    def test_all_of_them_are_told(self):
        known = {**facts.Conditions(0).finish(), **facts.source(), "machine": facts.machine() | {"core": 0},
                 "built_with": {"compiler": "g++ 1", "boost": "1.81"}}
        text = "\n".join(facts.as_text(known))
        for word in ("load average", "hypervisor took", "g++ 1; Boost 1.81", "pseudo terminals", "commit", "trees"):
            self.assertIn(word, text)

    def test_a_turn_is_a_row_without_names(self):
        row = run.as_row(line("p", "m", 3, 2, seconds=0.1234567891))
        self.assertEqual(row, [0, 2, 3, "p", "m", 1, 100, 0.123457, 0.0, 0.0])


class Micro(unittest.TestCase):
    def test_repetitions_become_their_median(self):
        rows = [{"name": "b", "run_type": "iteration", "repetition_index": i, "iterations": 10, "real_time": float(t),
                 "time_unit": "ns"} for i, t in enumerate((5, 1, 4, 2, 3))]
        rows.append({"name": "b_mean", "run_type": "aggregate", "real_time": 99.0})
        self.assertEqual(run_micro.combined(rows), [{
            "name": "b", "run_type": "iteration", "iterations": 10, "real_time": 3.0, "time_unit": "ns",
            "repetitions": 5, "quartiles": {"real_time": [2.0, 4.0]}}])

    def test_whose_build_type_is_meant_is_told(self):
        self.assertIn("with its assertions", run_micro.build_type_in_words({"library_build_type": "debug"}))
        self.assertIn("Google Benchmark itself", run_micro.build_type_in_words({}))

    def test_a_benchmark_that_reports_an_error_is_a_problem(self):
        good = {"benchmarks": [{"name": "bm_read"}]}
        bad = {"benchmarks": [{"name": "bm_read", "error_occurred": True, "error_message": "no device"}]}
        self.assertEqual(run_micro.problems(good), [])
        self.assertEqual(run_micro.problems(bad), ["bm_read: no device"])
        self.assertEqual(run_micro.problems({"benchmarks": []}), ["no benchmark ran"])

    def test_programs_are_found_by_their_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder) / "bench" / "micro"
            place.mkdir(parents=True)
            program = place / "boost_serial_ext_micro_benchmarks"
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
            (place / "cmake_install.cmake").write_text("")
            self.assertEqual(run_micro.programs(pathlib.Path(folder)), [program])


if __name__ == "__main__":
    unittest.main()
