"""What a form is made of: a question, a group of them, a table, a section."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from board.cases.forms.kinds import Choice, Day, Kind, Number, YesNo

Layout = Literal["fields", "two", "sheet"]


@dataclass(frozen=True)
class Question:
    """One question; *name* is the place of its answer, in the facts or in the submission."""

    name: str
    label: str
    kind: Kind
    hint: str = ""
    required: bool = False
    #: The question that is answered instead: "Not known, because…".
    instead: str = ""
    #: The answer may have been taken on a day of its own.
    dated: bool = False

    @property
    def shape(self) -> str:
        """Return which kind of field asks it: number, answers, select, day, text, area."""
        kind = self.kind
        if isinstance(kind, Number | YesNo):
            return "number" if isinstance(kind, Number) else "answers"
        if isinstance(kind, Choice):
            return "select" if kind.as_list else "answers"
        if isinstance(kind, Day):
            return "parts" if kind.parts else "day"
        return "area" if getattr(kind, "rows", 1) > 1 else "text"

    @property
    def inline(self) -> bool:
        """Return whether the answers are short enough to stand side by side."""
        options = getattr(self.kind, "options", ())
        return len(options) <= 3 and all(len(words) < 16 for _, words in options)

    @property
    def unit_name(self) -> str:
        """Return under which name the unit is sent."""
        return f"{self.name}.unit"

    @property
    def day_name(self) -> str:
        """Return under which name the answer's own date is sent."""
        part, _, leaf = self.name.rpartition(".")
        return f"{part}.dates.{leaf}"

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units it may be answered in."""
        units = self.kind.units if isinstance(self.kind, Number) else ()
        return tuple(unit.label for unit in units)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name under which something of this question is sent."""
        found = [self.name]
        if getattr(self.kind, "parts", False):
            found += [f"{self.name}-{part}" for part in ("day", "month", "year")]
        if len(self.units) > 1:
            found.append(self.unit_name)
        return (*found, self.day_name) if self.dated else tuple(found)


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]
    layout: Layout = "fields"
    lead: str = ""
    #: Shown only when it is opened.
    folded: bool = False

    @property
    def words(self) -> tuple[str, str, str]:
        """Return how the three answers are called at the head of a sheet."""
        for question in self.questions:
            found: tuple[str, str, str] | None = getattr(question.kind, "words", None)
            if found and not isinstance(question.kind, Number):
                return found
        return ("Yes", "No", "Not known")


@dataclass(frozen=True)
class Rows:
    """A table of like entries; *more* are questions shown only when a row is opened."""

    name: str
    title: str
    one: str
    columns: tuple[Question, ...]
    more: tuple[Question, ...] = ()
    lead: str = ""
    add: str = "Add rows"
    #: A hidden name that a row keeps through every change.
    key: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return every question of a row."""
        return (*self.columns, *self.more)

    def cell(self, row: int, leaf: str) -> str:
        """Return under which name one cell is sent."""
        return f"{self.name}-{row}-{leaf}"

    def unit_name(self, leaf: str) -> str:
        """Return under which name the unit of a column is sent."""
        return f"{self.name}.unit.{leaf}"


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    slug: str
    title: str
    parts: tuple[Group | Rows, ...]
    lead: str = ""
    #: Names that are sent beside those of the questions.
    more_names: tuple[str, ...] = field(default=())

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups of questions."""
        return tuple(part for part in self.parts if isinstance(part, Group))

    @property
    def tables(self) -> tuple[Rows, ...]:
        """Return the tables."""
        return tuple(part for part in self.parts if isinstance(part, Rows))

    def questions(self) -> Iterator[Question]:
        """Return every question outside the tables."""
        for group in self.groups:
            yield from group.questions

    def owns(self, name: str) -> bool:
        """Return whether something sent under *name* belongs to this section."""
        for table in self.tables:
            if name.startswith((f"{table.name}-", f"{table.name}.unit.")):
                return True
        return name in self.more_names or any(name in asked.names for asked in self.questions())
