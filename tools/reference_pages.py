# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The entities of tools/reference_model.py as AsciiDoc pages: one for each header, and an index of all names."""

import itertools
import re

from reference_model import CLASSES, anchor_name
from reference_text import Writer, escaped

GROUPS = (("", "The library"), ("sync", "Blocking"), ("test", "Test doubles"))


def page_of(header):
    """A header's page in the module `reference`, without its suffix."""
    return header.removeprefix("boost_serial_ext/").removesuffix(".hpp")


def target(entity):
    return f"reference:{page_of(entity.header)}.adoc#{entity.anchor}"


def overloads(entities):
    """Functions of one name together, in the place of the first; everything else alone."""
    sets = {}
    for entity in entities:
        key = entity.anchor if entity.kind == "function" else id(entity)
        sets.setdefault(key, []).append(entity)
    return list(sets.values())


def initial_of(entity):
    """Where a name stands in the index."""
    name = entity.name.lstrip("~")
    return "Operators" if name.startswith("operator") else name[0].upper()


def base_name(base):
    """The class that a base's spelling names."""
    return re.sub(r"<.*", "", base, flags=re.DOTALL).strip()


def everything(entities):
    """Entities, their members and those of their enumerations."""
    return [e for outer in entities for m in (outer, *outer.members) for e in ((m, *m.members) if m is not outer else (m,))]


class Names:
    """Which entity a name in a comment means."""

    def __init__(self, entities):
        self.qualified, self.last = {}, {}
        for entity in everything(entities):
            self.qualified.setdefault(entity.qualified, []).append(entity)
            if entity.kind not in ("enumerator", "variable") or not entity.scope:
                self.last.setdefault(entity.name, set()).add(entity.qualified)

    def named(self, qualified, header=None):
        """The entity of a full name; of functions in several headers the one of `header`, or none."""
        found = self.qualified.get(qualified, [])
        near = [e for e in found if e.header == header] or found
        return near[0] if near and len({e.header for e in near}) == 1 else None

    def bases_of(self, entity):
        """The documented bases of a class, nearest first."""
        found = []
        for base in entity.bases:
            name = base_name(base)
            inner = f"{entity.scope}::{name}" if entity.scope else name
            known = self.named(inner) or self.named(name)
            if known:
                found += [known, *self.bases_of(known)]
        return found

    def find(self, text, owner):
        """The entity that `text` means in a comment of `owner`'s, if there is exactly one."""
        name = re.sub(r"\(.*\)$|( const)?&+$|<.*>$", "", text.strip(), flags=re.DOTALL).removeprefix("boost_serial_ext::")
        if not re.fullmatch(r"[A-Za-z_]\w*(::~?\w+)*", name):
            return None
        scope = owner.qualified if owner.kind in (*CLASSES, "enum") else owner.scope
        while scope:
            around = self.named(scope)
            for place in [scope] + ([b.qualified for b in self.bases_of(around)] if around else []):
                found = self.named(f"{place}::{name}", owner.header)
                if found:
                    return found
            scope = scope.rpartition("::")[0]
        if name in self.qualified:
            return self.named(name, owner.header)
        if owner.kind == "function" and f"condition::{name}" in self.qualified:
            return self.named(f"condition::{name}")  # as in: `condition::closed`, `disconnected`
        last = self.last.get(name, set())
        return self.named(next(iter(last)), owner.header) if len(last) == 1 else None


class Pages:
    """All pages of a list of entities, as texts by their paths."""

    def __init__(self, entities, headers):
        self.entities, self.headers = entities, headers
        self.names = Names(entities)

    def writer(self, owner):
        def link(text):
            found = self.names.find(text, owner)
            own = found and (found.header, found.anchor) == (owner.header, owner.anchor)
            return target(found) if found and not own else None

        return Writer(link)

    def brief(self, entity):
        return " ".join(self.writer(entity).blocks(entity.brief))

    def row_link(self, entity):
        return f"xref:{target(entity)}[``{escaped(entity.name, code=True)}``]"

    def description(self, entity, number=""):
        """The comment of an entity: its text, then its sections."""
        writer = self.writer(entity)
        blocks = writer.blocks(entity.brief) + writer.blocks(entity.detail)
        if number:
            blocks[:1] = [f"*{number}* " + (blocks[0] if blocks else "")]
        sections = writer.definition_list(writer.sections(entity.detail))
        return "\n\n".join(blocks + [sections] * bool(sections))

    def functions(self, group, level):
        """The section of a function with all its overloads."""
        first = group[0]
        declarations = "\n".join(
            (f"// ({i})\n" if len(group) > 1 else "") + e.declaration for i, e in enumerate(group, 1)
        )
        out = [self.heading(first, level), f"[source,cpp,subs=specialchars]\n----\n{declarations}\n----"]
        out += [self.description(e, f"({i})" if len(group) > 1 else "") for i, e in enumerate(group, 1)]
        return "\n\n".join(out)

    def heading(self, entity, level):
        return f"[#{entity.anchor}]\n{'=' * level} {escaped(entity.name if level > 2 else self.title(entity), code=True)}"

    @staticmethod
    def title(entity):
        return re.sub(r"^(sync|test)::", "", entity.qualified)

    def values(self, entities, head):
        """Data members, or enumerators, as a table."""
        rows = [f"|[[{e.anchor}]]``{escaped(e.name, code=True)}`` {self.kind_of(e)}|{self.cell(e)}" for e in entities]
        return f"[cols=\"2,3\",options=header]\n|===\n|{head} |Meaning\n" + "\n".join(rows) + "\n|==="

    def kind_of(self, entity):
        if entity.kind == "enumerator":
            return ""
        declared = entity.declaration.rstrip(";")
        before, _, after = declared.partition(f" {entity.name}")
        return f"+\n``{escaped(before + (' ' + after.strip() if after.strip() else ''), code=True)}``"

    def cell(self, entity):
        writer = self.writer(entity)
        return " ".join(writer.blocks(entity.brief) + writer.blocks(entity.detail)) or "{empty}"

    def inherited(self, entity):
        """Links to what a class has from its bases."""
        out = []
        for base in self.names.bases_of(entity):
            own = {m.name for m in entity.members}
            names = [g[0] for g in overloads(base.members) if g[0].name not in own and g[0].name != base.name]
            if names:
                links = ", ".join(self.row_link(m) for m in names)
                out.append(f"From {self.row_link(base)}:: {links}")
        return "[.inherited]\n" + "\n".join(out) if out else ""

    def class_section(self, entity):
        data = [m for m in entity.members if m.kind == "variable"]
        rest = overloads([m for m in entity.members if m.kind != "variable"])
        out = [self.heading(entity, 2), f"[source,cpp,subs=specialchars]\n----\n{entity.declaration}\n----"]
        out.append(self.description(entity))
        if data:
            out.append(self.values(data, "Data member"))
        if len(rest) > 3:
            rows = "\n".join(f"|{self.row_link(g[0])}|{self.brief(g[0])}" for g in rest)
            out.append(f'[.summary,cols="2,3",options=header]\n|===\n|Member |Meaning\n{rows}\n|===')
        out.append(self.inherited(entity))
        for group in rest:
            out.append(self.member(group))
        return "\n\n".join(block for block in out if block)

    def member(self, group):
        first = group[0]
        if first.kind == "enum":
            return self.enum_section(first, 3)
        return self.functions(group, 3)

    def enum_section(self, entity, level=2):
        out = [self.heading(entity, level), f"[source,cpp,subs=specialchars]\n----\n{entity.declaration}\n----"]
        out += [self.description(entity), self.values(entity.members, "Enumerator")]
        return "\n\n".join(out)

    def section(self, group):
        first = group[0]
        if first.kind in CLASSES:
            return self.class_section(first)
        return self.enum_section(first) if first.kind == "enum" else self.functions(group, 2)

    def header_page(self, header):
        """The page of one header."""
        groups = overloads([e for e in self.entities if e.header == header])
        out = [f"= {escaped(header.removeprefix('boost_serial_ext/'), code=True)}\n:page-role: reference"]
        out.append(f"[source,cpp]\n----\n#include <{header}>\n----")
        namespaces = sorted({re.match(r"((sync|test)(?=::|$))?", g[0].qualified)[0] for g in groups if g[0].kind != "define"})
        spelled = [f"``{escaped('::'.join(['boost_serial_ext'] + [n] * bool(n)), code=True)}``" for n in namespaces]
        if groups:
            out.append(f"Names in {' and '.join(spelled)}. link:../../../../include/{header}[The header itself].")
            rows = "\n".join(f"|{self.entry(g[0])}|{self.brief(g[0])}" for g in groups)
            out.append(f'[.summary,cols="2,3"]\n|===\n{rows}\n|===')
        else:
            out.append(self.included(header))
        return "\n\n".join(out + [self.section(g) for g in groups]) + "\n"

    def included(self, header):
        """A header without names of its own: what it includes."""
        text = self.headers[header].read_text()
        names = [n for n in re.findall(r"#include <([^>]+)>", text) if n in self.headers]
        rows = "\n".join(f"* xref:reference:{page_of(n)}.adoc[``{escaped(n, code=True)}``]" for n in names)
        return f"Includes\n\n{rows}"

    def entry(self, entity):
        return f"xref:{target(entity)}[``{escaped(self.title(entity), code=True)}``]"

    def index_page(self):
        """Every public name, by its last part."""
        out = ["= Reference\n:page-role: reference"]
        out.append("Every public header has a page, and every public name is below.")
        for folder, title in GROUPS:
            link = "|xref:reference:{}.adoc[``{}``]|{}"
            rows = [link.format(page_of(h), escaped(h, code=True), self.told(h)) for h in self.in_group(folder)]
            out.append(f"== {title}\n\n[cols=\"2,3\"]\n|===\n" + "\n".join(rows) + "\n|===")
        out.append("[#names]\n== All names")
        named = [g[0] for e in self.entities for g in overloads(everything([e]))]
        named = list({(e.name, e.qualified, e.header): e for e in named}.values())
        named.sort(key=lambda e: (e.name.lstrip("~").lower(), e.qualified))
        groups = itertools.groupby(sorted(named, key=lambda e: (initial_of(e) == "Operators", initial_of(e))), initial_of)
        for initial, entities in groups:
            rows = "\n".join(self.index_row(e) for e in entities)
            out.append(f'[discrete#names-{initial}]\n=== {initial}\n\n[.names,cols="2,3"]\n|===\n{rows}\n|===')
        return "\n\n".join(out) + "\n"

    def index_row(self, entity):
        page = page_of(entity.header)
        name = "constructor" if anchor_name(entity.name, entity.scope.rpartition("::")[2]) == "constructor" else entity.kind
        where = f" of ``{escaped(entity.scope, code=True)}``" if entity.scope not in ("", "sync", "test") else ""
        link = f"xref:{target(entity)}[``{escaped(entity.name, code=True)}``]"
        return f"|{link}|{name}{where}, xref:reference:{page}.adoc[``{escaped(page + '.hpp', code=True)}``]"

    def in_group(self, folder):
        below = lambda h: page_of(h).rpartition("/")[0]
        return [h for h in self.headers if below(h) == folder]

    def told(self, header):
        """What a header has: links to its names."""
        entities = [e for e in self.entities if e.header == header]
        named = list(dict.fromkeys(self.entry(g[0]) for g in overloads(entities) if not g[0].name.startswith("operator")))
        return ", ".join(named)

    def navigation(self):
        out = [".Reference\n* xref:reference:index.adoc[All headers and names]"]
        for folder, title in GROUPS:
            out.append(f"* {title}")
            for page in map(page_of, self.in_group(folder)):
                out.append(f"** xref:reference:{page}.adoc[{escaped(page.rpartition('/')[2], code=True)}]")
        return "\n".join(out) + "\n"

    def all(self):
        """Texts by their paths below the documentation's folder."""
        pages = {"modules/reference/nav.adoc": self.navigation(), "modules/reference/pages/index.adoc": self.index_page()}
        for header in self.headers:
            pages[f"modules/reference/pages/{page_of(header)}.adoc"] = self.header_page(header)
        return pages
