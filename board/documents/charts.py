"""Small bars that need no colour: how a ballot went, how large a clone is."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from board.documents.letters import visible
from board.documents.pen import PAPER_TYPE, dots, text_width

#: One kind of hatching for each of the first four options, told apart in black and white.
FILLS = ("solid", "diagonal", "upright", "dotted")
HEIGHT, STEP, TYPE = 10.0, 3.4, 7.8


@dataclass(frozen=True)
class Share:
    """One part of a stacked bar. `hollow`: abstentions, drawn empty."""

    label: str
    count: int
    hollow: bool = False


def votes_bar(shares: Sequence[Share], on_paper: bool = False, width: float = 505) -> str:
    """Return a stacked bar and its legend as one <svg>, in the colour of the text around it."""
    total = sum(share.count for share in shares)
    legend = [visible(f"{share.label} {share.count}") for share in shares]
    key = width - sum(text_width(words, TYPE) + 22 for words in legend)
    bar = key - 14
    parts = [] if total else [*_box(0.5, 0.5, bar, HEIGHT, "hollow")]
    x = 0.5
    for position, (share, words) in enumerate(zip(shares, legend, strict=True)):
        fill = "hollow" if share.hollow else FILLS[position % len(FILLS)]
        if share.count:
            wide = bar * share.count / total
            parts += _box(x, 0.5, wide, HEIGHT, fill)
            x += wide
        parts += _box(key, 2, 8, 7, fill)
        parts.append(_words(key + 11, words, faint=not share.count))
        key += text_width(words, TYPE) + 22
    return _svg("votes", width, HEIGHT + 1, _votes_sentence(shares), parts, on_paper)


def clone_bar(percent: float, on_paper: bool = False, width: float = 60) -> str:
    """Return a bar of how many per cent of the cells carry a change."""
    filled = min(max(percent, 0.0), 100.0) / 100 * width
    parts = [
        f'<path d="M0 1h{width:g}v6h-{width:g}z" fill="currentColor" fill-opacity=".14"/>',
        f'<path d="M0 1h{filled:.1f}v6h-{filled:.1f}z" fill="currentColor"/>',
    ]
    return _svg("clone", width, 8, f"Found in {percent:g} per cent of cells.", parts, on_paper)


def _votes_sentence(shares: Sequence[Share]) -> str:
    said = ", ".join(f"{share.label} {share.count}" for share in shares)
    return f"Votes: {said}." if said else "No votes."


def _svg(
    kind: str, width: float, height: float, title: str, parts: Sequence[str], on_paper: bool
) -> str:
    ink = PAPER_TYPE if on_paper else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img"{ink} '
        f'viewBox="0 0 {width:g} {height:g}"><title>{escape(visible(title))}</title>'
        f"{''.join(parts)}</svg>"
    )


def _words(x: float, words: str, faint: bool) -> str:
    opacity = ' fill-opacity=".72"' if faint else ""
    return (
        f'<text x="{x:.1f}" y="8.4" font-size="{TYPE}" font-weight="600" '
        f'fill="currentColor"{opacity}>{escape(words)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str) -> Sequence[str]:
    outline = f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"
    ground = "currentColor" if fill == "solid" else "none"
    box = f'<path d="{outline}" fill="{ground}" stroke="currentColor"/>'
    return box, _hatching(x, y, width, height, fill)


def _hatching(x: float, y: float, width: float, height: float, fill: str) -> str:
    steps = range(1, int((width + height) / STEP) + 1)
    if fill == "diagonal":
        lines = "".join(_slant(x, y, width, height, n * STEP) for n in steps)
        return f'<path d="{lines}" stroke="currentColor" stroke-width=".8"/>'
    if fill == "upright":
        places = [x + n * STEP for n in steps if n * STEP < width]
        lines = "".join(f"M{place:.1f} {y:.1f}v{height:.1f}" for place in places)
        return f'<path d="{lines}" stroke="currentColor" stroke-width=".8"/>'
    if fill == "dotted":
        columns = [x + n * STEP for n in steps if n * STEP < width - 0.8]
        rows = [y + n * STEP for n in steps if n * STEP < height - 0.6]
        grid = [(column, row) for column in columns for row in rows]
        return f'<path d="{dots(grid, 0.7)}" fill="currentColor"/>'
    return ""


def _slant(x: float, y: float, width: float, height: float, along: float) -> str:
    """Return one rising line of the hatching, cut off at the sides of the box."""
    left, right = max(along - height, 0.0), min(along, width)
    return f"M{x + left:.1f} {y + along - left:.1f}L{x + right:.1f} {y + along - right:.1f}"
