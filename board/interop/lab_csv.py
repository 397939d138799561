"""Laboratory tables: columns that name their unit, one row per sample.

Also read: the same table turned on its side (tests down, dates across) and the long form (one row
per result, with columns for test, result and unit). A table of several people places nothing.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from board.interop.amounts import Mark, UnreadableError, amount, decimal_mark, is_blank
from board.interop.days import UnclearDayError, day
from board.interop.headers import Column, Holds
from board.interop.imported import Imported, source_name
from board.interop.layout import Grid, arranged
from board.interop.placing import Result, Tray
from board.interop.tables import Table, from_bytes, from_text
from board.interop.units import fold_unit

KIND = "laboratory table"
NO_UNIT = "No unit, and none is assumed: name it in the column, as in '{called} ({unit})'."
SEVERAL = (
    "This table holds several people ({count} different entries here), so nothing was placed: "
    "import one patient at a time."
)
IDENTITY = "Who the patient is, is not taken from a laboratory table."
NO_DATE = "A result needs the date of its sample: add a column named date."


def read(data: bytes, name: str) -> Imported:
    """Return what a laboratory table says; `Invalid` if it is no table or a too large one."""
    return _imported(from_bytes(data), source_name(name))


def read_pasted(text: str) -> Imported:
    """Return what a table pasted from a spreadsheet says, by the same rules."""
    return _imported(from_text(text), "pasted table")


def _imported(table: Table, source: str) -> Imported:
    """Take every cell of the table, or list it."""
    tray = Tray(source, KIND)
    for remark in table.remarks:
        tray.refuse("the file", source, remark)
    grid = arranged(table)
    for where, text, reason in grid.left_out:
        tray.refuse(where, text, reason, "the table")
    several = _list_people(grid, tray)
    readable = _list_unreadable(grid, tray)
    if not several:
        _put_results(grid, readable, tray)
    return tray.imported()


def _list_people(grid: Grid, tray: Tray) -> bool:
    """List the columns that say who it is; True if they name more than one person."""
    several = False
    for index, column in enumerate(grid.columns):
        if column.holds is Holds.PERSON:
            count = len({cell.casefold() for cell in grid.cells(index) if cell})
            several = several or count > 1
            reason = SEVERAL.format(count=count) if count > 1 else IDENTITY
            tray.refuse(grid.named(index), grid.names[index], reason)
    return several


def _list_unreadable(grid: Grid, tray: Tray) -> list[int]:
    """List the columns that cannot be read as a whole; return the others that hold results."""
    readable = []
    dated = Holds.DAY in {column.holds for column in grid.columns}
    for index, column in enumerate(grid.columns):
        filled = [cell for cell in grid.cells(index) if not is_blank(cell)]
        if column.holds in (Holds.DAY, Holds.PERSON) or (not filled and not grid.names[index]):
            continue
        reason = _unreadable(column, filled, dated)
        if reason:
            values = f"{len(filled)} value{'' if len(filled) == 1 else 's'}"
            tray.refuse(grid.named(index), f"{grid.names[index]}: {values}", reason)
        elif column.holds is Holds.RESULT:
            readable.append(index)
    return readable


def _unreadable(column: Column, filled: list[str], dated: bool) -> str:
    """Return why no cell of a column can be read, or nothing."""
    if column.quantity is None or column.holds is Holds.NOTHING:
        return column.reason
    if not column.unit and not any(_has_unit(cell) for cell in filled):
        return NO_UNIT.format(called=column.quantity.called, unit=column.quantity.unit)
    needs_date = column.holds is Holds.RESULT and not column.quantity.when
    return NO_DATE if needs_date and not dated else ""


def _has_unit(cell: str) -> bool:
    """Say whether a cell names a unit behind its number."""
    try:
        return bool(amount(cell, Mark.POINT).unit)
    except UnreadableError:
        return False


def _put_results(grid: Grid, readable: list[int], tray: Tray) -> None:
    """Put every cell of the readable columns on the tray, with the date of its row."""
    commas = grid.separator != ","
    mark = decimal_mark([cell for index in readable for cell in grid.cells(index)], commas)
    for row in range(len(grid.rows)):
        taken = _day(grid, row, readable, tray)
        for index in readable:
            column, text = grid.columns[index], grid.cell(row, index)
            quantity = column.quantity
            if quantity is None or (taken is None and not quantity.when):
                continue
            limit = _limit(grid, row, column, mark)
            where, named = grid.where(row, index), grid.named(index)
            tray.put(Result(quantity, text, column.unit_text, taken, where, named, mark, limit))


def _day(grid: Grid, row: int, readable: Sequence[int], tray: Tray) -> date | None:
    """Return the day of a row; a row without one is listed with how many results it holds."""
    index = next((i for i, column in enumerate(grid.columns) if column.holds is Holds.DAY), None)
    if index is None:
        return None
    try:
        return day(grid.cell(row, index))
    except UnclearDayError as unclear:
        waiting = sum(not is_blank(grid.cell(row, one)) for one in readable)
        reason = f"{unclear} {waiting} results of this sample wait for it."
        tray.refuse(grid.where(row, index), grid.cell(row, index), reason, grid.named(index))
        return None


def _limit(grid: Grid, row: int, column: Column, mark: Mark) -> Decimal | None:
    """Return the upper limit of normal that stands beside a result, in the same unit."""
    for index, other in enumerate(grid.columns):
        same = other.quantity is column.quantity and other.unit == column.unit
        if other.holds is Holds.LIMIT and same:
            try:
                found = amount(grid.cell(row, index), mark)
            except UnreadableError:
                return None
            fits = fold_unit(found.unit) in ("", other.unit) and not found.below
            return found.number if fits and found.number > 0 else None
    return None
