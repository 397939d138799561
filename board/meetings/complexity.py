"""How much of a case is open, for the order of an agenda: attention falls in the second half of a meeting.

First > second half of a long meeting: information 16.36 > 15.10, contributions 27.67 > 21.52
(BMJ Open 2019;9:e027303).
It weighs nothing about a patient: it counts what the room will have to talk about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from board.cases.brief import Brief
from board.web.filters import plural

#: More of the same does not make the talk longer.
MOST_COUNTED = 6
HIGH_RISK = 3


@dataclass(frozen=True)
class Complexity:
    """What is open in a case."""

    options: int
    unknown: int
    high_risk: bool

    @property
    def points(self) -> int:
        """The more, the earlier: open options, unknown verdicts, and high risk as three of them."""
        counted = min(self.options, MOST_COUNTED) + min(self.unknown, MOST_COUNTED)
        return counted + (HIGH_RISK if self.high_risk else 0)

    @property
    def words(self) -> str:
        """The reason: "5 options open, 2 verdicts unknown, high risk"."""
        parts = [f"{plural(self.options, 'option')} open"]
        if self.unknown:
            parts.append(f"{plural(self.unknown, 'verdict')} unknown")
        if self.high_risk:
            parts.append("high risk")
        return ", ".join(parts)


def complexity_of(brief: Brief) -> Complexity:
    """Return how much of the case is open, as its brief has it."""
    verdicts = [option.verdict for option in brief.summary.options]
    return Complexity(
        options=verdicts.count("eligible"),
        unknown=verdicts.count("unknown"),
        high_risk=brief.summary.risk.high_risk is True,
    )


def complex_first(points: Sequence[tuple[int, int]]) -> list[int]:
    """Return the ids of (id, points), the most complex first; equals keep their order."""
    return [one for one, _points in sorted(points, key=lambda pair: -pair[1])]
