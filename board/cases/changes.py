"""What one version of a case says otherwise than the one before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from board.cases.anchors import row_words
from board.cases.forms.words import label_of
from board.cases.models import CaseVersion
from board.myeloma.precision import precise

#: Writes the number at a path.
Amount = Callable[[str, float], str]

#: What every version has of itself.
WORDS = {
    "title": "Title",
    "question": "Question to the board",
    "reason": "Reason for presentation",
    "wishes": "Patient’s wishes",
    "priority": "Priority",
}
#: What tells the rows of a part apart.
KEYS = {"series": "date", "regimens": "id"}
#: What tells questions of the same words apart: the part of the facts they stand in.
PARTS = {"labs_diagnosis": "at diagnosis", "genetics_before": "earlier sample"}
#: The same for the days on which a whole part was taken or judged.
DAYS = {"labs_current": "blood now", "imaging": "imaging", "health": "organs", "patient": "frailty"}
#: How the name of a fact ends, and the unit it is kept in.
UNITS = {
    "_g_dL": "g/dL",
    "_mg_dL": "mg/dL",
    "_mg_L": "mg/L",
    "_mg_24h": "mg/24 h",
    "_U_L": "U/L",
    "_e9_L": "×10⁹/L",
    "_per_uL": "per µL",
    "_xULN": "× upper limit",
    "_pct": "%",
    "_e6_kg": "×10⁶/kg",
    "_kg": "kg",
    "_cm": "cm",
}


@dataclass(frozen=True)
class Change:
    """One field with what it said and says; empty where it said nothing."""

    label: str
    before: str
    after: str


def changes_between(before: CaseVersion, after: CaseVersion) -> list[Change]:
    """Return every field that *after* says otherwise."""
    exact, short = _pairs(before, after, _exact), _pairs(before, after, precise)
    return [
        # Rounded for show, unless that would hide what changed.
        Change(label, *(short[label] if short[label][0] != short[label][1] else pair))
        for label, pair in exact.items()
        if pair[0] != pair[1]
    ]


def _pairs(before: CaseVersion, after: CaseVersion, amount: Amount) -> dict[str, tuple[str, str]]:
    old, new = dict(_said(before, amount)), dict(_said(after, amount))
    labels = dict.fromkeys([*old, *new])
    return {label: (old.get(label, ""), new.get(label, "")) for label in labels}


def _exact(_path: str, value: float) -> str:
    return f"{value:.10g}"


def _said(version: CaseVersion, amount: Amount) -> Iterator[tuple[str, str]]:
    for name, label in WORDS.items():
        yield label, str(getattr(version, name))
    for path, value in _flat(version.facts, ""):
        if path not in ("format", "case_id", "title"):
            yield _label(path), _shown(value, path, amount)
    for name, value in version.answers.items():
        if name not in ("as_typed", "not_known", "synthetic"):
            yield label_of(f"answers.{name}"), _shown(value, name, amount)


def _flat(node: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        path = f"{above}{name}"
        if name in KEYS and isinstance(value, list):
            for row in value:
                yield from _flat(row, f"{name}[{row.get(KEYS[name])}].")
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        else:
            yield path, value


@lru_cache(maxsize=4096)
def _label(path: str) -> str:
    """Return the question's own words for a path in the facts."""
    part, bracket, rest = path.partition("[")
    if bracket:
        row, _, leaf = rest.partition("].")
        name = label_of(f"{part}-0-{leaf}").partition(": ")[2] or leaf
        return f"{row_words(part, row)}: {name}"
    if ".dates." in path:
        return f"{label_of(path.replace('.dates.', '.'))}, taken on"
    above, _, leaf = path.partition(".")
    where = PARTS.get(above) or (DAYS.get(above) if leaf == "date" else None)
    return f"{label_of(path)}, {where}" if where else label_of(path)


def _shown(value: Any, path: str, amount: Amount) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(_shown(one, path, amount) for one in value) or "none"
    if not isinstance(value, float):
        return "not known" if value == "unknown" else str(value)
    unit = next((unit for ending, unit in UNITS.items() if path.endswith(ending)), "")
    return f"{amount(path, value)} {unit}".strip()
