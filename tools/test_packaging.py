#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""tools/check_packaging.py passes a good tree and fails each defect."""

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import check_packaging
import repo

PORT = f"{check_packaging.PORT}/vcpkg.json"
RECIPE = "packaging/conan/conanfile.py"
HEADER = "include/boost_serial_ext/version.hpp"
FILES = ("CMakeLists.txt", PORT, RECIPE, HEADER, "doc/antora.yml", "CHANGELOG.md", "meta/libraries.json",
         "doc/modules/ROOT/pages/index.adoc")


class Packaging(unittest.TestCase):
    """Copies of the tree's own files, in which one thing is changed."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in FILES:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(repo.ROOT / name, self.root / name)

    def fails(self, name, before, after, *words):
        path = self.root / name
        text = path.read_text()
        self.assertIn(before, text)
        path.write_text(text.replace(before, after, 1))
        problems = list(check_packaging.check(self.root))
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_the_tree_passes(self):
        self.assertEqual(list(check_packaging.check(self.root)), [])

    def test_versions_agree(self):
        self.fails(PORT, '"version": "0.1.0"', '"version": "0.2.0"', "vcpkg.json", "0.2.0")

    def test_the_recipe_has_the_version(self):
        self.fails(RECIPE, 'version = "0.1.0"', 'version = "0.1"', "conanfile.py")

    def test_the_header_has_the_version(self):
        self.fails(HEADER, "_VERSION 100\n", "_VERSION 101\n", "version.hpp", "101")

    def test_the_header_has_the_version_of_file_names(self):
        self.fails(HEADER, '"0_1"', '"0_2"', "version.hpp", "0_2")

    def test_the_oldest_boost_agrees(self):
        self.fails(RECIPE, "boost/[>=1.81 ", "boost/[>=1.80 ", "Boost", "1.80")

    def test_dependencies_of_features_have_it_too(self):
        self.fails(PORT, '"name": "boost-json",\n          "version>=": "1.81.0"',
                   '"name": "boost-json",\n          "version>=": "1.75.0"', "boost-json", "1.75.0")

    def test_unknown_fields(self):
        self.fails(PORT, '"supports"', '"platforms"', "platforms")

    def test_names(self):
        self.fails(PORT, '"vcpkg-cmake-config"', '"vcpkg_cmake_config"', "vcpkg_cmake_config")

    def test_features_are_described(self):
        self.fails(PORT, '"description": "Boost.JSON, for programs that include json.hpp"', '"description": ""', "json")

    def test_boost_requires_maintainers(self):
        self.fails("meta/libraries.json", '"maintainers": ["The boost_serial_ext authors"]', '"maintainers": []', "maintainers")

    def test_the_documentation_exists(self):
        self.fails("meta/libraries.json", "index.adoc", "start.adoc", "start.adoc")


if __name__ == "__main__":
    unittest.main()
