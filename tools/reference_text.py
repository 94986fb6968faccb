# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Doxygen's description elements as AsciiDoc, in which nothing of the text is taken for markup."""

import re

_SPECIAL = re.compile(r"[^\w ,;?/\n]|_")
_KEPT = re.compile(r"(?<=[a-z0-9)])\.(?=$|\s)|(?<=\w)'(?=\w)|(?<=\S)[():](?=\s|$)|(?<=[a-z])-(?=[a-z])")


def escaped(text, code=False):
    """Text with every character that AsciiDoc might take for markup as a character reference."""
    kept = set() if code else {m.start() for m in _KEPT.finditer(text)}
    return "".join(
        c if i in kept or not _SPECIAL.fullmatch(c) or ord(c) > 127 else f"&#{ord(c)};" for i, c in enumerate(text)
    )


class Writer:
    """Writes descriptions; `link(name)` gives the target of a name in code, or None."""

    def __init__(self, link):
        self.link = link

    @staticmethod
    def literal(text):
        return f"``{escaped(text, code=True)}``"

    def code(self, text):
        target = self.link(text)
        return f"xref:{target}[{self.literal(text)}]" if target else self.literal(text)

    def inline(self, element):
        """The text of an element as one line."""
        out = [escaped(element.text or "")]
        for child in element:
            if child.tag == "computeroutput":
                out.append(self.code("".join(child.itertext())))
            elif child.tag == "sp":
                out.append(" ")
            elif child.tag == "linebreak":
                out.append(" ")
            elif child.tag in ("emphasis", "bold"):
                mark = "__" if child.tag == "emphasis" else "**"
                out.append(mark + self.inline(child) + mark)
            elif child.tag in ("ref", "ulink"):
                out.append(self.inline(child))
            else:
                raise ValueError(f"a doc comment has <{child.tag}>, which tools/reference_text.py does not know")
            out.append(escaped(child.tail or ""))
        return re.sub(r"\s+", " ", "".join(out)).strip()

    def listing(self, element):
        lines = []
        for line in element.iter("codeline"):
            text = ""
            for part in line.iter():
                text += " " if part.tag == "sp" else part.text or ""
                text += part.tail or "" if part is not line and part.tag in ("sp", "ref") else ""
            lines.append(text.rstrip())
        return "[source,cpp,subs=specialchars]\n----\n" + "\n".join(lines).strip("\n") + "\n----"

    def bullets(self, element):
        return "\n".join("* " + self.inline(para) for item in element for para in item.findall("para"))

    def blocks(self, description):
        """The paragraphs, listings and lists of a description, without its sections."""
        if description is None:
            return []
        found = []
        for para in [p for p in description.iter("para") if p in list(description)]:
            found += self._split(para)
        return found

    def _split(self, para):
        """A paragraph's text, and the blocks that Doxygen puts into it."""
        found, text = [], _copy_of(para)
        for child in list(para):
            if child.tag in ("parameterlist", "simplesect"):
                break
            if child.tag in ("programlisting", "itemizedlist", "orderedlist"):
                before = self.inline(text)
                if before:
                    found.append(before)
                found.append(self.listing(child) if child.tag == "programlisting" else self.bullets(child))
                text = _copy_of(para, child.tail)
            else:
                text.append(child)
        rest = self.inline(text)
        return found + [rest] * bool(rest)

    def sections(self, description):
        """Pairs of a title and its blocks: parameters, what is returned and thrown, and the @par sections."""
        found = []
        if description is None:
            return found
        titles = {"param": "Parameters", "templateparam": "Template parameters", "exception": "Throws"}
        for element in description.iter():
            if element.tag == "parameterlist":
                found.append((titles[element.get("kind")], [self.parameters(element)]))
            elif element.tag == "simplesect" and element.get("kind") != "see":
                title = {"return": "Returns"}.get(element.get("kind")) or "".join(element.find("title").itertext())
                found.append((title, self.blocks(element)))
            elif element.tag == "simplesect":
                found.append(("See", [self.seen(element)]))
        return found

    def seen(self, element):
        return self.code("".join(element.itertext()).strip())

    def parameters(self, element):
        items = []
        for item in element.findall("parameteritem"):
            named = [n.text or "" for n in item.iter("parametername")]
            names = ", ".join(self.code(n) if "::" in n else self.literal(n) for n in named)
            text = " ".join(self.blocks(item.find("parameterdescription")))
            items.append(f"{names}::: {text or '{empty}'}")
        return "\n".join(items)

    def definition_list(self, sections):
        """Sections as a labelled list, in the order that the comments have."""
        if not sections:
            return ""
        out = ["[.sections]"]
        for title, blocks in sections:
            out += [f"{title}::", "+", "--", "\n\n".join(blocks) or "{empty}", "--"]
        return "\n".join(out)


def _copy_of(para, text=None):
    """A paragraph without its children, to put the text between its blocks into."""
    copy = para.makeelement("para", {})
    copy.text = para.text if text is None else text
    return copy
