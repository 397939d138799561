"""What a plan says, as a structure: the form fills it, the record prints it."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from board.decisions.codes import (
    Adherence,
    Again,
    Arranged,
    Conference,
    Counselling,
    Evidence,
    Intent,
    Kind,
    Label,
    NoneBecause,
    Step,
    Timing,
    Trials,
    When,
)

__all__ = [
    "FOLLOW_UP_DAYS",
    "ROWS",
    "Action",
    "Alternative",
    "Dissent",
    "Kind",
    "Label",
    "Logistic",
    "PlanContent",
    "Recommendation",
    "SupportiveLine",
    "Trigger",
    "When",
]

#: Days after the signature on which the board asks what became of a plan.
FOLLOW_UP_DAYS = (14, 30, 90)


@dataclass(frozen=True)
class Recommendation:
    """One step, in order of preference; `when` and `condition` say when it holds ("if apheresis fails")."""

    text: str
    kind: Kind = Kind.SYSTEMIC
    label: Label = Label.NOT_STATED
    condition: str = ""
    when: When = When.FIRST
    intent: Intent = Intent.NOT_STATED
    evidence: Evidence = Evidence.NOT_STATED
    #: The guideline, label or paper it rests on.
    reference: str = ""
    #: The option of the brief it is, if it is one.
    option_id: str = ""
    #: Facts of the case that speak for it, by their path: "labs_current.platelets_e9_L".
    facts: tuple[str, ...] = ()

    @property
    def holds(self) -> str:
        """When it holds, in words: "only if he progresses under both"; nothing said: at once."""
        bare = self.condition.removeprefix("if ").removeprefix("If ")
        said = {
            When.FIRST: self.condition,
            When.ONLY_IF: f"only if {bare}",
            When.IF_NOT_POSSIBLE: "if the one before is not possible",
            When.AFTERWARDS: "afterwards",
        }[self.when]
        alone = self.when in (When.FIRST, When.ONLY_IF) or not self.condition
        return said if alone else f"{said}: {self.condition}"


@dataclass(frozen=True)
class SupportiveLine:
    """What supportive care does: the lane ("Nursing"), the text, who stands for it."""

    lane: str
    text: str
    by: str = ""


@dataclass(frozen=True)
class Logistic:
    """One thing that has to be in place, how far it is, by when, and who sees to it."""

    step: Step
    state: Arranged = Arranged.TO_ARRANGE
    on: date | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True)
class Action:
    """Who does what by when."""

    text: str
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Trigger:
    """What brings the case back to the board, and more about it: "two visits in a row are missed"."""

    what: Again
    text: str = ""


@dataclass(frozen=True)
class Dissent:
    """Who disagrees, what they would do instead, and why."""

    who: str
    instead: str = ""
    why: str = ""


@dataclass(frozen=True)
class Alternative:
    """An option that was weighed and not chosen first."""

    option: str
    why_not: str = ""


@dataclass(frozen=True)
class PlanContent:
    """Everything the board writes into a plan."""

    #: The decision in one sentence, as the chair states it.
    decision: str = ""
    recommendations: tuple[Recommendation, ...] = ()
    #: In place of a recommendation: why there is none, in code and in words, and the next test.
    none_because: NoneBecause | None = None
    no_recommendation: str = ""
    next_test: str = ""
    #: What the whole plan is for, in the board's words, and when treatment starts: "within 14 days".
    intent: str = ""
    start: str = ""
    rationale: str = ""
    alternatives: tuple[Alternative, ...] = ()
    supportive: tuple[SupportiveLine, ...] = ()
    #: In place of supportive lines: why none is needed.
    no_supportive: str = ""
    logistics: tuple[Logistic, ...] = ()
    actions: tuple[Action, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    #: Who tells the patient and the referring doctor, each with the last day for it.
    tells_patient: str = ""
    tells_patient_by: date | None = None
    tells_referrer: str = ""
    tells_referrer_by: date | None = None
    key_worker: str = ""
    valid_until: date | None = None
    triggers: tuple[Trigger, ...] = ()
    #: More about coming back, in words.
    present_again: str = ""
    guideline: str = ""
    adherence: Adherence = Adherence.NOT_STATED
    #: Why the plan deviates from the guideline.
    deviation: str = ""
    trials: Trials = Trials.NOT_STATED
    #: Which trials were looked at.
    trials_note: str = ""
    counselling: Counselling = Counselling.NOT_STATED
    #: Which further tests the board asks for.
    tests_asked: str = ""
    conference: Conference = Conference.BEFORE
    timing: Timing = Timing.PROSPECTIVE
    #: Who wrote it on paper and where the sheet is, when it was keyed in later.
    from_paper: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the plan that `as_json` wrote, now or before there were all of today's fields."""
        plan: Self = _read(cls, stored)
        return plan


#: The parts of a plan that have rows: name → kind of row.
ROWS: dict[str, Any] = {
    "recommendations": Recommendation,
    "alternatives": Alternative,
    "supportive": SupportiveLine,
    "logistics": Logistic,
    "actions": Action,
    "triggers": Trigger,
    "dissents": Dissent,
}
#: Every part that is one value: name → its type.
VALUES: dict[str, Any] = {
    name: kind for name, kind in get_type_hints(PlanContent).items() if name not in ROWS
}


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the types of a row's fields by name."""
    return get_type_hints(kind)


def inner(kind: Any) -> Any:
    """Return a type without None, and whatever a tuple holds."""
    if isinstance(kind, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    return get_args(kind)[0] if get_origin(kind) is tuple else kind


def _read(kind: Any, stored: dict[str, Any]) -> Any:
    types, said = hints(kind), _renamed(kind, stored)
    given = {name: said[name] for name in types if name in said}
    # what is empty has the value it has by itself: not stated, or none
    return kind(
        **{
            name: _value(types[name], value)
            for name, value in given.items()
            if value or types[name] is str
        }
    )


def _renamed(kind: Any, stored: dict[str, Any]) -> dict[str, Any]:
    """Return a row under today's names: what it rests on used to be called evidence."""
    if kind is Recommendation and "reference" not in stored:
        return {**stored, "reference": stored.get("evidence", ""), "evidence": ""}
    return stored


def _value(kind: Any, stored: Any) -> Any:
    if get_origin(kind) is tuple:
        row = inner(kind)
        return tuple(one if row is str else _read(row, one) for one in stored)
    plain = inner(kind)
    if issubclass(plain, date):
        return date.fromisoformat(stored)
    return plain(stored) if issubclass(plain, StrEnum) else stored or ""


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else _row(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _row(row: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(row).items()}
