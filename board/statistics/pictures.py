"""Charts of counts as SVG: real text, a title each, colours by class; nothing is drawn that is not told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from board.documents.letters import visible
from board.documents.pen import text_width
from board.statistics.measures import Spread
from board.web.filters import MONTHS

#: Widths in px: beside each other on a desk, and on a phone.
WIDE, NARROW = 560.0, 330.0
TYPE, SMALL = 13.0, 12.0
#: Heights: one row of a chart, its bar, the room below an axis.
ROW, BAR, FOOT = 40.0, 10.0, 24.0


@dataclass(frozen=True)
class Picture:
    """One chart, drawn for a desk and for a phone."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class Bar:
    """One row of bars: its name, its value as told, and the length to draw; None: the value is hidden."""

    label: str
    told: str
    value: int | None
    kind: str = ""


@dataclass(frozen=True)
class Range:
    """One row of a chart of times: its name, its middle, and how that is told."""

    label: str
    told: str
    spread: Spread | None


def bars(title: str, rows: Sequence[Bar], most: int | None = None) -> Picture:
    """Return horizontal bars, each under its name and value; `most` is the length of a full one."""
    full = max([most or 0, *(row.value or 0 for row in rows)], default=0) or 1

    def draw(width: float) -> Markup:
        parts: list[str] = []
        for number, row in enumerate(rows):
            y = number * ROW
            parts += _names(y, width, row.label, row.told)
            parts.append(_rect("chart__track", 0, y + 20, width, BAR))
            if row.value is None:
                parts.append(_rect("chart__hidden", 0.5, y + 20.5, width - 1, BAR - 1))
            elif row.value:
                kind = f" chart__bar--{row.kind}" if row.kind else ""
                length = max(width * row.value / full, 3)
                parts.append(_rect(f"chart__bar{kind}", 0, y + 20, length, BAR))
        said = "; ".join(f"{row.label}: {row.told}" for row in rows)
        return _svg(width, len(rows) * ROW - 8, f"{title}. {said}.", parts)

    return Picture(draw(WIDE), draw(NARROW))


def ranges(title: str, rows: Sequence[Range], unit: str) -> Picture:
    """Return the median and the middle half of each row on one scale that begins at nought or below."""
    known = [row.spread for row in rows if row.spread]
    low = min([0.0, *(one.lower for one in known)])
    high = max([1.0, *(one.upper for one in known)])
    ticks = _ticks(low, high)

    def draw(width: float) -> Markup:
        parts: list[str] = []
        height = len(rows) * ROW

        def x(value: float) -> float:
            return 8 + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (width - 16)

        for tick in ticks:
            parts.append(_line("chart__grid", x(tick), 0, x(tick), height))
            parts.append(_text("chart__axis", x(tick), height + 15, f"{tick:g}", SMALL, "middle"))
        for number, row in enumerate(rows):
            y = number * ROW
            parts += _names(y, width, row.label, row.told)
            if row.spread is not None:
                one = row.spread
                length = max(x(one.upper) - x(one.lower), 2)
                parts.append(_rect("chart__half", x(one.lower), y + 20, length, BAR))
                parts.append(_dot("chart__dot", x(one.median), y + 20 + BAR / 2, 6))
        said = "; ".join(f"{row.label}: {row.told}" for row in rows)
        return _svg(width, height + FOOT, f"{title}, in {unit}. {said}.", parts)

    return Picture(draw(WIDE), draw(NARROW))


def drifts(title: str, ends: Sequence[tuple[date, int]]) -> Picture:
    """Return one upright bar for each meeting: above the line it ended late, below it early."""
    most = max([5, *(abs(minutes) for _, minutes in ends)])

    def draw(width: float) -> Markup:
        height, middle = 150.0, 66.0
        step = min((width - 8) / max(len(ends), 1), 72.0)
        every = max(1, round(46 / step))
        parts = [_line("chart__base", 0, middle, width, middle)]
        for number, (day, minutes) in enumerate(ends):
            x, tall = 4 + number * step, abs(minutes) / most * 46
            kind = "late" if minutes > 0 else "early"
            top = middle - tall if minutes > 0 else middle
            parts.append(
                _rect(f"chart__bar chart__bar--{kind}", x, top, max(step - 8, 3), tall or 1)
            )
            if number % every == 0:
                at = x + max(step - 8, 3) / 2
                above = top - 4 if minutes > 0 else top + tall + 13
                parts.append(_text("chart__value", at, above, f"{minutes:+d}", SMALL, "middle"))
                words = f"{day.day:02}-{MONTHS[day.month - 1]}"
                parts.append(_text("chart__axis", at, height - 6, words, SMALL, "middle"))
        said = "; ".join(f"{day.isoformat()}: {minutes:+d}" for day, minutes in ends)
        return _svg(width, height, f"{title}, in minutes. {said or 'No meeting'}.", parts)

    return Picture(draw(WIDE), draw(NARROW))


def _names(y: float, width: float, label: str, told: str) -> list[str]:
    room = width - text_width(told, TYPE) - 12
    return [
        _text("chart__label", 0, y + 13, _cut(label, room), TYPE),
        _text("chart__value", width, y + 13, told, TYPE, "end"),
    ]


def _cut(words: str, room: float) -> str:
    """Return the words as far as there is room for them; the table beside the chart has them whole."""
    if text_width(words, TYPE) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…", TYPE) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _ticks(low: float, high: float) -> list[float]:
    """Return four to seven round values that hold both ends."""
    rough = (high - low) / 5
    size = next(step for step in _steps() if step >= rough)
    first, last = int(low // size), int(-(-high // size))
    return [number * size for number in range(first, last + 1)]


def _steps() -> list[float]:
    return [factor * 10.0**power for power in range(-1, 6) for factor in (1, 2, 5)]


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> Markup:
    return Markup(  # every text in it was escaped where it was written
        f'<svg class="chart" role="img" viewBox="0 0 {width:g} {max(height, 1):g}">'
        f"<title>{escape(visible(title))}</title>{''.join(parts)}</svg>"
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    radius = min(height, width) / 2 if "half" not in kind else 3
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{min(radius, 5):g}"/>'
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path class="{kind}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def _dot(kind: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'


def _text(kind: str, x: float, y: float, words: str, size: float, anchor: str = "start") -> str:
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{side}>'
        f"{escape(visible(words))}</text>"
    )
