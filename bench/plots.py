# Copyright (c) 2026 The boost_serial_ext authors
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

"""The plots, written as SVG text: bars with quartiles, and lines over the number of ports."""

import math
from xml.sax.saxutils import escape

# Colours that colour-blind eyes tell apart (Okabe and Ito); the labels say all of it without them.
BLUE, ORANGE, GREEN, VERMILION = "#0072b2", "#e69f00", "#009e73", "#d55e00"
SKY, PURPLE, BLACK, GREY = "#56b4e9", "#cc79a7", "#000000", "#8c8c8c"
KINDS = {"raw": GREY, "serial": BLUE, "asio": ORANGE, "other": PURPLE}
KIND_LABELS = {
    "raw": "system calls alone",
    "serial": "boost_serial_ext",
    "asio": "asio::serial_port",
    "other": "other libraries",
}
INK, FAINT = "#222222", "#d5d5d5"


class Canvas:
    def __init__(self, width, height, title):
        self.width, self.height = width, height
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="DejaVu Sans, Verdana, sans-serif" '
            f'font-size="13" fill="{INK}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        ]
        self.text(16, 26, title, size=17, weight="bold")

    def text(self, x, y, words, size=13, anchor="start", colour=INK, weight="normal"):
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}" paint-order="stroke" stroke="#ffffff" stroke-width="3" '
            f'stroke-linejoin="round">{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, colour=INK, width=1.0, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{dashes}/>')

    def box(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>')

    def path(self, points, colour, width, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>')

    def mark(self, x, y, shape, colour):
        """A filled circle, square, diamond or triangle."""
        if shape == "circle":
            self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
            return
        corners = {
            "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
            "diamond": ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
            "triangle": ((0, -5.5), (5, 4), (-5, 4)),
        }[shape]
        text = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
        self.parts.append(f'<polygon points="{text}" fill="{colour}"/>')

    def finish(self):
        return "\n".join([*self.parts, "</svg>", ""])


def legend(canvas, x, y, kinds):
    for kind in kinds:
        canvas.box(x, y - 10, 12, 12, KINDS[kind])
        canvas.text(x + 18, y, KIND_LABELS[kind], size=12)
        x += 32 + 7.4 * len(KIND_LABELS[kind])


def axis_end(summaries, limit):
    """Where the axis ends: longer bars are cut, so that the short ones can be told apart."""
    longest = max((s.median for s in summaries if s), default=1.0)
    return min(limit, max(1.25, math.ceil(longest * 1.05 * 4) / 4))


def bar_panel(canvas, left, top, width, title, rows, step, limit):
    """Horizontal bars from 0; rows: (peer, Summary or None, words in place of a bar)."""
    end = axis_end([s for _, s, _ in rows], limit)
    height = step * len(rows)

    def at(value):
        return left + width * min(value, end) / end

    canvas.text(left, top - 26, title, weight="bold")
    tick = 0.25 if end <= 2 else 0.5 if end <= 4 else 1.0
    for i in range(int(end / tick) + 1):
        value = i * tick
        canvas.line(at(value), top - 4, at(value), top + height, FAINT)
        canvas.text(at(value), top - 8, f"{value:g}", size=11, anchor="middle")
    for i, (peer, value, _) in enumerate(rows):
        if value is not None:
            y = top + i * step + step / 2
            canvas.box(left, y - step * 0.34, at(value.median) - left, step * 0.68, KINDS[peer.kind])
    canvas.line(at(1), top - 4, at(1), top + height, INK, 1.2, "5 3")
    for i, (_, value, words) in enumerate(rows):
        y = top + i * step + step / 2
        if value is None:
            canvas.text(left + 6, y + 4, words, size=11, colour=VERMILION)
            continue
        cut = value.median > end
        if cut:  # two white strokes where a part of the bar is missing
            for shift in (10, 16):
                canvas.line(at(end) - shift, y + step * 0.4, at(end) - shift + 4, y - step * 0.4, "#ffffff", 2.5)
        elif value.has_spread:
            canvas.line(at(value.lower), y, at(value.upper), y, INK, 1.5)
            for edge in (value.lower, value.upper):
                canvas.line(at(edge), y - 4, at(edge), y + 4, INK, 1.5)
        beside = at(value.median) if cut else max(at(value.median), at(value.upper) if value.has_spread else 0)
        canvas.text(beside + 7, y + 4, f"{value.median:.2f}", size=12)


def bars(title, subtitle, panels, peers, limit=3.0):
    """`panels`: (title, function of a peer that gives a Summary or None, and words). Rows are the peers."""
    shown = [p for p in peers if any(summary or words for summary, words in (f(p) for _, f in panels))]
    if not shown:
        return None
    step, names, panel, gap = 24, 318, 250 if len(panels) > 2 else 330, 74
    canvas = Canvas(names + len(panels) * (panel + gap), 128 + step * len(shown) + 14, title)
    canvas.text(16, 46, subtitle, size=12)
    legend(canvas, 16, 68, [k for k in KINDS if any(p.kind == k for p in shown)])
    top = 122
    for i, peer in enumerate(shown):
        canvas.text(names - 12, top + i * step + step / 2 + 4, peer.label, size=12, anchor="end")
    for i, (name, value) in enumerate(panels):
        rows = [(peer, *value(peer)) for peer in shown]
        bar_panel(canvas, names + i * (panel + gap), top, panel, name, rows, step, limit)
    return canvas.finish()


# Of the plot over ports: what is told apart by colour is told apart by mark and dashes too.
LINES = {
    "raw_blocking": (GREY, "square", "2 3"),
    "raw_io_uring": (BLACK, "diamond", "2 3"),
    "serial_callback": (BLUE, "circle", ""),
    "serial_coroutine": (SKY, "triangle", ""),
    "serial_io_uring": (GREEN, "diamond", ""),
    "asio_callback": (ORANGE, "circle", "7 4"),
    "asio_coroutine": (VERMILION, "triangle", "7 4"),
    "asio_io_uring": (PURPLE, "diamond", "7 4"),
}


def spread(wanted, least):
    """Moves values apart that are closer than `least`, in their order; returns them in the order given."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [wanted[i] for i in order]
    for _ in range(200):  # each pass halves what overlaps
        moved = False
        for i in range(1, len(placed)):
            overlap = least - (placed[i] - placed[i - 1])
            if overlap > 0.01:
                placed[i - 1] -= overlap / 2
                placed[i] += overlap / 2
                moved = True
        if not moved:
            break
    result = [0.0] * len(wanted)
    for place, i in zip(placed, order):
        result[i] = place
    return result


def over_ports(title, subtitle, series):
    """`series`: (peer, {ports: Summary}); both axes are logarithmic."""
    series = [(peer, points) for peer, points in series if points]
    if not series:
        return None
    left, top, width, height, right = 64, 84, 620, 420, 300
    canvas = Canvas(left + width + right, top + height + 60, title)
    canvas.text(16, 46, subtitle, size=12)
    ports = sorted({n for _, points in series for n in points})
    values = [s.median for _, points in series for s in points.values()] + [1.0]
    low = math.floor(math.log2(min(values)) * 2) / 2 - 0.1
    high = math.ceil(math.log2(max(values)) * 2) / 2 + 0.1
    first, last = math.log2(ports[0]), math.log2(ports[-1])

    def x(n):
        return left + width * (math.log2(n) - first) / max(last - first, 1)

    def y(value):
        return top + height * (high - math.log2(value)) / (high - low)

    for n in ports:
        canvas.line(x(n), top, x(n), top + height, FAINT)
        canvas.text(x(n), top + height + 20, str(n), anchor="middle", size=12)
    canvas.text(left + width / 2, top + height + 44, "ports", anchor="middle")
    for value in (0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16):
        if low <= math.log2(value) <= high:
            canvas.line(left, y(value), left + width, y(value), FAINT)
            canvas.text(left - 8, y(value) + 4, f"{value:g}", anchor="end", size=12)
    canvas.line(left, y(1), left + width, y(1), INK, 1.2, "5 3")
    ends = [("raw epoll", y(1), INK)]
    for peer, points in series:
        colour, shape, dash = LINES[peer.name]
        places = [(x(n), y(points[n].median)) for n in sorted(points)]
        for n, s in points.items():  # quartiles
            if s.has_spread:
                canvas.line(x(n), y(s.lower), x(n), y(s.upper), colour, 1.2)
        canvas.path(places, colour, 2.2, dash)
        for place in places:
            canvas.mark(*place, shape, colour)
        ends.append((f"{peer.label}, {points[max(points)].median:.2f}", places[-1][1], colour))
    for (words, there, colour), place in zip(ends, spread([e[1] for e in ends], 17)):
        canvas.line(left + width + 6, there, left + width + 20, place, colour)
        canvas.text(left + width + 24, place + 4, words, size=12)
    return canvas.finish()


def all_plots(results, peers, ports):
    """{file name: SVG text}; what was not measured is not drawn."""

    def against_floor(measure, metric):
        def value(peer):
            reason = results.failure(peer.name, measure)
            if reason:
                return None, "" if reason == "not measured" else "absent" if peer.name in results.missing else "fails"
            return results.ratio(peer.name, "raw_epoll", measure, metric), ""
        return value

    plots = {
        "round_trip.svg": bars(
            "Round trip of one byte",
            "Divided by raw epoll directly before and after: median and quartiles. Less is better.",
            [("time, p50", against_floor("round_trip/1", "p50")), ("client CPU", against_floor("round_trip/1", "cpu"))],
            peers),
        "throughput.svg": bars(
            "Throughput, 64 KiB buffers",
            "Bytes per second, divided by raw epoll directly before and after: median and quartiles. More is better.",
            [(kind, against_floor(kind, "rate")) for kind in ("receive", "send", "duplex")], peers),
        "many.svg": over_ports(
            "Client CPU per message, all ports busy at once",
            "Divided by raw epoll directly before and after: median and quartiles. Less is better; both axes are "
            "logarithmic.",
            [(p, {n: s for n in ports if (s := results.ratio(p.name, "raw_epoll", f"many/{n}", "cpu"))})
             for p in peers if p.name in LINES]),
    }
    return {name: text for name, text in plots.items() if text}
