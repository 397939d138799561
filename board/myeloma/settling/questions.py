"""What could still be asked about a case, and the answers that stand for all others.

A question is a fact that is not known. Its answers lie on both sides of every limit that a rule
has for it (rules/criteria.toml and the named limits of the rules written in Python) and at both
ends of the range in which it can be true; words and yes-or-no facts are asked in full. What the
rules take as absent when nobody recorded it is no question.

A treatment history is *complete* when nothing has to be added to it: a regimen that turns up later
is a correction of the case with questions of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from pydantic import AfterValidator

from board.myeloma import risk
from board.myeloma.eligibility.overrides import Override
from board.myeloma.facts import CaseFacts
from board.myeloma.health.comorbidity import ITEMS
from board.myeloma.health.frailty import imwg_frailty
from board.myeloma.ranges import Range
from board.myeloma.rulefiles import load
from board.myeloma.settling.missing import ASSUMED_ABSENT
from board.myeloma.settling.questions_history import Answer, Put, history_questions, series_answers
from board.myeloma.words import fact_words, show, value_of

#: Facts that stand for many questions, or for none that a person at the board could answer.
NO_SINGLE_FACT = frozenset({"regimens", "drug_dictionary"})
#: Steps between two neighbouring decimals of a result, as laboratories report them.
DECIMAL = 0.1
#: All small whole numbers up to this one are asked one by one.
FEW = 6
#: Named limits of rules written in Python on which a verdict rests; each is asked just below and
#: at it.
LIMITS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "labs_diagnosis.b2m_mg_L": (risk.B2M_STAGE_III,),
        "labs_diagnosis.creatinine_mg_dL": (risk.CREATININE_NORMAL_BELOW,),
        "labs_current.circulating_pc_pct": (risk.PCL_CIRCULATING,),
        "genetics.cn1q": (risk.GAIN_COPIES,),
        "health.stored_cd34_e6_kg": (2.0,),
    }
)
#: Facts whose limits stand in a row of criteria.toml that names a rule instead of a fact.
ASKED_BY_RULE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bilirubin": ("labs_current.bilirubin_xULN",),
        "alt_ast": ("labs_current.alt_xULN", "labs_current.ast_xULN"),
    }
)


@dataclass(frozen=True)
class Question:
    """A fact that is not known, in words, with the answers that stand for all others."""

    fact: str
    label: str
    section: str
    answers: tuple[Answer, ...]


def questions(facts: CaseFacts, own: tuple[Override, ...] = ()) -> Mapping[str, Question]:
    """Return every question of the case by its fact; history questions name their regimen.

    *own* are the thresholds a board set itself: they are limits as well.
    """
    found: dict[str, Question] = {}
    closed = {*ASSUMED_ABSENT, "health.failed_mobilisation", *NO_SINGLE_FACT}
    for path, word in fact_words().items():
        if path not in closed and _open(facts, path):
            found[path] = Question(path, word.label, word.section, _answers(facts, path, own))
    for path, label, answers in history_questions(facts):
        found[path] = Question(path, label, "treatment", answers)
    return found


def answered(facts: CaseFacts, answers: Iterable[Answer]) -> CaseFacts:
    """Return *facts* as if these answers had been given."""
    parts: dict[str, dict[str, Any]] = {}
    for answer in answers:
        for holder, field, value in answer.puts:
            parts.setdefault(holder, {})[field] = value
    whole = parts.pop("", {})
    given = {name[9:-1]: parts.pop(name) for name in list(parts) if name.startswith("regimens[")}
    if given:
        whole["regimens"] = tuple(
            one.model_copy(update=given[one.id]) if one.id in given else one
            for one in facts.regimens
        )
    for name, fields in parts.items():
        whole[name] = getattr(facts, name).model_copy(update=fields)
    return facts.model_copy(update=whole)


def _open(facts: CaseFacts, path: str) -> bool:
    if path == "treatment_history_complete":
        return facts.treatment_history_complete is not True
    if path == "series":
        return True
    if path == "genetics.del17p" and facts.genetics.del17p:
        return risk.del17p_clone(facts.genetics) is None
    if path == "labs_diagnosis.ldh_U_L":
        return facts.labs_diagnosis.ldh_U_L is None or facts.labs_diagnosis.ldh_uln_U_L is None
    return value_of(facts, path) is None


def _answers(facts: CaseFacts, path: str, own: tuple[Override, ...]) -> tuple[Answer, ...]:
    if path == "treatment_history_complete":
        return (Answer("complete as recorded", (("", path, True),)),)
    if path == "series":
        return series_answers(facts)
    if path == "genetics.del17p":
        return _del17p_answers(facts.genetics.del17p is True)
    return _plain_answers(path, own)


@lru_cache(maxsize=1024)
def _plain_answers(path: str, own: tuple[Override, ...]) -> tuple[Answer, ...]:
    holder, _, field = path.rpartition(".")
    if path == "labs_diagnosis.ldh_U_L":
        return tuple(
            Answer(words, ((holder, field, value), (holder, "ldh_uln_U_L", 250.0)))
            for words, value in (("within the limit", 250.0), ("above the limit", 250.1))
        )
    if path == "patient.hctci_items":
        return tuple(Answer(_items_shown(i), ((holder, field, i),)) for i in _hctci_items())
    return tuple(Answer(show(value), ((holder, field, value),)) for value in _values(path, own))


def _del17p_answers(present: bool) -> tuple[Answer, ...]:
    small, large = risk.CCF_HIGH_RISK - DECIMAL, risk.CCF_HIGH_RISK
    holder = "genetics"
    puts: list[tuple[str, tuple[Put, ...]]] = [
        (
            f"present in {show(clone)} %",
            ((holder, "del17p", True), (holder, "del17p_ccf_pct", clone)),
        )
        for clone in (small, large)
    ]
    absent: tuple[Put, ...] = ((holder, "del17p", False),)
    return tuple(Answer(*one) for one in ([] if present else [("absent", absent)]) + puts)


def _values(path: str, own: tuple[Override, ...]) -> Sequence[object]:
    kind, limits = _kind(path)
    if kind is bool:
        return (False, True)
    if get_origin(kind) is Literal:
        return get_args(kind)
    ends = range(int(limits.low), int(limits.high) + 1)
    sides = {*_sides(path, own, 1 if kind is int else DECIMAL), *_frailty_edges(path, ends)}
    if not sides:
        sides = set(ends) if kind is int and len(ends) <= FEW else {limits.low, limits.high}
    return [int(value) if kind is int else float(value) for value in sorted(sides)]


def _sides(path: str, own: tuple[Override, ...], step: float) -> set[float]:
    """Return the values on both sides of every limit that a rule has for the fact."""
    by_rule = {subject for subject, paths in ASKED_BY_RULE.items() if path in paths}
    found = {side for limit in LIMITS.get(path, ()) for side in (limit - step, limit)}
    for row in load("criteria")["criterion"]:
        if "number" in row and (row.get("fact") == path or row.get("subject") in by_rule):
            set_here = [one.number for one in own if one.criterion == row["id"]]
            for limit in (row["number"], *set_here):
                at_least = row["kind"] == "at_least"
                found |= {limit - step, limit} if at_least else {limit, limit + step}
    return {round(side, 6) for side in found}


def _frailty_edges(path: str, values: Sequence[int]) -> set[int]:
    # Where the points of the index change is asked of the index itself.
    score: Mapping[str, Callable[[int], float]] = {
        "patient.age": lambda n: imwg_frailty(n, None, None, None).min,
        "patient.adl": lambda n: imwg_frailty(None, n, None, None).min,
        "patient.iadl": lambda n: imwg_frailty(None, None, n, None).min,
        "patient.cci": lambda n: imwg_frailty(None, None, None, n).min,
    }
    points = score.get(path)
    if points is None:
        return set()
    return {n for edge in pairwise(values) if points(edge[0]) != points(edge[1]) for n in edge}


def _hctci_items() -> tuple[tuple[str, ...], ...]:
    # Nothing, and one item for every number of points that an item can have.
    by_points = {points: name for name, (points, _) in ITEMS.items()}
    return ((), *((by_points[points],) for points in sorted(by_points)))


def _items_shown(items: Sequence[str]) -> str:
    return ", ".join(ITEMS[item][1] for item in items) or "none"


def _kind(path: str) -> tuple[Any, Range]:
    """Return the type of the fact at *path*, and its range (0 to 1 where it has none)."""
    holder, _, field = path.rpartition(".")
    owner = CaseFacts.model_fields[holder].annotation if holder else CaseFacts
    field_info = owner.model_fields[field]  # type: ignore[union-attr]
    kind: Any = field_info.annotation
    marks: list[Any] = list(field_info.metadata)
    while get_args(kind) and get_origin(kind) is not Literal:
        kind, *more = (one for one in get_args(kind) if one is not type(None))
        marks += more
    owners = (
        getattr(one.func, "__self__", None) for one in marks if isinstance(one, AfterValidator)
    )
    return kind, next((one for one in owners if isinstance(one, Range)), Range("", 0, 1, ""))
