#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Every public class, function and enum has a doc comment; asynchronous operations have all its sections.

This is no C++ parser: it cuts a header into declarations by braces, parentheses and semicolons, which is
enough for headers formatted by clang-format. A function right after a documented one of the same name is
its overload and needs no comment of its own. Operators, destructors and what is defaulted or deleted
explain themselves.
"""

import re

import repo

SECTIONS = (
    "Completion Signature",
    "Errors",
    "Per-Operation Cancellation",
    "Executor",
    "Thread Safety",
    "Bounds",
)

TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(class|struct|union|enum(?:\s+(?:class|struct))?)\b(?![^<]*\()")
FUNCTION_NAME = re.compile(r"([A-Za-z_]\w*)\s*\($")
VARIABLE = re.compile(r"=|\b(\w+)\s+\1$")  # `struct x x = {}` and `enum x x{}` declare members
SPECIALISATION = re.compile(r"\b(class|struct)\s+[\w:]+\s*<")
CONTAINER = ("begin", "end", "size")  # the standard library's words, explained there
EXEMPT = re.compile(r"^(friend|using|static_assert|template\s*<\s*>|typedef|extern|asm)\b|^template\s*<\s*>")


class Declaration:
    def __init__(self, kind, name, line, doc):
        self.kind, self.name, self.line, self.doc = kind, name, line, doc


def name_of_type(head):
    """The name in `class BOOST_SYMBOL_VISIBLE name final : base`."""
    head = re.sub(r"^template\s*<.*?>\s*(?=class|struct|union)", "", head)
    head = re.split(r"(?<!:):(?!:)", head)[0]
    words = [w for w in re.findall(r"[A-Za-z_]\w*", head) if w not in ("final", "alignas")]
    return words[-1] if words else "(unnamed)"


def name_of_function(head):
    """The name before the first parenthesis that is outside of template arguments and attributes."""
    depth = 0
    for i, c in enumerate(head):
        if c == "<" and not head.endswith("operator", 0, i):
            depth += 1
        elif c == ">" and depth:
            depth -= 1
        elif c == "(" and depth == 0:
            found = FUNCTION_NAME.search(head[: i + 1])
            word = found and found[1]
            if word in ("noexcept", "decltype", "alignas", "requires", "explicit", "__attribute__"):
                continue
            return word
    return None


def declarations(text):
    """Yield the public declarations of a header, in order."""
    docs = {}  # where a doc comment ends -> its text
    for comment in re.finditer(r"/\*\*.*?\*/|(?:///(?!<)[^\n]*(?:\n[ \t]*)?)+", text, re.DOTALL):
        docs[len(text[: comment.end()].rstrip())] = comment[0]
    code = repo.strip_comments(text, strings=True)
    code = re.sub(r"(?m)^[ \t]*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m[0]), code)  # preprocessor

    def doc_before(position):
        """The doc comment that only blanks (and preprocessor lines) separate from the position."""
        return docs.get(max((end for end in docs if end <= position and not code[end:position].strip()), default=None))

    def after(position):
        """The position behind the brace that closes the one at `position`."""
        depth = 0
        for i in range(position, len(code)):
            depth += {"{": 1, "}": -1}.get(code[i], 0)
            if depth == 0:
                return i + 1
        return len(code)

    stack = []  # of [kind, public?]
    start = i = parens = 0
    while i < len(code):
        c = code[i]
        public = all(p for _, p in stack)
        if c in "([":
            parens += 1
        elif c in ")]":
            parens -= 1
        elif parens == 0 and c in "{};:":
            raw = code[start:i]
            head = " ".join(raw.split())
            at = start + len(raw) - len(raw.lstrip())
            if c == ":":
                access = re.fullmatch(r"(public|protected|private)", head)
                if access and code[i + 1] != ":":
                    stack[-1][1] = access[1] == "public" and stack[-1][0] == "type"
                    start = i + 1
            elif c == "}":
                if stack:
                    stack.pop()
                start = i + 1
            else:
                plain = re.sub(r"\[\[.*?\]\]\s*", "", head)
                line = code.count("\n", 0, at) + 1
                space = re.match(r"(?:inline )?namespace\b ?([\w:]*)", plain)
                kind = TYPE.match(plain)
                if c == "{" and space:
                    stack.append(["namespace", bool(space[1]) and "detail" not in space[1]])
                    start = i + 1
                elif c == "{" and kind and not VARIABLE.search(plain):
                    if public and not EXEMPT.match(plain):
                        yield Declaration(kind[1].split()[0], name_of_type(plain), line, doc_before(at))
                    if kind[1].startswith("enum"):
                        i = start = after(i)
                        continue
                    if SPECIALISATION.search(plain):
                        stack.append(["specialisation", False])  # documented where the template is
                    else:
                        stack.append(["type", kind[1] in ("struct", "union")])
                    start = i + 1
                else:
                    if c == "{" and "(" not in plain:  # the braces of an initialiser
                        i = after(i)
                        continue
                    name = name_of_function(re.split(r"(?<![=!<>])=(?!=)", plain)[0] if "(" in plain else plain)
                    exempt = EXEMPT.match(plain) or re.search(r"=\s*(default|delete)$|\boperator\b|~", plain)
                    exempt = exempt or name in CONTAINER or re.match(r"[A-Z_0-9]+$", name or "")
                    if public and name and not exempt:
                        yield Declaration("function", name, line, doc_before(at))
                    if c == "{":  # a body, or a member's initialiser before the body
                        i = after(i)
                        rest = code[i:].lstrip()
                        while rest[:1] in (",", "{"):
                            i = after(code.index("{", i))
                            rest = code[i:].lstrip()
                        start = i + 1 if rest[:1] == ";" else i
                        if rest[:1] == ";":
                            i = start = code.index(";", i) + 1
                        continue
                    start = i + 1
        i += 1


def doc_problems(declaration):
    doc = declaration.doc
    text = re.sub(r"(?m)^[ \t]*(///|/\*\*|\*/|\*(?!/))|\*/", "", doc).strip()
    if not text or text.startswith("@"):
        yield "its doc comment does not begin with a brief description"
    if declaration.kind == "function" and declaration.name.startswith("async_"):
        sections = [s.strip() for s in re.findall(r"@par[ \t]+([^\n]*)", text)]
        present = [s for s in sections if s in SECTIONS]
        for section in SECTIONS:
            if section not in present:
                yield f"no section '@par {section}'"
        wanted = [s for s in SECTIONS if s in present]
        if present != wanted:
            yield f"its sections are not in the order {', '.join(wanted)}, or one stands twice"


def header_problems(text):
    """Pairs of a line and what is wrong there."""
    previous = None
    for declaration in declarations(text):
        label = f"{declaration.kind} {declaration.name}"
        if declaration.doc:
            for problem in doc_problems(declaration):
                yield declaration.line, f"{label}: {problem}"
        elif not (declaration.kind == "function" and previous == declaration.name):
            yield declaration.line, f"{label}: no doc comment directly before it"
        previous = declaration.name if declaration.kind == "function" else None


def check(root):
    for name, file in repo.public_headers(root):
        for line, problem in header_problems(file.read_text()):
            yield f"include/{name}:{line}: {problem}"


if __name__ == "__main__":
    repo.main(check)
