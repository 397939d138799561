"""Small numbers: pure. Which counts of patients are told, and which would tell of single people.

A count of 1 to 4 is told as "fewer than 5". A total must not give it away: where it would, a further count
and, when there is none large enough, the whole row of counts with its total is not told. For every row of
counts that is shown so, at least one other row looks the same, and each hidden count differs in it
(`test_whoever_knows_how_counts_are_hidden_cannot_work_one_out`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: Counts of people below this, and above none, are hidden.
SMALLEST = 5
FEWER = f"fewer than {SMALLEST}"
NOT_SHOWN = "not shown"
AT_LEAST = f"{SMALLEST} or more"


@dataclass(frozen=True)
class Hidden:
    """A row of counts as it is told: each number, or why it is not there."""

    cells: tuple[str, ...]
    total: str
    #: The counts that may be drawn; None where a number is hidden.
    drawn: tuple[int | None, ...]

    @property
    def complete(self) -> bool:
        """Whether every count is told."""
        return None not in self.drawn


def hide(counts: Sequence[int]) -> Hidden:
    """Return the counts of one row, which add up to its total, as they may be told."""
    total = sum(counts)
    small = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    if not small:
        return _told(counts, set(), "", str(total))
    everything = set(range(len(counts)))
    if total < SMALLEST:
        return _told(counts, everything, NOT_SHOWN, FEWER)
    large = [place for place, count in enumerate(counts) if count >= SMALLEST]
    if not large:
        return _told(counts, everything, NOT_SHOWN, NOT_SHOWN)
    hidden_sum = sum(counts[place] for place in small)
    if len(small) > 1 and len(small) < hidden_sum < (SMALLEST - 1) * len(small):
        return _told(counts, small, FEWER, str(total))
    smallest = min(
        counts[place] for place in large
    )  # of several alike, which one is hidden would tell
    beside = {place for place in large if counts[place] == smallest}
    return _told(counts, small | beside, NOT_SHOWN, str(total))


def hide_steps(counts: Sequence[int]) -> Hidden:
    """Return counts of which each is part of the one before: patients offered, screened, enrolled.

    A step is told when neither it nor what was lost since the last step that is told is a small number.
    """
    cells: list[str] = []
    drawn: list[int | None] = []
    last: int | None = None
    for count in counts:
        lost = 0 if last is None else last - count
        if 0 < count < SMALLEST:
            cells.append(FEWER)
            drawn.append(None)
        elif 0 < lost < SMALLEST:
            cells.append(NOT_SHOWN)
            drawn.append(None)
        else:
            cells.append(str(count))
            drawn.append(count)
            last = count
    return Hidden(tuple(cells), cells[0] if cells else "0", tuple(drawn))


def share(part: int, whole: int) -> str:
    """Return "18 of 20 (90 %)", or why it is not told."""
    told = hide((part, whole - part))
    if told.drawn[0] is None:
        return NOT_SHOWN if told.total != FEWER else f"{FEWER} in all"
    return f"{part} of {whole} ({percent(part, whole)} %)" if whole else "none"


def percent(part: int, whole: int) -> int:
    """Return a share in whole per cent; 0 of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _told(counts: Sequence[int], hidden: set[int], word: str, total: str) -> Hidden:
    cells = tuple(word if place in hidden else str(count) for place, count in enumerate(counts))
    drawn = tuple(None if place in hidden else count for place, count in enumerate(counts))
    return Hidden(cells, total, drawn)
