"""What is left of a case when nobody can be recognised in it: pure. Facts in; facts and paragraphs out.

Numbers, findings, responses and words that the format itself knows stay. Every other word somebody typed
becomes a paragraph, or goes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from board.myeloma.facts import PHASES, STOP_REASONS
from board.myeloma.treatment.agents import recognise

OLDEST = 90
#: Where the facts came from, and who measured: none of it is clinical.
DROPPED = frozenset({"laboratory", "flc_assay", "case_id", "title"})
#: Words of these fields stay when they are among the words given; else they become a paragraph.
KNOWN_WORDS = {
    "phase": frozenset(PHASES),
    "stop_reason": frozenset(STOP_REASONS),
    "isotype": frozenset({"IgG", "IgA", "IgD", "IgM", "IgE", "light chain", "non-secretory"}),
    "method": frozenset({"FISH", "sequencing", "array", "karyotype", "NGS"}),
    "adherence_reason": frozenset({"cost", "toxicity", "transport", "forgotten", "depression"}),
}
#: Words of these fields become paragraphs whatever they say.
FREE = frozenset({"note", "genetics_source_text", "variants", "panel", "doses", "hctci_items"})
NAMES = {
    "note": "Note on a treatment",
    "genetics_source_text": "Genetic report",
    "variants": "Variants",
    "panel": "What was tested",
    "doses": "Doses",
    "hctci_items": "Comorbidity items",
    "drugs": "A drug as typed",
    "phase": "Phase of a treatment",
    "stop_reason": "Why a treatment was stopped",
    "isotype": "Kind of myeloma",
    "method": "Method of a test",
    "adherence_reason": "Why a treatment was not taken",
}
GROUP = re.compile(r"[A-Za-z0-9]{1,2}")


@dataclass(frozen=True)
class Words:
    """One piece of free text: what it is, and what it says."""

    heading: str
    text: str


def stripped(facts: dict[str, Any]) -> tuple[dict[str, Any], list[Words]]:
    """Return facts in which no typed word is left, and the words that were taken out."""
    taken = list(_words(facts))
    left = _left(facts)
    left["case_id"], left["title"] = "teaching", "Teaching copy"
    age = left.get("patient", {}).get("age")
    if age is not None and age > OLDEST - 1:
        left["patient"]["age"] = OLDEST
    for number, regimen in enumerate(left.get("regimens", ()), start=1):
        regimen["id"] = f"r{number}"
    return left, taken


def age_words(age: int | None) -> str:
    """Return an age as a copy tells it: above 89 nobody is told apart."""
    if age is None:
        return "not known"
    return f"{OLDEST}+" if age > OLDEST - 1 else str(age)


def _left(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        named = key != "drug_last_dose"  # there the names are drugs as somebody typed them
        return {
            name: _left(inner, name)
            for name, inner in value.items()
            if not _goes(name, inner) and (named or recognise(name))
        }
    if isinstance(value, list):
        if key == "drugs":
            return [drug if recognise(drug) else "a drug" for drug in value]
        return [_left(inner, key) for inner in value]
    return value


def _goes(name: str, value: Any) -> bool:
    if name in DROPPED or name in FREE:
        return True
    if name in KNOWN_WORDS:
        return value not in KNOWN_WORDS[name]
    return name == "plan_group" and not GROUP.fullmatch(str(value))


def _words(value: Any, key: str = "") -> Iterator[Words]:
    if key in DROPPED:
        return
    if isinstance(value, dict) and key not in FREE:
        for name, inner in value.items():
            yield from _words(inner, name)
    elif isinstance(value, list) and key not in FREE:
        for inner in value:
            yield from _words(inner, key)
    elif value and key in FREE:
        yield Words(NAMES[key], _said(value))
    elif isinstance(value, str) and _is_unknown(key, value):
        yield Words(NAMES[key], value)


def _is_unknown(key: str, value: str) -> bool:
    if key == "drugs":
        return recognise(value) is None
    return key in KNOWN_WORDS and value not in KNOWN_WORDS[key]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {words}" for name, words in value.items())
    return "; ".join(value) if isinstance(value, list) else str(value)
