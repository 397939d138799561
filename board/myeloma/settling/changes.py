"""What moved between two versions of a case, and because of which facts.

The same case by the rules of another jurisdiction or another day is a version as well: jurisdiction
and day are facts of a case. A board's own thresholds count as one more change.

*Because*: the smallest sets of changed facts that on their own, put into the version before, give
the answer of the version after. Each is found by judging the case anew. Exact while sets of up to
LARGEST facts are enough and no more than LOOKS cases are judged; beyond, one set is told of which
no fact can be spared, and *exact* says no.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.settling.changed_facts import Change, changed_facts, with_changes
from board.myeloma.words import show

#: Facts in the largest set that is searched for exactly.
LARGEST = 3
#: Cases judged for one comparison, so that a page is not kept waiting.
LOOKS = 400
OWN_RULES = "rules.own"
#: The answer of a version that does not hold the drug, or of rules that do not hold the option.
NOT_ASKED = "not asked"
#: Answers of the assessment whose moves are told: place, label.
ANSWERS: Mapping[str, str] = {
    "relapse.type": "Type of relapse",
    "relapse.treatment_trigger": "Treatment trigger",
    "relapse.pd": "Progression (PD)",
    "lines.count": "Lines of therapy",
    "exposure.triple_class_refractory": "Triple-class refractory",
    "exposure.penta_refractory": "Penta-refractory",
    "exposure.primary_refractory": "Primary refractory",
    "risk.iss": "ISS",
    "risk.r_iss": "R-ISS",
    "risk.r2_iss.stage": "R2-ISS",
    "risk.ims_imwg_2025": "IMS/IMWG 2025",
    "risk.imwg_2016_high_risk_ca": "High-risk aberration (IMWG 2016)",
    "risk.functional_high_risk_18_12": "Early relapse (18 or 12 months)",
    "risk.plasma_cell_leukemia": "Plasma cell leukaemia",
    "health.imwg_frailty.cat": "IMWG frailty",
    "health.simplified_frailty.cat": "Simplified frailty",
    "health.hct_ci": "HCT-CI",
}


@dataclass(frozen=True)
class ChangedFact:
    """One fact that differs, in words, and the answers it helped to move."""

    fact: str
    label: str
    before: str
    after: str
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """One answer that differs; *because* are the smallest sets of facts that move it alone."""

    id: str
    kind: str
    label: str
    before: str
    after: str
    because: tuple[tuple[str, ...], ...]
    exact: bool


@dataclass(frozen=True)
class Comparison:
    """Everything a page tells about two versions: what moved, and every fact that differs."""

    moved: tuple[Moved, ...]
    facts: tuple[ChangedFact, ...]
    judged: int


@dataclass(frozen=True)
class _Answer:
    kind: str
    label: str
    value: str


Answers = Mapping[str, _Answer]


def compare(
    before: CaseFacts,
    after: CaseFacts,
    own_before: tuple[Override, ...] = (),
    own_after: tuple[Override, ...] = (),
    looks: int = LOOKS,
) -> Comparison:
    """Return what moved from *before* to *after*, with the facts that moved it."""
    changes = changed_facts(before, after)
    versions = _Versions(before, changes, own_before, own_after)
    first, last = versions.answers(()), versions.answers(versions.all)
    moved = [
        name for name in dict.fromkeys([*first, *last]) if _value(first, name) != _value(last, name)
    ]
    because = _because(versions, last, moved, looks)
    told = tuple(_moved(name, first, last, *because[name]) for name in moved)
    return Comparison(told, _facts(versions, told), versions.judged)


class _Versions:
    """The case before with any of the changes, each judged once."""

    def __init__(
        self,
        before: CaseFacts,
        changes: Sequence[Change],
        own_before: tuple[Override, ...],
        own_after: tuple[Override, ...],
    ) -> None:
        self.before, self.own = before, (own_before, own_after)
        self.changes = {change.fact: change for change in changes}
        rules = (OWN_RULES,) if own_before != own_after else ()
        self.all: tuple[str, ...] = (*self.changes, *rules)
        self._known: dict[frozenset[str], Answers] = {}

    @property
    def judged(self) -> int:
        return len(self._known)

    def answers(self, chosen: Sequence[str]) -> Answers:
        """Return the answers with the changes *chosen* and no others."""
        key = frozenset(chosen)
        if key not in self._known:
            changes = [self.changes[name] for name in self.changes if name in key]
            own = self.own[1] if OWN_RULES in key else self.own[0]
            self._known[key] = _answers(with_changes(self.before, changes), own)
        return self._known[key]


def _because(
    versions: _Versions, last: Answers, moved: Sequence[str], looks: int
) -> dict[str, tuple[tuple[tuple[str, ...], ...], bool]]:
    found: dict[str, tuple[tuple[tuple[str, ...], ...], bool]] = {}
    for size in range(1, LARGEST + 1):
        wanted = [name for name in moved if name not in found]
        sets: dict[str, list[tuple[str, ...]]] = {}
        for chosen in combinations(versions.all, size) if wanted else ():
            if versions.judged >= looks:
                break
            seen = versions.answers(chosen)
            for name in wanted:
                if _value(seen, name) == _value(last, name):
                    sets.setdefault(name, []).append(chosen)
        else:
            found |= {name: (tuple(own), True) for name, own in sets.items()}
            continue
        break
    return found | {
        name: ((_spared(versions, last, name),), False) for name in moved if name not in found
    }


def _spared(versions: _Versions, last: Answers, name: str) -> tuple[str, ...]:
    """Return changes that together move the answer, none of which can be spared."""
    kept = list(versions.all)
    for fact in versions.all:
        fewer = [one for one in kept if one != fact]
        if _value(versions.answers(fewer), name) == _value(last, name):
            kept = fewer
    return tuple(kept)


def _moved(
    name: str,
    first: Answers,
    last: Answers,
    because: tuple[tuple[str, ...], ...],
    exact: bool,
) -> Moved:
    about = last.get(name) or first[name]
    both = _value(first, name), _value(last, name)
    return Moved(name, about.kind, about.label, *both, because, exact)


def _facts(versions: _Versions, moved: Sequence[Moved]) -> tuple[ChangedFact, ...]:
    def moves(fact: str) -> tuple[str, ...]:
        return tuple(one.id for one in moved if any(fact in own for own in one.because))

    found = [
        ChangedFact(one.fact, one.label, one.before, one.after, moves(one.fact))
        for one in versions.changes.values()
    ]
    if OWN_RULES in versions.all:
        first, last = (_own_shown(own) for own in versions.own)
        label = "The board's own thresholds"
        found.append(ChangedFact(OWN_RULES, label, first, last, moves(OWN_RULES)))
    return tuple(found)


def _own_shown(own: Sequence[Override]) -> str:
    return (
        ", ".join(f"{one.criterion} {show(float(one.number))} {one.unit}".strip() for one in own)
        or "none"
    )


def _value(answers: Answers, name: str) -> str:
    return answers[name].value if name in answers else NOT_ASKED


def _answers(facts: CaseFacts, own: tuple[Override, ...]) -> Answers:
    values = assess(facts, own)
    found = {name: _Answer("answer", label, _told(values, name)) for name, label in ANSWERS.items()}
    for drug, truth in values["exposure"]["drugs"].items():
        found[f"drug.{drug}"] = _Answer(
            "drug", drug[:1].upper() + drug[1:], truth.replace("_", " ")
        )
    for option in options(CaseReading(facts), own):
        found[f"option.{option.id}"] = _Answer("option", option.name, option.verdict_label)
    return found


def _told(values: Mapping[str, Any], name: str) -> str:
    if name == "lines.count" and values["lines"]["count"] is None:
        return f"at least {values['lines']['min']}"
    found: Any = values
    for step in name.split("."):
        found = found[step]
    return show(found).replace("_", " ")
