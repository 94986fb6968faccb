#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The arithmetic of the comparison, on figures that can be checked by hand."""

import os
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import counting
import measures
import plots
import processes
import report
import run_micro
import targets
from figures import Results, Summary, round_ratios, summary
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


def line(round, peer, measure, **values):
    return {"round": round, "peer": peer, "measure": measure, "ports": 1, "count": 100, "seconds": 1.0, "user": 0.0,
            "system": 0.0} | values


def latencies(peer, measure, *p50s):
    return [line(i, peer, measure, p50=p50) for i, p50 in enumerate(p50s)]


class Figures(unittest.TestCase):
    def test_the_median_of_an_even_number_lies_between_the_middle_two(self):
        self.assertEqual(summary([4, 1, 3, 2]), Summary(2.5, 1.75, 3.25, 4))

    def test_one_value_is_its_own_quartiles(self):
        self.assertEqual(summary([7]), Summary(7, 7, 7, 1))

    def test_quartiles_are_among_the_values_where_they_can_be(self):
        self.assertEqual(summary([5, 1, 4, 2, 3]), Summary(3, 2, 4, 5))

    def test_no_values_are_an_error(self):
        self.assertRaises(ValueError, summary, [])

    def test_a_ratio_is_taken_within_a_round(self):
        self.assertEqual(round_ratios({0: 10, 1: 40, 2: 5}, {0: 5, 1: 20, 3: 1}), {0: 2, 1: 2})

    def test_a_base_of_zero_gives_no_ratio(self):
        self.assertEqual(round_ratios({0: 10}, {0: 0}), {})

    def test_noise_that_both_have_falls_out(self):
        runs = latencies("raw_epoll", "m", 100, 1000, 300) + latencies("serial_callback", "m", 110, 1100, 330)
        self.assertEqual(Results(runs).ratio("serial_callback", "raw_epoll", "m", "p50"), Summary(1.1, 1.1, 1.1, 3))

    def test_the_median_of_ratios_is_not_the_ratio_of_medians(self):
        runs = latencies("raw_epoll", "m", 1, 10, 100) + latencies("serial_callback", "m", 3, 10, 100)
        self.assertEqual(Results(runs).ratio("serial_callback", "raw_epoll", "m", "p50").median, 1)
        runs = latencies("raw_epoll", "m", 1, 10, 100) + latencies("serial_callback", "m", 3, 50, 200)
        self.assertEqual(Results(runs).ratio("serial_callback", "raw_epoll", "m", "p50").median, 3)

    def test_cpu_is_user_and_system_time_of_one_operation(self):
        runs = [line(0, "p", "m", count=1000, user=0.25, system=0.75)]
        self.assertEqual(Results(runs).of("p", "m", "cpu").median, 0.001)

    def test_a_rate_is_by_the_clock(self):
        self.assertEqual(Results([line(0, "p", "m", count=300, seconds=2.0)]).of("p", "m", "rate").median, 150)

    def test_one_failed_round_leaves_no_figure(self):
        runs = latencies("p", "m", 1, 2) + [{"round": 2, "peer": "p", "measure": "m", "error": "a wrong answer"}]
        results = Results(runs)
        self.assertIsNone(results.of("p", "m", "p50"))
        self.assertEqual(results.failure("p", "m"), "failed in 1 of 3 rounds: a wrong answer")

    def test_who_is_absent_is_so_with_the_reason(self):
        results = Results(missing={"p": "no compiler"})
        self.assertEqual(results.failure("p", "m"), "no compiler")
        self.assertIsNone(results.of("p", "m", "p50"))

    def test_what_a_client_does_not_tell_is_no_figure(self):
        self.assertIsNone(Results([line(0, "p", "m")]).of("p", "m", "allocations"))


class Counting(unittest.TestCase):
    def test_calls_are_read_with_and_without_errors_and_without_the_total(self):
        self.assertEqual(counting.parse_strace(STRACE), {"write": 4000, "read": 5000, "access": 1})

    def test_an_empty_summary_is_an_error(self):
        self.assertRaises(ValueError, counting.parse_strace, "")

    def test_instructions_are_the_total(self):
        self.assertEqual(counting.parse_callgrind(CALLGRIND), 204811)
        self.assertEqual(counting.parse_callgrind(CALLGRIND.replace("totals", "summary")), 204811)

    def test_a_file_without_a_total_is_an_error(self):
        self.assertRaises(ValueError, counting.parse_callgrind, "events: Ir\n")

    def test_the_warm_up_counts(self):
        self.assertEqual([counting.round_trips(n) for n in (1, 5, 10, 1009)], [2, 6, 11, 1109])

    def test_start_and_end_of_the_program_fall_out(self):
        def calls(count):
            return 1234 + 3 * counting.round_trips(count)
        self.assertEqual(counting.per_round_trip(500, calls(500), 3500, calls(3500)), 3)

    def test_calls_that_do_not_belong_to_round_trips_are_left_out(self):
        small, large = {"write": 110, "openat": 40}, {"write": 1100, "openat": 40, "brk": 2}
        self.assertEqual(counting.calls_per_round_trip(100, small, 1000, large), {"write": 1.0})

    def test_one_disturbed_run_of_three_changes_nothing(self):
        self.assertEqual(counting.median_of([5.0, 4.0, 5.0]), 5.0)
        self.assertEqual(
            counting.median_of([{"read": 2.0}, {"read": 1.0, "futex": 1.0}, {"read": 2.0}]), {"read": 2.0})


class Order(unittest.TestCase):
    def test_every_peer_is_first_once(self):
        self.assertEqual([measures.rotated("ABC", i) for i in range(4)], ["ABC", "BCA", "CAB", "ABC"])

    def test_measures_are_selected_by_key_or_by_name(self):
        groups = measures.groups(measures.FULL)
        self.assertEqual([m.key for g in measures.selected(groups, {"many/8"}) for m in g], ["many/8"])
        self.assertEqual(
            [m.key for g in measures.selected(groups, {"many"}) for m in g], [f"many/{n}" for n in measures.PORTS])
        self.assertEqual(measures.selected(groups, set()), groups)

    def test_a_share_keeps_at_least_one_buffer_and_one_message_a_port(self):
        bulk = measures.Measure("send", "send", "sink", 65536 * 4, size=65536)
        self.assertEqual(bulk.times(0.125).count, 65536)
        many = measures.Measure("many/1024", "many", "echo", 4096, ports=1024)
        self.assertEqual(many.times(0.125).count, 1024)

    def test_every_client_that_is_compared_with_asio_has_its_twin_in_the_roster(self):
        names = {p.name for p in roster()}
        self.assertLessEqual(targets.TWINS.keys() | set(targets.TWINS.values()) | set(plots.LINES), names)


class Targets(unittest.TestCase):
    def test_a_bound_is_met_by_the_median(self):
        self.assertTrue(targets.judged("x", Summary(1.06, 1.0, 1.5, 3), 1.06).met)
        self.assertFalse(targets.judged("x", Summary(1.061, 1.0, 1.5, 3), 1.06).met)

    def test_some_bounds_are_the_least(self):
        self.assertTrue(targets.judged("x", targets.exactly(1.0), 0.97, least=True).met)
        self.assertFalse(targets.judged("x", targets.exactly(0.96), 0.97, least=True).met)

    def test_within_the_bound_but_not_better_than_asio_is_missed(self):
        self.assertFalse(targets.judged("x", targets.exactly(1.0), 1.06, asio=targets.exactly(1.01)).met)
        self.assertFalse(targets.judged("x", targets.exactly(1.0), 0.97, asio=targets.exactly(0.99), least=True).met)
        self.assertTrue(targets.judged("x", targets.exactly(1.0), 0.97, asio=targets.exactly(1.01), least=True).met)

    def test_what_was_not_measured_is_not_met(self):
        verdicts = list(targets.check(Results(), measures.PORTS))
        self.assertTrue(verdicts)
        self.assertEqual({v.word for v in verdicts}, {"not measured"})

    def test_a_timeout_is_compared_with_the_same_client_in_the_same_round(self):
        runs = latencies("serial_callback", "round_trip/1", 100, 200)
        runs += latencies("serial_callback", "timeout", 103, 206)
        runs += latencies("raw_epoll", "round_trip/1", 1, 1)
        self.assertAlmostEqual(targets.timeout_cost(Results(runs), "serial_callback").median, 1.03)

    def test_what_a_timeout_costs_is_compared_with_what_it_costs_asio(self):
        runs = []
        for peer, plain, limited in (("serial_callback", 200, 206), ("asio_callback", 100, 111)):
            runs += latencies(peer, "round_trip/1", plain) + latencies(peer, "timeout", limited)
        verdict = targets.timeout(Results(runs), "serial_callback")
        self.assertAlmostEqual(verdict.asio.median, 1.03 / 1.11)
        self.assertTrue(verdict.met)

    def test_the_worst_number_of_ports_decides(self):
        runs = []
        for ports, cpu in ((2, 1.1), (8, 1.3)):
            for peer, user in (("raw_epoll", 1.0), ("serial_callback", cpu), ("asio_callback", 2.0)):
                runs.append(line(0, peer, f"many/{ports}", user=user))
        verdict = targets.many_ports(Results(runs), "serial_callback", (2, 8))
        self.assertAlmostEqual(verdict.measured.median, 1.3)
        self.assertFalse(verdict.met)
        self.assertIn("worst: 8", verdict.what)

    def test_what_cannot_be_compared_with_asio_is_not_met(self):
        runs = []
        for peer in ("raw_epoll", "serial_callback"):
            runs += latencies(peer, "round_trip/1", 100) + [line(0, peer, "many/2", user=1.0)]
        results = Results(runs)
        verdict = targets.against_floor(results, "serial_callback", "round_trip/1", "p50", 1.06, "p50")
        self.assertEqual(verdict.word, "not measured")
        self.assertIn("Asio's", verdict.reason)
        self.assertEqual(targets.many_ports(results, "serial_callback", (2,)).word, "not measured")

    def test_a_failed_run_with_io_uring_is_counted(self):
        failed = {"round": 0, "peer": "serial_io_uring", "measure": "m", "error": "EINTR"}
        runs = [line(0, "serial_io_uring", "send"), failed]
        self.assertFalse(targets.no_failures(Results(runs), "serial_io_uring").met)
        self.assertTrue(targets.no_failures(Results(runs[:1]), "serial_io_uring").met)

    def test_an_allocation_in_every_operation_is_missed_and_one_in_ten_thousand_is_not(self):
        def verdict(allocations):
            runs = [line(0, "serial_callback", "timeout", count=10_000, allocations=allocations)]
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

    def test_columns_line_up(self):
        lines = report.table(["", "p50"], [["raw epoll", "x1.00"], ["asio", "x1.11"]])
        self.assertEqual({len(text) for text in lines if text}, {len(lines[0])})

    def test_who_fails_or_is_absent_stays_in_the_tables(self):
        peers = [p for p in roster() if p.name in ("raw_epoll", "asio_io_uring", "qserialport")]
        runs = latencies("raw_epoll", "round_trip/1", 100) + [
            {"round": 0, "peer": "asio_io_uring", "measure": "round_trip/1", "error": "Interrupted system call"}]
        text = report.Report(Results(runs, missing={"qserialport": "no Qt"}), peers, measures.FULL).all("t", [], [])
        self.assertRegex(text, r"asio::serial_port, io_uring +\| fails \[\d\]")
        self.assertRegex(text, r"QSerialPort +\| absent \[\d\]")
        self.assertRegex(text, r"\[\d\] .*io_uring: round_trip/1: failed in 1 of 1 rounds: Interrupted system call")
        self.assertRegex(text, r"\[\d\] QSerialPort: no Qt")


class Plots(unittest.TestCase):
    def test_labels_are_moved_apart_and_keep_their_order(self):
        placed = plots.spread([100, 101, 102, 300], 17)
        self.assertEqual(placed, sorted(placed))
        self.assertTrue(all(b - a > 16.9 for a, b in zip(placed, placed[1:])))

    def test_plots_are_well_formed_also_where_a_peer_fails(self):
        peers = roster()
        runs = []
        for name in ("raw_epoll", "serial_callback", "node_serialport"):
            for i in range(3):
                runs += [line(i, name, "round_trip/1", p50=100 + i, user=1.0), line(i, name, "many/2", user=1.0 + i),
                         line(i, name, "many/128", user=2.0)]
        runs.append({"round": 0, "peer": "asio_io_uring", "measure": "round_trip/1", "error": "EINTR & more <>"})
        drawn = plots.all_plots(Results(runs), peers, (2, 128))
        self.assertEqual(set(drawn), {"round_trip.svg", "many.svg"})
        for text in drawn.values():
            xml.etree.ElementTree.fromstring(text)
        self.assertIn("fails", drawn["round_trip.svg"])


class Processes(unittest.TestCase):
    def test_a_mask_of_one_core_is_written_in_groups_of_32_bits(self):
        self.assertEqual([processes.cpumask(n) for n in (0, 1, 31, 32, 64)],
                         ["1", "2", "80000000", "1,00000000", "1,00000000,00000000"])

    def client(self, script, **options):
        settings = {"measure": "m", "count": 3, "size": 1, "names": [], "time_limit": 20} | options
        return processes.client([sys.executable, "-c", script], {}, **settings)

    def test_a_client_that_fails_is_quoted(self):
        with self.assertRaisesRegex(processes.RunFailed, "^write: EINTR$"):
            self.client("import sys; sys.exit('write: EINTR')")

    def test_a_reason_is_short(self):
        says = "first\n/b/asio: write: Interrupted system call [system:4 at /usr/x.hpp:148:5 in function 'void f()']\n"
        self.assertEqual(processes.reason(says, "/b/asio"), "write: Interrupted system call [system:4]")
        self.assertEqual(processes.reason("no device\n", "/b/asio"), "no device")
        self.assertEqual(processes.reason(" \n", "/b/asio"), "")

    def test_a_client_that_dies_is_no_success(self):
        with self.assertRaisesRegex(processes.RunFailed, "signal 9"):
            self.client("import os; os.kill(os.getpid(), 9)")

    def test_a_client_that_does_less_than_it_was_asked_for_is_no_success(self):
        with self.assertRaisesRegex(processes.RunFailed, "2 operations instead of 3"):
            self.client("print('{\"count\": 2}')")

    def test_a_client_that_hangs_is_ended(self):
        with self.assertRaisesRegex(processes.RunFailed, "no end after 0.2 s"):
            self.client("import sys; sys.stdin = None; import threading; threading.Event().wait()", time_limit=0.2)

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


class Micro(unittest.TestCase):
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
