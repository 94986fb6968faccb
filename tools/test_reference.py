#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The reference says what the headers say, and names what they do not."""

import pathlib
import shutil
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import reference
import reference_model
import repo
from reference_text import Writer, escaped

HEADER = """#ifndef BOOST_SERIAL_EXT_SHAPES_HPP
#define BOOST_SERIAL_EXT_SHAPES_HPP
namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {
struct hidden {};
} // namespace detail

/// How it ended.
enum class result
{
    good, ///< Well.
    bad   ///< Not so well.
};

/// Whose name holds the namespace's.
struct detailed
{
    int detail_count; ///< How many.
};

/// What all shapes have.
class shape_base
{
public:
    /// How many corners.
    int corners() const noexcept;
};

/** A shape.

    It has *corners*, and `result`.
    @par Thread Safety
    None.
    @tparam T What it is made of.
*/
template<class T = int>
class shape : public shape_base
{
public:
    /// The handle.
    using handle = detail::hidden;
    /** Draw it.

        @param where On what: `C:\\\\x` | {z} _a_.
        @return How it ended, see `corners`.
    */
    template<class Context, class = std::enable_if_t<true>>
    result draw(Context& where);
    /// As above. @throws std::bad_alloc
    result draw();
    int size = 3; ///< How big, of `T`.
private:
    int secret;
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext
#endif
"""


class Text(unittest.TestCase):
    def test_markup_is_escaped(self):
        self.assertEqual(escaped("a_b"), "a&#95;b")
        self.assertEqual(escaped("*x* {y} [z]"), "&#42;x&#42; &#123;y&#125; &#91;z&#93;")
        self.assertEqual(escaped("It is. Yes (so) it's well-known: x"), "It is. Yes &#40;so) it's well-known: x")
        self.assertEqual(escaped("it's.", code=True), "it&#39;s&#46;")

    def test_names_in_code_are_links(self):
        writer = Writer(lambda name: "reference:x.adoc#f" if name == "f" else None)
        para = xml.fromstring("<para>See <computeroutput>f</computeroutput>, <computeroutput>g</computeroutput>.</para>")
        self.assertEqual(writer.inline(para), "See xref:reference:x.adoc#f[``f``], ``g``&#46;")

    def test_an_element_that_nobody_knows_is_no_text(self):
        with self.assertRaises(ValueError):
            Writer(lambda name: None).inline(xml.fromstring("<para><strange/></para>"))

    def test_types_as_the_sources_have_them(self):
        self.assertEqual(reference_model.tidy("std::vector< line_mark > &"), "std::vector<line_mark>&")
        self.assertEqual(reference_model.tidy("error_code const &"), "error_code const&")
        self.assertEqual(reference_model.tidy("detail::native_handle"), "/* unspecified */")

    def test_operators_have_names_for_links(self):
        for name, anchor in (("operator==", "operator_equal"), ("operator<<", "operator_output"), ("~a", "destructor")):
            self.assertEqual(reference_model.anchor_name(name), anchor)
        self.assertEqual(reference_model.anchor_name("a", "a"), "constructor")
        self.assertEqual(reference_model.anchor_name("operator bool"), "operator_bool")


class Headers(unittest.TestCase):
    def make(self, header=HEADER):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            place = root / "include/boost_serial_ext"
            place.mkdir(parents=True)
            (root / "doc").mkdir()
            shutil.copy(repo.ROOT / "doc/Doxyfile", root / "doc")
            (place / "shapes.hpp").write_text(header)
            return reference.make(root)

    def page(self):
        pages, problems = self.make()
        self.assertEqual(problems, [])
        return pages["modules/reference/pages/shapes.adoc"]

    def problem(self, old, new):
        self.assertIn(old, HEADER)
        _, problems = self.make(HEADER.replace(old, new, 1))
        self.assertEqual(len(problems), 1, problems)
        return problems[0]

    def test_a_header_has_a_page_with_its_names(self):
        page = self.page()
        for text in ("= shapes&#46;hpp", "[#shape]\n== shape", "[#shape-draw]\n=== draw", "[[result-good]]``good``", "[[shape-size]]"):
            self.assertIn(text, page)

    def test_what_is_private_is_not_there(self):
        page = self.page()
        for text in ("secret", "hidden", "enable", "BOOST"):
            self.assertNotIn(text, page)

    def test_a_name_with_detail_in_it_is_there(self):
        page = self.page()
        for text in ("[#detailed]\n== detailed", "[[detailed-detail_count]]"):
            self.assertIn(text, page)

    def test_overloads_stand_together(self):
        page = self.page()
        self.assertIn("// (1)\ntemplate<class Context>\nresult draw(Context& where);\n// (2)\nresult draw();", page)
        self.assertEqual(page.count("=== draw"), 1)

    def test_what_is_inherited_is_linked(self):
        self.assertIn("xref:reference:shapes.adoc#shape_base-corners[``corners``]", self.page().partition("[.inherited]")[2])

    def test_sections_keep_their_titles(self):
        page = self.page()
        for title in ("Thread Safety::", "Template parameters::", "Parameters::", "Returns::", "Throws::"):
            self.assertIn(title, page)

    def test_every_name_is_in_the_index(self):
        pages, _ = self.make()
        index = pages["modules/reference/pages/index.adoc"]
        for anchor in ("shape", "shape-draw", "shape-handle", "shape-size", "result", "result-bad", "shape_base-corners"):
            self.assertIn(f"shapes.adoc#{anchor}[", index)

    def test_names_what_is_not_documented(self):
        for comment, name in (
            ("/// How it ended.", "result (enum)"),
            (" ///< Well.", "result::good (enumerator)"),
            (" ///< How big, of `T`.", "shape::size (variable)"),
            ("/// The handle.", "shape::handle (typedef)"),
            ("/// What all shapes have.", "shape_base (class)"),
            ("/// As above. @throws std::bad_alloc", "shape::draw (function)"),
        ):
            with self.subTest(name):
                self.assertIn(f"{name} is not documented", self.problem(comment, ""))

    def test_names_a_parameter_that_is_not_there(self):
        self.assertIn("nowhere", self.problem("@param where", "@param where x @param nowhere"))

    def test_names_a_command_that_doxygen_does_not_know(self):
        self.assertIn("unknown command", self.problem("Draw it.", "Draw it. @strange"))


if __name__ == "__main__":
    unittest.main()
