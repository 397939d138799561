"""Typed answers become case facts, or a sentence for each answer that is wrong or missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from board.cases.forms import checks
from board.cases.forms.about_person import (
    COMORBIDITIES,
    COMORBIDITY,
    NO_COMORBIDITY,
    OTHER_COMORBIDITY,
)
from board.cases.forms.drugs import given_once, known_drugs, known_name
from board.cases.forms.kinds import NOT_KNOWN, Day, Number, WrongError, typed_day
from board.cases.forms.questions import Question, Rows
from board.cases.forms.sections import SECTIONS
from board.cases.forms.tables import COURSES
from board.cases.forms.typed import Typed, row_numbers
from board.cases.models import Priority
from board.cases.submission import Submission
from board.errors import Invalid
from board.interop.checks import sentence
from board.myeloma.facts import CaseFacts
from board.myeloma.genome import genetics_text
from board.myeloma.genome.samples import listed_tp53

#: Answers that are no facts of case-facts/1 but parts of the submission.
IDENTITY = ("patient.mrn", "patient.family", "patient.given", "patient.born", "patient.sex")
WORDS = ("title", "question", "reason", "wishes", "priority")
CHAIN = "disease.involved_flc"
CHAIN_SIGNS = {"kappa": ("kappa", "κ"), "lambda": ("lambda", "λ")}
#: What the facts must have before there is a number or a title.
STAND_INS = {"case_id": "new", "title": "new"}


@dataclass
class Reading:
    """What the typed answers mean, and what of them is wrong or missing."""

    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    #: Name of the field → what is wrong and what to do.
    errors: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    #: What is said beside a field without standing in the way.
    remarks: dict[str, str] = field(default_factory=dict)
    #: Drug names the dictionary lacks, by field.
    unmapped: dict[str, list[str]] = field(default_factory=dict)
    #: Drugs a field was read as, where that is not what was typed.
    read_as: dict[str, list[str]] = field(default_factory=dict)

    def case_facts(self, title: str = "new") -> CaseFacts:
        """Return the facts as values; ValidationError when something in them cannot be."""
        return CaseFacts.model_validate(self.facts | {"case_id": "new", "title": title})

    def submission(self, origins: Mapping[str, Any] | None = None) -> Submission:
        """Return what can be submitted, or refuse with every field that stands in the way."""
        wrong = self.errors | self.missing
        if wrong:
            raise Invalid("The case is not complete.", wrong)
        identity = {name.removeprefix("patient."): self.words[name] for name in IDENTITY}
        identity["born"] = date.fromisoformat(identity["born"])
        words = {name: self.words.get(name, "") for name in WORDS}
        words["priority"] = Priority(words["priority"])
        words["wishes"] = words["wishes"] or f"Not known, because: {self.answers['wishes_unknown']}"
        return Submission(
            **identity,
            **words,
            facts=self.case_facts(words["title"]),
            answers=self.answers,
            origins=dict(origins or {}),
        )


def read(typed: Typed, today: date) -> Reading:
    """Return what *typed* means; *today* is the day at the board, after which nothing can be."""
    reading = Reading()
    for section in SECTIONS:
        for question in section.questions():
            _read_question(reading, question, typed)
        for table in section.tables:
            reading.facts[table.name] = [
                _read_row(reading, table, row, typed) for row in row_numbers(typed, table)
            ]
    _read_comorbidity(reading, typed)
    _check_key(reading)
    _remark_on_chain(reading)
    _remark_on_genetics(reading)
    _remark_on_courses(reading)
    for name, wrong in checks.contradictions(reading.facts, reading.words, today):
        reading.errors.setdefault(name, wrong)
    _check_as_a_whole(reading)
    return reading


def _read_question(reading: Reading, question: Question, typed: Typed) -> None:
    try:
        value = _value(question, question.name, typed, reading)
        _require(reading, question, value, typed)
        if value is not None:
            _place(reading, question.name, value)
    except WrongError as wrong:
        reading.errors[_anchor(question)] = f"{question.label.strip('… ')} {wrong}"
    _read_own_day(reading, question, typed)


def _value(question: Question, name: str, typed: Typed, reading: Reading, unit: str = "") -> Any:
    """Return the answer under *name*, or None when there is none; note how it was typed."""
    if isinstance(question.kind, Day) and question.kind.parts:
        text = typed_day(typed, name)
    else:
        text = typed.get(name, "").strip()
    if not text:
        return None
    unit = unit or typed.get(question.unit_name, "")
    value = question.kind.read(text, unit)
    if text == NOT_KNOWN:
        reading.answers.setdefault("not_known", []).append(name)
    elif isinstance(question.kind, Number) and (
        text != question.kind.write(value) or unit not in ("", question.units[0])
    ):
        reading.answers.setdefault("as_typed", {})[name] = [text, unit]
    return value


def _require(reading: Reading, question: Question, value: Any, typed: Typed) -> None:
    if not question.required or value not in (None, ""):
        return
    if question.instead and typed.get(question.instead, "").strip():
        return
    way_out = ": answer it, or say why it is not known" if question.instead else ""
    reading.missing[_anchor(question)] = f"{question.label} is missing{way_out}"


def _anchor(question: Question) -> str:
    """Return the id of the first field of a question."""
    parts = isinstance(question.kind, Day) and question.kind.parts
    return f"{question.name}-day" if parts else question.name


def _place(reading: Reading, name: str, value: Any) -> None:
    """Put a value where it belongs: the facts, the words of the submission, or the answers."""
    if name in IDENTITY or name in WORDS:
        reading.words[name] = value
        return
    if name.startswith("answers."):
        reading.answers[name.removeprefix("answers.")] = value
        return
    *parts, leaf = name.split(".")
    node = reading.facts
    for part in parts:
        node = node.setdefault(part, {})
    node[leaf] = value


def _read_own_day(reading: Reading, question: Question, typed: Typed) -> None:
    text = typed.get(question.day_name, "").strip() if question.dated else ""
    if not text:
        return
    try:
        _place(reading, question.day_name, Day().read(text))
    except WrongError as wrong:
        reading.errors[question.day_name] = f"Date of {question.label.strip('… ')} {wrong}"


def _read_row(reading: Reading, table: Rows, row: int, typed: Typed) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if table.key:
        found[table.key] = typed.get(table.cell(row, table.key), "").strip()[:80]
    for question in table.questions:
        name = table.cell(row, question.name)
        try:
            unit = typed.get(table.unit_name(question.name), "")
            value = _value(question, name, typed, reading, unit)
            if value is None and question.required:
                raise WrongError("is missing")
            if value is not None and value != {}:
                found[question.name] = value
        except WrongError as wrong:
            reading.errors[name] = f"{table.one} {row + 1}: {question.label} {wrong}"
    if "drugs" in found:
        _name_drugs(reading, table.cell(row, "drugs"), found)
    return found


def _name_drugs(reading: Reading, name: str, found: dict[str, Any]) -> None:
    typed_as = found["drugs"]
    found["drugs"], unmapped = known_drugs(typed_as)
    if unmapped:
        reading.unmapped[name] = unmapped
    if found["drugs"] != typed_as:
        reading.read_as[name] = found["drugs"]
    for leaf in ("doses", "drug_last_dose"):
        if leaf in found:
            found[leaf] = {known_name(drug): word for drug, word in found[leaf].items()}


def _check_key(reading: Reading) -> None:
    """Give every course a name of its own, so that what is said of it can be found again."""
    used = {course["id"] for course in reading.facts["regimens"] if course["id"]}
    seen: set[str] = set()
    for course in reading.facts["regimens"]:
        if not course["id"] or course["id"] in seen:
            course["id"] = next(
                name for n in range(1, 1000) if (name := f"r{n}") not in used | seen
            )
        seen.add(course["id"])


def _remark_on_chain(reading: Reading) -> None:
    """Point out a light chain that was named with the isotype and not where the rules look."""
    disease = reading.facts.get("disease", {})
    if "involved_flc" in disease or CHAIN in reading.answers.get("not_known", ()):
        return
    isotype = disease.get("isotype", "").casefold()
    named = [name for name, signs in CHAIN_SIGNS.items() if any(sign in isotype for sign in signs)]
    if len(named) == 1:
        reading.remarks[CHAIN] = f"Not answered: {named[0]} is in the isotype. Answer it here."


def _remark_on_genetics(reading: Reading) -> None:
    """Point out what the laboratory's text says and nobody has answered."""
    answered = reading.facts.get("genetics", {})
    text = genetics_text.read(reading.facts.get("genetics_source_text", ()))
    for name, found in text.findings.items():
        if found.value is not None and answered.get(name) is None:
            said = f"{found.value:g}" if isinstance(found.value, float) else str(found.value)
            if isinstance(found.value, bool):
                said = "present" if found.value else "absent"
            reading.remarks[f"genetics.{name}"] = f"The laboratory’s text reads {said}: confirm it"

    line = listed_tp53(answered.get("variants"))
    if line and answered.get("tp53_mut") is None:
        reading.remarks["genetics.tp53_mut"] = f"Counted as present, by the variants: {line}"


def _remark_on_courses(reading: Reading) -> None:
    """Point out a course that progressed and of which nobody said when its last dose was."""
    for row, course in enumerate(reading.facts.get("regimens", ())):
        told = course.get("end") or "ongoing_at_pd" in course or given_once(course.get("drugs", ()))
        if course.get("pd_date") and not told:
            reading.remarks[COURSES.cell(row, "ongoing_at_pd")] = (
                f"Course {row + 1} progressed and has no last dose: whether it was refractory is not known"
            )


def _read_comorbidity(reading: Reading, typed: Typed) -> None:
    ticked = [name for name in COMORBIDITIES if typed.get(name)]
    others = [word.strip() for word in typed.get(OTHER_COMORBIDITY, "").split(",") if word.strip()]
    items = [name.removeprefix(f"{COMORBIDITY}.") for name in ticked] + others
    if items and typed.get(NO_COMORBIDITY):
        reading.errors[NO_COMORBIDITY] = (
            "Comorbidities: “None of these” cannot stand beside one that is present"
        )
    elif any(len(item) > 80 for item in items):
        reading.errors[OTHER_COMORBIDITY] = "Other comorbidities must have 80 characters at most"
    elif items or typed.get(NO_COMORBIDITY):
        reading.facts.setdefault("patient", {})["hctci_items"] = items


def _check_as_a_whole(reading: Reading) -> None:
    """Hold the facts against their border: whatever the questions did not catch."""
    facts = {"as_of": "2000-01-01"} | reading.facts | STAND_INS
    try:
        CaseFacts.model_validate(facts)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            name = _field_at(detail["loc"])
            if not _said_of(reading, name):
                reading.errors[name] = sentence(detail["msg"])


def _field_at(place: tuple[int | str, ...]) -> str:
    if len(place) > 1 and place[0] in ("series", "regimens"):
        first = {"series": "date", "regimens": "start"}[str(place[0])]
        leaf = place[2] if len(place) > 2 else first
        return f"{place[0]}-{place[1]}-{leaf}"
    return ".".join(str(step) for step in place[:2])


def _said_of(reading: Reading, name: str) -> bool:
    """Return whether something is said of that field, or of the row it stands in, already."""
    row = "-".join(name.split("-")[:2]) + "-"
    return name in reading.errors or any(said.startswith(row) for said in reading.errors)
