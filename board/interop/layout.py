"""How a laboratory table is laid out: one row per sample, on its side, or one row per result."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from board.errors import Invalid
from board.interop.column_names import fold_name
from board.interop.days import UnclearDayError, day
from board.interop.headers import Column, Holds, column, named_apart
from board.interop.imported import shown
from board.interop.tables import Table

#: A title or two may stand above the names of the columns.
HEADER_WITHIN = 10
TESTS = frozenset(
    ("test", "test name", "analyte", "parameter", "laboratory test", "lab test", "component",
     "investigation", "assay", "measurement", "observation", "displayname", "display name")
)  # fmt: skip
RESULTS = frozenset(("result", "value", "test value", "result value", "test result", "finding"))
UNITS = frozenset(("unit", "units", "test units", "test unit", "result unit", "result units"))
FEW = 2
MAX_TESTS = 300


@dataclass(frozen=True)
class Grid:
    """A table with one row per sample and one column per quantity, whatever the file had."""

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]  #: the name of each row, and its cells
    separator: str
    on_its_side: bool = False
    left_out: tuple[tuple[str, str, str], ...] = field(default=())  #: where, text, reason

    def cell(self, row: int, index: int) -> str:
        """Return a cell; a short row ends in empty ones."""
        cells = self.rows[row][1]
        return cells[index] if index < len(cells) else ""

    def cells(self, index: int) -> Iterator[str]:
        """Return the cells of one column."""
        return (self.cell(row, index) for row in range(len(self.rows)))

    def named(self, index: int) -> str:
        """Return how people find a column in the file."""
        name = shown(self.names[index]) or f"number {index + 1}"
        return f"row {name}" if self.on_its_side else f"column {name}"

    def where(self, row: int, index: int) -> str:
        """Return how people find a cell in the file."""
        if self.on_its_side:
            return f"{self.named(index)}, column {self.rows[row][0]}"
        return f"row {self.rows[row][0]}, {self.named(index)}"


def arranged(table: Table) -> Grid:
    """Return the table with one row per sample."""
    start = _header(table)
    if start is not None:
        return _upright(table, start)
    sideways = _on_its_side(table)
    return sideways or _long(table) or _upright(table, 0)


def _header(table: Table) -> int | None:
    """Return which row names the columns: the first that names a result."""
    for position, (_, cells) in enumerate(table.rows[:HEADER_WITHIN]):
        found = [column(cell) for cell in cells]
        results = sum(one.holds in (Holds.RESULT, Holds.LIMIT) for one in found)
        days = sum(one.holds is Holds.DAY for one in found)
        if results + days >= FEW and results:
            return position
    return None


def _upright(table: Table, start: int) -> Grid:
    """Return a table whose columns are named in row *start*."""
    names = table.rows[start][1]
    rows = tuple((str(number), cells) for number, cells in table.rows[start + 1 :])
    left_out = [
        (f"row {number}", " ".join(cells), "This stands above the names of the columns.")
        for number, cells in table.rows[:start]
    ]
    left_out += [
        (f"row {number}", " ".join(cells[len(names) :]), "There is no column name above this.")
        for number, cells in rows
        if any(cells[len(names) :])
    ]
    columns = tuple(map(column, names))
    return Grid(names, columns, rows, table.separator, left_out=tuple(left_out))


def _on_its_side(table: Table) -> Grid | None:
    """Return the table turned, if its first row holds dates and its first column tests."""
    for position, (_, cells) in enumerate(table.rows[:HEADER_WITHIN]):
        if len(cells) < FEW or not any(map(_is_day, cells[1:])):
            continue
        body = table.rows[position:]
        turned = list(zip_longest(*(cells for _, cells in body), fillvalue=""))
        names = ("date", *turned[0][1:])
        columns = tuple(map(column, names))
        if not any(one.holds is Holds.RESULT for one in columns[1:]):
            return None
        rows = tuple((shown(cells[0]) or str(n), cells) for n, cells in enumerate(turned[1:], 2))
        above = "This stands above the dates."
        left_out = tuple((f"row {n}", " ".join(c), above) for n, c in table.rows[:position])
        return Grid(names, columns, rows, table.separator, True, left_out)
    return None


def _long(table: Table) -> Grid | None:
    """Return a table of one result per row as one column per test and unit."""
    for position, (_, header) in enumerate(table.rows[:HEADER_WITHIN]):
        folded = [fold_name(name) for name in header]
        test, result = _first(folded, TESTS), _first(folded, RESULTS)
        if test is None or result is None:
            continue
        return _spread(table, position, (test, result, _first(folded, UNITS)))
    return None


def _first(folded: list[str], wanted: frozenset[str]) -> int | None:
    """Return where the first of the wanted names stands."""
    return next((index for index, name in enumerate(folded) if name in wanted), None)


def _spread(table: Table, start: int, places: tuple[int, int, int | None]) -> Grid:
    """Return one column for every test and unit beside the columns that are not results."""
    test, result, unit = places
    header = table.rows[start][1]
    kept = [index for index in range(len(header)) if index not in places]
    names = [header[index] for index in kept]
    columns = [column(name) for name in names]
    seen: dict[tuple[str, str], int] = {}
    rows = []
    for number, cells in table.rows[start + 1 :]:
        padded = cells + ("",) * (len(header) - len(cells))
        key = (padded[test], padded[unit] if unit is not None else "")
        if key not in seen:
            if len(seen) == MAX_TESTS:
                raise Invalid(f"The table has more than {MAX_TESTS} different tests: import fewer.")
            seen[key] = len(names)
            names.append(" ".join(filter(None, key)))
            columns.append(named_apart(*key))
        spread = [padded[index] for index in kept] + [""] * (len(names) - len(kept))
        spread[seen[key]] = padded[result]
        rows.append((str(number), tuple(spread)))
    above = "This stands above the names of the columns."
    left_out = tuple((f"row {n}", " ".join(c), above) for n, c in table.rows[:start])
    return Grid(tuple(names), tuple(columns), tuple(rows), table.separator, left_out=left_out)


def _is_day(text: str) -> bool:
    """Say whether a cell is a date, even one that cannot be told for sure."""
    try:
        day(text)
    except UnclearDayError as unclear:
        return "not a date" not in str(unclear) and len(text) >= len("1/1/20")
    return True
