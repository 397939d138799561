"""The course of the disease as one picture: treatment above, M-protein and light chain below."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from board.documents.course import (
    Bar,
    Lane,
    LightChain,
    LineBand,
    Mark,
    Point,
    Timeline,
)
from board.documents.curves import Curve, draw_curve, draw_rules, flc_curve, m_protein_curve
from board.documents.lanes import draw_bands, draw_boxes, draw_lanes
from board.documents.layout import LAYOUTS, Layout, Style
from board.documents.pen import PAPER_TYPE, Pen
from board.documents.scales import TimeScale, time_scale
from board.documents.sentence import sentence

__all__ = [
    "Bar",
    "Lane",
    "LightChain",
    "LineBand",
    "Mark",
    "Point",
    "Row",
    "Style",
    "Timeline",
    "as_rows",
    "draw",
]


@dataclass(frozen=True)
class Row:
    """One day of the table that says the same as the picture."""

    date: date
    events: tuple[str, ...]
    m_protein_g_L: float | None  # noqa: N815
    involved_flc_mg_L: float | None  # noqa: N815


def draw(timeline: Timeline, style: Style) -> str:
    """Return the picture as one <svg> element that begins with a <title> of one sentence."""
    layout = LAYOUTS[style]
    scale = time_scale(timeline.days(), layout.left, layout.width - layout.right)
    marks, curves = Pen(layout.on_paper), Pen(layout.on_paper)
    head = draw_boxes if layout.on_paper else draw_lanes
    top = head(marks, timeline, layout, scale)
    panels, bottom = _panels(timeline, layout, top)
    for panel in panels:
        draw_curve(curves, panel, timeline, layout, scale)
    ground = Pen(layout.on_paper)
    draw_bands(ground, timeline, layout, scale, bottom)
    _draw_years(ground, layout, scale, top, bottom)
    rules = Pen(layout.on_paper)
    draw_rules(rules, timeline, layout, scale, panels, bottom)
    if not panels:
        _say_empty(curves, layout, top)
    body = "".join((*ground.parts, *marks.parts, *curves.parts, *rules.parts))
    return _frame(timeline, layout, bottom + layout.foot, body)


def as_rows(timeline: Timeline) -> tuple[Row, ...]:
    """Return the same as a table, oldest day first."""
    events: dict[date, list[str]] = defaultdict(list)
    for line in timeline.lines:
        events[line.start].append(f"Line {line.number} starts: {line.label}")
        if line.pd_date:
            events[line.pd_date].append(f"Progression on line {line.number}")
        if line.end:
            best = f", best response {line.best_response}" if line.best_response else ""
            events[line.end].append(f"Line {line.number} ends{best}")
    for mark in timeline.marks:
        events[mark.date].append(mark.label)
    for bar in timeline.lanes:
        _add_bar(events, bar)
    m_protein, flc = dict(timeline.m_protein()), dict(timeline.involved_flc())
    days = sorted({*events, *m_protein, *flc})
    return tuple(Row(day, tuple(events[day]), m_protein.get(day), flc.get(day)) for day in days)


def _add_bar(events: dict[date, list[str]], bar: Bar) -> None:
    if bar.end == bar.start:
        events[bar.start].append(f"{bar.label} given")
        return
    events[bar.start].append(f"{bar.label} starts")
    if bar.end:
        events[bar.end].append(f"{bar.label} ends")


def _panels(timeline: Timeline, layout: Layout, top: float) -> tuple[list[Curve], float]:
    panels: list[Curve] = []
    bottom = top
    if timeline.m_protein():
        panels.append(m_protein_curve(timeline, bottom + layout.title, layout.m_height))
        bottom = panels[-1].scale.bottom
    if timeline.involved_flc():
        panels.append(flc_curve(timeline, bottom + layout.title, layout.flc_height))
        bottom = panels[-1].scale.bottom
    return panels, bottom if panels else top + layout.title * 2


def _draw_years(pen: Pen, layout: Layout, scale: TimeScale, top: float, bottom: float) -> None:
    ticks = scale.ticks(room=layout.small * 3)
    first = top if layout.on_paper else layout.header
    pen.path("grid", "".join(f"M{t.at:.1f} {first:.1f}V{bottom:.1f}" for t in ticks))
    for tick in ticks:
        if tick.label:
            below = bottom + layout.small * 1.35
            pen.text("axis", tick.at, below, tick.label, layout.small, "middle")


def _say_empty(pen: Pen, layout: Layout, top: float) -> None:
    words = "No M-protein or involved free light chain on record."
    pen.text("empty", layout.left, top + layout.title * 0.75, words, layout.font)


def _frame(timeline: Timeline, layout: Layout, height: float, body: str) -> str:
    kind = f' class="timeline timeline--{layout.style.value}"'
    if layout.on_paper:
        kind += PAPER_TYPE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{kind} role="img" '
        f'viewBox="0 0 {layout.width:g} {height:g}"><title>{sentence(timeline)}</title>{body}</svg>'
    )
