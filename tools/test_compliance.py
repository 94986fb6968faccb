#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""check_compliance is shown to pass what is right and, one defect at a time, to fail what is wrong."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import check_compliance

SOURCE = """
BOOST_AUTO_TEST_SUITE(a_suite)
BOOST_AUTO_TEST_CASE(plain) {}
BOOST_AUTO_TEST_CASE(decorated, *needing(ability::pty)) {}
BOOST_DATA_TEST_CASE(
    of_data, data::make({1, 2}), number) {}
BOOST_DATA_TEST_CASE_F(the_fixture, of_data_and_fixture, data::make({1}), number) {}
BOOST_AUTO_TEST_CASE_TEMPLATE(
    of_types, operation, all_operations) {}
BOOST_FIXTURE_TEST_CASE(of_a_fixture, the_fixture) {}
// BOOST_AUTO_TEST_CASE(commented) {}
void helper();
"""

LINK = "* link:../../../../test/async/x.cpp[test/async/x.cpp]"


class Compliance(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.put("test/async/x.cpp", SOURCE)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def problems(self, page):
        self.put(check_compliance.PAGE, page)
        return list(check_compliance.check(self.root))

    def passes(self, page):
        self.assertEqual(self.problems(page), [])

    def fails(self, page, *words):
        problems = self.problems(page)
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_every_kind_of_test_case_is_found(self):
        names = "`plain`, `decorated`, `of_data`,\n`of_data_and_fixture`, `of_types`, `of_a_fixture`"
        self.passes(f"= Page\n\n== One\n\nText.\n\n{LINK}: {names}\n")

    def test_several_bullets_and_sections(self):
        self.passes(f"== One\n\n{LINK}: `plain`\n{LINK}: `of_data`\n\nText `any`.\n\n== Two\n\n{LINK}: `of_types`\n")

    def test_a_test_case_that_does_not_exist(self):
        self.fails(f"= Page\n\n== One\n\n{LINK}: `plain`,\n`gone`\n", ":5: One:", "no test case gone")

    def test_a_second_bullet_is_looked_at(self):
        self.fails(f"== One\n\n{LINK}: `plain`\n{LINK}: `gone`\n", ":4:", "no test case gone")

    def test_what_is_no_test_case_does_not_count(self):
        for name in ("commented", "helper", "a_suite", "the_fixture"):
            self.fails(f"== One\n\n{LINK}: `plain`, `{name}`\n", f"no test case {name}")

    def test_a_file_that_does_not_exist(self):
        other = LINK.replace("x.cpp", "y.cpp")
        self.fails(f"== One\n\n{LINK}: `plain`\n{other}: `plain`\n", "test/async/y.cpp: there is no such file")

    def test_a_link_that_is_called_otherwise(self):
        self.fails("== One\n\n" + LINK.replace("[test/async/", "[test/sync/") + ": `plain`\n", "is called test/sync/x.cpp")

    def test_a_link_without_names(self):
        self.fails(f"== One\n\n{LINK}: `plain`\n{LINK}\n", "no test case is named")

    def test_a_section_without_a_bullet(self):
        self.fails(f"== One\n\n{LINK}: `plain`\n\n== Two\n\nText `plain`.\n", ":5: Two:", "no test case holds it")

    def test_what_stands_in_code_is_no_promise(self):
        self.fails(f"== One\n\n----\n{LINK}: `plain`\n----\n", "no test case holds it")
        self.passes(f"== One\n\n----\n== no heading\n----\n\n{LINK}: `plain`\n")

    def test_a_page_without_sections(self):
        self.fails("= Page\n", "no sections")

    def test_no_page(self):
        self.assertEqual(len(list(check_compliance.check(self.root))), 1)


if __name__ == "__main__":
    unittest.main()
