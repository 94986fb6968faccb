#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""CMake and b2 must list the same sources and tests, and every file in the tree must be on its list.

Who compiles the library by `src.hpp`, and its doubles by `test/src.hpp`, must get what the libraries have.
`check_lists.py --fix` rewrites the lists of sources, tests and public headers from the tree.
"""

import re
import sys

import repo

SUITES = ("unit", "native", "async", "conformance", "doubles", "sync", "uart", "storm", "doc")
CMAKE_ALONE = ("costs", "growth")  # built by CMake, and not by b2


def cmake_list(text, name):
    """The words of `set(name ...)`, or None."""
    found = re.search(rf"\bset\({name}\b([^)]*)\)", re.sub(r"#[^\n]*", "", text))
    return found and found[1].split()


def jam_list(text, name):
    """The words of `local name = ... ;` or `constant name : ... ;`, or None."""
    found = re.search(rf"\b(?:local|constant)\s+{name}\s*[=:]([^;]*);", re.sub(r"(?m)^\s*#[^\n]*", "", text))
    return found and found[1].split()


def differences(what, expected, listed):
    """Problems of one list against what it should hold."""
    if listed is None:
        yield f"{what}: there is no such list"
        return
    for name in sorted(set(expected) - set(listed)):
        yield f"{what}: {name} is missing"
    for name in sorted(set(listed) - set(expected)):
        yield f"{what}: {name} is listed, but not in the tree"
    if listed != sorted(set(listed)):
        yield f"{what}: not in order, or a name stands twice"


def lists(root):
    """What should be listed where: (file, reader, list's name, names)."""

    def tree(folder, base):
        peers = root / "test/doc/peers"  # other libraries' programs: see check_peers.sh
        found = (f for f in repo.files(root / folder, "*.cpp") if peers not in f.parents)
        return sorted(f.relative_to(root / base).as_posix() for f in found)

    sources = [s for s in tree("src", ".") if s != "src/test.cpp"]  # that one is a library of its own
    yield "CMakeLists.txt", cmake_list, "BOOST_SERIAL_EXT_SOURCES", sources
    yield "build.jam", jam_list, "BOOST_SERIAL_EXT_SOURCES", sources
    for suite in SUITES:
        yield "test/CMakeLists.txt", cmake_list, f"{suite}_sources", tree(f"test/{suite}", "test")
        yield "test/Jamfile", jam_list, f"{suite}_sources", tree(f"test/{suite}", "test")
    for suite in CMAKE_ALONE:
        if (root / "test" / suite).is_dir():
            yield "test/CMakeLists.txt", cmake_list, f"{suite}_sources", tree(f"test/{suite}", "test")
    headers = sorted(name for name, _ in repo.public_headers(root))
    yield "test/CMakeLists.txt", cmake_list, "public_headers", headers


# A file for one system is included by a macro, which detail/config.hpp defines.
INCLUDED = re.compile(r"#\s*(?:include|define\s+\w+)\s*[<\"](boost_serial_ext/[\w/]+\.ipp)[>\"]")


def implementation_problems(root):
    """Of the .ipp files: in compiled mode each must be compiled, or a function is undefined for the user."""

    def included(*paths):
        """The names of the .ipp files that these files include, each as often as it stands there."""
        texts = [repo.strip_comments(path.read_text()) for path in paths if path.is_file()]
        return [name for text in texts for name in INCLUDED.findall(text)]

    sources = repo.files(root / "src", "*.cpp")
    implementation = {name: f for name, f in repo.library_headers(root) if name.endswith(".ipp")}
    chosen = root / "include/boost_serial_ext/detail/config.hpp"
    compiled = sorted(set(included(*sources, *implementation.values(), chosen)))
    yield from differences("src/*.cpp, .ipp files", implementation, compiled)

    of_the_doubles = root / "src/test.cpp"
    for header, where, files in (
        ("src.hpp", "src/*.cpp", [f for f in sources if f != of_the_doubles]),
        ("test/src.hpp", "src/test.cpp", [of_the_doubles]),
    ):
        in_header = included(root / "include/boost_serial_ext" / header)
        in_sources = included(*files)
        for name in sorted(set(in_sources) - set(in_header)):
            yield f"{header}: {name} is missing, which {where} includes"
        for name in sorted(set(in_header) - set(in_sources)):
            yield f"{where}: {name} is missing, which {header} includes"


def example_problems(root):
    """An example is a folder with a README.md and a CMakeLists.txt, which builds each of its programs."""

    def read(path):
        return path.read_text() if path.is_file() else ""

    folders = sorted({f.parent for f in repo.files(root / "example", "*.cpp")})
    listed = cmake_list(read(root / "example/CMakeLists.txt"), "examples")
    yield from differences("example/CMakeLists.txt, examples", [folder.name for folder in folders], listed)
    for folder in folders:
        where = folder.relative_to(root)
        if not read(folder / "README.md").strip():
            yield f"{where}: it has no README.md"
        built = " ".join(re.findall(r"\bboost_serial_ext_example\(([^)]*)\)", read(folder / "CMakeLists.txt"))).split()
        names = sorted(name if name.endswith(".cpp") else f"{name}.cpp" for name in built)
        yield from differences(f"{where}/CMakeLists.txt", sorted(f.name for f in folder.glob("*.cpp")), names)


def fix(root):
    for file, _, name, names in lists(root):
        path = root / file
        body = "".join(f"\n{{0}}{n}" for n in names)
        text = re.sub(rf"(\bset\({name}\b)[^)]*\)", lambda m: m[1] + body.format("  ") + ")", path.read_text())
        text = re.sub(
            rf"(\b(?:local|constant)\s+{name}\s*[=:])[^;]*;", lambda m: m[1] + body.format("    ") + "\n    ;", text
        )
        path.write_text(text)


def check(root):
    def read(name):
        path = root / name
        return path.read_text() if path.is_file() else ""

    for file, reader, name, names in lists(root):
        yield from differences(f"{file}, {name}", names, reader(read(file), name))

    yield from example_problems(root)
    yield from implementation_problems(root)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fix"]:
        fix(repo.ROOT)
        del sys.argv[1]
    repo.main(check)
