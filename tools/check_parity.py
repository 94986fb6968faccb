#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The stream and the blocking port have the same members: `async_drain` there, `drain` with a time limit here.

Asks the compiler (clang's syntax tree) for every public member of both classes and of their bases.
"""

import json
import os
import subprocess

import repo

STREAM = ("basic_serial_stream", "port_controls", "port_operations", "serial_stream_base")
PORT = ("sync::serial_port", "port_controls", "sync::port_operations", "sync::port_transfers", "serial_stream_base")

# Members that only one of them has, and why.
ONLY_STREAM = {
    "get_executor": "a blocking port runs nothing",
    "executor_type": "a blocking port runs nothing",
    "rebind_executor": "a blocking port runs nothing",
    "chain_completions": "a blocking port has no completions",
    "chains_completions": "a blocking port has no completions",
    "lowest_layer": "for asio::ssl::stream and the like, which are built on asynchronous streams",
    "lowest_layer_type": "as lowest_layer",
}
ONLY_PORT = {
    "read": "of a stream it is asio::async_read",
    "write": "of a stream it is asio::async_write",
    "read_until": "of a stream it is asio::async_read_until",
}
# Operations whose twin takes no limit of its own, and why.
NO_LIMIT = {"close": "the policy says how long"}

CLANG = os.environ.get("CLANGXX", "clang++-14")


def declarations(root, name):
    """The syntax trees of the declarations whose qualified name contains `name`."""
    source = "#include <boost_serial_ext/sync/serial_port.hpp>\n"
    command = [CLANG, "-std=c++17", f"-I{root / 'include'}", "-fsyntax-only", "-x", "c++", "-",
               "-Xclang", "-ast-dump=json", "-Xclang", f"-ast-dump-filter={name}"]
    # What is wrong the compiler itself says, on standard error.
    text = subprocess.run(command, input=source, stdout=subprocess.PIPE, text=True, check=True).stdout
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) != -1:
        tree, at = decoder.raw_decode(text, at)
        yield tree


def record(tree):
    """The class definition in a tree, of a class or a class template."""
    if tree.get("kind") == "ClassTemplateDecl":
        return next((t for t in map(record, tree.get("inner", [])) if t), None)
    if tree.get("kind") == "CXXRecordDecl" and tree.get("completeDefinition"):
        return tree
    return None


def public_members(tree):
    """The public members' names, each with the types of its overloads."""
    public = tree.get("tagUsed") == "struct"
    members = {}
    for member in tree["inner"]:
        kind, name = member.get("kind"), member.get("name", "")
        if kind == "AccessSpecDecl":
            public = member["access"] == "public"
        if not public or member.get("isImplicit") or not name or name.startswith(("operator", "~")):
            continue
        if kind == "FunctionTemplateDecl":  # also of constructors
            member = next((m for m in member["inner"] if m["kind"] == "CXXMethodDecl"), {})
            kind = member.get("kind")
        if kind in ("CXXMethodDecl", "TypeAliasDecl", "CXXRecordDecl", "EnumDecl", "ClassTemplateDecl"):
            members.setdefault(name, []).append(member.get("type", {}).get("qualType", ""))
    return members


def class_members(root, name):
    """Of the class with that name; names with sync:: are those of the headers in sync/."""
    short = name.split("::")[-1]
    for tree in declarations(root, name):
        found = record(tree)
        place = json.dumps([tree.get("loc"), found and found.get("loc")])
        if found and found.get("name") == short and ("/sync/" + short in place) == name.startswith("sync::"):
            return public_members(found)
    raise LookupError(f"there is no class {name}")


def all_members(root, names):
    members = {}
    for name in names:
        for member, types in class_members(root, name).items():
            members.setdefault(member, []).extend(types)
    return members


def compare(stream, port):
    """The problems of two sets of members."""
    plain = {name.removeprefix("async_") for name in stream}
    for name in sorted(plain - set(port) - set(ONLY_STREAM)):
        yield f"basic_serial_stream has {name}, and sync::serial_port has not"
    for name in sorted(set(port) - plain - set(ONLY_PORT)):
        yield f"sync::serial_port has {name}, and basic_serial_stream has not"
    for name in sorted(n.removeprefix("async_") for n in stream if n.startswith("async_")):
        types = port.get(name, [])
        if types and name not in NO_LIMIT and not any("timeout" in t for t in types):
            yield f"sync::serial_port::{name} takes no time limit"
        if types and not any("error_code &" in t for t in types):
            yield f"sync::serial_port::{name} has no form with an error_code"
        if types and not any("error_code &" not in t for t in types):
            yield f"sync::serial_port::{name} has no form that throws"
    for exempt, members, other in ((ONLY_STREAM, plain, set(port)), (ONLY_PORT, set(port), plain)):
        for name in sorted(exempt):
            if name not in members or name in other:
                yield f"{name} needs no exemption"


def check(root):
    yield from compare(all_members(root, STREAM), all_members(root, PORT))


if __name__ == "__main__":
    repo.main(check)
