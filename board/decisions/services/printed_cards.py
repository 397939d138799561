"""The options of the brief as they stood when the board decided: kept with the record, line by line."""

import json

from board.cases.brief import Brief
from board.decisions.content import PlanContent
from board.decisions.models import Plan
from board.decisions.services.ballots import ballots_on
from board.documents.record import Card
from board.myeloma.telling.brief import Criterion, Option
from board.myeloma.telling.frozen import frozen

STATES = {"met": "met", "not_met": "not met", "unknown": "not known"}


def frozen_cards(plan: Plan, content: PlanContent, brief: Brief) -> tuple[Card, ...]:
    """Return the card of each option that came into question, was voted on, or is recommended."""
    named = {step.option_id for step in content.recommendations} | {
        option.get("option_id", "") for one in ballots_on(plan.item_id) for option in one.options
    }
    return tuple(
        Card(
            option=option.name,
            verdict=option.verdict_label,
            rule=option.rule_version,
            lines=tuple(_line(one) for one in option.criteria),
            option_id=option.id,
            frozen=_frozen(option, brief) if option.id in named else "",
        )
        for option in brief.summary.options
        if option.id in named or _in_question(option)
    )


def _frozen(option: Option, brief: Brief) -> str:
    paths = {one.fact for criterion in option.criteria for one in criterion.inputs if one.fact}
    origins = {path: brief.provenance.of(path) for path in sorted(paths)}
    return json.dumps(frozen(option, brief.summary.rules, origins), sort_keys=True)


def _in_question(option: Option) -> bool:
    return option.verdict != "not_eligible"


def _line(one: Criterion) -> str:
    """Return a criterion as its card shows it: "Platelets: met; 61 ×10⁹/L of 2026-11-04; 50 or more"."""
    value = " ".join(part for part in (one.value, one.unit) if part)
    dated = f"{value} of {one.date}" if value and one.date else value
    said = (f"{one.label}: {STATES[one.state]}", dated, one.threshold, one.own)
    return "; ".join(part for part in said if part)
