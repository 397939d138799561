"""How far a draft has come: the state of each section, and of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from board.cases.forms import origins as provenance
from board.cases.forms.questions import Section
from board.cases.forms.reading import Reading
from board.cases.forms.sections import SECTIONS
from board.cases.forms.typed import Typed, is_sent, of_section, row_numbers

#: Set when a draft begins; an answer nobody gave does not make a section "started".
PRESET = frozenset(
    {"as_of-day", "as_of-month", "as_of-year", "jurisdiction", "priority", "synthetic"}
)


@dataclass(frozen=True)
class SectionState:
    """One section as it stands."""

    section: Section
    #: not started, started, imported, done, nothing answered, or how many are to be put right.
    words: str
    kind: str
    answered: int
    asked: int
    errors: Mapping[str, str]

    @property
    def done(self) -> bool:
        """Return whether nothing is left to do here."""
        return self.kind in ("good", "none")


def errors_of(section: Section, reading: Reading, typed: Typed) -> dict[str, str]:
    """Return what is to be put right in a section; what is missing only once it was sent."""
    found = {name: text for name, text in reading.errors.items() if section.owns(name)}
    if is_sent(typed, section):
        found |= {name: text for name, text in reading.missing.items() if section.owns(name)}
    return found


def states(typed: Typed, reading: Reading, origins: Mapping[str, Any]) -> list[SectionState]:
    """Return the state of every section, in their order."""
    return [_state(section, typed, reading, origins) for section in SECTIONS]


def share_done(found: list[SectionState]) -> tuple[int, int]:
    """Return how many answers are given, and how many the form asks for."""
    return sum(state.answered for state in found), sum(state.asked for state in found)


def needed(reading: Reading) -> tuple[int, int]:
    """Return how many of the answers without which nothing can be submitted are given, and asked."""
    asked = sum(question.required for section in SECTIONS for question in section.questions())
    return asked - len(reading.missing), asked


def _state(
    section: Section, typed: Typed, reading: Reading, origins: Mapping[str, Any]
) -> SectionState:
    errors = errors_of(section, reading, typed)
    answered, asked = _counts(section, typed)
    words, kind = _words(section, typed, errors, origins)
    return SectionState(section, words, kind, answered, asked, errors)


def _words(
    section: Section, typed: Typed, errors: Mapping[str, str], origins: Mapping[str, Any]
) -> tuple[str, str]:
    if errors:
        return f"{len(errors)} to fix", "bad"
    given = {name for name in of_section(typed, section) if name not in PRESET}
    if is_sent(typed, section):
        return ("Done", "good") if given else ("Nothing answered", "none")
    if not given:
        return "Not started", "plain"
    if provenance.of_section(origins, section):
        return "Imported", "info"
    return "Started", "check"


def _counts(section: Section, typed: Typed) -> tuple[int, int]:
    """Return answered and asked; a table counts as one question."""
    answered = asked = 0
    for group in section.groups:
        for question in () if group.folded else group.questions:
            asked += 1
            names = (*question.names, question.instead)
            answered += any(typed.get(name, "").strip() for name in names if name)
    for table in section.tables:
        asked += 1
        answered += bool(row_numbers(typed, table))
    return answered, asked
