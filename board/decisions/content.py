"""What a plan says, as a structure: the form fills it, the record prints it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from board.errors import Invalid

#: Characters; a record is read on two pages.
LONGEST_LINE = 600
LONGEST_TEXT = 4_000
MOST_ROWS = 40


class Kind(StrEnum):
    """What sort of thing is recommended."""

    SYSTEMIC = "systemic therapy"
    CELL_THERAPY = "cell therapy"
    TRANSPLANT = "transplant"
    RADIOTHERAPY = "radiotherapy"
    TRIAL = "clinical trial"
    DIAGNOSTICS = "further tests"
    SUPPORTIVE = "supportive care alone"
    OBSERVATION = "observation"


class Label(StrEnum):
    """How a treatment stands to its label."""

    IN_LABEL = "in label"
    OFF_LABEL = "off label"
    TRIAL = "trial"
    NOT_STATED = "not stated"


@dataclass(frozen=True)
class Recommendation:
    """One step, in order of preference; `condition` says when it holds ("if apheresis fails")."""

    text: str
    kind: Kind = Kind.SYSTEMIC
    label: Label = Label.NOT_STATED
    condition: str = ""
    #: Evidence and reference, as the board states it.
    evidence: str = ""


@dataclass(frozen=True)
class SupportiveLine:
    """What supportive care does: the lane ("Nursing"), the text, who stands for it."""

    lane: str
    text: str
    by: str = ""


@dataclass(frozen=True)
class Action:
    """Who does what by when."""

    text: str
    owner: str = ""
    due: date | None = None


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
    #: In place of a recommendation: why there is none, and the next step.
    no_recommendation: str = ""
    intent: str = ""
    #: When treatment starts: "within 14 days".
    start: str = ""
    rationale: str = ""
    recommendations: tuple[Recommendation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    supportive: tuple[SupportiveLine, ...] = ()
    actions: tuple[Action, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    #: Who tells the patient, and when.
    tells_patient: str = ""
    present_again: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the plan that `as_json` wrote."""
        rows = {
            name: tuple(_row(kind, row) for row in stored.get(name, []))
            for name, kind in ROWS.items()
        }
        texts = {name: stored.get(name, "") for name in TEXTS}
        return cls(**texts, **rows)  # type: ignore[arg-type]  # names and kinds come from this very class


ROWS: dict[str, Any] = {
    "recommendations": Recommendation,
    "alternatives": Alternative,
    "supportive": SupportiveLine,
    "actions": Action,
    "dissents": Dissent,
}
TEXTS = (
    "decision",
    "no_recommendation",
    "intent",
    "start",
    "rationale",
    "tells_patient",
    "present_again",
)
#: The first field of a row: a row without it is empty and left out.
FIRST = {
    "recommendations": "text",
    "alternatives": "option",
    "supportive": "text",
    "actions": "text",
    "dissents": "who",
}


@dataclass
class _Problems:
    found: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, value: str, longest: int) -> str:
        """Return *value* trimmed; too long, it is noted as a problem."""
        value = value.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(value) > longest:
            self.found[name] = f"Shorten this to {longest} characters; it has {len(value)}."
        return value


def read(typed: dict[str, str], rows: dict[str, list[dict[str, str]]]) -> PlanContent:
    """Return the plan as typed into the form, or refuse with a sentence per field."""
    problems = _Problems()
    texts = {
        name: problems.text(
            name, typed.get(name, ""), LONGEST_LINE if name == "decision" else LONGEST_TEXT
        )
        for name in TEXTS
    }
    filled: dict[str, tuple[Any, ...]] = {}
    for name, kind in ROWS.items():
        given = [row for row in rows.get(name, []) if row.get(FIRST[name], "").strip()]
        if len(given) > MOST_ROWS:
            problems.found[name] = f"At most {MOST_ROWS} lines fit here."
        filled[name] = tuple(
            _typed_row(kind, f"{name}.{number}", row, problems)
            for number, row in enumerate(given[:MOST_ROWS])
        )
    if problems.found:
        raise Invalid("The plan was not saved: please check the marked fields.", problems.found)
    return PlanContent(**texts, **filled)  # type: ignore[arg-type]


def missing_before_signing(content: PlanContent) -> dict[str, str]:
    """Return what a plan still lacks, by field, with what to do."""
    lacking = {}
    if not content.decision:
        lacking["decision"] = "State the decision in one sentence."
    if not content.recommendations and not content.no_recommendation:
        lacking["recommendations"] = (
            "Give a recommendation, or say why there is none and what comes next."
        )
    if not content.tells_patient:
        lacking["tells_patient"] = "Say who tells the patient."
    for number, action in enumerate(content.actions):
        if not action.owner:
            lacking[f"actions.{number}.owner"] = f"Say who does this: {action.text[:60]}"
    return lacking


def _typed_row(kind: Any, name: str, row: dict[str, str], problems: _Problems) -> Any:
    values: dict[str, Any] = {}
    for key in kind.__dataclass_fields__:
        text = problems.text(f"{name}.{key}", row.get(key, ""), LONGEST_LINE)
        try:
            values[key] = _from_text(kind, key, text)
        except ValueError:
            problems.found[f"{name}.{key}"] = (
                f"“{text[:40]}” is no date: write 02-12-2026, the year with four digits."
                if key == "due"
                else f"“{text[:40]}” is not one of the choices."
            )
    return kind(
        **{key: value for key, value in values.items() if value is not None or key == "due"}
    )


def _from_text(kind: Any, key: str, text: str) -> Any:
    if key == "due":
        return date.fromisoformat(text) if text else None
    if kind is Recommendation and key in ("kind", "label"):
        return (Kind if key == "kind" else Label)(text) if text else None
    return text


def _row(kind: Any, stored: dict[str, Any]) -> Any:
    return kind(**{key: _from_text(kind, key, value or "") for key, value in stored.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            {key: _plain(getattr(row, key)) for key in row.__dataclass_fields__} for row in value
        ]
    return value.isoformat() if isinstance(value, date) else value
