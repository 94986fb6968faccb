# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""What Doxygen says of the public headers, as entities: classes, functions, enumerations, their members and comments."""

import dataclasses
import re
import xml.etree.ElementTree as xml

ROOT_NAMESPACE = "boost_serial_ext"
CLASSES = ("class", "struct", "union")
OPERATORS = {
    "==": "equal", "!=": "not_equal", "<": "less", ">": "greater", "<=": "less_equal", ">=": "greater_equal",
    "<<": "output", ">>": "input", "()": "call", "[]": "subscript", "=": "assign", "*": "dereference", "->": "arrow",
    "++": "increment", "--": "decrement", "|": "or", "&": "and", "^": "xor", "~": "complement",
    "|=": "or_assign", "&=": "and_assign", "^=": "xor_assign", "-": "minus", "+": "plus", "!": "not",
}  # fmt: skip


@dataclasses.dataclass
class Entity:
    """A public name; of functions one per overload."""

    kind: str  # class, struct, enum, enumerator, function, typedef, variable, define
    name: str
    scope: str  # the names around it, without the library's namespace: "test::fuse"; empty for the library's own
    header: str  # below include/
    line: int
    declaration: str
    brief: object  # Doxygen's elements, or None
    detail: object
    bases: list = dataclasses.field(default_factory=list)  # the public ones, as the header spells them
    members: list = dataclasses.field(default_factory=list)

    @property
    def qualified(self):
        return f"{self.scope}::{self.name}" if self.scope else self.name

    @property
    def anchor(self):
        """The id on its page; overloads share one."""
        scope = re.sub(r"\W+", "-", re.sub(r"^(sync|test)(::|$)", "", self.scope))
        name = anchor_name(self.name, self.scope.rpartition("::")[2])
        return f"{scope}-{name}" if scope else name

    @property
    def documented(self):
        return any(part is not None and "".join(part.itertext()).strip() for part in (self.brief, self.detail))


def anchor_name(name, class_name=""):
    """A function's name as a part of an id: operators are spelled out."""
    if name == class_name:
        return "constructor"
    if name.startswith("~"):
        return "destructor"
    operator = re.fullmatch(r"operator\s*(\W+)", name)
    if operator:
        return "operator_" + OPERATORS[operator[1].replace(" ", "")]
    return re.sub(r"\W+", "_", name).strip("_")


def tidy(text):
    """Doxygen's spelling of a type as the sources spell it."""
    text = re.sub(r"\s+", " ", text or "").strip()
    text = re.sub(r"< (?=\S)", "<", text)
    text = re.sub(r"(?<=\S) (?=>)", "", text)
    text = re.sub(r"(?<=[\w>]) (?=[&*]+(\s|$|,|\)|>))", "", text)
    text = text.replace("boost_serial_ext::", "")
    return re.sub(r"\b(detail|impl)::\w+(::\w+)*(<[^<>]*>)?", "/* unspecified */", text)


def text_of(element):
    return "" if element is None else "".join(element.itertext())


def template_head(element):
    """`template<...>` with what users may name; constraints, which have no name, are left out."""
    found = element.find("templateparamlist")
    if found is None:
        return ""
    params = []
    for param in found.iter("param"):
        kind, name = tidy(text_of(param.find("type"))), text_of(param.find("declname"))
        default = tidy(text_of(param.find("defval")))
        if kind in ("class", "typename") and not name and default:
            continue
        params.append(" ".join(p for p in (kind, name) if p) + (f" = {default}" if default else ""))
    line = f"template<{', '.join(params)}>\n"
    if len(line) > 80 and len(params) > 1:
        line = "template<" + ",\n    ".join(params) + ">\n"
    return line if params else ""


def as_written(base, definition):
    """A base as the header has it: Doxygen puts the default arguments of the template in."""
    for param in definition.findall("templateparamlist/param"):
        name, default = text_of(param.find("type")).rpartition(" ")[2], tidy(text_of(param.find("defval")))
        base = base.replace(default, text_of(param.find("declname")) or name) if default else base
    return base


def parameters(member):
    found = []
    for param in member.findall("param"):
        kind, name = tidy(text_of(param.find("type"))), text_of(param.find("declname"))
        array, default = text_of(param.find("array")), tidy(text_of(param.find("defval")))
        found.append(" ".join(p for p in (kind, name) if p) + array + (f" = {default}" if default else ""))
    return found


def function_declaration(member, friend=False):
    """A function's declaration, broken into lines where it is long."""
    kind = re.sub(r"^(friend|inline) ", "", tidy(text_of(member.find("type"))))
    kind = re.sub(r"\b(constexpr|inline|static|friend)\b ?", "", kind).strip()
    words = ["friend"] * friend + ["explicit"] * (member.get("explicit") == "yes")
    words += ["static"] * (member.get("static") == "yes" and not friend)
    words += ["constexpr"] * (member.get("constexpr") == "yes" or "constexpr" in text_of(member.find("type")))
    words += [kind] * bool(kind) + [member.findtext("name")]
    suffix = re.sub(r"^.*\)", "", text_of(member.find("argsstring")), flags=re.DOTALL).replace("=", " = ")
    suffix = re.sub(r"(&+)noexcept", r"\1 noexcept", " " + suffix.strip()) if suffix.strip() else ""
    head, params = " ".join(words), parameters(member)
    line = f"{head}({', '.join(params)}){suffix};"
    if len(line) > 90 and params:
        line = f"{head}(\n    " + ",\n    ".join(params) + f"){suffix};"
    return template_head(member) + line


def variable_declaration(member):
    kind, default = tidy(text_of(member.find("type"))), tidy(text_of(member.find("initializer")))
    static = "static " if member.get("static") == "yes" and "static" not in kind else ""
    default = "" if len(default) > 60 else default
    return f"{static}{kind} {member.findtext('name')}{text_of(member.find('argsstring'))}{' ' * bool(default)}{default};"


def typedef_declaration(member):
    return template_head(member) + f"using {member.findtext('name')} = {tidy(text_of(member.find('type')))};"


def define_declaration(member):
    params = [p.findtext("defname") for p in member.findall("param")]
    return f"#define {member.findtext('name')}" + (f"({', '.join(params)})" if params else "")


def enum_declaration(member):
    strong = "class " if member.get("strong") == "yes" else ""
    base = tidy(text_of(member.find("type")))
    return f"enum {strong}{member.findtext('name')}" + (f" : {base}" if base else "") + ";"


DECLARATIONS = {
    "function": function_declaration,
    "friend": lambda member: function_declaration(member, friend=True),
    "variable": variable_declaration,
    "typedef": typedef_declaration,
    "define": define_declaration,
    "enum": enum_declaration,
}


class Reader:
    """Reads the XML of one run of Doxygen; `headers` is what is public, below include/."""

    def __init__(self, folder, headers):
        self.folder, self.headers = folder, set(headers)

    def header_of(self, element):
        """The public header where something is declared, below include/; None for other places."""
        place = element.find("location")
        file = "" if place is None else place.get("declfile") or place.get("file") or ""
        name = file.partition("include/")[2]
        return name if name in self.headers else None

    def entity(self, element, kind, name, scope, declaration):
        place = element.find("location")
        return Entity(
            kind, name, scope, self.header_of(element), int(place.get("line", 0)), declaration,
            element.find("briefdescription"), element.find("detaileddescription"),
        )  # fmt: skip

    def member(self, element, scope):
        """The entity of a memberdef, or None for what nobody is to use."""
        kind, name = element.get("kind"), element.findtext("name")
        type_text = text_of(element.find("type"))
        friend = kind == "friend"
        if friend and (re.search(r"\b(class|struct)$", type_text) or not element.findtext("argsstring")):
            return None  # lets another class in
        if element.get("prot", "public") != "public" and not friend:
            return None
        if kind not in DECLARATIONS or not name or name.startswith("@") or self.header_of(element) is None:
            return None
        if kind == "define" and re.search(r"_HPP$", name):
            return None  # an include guard
        found = self.entity(element, "function" if friend else kind, name, scope, DECLARATIONS[kind](element))
        for value in element.findall("enumvalue"):
            enumerator = Entity(
                "enumerator", value.findtext("name"), found.qualified, found.header, found.line, value.findtext("name"),
                value.find("briefdescription"), value.find("detaileddescription"),
            )  # fmt: skip
            found.members.append(enumerator)
        return found

    def compound(self, definition):
        """The entity of a class with its members."""
        full = definition.findtext("compoundname")
        scope, _, name = full.removeprefix(ROOT_NAMESPACE + "::").rpartition("::")
        found = self.entity(definition, definition.get("kind"), name, scope, "")
        bases = [tidy(text_of(b)) for b in definition.findall("basecompoundref") if b.get("prot") == "public"]
        found.bases = [as_written(b, definition) for b in bases if "unspecified" not in b]
        found.declaration = template_head(definition) + f"{found.kind} {name}"
        if found.bases:
            found.declaration += "\n    : " + ",\n      ".join(f"public {base}" for base in found.bases)
        found.declaration += ";"
        members = (self.member(m, found.qualified) for m in definition.iter("memberdef"))
        found.members = sorted((m for m in members if m), key=lambda m: m.line)
        return found

    def read(self):
        """All public entities outside classes, and all classes; by header and line."""
        found = {}
        for file in sorted(self.folder.glob("*.xml")):
            for definition in xml.parse(file).getroot().iter("compounddef"):
                kind, name = definition.get("kind"), definition.findtext("compoundname")
                inside = name == ROOT_NAMESPACE or name.startswith(ROOT_NAMESPACE + "::")
                if kind in CLASSES and inside and definition.get("prot") == "public" and self.header_of(definition):
                    found[definition.get("id")] = self.compound(definition)
                elif kind == "namespace" and inside or kind == "file":
                    scope = "" if kind == "file" else name.removeprefix(ROOT_NAMESPACE).removeprefix("::")
                    for element in definition.iter("memberdef"):
                        if kind == "file" and element.get("kind") != "define":
                            continue
                        entity = self.member(element, scope)
                        if entity:
                            found[element.get("id")] = entity
        return sorted(found.values(), key=lambda e: (e.header, e.line, e.name))
