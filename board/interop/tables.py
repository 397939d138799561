"""Bytes of a laboratory table become rows of cells, within limits that a hostile file cannot pass.

Everything here is linear in the size of the file, and the size is limited first.
"""

import codecs
import csv
import io
from dataclasses import dataclass

from board.errors import Invalid
from board.interop.imported import shown

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_CELLS = 50_000
MAX_CELL = 2_000
LOOKED_AT = 20
NOT_TEXT = {b"PK\x03\x04": "a workbook or archive", b"%PDF": "a PDF", b"\xd0\xcf\x11": "a workbook"}
WIDE_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Table:
    """The rows of a file with their numbers, as a spreadsheet counts them; none is empty."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    remarks: tuple[str, ...] = ()


def from_bytes(data: bytes) -> Table:
    """Return the table in a file; `Invalid` if it is too large or is no text."""
    if len(data) > MAX_BYTES:
        raise Invalid(
            f"The file has {len(data):,} bytes; a laboratory table may have {MAX_BYTES:,}. "
            "Export fewer columns or a shorter period."
        )
    for mark, what in NOT_TEXT.items():
        if data.startswith(mark):
            raise Invalid(f"This is {what}, not a text table: save the sheet as CSV (UTF-8).")
    text, remark = _decoded(data)
    return from_text(text, (remark,) if remark else ())


def from_text(text: str, remarks: tuple[str, ...] = ()) -> Table:
    """Return the table in a text that was pasted or read; `Invalid` if it is too large."""
    if len(text) > MAX_BYTES:
        raise Invalid(f"The text has {len(text):,} characters; {MAX_BYTES:,} may be pasted.")
    if "\0" in text:
        raise Invalid("The file holds NUL signs, so it is no text: save it as CSV in UTF-8.")
    separator = _separator(text)
    rows = _rows(text, separator)
    if not rows:
        raise Invalid("The table is empty.")
    return Table(rows, separator, remarks)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and a remark if its encoding had to be guessed."""
    for mark, encoding in WIDE_ENCODINGS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise Invalid("The file is damaged UTF-16: save it as CSV in UTF-8.") from error
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        # Every byte means something in Latin-1; the micro sign and the degree are where
        # Windows-1252 has them, and those are all that a column name needs.
        return data.decode("latin-1"), "The file is not UTF-8; it was read as Western European."


def _separator(text: str) -> str:
    """Return the semicolon or tab that stands in most of the first lines, or else the comma.

    A comma in a title, a column name ("kappa, mg/L") or a number must not outvote them.
    """
    lines = [line[: MAX_CELL * 10] for line in text[: MAX_CELL * 100].splitlines()[:LOOKED_AT]]
    outside_quotes = ["".join(line.split('"')[::2]) for line in lines if line.strip()]
    for sign in ";\t":
        if sum(sign in line for line in outside_quotes) * 2 > len(outside_quotes):
            return sign
    return ","


def _rows(text: str, separator: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the rows that hold something, refusing what is too many or too long."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    filled = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            _within_limits(number, cells)
            filled += sum(map(bool, cells))
            if filled > MAX_CELLS:
                raise Invalid(f"The table has more than {MAX_CELLS:,} cells: import fewer.")
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise Invalid(f"The table cannot be read as CSV: {error}.") from error
    return tuple(rows)


def _within_limits(number: int, cells: list[str]) -> None:
    """Refuse a table that is larger than any patient's."""
    if number > MAX_ROWS:
        raise Invalid(f"The table has more than {MAX_ROWS:,} rows: import one patient's results.")
    if len(cells) > MAX_COLUMNS:
        raise Invalid(
            f"Row {number} has {len(cells):,} columns; a laboratory table may have {MAX_COLUMNS}."
        )
    for cell in cells:
        if len(cell) > MAX_CELL:
            raise Invalid(f"A cell in row {number} is too long: it begins “{shown(cell[:40])}”.")
