#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Checks the documentation site as it was built: `check_site.py FOLDER`.

Every link and #fragment within the site leads somewhere, nothing is loaded from elsewhere, every page has what a page
needs, stands in the navigation and can be reached from it; the licence of code that is not the project's lies beside it,
and every page links to it. Links to the outside are listed, and not followed.
"""

import collections
import pathlib
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

# Attributes that make a browser load something, of any element; and those that do so of some elements.
LOADED = ("src", "poster", "background", "data", "xlink:href")
LOADED_SETS = ("srcset", "imagesrcset")
LOADED_BY = {"link": "href", "image": "href", "use": "href"}
OPTIONAL_IN_NAVIGATION = ("source/",)  # pages that show files of the repository: reached from other pages
# What is not the project's own, below the user interface's folder, has a licence beside it that says so.
UI = "_"
OWN_CODE = "The boost_serial_ext authors"
PERMISSION = "Permission is hereby granted"
VOID = {"meta", "link", "img", "br", "hr", "col", "input", "source", "wbr", "area", "base", "embed", "track"}


def style_urls(text):
    """What a style sheet, or a `style` attribute, loads."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = re.findall(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)]*?)\s*\)", text, re.IGNORECASE)
    found += re.findall(r"@import\s+(\"[^\"]*\"|'[^']*')", text, re.IGNORECASE)
    found += re.findall(r"image-set\(\s*(\"[^\"]*\"|'[^']*')", text, re.IGNORECASE)
    return [url.strip("\"'") for url in found]


class Page(HTMLParser):
    """What the checks need of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.repeated = set(), []
        self.links, self.loaded, self.navigation = [], [], []
        self.lang = self.viewport = self.redirect = False
        self.texts = collections.Counter()
        self.unnamed = []  # links and images without a text
        self._open = []
        self._link = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name = values.get("id")
        if name:
            if name in self.ids:
                self.repeated.append(name)
            self.ids.add(name)
        if tag == "html":
            self.lang = bool(values.get("lang"))
        elif tag == "meta":
            self.viewport |= values.get("name") == "viewport"
            self.redirect |= (values.get("http-equiv") or "").lower() == "refresh"
        elif tag == "a" and values.get("href"):
            self.links.append(values["href"])
            self._link = [values["href"], bool(values.get("aria-label"))]
            if ("nav", "ui-navigation") in self._open:
                self.navigation.append(values["href"])
        elif tag == "img" and "alt" not in values:
            self.unnamed.append(f"image {values.get('src')}")
        self.loaded += self.loads(tag, values)
        if tag not in VOID:
            self._open.append((tag, name))

    @staticmethod
    def loads(tag, values):
        names = [*LOADED, LOADED_BY.get(tag)]
        found = [] if values.get("rel") == "canonical" else [values[name] for name in names if values.get(name)]
        for name in LOADED_SETS:
            found += [part.split()[0] for part in (values.get(name) or "").split(",") if part.strip()]
        return found + style_urls(values.get("style") or "")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag == "a" and self._link:
            if not self._link[1]:
                self.unnamed.append(f"link to {self._link[0]}")
            self._link = None
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1][0] == "style":
            self.loaded += style_urls(data)
        if data.strip():
            if self._link:
                self._link[1] = True
            self.texts.update({tag for tag, _ in self._open} & {"title", "h1"})


class Site:
    def __init__(self, folder):
        self.folder = folder.resolve()
        self.pages = {f: Page(f.read_text()) for f in sorted(self.folder.rglob("*.html"))}
        self.outside = collections.Counter()

    def name(self, file):
        return file.relative_to(self.folder).as_posix()

    def resolve(self, page, href):
        """The file and the fragment that a link means; None for the outside."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return None
        file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)

    def check_links(self, file, page):
        for href in page.links:
            meant = self.resolve(file, href)
            if meant is None:
                self.outside[urlsplit(href).netloc or urlsplit(href).scheme] += 1
            elif not meant[0].is_file() or self.folder not in meant[0].parents:
                yield f"{self.name(file)}: the link {href} leads nowhere"
            elif meant[1] and meant[0] in self.pages and meant[1] not in self.pages[meant[0]].ids:
                yield f"{self.name(file)}: the link {href} leads to a page that has no #{meant[1]}"
        yield from self.check_loaded(file, page.loaded)

    def check_loaded(self, file, loaded):
        for href in loaded:
            meant = self.resolve(file, href)
            if meant is None and not href.startswith("data:"):
                yield f"{self.name(file)}: loads {href} from elsewhere"
            elif meant and (not meant[0].is_file() or self.folder not in meant[0].parents):
                yield f"{self.name(file)}: {href} is not there"

    def check_page(self, file, page):
        if page.redirect:
            return
        if not page.lang or not page.viewport:
            yield f"{self.name(file)}: no language, or no viewport"
        for tag in ("title", "h1"):
            if not page.texts[tag]:
                yield f"{self.name(file)}: no {tag}"
        for name in page.repeated:
            yield f"{self.name(file)}: the id {name} stands there twice"
        for what in page.unnamed:
            yield f"{self.name(file)}: a {what} has no text"

    def check_styles(self):
        for file in sorted(self.folder.rglob("*.css")):
            yield from self.check_loaded(file, style_urls(file.read_text()))

    def check_licences(self):
        """Of every script and style that is not the project's own."""
        for file in sorted(f for pattern in ("*.js", "*.css") for f in (self.folder / UI).rglob(pattern)):
            if OWN_CODE in file.read_text()[:300]:
                continue
            licence = file.with_name(f"{file.name}.LICENSE.txt")
            if not licence.is_file() or PERMISSION not in licence.read_text():
                yield f"{self.name(file)}: its licence is not beside it"
                continue
            for other, page in self.pages.items():
                links = [href for href in page.links if href.endswith(licence.name)]
                if not page.redirect and (licence, "") not in [self.resolve(other, href) for href in links]:
                    yield f"{self.name(other)}: no link to {self.name(licence)}"

    def reached(self, begin):
        found, waiting = {begin}, [begin]
        while waiting:
            file = waiting.pop()
            for href in self.pages[file].links:
                meant = self.resolve(file, href)
                if meant and meant[0] in self.pages and meant[0] not in found:
                    found.add(meant[0])
                    waiting.append(meant[0])
        return found

    def check_navigation(self):
        """Every page is in the navigation, and every file that is shown is linked to by some page."""
        front = self.folder / "index.html"
        if front not in self.pages:
            yield "index.html: there is none"
            return
        start = next((m[0] for m in (self.resolve(front, h) for h in self.pages[front].links) if m and m[0] in self.pages), front)
        listed = {m[0] for m in (self.resolve(start, h) for h in self.pages[start].navigation) if m}
        reached = self.reached(start)
        for file, page in self.pages.items():
            shown = any(part in self.name(file) for part in OPTIONAL_IN_NAVIGATION)
            if not page.redirect and file not in listed and not shown:
                yield f"{self.name(file)}: not in the navigation"
            if not page.redirect and file not in reached:
                yield f"{self.name(file)}: no way leads there"

    def check(self):
        for file, page in self.pages.items():
            yield from self.check_links(file, page)
            yield from self.check_page(file, page)
        yield from self.check_styles()
        yield from self.check_licences()
        yield from self.check_navigation()


def main(folder):
    site = Site(pathlib.Path(folder))
    problems = list(site.check()) if site.pages else [f"{folder}: no pages"]
    for problem in problems:
        print(problem)
    hosts = ", ".join(f"{host} ({count})" for host, count in sorted(site.outside.items())) or "none"
    links = sum(len(p.links) for p in site.pages.values())
    print(f"check_site.py: {len(site.pages)} pages, {links} links; to the outside: {hosts}")
    print(f"check_site.py: {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
