"""A sheet as CSV, safe to open in a spreadsheet program."""

import csv
import re
from io import StringIO

from board.statistics.table import Sheet

#: What makes a spreadsheet program take a cell for a formula.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_csv(sheet: Sheet, about: str) -> bytes:
    """Return the table of a sheet as UTF-8 with a mark, so that spreadsheet programs read it as such.

    The first line says what it is *about*: board and period.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([inert(sheet.title), inert(about)])
    writer.writerow([inert(column or "What") for column in sheet.columns])
    writer.writerows([inert(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """Return a cell that no program takes for a formula; a plain number stays one."""
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(STARTERS) and not NUMBER.fullmatch(text) else text
