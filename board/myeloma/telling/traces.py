"""How each answer of an assessment came about, as plain values: rule, inputs, comparison, source.

A trace holds its case, whose facts and answers do not change any more; its rule, what is compared
with which threshold and the sources stand in the rule files and are the same for every case. So it
costs next to nothing until somebody reads it: then the values it looked at are put beside their
units and days. Sources: none of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from board.myeloma.conventions import conventions
from board.myeloma.eligibility.criteria import Asked
from board.myeloma.eligibility.criterion_words import STATES
from board.myeloma.eligibility.judgement import HISTORY
from board.myeloma.eligibility.judging import Entry, Ledger, Plan, verdict_of
from board.myeloma.eligibility.options import RuleSet
from board.myeloma.facts import CaseFacts
from board.myeloma.health.cautions import flags
from board.myeloma.health.triggers import TRIGGERS
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import rule
from board.myeloma.telling.traced import FLAGGED, REFRACTORY, STATEMENTS, Compared, Stated
from board.myeloma.words import date_of, fact_words

#: Answers in assessment/1 by their part, then by name.
Answers = Mapping[str, Mapping[str, object]]


class Seen(NamedTuple):
    """One value that a rule looked at: the path of the fact or answer, unit, and day taken."""

    path: str
    value: object
    unit: str = ""
    date: str | None = None


class Evidence(NamedTuple):
    """What one case gave the rules to look at, and what came of it."""

    case: CaseReading
    answers: Answers
    ledger: Ledger
    rules: RuleSet


@dataclass(frozen=True, eq=False)
class Spec:
    """All of a trace that no case changes, and how its outcome and inputs are read."""

    place: str
    rule: str
    words: str
    compared: tuple[Compared, ...]
    sources: tuple[str, ...]
    say: Callable[[Evidence], object]
    see: Callable[[Evidence], tuple[Seen, ...]]
    version: str = ""


class Trace(NamedTuple):
    """How one answer came about; *sources* are references such as ``KUM16:M``."""

    spec: Spec
    evidence: Evidence

    @property
    def place(self) -> str:
        """Return where the answer stands in the assessment."""
        return self.spec.place

    @property
    def rule(self) -> str:
        """Return the id of the rule."""
        return self.spec.rule

    @property
    def version(self) -> str:
        """Return the text of the rule, where it has several, and the rule files it is of."""
        return self.spec.version or self.evidence.rules.name

    @property
    def words(self) -> str:
        """Return the rule in words."""
        return self.spec.words

    @property
    def outcome(self) -> object:
        """Return the answer."""
        return self.spec.say(self.evidence)

    @property
    def inputs(self) -> tuple[Seen, ...]:
        """Return what the rule looked at."""
        return self.spec.see(self.evidence)

    @property
    def compared(self) -> tuple[Compared, ...]:
        """Return what was compared with which threshold."""
        return self.spec.compared

    @property
    def sources(self) -> tuple[str, ...]:
        """Return where the rule comes from."""
        return self.spec.sources


class Traces(Mapping[str, Trace]):
    """Every trace by the place of its answer: ``risk.iss``, ``eligibility.cilta_cel``.

    The criteria behind the options stand beside them: ``criteria.LVEF_ge40``.
    """

    __slots__ = ("_evidence", "_plan", "_specs")

    def __init__(
        self, case: CaseReading, answers: Answers, rules: RuleSet, plan: Plan, ledger: Ledger
    ) -> None:
        self._evidence = Evidence(case, answers, ledger, rules)
        self._plan = plan
        self._specs: Mapping[str, Spec] = {}

    def __getitem__(self, place: str) -> Trace:
        """Return the trace of the answer at *place*."""
        return Trace(self._known()[place], self._evidence)

    def __iter__(self) -> Iterator[str]:
        """Return every place."""
        return iter(self._known())

    def __len__(self) -> int:
        """Return how many answers there are."""
        return len(self._known())

    def _known(self) -> Mapping[str, Spec]:
        if not self._specs:
            case, answers = self._evidence.case, self._evidence.answers
            told = [_flag(name) for name in (*answers["cautions"], *answers["supportive"])]
            drugs = [_drug(name) for name in case.treatment.drugs]
            every = (*_statements(), *_of_plan(self._plan), *drugs, *told)
            self._specs = {one.place: one for one in every}
        return self._specs


@cache
def _value(path: str) -> Callable[[CaseReading], object]:
    return attrgetter(_attribute(path))


def _attribute(path: str) -> str:
    return f"facts.{path}" if path.partition(".")[0] in CaseFacts.model_fields else path


@cache
def _statements() -> tuple[Spec, ...]:
    signs = conventions().relapse
    return tuple(
        _stated(place, one, _answer_at(place))
        for place, one in STATEMENTS.items()
        if signs.hb_under_10_is_clinical or not place.endswith(".hb_under_10")
    )


def _stated(place: str, one: Stated, say: Callable[[Evidence], object]) -> Spec:
    told = rule(one.rule)
    see = _seeing(one.looks)
    return Spec(place, told.id, told.words, one.compared, told.sources, say, see)


def _answer_at(place: str) -> Callable[[Evidence], object]:
    part, _, name = place.partition(".")
    group, _, sign = name.partition(".")
    if group in _SIGNS:
        return lambda evidence: _SIGNS[group](evidence.case).get(sign)
    if sign:
        return lambda evidence: evidence.answers[part][group][sign]  # type: ignore[index]
    return lambda evidence: evidence.answers[part].get(name)


#: Answers of which the assessment lists only those that are true.
_SIGNS: Mapping[str, Callable[[CaseReading], Mapping[str, Truth]]] = {
    "pd_criteria": lambda case: {row.id: row.met for row in case.progression.rows},
    "clinical_features": lambda case: case.relapse.clinical,
    "significant_biochemical": lambda case: case.relapse.biochemical,
}


@lru_cache(maxsize=4096)
def _drug(name: str) -> Spec:
    def say(evidence: Evidence) -> object:
        return evidence.case.treatment.refractory(name).truth

    return _stated(f"exposure.drugs.{name}", REFRACTORY, say)


@cache
def _flag(name: str) -> Spec:
    part, flag = next(
        (part, f) for part in ("caution", "supportive") for f in flags()[part] if f.id == name
    )
    trigger = TRIGGERS[name]
    place = f"{'cautions' if part == 'caution' else part}.{name}"
    compared = (Compared(trigger.words, "is"),)
    see = _seeing(trigger.paths or FLAGGED.get(name, HISTORY))
    return Spec(place, name, trigger.words, compared, (flag.source,), _said, see)


def _said(_: Evidence) -> object:
    return True


@lru_cache(maxsize=64)
def _of_plan(plan: Plan) -> tuple[Spec, ...]:
    """Return the traces of the options of *plan* and of the criteria behind them."""
    asked = [_criterion(bit, one) for bit, one in plan.asked]
    return (*asked, *(_option(entry) for entry in plan.entries))


def _criterion(bit: int, asked: Asked) -> Spec:
    question, row = asked.question, asked.question.row
    threshold = str(question.plain["threshold"])
    operator, number = str(question.plain["operator"]), row.number
    return Spec(
        place=_place(asked),
        rule=row.id,
        words=f"{row.label}: {threshold}",
        compared=(Compared(row.label, operator, number, row.unit),),
        sources=(row.source,),
        say=lambda evidence: evidence.ledger.outcome(bit),
        see=_seeing(question.looks),
    )


def _place(asked: Asked) -> str:
    conditions = [f"{joint} {condition.row.id}" for joint, condition in asked.conditions]
    return " ".join((f"criteria.{asked.question.row.id}", *conditions))


def _option(entry: Entry) -> Spec:
    places = [(bit, _place(asked)) for bit, asked in entry.asked]

    def see(evidence: Evidence) -> tuple[Seen, ...]:
        ledger = evidence.ledger
        asked = [one for one in places if not ledger.skipped & one[0]]
        return tuple([Seen(place, STATES[ledger.truth(bit)]) for bit, place in asked])

    return Spec(
        place=f"eligibility.{entry.id}",
        rule=entry.id,
        words=str(entry.plain["logic"]),
        compared=(),
        sources=tuple(f"{one.key}:{one.tag}" for one in entry.plain["sources"]),  # type: ignore[attr-defined]
        say=lambda evidence: verdict_of(entry, evidence.ledger),
        see=see,
        version=str(entry.plain["rule_version"]),
    )


def _seeing(paths: Iterable[str]) -> Callable[[Evidence], tuple[Seen, ...]]:
    """Return what reads these facts, each with unit and date."""
    words = fact_words()
    looks = [(path, _value(path), words[path].unit if path in words else "") for path in paths]
    dated = words.keys()

    def see(evidence: Evidence) -> tuple[Seen, ...]:
        case = evidence.case
        return tuple(
            [
                Seen(path, value(case), unit, date_of(case.facts, path) if path in dated else None)
                for path, value, unit in looks
            ]
        )

    return see
