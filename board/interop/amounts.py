"""Numbers as laboratories write them, and the ones that must be asked about.

A wrong guess about a comma is a thousandfold error, so every reading that has two meanings is
refused with what to write instead.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

LONGEST = 60
PLAIN = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,2})?")
WITH_COMMA = re.compile(r"[+-]?[0-9]{1,12},[0-9]{1,12}")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
AMOUNT = re.compile(r"([+-]?[0-9][0-9.,]{0,30}(?:[eE][+-]?[0-9]{1,2})?)(.*)", re.DOTALL)
FLAG = re.compile(r"[\[(]?(?:HH?|LL?|\*{1,2}|!|↑|↓|high|low)[\])]?", re.IGNORECASE)

NOT_MEASURED = frozenset(
    ("", "-", "--", "–", "—", ".", "n/a", "na", "not done", "not measured", "null")
)
#: What laboratories write for a spike too small to measure, and the word the case facts keep.
TRACE = {
    "trace": "trace",
    "traces": "trace",
    "faint": "too faint to quantify",
    "too faint to quantify": "too faint to quantify",
    "too faint to quantitate": "too faint to quantify",
    "not quantifiable": "too faint to quantify",
    "tftq": "too faint to quantify",
}
FOUND_NOTHING = frozenset(
    (
        "nil", "none", "absent", "negative", "none detected", "not detected", "undetectable",
        "not detectable", "none seen",
    )
)  # fmt: skip


class Mark(Enum):
    """Which sign separates the decimals in a file."""

    POINT = "."
    COMMA = ","
    BOTH = "both"


@dataclass(frozen=True)
class Amount:
    """A number, or a bound below which it lies, with the unit that stood behind it."""

    number: Decimal
    below: bool = False
    unit: str = ""
    flag: str = ""


class UnreadableError(Exception):
    """A text that is no number; the message says what to write instead."""


def is_blank(text: str) -> bool:
    """Say whether a cell says that nothing was measured."""
    return folded_word(text) in NOT_MEASURED


def folded_word(text: str) -> str:
    """Return a cell in lower case with single spaces, as the tables of words spell it."""
    return " ".join(text.casefold().split())


def decimal_mark(cells: list[str], commas_possible: bool) -> Mark:
    """Return how a file writes decimals, judged by the cells that leave no doubt.

    "0,3" or "12,45" shows a comma; "1,250" shows nothing, since it may be 1250. Where columns are
    separated by commas a comma inside a cell is never read as a decimal sign.
    """
    sure = [cell.strip() for cell in cells if not THOUSANDS.fullmatch(cell.strip())]
    comma = commas_possible and any(WITH_COMMA.fullmatch(cell) for cell in sure)
    point = any("." in cell and PLAIN.fullmatch(cell) for cell in sure)
    if comma:
        return Mark.BOTH if point else Mark.COMMA
    return Mark.POINT


def amount(text: str, mark: Mark = Mark.POINT) -> Amount:
    """Return what a cell measures; `UnreadableError` says why not and what to write instead."""
    text = text.strip()
    if len(text) > LONGEST:
        raise UnreadableError("This is too long to be a result.")
    below = text[:1] in ("<", "≤")
    if text[:1] in (">", "≥"):
        raise UnreadableError(
            "This is only a lower bound: type the value if the laboratory has it."
        )
    found = AMOUNT.fullmatch(text.lstrip("<≤=").strip() if below else text)
    if found is None:
        raise UnreadableError("This is not a number.")
    rest, flag = _flag(found[2].strip())
    return Amount(_number(found[1], mark), below, rest, flag)


def _flag(rest: str) -> tuple[str, str]:
    """Take a laboratory's flag ("H", "(L)", "*") off what stands behind a number."""
    if FLAG.fullmatch(rest):
        return "", rest
    head, _, last = rest.rpartition(" ")
    return (head.strip(), last) if FLAG.fullmatch(last) else (rest, "")


def _number(text: str, mark: Mark) -> Decimal:
    """Return the number, or refuse what could be read in two ways."""
    if PLAIN.fullmatch(text):
        if "." in text and mark is not Mark.POINT:
            raise UnreadableError(f"The file writes decimals with a comma, here stands {text}.")
        return Decimal(text)
    if not WITH_COMMA.fullmatch(text):
        raise UnreadableError("Write the number without separators between thousands.")
    if mark is Mark.COMMA:
        return Decimal(text.replace(",", "."))
    if mark is Mark.BOTH:
        raise UnreadableError("The file writes decimals with a comma and with a point: choose one.")
    raise UnreadableError(
        "A comma here could mark decimals or thousands: write a decimal point, "
        "or separate the columns with semicolons."
    )
