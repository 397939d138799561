"""The search for the smallest settling sets of one part, over real verdicts.

A set settles a part when no admissible answers leave it unknown. So every answer sheet that leaves
it unknown is a *gap*: each settling set must hold one of the facts that sheet left open. The
search proposes the smallest sets that close all gaps found so far, and asks the engine for a sheet
that escapes; where there is none, the set settles. Searches of unrelated facts share one look at
the case: their answers are put into the same facts.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import or_

from board.myeloma.eligibility.judging import Ledger, Plan, judged
from board.myeloma.eligibility.options import rule_set
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.settling.questions import Question, answered
from board.myeloma.settling.settle_parts import Part, history, of_the_past

#: All questions of the past are one: markers change what is read of a regimen.
PAST = "past"
#: Answers of a part: its criteria all met, one not met, or not known.
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
#: A fact and the place of its answer, one for each fact answered.
Sheet = frozenset[tuple[str, int]]
#: The criteria that fail and those that are open, as bits.
Marks = tuple[int, int]
#: A sheet of answers, and the criteria to be judged with it.
Look = tuple[Sheet, int]
Walk = Generator[Look, Marks, None]
#: Asks how the criteria come out with a sheet of answers, and is sent it.
Search = Generator[Sheet, Marks, "Found | Wider | None"]


@dataclass(frozen=True)
class Found:
    """The smallest settling sets of a part, and the facts one answer of which makes it fail.

    With *fails* the sets settle it by failing, whatever the answers.
    """

    sets: tuple[frozenset[str], ...]
    could_fail: frozenset[str] = frozenset()
    fails: bool = False


@dataclass(frozen=True)
class Wider:
    """The part also waits for these facts and must be searched with them."""

    facts: frozenset[str]


class Engine:
    """The options of the case under any answers; *made* counts the cases judged."""

    def __init__(
        self,
        facts: CaseFacts,
        asked: Mapping[str, Question],
        most: int,
        own: tuple[Override, ...] = (),
    ) -> None:
        self.facts, self.asked, self.most = facts, asked, most
        self.made = 0
        self._plan = rule_set(facts.jurisdiction, own).plan(facts.as_of)
        self._narrow: dict[int, Plan] = {}

    def look(self, sheet: Sheet, bits: int) -> Marks:
        """Return what fails and what is open of the criteria *bits* with the answers of *sheet*."""
        self.made += 1
        ledger = Ledger(self._plan_of(bits), self._case(sheet))
        return ledger.failed, ledger.unknown

    def waits_for(self, part: Part, sheet: Sheet) -> frozenset[str]:
        """Return the missing facts that *part* waits for with the answers of *sheet*."""
        self.made += 1
        found = {one.id: one for one in judged(self._plan, self._case(sheet))}
        return part.waits_for(found[part.option], self.asked)

    def bits_of(self, part: Part) -> int:
        """Return the criteria of *part*."""
        entry = next(entry for entry in self._plan.entries if entry.id == part.option)
        found = 0
        for bit, asked in entry.asked:
            if part.holds(asked.question.row.shown_as or asked.question.row.id):
                found |= bit
        return found

    def _case(self, sheet: Sheet) -> CaseReading:
        given = [self.asked[fact].answers[place] for fact, place in sheet]
        return CaseReading(answered(self.facts, given))

    def _plan_of(self, bits: int) -> Plan:
        if bits not in self._narrow:
            self._narrow[bits] = self._plan.narrowed(bits)
        return self._narrow[bits]


def search_all(engine: Engine, parts: Sequence[Part], extra: int) -> dict[Part, Found | None]:
    """Return what was found for each part, or None where a bound was hit."""
    done: dict[Part, Found | None] = {}
    waiting = {part: part for part in parts}
    while waiting:
        answers = _run(engine, list(waiting.values()), extra)
        later = {}
        for first, part in waiting.items():
            answer = answers.get(part)
            if isinstance(answer, Wider):
                later[first] = part.wider(answer.facts, engine.asked)
            else:
                done[first] = answer
        waiting = later
    return done


def _run(engine: Engine, parts: Sequence[Part], extra: int) -> dict[Part, Found | Wider | None]:
    answers: dict[Part, Found | Wider | None] = {}
    walks = [_walk(engine, own, extra, answers) for own in _lanes(parts)]
    wanted = [(walk, look) for walk in walks if (look := next(walk, None)) is not None]
    while wanted and engine.made < engine.most:
        sheet = frozenset().union(*(look[0] for _, look in wanted))
        seen = engine.look(sheet, reduce(or_, (look[1] for _, look in wanted)))
        wanted = [
            (walk, following) for walk, _ in wanted if (following := _sent(walk, seen)) is not None
        ]
    return answers


def _sent(walk: Walk, seen: Marks) -> Look | None:
    try:
        return walk.send(seen)
    except StopIteration:
        return None


def _lanes(parts: Sequence[Part]) -> list[list[Part]]:
    """Return the parts in groups of which none sees the answers of another."""
    lanes: list[tuple[set[str], list[Part]]] = []
    for part in parts:
        facts, own = {PAST if of_the_past(fact) else fact for fact in part.facts}, [part]
        for other in [lane for lane in lanes if lane[0] & facts]:
            lanes.remove(other)
            facts |= other[0]
            own = [*other[1], *own]
        lanes.append((facts, own))
    return [own for _, own in lanes]


def _walk(
    engine: Engine, parts: Sequence[Part], extra: int, answers: dict[Part, Found | Wider | None]
) -> Walk:
    # Parts that wait for the same facts ask for the same looks: each look judges them together.
    bits: dict[tuple[str, ...], int] = {}
    for part in parts:
        bits[part.facts] = bits.get(part.facts, 0) | engine.bits_of(part)
    seen: dict[tuple[Sheet, int], Marks] = {}
    for part in parts:
        search = _Search(part, engine, extra).run()
        try:
            look = next(search), bits[part.facts]
            while True:
                if look not in seen:
                    seen[look] = yield look
                look = search.send(seen[look]), look[1]
        except StopIteration as end:
            answers[part] = end.value


class _Widened(Exception):
    def __init__(self, facts: frozenset[str]) -> None:
        super().__init__()
        self.facts = facts


@dataclass
class _Search:
    part: Part
    engine: Engine
    extra: int
    gaps: set[frozenset[str]] = field(default_factory=set)
    #: Sheets with which the part is known to be open: so it is with any part of them.
    opens: list[Sheet] = field(default_factory=list)
    #: What single answers decide: so they do beside any others.
    alone: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bits = self.engine.bits_of(self.part)
        self.asked = self.engine.asked

    def run(self) -> Search:
        """Return the smallest settling sets, Wider facts to search with, or None at the bound."""
        if not self.part.facts:
            return Found(())
        try:
            whole = next(self._wholes())
            if (yield from self._state(whole)) == UNKNOWN:
                self._notice(whole)
                return self._beyond()
            yield from self._spare_each()
            could_fail = yield from self._could_fail()
            return (yield from self._close(could_fail))
        except _Widened as wider:
            return Wider(wider.facts)

    def _wholes(self) -> Iterator[Sheet]:
        yield frozenset((fact, 0) for fact in self.part.facts)
        yield frozenset((fact, len(self.asked[fact].answers) - 1) for fact in self.part.facts)

    def _state(self, sheet: Sheet) -> Generator[Sheet, Marks, str]:
        if any(sheet <= other for other in self.opens):
            return UNKNOWN
        decided = next((self.alone[one] for one in sheet if one in self.alone), None)
        if decided is not None:
            return decided
        failed, unknown = yield sheet
        if failed & self.bits:
            return NOT_MET
        return UNKNOWN if unknown & self.bits else MET

    def _notice(self, sheet: Sheet) -> None:
        """Widen the part when it waits for more than was thought, with *sheet* answered."""
        more = self.engine.waits_for(self.part, sheet).difference(self.part.facts)
        if more:
            raise _Widened(more)

    def _beyond(self) -> Found | Wider:
        # All facts it names are answered and it is still unknown: only the past can say more.
        more = history(self.asked).difference(self.part.facts)
        return Wider(more) if more else Found(())

    def _spare_each(self) -> Generator[Sheet, Marks, None]:
        for fact in self.part.facts:
            for whole in self._wholes():
                sheet = frozenset(one for one in whole if one[0] != fact)
                if (yield from self._state(sheet)) == UNKNOWN:
                    self.opens.append(sheet)
                    self.gaps.add(frozenset({fact}))
                    break

    def _could_fail(self) -> Generator[Sheet, Marks, frozenset[str]]:
        found = set()
        for fact in self.part.facts:
            for place in range(len(self.asked[fact].answers)):
                state = yield from self._state(frozenset({(fact, place)}))
                if state != UNKNOWN:
                    self.alone[fact, place] = state
                if state == NOT_MET:
                    found.add(fact)
        return frozenset(found)

    def _close(self, could_fail: frozenset[str]) -> Search:
        found: list[frozenset[str]] = []
        fails = True
        size = 0
        while size <= self.extra:
            must = frozenset().union(*(gap for gap in self.gaps if len(gap) == 1))
            size += 1
            for chosen in self._proposals(must, size - 1, found):
                escape, met = yield from self._escape(chosen)
                if escape is None:
                    found.append(chosen)
                    fails = fails and not met
                    continue
                gap = yield from self._gap(escape)
                if not gap:
                    return Found((), could_fail)
                self.gaps.add(gap)
                if len(gap) == 1:
                    size = 0
                    break
        return Found(tuple(found), could_fail, fails) if found else None

    def _proposals(
        self, must: frozenset[str], size: int, found: Sequence[frozenset[str]]
    ) -> Iterator[frozenset[str]]:
        free = [fact for fact in self.part.facts if fact not in must]
        for more in combinations(free, size):
            chosen = must.union(more)
            if any(one <= chosen for one in found):
                continue
            if all(gap & chosen for gap in self.gaps):
                yield chosen

    def _escape(self, chosen: frozenset[str]) -> Generator[Sheet, Marks, tuple[Sheet | None, bool]]:
        """Return answers to *chosen* that leave the part unknown, or None; and whether any met it."""
        order = sorted(chosen, key=lambda fact: (len(self.asked[fact].answers), fact))
        met = False
        open_sheets: list[Sheet] = [frozenset()]
        while open_sheets:
            sheet = open_sheets.pop()
            state = yield from self._state(sheet)
            met = met or state == MET
            if state != UNKNOWN:
                continue
            if len(sheet) == len(order):
                self._notice(sheet)
                return sheet, met
            fact = order[len(sheet)]
            places = range(len(self.asked[fact].answers))
            open_sheets += [sheet | {(fact, place)} for place in places]
        return None, met

    def _gap(self, sheet: Sheet) -> Generator[Sheet, Marks, frozenset[str]]:
        """Return the facts that cannot be answered, too, without making the part known."""
        left = []
        for fact in self.part.facts:
            if any(fact == known for known, _ in sheet):
                continue
            for place in {0, len(self.asked[fact].answers) - 1}:
                longer = sheet | {(fact, place)}
                if (yield from self._state(longer)) == UNKNOWN:
                    sheet = longer
                    break
            else:
                left.append(fact)
        self.opens.append(sheet)
        return frozenset(left)
