"""The measures of the picture, for each place it is looked at. Units: px on screen, pt on paper."""

from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """Where the picture is looked at."""

    SCREEN = "screen"
    PHONE = "phone"
    WALL = "wall"
    PAPER = "paper"


@dataclass(frozen=True)
class Layout:
    """Widths, heights and type sizes of one style."""

    style: Style
    width: float
    #: Room for lane names and axis labels; room for the last values.
    left: float
    right: float
    #: Type sizes: names and values; axis.
    font: float
    small: float
    #: Heights: names of the lines, one lane, title of a panel, the panels, the years below.
    header: float
    lane: float
    title: float
    m_height: float
    flc_height: float
    foot: float
    #: Radius of a measured point.
    dot: float

    @property
    def on_paper(self) -> bool:
        """Return whether ink goes on paper."""
        return self.style is Style.PAPER


LAYOUTS = {
    Style.SCREEN: Layout(
        Style.SCREEN, width=880, left=92, right=104, font=12, small=11, header=24, lane=21,
        title=32, m_height=112, flc_height=70, foot=20, dot=3,
    ),
    Style.PHONE: Layout(
        Style.PHONE, width=366, left=80, right=84, font=12, small=11, header=22, lane=21,
        title=34, m_height=88, flc_height=72, foot=20, dot=2.6,
    ),
    Style.WALL: Layout(
        Style.WALL, width=900, left=112, right=118, font=14.5, small=13, header=29, lane=26,
        title=38, m_height=200, flc_height=110, foot=24, dot=3.4,
    ),
    Style.PAPER: Layout(
        Style.PAPER, width=505, left=34, right=46, font=7.6, small=7.4, header=14, lane=11,
        title=16, m_height=42, flc_height=31, foot=11, dot=1.5,
    ),
}  # fmt: skip
