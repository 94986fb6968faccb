#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The files that describe the library to others say the same, and have the form that those ask for.

The version and the oldest Boost of CMakeLists.txt stand in version.hpp, the vcpkg port, the Conan recipe, the site and the changelog;
vcpkg.json and meta/libraries.json have the fields that their readers require.
"""

import json
import re

import repo

PORT = "packaging/vcpkg/boost-serial-ext"
VCPKG_FIELDS = {"name", "version", "port-version", "description", "homepage", "documentation", "license", "supports",
                "dependencies", "default-features", "features"}
LIBRARY_FIELDS = ("key", "name", "description", "authors", "maintainers", "category")  # what Boost requires
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def first(text, pattern):
    match = re.search(pattern, text, re.MULTILINE)
    return match and match.group(1)


def version_problems(read):
    top = read("CMakeLists.txt")
    version = first(top, r"^project\(boost_serial_ext VERSION ([\d.]+)")
    boost = first(top, r"^find_package\(Boost ([\d.]+)")
    port = json.loads(read(f"{PORT}/vcpkg.json"))
    recipe = read("packaging/conan/conanfile.py")
    header = read("include/boost_serial_ext/version.hpp")
    major, minor, patch = map(int, version.split("."))
    for place, expected, found in (
        ("vcpkg.json", version, port.get("version")),
        ("conanfile.py", version, first(recipe, r'^    version = "([^"]*)"')),
        ("version.hpp", str(major * 100000 + minor * 100 + patch), first(header, r"^#define BOOST_SERIAL_EXT_VERSION (\d+)")),
        ("version.hpp", f"{major}_{minor}", first(header, r'^#define BOOST_SERIAL_EXT_LIB_VERSION "(.*)"')),
        ("doc/antora.yml", version, first(read("doc/antora.yml"), r"^display_version: '?([\d.]+)")),
        ("CHANGELOG.md", version, first(read("CHANGELOG.md"), r"^## ([\d.]+)")),
        ("conanfile.py (Boost)", boost, first(recipe, r'"boost/\[>=([\d.]+) ')),
    ):
        if found != expected:
            yield f"{place}: {found}, where CMakeLists.txt has {expected}"
    for name, minimum in dependencies(port):
        if name.startswith("boost-") and minimum != f"{boost}.0":
            yield f"vcpkg.json: {name} {minimum}, where CMakeLists.txt has Boost {boost}"


def dependencies(port):
    """Names and versions, of the port and of its features."""
    for part in (port, *port.get("features", {}).values()):
        for item in part.get("dependencies", []):
            yield (item, None) if isinstance(item, str) else (item["name"], item.get("version>="))


def port_problems(read):
    port = json.loads(read(f"{PORT}/vcpkg.json"))
    for field in sorted(set(port) - VCPKG_FIELDS):
        yield f"vcpkg.json: no such field: {field}"
    for field in ("name", "version", "description", "license"):
        if not port.get(field):
            yield f"vcpkg.json: {field} is missing"
    names = [port.get("name", ""), *port.get("features", {}), *(name for name, _ in dependencies(port))]
    for name in names:
        if not IDENTIFIER.fullmatch(name):
            yield f"vcpkg.json: {name}: names are lower-case letters, digits and single hyphens"
    for name, feature in port.get("features", {}).items():
        if not feature.get("description"):
            yield f"vcpkg.json: feature {name} has no description"
    if port.get("name") != PORT.rsplit("/", 1)[1]:
        yield f"vcpkg.json: the port {port.get('name')} is in the folder {PORT}"


def metadata_problems(root, read):
    library = json.loads(read("meta/libraries.json"))
    for field in LIBRARY_FIELDS:
        if not library.get(field):
            yield f"meta/libraries.json: {field} is missing"
    documentation = library.get("documentation", "")
    if not (root / documentation).is_file():
        yield f"meta/libraries.json: there is no {documentation}"


def check(root):
    def read(name):
        return (root / name).read_text()

    yield from version_problems(read)
    yield from port_problems(read)
    yield from metadata_problems(root, read)


if __name__ == "__main__":
    repo.main(check)
