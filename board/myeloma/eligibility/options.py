"""The options at relapse: rules as data, judged into verdicts.

Sources: labels, guidelines and trials, named per option in rules/options_us.toml and
rules/options_eu.toml with their validity. Several texts of one option may stand in a file, one
after the other: the day of the case selects the one in force.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import get_args

from board.myeloma.dates import span
from board.myeloma.eligibility.criteria import Asked, Book, book
from board.myeloma.eligibility.judging import (
    LOGIC,
    Decision,
    Entry,
    Places,
    Plan,
    decided,
    entry,
    judged,
    not_in_force,
)
from board.myeloma.eligibility.overrides import Override, owned
from board.myeloma.eligibility.trials import trials_behind
from board.myeloma.eligibility.verdict import KINDS
from board.myeloma.facts import Jurisdiction
from board.myeloma.once import once
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import (
    RuleFileError,
    build,
    ensure_day,
    fingerprint,
    load,
    place,
    rows_of,
    sections,
)
from board.myeloma.sources import cite_all
from board.myeloma.telling.brief import Option
from board.myeloma.treatment.agents import ensure_drugs

#: How an option stands to the drug labels of the jurisdiction; "unknown": the label is not in our files.
LABELS = frozenset(
    {
        "labelled",
        "off-label",
        "off-label, guideline-supported",
        "guideline-supported",
        "investigational",
        "clinical trial",
        "clinical trial only",
        "unknown",
    }
)


@dataclass(frozen=True)
class OptionRule:
    """One text of an option as written in the rule file; *assessed* ones are in assessment/1."""

    id: str
    name: str
    short: str
    kind: str
    label: str
    criteria: tuple[str, ...]
    sources: tuple[str, ...]
    drugs: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    checked_on: str = ""
    note: str = ""
    assessed: bool = True

    @property
    def first(self) -> date:
        """Return the first day on which the text is in force."""
        return span(self.valid_from).first if self.valid_from else date.min

    @property
    def last(self) -> date:
        """Return the last day on which the text is in force."""
        return span(self.valid_to).last if self.valid_to else date.max


@dataclass(frozen=True, eq=False)
class RuleSet:
    """All options of one jurisdiction, with the thresholds that the board set itself."""

    jurisdiction: str
    checked_on: str
    rules: tuple[tuple[OptionRule, tuple[Asked, ...]], ...]
    own: tuple[Override, ...] = ()
    #: The same in words, each with the reason, who signed it and when.
    own_told: tuple[str, ...] = ()
    #: Eight letters over the files it was read from; empty for those of the package.
    fingerprint: str = ""

    @once
    def assessed(self) -> frozenset[str]:
        """Return the ids of the options that assessment/1 lists."""
        return frozenset(rule.id for rule, _ in self.rules if rule.assessed)

    @once
    def name(self) -> str:
        """Return the name of the rules: jurisdiction, day they were checked, fingerprint."""
        name = (
            f"{self.jurisdiction}, checked {self.checked_on}, {self.fingerprint or fingerprint()}"
        )
        return name + owned(self.own)

    def plan(self, as_of: str) -> Plan:
        """Return what a case of the day *as_of* is asked: of every option the text in force."""
        return _plan_of(self, as_of)


@lru_cache(maxsize=64)
def rule_set(jurisdiction: str, own: tuple[Override, ...] = ()) -> RuleSet:
    """Return the options of *jurisdiction* (US or EU), every criterion resolved.

    *own* are the thresholds a board set itself; OverrideError for one that cannot be set.
    """
    name = f"options_{jurisdiction.lower()}"
    return read_rule_set(load(name), f"{name}.toml", book(own), own)


def read_rule_set(
    content: Mapping[str, object],
    file: str,
    criteria: Book,
    own: tuple[Override, ...] = (),
    fingerprint: str = "",
) -> RuleSet:
    """Return the options of a file that was read; RuleFileError for what is not understood."""
    table: Mapping[str, object] = sections(content, {"jurisdiction", "checked_on", "option"}, file)
    rules: list[tuple[OptionRule, tuple[Asked, ...]]] = []
    for row in rows_of(table, "option", file):
        rule = build(OptionRule, row, file)
        where = partial(place, row, file)
        _check(rule, [other for other, _ in rules], where)
        rules.append((rule, criteria.entries(rule.criteria, where("criteria"))))
    told = tuple(str(criteria[one.criterion].plain["own"]) for one in own)
    where_to, checked_on = _headed(table, file)
    return RuleSet(where_to, checked_on, tuple(rules), own, told, fingerprint)


def options(case: CaseReading, own: tuple[Override, ...] = ()) -> tuple[Option, ...]:
    """Return every option with its verdict; unknown where the rule is not in force that day."""
    return judged(rule_set(case.facts.jurisdiction, own).plan(case.facts.as_of), case)


def decisions(case: CaseReading, own: tuple[Override, ...] = ()) -> dict[str, Decision]:
    """Return how every option stands and what decides it, by its id and without any words."""
    return decided(rule_set(case.facts.jurisdiction, own).plan(case.facts.as_of), case)


def _headed(table: Mapping[str, object], file: str) -> tuple[str, str]:
    place, checked_on = table.get("jurisdiction"), table.get("checked_on")
    if place not in get_args(Jurisdiction):
        raise RuleFileError(f"{file}: jurisdiction: {place!r} is not one of US, EU")
    ensure_day(checked_on, f"{file}: checked_on")
    return str(place), str(checked_on)


def _check(rule: OptionRule, before: Sequence[OptionRule], where: Callable[[str], str]) -> None:
    if rule.kind not in KINDS:
        raise RuleFileError(f"{where('kind')}: unknown kind {rule.kind}")
    if rule.label not in LABELS:
        raise RuleFileError(f"{where('label')}: unknown label status {rule.label}")
    ensure_drugs(rule.drugs, where("drugs"))
    if not rule.sources:
        raise RuleFileError(f"{where('sources')}: it names no source")
    for key in ("valid_from", "valid_to", "checked_on"):
        if text := getattr(rule, key):
            ensure_day(text, where(key))
    if rule.last < rule.first:
        raise RuleFileError(f"{where('valid_to')}: it ends before it begins")
    for other in before:
        if other.id == rule.id and other.first <= rule.last and rule.first <= other.last:
            raise RuleFileError(f"{where('id')}: two texts are in force at once")


@lru_cache(maxsize=64)
def _changes(rules: RuleSet) -> tuple[date, ...]:
    # The days on which some text comes into force, or the day after it ceased to be.
    begun = {rule.first for rule, _ in rules.rules if rule.first > date.min}
    ended = {rule.last + timedelta(1) for rule, _ in rules.rules if rule.last < date.max}
    return tuple(sorted(begun | ended))


@lru_cache(maxsize=4096)
def _plan_of(rules: RuleSet, as_of: str) -> Plan:
    return _plan(rules, bisect_right(_changes(rules), span(as_of).first))


@lru_cache(maxsize=512)
def _plan(rules: RuleSet, number: int) -> Plan:
    day = _changes(rules)[number - 1] if number else date.min
    texts: dict[str, list[tuple[OptionRule, tuple[Asked, ...]]]] = {}
    for rule, asked in rules.rules:
        texts.setdefault(rule.id, []).append((rule, asked))
    places = Places()
    entries = tuple(_entry(rules, versions, day, places) for versions in texts.values())
    return places.plan(entries)


def _entry(
    rules: RuleSet,
    versions: Sequence[tuple[OptionRule, tuple[Asked, ...]]],
    day: date,
    places: Places,
) -> Entry:
    for rule, asked in versions:
        if rule.first <= day <= rule.last:
            return entry(_plain(rule, rules), places.of(asked), _drugs(rule), rule.note)
    later_ones = [rule for rule, _ in versions if rule.first > day]
    named = min(later_ones, key=lambda rule: rule.first) if later_ones else versions[-1][0]
    since = f" (text of {named.valid_from})" if named.valid_from else ""
    return not_in_force(_plain(named, rules), _drugs(named), since)


def _plain(rule: OptionRule, rules: RuleSet) -> Mapping[str, object]:
    text = f"{rule.id}, text of {rule.valid_from}" if rule.valid_from else rule.id
    return {
        "id": rule.id,
        "name": rule.name,
        "short": rule.short,
        "kind": rule.kind,
        "jurisdiction": rules.jurisdiction,
        "label_status": rule.label,
        "trials": trials_behind(rule.id),
        "valid_from": rule.valid_from or None,
        "valid_to": rule.valid_to or None,
        "checked_on": rule.checked_on or rules.checked_on,
        "sources": cite_all(*rule.sources),
        "rule_version": f"{text}; {rules.name}",
        "logic": LOGIC,
    }


def _drugs(rule: OptionRule) -> Callable[[CaseReading], frozenset[str]]:
    drugs = frozenset(rule.drugs)

    def of(case: CaseReading) -> frozenset[str]:
        if rule.kind != "retreat" or case.first_line is None:
            return drugs
        return frozenset(a.id for course in case.first_line.courses for a in course.agents)

    return of
