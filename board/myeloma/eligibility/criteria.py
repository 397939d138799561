"""The criteria language: a criterion is a row of data, turned into a question once.

A row names its kind and threshold (rules/criteria.toml). The kinds ``all``, ``any`` and ``not``
combine other criteria, named by *of*; what no kind can say is a named rule (judgement_rules.py).
An option lists criteria as ``name``, ``name only_if condition``, ``name when condition``, ``name
unless condition`` or ``profile:name``; a condition is a criterion, too:

* *only_if* asks the criterion only when the condition is known to be true;
* *when* asks it unless the condition is known to be false; while the condition is not known, a
  criterion that fails is not known either; *unless* is *when* of the opposite.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Literal

from board.myeloma.eligibility.judgement import Ask, Kind, Operator, Row, Words
from board.myeloma.eligibility.judgement_kinds import KINDS
from board.myeloma.eligibility.judgement_rules import RULES
from board.myeloma.eligibility.overrides import Override, applied, by_criterion
from board.myeloma.eligibility.row_checks import check
from board.myeloma.kleene import Truth, all_of, any_of, negate
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import (
    RuleFileError,
    build,
    load,
    place,
    refuse_doubles,
    rows_of,
    sections,
)
from board.myeloma.sources import cite

COMBINED: Mapping[str, Callable[[Sequence[Ask]], Ask]] = {
    "all": lambda asks: lambda case: all_of([ask(case) for ask in asks]),
    "any": lambda asks: lambda case: any_of([ask(case) for ask in asks]),
    "not": lambda asks: lambda case: negate(asks[0](case)),
}
OPERATORS: Mapping[str, Operator] = {"all": "all of", "any": "any of", "not": "not"}
FITNESS = "fitness.toml"
JOINTS = ("only_if", "when", "unless")
NOT_ASKED: Literal["not asked"] = "not asked"
Outcome = Truth | Literal["not asked"]


@dataclass(frozen=True, eq=False)
class Question:
    """A row ready to be asked; *plain* is all of its answer that no case changes."""

    row: Row
    ask: Ask
    kind: Kind | None
    plain: Mapping[str, object]
    parts: tuple["Question", ...] = ()

    @property
    def looks(self) -> tuple[str, ...]:
        """Return the paths of the facts and answers it looks at."""
        if self.kind is None:
            return _joined(part.looks for part in self.parts)
        if self.row.kind == "rule":
            return RULES[self.row.subject].looks
        return (self.row.fact,) if self.row.fact else self.kind.looks

    def tell(self, case: CaseReading, truth: Truth) -> Words:
        """Return the value the answer rests on, in words."""
        if self.kind is not None:
            return self.kind.tell(case, self.row, truth)
        answers = [(part, part.ask(case)) for part in self.parts]
        told = [(part.row, part.tell(case, answer), answer) for part, answer in answers]
        return Words(
            value="; ".join(f"{row.label} {_with_unit(words, row)}" for row, words, _ in told),
            needs=_joined(words.needs for _, words, answer in told if answer is None),
            facts=_joined(words.facts for _, words, _ in told),
            inputs=tuple(one for _, words, _ in told for one in words.inputs),
        )


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as an option asks it, with its conditions (joint, condition).

    Options that ask the same of the same file share one object, so that it is judged once a case.
    """

    question: Question
    conditions: tuple[tuple[str, Question], ...]

    def outcome(self, case: CaseReading) -> Outcome:
        """Return the truth for *case*, or that it is not asked of this case."""
        hedged = False
        for joint, condition in self.conditions:
            holds = condition.ask(case)
            holds = negate(holds) if joint == "unless" else holds
            if holds is False or (joint == "only_if" and holds is None):
                return NOT_ASKED
            hedged = hedged or holds is None
        truth = self.question.ask(case)
        return None if hedged and truth is False else truth


class Book:
    """Every criterion as a question, under the thresholds that one board set itself."""

    def __init__(
        self,
        rows: Mapping[str, Row],
        profiles: Mapping[str, tuple[str, ...]],
        own: Sequence[Override],
    ) -> None:
        self._own = by_criterion(own)
        self._before = rows
        self._rows = {**rows, **{id_: applied(one, rows) for id_, one in self._own.items()}}
        self._profiles = profiles
        self._questions: dict[str, Question] = {}
        self._asked: dict[str, Asked] = {}
        for id_ in rows:
            self._question(id_, ())

    def __getitem__(self, id_: str) -> Question:
        """Return the question of one criterion."""
        return self._questions[id_]

    def entries(self, entries: Sequence[str], where: str) -> tuple[Asked, ...]:
        """Return the criteria that *entries* name; RuleFileError for a word that is not known."""
        asked: list[Asked] = []
        for entry in entries:
            if entry.startswith("profile:"):
                name = entry.removeprefix("profile:")
                if name not in self._profiles:
                    raise RuleFileError(f"{where}: unknown profile {name}")
                asked += self.entries(self._profiles[name], f"{FITNESS}: {name}")
            else:
                asked.append(self._entry(entry, where))
        return tuple(asked)

    def _entry(self, entry: str, where: str) -> Asked:
        if entry in self._asked:
            return self._asked[entry]
        name, *rest = entry.split()
        if name not in self._rows or len(rest) % 2:
            raise RuleFileError(f"{where}: unknown criterion {entry!r}")
        conditions = tuple(zip(rest[::2], rest[1::2], strict=True))
        for joint, condition in conditions:
            if joint not in JOINTS or condition not in self._rows:
                raise RuleFileError(f"{where}: unknown condition in {entry!r}")
        joined = tuple((joint, self._questions[name]) for joint, name in conditions)
        return self._asked.setdefault(entry, Asked(self._questions[name], joined))

    def _question(self, id_: str, above: tuple[str, ...]) -> Question:
        if id_ in above:
            raise RuleFileError(f"criteria.toml: {id_} is made of itself")
        if id_ not in self._questions:
            row = self._rows[id_]
            parts = tuple(self._question(part, (*above, id_)) for part in row.of)
            self._questions[id_] = self._compiled(row, parts)
        return self._questions[id_]

    def _compiled(self, row: Row, parts: tuple[Question, ...]) -> Question:
        if row.kind in COMBINED:
            ask = COMBINED[row.kind]([part.ask for part in parts])
            return Question(row, ask, None, _plain(row, OPERATORS[row.kind], ""), parts)
        own = self._own.get(row.id)
        return question(row, own.told(self._before[row.id]) if own else "")


@cache
def rows() -> Mapping[str, Row]:
    """Return every criterion by its id; RuleFileError, with the line, for what is not understood."""
    return read_rows(load("criteria"), "criteria.toml")


def read_rows(content: Mapping[str, object], file: str) -> Mapping[str, Row]:
    """Return the criteria of a file that was read; RuleFileError for what is not understood."""
    table = rows_of(sections(content, {"criterion"}, file), "criterion", file)
    refuse_doubles(table, file)
    ids = {raw["id"] for raw in table}
    found = {}
    for raw in table:
        row = build(Row, raw, file)
        check(row, ids, set(COMBINED), partial(place, raw, file))
        found[row.id] = row
    return found


@cache
def profiles() -> Mapping[str, tuple[str, ...]]:
    """Return the fitness profiles by name."""
    return read_profiles(load("fitness"))


def read_profiles(content: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    """Return the fitness profiles of a file that was read, by name."""
    table = sections(content, {"profile"}, FITNESS).get("profile", {})
    return {name: _entries(name, entries) for name, entries in table.items()}


def _entries(profile: str, entries: object) -> tuple[str, ...]:
    if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries):
        return tuple(entries)
    raise RuleFileError(f"{FITNESS}: {profile} is no list of criteria")


@lru_cache(maxsize=64)
def book(own: tuple[Override, ...] = ()) -> Book:
    """Return every criterion as a question; OverrideError for a threshold that cannot be set."""
    return Book(rows(), profiles(), own)


def question(row: Row, own: str = "") -> Question:
    """Return a row that stands alone as a question; *own* tells of a threshold of the board."""
    kind = KINDS[row.kind]
    operator = RULES[row.subject].operator if row.kind == "rule" else kind.operator
    return Question(row, kind.ask(row), kind, _plain(row, operator, own))


def _plain(row: Row, operator: Operator, own: str) -> Mapping[str, object]:
    return {
        "id": row.shown_as or row.id,
        "label": row.label,
        "group": row.group,
        "threshold": row.threshold.format(number=row.number),
        "source": cite(row.source),
        "operator": operator,
        "number": row.number,
        "recoverable": row.recoverable,
        "own": own,
        "by_hand": row.kind == "by_hand",
    }


def _with_unit(words: Words, row: Row) -> str:
    return f"{words.value} {row.unit}".strip()


def _joined(many: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for few in many for one in few))
