"""What calculators ask: an input's name, unit and size, and how it is read when typed.

Sources: factors between units are arithmetic; sizes stand in ranges.py. ``scr=80umol/L`` is read in
the unit it names, ``scr=0.9`` in the unit of the input.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from board.myeloma.ranges import RANGES, Range

Kind = Literal["number", "whole", "choice", "yes_no", "items"]
YES, NO = ("yes", "true", "1"), ("no", "false", "0")
UNKNOWN = ("", "unknown", "null", "?")
_NUMBER = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,12})?)\s*(.*)", re.DOTALL)
LONGEST = 60


class Refused(ValueError):
    """What was typed cannot be read; *problems* are sentences, each beginning with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Input:
    """One input; *units* are others it is read in, with the factor to its own."""

    name: str
    words: str
    kind: Kind
    size: Range | None = None
    units: Mapping[str, float] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    needed: bool = True

    @property
    def unit(self) -> str:
        """Return the unit it is read in when none is typed."""
        return self.size.unit if self.size is not None else ""

    @property
    def asks(self) -> str:
        """Return in words what may stand behind the equals sign."""
        if self.kind == "yes_no":
            return "yes or no"
        if self.kind == "choice":
            return " or ".join(self.choices)
        if self.kind == "items":
            return f"none, or some of {', '.join(self.choices)}"
        others = f", or in {', '.join(self.units)}" if self.units else ""
        return f"{self.unit}{others}"

    def optional(self) -> "Input":
        """Return the same input as one that may be left out."""
        return replace(self, needed=False)


def number(name: str, words: str, size: str, units: Mapping[str, float] | None = None) -> Input:
    """Return an input that is a number within the range called *size*."""
    return Input(name, words, "number", RANGES[size], units or {})


def whole(name: str, words: str, size: str) -> Input:
    """Return an input that is a whole number within the range called *size*."""
    return Input(name, words, "whole", RANGES[size])


def choice(name: str, words: str, choices: tuple[str, ...]) -> Input:
    """Return an input that is one of *choices*."""
    return Input(name, words, "choice", choices=choices)


def yes_no(name: str, words: str) -> Input:
    """Return an input that is yes or no."""
    return Input(name, words, "yes_no")


def items(name: str, words: str, choices: tuple[str, ...]) -> Input:
    """Return an input that is a list of *choices*, or ``none``."""
    return Input(name, words, "items", choices=choices)


def read(inputs: Sequence[Input], typed: Sequence[str], complete: bool) -> dict[str, Any]:
    """Return the values of *typed* (``key=value``) by name; Refused lists all that is wrong.

    What is left out is None; with *complete*, only optional inputs may be left out.
    """
    known = {one.name: one for one in inputs}
    problems: list[str] = []
    values: dict[str, Any] = dict.fromkeys(known)
    seen: set[str] = set()
    for text in typed:
        name, equals, value = text.partition("=")
        if problem := _odd_key(name, equals, known, seen):
            problems.append(problem)
            continue
        seen.add(name)
        try:
            values[name] = _read(known[name], value.strip())
        except ValueError as wrong:
            problems.append(f"{name}: {wrong}")
    if complete:
        gaps = [i for i in inputs if i.needed and values[i.name] is None and i.name not in seen]
        problems += [f"{i.name}: missing; write {i.name}=… ({i.words}: {i.asks})" for i in gaps]
        blank = [i for i in inputs if i.needed and values[i.name] is None and i.name in seen]
        told = {problem.partition(":")[0] for problem in problems}
        problems += [f"{i.name}: is needed ({i.asks})" for i in blank if i.name not in told]
    if problems:
        raise Refused(problems)
    return values


def _odd_key(name: str, equals: str, known: Mapping[str, Input], seen: set[str]) -> str:
    shown = _shown(name)
    if not equals:
        return f"{shown}: write it as name=value; the inputs are {', '.join(known)}"
    if name not in known:
        return f"{shown}: there is no such input; the inputs are {', '.join(known)}"
    return f"{name}: stands twice" if name in seen else ""


def _read(one: Input, text: str) -> Any:
    if text.lower() in UNKNOWN:
        return None
    if one.kind == "yes_no":
        return _yes_or_no(text)
    if one.kind == "choice":
        return _one_of(one, text)
    if one.kind == "items":
        return _list(one, text)
    return _number(one, text)


def _yes_or_no(text: str) -> bool:
    if text.lower() in (*YES, *NO):
        return text.lower() in YES
    raise ValueError(f"{_shown(text)} is neither yes nor no; write yes, no or unknown")


def _one_of(one: Input, text: str) -> str:
    for known in one.choices:
        if known.lower() == text.lower():
            return known
    raise ValueError(f"{_shown(text)} is not one of {', '.join(one.choices)}")


def _list(one: Input, text: str) -> tuple[str, ...]:
    named = [] if text.lower() == "none" else [part.strip() for part in text.split(",")]
    strange = [part for part in named if part not in one.choices]
    if strange:
        raise ValueError(
            f"{_shown(', '.join(strange))}: no such item; known are {', '.join(one.choices)}"
        )
    return tuple(named)


def _number(one: Input, text: str) -> float:
    found = _NUMBER.fullmatch(text)
    if found is None or one.size is None:
        raise ValueError(f"{_shown(text)} is not a number; write it with a point ({one.asks})")
    value, unit = float(found[1]), found[2].strip()
    if unit and unit != one.unit:
        if unit not in one.units:
            point = " with a decimal point, not a comma," if unit.startswith(",") else ""
            raise ValueError(
                f"unit {_shown(unit)} is not known here; write it{point} in {one.asks}"
            )
        value *= one.units[unit]
    if one.kind == "whole":
        if value != int(value):
            raise ValueError(f"{_shown(text)} must be a whole number")
        return int(one.size.check(value))
    return one.size.check(value)


def _shown(text: str) -> str:
    return repr(text[:LONGEST])


CREATININE = number(
    "scr", "serum creatinine", "creatinine", {"umol/L": 1 / 88.4, "µmol/L": 1 / 88.4}
)
AGE = whole("age", "age", "age")
SEX = choice("sex", "sex", ("F", "M"))
WEIGHT = number("weight", "actual weight", "weight", {"lb": 0.45359237})
HEIGHT = number("height", "height", "height", {"m": 100.0, "in": 2.54})
CALCIUM = number("calcium", "serum calcium", "calcium", {"mmol/L": 4.008})
CALCIUM_MMOL = number("calcium", "serum calcium", "calcium_mmol", {"mg/dL": 1 / 4.008})
ALBUMIN = number("albumin", "serum albumin", "albumin", {"g/L": 0.1})
BMI = number("bmi", "body mass index", "bmi")
DEX = number("dex", "dexamethasone a month (IMPEDE) or a cycle (SAVED)", "dexamethasone")
KPS = whole("kps", "Karnofsky status", "karnofsky")
ECOG = whole("ecog", "ECOG performance status", "ecog")
ADL = whole(
    "adl", "Katz: bathing, dressing, toileting, transferring, continence, feeding", "katz_adl"
)
IADL = whole("iadl", "Lawton: all 8 activities, for men as for women", "lawton_iadl")
