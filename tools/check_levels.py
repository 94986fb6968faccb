#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""A header includes its own level or one below; systems, Asio and versions each have their one place.

    4 add-ons      json.hpp  sync/  test/
    3 Asio         serial_stream  with_timeout  discovery  port_monitor  detail/ops/
    2 native       adapters over a Sys; operating system headers only in sys_*
    1 pure logic   codecs, state machines; no Asio, no system header, no clock
    0 values       the standard library and Boost.System only
"""

import re

import repo

PREFIX = "boost_serial_ext/"

# A new header is added here; one that no pattern fits is an error. Paths below include/boost_serial_ext/.
LEVELS = (
    (r"(test/)?src\.hpp", None),  # includes every .ipp: exempt
    (r"json\.hpp|json_error\.hpp|impl/json\.hpp|detail/json_\w+\.hpp|sync/.*|test/.*", 4),
    (r"(impl/)?(serial_stream|port_controls|port_operations|diagnostic_sink|with_timeout|discovery|port_monitor)\.[hi]pp", 3),
    (r"detail/ops/.*|detail/((posix|windows)_)?data_path\.hpp|detail/windows_\w+\.hpp|detail/(impl/)?(asio|completion_chain|deadline_queue|diagnostic_channel|held_port|io_slices|port_monitor_state|port_state|port_timer|private_thread|request_list|serial_service|transfer_turns)\.[hi]pp", 3),
    (r"native/.*", 2),
    (r"detail/(codec|sansio)/.*|detail/(impl/)?(backend|port_source|time_source)\.[hi]pp", 1),
    (r"(impl/)?(capabilities|close_policy|config_report|diagnostic|drain_result|error|line_mark|line_state|port_event|port_info|version)\.[hi]pp", 0),
    (r"(impl/)?(serial_config|serial_endpoint)\.[hi]pp", 0),
    (r"detail/(config|config_text|enum_name|error_numbers|leave_out|platform_table)\.hpp", 0),
)

LOW_BOOST = re.compile(r"boost/(system|config|assert|throw_exception)(/|\.hpp$)")  # what levels 0 to 2 may use
VERSION_HEADER = "detail/asio.hpp"
JSON_HEADERS = re.compile(r"(impl/)?json\.hpp|detail/json_\w+\.hpp")
PLATFORM_HEADERS = ("native/select.hpp", "detail/config.hpp")
PLATFORM = re.compile(
    r"\b(_WIN32|_WIN64|__linux__|__linux|linux|__APPLE__|__MACH__|__unix__|__ANDROID__|__CYGWIN__"
    r"|__(Free|Net|Open)BSD__|__DragonFly__|BOOST_(OS|PLAT)_\w+|BOOST_WINDOWS"
    r"|BOOST_SERIAL_EXT_(LINUX|WINDOWS|DARWIN|BSD))\b"
)

STANDARD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
    climits clocale cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef
    cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution expected filesystem format
    forward_list fstream functional future generator initializer_list iomanip ios iosfwd iostream istream iterator
    latch limits list locale map memory memory_resource mutex new numbers numeric optional ostream print queue random
    ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept
    stop_token streambuf string string_view strstream syncstream system_error thread tuple type_traits typeindex
    typeinfo unordered_map unordered_set utility valarray variant vector version errno.h""".split()
)

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)[>\"]", re.MULTILINE)
CONDITION = re.compile(r"^[ \t]*#[ \t]*(?:el)?if(?:n?def)?\b((?:\\\n|[^\n])*)", re.MULTILINE)


def level(path):
    """The level of a path below include/boost_serial_ext/; KeyError if nobody assigned one."""
    for pattern, value in LEVELS:
        if re.fullmatch(pattern, path):
            return value
    raise KeyError(path)


def group(header):
    """The place of an include in its file: own public, own detail, Boost, standard, system."""
    if header.startswith(PREFIX) or header == "boost_serial_ext.hpp":
        return 2 if re.match(PREFIX + "(detail|impl|native)/", header) else 1
    return 3 if header.startswith("boost/") else 4 if header in STANDARD else 5


def order_problems(text):
    """The includes at the head of a file stand in their groups, sorted, a blank line between groups."""
    previous = None  # (group, header, line)
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            here = (group(found[1]), found[1])
            if previous and here < previous[:2]:
                yield f"{number}: <{found[1]}> belongs before <{previous[1]}>"
            elif previous and here[0] != previous[0] and number == previous[2] + 1:
                yield f"{number}: no blank line between two groups of includes"
            previous = (*here, number)
        elif re.match(r"\s*#\s*(if|ifdef|else|elif|endif)\b", line):
            previous = None  # a conditional block is a head of its own
        elif line.strip() and not line.lstrip().startswith("#"):
            if previous or line.startswith("namespace"):
                return  # code begins: what is included at the end, an .ipp, is another matter


def check_header(path, text):
    own = level(path) if path != "boost_serial_ext.hpp" else 3
    if own is None:
        return
    code = repo.strip_comments(text)
    system_file = bool(re.match(r"native/sys_", path))
    for header in INCLUDE.findall(code):
        if group(header) <= 2:
            target = header[len(PREFIX):] if header.startswith(PREFIX) else header
            try:
                other = level(target) if target != "boost_serial_ext.hpp" else 3
            except KeyError:
                continue  # reported where that file is checked; a file that does not exist does not compile
            if other is None or other > own:
                yield f"level {own} includes <{header}> of level {other}"
        elif header.startswith("boost/json"):
            if not JSON_HEADERS.fullmatch(path):
                yield f"<{header}>: Boost.JSON belongs in json.hpp and what that includes"
        elif header.startswith("boost/asio"):
            if own < 3:
                yield f"<{header}>: Asio begins at level 3; this is level {own}"
            if "/detail/" in header:
                yield f"<{header}>: asio's detail headers are nobody's business"
        elif header.startswith("boost/"):
            if own < 3 and not LOW_BOOST.match(header):
                yield f"<{header}>: below level 3 only Boost.System, Config, Assert and ThrowException"
        elif header not in STANDARD and not system_file:
            yield f"<{header}>: operating system headers belong in native/sys_*"
    if re.search(r"\basio::detail\b", code):
        yield "uses asio::detail"
    if path != VERSION_HEADER and re.search(r"\b(BOOST_ASIO_VERSION|BOOST_VERSION)\b", code):
        yield f"asks for a version of Boost: that belongs in {VERSION_HEADER}"
    if path not in PLATFORM_HEADERS:
        for condition in CONDITION.findall(code):
            if PLATFORM.search(condition):
                yield f"'#if{condition.rstrip()}': questions about the platform belong in {' and '.join(PLATFORM_HEADERS)}"
    yield from order_problems(code)


def check(root):
    for name, file in repo.library_headers(root):
        path = name[len(PREFIX):] if name.startswith(PREFIX) else name
        try:
            for problem in check_header(path, file.read_text()):
                yield f"include/{name}: {problem}"
        except KeyError:
            yield f"include/{name}: no level; add it to LEVELS in tools/check_levels.py"
    for file in repo.files(root / "src", "*.cpp"):
        if PLATFORM.search(" ".join(CONDITION.findall(repo.strip_comments(file.read_text())))):
            yield f"src/{file.name}: questions about the platform belong in {' and '.join(PLATFORM_HEADERS)}"


if __name__ == "__main__":
    repo.main(check)
