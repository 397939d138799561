"""One table of figures: its rows as told, its chart, what it leaves out."""

from dataclasses import dataclass

from board.statistics import measures, pictures
from board.statistics.hiding import AT_LEAST, FEWER, NOT_SHOWN, SMALLEST, Hidden, hide, percent
from board.statistics.measures import Counts, Spread
from board.statistics.pictures import Bar, Picture, Range


@dataclass(frozen=True)
class Sheet:
    """One table of figures: what it says, its rows as told, its chart, what it leaves out."""

    id: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Picture | None = None
    note: str = ""

    @property
    def hides(self) -> bool:
        """Whether a number is not shown for the people's sake."""
        return any(NOT_SHOWN in row for row in self.rows)


def counted(
    id: str,
    title: str,
    says: str,
    counts: Counts,
    noun: str,
    kinds: dict[str, str] | None = None,
    hidden: Hidden | None = None,
) -> Sheet:
    """Return a table of counts with its bars; *hidden*: what may be told of them beside other sheets."""
    hidden = hidden or hide([count for _, count in counts])
    total = sum(count for _, count in counts)
    shared = total if hidden.total == str(total) else 0
    bars = [
        Bar(name, _with_share(said, drawn, shared), drawn, (kinds or {}).get(name, ""))
        for (name, _), said, drawn in zip(counts, hidden.cells, hidden.drawn, strict=True)
    ]
    note = "" if hidden.complete else f"Counts of 1 to {SMALLEST - 1} patients are not told."
    return Sheet(
        id,
        title,
        says,
        ("", noun),
        (*((bar.label, bar.told) for bar in bars), ("All", hidden.total)),
        pictures.bars(title, bars, total if hidden.complete else None) if total else None,
        note,
    )


def spreads(
    id: str,
    title: str,
    says: str,
    values: dict[str, list[float]],
    unit: str,
    uncounted: frozenset[str] = frozenset(),
) -> Sheet:
    """Return a table of medians with their middle halves; the cases of an *uncounted* row are not told."""
    found = [(name, measures.spread(given)) for name, given in values.items()]
    rows = [Range(name, _middle(one, unit), one) for name, one in found]
    return Sheet(
        id,
        title,
        says,
        ("", "Median", "Middle half", "Cases"),
        tuple((name, *_told_spread(one, counted=name not in uncounted)) for name, one in found),
        pictures.ranges(title, rows, unit) if any(one for _, one in found) else None,
        f"A median is told from {SMALLEST} cases on.",
    )


def _told_spread(one: Spread | None, *, counted: bool = True) -> tuple[str, str, str]:
    if one is None:
        return (NOT_SHOWN, NOT_SHOWN, FEWER)
    count = str(one.count) if counted else AT_LEAST
    return (f"{one.median:.1f}", f"{one.lower:.1f} to {one.upper:.1f}", count)


def _middle(one: Spread | None, unit: str) -> str:
    return f"{one.median:.1f} {unit}" if one else f"{FEWER} cases"


def _with_share(said: str, drawn: int | None, total: int) -> str:
    return f"{said} ({percent(drawn, total)} %)" if drawn is not None and total else said


def cells(counts: Counts, hidden: Hidden) -> list[str]:
    """Return each count as its sheet tells it, with its share."""
    total = sum(count for _, count in counts)
    shared = total if hidden.total == str(total) else 0
    return [
        _with_share(said, drawn, shared)
        for said, drawn in zip(hidden.cells, hidden.drawn, strict=True)
    ]
