"""Which facts differ between two versions of a case, in words, and a case with only some of them.

A regimen that was added or left out is one change; within a regimen that stands in both, each field
is one. The markers of one day are one change. What the case is called is not a fact.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from board.myeloma.disease.markers import chains_shown
from board.myeloma.facts import CaseFacts, Regimen, Sample
from board.myeloma.treatment.courses import read_courses
from board.myeloma.words import NOT_KNOWN, fact_words, show

NOT_FACTS = frozenset({"format", "case_id", "title", "synthetic"})
NOT_THERE = "not recorded"
LABELS = {
    "as_of": "Day of the case",
    "jurisdiction": "Jurisdiction",
    "genetics_source_text": "The laboratory's own lines",
}
PART_LABELS = {
    "labs_diagnosis": "at diagnosis",
    "genetics_before": "in the earlier sample",
}
Apply = Callable[[CaseFacts], CaseFacts]


@dataclass(frozen=True)
class Change:
    """One fact that differs, before and after in words; *apply* puts it into a case."""

    fact: str
    label: str
    before: str
    after: str
    apply: Apply


def changed_facts(before: CaseFacts, after: CaseFacts) -> tuple[Change, ...]:
    """Return every fact that differs, in the order of the format."""
    return tuple(_changes(before, after))


def with_changes(before: CaseFacts, changes: Iterable[Change]) -> CaseFacts:
    """Return *before* with these changes and no others."""
    for change in changes:
        before = change.apply(before)
    return before


def _changes(before: CaseFacts, after: CaseFacts) -> Iterator[Change]:
    for name in type(before).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if name in NOT_FACTS or old == new:
            continue
        if name == "regimens":
            yield from _regimen_changes(before, after)
        elif name == "series":
            yield from _series_changes(before, after)
        elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
            yield from _part_changes(name, old, new)
        else:
            yield Change(name, _label(name), _shown(old), _shown(new), _put(name, new))


def _put(name: str, value: object) -> Apply:
    return lambda facts: facts.model_copy(update={name: value})


def _part_changes(part: str, old: BaseModel, new: BaseModel) -> Iterator[Change]:
    for field in type(old).model_fields:
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            path = f"{part}.{field}"
            yield Change(path, _label(path), *_both(path, was, now), _put_in(part, field, now))


def _put_in(part: str, field: str, value: object) -> Apply:
    def apply(facts: CaseFacts) -> CaseFacts:
        changed = getattr(facts, part).model_copy(update={field: value})
        return facts.model_copy(update={part: changed})

    return apply


def _regimen_changes(before: CaseFacts, after: CaseFacts) -> Iterator[Change]:
    old = {one.id: one for one in before.regimens}
    new = {one.id: one for one in after.regimens}
    for name in dict.fromkeys([*old, *new]):
        path, was, now = f"regimens[{name}]", old.get(name), new.get(name)
        if was is None or now is None:
            first, last = (NOT_THERE if one is None else _course(one) for one in (was, now))
            yield Change(path, f"Regimen {name}", first, last, _regimen(name, now))
            continue
        for field in type(now).model_fields:
            if getattr(was, field) != getattr(now, field):
                label = f"{_course(now)}: {field.replace('_', ' ')}"
                both = _shown(getattr(was, field)), _shown(getattr(now, field))
                yield Change(f"{path}.{field}", label, *both, _in_regimen(name, field, now))


def _regimen(name: str, now: Regimen | None) -> Apply:
    def apply(facts: CaseFacts) -> CaseFacts:
        kept = tuple(one for one in facts.regimens if one.id != name)
        return facts.model_copy(update={"regimens": kept + (() if now is None else (now,))})

    return apply


def _in_regimen(name: str, field: str, now: Regimen) -> Apply:
    def apply(facts: CaseFacts) -> CaseFacts:
        update = {field: getattr(now, field)}
        regimens = [
            one.model_copy(update=update) if one.id == name else one for one in facts.regimens
        ]
        return facts.model_copy(update={"regimens": tuple(regimens)})

    return apply


def _series_changes(before: CaseFacts, after: CaseFacts) -> Iterator[Change]:
    for day in sorted({sample.date for facts in (before, after) for sample in facts.series}):
        was, now = (_of_day(facts, day) for facts in (before, after))
        if sorted(map(str, was)) != sorted(map(str, now)):
            said = _samples(was), _samples(now)
            yield Change(f"series[{day}]", f"Markers of {day}", *said, _day(day, now))


def _of_day(facts: CaseFacts, day: str) -> tuple[Sample, ...]:
    return tuple(sample for sample in facts.series if sample.date == day)


def _day(day: str, now: tuple[Sample, ...]) -> Apply:
    def apply(facts: CaseFacts) -> CaseFacts:
        kept = tuple(sample for sample in facts.series if sample.date != day)
        return facts.model_copy(update={"series": kept + now})

    return apply


def _label(path: str) -> str:
    part, _, field = path.partition(".")
    word = fact_words().get(path)
    if word is not None:
        return word.label
    words = LABELS.get(path) or (field or part).replace("_", " ")
    where = PART_LABELS.get(part) or (part.replace("_", " ") if field else "")
    return f"{words[:1].upper()}{words[1:]} {where}".strip()


def _both(path: str, was: object, now: object) -> tuple[str, str]:
    word = fact_words().get(path)
    unit = f" {word.unit}" if word is not None and word.unit else ""
    first, second = (_shown(one) + (unit if one is not None else "") for one in (was, now))
    return first, second


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in sorted(value.items())) or NOT_KNOWN
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "recorded" if isinstance(value, BaseModel) else show(value)


def _course(regimen: Regimen) -> str:
    return read_courses((regimen,))[0].label()


def _samples(samples: Iterable[Sample]) -> str:
    return "; ".join(_sample(sample) for sample in samples) or NOT_THERE


def _sample(sample: Sample) -> str:
    named: dict[str, Any] = {
        "serum M": (sample.serum_m_g_dL, "g/dL"),
        "urine M": (sample.urine_m_mg_24h, "mg/24 h"),
        "marrow": (sample.bm_pc_pct, "%"),
    }
    said = [f"{name} {show(v)} {unit}" for name, (v, unit) in named.items() if v is not None]
    chains = chains_shown(sample.kappa_mg_L, sample.lambda_mg_L)
    return ", ".join([*said, *([f"{chains} mg/L"] if chains else [])]) or NOT_KNOWN
