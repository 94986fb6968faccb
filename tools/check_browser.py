#!/usr/bin/env python3
# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""Looks at the documentation site with a real browser, from its files: `check_browser.py FOLDER`.

On a phone's width nothing in any page of the guide and of the reference reaches beyond the window; of some pages also on
a desktop's, and in light and dark colours every text stands out from its ground (WCAG's 4.5:1); the search finds what is
there. A page with known defects, which must be found, is looked at too. Needs Chromium.
"""

import itertools
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (390, 1280)
THEMES = ("light", "dark")
PAGES = (
    "index", "quick_start", "overlap", "platforms", "testing", "performance", "changelog", "reference/index",
    "reference/serial_stream", "reference/serial_config", "reference/test/virtual_port",
)  # fmt: skip
SHOWN = ("*.md.html", "*.cpp.html", "index.html")  # of each the first page below source/
SEARCHES = (("drain", "drain"), ("async_read_until_idle", "serial_stream.html#"), ("dra", "drain"), ("zzqqyy", None))

# A page with defects, and which of its texts are too faint.
DEFECTS = """<!DOCTYPE html><meta charset="utf-8"><body style="background: white; color: black"><main><article class="doc">
<h1>Right</h1>
<p class="wide" style="width: 100vw; padding-left: 30px">Wide</p>
<p class="pale" style="color: #999">Pale</p>
<p class="thin" style="color: rgb(0 0 0 / 40%)">Thin</p>
<div style="opacity: 0.4"><p class="faded">Faded</p></div>
<div style="background: black"><p class="veiled" style="background: rgb(255 255 255 / 30%)">Veiled</p></div>
<p style="color: rgb(0 0 0 / 80%)">Right</p><div style="background: rgb(0 0 0 / 10%)"><p>Right</p></div>
</article></main></body>"""
FAINT = ("pale", "thin", "faded", "veiled")

# A page with a frame, which it leads through the pages; what it has found is its text in the end.
PROBE = """<!DOCTYPE html><meta charset="utf-8"><body><pre id="found"></pre><script>
const tasks = TASKS
const rgb = (color) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')
  canvas.fillStyle = color
  canvas.fillRect(0, 0, 1, 1)
  return [...canvas.getImageData(0, 0, 1, 1).data]
}
const colors = new Map()
const known = (color) => colors.get(color) ?? (colors.set(color, rgb(color)), colors.get(color))
const over = (top, ground, opacity = 1) => {
  const alpha = top[3] / 255 * opacity
  return [0, 1, 2].map((i) => alpha * top[i] + (1 - alpha) * ground[i])
}
const luminance = (color) => color.map((v) => v / 255)
  .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
// The colour of what a text stands on, and how much of the text's own colour is seen. What fades together with its ground
// is judged as if the text alone did: that finds too much rather than too little.
const below = (view, element) => {
  const layers = []
  let opacity = 1
  for (; element; element = element.parentElement) {
    const style = view.getComputedStyle(element)
    opacity *= Number(style.opacity)
    if (layers.at(-1)?.[3] !== 255) layers.push(known(style.backgroundColor))
  }
  return { opacity, ground: layers.reduceRight((ground, layer) => over(layer, ground), [255, 255, 255]) }
}
const faint = (view) => {
  const found = new Set()
  const texts = view.document.createTreeWalker(view.document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    const style = view.getComputedStyle(element)
    if (!texts.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    const { opacity, ground } = below(view, element)
    const [a, b] = [luminance(over(known(style.color), ground, opacity)), luminance(ground)].sort((x, y) => x - y)
    const ratio = (b + 0.05) / (a + 0.05)
    if (ratio < 4.5) found.add(`${element.tagName} ${element.className}: ${ratio.toFixed(2)}`)
  }
  return [...found]
}
const beyond = (view) => {
  const width = view.innerWidth
  const root = view.document.documentElement
  if (root.scrollWidth <= width) return []
  const wide = [...view.document.querySelectorAll('main *')]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('pre, .table'))
    .map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 60)}`)
  return [`${root.scrollWidth} px wide`, ...wide.slice(0, 3)]
}
const opened = (task) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.style = `width: ${task.width}px; height: 844px; border: 0`
  frame.onload = () => resolve(frame)
  frame.src = task.url
  document.body.append(frame)
})
const until = async (condition) => {
  for (let i = 0; i < 400 && !condition(); ++i) await new Promise((resolve) => setTimeout(resolve, 25))
}
const run = async (task) => {
  const frame = await opened(task)
  const view = frame.contentWindow
  if (!frame.contentDocument?.querySelector('article.doc h1')) throw new Error('there is no such page')
  const result = { ...task, width: view.innerWidth }
  if (task.search) {
    const box = view.document.getElementById('ui-results')
    await until(() => !box.hidden)
    result.status = view.document.getElementById('ui-status').textContent
    result.links = [...box.querySelectorAll('a')].map((a) => a.getAttribute('href'))
    result.missing = []
  }
  if (task.menu) {
    const menu = view.document.getElementById('ui-menu')
    const navigation = view.document.getElementById('ui-navigation')
    const shown = () => navigation.checkVisibility({ visibilityProperty: true })
    const before = shown()
    menu.click()
    result.menu = !before && shown() && menu.getAttribute('aria-expanded') === 'true'
    result.menu &&= navigation.getBoundingClientRect().bottom <= view.innerHeight
    menu.click()
    result.menu &&= !shown()
    const theme = view.document.documentElement.dataset.theme
    view.document.getElementById('ui-theme').click()
    result.menu &&= view.document.documentElement.dataset.theme !== theme
  }
  result.beyond = beyond(view)
  result.faint = task.contrast ? faint(view) : []
  frame.remove()
  return result
}
(async () => {
  const results = []
  for (const task of tasks) {
    try { results.push(await run(task)) } catch (error) { results.push({ ...task, failed: String(error) }) }
  }
  document.getElementById('found').textContent = 'RESULTS' + JSON.stringify(results) + 'END'
})()
</script></body>"""


def browser():
    for name in BROWSERS:
        if shutil.which(name):
            return name
    sys.exit("check_browser.py: there is no browser to look with (Debian's package: chromium)")


def tasks(folder, defects):
    """What the probe is to do, in the pages that are there."""
    start = next(folder.glob("*/*/index.html")).parent
    files = [start / f"{name}.html" for name in PAGES]
    files += [file for pattern in SHOWN for file in sorted((start / "source").rglob(pattern))[:1]]
    found = []
    for file in files:
        for width, theme in itertools.product(WIDTHS, THEMES):
            url = f"{file.as_uri()}?theme={theme}"
            page = f"{file.relative_to(start).with_suffix('')}"
            found.append({"page": page, "theme": theme, "url": url, "width": width, "contrast": True})
    for file in sorted({*start.glob("*.html"), *(start / "reference").rglob("*.html")} - set(files)):
        found.append({"page": f"{file.relative_to(start).with_suffix('')}", "url": file.as_uri(), "width": min(WIDTHS)})
    url = f"{(start / 'index.html').as_uri()}?theme=light"
    found.append({"page": "menu and colours", "url": url, "width": 390, "menu": True})
    for word, _ in SEARCHES:
        url = f"{(start / 'index.html').as_uri()}?q={word}"
        found.append({"page": f"search for {word}", "url": url, "width": 390, "search": word, "contrast": True})
    found.append({"page": "defects", "url": defects.as_uri(), "width": 390, "defects": True, "contrast": True})
    return found


def look(folder):
    """The results of the probe."""
    with tempfile.TemporaryDirectory() as work:
        probe = pathlib.Path(work) / "probe.html"
        defects = pathlib.Path(work) / "defects.html"
        defects.write_text(DEFECTS)
        probe.write_text(PROBE.replace("TASKS", json.dumps(tasks(folder, defects))))
        command = [
            browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--allow-file-access-from-files",
            f"--user-data-dir={work}/profile", "--window-size=1400,1000", "--timeout=240000", "--virtual-time-budget=600000",
            "--dump-dom", probe.as_uri(),
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = re.search(r"RESULTS(.*)END</pre>", ran.stdout, re.DOTALL)
    if not found:
        sys.exit(f"check_browser.py: the browser has told nothing\n{ran.stderr[-2000:]}")
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    return json.loads(text)


def problems(results):
    expected = dict(SEARCHES)
    for result in results:
        where = f"{result['page']}, {result['width']} px, {result.get('theme', 'light')}"
        if "failed" in result:
            yield f"{where}: {result['failed']}"
            continue
        if "defects" in result:
            faint = [what.partition(":")[0].partition(" ")[2] for what in result["faint"]]
            if faint != list(FAINT) or not any("wide" in what for what in result["beyond"][1:]):
                yield f"{where}: found {result['beyond']}, {result['faint']}"
            continue
        if not result.get("menu", True):
            yield f"{where}: the menu does not open and close, or the colours do not change"
        if result["beyond"]:
            yield f"{where}: reaches beyond the window: {'; '.join(result['beyond'])}"
        for what in result["faint"]:
            yield f"{where}: too faint: {what}"
        if "search" in result:
            wanted, links = expected[result["search"]], result["links"]
            if wanted is None and links or wanted and not any(wanted in link for link in links):
                yield f"{where}: found {links or 'nothing'} ({result['status']})"


def main(folder):
    results = look(pathlib.Path(folder).resolve())
    found = list(problems(results))
    for problem in found:
        print(problem)
    looked = [r for r in results if not {"search", "menu", "defects"} & set(r)]
    pages = {r["page"] for r in looked}
    closely = {r["page"] for r in looked if "contrast" in r}
    print(f"check_browser.py: {len(pages)} pages at {min(WIDTHS)} px; of them {len(closely)} at {max(WIDTHS)} px too, "
          f"in {' and '.join(THEMES)} colours; the buttons")
    for result in results:
        if "search" in result and "failed" not in result:
            print(f"check_browser.py: search for {result['search']!r}: {result['status']} {' '.join(result['links'][:2])}")
    print(f"check_browser.py: {len(found) or 'no'} problem{'s' * (len(found) != 1)}")
    return 1 if found or not results else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
