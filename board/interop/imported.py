"""What an import gives: facts, where each came from, and what was not understood."""

import datetime
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MAX_SHOWN = 400
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Placed:
    """One value that found its place in the case facts."""

    path: str  #: where it goes: `labs_current.hb_g_dL`, `series[2026-10-12].kappa_mg_L`
    value: Any  #: what goes there, in the unit of the path
    unit: str | None  #: the unit of `value`, in words for people
    was: str  #: what stood in the file, unit included
    where: str  #: "row 4, column kappa_mg_L"
    origin: str  #: the kind of source and its name, to be kept with the fact
    date: datetime.date | None = None  #: when the sample was taken or the treatment given
    note: str = ""  #: what the reader must know: "read as 0", "the newest of 4 values"


@dataclass(frozen=True)
class NotUnderstood:
    """Something in the file that was left out, and what would make it readable."""

    where: str
    text: str
    reason: str


@dataclass(frozen=True)
class Imported:
    """Everything one file says about one case; what it does not say is not in `facts`."""

    source: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    placed: tuple[Placed, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()


def shown(value: object) -> str:
    """Return *value* as one short printable line, whatever a file may have put into it."""
    text = value if isinstance(value, str) else _described(value)
    line = "".join(_visible(sign) for sign in text[: MAX_SHOWN + 1])
    return line if len(text) <= MAX_SHOWN else line[:MAX_SHOWN] + "…"


def source_name(name: str) -> str:
    """Return a file's own name without its folders, safe to show and to keep."""
    return shown(name.replace("\\", "/").rsplit("/", 1)[-1].strip()) or "unnamed file"


def _described(value: object) -> str:
    """Return a scalar as JSON writes it; a tree only by its kind, since it may have no end."""
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float | Decimal):
        return str(value)
    return "an object" if isinstance(value, dict) else "a list"


def _visible(sign: str) -> str:
    """Return *sign*, or its code point where printing it would hide or turn the text around."""
    if sign in "\t\r\n":
        return " "
    return f"U+{ord(sign):04X}" if unicodedata.category(sign) in HIDDEN else sign
