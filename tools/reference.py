#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The reference of the public headers, as AsciiDoc pages made of what Doxygen reads.

`reference.py OUTPUT` writes modules/reference/ below OUTPUT. `reference.py --check` names what is not documented, and
what Doxygen cannot make sense of; writing checks too.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import repo
from reference_model import Reader
from reference_pages import Pages, everything

# Specialisations of templates that are not ours, and copies of what is documented in place.
_EXPECTED = re.compile(r"Internal inconsistency: scope for class (std|boost)::")


def public_headers(root):
    """The public headers by their paths below include/, the one that includes the rest first."""
    found = dict(repo.public_headers(root))
    return {name: found[name] for name in sorted(found, key=lambda n: (n.count("/"), n))}


def run_doxygen(root, headers, folder):
    """Doxygen's XML of the headers, in `folder`; returns its warnings, of which none are expected."""
    quoted = " ".join(f'"{path}"' for path in headers.values())
    extra = f'\nINPUT = {quoted}\nOUTPUT_DIRECTORY = "{folder}"\nSTRIP_FROM_PATH = "{root}"\n'
    try:
        ran = subprocess.run(
            ["doxygen", "-"], input=(root / "doc/Doxyfile").read_text() + extra, text=True, capture_output=True, cwd=root
        )
    except FileNotFoundError:
        sys.exit("reference.py: doxygen is not installed (Debian's package: doxygen)")
    if ran.returncode != 0:
        sys.exit(f"reference.py: doxygen has failed\n{ran.stderr}")
    warnings = re.split(r"\n(?! )", ran.stderr.replace(f"{root}/", "").strip())
    return [re.sub(r"\s*\n\s*", " ", w) for w in warnings if w and not _EXPECTED.search(w)]


def undocumented(entities):
    """Problems: public names without a comment, and classes whose comment is not there."""
    for entity in everything(entities):
        implied = re.search(r"= (delete|default);$", entity.declaration)
        if not entity.documented and not implied:
            yield f"include/{entity.header}:{entity.line}: {entity.qualified} ({entity.kind}) is not documented"


def make(root):
    """The pages by their paths, and the problems."""
    headers = public_headers(root)
    with tempfile.TemporaryDirectory() as folder:
        problems = run_doxygen(root, headers, folder)
        entities = Reader(pathlib.Path(folder) / "xml", headers).read()
    problems += undocumented(entities)
    for header in headers:
        if header != "boost_serial_ext.hpp" and not any(e.header == header for e in entities):
            problems.append(f"include/{header}: Doxygen finds nothing in it")
    return Pages(entities, headers).all(), problems


def main():
    pages, problems = make(repo.ROOT)
    for problem in problems:
        print(problem)
    print(f"reference.py: {len(pages) - 2} headers, {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}")
    if sys.argv[1:] != ["--check"]:
        for name, text in pages.items():
            file = pathlib.Path(sys.argv[1]) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
