"""Laboratory results become case facts, one by one, or are listed with what would make them one.

Every reader of laboratory results (tables, longitudinal records) hands its results to a `Tray`, so
that units, bounds, clashes and "the newest counts" mean the same whatever the file looked like.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from board.interop.amounts import (
    FOUND_NOTHING,
    TRACE,
    Amount,
    Mark,
    UnreadableError,
    amount,
    folded_word,
    is_blank,
)
from board.interop.checks import refusal
from board.interop.imported import Imported, NotUnderstood, Placed, shown
from board.interop.quantities import Quantity
from board.interop.units import converted, fold_unit, plain

#: How many cells of one column are listed one by one before the rest is only counted.
LISTED_PER_COLUMN = 20
LARGEST = Decimal(10) ** 12
FAINTEST = Decimal("0.1")


@dataclass(frozen=True)
class Result:
    """One cell: what was measured, as it stands in the file."""

    quantity: Quantity
    text: str
    unit: str  #: as the file writes it; "" if it must stand in the cell
    day: date | None
    where: str
    column: str
    mark: Mark = Mark.POINT
    limit: Decimal | None = None  #: the upper limit of normal in the same unit


@dataclass(frozen=True)
class _Value:
    result: Result
    value: Any
    note: str


@dataclass
class Tray:
    """Collects the results of one file and sorts them into facts when all are in."""

    source: str
    kind: str
    _values: list[_Value] = field(default_factory=list)
    _refused: dict[str, list[NotUnderstood]] = field(default_factory=lambda: defaultdict(list))
    _extra: list[Placed] = field(default_factory=list)

    def put(self, result: Result) -> None:
        """Take one result; an empty cell means not measured and leaves no trace."""
        if is_blank(result.text):
            return
        try:
            value, note = _read(result)
        except UnreadableError as refused:
            self.refuse(result.where, _as_written(result), str(refused), result.column)
            return
        quantity = result.quantity
        if impossible := refusal(quantity.section, quantity.leaf, value):
            self.refuse(result.where, _as_written(result), impossible, result.column)
        elif result.day is None and not quantity.when:
            reason = "A result needs the date of its sample: add a column named date."
            self.refuse(result.where, _as_written(result), reason, result.column)
        else:
            self._values.append(_Value(result, value, note))

    def place(self, placed: Placed) -> None:
        """Take a fact that is no laboratory result."""
        self._extra.append(placed)

    def refuse(self, where: str, text: str, reason: str, column: str = "") -> None:
        """List something that was left out."""
        self._refused[column].append(NotUnderstood(where, shown(text), reason))

    def imported(self) -> Imported:
        """Return everything that was taken, with clashes and older values listed."""
        placed = [one for group in self._grouped() for one in self._chosen(group)]
        placed = sorted(placed, key=lambda one: one.path) + self._extra
        return Imported(self.source, self.kind, _tree(placed), tuple(placed), tuple(self._listed()))

    def _grouped(self) -> Iterable[list[_Value]]:
        """Return the values that compete for one place."""
        groups: dict[object, list[_Value]] = defaultdict(list)
        for one in self._values:
            quantity = one.result.quantity
            groups[(quantity.path, one.result.day if quantity.in_series else None)].append(one)
        return groups.values()

    def _chosen(self, group: list[_Value]) -> list[Placed]:
        """Return the value that takes the place, or none if two that differ claim it."""
        quantity = group[0].result.quantity
        newest = group
        if not quantity.in_series and not quantity.when:
            last = max(one.result.day for one in group if one.result.day)
            newest = [one for one in group if one.result.day == last]
            self._list_older([one for one in group if one.result.day != last], last)
        if len({one.value for one in newest}) > 1:
            self._list_clash(newest)
            return []
        note = f"the newest of {len(group)} readable values" if len(newest) < len(group) else ""
        return [self._placed(one, note) for one in newest[:1]] + [
            self._placed(one, f"repeats {newest[0].result.where}") for one in newest[1:]
        ]

    def _placed(self, one: _Value, note: str) -> Placed:
        """Return the value with its place, its date and where it came from."""
        quantity, day = one.result.quantity, one.result.day
        return Placed(
            path=f"series[{day}].{quantity.leaf}" if quantity.in_series else quantity.path,
            value=one.value,
            unit=quantity.unit,
            was=_as_written(one.result),
            where=one.result.where,
            origin=f"{self.kind} {self.source}",
            date=None if quantity.when else day,
            note="; ".join(filter(None, (one.note, note))),
        )

    def _list_older(self, older: list[_Value], last: date) -> None:
        """List the values that a newer one replaces."""
        if not older:
            return
        older.sort(key=lambda one: str(one.result.day), reverse=True)
        said = "; ".join(f"{one.result.day}: {_as_written(one.result)}" for one in older)
        self.refuse(
            older[0].result.column,
            f"{len(older)} older: {said}",
            f"The case facts keep one current value; the newest, of {last}, was taken.",
        )

    def _list_clash(self, rivals: list[_Value]) -> None:
        """List values that contradict each other; none of them is believed."""
        first = rivals[0].result
        when = first.quantity.when or f"on {first.day}"
        for one in rivals:
            self.refuse(
                one.result.where,
                _as_written(one.result),
                f"Different values of {first.quantity.called} {when}: leave the right one.",
                first.column,
            )

    def _listed(self) -> Iterable[NotUnderstood]:
        """Return what was left out, with long columns cut and the rest counted."""
        for column, entries in self._refused.items():
            if not column or len(entries) <= LISTED_PER_COLUMN:
                yield from entries
                continue
            yield from entries[:LISTED_PER_COLUMN]
            rest = len(entries) - LISTED_PER_COLUMN
            yield NotUnderstood(column, f"{rest} more", entries[LISTED_PER_COLUMN].reason)


def _read(result: Result) -> tuple[Any, str]:
    """Return the value in the unit of the case facts and what must be known about it."""
    quantity, word = result.quantity, folded_word(result.text)
    if word in FOUND_NOTHING or word in TRACE:
        return _found_nothing(quantity, word)
    found = amount(result.text, result.mark)
    unit = _unit(result, found)
    number, note = found.number, f"flagged {found.flag} by the laboratory" if found.flag else ""
    if unit in quantity.of_limit:
        if not result.limit:
            raise UnreadableError(
                f"The case facts keep {quantity.called} as multiple of the upper limit of normal: "
                f"add a column '{quantity.called} ULN {result.unit}'."
            )
        number, unit = number / result.limit, quantity.own_unit
    elif unit not in quantity.units:
        known = ", ".join(list(quantity.units)[:4])
        raise UnreadableError(f"Not a unit of {quantity.called} that is read: use {known}.")
    if abs(number) > LARGEST:
        raise UnreadableError("No measurement is this large.")
    number = converted(number, quantity.units[unit])
    return _bound(quantity, number, result) if found.below else (plain(number), note)


def _unit(result: Result, found: Amount) -> str:
    """Return the folded unit that the column or the cell names, refusing none and two."""
    column, cell = fold_unit(result.unit), fold_unit(found.unit)
    if not column and not cell:
        raise UnreadableError(
            "No unit, and none is assumed: name it in the column, "
            f"as in '{result.quantity.called} ({result.quantity.unit})'."
        )
    if column and cell and column != cell:
        raise UnreadableError(
            f"Behind the number stands “{shown(found.unit)}”; a number was expected."
        )
    return column or cell


def _found_nothing(quantity: Quantity, word: str) -> tuple[Any, str]:
    """Return the value for a word that says the marker was absent or too little to measure."""
    if quantity.nothing_up_to is None:
        raise UnreadableError("This is not a number.")
    if word in TRACE and quantity.faint:
        return TRACE[word], "kept as a word; the rules read it as 0 and flag it"
    return 0, f"“{word}” is read as 0"


def _bound(quantity: Quantity, number: Decimal, result: Result) -> tuple[Any, str]:
    """Return the value for "<x": nothing found, where x is small enough to say so."""
    if quantity.nothing_up_to is None or number > quantity.nothing_up_to:
        raise UnreadableError(
            "This is only an upper bound: type the value if the laboratory has it."
        )
    if quantity.faint:
        word = "<0.1" if number <= FAINTEST else "too faint to quantify"
        return word, "kept as a word; the rules read it as 0 and flag it"
    return 0, f"“{shown(result.text)}” is read as 0"


def _as_written(result: Result) -> str:
    """Return what stood in the file, with the unit its column names."""
    limit = f" (upper limit {result.limit})" if result.limit else ""
    return shown(f"{result.text.strip()} {result.unit}".strip() + limit)


def _tree(placed: list[Placed]) -> dict[str, Any]:
    """Return the case-facts tree that the placed values make."""
    facts: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for one in placed:
        head, _, leaf = one.path.partition(".")
        if head.startswith("series["):
            day = head[len("series[") : -1]
            rows.setdefault(day, {"date": day})[leaf] = one.value
        elif head.startswith("regimens["):
            facts.setdefault("regimens", []).append(one.value)
        else:
            facts.setdefault(head, {})[leaf] = one.value
            if one.date:
                facts[head].setdefault("dates", {})[leaf] = one.date.isoformat()
    return facts | ({"series": [rows[day] for day in sorted(rows)]} if rows else {})
