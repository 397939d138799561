"""A teaching copy as it is read: what follows from its facts, and the paragraphs a person let through.

Verdicts on options are left out: a label holds from a day on, and the days of a copy are not the real ones.
"""

from dataclasses import dataclass
from datetime import date

from board.cases.brief import Brief, brief_of
from board.cases.models import Case, CaseVersion, Patient
from board.teaching.models import TeachingCopy
from board.teaching.stripping import age_words


@dataclass(frozen=True)
class Told:
    """A copy with what the rules read out of it."""

    copy: TeachingCopy
    #: What is computed from the facts of the copy alone.
    brief: Brief
    age: str
    sex: str

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """What was written and let through: heading and text."""
        return [(one.heading, one.text) for one in self.copy.paragraphs if one.text]


def told_of(copy: TeachingCopy) -> Told:
    """Return a copy as it is read."""
    return Told(
        copy,
        brief_of(_as_version(copy)),
        age_words(copy.facts.get("patient", {}).get("age")),
        {"F": "Female", "M": "Male"}[copy.sex],
    )


def _as_version(copy: TeachingCopy) -> CaseVersion:
    """Return the copy in the shape that briefs are computed from; it is never stored."""
    nobody = Patient(family="", given="", mrn="", born=date(1900, 1, 1), sex=copy.sex)
    case = Case(board_id=copy.board_id, patient=nobody, number=copy.name)
    return CaseVersion(
        case=case, number=1, facts=copy.facts, origins={}, answers={}, wishes="",
        sha256=f"teaching-{copy.id}-{copy.sha256 or 'in review'}",
    )  # fmt: skip
