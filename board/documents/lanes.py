"""The upper part of the picture: lines of therapy as bands, drugs as bars by class."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest

from board.documents.course import Bar, Lane, LineBand, Mark, Timeline
from board.documents.layout import Layout
from board.documents.letters import visible
from board.documents.pen import Pen, text_width
from board.documents.scales import TimeScale
from board.web.filters import day

#: Name of each lane; the first three stand even when empty, because "never had it" is news.
LANE_NAMES = {
    Lane.PI: "PI",
    Lane.IMID: "IMiD",
    Lane.CD38: "Anti-CD38",
    Lane.BCMA: "BCMA",
    Lane.GPRC5D: "GPRC5D",
    Lane.XPO1: "XPO1",
    Lane.ALKYLATOR: "Alkylator",
    Lane.STEROID: "Steroid",
    Lane.OTHER: "Other",
}
ALWAYS = (Lane.PI, Lane.IMID, Lane.CD38)


def draw_bands(
    pen: Pen, timeline: Timeline, layout: Layout, scale: TimeScale, bottom: float
) -> None:
    """Draw a band behind each line of therapy, through everything below it."""
    for position, line in enumerate(_by_start(timeline.lines)):
        x, end = scale.x(line.start), scale.x(line.end or timeline.as_of)
        even = position % 2 == 1
        if layout.on_paper and not even:
            pen.rect("band", x, layout.header, end - x, bottom - layout.header)
        elif not layout.on_paper:
            pen.rect("band band--even" if even else "band", x, 0, max(end - x - 2, 1), bottom)


def draw_lanes(pen: Pen, timeline: Timeline, layout: Layout, scale: TimeScale) -> float:
    """Draw the names of the lines and the drugs by class; return where the lanes end."""
    lines = _by_start(timeline.lines)
    for line, following in zip_longest(lines, lines[1:]):
        x = scale.x(line.start)
        limit = scale.x(following.start) if following else layout.width
        name = _fitting(_line_names(line, "Line "), limit - x - 8, layout.font)
        indent = 4 if text_width(name, layout.font) <= limit - x - 4 else 0
        pen.text("band-label", x + indent, layout.header - 9, name, layout.font)
    y = layout.header
    if not timeline.lanes and not timeline.marks:
        return y
    y = _draw_marks(pen, timeline.marks, layout, scale, y)
    for lane in LANE_NAMES:
        bars = [bar for bar in timeline.lanes if bar.lane is lane]
        if bars or lane in ALWAYS:
            y = _draw_lane(pen, lane, bars, timeline.as_of, layout, scale, y)
    return y


def draw_boxes(pen: Pen, timeline: Timeline, layout: Layout, scale: TimeScale) -> float:
    """Draw each line as a box with its best response below; return where they end."""
    lines = _by_start(timeline.lines)
    taken: list[tuple[float, float]] = []
    for line, following in zip_longest(lines, lines[1:]):
        x, end = scale.x(line.start), scale.x(line.end or timeline.as_of)
        pen.rect("box", x, 0.6, max(end - x - 2, 2), layout.header - 1.2)
        middle, baseline = (x + end - 2) / 2, layout.header - 4.2
        name = _fitting(_line_names(line, "L"), end - x - 5, layout.font)
        if following or text_width(name, layout.font) < end - x - 3:
            pen.text("box-label", middle, baseline, name, layout.font, "middle")
        else:
            pen.text("box-label", end + 2, baseline, name, layout.font)
        response = visible(line.best_response or "")
        wide = text_width(response, layout.small)
        if response and wide < max(end - x + 4, 14):
            below = layout.header + layout.small * 1.15
            pen.text("response", middle, below, response, layout.small, "middle")
            taken.append((middle - wide / 2, middle + wide / 2))
    y = layout.header + (layout.small * 1.5 if lines else 0)
    return _draw_paper_marks(pen, timeline.marks, taken, layout, scale, y)


def _by_start(lines: Iterable[LineBand]) -> list[LineBand]:
    return sorted(lines, key=lambda line: (line.start, line.number))


def _line_names(line: LineBand, word: str) -> Sequence[str]:
    number = str(line.number)
    full = f"{word}{number} {visible(line.label)}".rstrip()
    return full, word + number, "L" + number, number


def _fitting(names: Sequence[str], room: float, size: float) -> str:
    return next((name for name in names if text_width(name, size) <= room), names[-1])


def _draw_marks(
    pen: Pen, marks: Sequence[Mark], layout: Layout, scale: TimeScale, y: float
) -> float:
    _name_lane(pen, "Transplant", layout, y)
    ordered = sorted(marks, key=lambda mark: mark.date)
    for mark, following in zip_longest(ordered, ordered[1:]):
        x = scale.x(mark.date)
        pen.rect("mark", x - 2, y + 3.5, 4, layout.lane - 7, f"{mark.label}, {mark.date}", r=1)
        room = (scale.x(following.date) - 6 if following else layout.width) - x - 6
        if text_width(visible(mark.label), layout.font) <= room:
            pen.text("mark-label", x + 6, y + layout.lane - 6.5, visible(mark.label), layout.font)
    return y + layout.lane


def _draw_paper_marks(
    pen: Pen,
    marks: Sequence[Mark],
    taken: Sequence[tuple[float, float]],
    layout: Layout,
    scale: TimeScale,
    y: float,
) -> float:
    """Draw transplants beside the responses, or below them when one would cover the other."""
    if not marks:
        return y
    places = [(scale.x(mark.date), visible(mark.label)) for mark in marks]
    spans = [(x - 5, x + 8 + text_width(label, layout.small)) for x, label in places]
    crowded = any(a < right and left < b for a, b in spans for left, right in taken)
    top = y if crowded or not taken else y - layout.small * 1.5
    for x, label in places:
        pen.path("mark", f"M{x:.1f} {top + 2.4:.1f}l2.6 5h-5.2z")
        fits = x + 5 + text_width(label, layout.small) < layout.width
        anchor, start = ("start", x + 5) if fits else ("end", x - 5)
        pen.text("mark-label", start, top + layout.small * 1.15, label, layout.small, anchor)
    return max(y, top + layout.small * 1.5)


def _draw_lane(
    pen: Pen,
    lane: Lane,
    bars: Sequence[Bar],
    as_of: date,
    layout: Layout,
    scale: TimeScale,
    y: float,
) -> float:
    _name_lane(pen, LANE_NAMES[lane], layout, y)
    rows = _rows(bars, as_of)
    for row in rows:
        for bar, following in zip_longest(row, row[1:]):
            room = scale.x(following.start) if following else layout.width - 4
            _draw_bar(pen, bar, as_of, layout, scale, y, room)
        y += layout.lane
    return y


def _rows(bars: Sequence[Bar], as_of: date) -> list[list[Bar]]:
    """Return the bars in as few rows as keep them from covering each other; at least one row."""
    rows: list[list[Bar]] = [[]]
    for bar in sorted(bars, key=lambda bar: bar.start):
        for row in rows:
            if not row or (row[-1].end or as_of) <= bar.start:
                row.append(bar)
                break
        else:
            rows.append([bar])
    return rows


def _draw_bar(
    pen: Pen, bar: Bar, as_of: date, layout: Layout, scale: TimeScale, y: float, room: float
) -> None:
    x, end = scale.x(bar.start), scale.x(bar.end or as_of)
    start = day(bar.start)
    span = f"{bar.label}, {start} to {day(bar.end)}" if bar.end else f"{bar.label} since {start}"
    hint = f"{bar.label}, {start}" if bar.end == bar.start else span
    ink = f"bar bar--{bar.lane.value}"
    pen.rect(ink, x, y + 3.5, max(end - x - 1, 4), layout.lane - 7, visible(hint), r=2)
    label, baseline = visible(bar.label), y + layout.lane - 6.8
    width = text_width(label, layout.small)
    if width <= end - x - 10:
        pen.text("bar-label", x + 5, baseline, label, layout.small)
    elif bar.end and end + 4 + width < room and layout.left > 88:
        pen.text("mark-label", max(end, x + 4) + 4, baseline, label, layout.small)


def _name_lane(pen: Pen, name: str, layout: Layout, y: float) -> None:
    pen.text("lane-label", layout.left - 8, y + layout.lane - 6.5, name, layout.font, "end")
    floor = y + layout.lane
    pen.path("grid", f"M{layout.left:.1f} {floor:.1f}H{layout.width - layout.right:.1f}")
