"""A draft as the form sees it: what is typed, what it means, and what a page is based on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from board.accounts.models import Board
from board.cases.forms import origins as provenance
from board.cases.forms.questions import Section
from board.cases.forms.reading import Reading, read
from board.cases.forms.sections import SECTIONS
from board.cases.forms.state import SectionState, errors_of, needed, share_done, states
from board.cases.forms.typed import SENT, Typed, of_section, with_section
from board.cases.models import Draft


@dataclass(frozen=True)
class Sheet:
    """What is typed in a draft, read on one day."""

    typed: Typed
    origins: Mapping[str, Any]
    today: date

    @cached_property
    def reading(self) -> Reading:
        """What the typed answers mean."""
        return read(self.typed, self.today)

    @cached_property
    def states(self) -> list[SectionState]:
        """How far each section has come."""
        return states(self.typed, self.reading, self.origins)

    @property
    def share(self) -> tuple[int, int]:
        """How many answers are given, of how many asked for."""
        return share_done(self.states)

    @property
    def needed(self) -> tuple[int, int]:
        """How many of the answers that it cannot do without are given, of how many."""
        return needed(self.reading)

    def errors(self, section: Section) -> dict[str, str]:
        """Return what is to be put right in a section."""
        return errors_of(section, self.reading, self.typed)

    def etag(self, section: Section) -> str:
        """Return what tells one saved state of a section from another."""
        said = json.dumps(of_section(self.typed, section), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def saved(self, section: Section, sent: Typed, finished: bool = False) -> "Sheet":
        """Return the sheet with a section's answers replaced; origins of changed facts go."""
        typed = with_section(self.typed, section, sent)
        if finished:
            typed[SENT + section.slug] = "1"
        after = Sheet(typed, {}, self.today)
        kept = provenance.still_true(self.origins, self.reading.facts, after.reading.facts)
        return Sheet(typed, kept, self.today)

    def differences(self, section: Section, sent: Typed) -> list[tuple[str, str, str]]:
        """Return name, saved text and sent text wherever the two are not the same."""
        mine = of_section(with_section(self.typed, section, sent), section)
        theirs = of_section(self.typed, section)
        return [
            (name, theirs.get(name, ""), mine.get(name, ""))
            for name in sorted({*mine, *theirs})
            if mine.get(name, "") != theirs.get(name, "")
        ]


def sheet_of(draft: Draft, today: date) -> Sheet:
    """Return the draft as it is saved."""
    return Sheet(draft.typed, draft.origins, today)


def first_answers(board: Board, today: date) -> dict[str, str]:
    """Return what a new draft holds from the start."""
    return {
        "as_of-day": str(today.day),
        "as_of-month": str(today.month),
        "as_of-year": str(today.year),
        "jurisdiction": board.jurisdiction,
        "priority": "routine",
    }


def section_after(section: Section) -> Section | None:
    """Return the section that follows, or None after the last."""
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
