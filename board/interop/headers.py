"""What a column of a laboratory table holds, read from its name alone.

"kappa [mg/L]", "Kappa FLC, mg/dL", "Hb g/dL", "creatinine_umol_L", "B2M at diagnosis (mg/L)" and
the names of the case facts ("kappa_mg_L", "labs_current.hb_g_dL") are all understood.
"""

from dataclasses import dataclass
from enum import Enum

from board.interop.column_names import NEIGHBOURS, fold_name
from board.interop.quantities import (
    BEST_RESPONSE,
    DIAGNOSIS,
    LDH_LIMIT,
    LINE_START,
    QUANTITIES,
    Quantity,
    only_when,
    quantity_at,
    quantity_called,
)
from board.interop.units import fold_unit

LONGEST = 120
DATES = frozenset(
    (
        "date", "sample date", "date of sample", "sampling date", "collected", "collection date",
        "date collected", "specimen date", "drawn", "draw date", "date drawn", "result date",
        "day", "taken", "date taken", "test date", "visit date", "lab date", "datetime",
        "date time", "collected at", "sample taken", "series date", "datum", "abnahmedatum",
    )
)  # fmt: skip
PERSONS = frozenset(
    (
        "patient", "patient id", "patientid", "pat id", "mrn", "subject", "subject id", "usubjid",
        "case", "case id", "hospital number", "nhs number", "name", "patient name", "person",
        "person id", "sex", "gender", "dob", "date of birth", "birth date",
    )
)  # fmt: skip
WHEN = {
    "at diagnosis": DIAGNOSIS, "diagnosis": DIAGNOSIS, "at dx": DIAGNOSIS, "dx": DIAGNOSIS,
    "diagnostic": DIAGNOSIS, "at best response": BEST_RESPONSE, "best response": BEST_RESPONSE,
    "at line start": LINE_START, "at start of line": LINE_START, "line start": LINE_START,
    "current": "", "now": "", "latest": "",
}  # fmt: skip
LIMIT = ("upper limit of normal", "upper limit", "uln")
SPECIMENS = ("serum", "plasma", "blood", "s", "p", "b")
BRACKETS = {"[": "]", "(": ")"}


class Holds(Enum):
    """What a column is for."""

    DAY = "day"
    PERSON = "person"
    RESULT = "result"
    LIMIT = "upper limit"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Column:
    """One column: what it holds, of which quantity, in which folded unit ("" when unnamed)."""

    holds: Holds
    quantity: Quantity | None = None
    unit: str = ""
    unit_text: str = ""
    reason: str = ""  #: why it holds nothing that can be read


def column(text: str) -> Column:
    """Return what the column named *text* holds; a column that cannot be read says why."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return Column(Holds.NOTHING, reason="A column name this long is not read.")
    if direct := quantity_at(text):
        return Column(Holds.RESULT, direct, direct.own_unit, direct.unit)
    words = fold_name(text)
    if words in DATES:
        return Column(Holds.DAY)
    if words in PERSONS:
        return Column(Holds.PERSON)
    return _measured(text)


def named_apart(name: str, unit: str) -> Column:
    """Return what a test holds whose unit stands in another cell than its *name*."""
    bare = column(name)
    if bare.unit or (bare.holds is Holds.NOTHING and bare.reason != NO_PLACE):
        return bare
    return _of(fold_name(name), unit)


def _measured(text: str) -> Column:
    """Read a column name as a quantity and its unit."""
    best = Column(Holds.NOTHING, reason=NO_PLACE)
    for name, unit in _splits(text):
        found = _of(fold_name(name), unit)
        if found.holds is not Holds.NOTHING and found.unit:
            return found
        if best.reason == NO_PLACE:
            best = found
    return best


def _splits(text: str) -> list[tuple[str, str]]:
    """Return the ways to part a column name into name and unit, the surest first."""
    for opening, closing in BRACKETS.items():
        start, end = text.rfind(opening), text.rfind(closing)
        if 0 <= start < end and _looks_like_unit(text[start + 1 : end]):
            return [(f"{text[:start]} {text[end + 1 :]}", text[start + 1 : end])]
    parts: list[tuple[str, str]] = []
    for separators in (",;:", " ", "_"):
        marked = text
        for sign in separators:
            marked = marked.replace(sign, "\0")
        pieces = marked.split("\0")
        joint = "_" if separators == "_" else " "
        parts += [
            (" ".join(pieces[:cut]), joint.join(pieces[cut:]))
            for cut in range(1, len(pieces))
            if _looks_like_unit(joint.join(pieces[cut:]))
        ]
    return [*parts, (text, "")]


def _looks_like_unit(text: str) -> bool:
    """Say whether *text* is a unit that some quantity has, or is written like one."""
    folded = fold_unit(text)
    return folded in KNOWN_UNITS or (
        "/" in text and len(folded) <= 12 and " " not in text.strip() and folded[:1] != "/"
    )


def _of(words: str, unit_text: str) -> Column:
    """Return the column of the quantity that folded *words* mean."""
    if words in NEIGHBOURS:
        return Column(Holds.NOTHING, reason=NEIGHBOURS[words])
    words, limit = _without(words, LIMIT)
    words, when_said = _without(words, tuple(WHEN))
    when = WHEN.get(when_said, "")
    if limit and words == "ldh":
        return _with_unit(Holds.RESULT, LDH_LIMIT, unit_text)
    quantity = quantity_called(words, when) or quantity_called(_bare(words), when)
    if quantity is None:
        return Column(Holds.NOTHING, reason=NEIGHBOURS.get(words) or _no_place(words, when))
    return _with_unit(Holds.LIMIT if limit else Holds.RESULT, quantity, unit_text)


def _with_unit(holds: Holds, quantity: Quantity, unit_text: str) -> Column:
    """Return the column with its unit, or the reason why the unit is not one of the quantity's."""
    unit = fold_unit(unit_text)
    known = quantity.of_limit if holds is Holds.LIMIT else (*quantity.units, *quantity.of_limit)
    if unit and unit not in known:
        accepted = ", ".join(tuple(known)[:4])
        reason = f"{unit_text} is not a unit of {quantity.label} that is read; use {accepted}."
        return Column(Holds.NOTHING, quantity, reason=reason)
    return Column(holds, quantity, unit, unit_text.strip().replace("_", "/"))


def _without(words: str, phrases: tuple[str, ...]) -> tuple[str, str]:
    """Return *words* without the first of *phrases* found in them, and that phrase."""
    for phrase in phrases:
        if f" {phrase} " in f" {words} ":
            return " ".join(f" {words} ".replace(f" {phrase} ", " ", 1).split()), phrase
    return words, ""


def _bare(words: str) -> str:
    """Return *words* without the specimen in front."""
    first, _, rest = words.partition(" ")
    return rest if first in SPECIMENS else words


def _no_place(words: str, when: str) -> str:
    """Return why a name has no place, with the word about time that would give it one."""
    needed = only_when(words) or only_when(_bare(words))
    if needed and not when:
        return f"The case facts keep this only {needed}: say so in the name of the column."
    if when and quantity_called(words):
        return f"The case facts do not keep this {when}."
    return NO_PLACE


NO_PLACE = "This names nothing that the case facts keep."
KNOWN_UNITS = frozenset(unit for of in QUANTITIES for unit in (*of.units, *of.of_limit))
