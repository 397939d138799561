"""From criteria to verdicts: every distinct criterion is asked once a case, and told when read.

Each criterion of a plan has a bit. What a case fails and what it leaves open are two sets of
bits, and an option's verdict is a look at its own bits in them. A verdict is *not eligible* when
any criterion fails, else *unknown* when any is not known, else *eligible*: criteria met, worth
discussing. Sources: named per criterion and option in the rule files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from board.myeloma.eligibility.criteria import NOT_ASKED, Asked, Outcome
from board.myeloma.eligibility.criterion_words import criterion_of
from board.myeloma.eligibility.judgement import Kind, Row, Sweep
from board.myeloma.health.cautions import Told, told
from board.myeloma.kleene import Truth
from board.myeloma.later import later
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Criterion, Option, Verdict

ALL_MET = ("all_criteria_met",)
NOT_IN_FORCE = ("rule_not_in_force",)
VERDICT_LABELS: dict[Verdict, str] = {
    "eligible": "Criteria met",
    "not_eligible": "Criteria not met",
    "unknown": "Not known",
}
LOGIC = (
    "Criteria not met when any criterion is not met; else not known when any is not known; "
    "else criteria met."
)
BY_HAND = "To be checked by hand"
#: Which drugs an option gives to a case: one that repeats a regimen depends on the case.
Drugs = Callable[[CaseReading], frozenset[str]]


@dataclass(frozen=True, eq=False)
class Entry:
    """One option of a plan; *plain* are the fields of its answer that no case changes."""

    id: str
    kind: str
    note: str
    drugs: Drugs
    asked: tuple[tuple[int, Asked], ...]
    names: tuple[tuple[int, str], ...]
    mask: int
    plain: Mapping[str, object]
    in_force: bool = True


#: One criterion with its bit.
BitAsk = tuple[int, Callable[[CaseReading], Outcome]]


@dataclass(frozen=True, eq=False)
class Plan:
    """What is asked of every case: each criterion with its bit, then the options.

    Criteria of one kind that are asked *at_once* are not asked *singly*.
    """

    asked: tuple[tuple[int, Asked], ...]
    entries: tuple[Entry, ...]
    singly: tuple[BitAsk, ...]
    at_once: tuple[Sweep, ...] = ()

    def narrowed(self, bits: int) -> "Plan":
        """Return a plan that asks only the criteria of *bits*."""
        asked = tuple(one for one in self.asked if one[0] & bits)
        return Plan(asked, self.entries, tuple(_ask(*one) for one in asked))


class Places:
    """Gives every criterion its bit, the same for all options that ask it."""

    def __init__(self) -> None:
        self._bits: dict[Asked, int] = {}

    def of(self, asked: Iterable[Asked]) -> tuple[tuple[int, Asked], ...]:
        """Return *asked* with their bits."""
        return tuple((self._bits.setdefault(one, 1 << len(self._bits)), one) for one in asked)

    def plan(self, entries: tuple[Entry, ...]) -> Plan:
        """Return what a case is asked for *entries*: every criterion so far, each once."""
        asked = tuple((bit, one) for one, bit in self._bits.items())
        alike: dict[Kind, list[tuple[int, Row]]] = {}
        for bit, one in asked:
            kind = one.question.kind
            if kind is not None and kind.sweep is not None and not one.conditions:
                alike.setdefault(kind, []).append((bit, one.question.row))
        swept = {bit for rows in alike.values() for bit, _ in rows}
        singly = tuple(_ask(bit, one) for bit, one in asked if bit not in swept)
        at_once = tuple(kind.sweep(rows) for kind, rows in alike.items() if kind.sweep)
        return Plan(asked, entries, singly, at_once)


class Ledger:
    """What one case fails, leaves open and is not asked, with the words read so far."""

    __slots__ = ("_criteria", "_told", "case", "failed", "skipped", "unknown")

    def __init__(self, plan: Plan, case: CaseReading) -> None:
        self.case = case
        self._criteria: dict[int, Criterion] = {}
        self._told: Told | None = None
        failed = unknown = skipped = 0
        for sweep in plan.at_once:
            fails, open_ = sweep(case)
            failed |= fails
            unknown |= open_
        for bit, ask in plan.singly:
            outcome = ask(case)
            if outcome is None:
                unknown |= bit
            elif outcome is False:
                failed |= bit
            elif outcome is NOT_ASKED:
                skipped |= bit
        self.failed, self.unknown, self.skipped = failed, unknown, skipped

    def truth(self, bit: int) -> Truth:
        """Return how the criterion of *bit*, which was asked, came out."""
        if self.failed & bit:
            return False
        return None if self.unknown & bit else True

    def outcome(self, bit: int) -> Outcome:
        """Return how the criterion of *bit* came out, or that it is not asked of this case."""
        return NOT_ASKED if self.skipped & bit else self.truth(bit)

    def criterion(self, bit: int, asked: Asked) -> Criterion:
        """Return the criterion of *bit* as it is shown; the same one for all options."""
        if bit not in self._criteria:
            self._criteria[bit] = criterion_of(asked.question, self.case, self.truth(bit))
        return self._criteria[bit]

    def told(self) -> Told:
        """Return what is shown beside options of the case."""
        if self._told is None:
            self._told = told(self.case)
        return self._told


class Decision(NamedTuple):
    """How one option stands, and the criteria that decide it, without any words."""

    verdict: Verdict
    deciding: tuple[str, ...]
    also_unknown: tuple[str, ...]


def _ask(bit: int, one: Asked) -> BitAsk:
    return bit, one.outcome if one.conditions else one.question.ask


def decided(plan: Plan, case: CaseReading) -> dict[str, Decision]:
    """Return how every option of *plan* stands, by its id."""
    return read_off(plan, Ledger(plan, case))


def read_off(plan: Plan, ledger: Ledger) -> dict[str, Decision]:
    """Return how every option of *plan* stands in the case of *ledger*, by its id."""
    failed, unknown = ledger.failed, ledger.unknown
    return {
        entry.id: _by_bits(entry, failed & entry.mask, unknown & entry.mask)
        for entry in plan.entries
    }


def judged(plan: Plan, case: CaseReading) -> tuple[Option, ...]:
    """Return every option of *plan* with its verdict; the rest is worked out when it is read."""
    ledger = Ledger(plan, case)
    found = []
    for entry in plan.entries:
        known: dict[str, object] = {"id": entry.id, "verdict": verdict_of(entry, ledger)}
        found.append(later(Option, partial(_fill, entry, ledger), known))
    return tuple(found)


def _fill(entry: Entry, ledger: Ledger, name: str) -> Mapping[str, object]:
    return entry.plain if name in entry.plain else FIELDS[name](entry, ledger)


def _criteria(entry: Entry, ledger: Ledger) -> tuple[Criterion, ...]:
    return tuple(
        ledger.criterion(bit, asked) for bit, asked in entry.asked if not ledger.skipped & bit
    )


def _criteria_field(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    return {"criteria": _criteria(entry, ledger)}


def _deciding(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    return _decision(entry, ledger)._asdict()


def _decision(entry: Entry, ledger: Ledger) -> Decision:
    return _by_bits(entry, ledger.failed & entry.mask, ledger.unknown & entry.mask)


# Most patients fail an option, or leave it open, in one of a few ways.
@lru_cache(maxsize=16_384)
def _by_bits(entry: Entry, failed: int, unknown: int) -> Decision:
    if not entry.in_force:
        return Decision("unknown", NOT_IN_FORCE, ())
    open_ = _ids(entry, unknown) if unknown else ()
    if failed:
        return Decision("not_eligible", _ids(entry, failed), open_)
    return Decision("unknown", open_, ()) if unknown else Decision("eligible", ALL_MET, ())


def _ids(entry: Entry, bits: int) -> tuple[str, ...]:
    return tuple([name for bit, name in entry.names if bits & bit])


def _verdict_label(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    return {"verdict_label": VERDICT_LABELS[verdict_of(entry, ledger)]}


def verdict_of(entry: Entry, ledger: Ledger) -> Verdict:
    """Return how *entry* stands in the case of *ledger*."""
    if ledger.failed & entry.mask:
        return "not_eligible"
    return "unknown" if ledger.unknown & entry.mask or not entry.in_force else "eligible"


def _message(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    verdict = verdict_of(entry, ledger)
    if verdict == "eligible":
        return {"message": f"All criteria met. {entry.note}".strip()}
    wanted = "not_met" if verdict == "not_eligible" else "unknown"
    criteria = _criteria(entry, ledger)
    said = [one for one in criteria if one.state == wanted]
    by_hand = all(one.by_hand for one in said)
    words = " ".join(_without_lead(one) if by_hand else one.message for one in said)
    lead = "Not met" if verdict == "not_eligible" else BY_HAND if by_hand else "Not known"
    note = entry.note if verdict == "unknown" else ""
    return {"message": f"{lead}: {words} {note}".strip(), "criteria": criteria}


def _without_lead(one: Criterion) -> str:
    return f"{one.label}."


def _cautions(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    return {"cautions": ledger.told().cautions_for(entry.kind, entry.drugs(ledger.case))}


def _prerequisites(entry: Entry, ledger: Ledger) -> Mapping[str, object]:
    return {"prerequisites": ledger.told().prerequisites_for(entry.kind, entry.drugs(ledger.case))}


#: How each field of an answer is worked out, where no field of the rule says it.
FIELDS: Mapping[str, Callable[[Entry, Ledger], Mapping[str, object]]] = {
    "criteria": _criteria_field,
    "deciding": _deciding,
    "also_unknown": _deciding,
    "verdict_label": _verdict_label,
    "message": _message,
    "cautions": _cautions,
    "prerequisites": _prerequisites,
}


def entry(
    plain: Mapping[str, object],
    asked: Sequence[tuple[int, Asked]],
    drugs: Drugs,
    note: str,
) -> Entry:
    """Return an option as a plan keeps it, from the fields of its rule and its criteria."""
    mask = 0
    for bit, _ in asked:
        mask |= bit
    names = tuple((bit, str(one.question.plain["id"])) for bit, one in asked)
    return Entry(
        str(plain["id"]), str(plain["kind"]), note, drugs, tuple(asked), names, mask, plain
    )


def not_in_force(plain: Mapping[str, object], drugs: Drugs, since: str) -> Entry:
    """Return an option that has no text on the day asked for: it is never judged."""
    told = {
        **plain,
        "verdict_label": VERDICT_LABELS["unknown"],
        "criteria": (),
        "deciding": NOT_IN_FORCE,
        "also_unknown": (),
        "message": f"Rule not loaded: no text in force on the day of the case{since}.",
        "cautions": (),
        "prerequisites": (),
    }
    return Entry(str(plain["id"]), str(plain["kind"]), "", drugs, (), (), 0, told, False)
