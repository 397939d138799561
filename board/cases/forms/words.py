"""Answers in words, for reading them over before they are sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from board.cases.forms.about_person import COMORBIDITIES, NO_COMORBIDITY, OTHER_COMORBIDITY
from board.cases.forms.kinds import Choice, Day, Named, Number, WrongError, YesNo
from board.cases.forms.questions import Question, Rows, Section
from board.cases.forms.reading import Reading
from board.cases.forms.sections import SECTIONS
from board.cases.forms.typed import Typed, row_numbers
from board.myeloma.precision import precise
from board.web.filters import MONTHS
from board.web.filters import day as day_in_words

#: Nobody types that many decimals of a laboratory value; a conversion leaves them.
FALSE_DECIMALS = 3


@dataclass(frozen=True)
class Answer:
    """One question with what was typed, in words; *text* is empty when nothing was."""

    name: str
    label: str
    text: str
    unit: str = ""
    day: str = ""

    @property
    def said(self) -> str:
        """The answer with its unit: "164 cm", but "CTCAE grade 1"."""
        if self.unit.endswith("grade"):
            return f"{self.unit} {self.text}"
        return f"{self.text} {self.unit}".strip()


@dataclass(frozen=True)
class TableAnswers:
    """A table as typed."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def heads(self) -> list[dict[str, str]]:
        """Return the columns as a table macro takes them."""
        return [{"label": label} for label in self.columns]


def answers_of(section: Section, typed: Typed, wrong: Collection[str] = ()) -> list[Answer]:
    """Return what was answered outside the tables, and what is wrong or missing."""
    return [
        one
        for one in _answers(section, typed)
        if one.text or one.day or {one.name, f"{one.name}-day"} & set(wrong)
    ]


def unanswered(section: Section, typed: Typed, wrong: Collection[str] = ()) -> list[str]:
    """Return the questions nobody answered, without those listed as wrong and those folded away."""
    given = {one.name for one in answers_of(section, typed, wrong)}
    folded = {one.name for group in section.groups if group.folded for one in group.questions}
    ways_out = {one.instead for one in section.questions()}
    return [
        one.label for one in _answers(section, typed) if one.name not in given | folded | ways_out
    ]


def remarked(section: Section, reading: Reading) -> list[tuple[str, str]]:
    """Return the questions of a section that something is remarked of, and what."""
    labels = {question.name: question.label for question in section.questions()}
    for table in section.tables:
        for row in range(len(reading.facts.get(table.name, ()))):
            labels |= {table.cell(row, column.name): column.label for column in table.questions}
    return [(labels[name], said) for name, said in reading.remarks.items() if name in labels]


def _answers(section: Section, typed: Typed) -> list[Answer]:
    found = [_answer(question, typed) for question in section.questions()]
    if NO_COMORBIDITY in section.more_names:
        ticked = [words for name, words in COMORBIDITIES.items() if typed.get(name)]
        ticked += [typed[OTHER_COMORBIDITY]] if typed.get(OTHER_COMORBIDITY) else []
        said = "; ".join(ticked) or ("None of those asked" if typed.get(NO_COMORBIDITY) else "")
        found.append(Answer(NO_COMORBIDITY, "Comorbidities of the HCT-CI", said))
    return found


def tables_of(section: Section, typed: Typed) -> list[TableAnswers]:
    """Return the section's tables as typed, without columns nobody filled."""
    return [_table(table, typed) for table in section.tables]


def labelled(differences: Iterable[tuple[str, str, str]], section: Section) -> list[dict[str, str]]:
    """Return each difference with the question's own words in place of the field's name."""
    return [
        {"name": name, "label": label_of(name, section), "saved": saved, "sent": sent}
        for name, saved, sent in differences
    ]


def label_of(name: str, section: Section | None = None) -> str:
    """Return what people call the field of that name."""
    for one in (section,) if section else SECTIONS:
        for question in one.questions():
            if name in question.names:
                return question.label
        for table in one.tables:
            place, _, leaf = name.removeprefix(f"{table.name}-").partition("-")
            for question in table.questions:
                if name == table.unit_name(question.name):
                    return f"Unit of {question.label}"
                if question.name == leaf and place.isdigit():
                    return f"{table.one} {int(place) + 1}: {question.label}"
    return COMORBIDITIES.get(name, name)


def _answer(question: Question, typed: Typed) -> Answer:
    unit = typed.get(question.unit_name) or (question.units[0] if question.units else "")
    text = _in_words(question, typed, question.name, unit)
    day = _day_read(typed.get(question.day_name, "")) if question.dated else ""
    earlier = ", earlier sample" if question.name.startswith("genetics_before.") else ""
    return Answer(question.name, question.label + earlier, text, unit if text else "", day)


def _in_words(question: Question, typed: Typed, name: str, unit: str = "") -> str:
    text = typed.get(name, "").strip()
    if isinstance(question.kind, Day) and question.kind.parts:
        day, month, year = (typed.get(f"{name}-{part}", "") for part in ("day", "month", "year"))
        known = month.isdecimal() and len(month) <= 2 and 1 <= int(month) <= 12
        parts = (day, MONTHS[int(month) - 1] if known else month, year)
        return "-".join(part for part in parts if part)
    if isinstance(question.kind, Day):
        return _day_read(text, partial=question.kind.partial)
    if isinstance(question.kind, Named) and question.kind.dates:
        return "; ".join(_named_day(line) for line in text.splitlines() if line.strip())
    if isinstance(question.kind, YesNo | Choice):
        return dict(question.kind.options).get(text, text)
    if isinstance(question.kind, Number) and unit == question.units[0]:
        return _without_false_digits(question.name, text)
    return text


def _day_read(text: str, partial: bool = True) -> str:
    """Return a date as it was understood, 03-Apr-2023; as typed when it was not."""
    try:
        return day_in_words(Day(partial).read(text)) if text.strip() else ""
    except WrongError:
        return text


def _named_day(line: str) -> str:
    name, colon, when = line.partition(":")
    return f"{name.strip()}: {_day_read(when)}" if colon else line


def _without_false_digits(name: str, text: str) -> str:
    """Return a number as typed; one with the decimals that a conversion leaves is rounded."""
    if len(text.partition(".")[2]) < FALSE_DECIMALS:
        return text
    try:
        return precise(name, float(text))
    except ValueError:
        return text


def _table(table: Rows, typed: Typed) -> TableAnswers:
    rows = row_numbers(typed, table)
    used = [
        question
        for question in table.questions
        if any(typed.get(table.cell(row, question.name), "").strip() for row in rows)
    ]
    cells = tuple(
        tuple(
            _in_words(
                question, typed, table.cell(row, question.name), _unit(table, question, typed)
            )
            for question in used
        )
        for row in rows
    )
    return TableAnswers(table.title, tuple(_head(table, one, typed) for one in used), cells)


def _head(table: Rows, question: Question, typed: Typed) -> str:
    if not isinstance(question.kind, Number) or not question.units[0]:
        return question.label
    return f"{question.label}, {_unit(table, question, typed)}"


def _unit(table: Rows, question: Question, typed: Typed) -> str:
    return typed.get(table.unit_name(question.name)) or (question.units or ("",))[0]
