"""Writing SVG: escaped text, and ink that is a class on screen and an attribute on paper."""

from dataclasses import dataclass, field

from markupsafe import escape

from board.documents.letters import visible

#: The type and ink of a picture on paper, which inherits neither from the page around it.
PAPER_TYPE = ' font-family="Source Sans 3" color="#14202b"'
#: How each kind of ink looks on paper, in black and white too. On screen it is a CSS class.
PAPER_INK = {
    "band": 'fill="#edf0f3"',
    "box": 'fill="#fff" stroke="#14202b" stroke-width=".9"',
    "box-label": 'fill="#14202b" font-weight="600"',
    "response": 'fill="#4a5662"',
    "grid": 'fill="none" stroke="#c3cbd3" stroke-width=".5"',
    "axis": 'fill="#4a5662"',
    "title": 'fill="#14202b" font-weight="600"',
    "m-line": 'fill="none" stroke="#0b5485" stroke-width="1.3" stroke-linejoin="round"',
    "m-dot": 'fill="#0b5485"',
    "flc-line": 'fill="none" stroke="#14202b" stroke-width=".9" stroke-dasharray="3.2 2"',
    "flc-dot": 'fill="#fff" stroke="#14202b" stroke-width=".9"',
    "pd-rule": 'fill="none" stroke="#14202b" stroke-width=".7" stroke-dasharray="1.2 1.8"',
    "pd-flag": 'fill="#14202b"',
    "chip": 'fill="#fff" stroke="#4a5662" stroke-width=".6"',
    "chip-label": 'fill="#14202b"',
    "chip chip--pd": 'fill="#14202b"',
    "chip-label chip-label--pd": 'fill="#fff" font-weight="600"',
    "limit": 'fill="none" stroke="#a3211b" stroke-width=".9" stroke-dasharray="1 1.6"',
    "limit-label": 'fill="#a3211b"',
    "last last--m": 'fill="#0b5485" font-weight="700"',
    "last last--flc": 'fill="#14202b" font-weight="700"',
    "mark": 'fill="#14202b"',
    "mark-label": 'fill="#14202b"',
    "today": 'fill="none" stroke="#14202b" stroke-width="1"',
    "empty": 'fill="#4a5662"',
}

NARROW = frozenset("iIjl.,:;'|!()[] ft-·r")
WIDE = frozenset("mwMW@%")


def text_width(text: str, size: float) -> float:
    """Return about how wide a semibold text is; a little too wide rather than too narrow."""
    units = sum(0.34 if c in NARROW else 0.88 if c in WIDE else 0.585 for c in text)
    return units * size


@dataclass
class Pen:
    """Collects the elements of one picture."""

    on_paper: bool
    parts: list[str] = field(default_factory=list)

    def ink(self, name: str) -> str:
        """Return the attributes that colour an element."""
        if self.on_paper:
            return PAPER_INK[name]
        return 'class="' + " ".join(f"timeline__{part}" for part in name.split()) + '"'

    def rect(
        self,
        ink: str,
        x: float,
        y: float,
        width: float,
        height: float,
        hint: str = "",
        r: float = 0,
    ) -> None:
        """Draw a box; `hint` shows when the pointer rests on it."""
        shape = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
        corners = f' rx="{r:g}"' if r else ""
        end = f"><title>{escape(visible(hint))}</title></rect>" if hint else "/>"
        self.parts.append(f"<rect {self.ink(ink)} {shape}{corners}{end}")

    def path(self, ink: str, d: str) -> None:
        """Draw a path, or nothing when it has no points."""
        if d:
            self.parts.append(f'<path {self.ink(ink)} d="{d}"/>')

    def text(
        self, ink: str, x: float, y: float, words: str, size: float, anchor: str = "start"
    ) -> None:
        """Write words; y is the baseline."""
        where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"'
        side = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f"<text {self.ink(ink)} {where}{side}>{escape(visible(words))}</text>")


def polyline(points: list[tuple[float, float]]) -> str:
    """Return a path through the points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""


def dots(points: list[tuple[float, float]], r: float) -> str:
    """Return one path of circles."""
    turn = f"a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0"
    return "".join(f"M{x - r:.1f} {y:.1f}{turn}" for x, y in points)


def squares(points: list[tuple[float, float]], r: float) -> str:
    """Return one path of squares."""
    edge = f"h{2 * r:g}v{2 * r:g}h{-2 * r:g}z"
    return "".join(f"M{x - r:.1f} {y - r:.1f}{edge}" for x, y in points)


def diamonds(points: list[tuple[float, float]], r: float) -> str:
    """Return one path of squares on their corner."""
    edge = f"l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z"
    return "".join(f"M{x:.1f} {y - r:.1f}{edge}" for x, y in points)
