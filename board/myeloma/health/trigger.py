"""When something is said of a case: a condition in words and as a rule.

Sources: none of its own; what is said names its source in rules/cautions.toml or
rules/supportive_care.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass

from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Input
from board.myeloma.words import input_of


@dataclass(frozen=True)
class Trigger:
    """A condition in words and as a rule, with the facts it looks at and what it fills in."""

    words: str
    holds: Callable[[CaseReading], Truth]
    paths: tuple[str, ...] = ()
    #: What stands for ``{told}`` in the text.
    told: Callable[[CaseReading], str] | None = None

    def fires(self, case: CaseReading) -> bool:
        """Say whether the condition is known to be true."""
        return self.holds(case) is True

    def inputs(self, case: CaseReading) -> tuple[Input, ...]:
        """Return the facts it looked at."""
        return tuple(input_of(case.facts, path) for path in self.paths)

    def fill(self, text: str, case: CaseReading) -> str:
        """Return *text* with what this case has to say in it."""
        return text if self.told is None else text.replace("{told}", self.told(case))
