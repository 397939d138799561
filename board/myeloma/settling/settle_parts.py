"""A verdict taken apart: criteria that wait for the same missing facts belong to one part.

Parts of one option share no fact, so that each can be settled by itself.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from board.myeloma.disease.response import IMAGING_CRITERIA
from board.myeloma.settling.missing import CHAIN
from board.myeloma.settling.questions import Question
from board.myeloma.telling.brief import Criterion, Option

#: Criteria that wait for the treatment history beside the facts they name.
ALSO_HISTORY = frozenset({"high_risk_trigger"})
#: Facts from which progression under the current line can be computed.
MARKERS = frozenset({"series", CHAIN, *(f"imaging.{name}" for name in IMAGING_CRITERIA)})
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Part:
    """Criteria of one option, and the missing facts they wait for.

    With *rest*, the criteria are all but *ids*: an answer may bring up criteria that were not asked
    before. Without it, they are *ids*.
    """

    option: str
    ids: frozenset[str]
    facts: tuple[str, ...]
    rest: bool = False

    def waits_for(self, option: Option, asked: Mapping[str, Question]) -> frozenset[str]:
        """Return the missing facts that the part waits for in *option*."""
        unknown = [one for one in option.criteria if one.state == UNKNOWN and self.holds(one.id)]
        return frozenset(fact for one in unknown for fact in _waits_for(one, asked))

    def wider(self, facts: Collection[str], asked: Iterable[str]) -> "Part":
        """Return the part with *facts* as well, in the order of *asked*."""
        every = {*self.facts, *facts}
        return replace(self, facts=tuple(fact for fact in asked if fact in every))

    def holds(self, criterion: str) -> bool:
        """Say whether *criterion* of the option belongs to the part."""
        return (criterion in self.ids) is not self.rest


def parts_of(
    judged: Sequence[Option], asked: Mapping[str, Question]
) -> dict[str, tuple[Part, ...]]:
    """Return the parts of every option whose verdict is not known."""
    return {one.id: _parts(one, asked) for one in judged if one.verdict == UNKNOWN}


def _waits_for(criterion: Criterion, asked: Mapping[str, Question]) -> frozenset[str]:
    """Return the questions that *criterion* waits for."""
    named = set(criterion.needs)
    if "regimens" in named or criterion.id in ALSO_HISTORY:
        named = (named - {"series"}) | history(asked)
    elif "series" in named:
        named.add(CHAIN)
    return frozenset(named & asked.keys())


def history(asked: Mapping[str, Question]) -> frozenset[str]:
    """Return every question about the treatment so far and the progression under it.

    Where the date of progression is asked, the markers and images that it could be computed from
    are not asked as well: the two could only contradict each other.
    """
    dated = any(fact.endswith(".pd_date") for fact in asked)
    return frozenset(f for f in asked if of_the_past(f) and not (dated and f in MARKERS))


def of_the_past(fact: str) -> bool:
    """Say whether an answer to *fact* may change what is read of the treatment so far."""
    return fact.startswith("regimens[") or fact in MARKERS or fact == "treatment_history_complete"


def _parts(option: Option, asked: Mapping[str, Question]) -> tuple[Part, ...]:
    groups: list[tuple[set[str], set[str]]] = []
    for one in option.criteria:
        if one.state != UNKNOWN:
            continue
        ids, facts = {one.id}, set(_waits_for(one, asked))
        for other in [group for group in groups if group[1] & facts]:
            groups.remove(other)
            ids |= other[0]
            facts |= other[1]
        groups.append((ids, facts))
    every = frozenset(name for ids, _ in groups for name in ids)
    past = history(asked)
    found = []
    for ids, facts in groups:
        rest = bool(facts & past)
        own = every - ids if rest else frozenset(ids)
        found.append(Part(option.id, own, tuple(f for f in asked if f in facts), rest))
    return tuple(found) or (Part(option.id, frozenset(), (), rest=True),)
