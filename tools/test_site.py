#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""check_site.py passes a site that is right and, one defect at a time, fails what is wrong."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import check_browser
import check_site

REDIRECT = '<!DOCTYPE html><meta http-equiv="refresh" content="0; url=p/0/index.html"><h1>Moved</h1><a href="p/0/index.html">p</a>'
PAGE = """<!DOCTYPE html><html lang="en"><head><meta name="viewport" content="width=device-width">
<title>T</title><link rel="stylesheet" href="{up}_/site.css"><script src="{up}_/site.js"></script></head><body>
<nav id="ui-navigation"><a href="{up}p/0/index.html">First</a><a href="{up}p/0/second.html">Second</a></nav>
<h1>T</h1>{body}<a href="{up}_/search.min.js.LICENSE.txt">Licence</a></body></html>"""
OWN = "/* Copyright (c) 2026 The boost_serial_ext authors */\n"
LICENCE = "Permission is hereby granted"


class Site(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = pathlib.Path(self._folder.name)
        self.write("index.html", REDIRECT)
        self.write("_/site.css", OWN + "p { color: black }")
        self.write("_/site.js", OWN)
        self.write("_/search.min.js", "/* Somebody else */")
        self.write("_/search.min.js.LICENSE.txt", LICENCE)
        self.page("p/0/index.html", '<p id="here"><a href="second.html#there">x</a></p>')
        self.page("p/0/second.html", '<p id="there"><a href="source/a.hpp.html">x</a> <a href="https://example.org/">o</a></p>')
        self.page("p/0/source/a.hpp.html", "<pre>code</pre>")

    def write(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def page(self, name, body):
        self.write(name, PAGE.format(up="../" * name.count("/"), body=body))

    def found(self):
        return list(check_site.Site(self.root).check())

    def one(self, text):
        found = self.found()
        self.assertEqual(len(found), 1, found)
        self.assertIn(text, found[0])

    def test_passes_what_is_right(self):
        self.assertEqual(self.found(), [])

    def test_counts_the_links_to_the_outside(self):
        site = check_site.Site(self.root)
        list(site.check())
        self.assertEqual(dict(site.outside), {"example.org": 1})

    def test_a_link_to_no_page(self):
        self.page("p/0/index.html", '<a href="third.html">x</a>')
        self.one("the link third.html leads nowhere")

    def test_a_link_out_of_the_site(self):
        (self.root.parent / "outside-of-the-site.html").write_text("")
        self.addCleanup((self.root.parent / "outside-of-the-site.html").unlink)
        self.page("p/0/index.html", '<a href="../../../outside-of-the-site.html">x</a>')
        self.one("leads nowhere")

    def test_a_link_to_no_fragment(self):
        self.page("p/0/index.html", '<a href="second.html#nowhere">x</a>')
        self.one("has no #nowhere")

    def test_a_fragment_of_the_page_itself(self):
        self.page("p/0/index.html", '<a href="#nowhere">x</a>')
        self.one("has no #nowhere")

    def test_something_loaded_from_elsewhere(self):
        self.page("p/0/index.html", '<img alt="x" src="https://example.org/x.png">')
        self.one("from elsewhere")

    def test_a_page_that_loads_something_from_elsewhere(self):
        for body in (
            '<img alt="x" srcset="/s.png 1x, https://example.org/x.png 2x"',
            '<img alt="x" srcset="//example.org/x.png"',
            '<video poster="//example.org/x.png">',
            '<audio src="https://example.org/x.ogg">',
            '<object data="https://example.org/x">',
            '<svg><image href="https://example.org/x.png"/></svg>',
            """<p style="background: url('https://example.org/x.png')">""",
            "<p style='background: url(//example.org/x.png)'>",
            "<style>p { background: url(//example.org/x.png) }</style>",
        ):
            with self.subTest(body):
                self.write("s.png", "")
                self.page("p/0/index.html", body.replace("/s.png", "../../s.png") + ">" * (not body.endswith(">")))
                self.one("from elsewhere")

    def test_a_page_with_a_style_and_a_set_that_are_right(self):
        self.write("s.png", "")
        self.page("p/0/index.html", """<p style="background: url(../../s.png)"><img alt="x" srcset="../../s.png 1x">
<img alt="x" src="data:image/png;base64,AA"/><svg><use href="#here"/></svg></p><h2>y</h2>""")  # fmt: skip
        self.assertEqual(self.found(), [])

    def test_a_style_that_loads_something(self):
        for style in (
            '@font-face { src: url("https://example.org/f") }',
            "p { background: URL( //example.org/x ) }",
            "@import 'https://example.org/x.css';",
            '@import url("//example.org/x.css");',
            'p { background: image-set("https://example.org/x.png" 1x) }',
        ):
            with self.subTest(style):
                self.write("_/site.css", OWN + style)
                self.one("from elsewhere")

    def test_a_style_that_loads_what_is_not_there(self):
        self.write("_/site.css", OWN + "p { background: url(img/x.png) } /* url(//example.org) */")
        self.one("img/x.png is not there")
        self.write("_/img/x.png", "")
        self.assertEqual(self.found(), [])

    def test_code_of_others_without_its_licence(self):
        self.write("_/search.min.js.LICENSE.txt", "MIT")
        self.one("search.min.js: its licence is not beside it")
        self.write("_/search.min.js.LICENSE.txt", LICENCE)
        self.write("_/js/other.css", "p { color: red }")
        self.one("other.css: its licence is not beside it")

    def test_a_page_without_a_link_to_a_licence(self):
        text = (self.root / "p/0/second.html").read_text()
        self.write("p/0/second.html", text.replace("../../_/search.min.js.LICENSE.txt", "#there"))
        self.one("second.html: no link to _/search.min.js.LICENSE.txt")

    def test_a_resource_that_is_not_there(self):
        (self.root / "_/site.js").unlink()
        self.assertEqual(len(self.found()), 3)

    def test_a_page_without_a_title_a_language_or_a_heading(self):
        for old, told in (("<title>T</title>", "no title"), (' lang="en"', "no language"), ("<h1>T</h1>", "no h1")):
            with self.subTest(told):
                self.page("p/0/index.html", "")
                text = (self.root / "p/0/index.html").read_text()
                self.write("p/0/index.html", text.replace(old, ""))
                self.one(told)

    def test_an_id_that_stands_twice(self):
        self.page("p/0/index.html", '<p id="a"></p><p id="a"></p>')
        self.one("the id a stands there twice")

    def test_a_link_without_a_text(self):
        self.page("p/0/index.html", '<a href="second.html"></a>')
        self.one("has no text")

    def test_a_link_named_by_a_label(self):
        self.page("p/0/index.html", '<a href="second.html" aria-label="second"></a>')
        self.assertEqual(self.found(), [])

    def test_a_page_that_is_not_in_the_navigation(self):
        self.page("p/0/third.html", "")
        self.page("p/0/index.html", '<a href="third.html">x</a>')
        self.one("third.html: not in the navigation")

    def test_a_file_that_no_page_leads_to(self):
        self.page("p/0/source/b.hpp.html", "")
        self.one("no way leads there")

    def test_a_site_without_a_first_page(self):
        (self.root / "index.html").unlink()
        self.one("index.html: there is none")


class Browser(unittest.TestCase):
    """What is made of a browser's answers; the browser itself is asked where the site is built."""

    DEFECTS = {"beyond": ["420 px wide", "P wide Wide"], "faint": [f"P {name}: 2.10" for name in check_browser.FAINT]}
    RIGHT = {"page": "a", "theme": "light", "width": 390, "beyond": [], "faint": []}

    def problems(self, **changes):
        return list(check_browser.problems([{**self.RIGHT, **changes}]))

    def test_passes_what_is_right(self):
        self.assertEqual(self.problems(), [])
        self.assertEqual(self.problems(search="drain", links=["x#drain"], status="1 found"), [])
        self.assertEqual(self.problems(search="zzqqyy", links=[], status="Nothing"), [])
        self.assertEqual(self.problems(defects=True, **self.DEFECTS), [])

    def test_names_what_is_wrong(self):
        for changes in (
            {"beyond": ["500 px wide"]},
            {"faint": ["P: 2.1"]},
            {"menu": False},
            {"defects": True},
            {"defects": True, **self.DEFECTS, "faint": self.DEFECTS["faint"][1:]},
            {"defects": True, **self.DEFECTS, "faint": self.DEFECTS["faint"] + ["P : 4.10"]},
            {"defects": True, **self.DEFECTS, "beyond": []},
            {"failed": "there is no such page"},
            {"search": "drain", "links": ["x#other"], "status": "1 found"},
            {"search": "drain", "links": [], "status": ""},
            {"search": "zzqqyy", "links": ["x"], "status": ""},
        ):
            with self.subTest(changes):
                self.assertEqual(len(self.problems(**changes)), 1)


class Packages(unittest.TestCase):
    """Where build_docs.sh keeps npm's packages; the programs that it runs are stand-ins."""

    SCRIPT = pathlib.Path(__file__).resolve().parent / "build_docs.sh"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        (self.home / "bin").mkdir()
        for name in ("doxygen", "node", "npm"):
            self.program(name, "exit 0")
        self.program("python3", "exit 7")  # what comes after the packages

    def program(self, name, text):
        file = self.home / "bin" / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)

    def run_script(self, **environment):
        environment = {"PATH": f"{self.home}/bin:/usr/bin:/bin", **environment}
        return subprocess.run([self.SCRIPT, self.home / "site"], env=environment, capture_output=True, text=True, timeout=60)

    def kept(self):
        return list((self.home / "boost_serial_ext").iterdir())

    def fails(self, ran, text):
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn(text, ran.stderr)

    def test_keeps_what_npm_brings(self):
        for _ in range(2):
            self.assertEqual(self.run_script(XDG_CACHE_HOME=str(self.home)).returncode, 7)
            self.assertEqual(len(self.kept()), 1)
            self.program("npm", "exit 1")  # not asked again

    def test_says_that_there_is_no_home(self):
        self.fails(self.run_script(), "neither HOME nor XDG_CACHE_HOME is set")

    def test_says_what_npm_needs(self):
        self.program("npm", "exit 1")
        self.fails(self.run_script(XDG_CACHE_HOME=str(self.home)), "npm cannot bring")
        self.assertEqual(self.kept(), [])

    def test_somebody_else_may_be_quicker(self):
        self.program("mv", 'mkdir "$3"; echo "mv: it is there" >&2; exit 1')
        self.assertEqual(self.run_script(XDG_CACHE_HOME=str(self.home)).returncode, 7)
        self.assertEqual(len(self.kept()), 1)

    def test_says_why_the_packages_cannot_be_kept(self):
        self.program("mv", 'echo "mv: no space" >&2; exit 1')
        self.fails(self.run_script(XDG_CACHE_HOME=str(self.home)), "mv: no space")
        self.assertEqual(self.kept(), [])


if __name__ == "__main__":
    unittest.main()
