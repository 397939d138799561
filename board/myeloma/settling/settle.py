"""Which missing facts would settle the verdicts that are not known.

*Settles*: a set of facts settles an option when its verdict is known whatever admissible answers
these facts get, everything else staying as recorded. *Could rule out*: a single fact could rule
out an option when one of its answers alone makes it not eligible. The smallest sets are those of
which no fact can be spared.

Exact over the answers of questions.py: every claim is a verdict of the engine itself
(options.options), asked with the answers put into the facts; no rule is told here twice. What the
search takes from the engine beside verdicts: a known verdict stays known when facts are added,
and a criterion that names the facts it waits for (``needs``) waits for no other, the whole
treatment history counting as one (both are properties under test).

Bounds: the facts that every set must hold are not limited; beside them at most EXTRA facts are
combined, and at most LOOKS cases are judged. Where a bound is hit, the option is listed in
*not_searched*, so that a page can say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.settling.questions import Question, questions
from board.myeloma.settling.settle_parts import parts_of
from board.myeloma.settling.settle_search import Engine, Found, search_all
from board.myeloma.telling.brief import Option

#: Facts combined beside those that every settling set must hold.
EXTRA = 3
#: Cases judged before the search gives up.
LOOKS = 6000
#: Smallest sets told for one option.
MOST_SETS = 24
TOO_MANY = "too many missing facts to search them all"
NO_FACT = "no missing fact of the case decides it"


@dataclass(frozen=True)
class Settling:
    """Facts that together settle verdicts, and the verdicts one answer to one of them rules out."""

    facts: tuple[str, ...]
    labels: tuple[str, ...]
    settles: tuple[str, ...]
    could_rule_out: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One missing fact: what it settles alone, what it could rule out, and whom it helps settle."""

    fact: str
    label: str
    section: str
    settles: tuple[str, ...]
    could_rule_out: tuple[str, ...]
    belongs_to: tuple[str, ...]


@dataclass(frozen=True)
class OptionSettled:
    """The smallest sets that settle one option; none when no missing fact of the case can."""

    option: str
    sets: tuple[tuple[str, ...], ...]
    more_sets: bool
    why_none: str


@dataclass(frozen=True)
class WhatSettles:
    """Everything a page tells about the unknown verdicts of a case.

    *sets* are ranked by the number of options decided, then by fewer facts, then by label; *facts*
    likewise, then by what they could rule out. *not_searched* names options where a bound was hit.
    """

    sets: tuple[Settling, ...]
    facts: tuple[Asked, ...]
    options: tuple[OptionSettled, ...]
    not_searched: tuple[str, ...]
    judged: int


def what_settles(
    facts: CaseFacts,
    judged: Sequence[Option],
    own: tuple[Override, ...] = (),
    looks: int = LOOKS,
) -> WhatSettles:
    """Return what would settle the unknown verdicts among *judged*, the options of *facts*.

    *own* are the thresholds a board set itself, by which *judged* were judged.
    """
    asked = questions(facts, own)
    engine = Engine(facts, asked, looks, own)
    parts = parts_of(judged, asked)
    found = search_all(engine, [part for own in parts.values() for part in own], EXTRA)
    by_option = {name: tuple(found[part] for part in own) for name, own in parts.items()}
    settled = [_combined(name, own) for name, own in by_option.items()]
    ruled = _rules_out(by_option)
    return WhatSettles(
        sets=_ranked(settled, ruled, asked),
        facts=_one_by_one(settled, ruled, asked),
        options=tuple(settled),
        not_searched=tuple(name for name, own in by_option.items() if None in own),
        judged=engine.made,
    )


def _combined(option: str, parts: Sequence[Found | None]) -> OptionSettled:
    if any(part is None for part in parts):
        return OptionSettled(option, (), False, TOO_MANY)
    known = [part for part in parts if part is not None]
    # A part that can only fail decides the verdict by itself.
    failing = [one for part in known if part.fails for one in part.sets]
    sets = failing or [frozenset().union(*chosen) for chosen in product(*(p.sets for p in known))]
    if not sets:
        return OptionSettled(option, (), False, NO_FACT)
    ordered = sorted(sorted(one) for one in sets)
    ordered.sort(key=len)
    kept = tuple(tuple(one) for one in ordered[:MOST_SETS])
    return OptionSettled(option, kept, len(ordered) > MOST_SETS, "")


def _rules_out(by_option: Mapping[str, Sequence[Found | None]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for option, parts in by_option.items():
        for part in parts:
            for fact in sorted(part.could_fail) if part is not None else ():
                found.setdefault(fact, []).append(option)
    return {fact: tuple(names) for fact, names in found.items()}


def _ranked(
    settled: Sequence[OptionSettled],
    ruled: Mapping[str, tuple[str, ...]],
    asked: Mapping[str, Question],
) -> tuple[Settling, ...]:
    every = dict.fromkeys(one for option in settled for one in option.sets)
    found = [
        Settling(
            facts=one,
            labels=tuple(asked[fact].label for fact in one),
            settles=_settled_by(one, settled),
            could_rule_out=tuple(dict.fromkeys(o for fact in one for o in ruled.get(fact, ()))),
        )
        for one in every
    ]
    return tuple(sorted(found, key=lambda s: (-len(s.settles), len(s.facts), s.labels)))


def _one_by_one(
    settled: Sequence[OptionSettled],
    ruled: Mapping[str, tuple[str, ...]],
    asked: Mapping[str, Question],
) -> tuple[Asked, ...]:
    found = []
    for fact, question in asked.items():
        part_of = tuple(o.option for o in settled if any(fact in one for one in o.sets))
        if part_of or fact in ruled:
            alone = _settled_by((fact,), settled)
            found.append(
                Asked(fact, question.label, question.section, alone, ruled.get(fact, ()), part_of)
            )
    found.sort(key=lambda one: (-len(one.settles), -len(one.could_rule_out), one.label))
    return tuple(found)


def _settled_by(facts: Sequence[str], settled: Sequence[OptionSettled]) -> tuple[str, ...]:
    known = set(facts)
    return tuple(o.option for o in settled if any(known.issuperset(one) for one in o.sets))
