"""Where a plan stands by what was answered: pure, answers in, figures out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from board.followup.models import Became


class Answer(Protocol):
    """What is needed of an answer that counts."""

    @property
    def day(self) -> int:
        """Return which follow-up it answers."""

    @property
    def became(self) -> Became:
        """Return what it says."""


@dataclass(frozen=True)
class Known:
    """Of how many plans it is known what became of them."""

    plans: int
    unknown: int
    #: The share, in per cent, that is aimed for at most.
    GOAL = 5

    @property
    def share(self) -> float:
        """The share of plans, in per cent, of which nothing is known; 0 when there are none."""
        return 100 * self.unknown / self.plans if self.plans else 0.0

    @property
    def reached(self) -> bool:
        """Whether no more is unknown than is aimed for."""
        return self.share <= self.GOAL


def counted(answers: Iterable[Answer]) -> Answer | None:
    """Return the answer that says where a plan stands: the latest day on which something was known.

    "Not known" at day 30 takes nothing back of what was known at day 14. None: nothing was answered.
    """
    ordered = sorted(answers, key=lambda answer: answer.day)
    known = [answer for answer in ordered if answer.became is not Became.UNKNOWN]
    return known[-1] if known else ordered[-1] if ordered else None


def known_of(plans: Iterable[Sequence[Answer]]) -> Known:
    """Return of how many plans it is known what became, each told by its answers.

    A plan without an answer counts as unknown; hand in those whose first follow-up has fallen due.
    """
    found = [counted(answers) for answers in plans]
    unknown = sum(one is None or one.became is Became.UNKNOWN for one in found)
    return Known(len(found), unknown)
