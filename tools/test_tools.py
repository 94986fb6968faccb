#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Each check is shown to pass what is right and, one defect at a time, to fail what is wrong."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import check_budgets
import check_docs
import check_levels
import check_lists
import check_parity
import check_platforms
import check_readme

ASYNC_DOC = """/** Wait for the end.

    @par Completion Signature
    @code void(error_code) @endcode
    @par Errors
    None.
    @par Per-Operation Cancellation
    All.
    @par Executor
    The associated one.
    @par Thread Safety
    Distinct objects: safe.
    @par Bounds
    No allocation.
*/
"""


class Tree(unittest.TestCase):
    """A small tree on disk that a test writes and one check reads."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def header(self, name, text):
        self.put(f"include/boost_serial_ext/{name}", text)

    def passes(self, check):
        self.assertEqual(list(check(self.root)), [])

    def fails(self, check, *words):
        problems = list(check(self.root))
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])


class Lists(Tree):
    def setUp(self):
        super().setUp()
        self.put("src/a.cpp", "#include <boost_serial_ext/impl/x.ipp>\n")
        self.header("src.hpp", "#include <boost_serial_ext/impl/x.ipp>\n")
        self.header("impl/x.ipp", "")
        self.header("x.hpp", "")
        self.put("test/unit/a.cpp", "")
        self.put("example/demo/demo.cpp", "")
        self.put("example/demo/README.md", "A demo.\n")
        self.put("example/demo/CMakeLists.txt", "boost_serial_ext_example(demo)\n")
        self.put("CMakeLists.txt", "set(BOOST_SERIAL_EXT_SOURCES # why\n  src/a.cpp)\n")
        self.put("build.jam", "constant BOOST_SERIAL_EXT_SOURCES :\n  src/a.cpp\n ;\n")
        self.put("example/CMakeLists.txt", "set(examples\n  demo)\n")
        empty = [s for s in check_lists.SUITES if s != "unit"]
        self.cmake = "set(unit_sources unit/a.cpp)\nset(public_headers\n  boost_serial_ext/x.hpp)\n"
        self.cmake += "".join(f"set({s}_sources)\n" for s in empty)
        self.jam = "local unit_sources = unit/a.cpp ;\n" + "".join(f"local {s}_sources =\n ;\n" for s in empty)
        self.put("test/CMakeLists.txt", self.cmake)
        self.put("test/Jamfile", self.jam)

    def test_a_complete_tree_passes(self):
        self.passes(check_lists.check)

    def test_a_test_that_cmake_lacks(self):
        self.put("test/CMakeLists.txt", self.cmake.replace("unit/a.cpp", ""))
        self.fails(check_lists.check, "test/CMakeLists.txt", "unit/a.cpp is missing")

    def test_a_test_that_b2_lacks(self):
        self.put("test/Jamfile", self.jam.replace("unit/a.cpp", ""))
        self.fails(check_lists.check, "test/Jamfile", "unit/a.cpp is missing")

    def test_a_commented_entry_does_not_count(self):
        self.put("test/Jamfile", self.jam.replace("unit/a.cpp", "\n# unit/a.cpp\n"))
        self.fails(check_lists.check, "unit/a.cpp is missing")

    def test_a_listed_source_that_is_gone(self):
        self.put("build.jam", "constant BOOST_SERIAL_EXT_SOURCES : src/a.cpp src/b.cpp ;")
        self.fails(check_lists.check, "src/b.cpp is listed")

    def test_programs_of_other_libraries_are_no_tests(self):
        self.put("test/doc/peers/a.cpp", "")
        self.passes(check_lists.check)

    def test_a_list_out_of_order(self):
        self.put("test/unit/b.cpp", "")
        self.put("test/CMakeLists.txt", self.cmake.replace("unit/a.cpp", "unit/b.cpp unit/a.cpp"))
        self.put("test/Jamfile", self.jam.replace("unit/a.cpp", "unit/a.cpp unit/b.cpp"))
        self.fails(check_lists.check, "not in order")

    def test_a_missing_list(self):
        self.put("test/Jamfile", self.jam.replace("local doc_sources =\n ;", ""))
        self.fails(check_lists.check, "no such list")

    def test_a_header_that_no_test_compiles_alone(self):
        self.header("y.hpp", "")
        self.fails(check_lists.check, "boost_serial_ext/y.hpp is missing")

    def test_an_example_that_is_not_built(self):
        self.put("example/demo/other.cpp", "")
        self.fails(check_lists.check, "example/demo/CMakeLists.txt", "other.cpp is missing")

    def test_an_example_that_is_not_listed(self):
        self.put("example/CMakeLists.txt", "set(examples)\n")
        self.fails(check_lists.check, "example/CMakeLists.txt", "demo is missing")

    def test_an_example_without_an_introduction(self):
        self.put("example/demo/README.md", "\n")
        self.fails(check_lists.check, "example/demo", "README.md")

    def test_an_implementation_that_is_never_compiled(self):
        self.header("impl/y.ipp", "")
        self.fails(check_lists.check, "impl/y.ipp is missing")

    def test_an_implementation_that_another_includes(self):
        self.header("impl/x.ipp", "#include <boost_serial_ext/impl/y.ipp>\n")
        self.header("impl/y.ipp", "")
        self.passes(check_lists.check)

    def test_an_implementation_that_src_hpp_lacks(self):
        self.header("src.hpp", "// #include <boost_serial_ext/impl/x.ipp>\n")
        self.fails(check_lists.check, "src.hpp: boost_serial_ext/impl/x.ipp is missing")

    def test_an_implementation_that_only_src_hpp_has(self):
        self.header("impl/x.ipp", "#include <boost_serial_ext/impl/y.ipp>\n")
        self.header("impl/y.ipp", "")
        both = "#include <boost_serial_ext/impl/x.ipp>\n#include <boost_serial_ext/impl/y.ipp>\n"
        self.header("src.hpp", both)
        self.fails(check_lists.check, "src/*.cpp: boost_serial_ext/impl/y.ipp is missing")
        self.put("src/b.cpp", "#include <boost_serial_ext/impl/y.ipp>\n")
        self.put("CMakeLists.txt", "set(BOOST_SERIAL_EXT_SOURCES src/a.cpp src/b.cpp)\n")
        self.put("build.jam", "constant BOOST_SERIAL_EXT_SOURCES : src/a.cpp src/b.cpp ;\n")
        self.passes(check_lists.check)

    def test_the_doubles_have_lists_of_their_own(self):
        line = "#include <boost_serial_ext/test/impl/y.ipp>\n"
        self.header("test/impl/y.ipp", "")
        self.put("src/test.cpp", line)
        self.fails(check_lists.check, "test/src.hpp: boost_serial_ext/test/impl/y.ipp is missing", "src/test.cpp")
        self.header("test/src.hpp", line)
        self.passes(check_lists.check)
        self.header("src.hpp", "#include <boost_serial_ext/impl/x.ipp>\n" + line)
        self.fails(check_lists.check, "src/*.cpp: boost_serial_ext/test/impl/y.ipp is missing")

    def test_fix_rewrites_the_lists(self):
        self.put("test/unit/b.cpp", "")
        self.header("y.hpp", "")
        (self.root / "test/unit/a.cpp").unlink()
        check_lists.fix(self.root)
        self.passes(check_lists.check)


class Budgets(Tree):
    def test_each_budget_and_one_line_more(self):
        for name, limit in {
            "include/boost_serial_ext/serial_stream.hpp": 800,
            "include/boost_serial_ext/error.hpp": 350,
            "include/boost_serial_ext/detail/codec/termios.hpp": 250,
            "include/boost_serial_ext/detail/ops/drain.hpp": 250,
            "include/boost_serial_ext/native/linux_port.hpp": 250,
            "include/boost_serial_ext/native/sys_linux.ipp": 150,
            "include/boost_serial_ext/impl/error.ipp": 800,
            "include/boost_serial_ext/test/impl/port_engine.hpp": 800,
            "include/boost_serial_ext/test/virtual_port.hpp": 350,
            "src/values.cpp": 800,
        }.items():
            with self.subTest(name):
                self.put(name, "//\n" * limit)
                self.passes(check_budgets.check)
                self.put(name, "//\n" * (limit + 1))
                self.fails(check_budgets.check, name, str(limit))
                (self.root / name).unlink()


class Levels(Tree):
    def rejects(self, name, text, *words):
        self.header(name, text)
        self.fails(check_levels.check, name, *words)

    def test_a_clean_tree_passes(self):
        self.header("error.hpp", "#include <boost/system/error_code.hpp>\n\n#include <string>\n")
        self.header("native/select.hpp", "#if defined(_WIN32)\n#endif\n")
        self.header("native/sys_linux.ipp", "#include <fcntl.h>\n#include <sys/ioctl.h>\n")
        self.header("detail/asio.hpp", "#include <boost/version.hpp>\n#if BOOST_ASIO_VERSION >= 102800\n#endif\n")
        self.header("json.hpp", "#include <boost_serial_ext/error.hpp>\n\n#include <boost/json/value.hpp>\n")
        self.header("src.hpp", "#include <boost_serial_ext/json.hpp>\n")
        self.header("detail/sansio/x.hpp", "// once #if _WIN32, BOOST_VERSION and asio::detail\n#include <errno.h>\n")
        self.put("include/boost_serial_ext.hpp", "#include <boost_serial_ext/serial_stream.hpp>\n")
        self.passes(check_levels.check)

    def test_a_header_without_a_level(self):
        self.rejects("news.hpp", "", "no level")

    def test_a_higher_level(self):
        self.rejects("error.hpp", "#include <boost_serial_ext/detail/codec/x.hpp>\n", "of level 1")

    def test_an_add_on_in_the_umbrella(self):
        self.put("include/boost_serial_ext.hpp", "#include <boost_serial_ext/json.hpp>\n")
        self.fails(check_levels.check, "of level 4")

    def test_asio_below_level_3(self):
        self.rejects("native/linux_port.hpp", "#include <boost/asio/buffer.hpp>\n", "Asio begins")

    def test_other_boost_below_level_3(self):
        self.rejects("error.hpp", "#include <boost/mp11.hpp>\n", "only Boost.System")

    def test_json_in_the_core(self):
        self.rejects("serial_stream.hpp", "#include <boost/json.hpp>\n", "json.hpp")

    def test_system_headers_outside_sys(self):
        for header in ("unistd.h", "sys/ioctl.h", "linux/serial.h", "termios.h", "windows.h", "poll.h"):
            with self.subTest(header):
                self.rejects("native/linux_port.hpp", f"#include <{header}>\n", header)

    def test_asio_detail(self):
        self.rejects("serial_stream.hpp", "using boost::asio::detail::x;\n", "asio::detail")

    def test_a_detail_header_of_asio(self):
        self.rejects("serial_stream.hpp", "#include <boost/asio/detail/config.hpp>\n", "asio's detail")

    def test_versions_outside_their_header(self):
        self.rejects("serial_stream.hpp", "#if BOOST_ASIO_VERSION < 1\n#endif\n", "version of Boost")
        self.rejects("serial_stream.hpp", "#if BOOST_VERSION < 1\n#endif\n", "version of Boost")

    def test_platform_conditions(self):
        for line in ("#ifdef _WIN32", "#if defined(__linux__)", "#elif 1 || \\\n  __APPLE__", "#  ifndef __FreeBSD__"):
            with self.subTest(line):
                self.rejects("serial_stream.hpp", f"{line}\n", "platform")

    def test_the_order_of_includes(self):
        for text in (
            "#include <string>\n\n#include <boost/config.hpp>\n",
            "#include <string>\n#include <array>\n",
            "#include <boost_serial_ext/detail/config.hpp>\n\n#include <boost_serial_ext/error.hpp>\n",
        ):
            with self.subTest(text):
                self.rejects("line_state.hpp", text, "belongs before")
        self.rejects("line_state.hpp", "#include <boost/config.hpp>\n#include <array>\n", "no blank line")


class Docs(unittest.TestCase):
    def problems(self, text):
        return [p for _, p in check_docs.header_problems("namespace x {\n" + text + "\n}\n")]

    def passes(self, text):
        self.assertEqual(self.problems(text), [])

    def fails(self, text, *words):
        problems = self.problems(text)
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_documented_declarations_pass(self):
        self.passes(
            """
            /// One.
            enum class e { a, b };
            /** Two. */
            template<class T = void (*)(int)>
            class BOOST_SYMBOL_VISIBLE c final : public base<T>
            {
                int hidden();

            public:
                /// Three.
                explicit c(int i = int{3}, s const& t = {}) noexcept(f(1)) : i_{i}, t_(t) { work(); }
                c(c&&) = default;
                ~c();
                bool operator==(c const&) const;
                /// Four.
                [[nodiscard]] DECL auto get() const -> int;
                friend void swap(c&, c&);
                using type = int;
                int member = 3;
                struct y y = {};
                enum z z{};
                std::atomic<int> n{0};
            };
            namespace detail { void f(); struct s {}; }
            namespace { void g(); }
            /// Five.
            inline constexpr int five() { return 5; }
            int five(char);
            class forward;
            /// Six.
            template<class T>
            struct other::traits<c<T>> { static void of(T); };
            """
        )

    def test_nothing_before_a_function(self):
        self.fails("void f();", "function f", "no doc comment")

    def test_nothing_before_types(self):
        for kind in ("class", "struct", "enum class", "enum"):
            with self.subTest(kind):
                self.fails(f"{kind} t {{ }};", "t: no doc comment")

    def test_nothing_before_a_member(self):
        self.fails("/// Doc.\nstruct s { void f() const noexcept { g(); } };", "function f")

    def test_public_after_private(self):
        self.fails("/// Doc.\nclass s { int a(); public: int b(); private: int c(); };", "function b")

    def test_a_plain_comment_is_no_doc_comment(self):
        self.fails("// Doc.\nvoid f();", "function f")

    def test_a_trailing_comment_documents_what_stands_before(self):
        self.fails("/// Doc.\nvoid f(); ///< Really.\nvoid g();", "function g")

    def test_an_overload_that_does_not_follow(self):
        self.fails("/// Doc.\nvoid f();\n/// Doc.\nvoid g();\nvoid f(int);", "function f")

    def test_a_comment_without_a_brief(self):
        self.fails("/** @param i What. */\nvoid f(int i);", "brief")

    def test_an_asynchronous_operation(self):
        self.passes(ASYNC_DOC + "template<class Token = d<E>>\nauto async_end(Token&& t = Token());")

    def test_each_missing_section(self):
        for section in check_docs.SECTIONS:
            with self.subTest(section):
                doc = ASYNC_DOC.replace(f"@par {section}\n", "")
                self.fails(doc + "void async_end();", f"no section '@par {section}'")

    def test_sections_out_of_order(self):
        doc = ASYNC_DOC.replace("@par Errors", "@par X").replace("@par Bounds", "@par Errors").replace(
            "@par X", "@par Bounds"
        )
        self.fails(doc + "void async_end();", "order")


class Platforms(Tree):
    def setUp(self):
        super().setUp()
        self.table = {
            "systems": {"linux": "Linux", "freebsd": "FreeBSD", "dragonfly": "DragonFly"},
            "about": {"linux": "One.", "freebsd": "Two.", "dragonfly": "Three."},
            "rows": [
                {"what": "speech", "readme": "talk", "cells": self.cells("supported | pty, driver | aloud", "unknown | fake")},
                {"what": "silence", "cells": self.cells("unsupported | none", "supported | never")},
            ],
        }
        self.put("README.md", f"Above\n\n{check_platforms.BEGIN}\n{check_platforms.END}\n\nBelow\n")
        (self.root / check_platforms.PAGE).parent.mkdir(parents=True)
        self.write()

    def cells(self, linux, bsd):
        return {"linux": linux, "freebsd": bsd, "dragonfly": bsd}

    def save(self):
        self.put("doc/platforms.json", json.dumps(self.table))

    def write(self):
        self.save()
        check_platforms.write(self.root)

    def readme(self):
        return (self.root / "README.md").read_text()

    def test_what_is_written_passes_and_is_written_once(self):
        self.passes(check_platforms.check)
        before = self.readme()
        self.write()
        self.assertEqual(self.readme(), before)
        self.assertTrue(before.startswith("Above\n\n") and before.endswith("\n\nBelow\n"), before)

    def test_the_readme_has_the_rows_that_are_meant_for_it(self):
        self.assertIn("\n| | Linux | FreeBSD, DragonFly |\n|---|---|---|\n| talk | yes: pty, driver | ask: fake |\n\n", self.readme())
        self.assertNotIn("silence", self.readme())

    def test_systems_that_differ_have_columns_of_their_own(self):
        self.table["rows"][0]["cells"]["dragonfly"] = "unsupported | none"
        self.write()
        self.assertIn("| | Linux | FreeBSD | DragonFly |", self.readme())
        self.assertIn("| talk | yes: pty, driver | ask: fake | no |", self.readme())

    def test_a_cell_that_was_changed(self):
        self.table["rows"][0]["cells"]["linux"] = "supported | pty"
        self.save()
        problems = list(check_platforms.check(self.root))
        self.assertEqual([p.split(":")[0] for p in problems], [check_platforms.PAGE, "README.md"])

    def test_a_readme_that_was_edited(self):
        self.put("README.md", self.readme().replace("ask: fake", "yes: driver"))
        self.fails(check_platforms.check, "README.md", "--write")

    def test_a_page_that_was_edited_or_is_gone(self):
        page = self.root / check_platforms.PAGE
        page.write_text(page.read_text().replace("ask", "yes"))
        self.fails(check_platforms.check, check_platforms.PAGE)
        page.unlink()
        self.fails(check_platforms.check, check_platforms.PAGE)

    def test_a_readme_without_a_place_for_it(self):
        for text in ("", check_platforms.BEGIN, f"{check_platforms.END}\n{check_platforms.BEGIN}\n"):
            with self.subTest(text):
                self.put("README.md", text)
                self.fails(check_platforms.check, "README.md", "no place")
                with self.assertRaises(SystemExit):
                    check_platforms.write(self.root)

    def test_a_row_without_a_system(self):
        del self.table["rows"][1]["cells"]["freebsd"]
        self.save()
        self.fails(check_platforms.check, "silence", "one cell for each system")
        with self.assertRaises(SystemExit):
            check_platforms.write(self.root)

    def test_words_that_mean_nothing(self):
        for text in ("maybe | pty", "supported | hope", "supported", "supported | none", "unsupported | pty"):
            with self.subTest(text):
                self.table["rows"][1]["cells"]["linux"] = text
                self.save()
                self.fails(check_platforms.check, "silence", "linux")

    def test_no_table_at_all(self):
        (self.root / "doc/platforms.json").unlink()
        self.fails(check_platforms.check, "there is none")


class Readme(Tree):
    def setUp(self):
        super().setUp()
        self.put("example/a.cpp", "int main()\n{\n    //[ first\n    int i = 0;\n\n    if (i)\n        f();\n    //]\n}\n")

    def test_a_region_passes_at_any_indentation(self):
        self.put("README.md", "Text\n```cpp\nint i = 0;\n\nif (i)\n    f();\n```\n```sh\nls\n```\n")
        self.passes(check_readme.check)

    def test_a_block_that_differs(self):
        self.put("README.md", "Text\n```cpp\nint i = 1;\n```\n")
        self.fails(check_readme.check, "README.md:2")

    def test_a_page_of_the_documentation(self):
        self.put("README.md", "")
        self.put("test/doc/b.cpp", "//[second\nint j;\n//]\n")
        self.put("doc/b.md", "```cpp\nint j;\n```\n")
        self.passes(check_readme.check)

    def test_a_block_of_a_page_that_differs(self):
        self.put("README.md", "")
        self.put("doc/b.md", "Text\n\n```cpp\nint j;\n```\n")
        self.fails(check_readme.check, "doc/b.md:3")

    def test_a_page_in_asciidoc(self):
        self.put("README.md", "")
        self.put("test/doc/b.cpp", "//[second\nint j;\n//]\n")
        self.put("doc/b.adoc", "[source,cpp]\n----\nint j;\n----\n\n[source,sh]\n----\nls\n----\n")
        self.passes(check_readme.check)
        self.put("doc/b.adoc", "[source,cpp]\n----\nint j;\n----\n\n[source,cpp]\n----\nint k;\n----\n")
        self.fails(check_readme.check, "doc/b.adoc:6")

    def test_a_region_that_no_page_shows(self):
        self.put("README.md", "")
        self.put("test/doc/b.cpp", "//[second\nint j;\n//]\n")
        self.fails(check_readme.check, "test/doc/b.cpp", "second")

    def test_other_languages_where_other_libraries_are_shown(self):
        self.put("README.md", "```python\nany()\n```\n")
        self.put("test/doc/peers/a.c", "//[in_c\nint j;\n//]\n")
        self.put("test/doc/peers/a.py", "def f():\n    #[in_python\n    j = 1\n    #]\n")
        page = "[source,c]\n----\nint j;\n----\n\n[source,python]\n----\nj = 1\n----\n"
        self.put("doc/from_a.adoc", page)
        self.passes(check_readme.check)
        self.put("doc/from_a.adoc", page + "\n[source,python]\n----\nj = 2\n----\n")
        self.fails(check_readme.check, "doc/from_a.adoc:11")
        self.put("doc/from_a.adoc", page.replace("[source,c]", "[source,cpp]"))  # C++ is another language
        problems = list(check_readme.check(self.root))
        self.assertEqual(len(problems), 2, problems)

    def test_a_region_of_another_library_that_no_page_shows(self):
        self.put("README.md", "")
        self.put("test/doc/peers/a.py", "#[in_python\nj = 1\n#]\n")
        self.fails(check_readme.check, "test/doc/peers/a.py", "in_python")

    def test_no_readme(self):
        self.fails(check_readme.check, "there is none")


class Parity(unittest.TestCase):
    """Of a stream with `async_go` and a port with `go`."""

    STREAM = {"async_go": ["void (Token &&)"], **{name: [""] for name in check_parity.ONLY_STREAM}}
    PORT = {
        "go": ["void (timeout, error_code &)", "void (timeout)"],
        **{name: [""] for name in check_parity.ONLY_PORT},
    }

    def compare(self, stream=(), port=()):
        return "\n".join(check_parity.compare({**self.STREAM, **dict(stream)}, {**self.PORT, **dict(port)}))

    def test_twins(self):
        self.assertEqual(self.compare(), "")

    def test_a_member_without_a_twin(self):
        self.assertIn("has stop", self.compare(stream={"async_stop": [""]}))
        self.assertIn("has stop", self.compare(port={"stop": [""]}))

    def test_a_twin_without_one_of_its_forms(self):
        self.assertIn("no time limit", self.compare(port={"go": ["void (error_code &)", "void ()"]}))
        self.assertIn("error_code", self.compare(port={"go": ["void (timeout)"]}))
        self.assertIn("throws", self.compare(port={"go": ["void (timeout, error_code &)"]}))

    def test_a_needless_exemption(self):
        name = next(iter(check_parity.ONLY_STREAM))
        self.assertIn(name, self.compare(port={name: [""]}))

    def test_public_members_alone_count(self):
        def method(name):
            return {"kind": "CXXMethodDecl", "name": name, "type": {"qualType": "void ()"}}

        def access(level):
            return {"kind": "AccessSpecDecl", "access": level}

        inner = [method("a"), access("public"), method("b"), method("b"), access("private"), method("c")]
        self.assertEqual(
            check_parity.public_members({"tagUsed": "class", "inner": inner}), {"b": ["void ()", "void ()"]})


if __name__ == "__main__":
    unittest.main()
