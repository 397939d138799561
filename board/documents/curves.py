"""The lower part of the picture: M-protein and involved light chain, one panel each, one axis."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from board.documents.course import LightChain, Timeline
from board.documents.layout import Layout, Style
from board.documents.letters import visible
from board.documents.pen import Pen, diamonds, dots, polyline, squares, text_width
from board.documents.scales import LinearScale, LogScale, TimeScale, log_scale
from board.documents.sentence import amount
from board.web import filters

#: Two results further apart are not joined: a line would claim what nobody measured.
LONGEST_GAP = timedelta(days=400)
#: An older last value carries its date.
FRESH = timedelta(days=45)
CHAIN_SIGNS = {LightChain.KAPPA: "κ ", LightChain.LAMBDA: "λ ", None: ""}

Place = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """One panel: its title, its values, its scale, and the limit drawn across it."""

    kind: str
    title: str
    unit: str
    values: list[tuple[date, float]]
    scale: LinearScale | LogScale
    limit: float | None
    limit_name: str


def m_protein_curve(timeline: Timeline, top: float, height: float) -> Curve:
    """Return the panel of serum M-protein, linear from nought."""
    values = timeline.m_protein()
    largest = max(*(v for _, v in values), timeline.pd_limit_g_L or 0)
    scale = LinearScale(largest, top, top + height)
    limit = timeline.pd_limit_g_L if timeline.lines else None
    return Curve("m", "Serum M-protein, g/L", "g/L", values, scale, limit, "PD limit")


def flc_curve(timeline: Timeline, top: float, height: float) -> Curve:
    """Return the panel of the involved free light chain, logarithmic."""
    values, limit = timeline.involved_flc(), timeline.flc_upper_limit()
    scale = log_scale([v for _, v in values] + ([limit] if limit else []), top, top + height)
    title = f"Involved {CHAIN_SIGNS[timeline.light_chain]}FLC, mg/L (log scale)"
    return Curve("flc", title, "mg/L", values, scale, limit, f"ULN {limit:g}" if limit else "")


def draw_curve(
    pen: Pen, curve: Curve, timeline: Timeline, layout: Layout, scale: TimeScale
) -> None:
    """Draw one panel: axis, limit, curve, points, last value."""
    _draw_axis(pen, curve, layout)
    _draw_limit(pen, curve, timeline, layout, scale)
    places = [(scale.x(day), curve.scale.y(value)) for day, value in curve.values]
    runs = list(_runs(curve.values, places))
    if curve.kind == "m" and not layout.on_paper:
        pen.path("m-area", "".join(_area(run, curve.scale.bottom) for run in runs))
    pen.path(f"{curve.kind}-line", "".join(polyline(run) for run in runs if len(run) > 1))
    shape = dots if curve.kind == "m" else squares if layout.on_paper else diamonds
    size = layout.dot * (1.45 if shape is diamonds else 1)
    pen.path(f"{curve.kind}-dot", shape(places, size))
    _draw_last(pen, curve, timeline, layout, places[-1])


def draw_rules(
    pen: Pen,
    timeline: Timeline,
    layout: Layout,
    scale: TimeScale,
    panels: Sequence[Curve],
    bottom: float,
) -> None:
    """Draw the progressions as rules through everything, and the responses beside the curve."""
    taken: list[Place] = []
    for line in timeline.lines:
        if line.pd_date:
            x = scale.x(line.pd_date)
            top = layout.header
            pen.path("pd-rule", f"M{x:.1f} {top:.1f}V{bottom:.1f}")
            if not layout.on_paper:
                pen.path("pd-flag", f"M{x - 4:.1f} {top - 6:.1f}h8l-4 6z")
            y = _height(panels[0], line.pd_date) if panels else bottom
            _draw_chip(pen, "PD", x, y, layout, taken, must=True)
    if layout.on_paper:
        _draw_today(pen, timeline, layout, scale, bottom)
        return
    for line in timeline.lines:
        best = _nadir(panels[0], line.start, line.end or timeline.as_of) if panels else None
        if best and line.best_response and line.best_response != "PD":
            y = panels[0].scale.y(best[1])
            _draw_chip(pen, visible(line.best_response), scale.x(best[0]), y, layout, taken)


def _draw_axis(pen: Pen, curve: Curve, layout: Layout) -> None:
    ticks = curve.scale.ticks()
    right = layout.width - layout.right
    pen.path("grid", "".join(f"M{layout.left:.1f} {t.at:.1f}H{right:.1f}" for t in ticks))
    for tick in ticks:
        if tick.label:
            y = tick.at + layout.small * 0.35
            pen.text("axis", layout.left - 6, y, tick.label, layout.small, "end")
    above = curve.scale.top - layout.font * 0.7
    start = 0 if layout.on_paper else layout.left
    pen.text("title", start, above, curve.title, layout.font)


def _draw_limit(
    pen: Pen, curve: Curve, timeline: Timeline, layout: Layout, scale: TimeScale
) -> None:
    if curve.limit is None:
        return
    y, right = curve.scale.y(curve.limit), layout.width - layout.right
    start = layout.left
    if curve.kind == "m":
        start = scale.x(max(line.start for line in timeline.lines))
    pen.path("limit", f"M{start:.1f} {y:.1f}H{right:.1f}")
    last = curve.scale.y(curve.values[-1][1])
    clear = layout.font * (2 if _is_old(curve, timeline) else 1.1)
    label = y if abs(y - last) >= clear else last + (clear if y >= last else -layout.font * 1.1)
    pen.text("limit-label", right + 6, label + layout.small * 0.35, curve.limit_name, layout.small)


def _draw_last(pen: Pen, curve: Curve, timeline: Timeline, layout: Layout, place: Place) -> None:
    measured, value = curve.values[-1]
    x = layout.width - layout.right + 6
    words = amount(value) if layout.on_paper else f"{amount(value)} {curve.unit}"
    y = place[1] + layout.font * 0.35
    size = layout.font + (layout.style is not Style.PHONE)
    pen.text(f"last last--{curve.kind}", x, y, words, size)
    if _is_old(curve, timeline):
        pen.text("axis", x, y + layout.small * 1.15, filters.day(measured), layout.small)


def _draw_today(
    pen: Pen, timeline: Timeline, layout: Layout, scale: TimeScale, bottom: float
) -> None:
    x = scale.x(timeline.as_of)
    pen.path("today", f"M{x:.1f} {layout.header + 2:.1f}V{bottom:.1f}")
    pen.text("title", x + 4, layout.header + layout.small * 1.15, "Board", layout.small)


def _draw_chip(
    pen: Pen, words: str, x: float, y: float, layout: Layout, taken: list[Place], must: bool = False
) -> None:
    """Draw a response above the curve; where another chip is, only a progression still is drawn."""
    width, height = text_width(words, layout.small) + layout.small, layout.small * 1.5
    middle = y - height * 1.15
    while any(abs(x - other) < width and abs(middle - high) < height for other, high in taken):
        if not must:
            return
        middle -= height * 1.1
    taken.append((x, middle))
    kind = " chip--pd" if words == "PD" else ""
    label = " chip-label--pd" if words == "PD" else ""
    pen.rect(f"chip{kind}", x - width / 2, middle - height / 2, width, height, r=height / 2)
    baseline = middle + layout.small * 0.36
    pen.text(f"chip-label{label}", x, baseline, words, layout.small, "middle")


def _runs(values: Sequence[tuple[date, float]], places: Sequence[Place]) -> Iterator[list[Place]]:
    run = [places[0]]
    for (before, _), (day, _), place in zip(values, values[1:], places[1:], strict=False):
        if day - before > LONGEST_GAP:
            yield run
            run = []
        run.append(place)
    yield run


def _area(run: Sequence[Place], floor: float) -> str:
    if len(run) < 2:
        return ""
    return f"{polyline(list(run))}V{floor:.1f}H{run[0][0]:.1f}z"


def _height(curve: Curve, day: date) -> float:
    """Return the height of the curve on a day between two results, or of the nearest result."""
    days = [known for known, _ in curve.values]
    after = bisect_left(days, day)
    if after in (0, len(days)):
        return curve.scale.y(curve.values[min(after, len(days) - 1)][1])
    (d0, v0), (d1, v1) = curve.values[after - 1], curve.values[after]
    share = (day - d0) / (d1 - d0)
    y0, y1 = curve.scale.y(v0), curve.scale.y(v1)
    return y0 + share * (y1 - y0)


def _nadir(curve: Curve, start: date, end: date) -> tuple[date, float] | None:
    inside = [pair for pair in curve.values if start <= pair[0] <= end]
    return min(inside, key=lambda pair: pair[1], default=None)


def _is_old(curve: Curve, timeline: Timeline) -> bool:
    return timeline.as_of - curve.values[-1][0] > FRESH
