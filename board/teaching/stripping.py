"""What is left of a case when nobody can be recognised in it: pure. Facts in; facts and paragraphs out.

Numbers, findings, responses and words that the format itself knows stay. Every other word somebody typed
becomes a paragraph, or goes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from board.myeloma.facts import PHASES, STOP_REASONS
from board.myeloma.treatment.agents import names, recognise, squeezed
from board.teaching.shifting import DATE, WORDS

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
    "drug_last_dose": "A drug as typed",
    "phase": "Phase of a treatment",
    "stop_reason": "Why a treatment was stopped",
    "isotype": "Kind of myeloma",
    "method": "Method of a test",
    "adherence_reason": "Why a treatment was not taken",
}
#: What stands where nobody knows which drug it was.
A_DRUG = "a drug"
#: Words that a copy says of itself, in the fields of the format.
ITSELF = {"format": "case-facts/1", "case_id": "teaching", "title": "Teaching copy"}
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
    left |= {name: ITSELF[name] for name in ("case_id", "title")}
    age = left.get("patient", {}).get("age")
    if age is not None and age > OLDEST - 1:
        left["patient"]["age"] = OLDEST
    for number, regimen in enumerate(left.get("regimens", ()), start=1):
        regimen["id"] = f"r{number}"
    return left, taken


def unaccounted(facts: Any, key: str = "", place: str = "") -> Iterator[tuple[str, str]]:
    """Return, with its place, every string of stripped facts that is neither a date nor a word of the format."""
    if isinstance(facts, dict):
        for name, inner in facts.items():
            at = f"{place} {name}".strip()
            if key == "drug_last_dose" and not _is_canonical(name):
                yield place, name
            yield from unaccounted(inner, name, at)
    elif isinstance(facts, list):
        for number, inner in enumerate(facts, start=1):
            yield from unaccounted(inner, key, f"{place} {number}")
    elif isinstance(facts, str) and not _is_own(key, facts):
        yield place, facts


def age_words(age: int | None) -> str:
    """Return an age as a copy tells it: above 89 nobody is told apart."""
    if age is None:
        return "not known"
    return f"{OLDEST}+" if age > OLDEST - 1 else str(age)


def _left(value: Any, key: str = "") -> Any:
    if isinstance(value, dict) and key == "drug_last_dose":
        # what stands in brackets behind a drug is recognised with it, and must not stay with it
        return {drug.id: when for name, when in value.items() if (drug := recognise(name))}
    if isinstance(value, dict):
        return {name: _left(inner, name) for name, inner in value.items() if not _goes(name, inner)}
    if isinstance(value, list):
        if key == "drugs":
            return [known.id if (known := recognise(drug)) else A_DRUG for drug in value]
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
            if key == "drug_last_dose" and not _is_a_name(name):
                yield Words(NAMES[key], name)
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
        return not _is_a_name(value)
    return key in KNOWN_WORDS and value not in KNOWN_WORDS[key]


def _is_a_name(typed: str) -> bool:
    """Say whether this is a name of one drug and nothing besides."""
    return squeezed(typed) in names() or (len(typed) == 1 and recognise(typed) is not None)


def _is_canonical(drug: str) -> bool:
    known = recognise(drug)
    return known is not None and known.id == drug


def _is_own(key: str, value: str) -> bool:
    if key == "drugs":
        return value == A_DRUG or _is_canonical(value)
    if key in KNOWN_WORDS:
        return value in KNOWN_WORDS[key]
    return ITSELF.get(key) == value or (key not in WORDS and DATE.fullmatch(value) is not None)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {words}" for name, words in value.items())
    return "; ".join(value) if isinstance(value, list) else str(value)
