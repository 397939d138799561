"""Case facts become typed answers, so that a known case can be corrected or filled in further."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from board.cases.forms.about_person import (
    COMORBIDITIES,
    COMORBIDITY,
    NO_COMORBIDITY,
    OTHER_COMORBIDITY,
)
from board.cases.forms.kinds import NOT_KNOWN, Day, Number, WrongError
from board.cases.forms.questions import Question, Rows
from board.cases.forms.reading import IDENTITY, WORDS
from board.cases.forms.sections import SECTIONS
from board.cases.models import CaseVersion

#: What the facts say of a patient of whom nobody said whether they are invented.
UNANSWERED = ("synthetic", False)


def typed_from_version(version: CaseVersion) -> dict[str, str]:
    """Return what to type so that the same version would come of it."""
    typed = typed_from_facts(version.facts, version.answers)
    patient = version.case.patient
    for name in IDENTITY:
        value = getattr(patient, name.removeprefix("patient."))
        typed |= _day(name, value) if isinstance(value, date) else {name: value}
    typed |= {name: str(getattr(version, name)) for name in WORDS}
    if version.answers.get("wishes_unknown"):
        del typed["wishes"]
    return typed


def typed_from_facts(
    facts: Mapping[str, Any], answers: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Return what to type so that the same facts would come of it."""
    said = answers or {}
    typed: dict[str, str] = {}
    for section in SECTIONS:
        for question in section.questions():
            typed |= _answer(question, facts, said)
        for table in section.tables:
            for row, values in enumerate(facts.get(table.name) or ()):
                typed |= dict(_cells(table, row, values))
    typed |= _comorbidity((facts.get("patient") or {}).get("hctci_items"))
    typed |= dict.fromkeys(said.get("not_known", ()), NOT_KNOWN)
    return typed | _as_typed(said.get("as_typed", {}), typed)


def _answer(
    question: Question, facts: Mapping[str, Any], said: Mapping[str, Any]
) -> dict[str, str]:
    if question.name.startswith("answers."):
        value = said.get(question.name.removeprefix("answers."))
    else:
        value = _at(facts, question.name)
    typed: dict[str, str] = {}
    if isinstance(question.kind, Day) and question.kind.parts:
        typed |= _day(question.name, date.fromisoformat(value)) if value else {}
    elif value not in (None, [], ()) and (question.name, value) != UNANSWERED:
        typed[question.name] = question.kind.write(value)
    taken = _at(facts, question.day_name) if question.dated else None
    return typed | ({question.day_name: taken} if taken else {})


def _at(facts: Mapping[str, Any], name: str) -> Any:
    node: Any = facts
    for step in name.split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def _day(name: str, value: date) -> dict[str, str]:
    return {
        f"{name}-day": str(value.day),
        f"{name}-month": str(value.month),
        f"{name}-year": str(value.year),
    }


def _cells(table: Rows, row: int, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if table.key:
        yield table.cell(row, table.key), str(values.get(table.key, ""))
    for question in table.questions:
        value = values.get(question.name)
        if value is not None and value != {}:
            yield table.cell(row, question.name), question.kind.write(value)


def _comorbidity(items: Any) -> dict[str, str]:
    if items is None:
        return {}
    if not items:
        return {NO_COMORBIDITY: "yes"}
    typed = {name: "yes" for item in items if (name := f"{COMORBIDITY}.{item}") in COMORBIDITIES}
    others = [item for item in items if f"{COMORBIDITY}.{item}" not in COMORBIDITIES]
    return typed | ({OTHER_COMORBIDITY: ", ".join(others)} if others else {})


def _as_typed(said: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """Return texts and units as they were typed, where they still mean the same value."""
    found: dict[str, str] = {}
    for name, (text, unit) in said.items():
        asked, unit_name = _question_of(name)
        if asked is None or not isinstance(asked.kind, Number) or name not in typed:
            continue
        try:
            same = asked.kind.write(asked.kind.read(text, unit)) == typed[name]
        except WrongError:
            same = False
        if same:
            found[name] = text
            if unit:
                found[unit_name] = unit
    return found


def _question_of(name: str) -> tuple[Question | None, str]:
    """Return the question that a name belongs to, and the name of its unit."""
    for section in SECTIONS:
        for asked in section.questions():
            if asked.name == name:
                return asked, asked.unit_name
        for table in section.tables:
            for asked in table.questions:
                if name.startswith(f"{table.name}-") and name.endswith(f"-{asked.name}"):
                    return asked, table.unit_name(asked.name)
    return None, ""
