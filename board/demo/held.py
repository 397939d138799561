"""The past meeting as it was held: who came, what was on the table, what was voted and signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from board.cases.models import Case
from board.db import db
from board.decisions.content import PlanContent
from board.decisions.models import Plan
from board.decisions.services import ballots, plans, signing
from board.demo import cases, rounds
from board.demo.days import Days, moment
from board.demo.people import PASSWORD, Company
from board.demo.plans import (
    WEDDING,
    after_the_wedding,
    for_the_late_relapse,
    for_the_lost_target,
    for_the_one_who_stopped,
)
from board.demo.retold import Retold
from board.demo.rounds import Round, Said
from board.meetings import services as meetings
from board.meetings.models import AgendaItem

#: Who came, and when.
CAME = (
    ("park", "18:35:10"),
    ("chen", "18:38:02"),
    ("okafor", "18:40:44"),
    ("brandt", "18:41:30"),
    ("lindqvist", "18:42:15"),
    ("tanaka", "18:43:51"),
    ("nair", "18:44:20"),
    ("silva", "18:44:48"),
    ("haddad", "18:49:05"),
)


@dataclass(frozen=True)
class OnTheTable:
    """One case of that evening: taken up, voted on, written down, signed."""

    told: Retold
    taken_up: str
    rounds: tuple[Round, ...]
    plan: Callable[[date], PlanContent]
    written: str
    signed: str
    #: Who stepped aside: when, who, why.
    recused: tuple[tuple[str, str, str], ...] = ()


EVENING = (
    OnTheTable(
        cases.TARGET_LOST,
        "18:46:30",
        rounds.LOST_TARGET,
        for_the_lost_target,
        "19:04:12",
        "20:06:20",
        recused=(
            ("18:47:05", "tanaka", "Investigator in a trial of talquetamab that recruits here"),
        ),
    ),
    OnTheTable(
        cases.SEVEN_GOOD_YEARS,
        "19:06:00",
        rounds.LATE_RELAPSE,
        for_the_late_relapse,
        "19:25:40",
        "20:08:45",
    ),
    OnTheTable(
        cases.STOPPED_COMING,
        "19:28:00",
        rounds.STOPPED_COMING,
        for_the_one_who_stopped,
        "19:43:30",
        "20:11:02",
    ),
)
OPENED, CLOSED = "18:45:00", "19:46:00"


def hold_the_past_meeting(company: Company, days: Days, meeting_id: int) -> None:
    """Do what was done that evening, from the first who came in to the last signature."""
    for who, clock in CAME:
        if clock < OPENED:
            meetings.come_in(meeting_id, by=company[who], at=moment(days.past, clock))
    meeting = meetings.open_room(meeting_id, by=company["chen"], at=moment(days.past, OPENED))
    items = {item.case.number: item for item in meeting.items}
    for case in EVENING:
        _discuss(case, items[case.told.case_number], company, days.past)
    meetings.close_room(meeting_id, by=company["chen"], at=moment(days.past, CLOSED))
    for case in EVENING:
        _sign(plan_of(case.told), company, moment(days.past, case.signed))


def amend_a_plan(company: Company, days: Days) -> None:
    """Amend the plan for MM-0136 after the patient was heard, and sign it again."""
    first = plan_of(cases.SEVEN_GOOD_YEARS)
    heard, signed = days.before_past(-2, "16:20"), days.before_past(-2, "17:05")
    draft = plans.amend_plan(first.id, WEDDING, by=company["park"], at=heard)
    plans.write_plan(
        draft.id,
        after_the_wedding(days.past),
        revision=draft.revision,
        by=company["park"],
        at=heard,
    )
    _state(draft, company, signed - timedelta(minutes=12))
    _sign(draft, company, signed)


def plan_of(told: Retold) -> Plan:
    """Return the newest plan for this patient."""
    wanted = select(Plan).join(Case).where(Case.number == told.case_number)
    return db.session.scalars(wanted.order_by(Plan.version.desc()).limit(1)).one()


def _discuss(case: OnTheTable, item: AgendaItem, company: Company, day: date) -> None:
    """Take up the case, vote, write the plan: in the order of the clock."""
    meetings.take_up(item.id, by=company["chen"], at=moment(day, case.taken_up))
    for clock, who, why in case.recused:
        ballots.recuse(item.id, why, by=company[who], at=moment(day, clock))
    for who, clock in CAME:
        if OPENED < clock < case.rounds[0].opened:
            meetings.come_in(item.meeting_id, by=company[who], at=moment(day, clock))
    for one in case.rounds:
        _vote(one, item, company, day)
    written = moment(day, case.written)
    plan = plans.begin_plan(item.id, by=company["park"], at=written)
    plans.write_plan(
        plan.id, case.plan(day), revision=plan.revision, by=company["park"], at=written
    )
    _state(plan, company, written + timedelta(seconds=40))


def _vote(one: Round, item: AgendaItem, company: Company, day: date) -> None:
    ballot = ballots.open_ballot(
        item.id, one.question, one.options, by=company["chen"], at=moment(day, one.opened)
    )
    for said in one.votes:
        _cast(said, ballot.id, company, moment(day, said.clock))
    ballots.close_ballot(ballot.id, by=company["chen"], at=moment(day, one.closed))


def _cast(said: Said, ballot_id: int, company: Company, at: datetime) -> None:
    last = ballots.own_vote(ballot_id, company[said.by].person_id)
    ballots.cast_vote(
        ballot_id,
        said.choice,
        said.reason,
        key=f"demo-{ballot_id}-{said.clock}",
        instead_of=last.id if last else None,
        by=company[said.by],
        at=at,
    )


def _state(plan: Plan, company: Company, at: datetime) -> None:
    signing.state_plan(plan.id, revision=plan.revision, by=company["chen"], at=at)


def _sign(plan: Plan, company: Company, at: datetime) -> None:
    """Check and sign a plan: the coordinator, who typed it, reads it against what was decided."""
    seen, checked = {"revision": plan.revision}, at - timedelta(seconds=50)
    signing.check_plan(plan.id, **seen, by=company["park"], at=checked)
    signing.sign_plan(plan.id, **seen, password=PASSWORD, by=company["chen"], at=at)
