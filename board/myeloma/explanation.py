"""Every answer with everything it rests on, as plain JSON (explanation/1).

Each criterion, option and statement tells its rule and version, the inputs with unit, date, age
and origin, the comparison that was made, the outcome, and the source with its tag; *answers* does
so for everything an assessment says, with the values themselves.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from board.myeloma.assessment import assess
from board.myeloma.eligibility.options import options
from board.myeloma.eligibility.overrides import Override
from board.myeloma.eligibility.rule_card import rule_card
from board.myeloma.eligibility.trials import trials
from board.myeloma.facts import CaseFacts
from board.myeloma.health.cautions import cautions, supportive
from board.myeloma.reading import CaseReading
from board.myeloma.settling.missing import assumed_absent
from board.myeloma.sources import cite
from board.myeloma.telling.brief import Criterion, Input, Option, Source, Statement
from board.myeloma.telling.brief_relapse import relapse_brief
from board.myeloma.telling.brief_response import crab_brief, response_brief
from board.myeloma.telling.traces import Seen, Trace
from board.myeloma.words import NOT_KNOWN

Values = dict[str, Any]
Origins = Mapping[str, str]

ALTERNATIVES = (
    "Every option of the rules is listed, those whose criteria are not met with the reason. "
    "None of them is an alternative, too: to wait, to treat otherwise, or to care for comfort."
)


def explain(
    facts: CaseFacts, own: tuple[Override, ...] = (), origins: Origins | None = None
) -> Values:
    """Return why each option and trial came out as it did, and what is said beside them.

    *origins* tells by the path of a fact where it came from, in words; *own* are the thresholds
    a board set itself.
    """
    case, card = CaseReading(facts), rule_card(facts.jurisdiction, facts.as_of, own)
    tell = _Teller(card.name, origins or {})
    relapse = relapse_brief(case)
    said = (*relapse.reasons, *relapse.pd_criteria, *relapse.flags)
    return {
        "format": "explanation/1",
        "case_id": facts.case_id,
        "as_of": facts.as_of,
        "rules": {**vars(card), "own": list(card.own)},
        "options": [tell.option(one) for one in options(case, own)],
        "trials": [tell.option(one) for one in trials(case, own)],
        "alternatives": ALTERNATIVES,
        "answers": [tell.answer(one) for one in assess(facts, own).traces.values()],
        "relapse": [tell.statement(one) for one in said],
        "response": [tell.statement(one) for one in response_brief(case)],
        "crab": [tell.statement(one) for one in crab_brief(case)],
        "cautions": [tell.statement(one) for one in cautions(case)],
        "supportive": [tell.statement(one) for one in supportive(case)],
        "assumed_absent": list(assumed_absent(case)),
    }


class _Teller:
    """Puts answers into plain values, under one version of the rules."""

    def __init__(self, version: str, origins: Origins) -> None:
        self._version, self._origins = version, origins

    def option(self, option: Option) -> Values:
        return {
            "rule": {"id": option.id, "version": option.rule_version},
            "name": option.name,
            "kind": option.kind,
            "jurisdiction": option.jurisdiction,
            "label_status": option.label_status,
            "valid_from": option.valid_from,
            "valid_to": option.valid_to,
            "checked_on": option.checked_on,
            "verdict": option.verdict,
            "verdict_label": option.verdict_label,
            "deciding": list(option.deciding),
            "also_unknown": list(option.also_unknown),
            "message": option.message,
            "logic": option.logic,
            "criteria": [self.criterion(one) for one in option.criteria],
            "cautions": [self.statement(one) for one in option.cautions],
            "prerequisites": [self.statement(one) for one in option.prerequisites],
            "trials": [self.statement(one) for one in option.trials],
            "sources": [_source(one) for one in option.sources],
        }

    def criterion(self, one: Criterion) -> Values:
        return {
            "rule": {"id": one.id, "version": self._version},
            "label": one.label,
            "group": one.group,
            "inputs": [self.input(given) for given in one.inputs],
            "comparison": {
                "value": one.value,
                "operator": one.operator,
                "threshold": one.threshold if one.number is None else one.number,
                "unit": one.unit,
                "asked": one.threshold,
            },
            "outcome": one.state,
            "message": one.message,
            "treated": _treated(one),
            "needs": list(one.needs),
            "recoverable": one.recoverable,
            "own": one.own,
            "by_hand": one.by_hand,
            "parts": [self.criterion(part) for part in one.parts],
            "source": _source(one.source),
        }

    def statement(self, said: Statement) -> Values:
        return {
            "id": said.id,
            "rule": {"id": said.ground.id, "version": self._version},
            "text": said.text,
            "logic": said.ground.rule,
            "inputs": [self.input(given) for given in said.ground.inputs],
            "outcome": "said",
            "sources": [_source(one) for one in said.ground.sources],
        }

    def answer(self, trace: Trace) -> Values:
        return {
            "answer": trace.place,
            "rule": {"id": trace.rule, "version": trace.version},
            "logic": trace.words,
            "outcome": _plain(trace.outcome),
            "inputs": [self._seen(one) for one in trace.inputs],
            "compared": [one._asdict() for one in trace.compared],
            "sources": [_source(cite(one)) for one in trace.sources],
        }

    def _seen(self, one: Seen) -> Values:
        origin = self._origins.get(one.path, "")
        return {**one._asdict(), "value": _plain(one.value), "origin": origin}

    def input(self, given: Input) -> Values:
        return {**vars(given), "origin": self._origins.get(given.fact, "")}


def _source(source: Source) -> Values:
    return {"key": source.key, "tag": source.tag, "text": source.text}


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _treated(one: Criterion) -> list[str]:
    # What was missing or old, and what the rule made of it.
    found = []
    if one.by_hand:
        found.append("no fact can answer it: to be checked by hand")
    elif one.state == "unknown":
        found.append("what is missing leaves it not known")
    elif any(given.value == NOT_KNOWN for given in one.inputs):
        found.append("the outcome is the same whatever the missing values are")
    if "taken as absent" in one.value:
        found.append("not recorded, taken as absent")
    old = [given.name for given in one.inputs if given.old]
    if old:
        found.append(f"older than such values stay current, used as they are: {', '.join(old)}")
    return found
