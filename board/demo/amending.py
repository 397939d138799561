"""Amendments on their way: one is being written, one is stated, one is checked and waits for its signature."""

from dataclasses import replace
from datetime import datetime, timedelta

from board.decisions.codes import Arranged, Step
from board.decisions.content import PlanContent
from board.decisions.models import Plan
from board.decisions.services import plans, signing
from board.demo import cases
from board.demo.days import Days
from board.demo.held import plan_of
from board.demo.people import Company
from board.demo.retold import Retold

BED = "The step-up bed is free a week later than planned."
CALLS = "He asked for the weekly call to be on Mondays, before the week's visits."
CELLS = "The stored cells are to be thawed for a test first."


def amend_what_came_up(company: Company, days: Days) -> None:
    """Begin what came up this week, as far as each had come when today began."""

    def clock(minute: int) -> datetime:
        return days.before_today(3, f"08:{minute:02}")

    _begin(cases.SEVEN_GOOD_YEARS, CELLS, company, clock(2))

    bed = _begin(cases.TARGET_LOST, BED, company, clock(5))
    _write(bed, _a_week_later(plans.content_of(bed)), company, clock(8))
    _state(bed, company, clock(14))

    calls = _begin(cases.STOPPED_COMING, CALLS, company, clock(20))
    content = replace(plans.content_of(calls), start="Within a week; calls on Mondays")
    _write(calls, content, company, clock(22))
    _state(calls, company, clock(26))
    signing.check_plan(calls.id, revision=calls.revision, by=company["okafor"], at=clock(31))


def _begin(told: Retold, reason: str, company: Company, at: datetime) -> Plan:
    return plans.amend_plan(plan_of(told).id, reason, by=company["park"], at=at)


def _write(plan: Plan, content: PlanContent, company: Company, at: datetime) -> None:
    plans.write_plan(plan.id, content, revision=plan.revision, by=company["park"], at=at)


def _state(plan: Plan, company: Company, at: datetime) -> None:
    signing.state_plan(plan.id, revision=plan.revision, by=company["chen"], at=at)


def _a_week_later(content: PlanContent) -> PlanContent:
    """Return the plan with the bed and its action put off by a week."""
    week = timedelta(days=7)
    logistics = tuple(
        replace(row, on=row.on + week, state=Arranged.TO_ARRANGE)
        if row.step is Step.BED and row.on
        else row
        for row in content.logistics
    )
    actions = tuple(
        replace(one, due=one.due + week) if "bed" in one.text and one.due else one
        for one in content.actions
    )
    return replace(content, logistics=logistics, actions=actions, start="When the bed is free")
