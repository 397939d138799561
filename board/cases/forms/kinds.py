"""Kinds of answers: how each is read from what was typed, and written back for typing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from board.interop import amounts, days
from board.interop.units import converted, fold_unit
from board.myeloma.dates import span

YES, NO, NOT_KNOWN = "yes", "no", "unknown"
LONGEST_LINE = 300
LONGEST_TEXT = 4_000
WRITE_DAY = "a date: write 09-Nov-2026"
#: Day, month and year with spaces between, as in the three fields of a date.
_SPACED = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4})")
#: A date whose year has two digits: 20.6.23, 20 Jun 23, 6/23. Which century is not for us to guess.
_SHORT_YEAR = re.compile(
    r"(?:\d{1,2}[-\s./]+)?(?:\d{1,2}|[a-z]{3,9})[-\s./,]+\d{2}|[a-z]{3,9}[-\s.]?\d{1,2},?[-\s]+\d{2}",
    re.ASCII,
)
FOUR_DIGITS = "must be a date: write the year with four digits, 09-Nov-2026"
_PARTIAL = re.compile(r"([a-z]{3,9}|\d{1,2})[-\s./](\d{4})")
_ISO_PARTIAL = re.compile(r"\d{4}(-\d{2})?")


class WrongError(ValueError):
    """What was typed is no answer; the message goes on from the question: "must be …"."""


@dataclass(frozen=True)
class Unit:
    """A unit a clinician may type in, and the exact factor into the unit of the facts."""

    label: str
    factor: Fraction = Fraction(1)


@dataclass(frozen=True)
class Number:
    """A number between *low* and *high* in the unit of the facts, the first of *units*."""

    low: float
    high: float
    units: tuple[Unit, ...] = (Unit(""),)
    whole: bool = False
    #: Words a laboratory writes instead of a number, kept as they are.
    words: tuple[str, ...] = ()

    def read(self, text: str, unit: str = "") -> float | int | str:
        """Return the value in the unit of the facts."""
        if self.words and (word := self._word(text, unit)):
            return word
        amount = _amount(text)
        chosen = self.unit_called(amount.unit or unit)
        value = converted(amount.number, chosen.factor)
        if not Decimal(str(self.low)) <= value <= Decimal(str(self.high)):
            raise WrongError(
                f"must be between {self._limits(chosen)}{self._meant(amount.number, chosen)}"
            )
        if self.whole and value != value.to_integral_value():
            raise WrongError("must be a whole number")
        return int(value) if self.whole else float(value)

    def write(self, value: Any) -> str:
        """Return the value as it would be typed in the unit of the facts."""
        if isinstance(value, str):
            return value
        return format(Decimal(str(value)).normalize(), "f")

    def unit_called(self, label: str) -> Unit:
        """Return the unit of that name, in any spelling; that of the facts when none is named."""
        if not label:
            return self.units[0]
        for unit in self.units:
            if fold_unit(unit.label) == fold_unit(label):
                return unit
        known = " or ".join(unit.label for unit in self.units if unit.label) or "no unit"
        raise WrongError(f"must be in {known}")

    def _limits(self, unit: Unit) -> str:
        low, high = (Fraction(str(limit)) / unit.factor for limit in (self.low, self.high))
        return f"{float(low):,.4g} and {float(high):,.5g} {unit.label}".strip()

    def _meant(self, number: Decimal, chosen: Unit) -> str:
        """Return how the number is written that was typed in another unit than the one chosen."""
        for unit in self.units:
            value = converted(number, unit.factor)
            if Decimal(str(self.low)) <= value <= Decimal(str(self.high)):
                instead = float(Fraction(value) / chosen.factor)
                return f": {number.normalize():f} {unit.label} is {instead:.4g} {chosen.label}"
        return ""

    def _word(self, text: str, unit: str) -> str:
        folded = amounts.folded_word(text)
        if folded.replace(" ", "") in ("<0.1", "<1") and "<0.1" in self.words:
            below = converted(Decimal(folded.replace(" ", "")[1:]), self.unit_called(unit).factor)
            return "<0.1" if below == Decimal("0.1") else ""
        word = amounts.TRACE.get(folded, folded)
        return word if word in self.words else ""


@dataclass(frozen=True)
class YesNo:
    """Yes, no, or not known; nothing is chosen before somebody chooses."""

    words: tuple[str, str, str] = ("Yes", "No", "Not known")

    def read(self, text: str, _unit: str = "") -> bool | None:
        """Return the answer; not known is None."""
        if text not in (YES, NO, NOT_KNOWN):
            raise WrongError("must be one of the answers offered")
        return {YES: True, NO: False, NOT_KNOWN: None}[text]

    def write(self, value: Any) -> str:
        """Return the answer as the form sends it."""
        return {True: YES, False: NO}.get(value, "")

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Return the answers offered, as sent and in words."""
        offered = zip((YES, NO, NOT_KNOWN), self.words, strict=True)
        return tuple((sent, words) for sent, words in offered if words)


@dataclass(frozen=True)
class Choice:
    """One of a few words; "unknown" among them means not known."""

    options: tuple[tuple[str, str], ...]
    #: A word beyond the list is kept: the facts take any.
    open: bool = False
    as_list: bool = False

    def read(self, text: str, _unit: str = "") -> str | None:
        """Return the chosen word."""
        if text == NOT_KNOWN:
            return None
        if self.open:
            return _line(text, 80)
        if text not in dict(self.options):
            raise WrongError("must be one of the answers offered")
        return text

    def write(self, value: Any) -> str:
        """Return the word."""
        return str(value)


@dataclass(frozen=True)
class Text:
    """Words, on one line or on several."""

    longest: int = LONGEST_LINE
    rows: int = 1
    suggestions: tuple[str, ...] = ()

    def read(self, text: str, _unit: str = "") -> str:
        """Return the words."""
        return _line(text, self.longest)

    def write(self, value: Any) -> str:
        """Return the words."""
        return str(value)


@dataclass(frozen=True)
class Lines:
    """Words, one entry a line."""

    rows: int = 6

    def read(self, text: str, _unit: str = "") -> list[str]:
        """Return the lines that say something."""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def write(self, value: Any) -> str:
        """Return the entries, one a line."""
        return "\n".join(value)


@dataclass(frozen=True)
class Named:
    """For each drug its own word, "lenalidomide: 15 mg", one a line; *dates*: a date."""

    dates: bool = False
    rows: int = 2

    def read(self, text: str, _unit: str = "") -> dict[str, str]:
        """Return the words by drug."""
        found: dict[str, str] = {}
        for line in text.splitlines():
            if not line.strip():
                continue
            name, colon, word = (part.strip() for part in line.partition(":"))
            if not (colon and name and word):
                raise WrongError("must have a drug, a colon and a value on each line")
            found[name] = partial_day(word) if self.dates else word
        return found

    def write(self, value: Any) -> str:
        """Return one line for each drug."""
        return "\n".join(f"{name}: {word}" for name, word in value.items())


@dataclass(frozen=True)
class Drugs:
    """Drug names separated by plus signs or commas."""

    def read(self, text: str, _unit: str = "") -> list[str]:
        """Return the names as typed."""
        names = [" ".join(name.split()) for name in re.split(r"[+,;\n]", text)]
        found = [name for name in names if name]
        if not found:
            raise WrongError("must name at least one drug")
        if any(len(name) > 80 for name in found):
            raise WrongError("must have a plus sign or a comma between the drugs")
        return found

    def write(self, value: Any) -> str:
        """Return the names with plus signs between."""
        return " + ".join(value)


@dataclass(frozen=True)
class Day:
    """A date: whole, or also a month or a year where *partial*."""

    partial: bool = True
    #: Shown as three fields for day, month and year.
    parts: bool = False

    def read(self, text: str, _unit: str = "") -> str:
        """Return the date as the facts have it: 2026-11-09, 2026-11 or 2026."""
        return partial_day(text) if self.partial else whole_day(text)

    def write(self, value: Any) -> str:
        """Return the date as the facts have it."""
        return str(value)


Kind = Number | YesNo | Choice | Text | Lines | Named | Drugs | Day


def whole_day(text: str) -> str:
    """Return the day as YYYY-MM-DD; refuse what is none or could be two."""
    if _SHORT_YEAR.fullmatch(text.strip().casefold()):
        raise WrongError(FOUR_DIGITS)
    try:
        return days.day(_SPACED.sub(r"\1.\2.\3", text.strip())).isoformat()
    except days.UnclearDayError as unclear:
        reason = str(unclear).rstrip(".")
        if reason.startswith("This could be"):
            raise WrongError("could be day/month or month/day: write 09-Nov-2026") from unclear
        if _PARTIAL.fullmatch(text.strip().casefold()) or _ISO_PARTIAL.fullmatch(text.strip()):
            raise WrongError("must name the day, too: write 09-Nov-2026") from unclear
        if reason.startswith("There is no such day"):
            raise WrongError("must be a day of the calendar") from unclear
        raise WrongError(f"must be {WRITE_DAY}") from unclear


def partial_day(text: str) -> str:
    """Return a day, a month or a year: "Nov 2026" becomes 2026-11."""
    folded = text.strip().casefold()
    if _ISO_PARTIAL.fullmatch(folded):
        return _believable(folded)
    if found := _PARTIAL.fullmatch(folded):
        return _believable(f"{found[2]}-{_month(found[1]):02}")
    return whole_day(text)


def typed_day(typed: Mapping[str, str], name: str) -> str:
    """Return what stands in the three fields of a date, "" when nothing does."""
    parts = [typed.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    if parts[1][:1].isalpha():
        parts[1] = str(_month(parts[1].casefold()))
    if not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise WrongError("must have a day, a month and a year")
    if len(parts[0]) < 4:
        raise WrongError(FOUR_DIGITS)
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day).isoformat() if year > 1899 else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise WrongError("must be a day of the calendar")


def _believable(text: str) -> str:
    try:
        span(text)
    except ValueError as error:
        raise WrongError(f"must be {WRITE_DAY}, Nov-2026 or 2026") from error
    if not "1900" <= text[:4] <= "2199":
        raise WrongError("must be a year of our time")
    return text


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    try:
        return int(whole_day(f"1 {word} 2000")[5:7])
    except WrongError as wrong:
        raise WrongError(f"must be {WRITE_DAY}, Nov-2026 or 2026") from wrong


def _amount(text: str) -> amounts.Amount:
    """Return the number typed; a comma that could mean thousands is asked about."""
    typed = text.strip()
    first = typed.split(" ")[0]
    if "," in first and amounts.THOUSANDS.fullmatch(first):
        whole = first.replace(",", "")
        raise WrongError(f"must say which it is: write {whole} or {first.replace(',', '.')}")
    mark = amounts.Mark.COMMA if "," in first else amounts.Mark.POINT
    try:
        amount = amounts.amount(typed, mark)
    except amounts.UnreadableError as unreadable:
        raise WrongError("must be a number") from unreadable
    if amount.below:
        raise WrongError("must be a number: a bound such as < cannot be compared")
    return amount


def _line(text: str, longest: int) -> str:
    words = text.strip()
    if len(words) > longest:
        raise WrongError(f"must be {longest:,} characters or fewer")
    return words
