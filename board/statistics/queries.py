"""The one place where figures meet the database: rows in, plain values out, a fixed number of questions."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts.actor import Actor
from board.accounts.models import Board, Membership
from board.accounts.policy import voters_of
from board.cases.models import Case, CaseVersion, Draft
from board.db import db
from board.decisions.codes import Timing, Trials
from board.decisions.content import Kind, PlanContent
from board.decisions.gate import cases_left
from board.decisions.models import Ballot, Plan
from board.decisions.services import opinions
from board.decisions.services.plans import content_of
from board.decisions.shifts import Move
from board.decisions.tally import quorum
from board.followup.due import has_begun
from board.followup.models import FollowUp
from board.followup.standing import counted
from board.meetings.models import AgendaItem, Attendance, ItemStatus, Meeting, MeetingStatus
from board.meetings.timetable import drift
from board.myeloma.eligibility.options import rule_set
from board.statistics.measures import REQUIRED
from board.statistics.period import Period
from board.statistics.told import After, Brought, Decision, Discussion, Sitting, Typed


@dataclass(frozen=True)
class Told:
    """Everything the figures of one board and one period are counted from."""

    discussions: tuple[Discussion, ...]
    sittings: tuple[Sitting, ...]
    brought: tuple[Brought, ...]
    moves: tuple[Move, ...]
    typed: tuple[Typed, ...]


def told_of(board: Board, period: Period, at: datetime, by: Actor | None = None) -> Told:
    """Return what a board did in a period: meetings held in it, and cases submitted in it.

    What votes tell leaves out the cases that *by* stepped aside for.
    """
    left = frozenset(db.session.scalars(cases_left(by.person_id))) if by else frozenset()
    held = [meeting for meeting in _meetings(board.id) if period.holds(meeting.day)]
    first = _first_discussions(board.id)
    items = [item for meeting in held for item in meeting.items if _discussed(item)]
    return Told(
        tuple(_discussions(items, first, at)),
        tuple(_sittings(board, held)),
        tuple(_brought(board, period, first)),
        tuple(_moves([item.id for item in items if item.case_id not in left])),
        tuple(_typed(board, period)),
    )


def _meetings(board_id: int) -> list[Meeting]:
    wanted = (
        select(Meeting)
        .where(Meeting.board_id == board_id, Meeting.status == MeetingStatus.CLOSED)
        .options(
            joinedload(Meeting.board),
            selectinload(Meeting.items).joinedload(AgendaItem.case),
            selectinload(Meeting.items).joinedload(AgendaItem.version),
            selectinload(Meeting.attendances),
        )
    )
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)))


def _first_discussions(board_id: int) -> dict[int, datetime]:
    """Return when each case was discussed for the first time."""
    wanted = (
        select(AgendaItem.case_id, func.min(Meeting.starts_at))
        .join(Meeting)
        .where(
            Meeting.board_id == board_id,
            Meeting.status == MeetingStatus.CLOSED,
            AgendaItem.status == ItemStatus.DONE,
        )
        .group_by(AgendaItem.case_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _discussed(item: AgendaItem) -> bool:
    return item.status is ItemStatus.DONE


def _discussions(
    items: Sequence[AgendaItem], first: dict[int, datetime], at: datetime
) -> list[Discussion]:
    plans = _plans([item.case_id for item in items])
    answers = _answers([plan.id for versions in plans.values() for plan in versions])
    return [
        Discussion(
            submitted_at=item.case.submitted_at,
            met_at=item.meeting.starts_at,
            met_on=item.meeting.day,
            place=item.position,
            of=len(item.meeting.items),
            minutes_planned=item.minutes,
            seconds=item.seconds_before,
            corrections=item.version.number - 1,
            again=first[item.case_id] < item.meeting.starts_at,
            given=_given(item.version),
            decision=_decision(item, plans[item.case_id], answers, at),
        )
        for item in items
    ]


def _plans(case_ids: Collection[int]) -> dict[int, list[Plan]]:
    """Return the signed versions of the plans of these cases, oldest first."""
    found: dict[int, list[Plan]] = defaultdict(list)
    wanted = select(Plan).where(Plan.case_id.in_(case_ids), Plan.signed_at.is_not(None))
    for plan in db.session.scalars(wanted.order_by(Plan.case_id, Plan.version)):
        found[plan.case_id].append(plan)
    return found


def _answers(plan_ids: Collection[int]) -> dict[int, dict[int, FollowUp]]:
    """Return the answers that count, by plan and follow-up day."""
    found: dict[int, dict[int, FollowUp]] = defaultdict(dict)
    wanted = select(FollowUp).where(FollowUp.plan_id.in_(plan_ids)).order_by(FollowUp.id)
    for answer in db.session.scalars(wanted):
        found[answer.plan_id][answer.day] = answer
    return found


def _decision(
    item: AgendaItem,
    versions: Sequence[Plan],
    answers: dict[int, dict[int, FollowUp]],
    at: datetime,
) -> Decision | None:
    own = [plan for plan in versions if plan.item_id == item.id]
    if not own:
        return None
    content, zone = content_of(own[-1]), ZoneInfo(item.meeting.board.zone)
    # a later discussion ends the follow-up of this one
    later = [plan.signed_at for plan in versions if plan.version > own[-1].version]
    until = min((signed for signed in later if signed is not None), default=at)
    answered = next((answers[plan.id] for plan in reversed(own) if answers[plan.id]), {})
    return Decision(
        signed_at=_signed(own[0]),
        first=_first_choice(content),
        recommends_trial=_recommends_trial(content),
        prospective=content.timing is Timing.PROSPECTIVE,
        due=bool(answered) or has_begun(_on(_signed(own[-1]), zone), _on(until, zone)),
        after=_after(answered),
    )


def _after(answered: dict[int, FollowUp]) -> After:
    """Return what is known: the answer that counts, and what earlier and later ones add to it."""
    standing = counted(answered.values())
    newest_first = [answered[day] for day in sorted(answered, reverse=True)]
    if standing is None:
        return After()
    said = answered[standing.day]
    return After(
        became=said.became,
        reason=said.reason,
        started_on=next((one.started_on for one in newest_first if one.started_on), None),
        response=next((one.response for one in newest_first if one.response), None),
        trial=next((one.trial for one in newest_first if one.trial), None),
        recommendation=said.recommendation,
    )


def _first_choice(content: PlanContent) -> str:
    if not content.recommendations:
        return ""
    first = content.recommendations[0]
    return _option_names().get(first.option_id) or first.kind.value.capitalize()


def _recommends_trial(content: PlanContent) -> bool:
    named = content.trials is Trials.RECOMMENDED
    return named or any(step.kind is Kind.TRIAL for step in content.recommendations)


@cache
def _option_names() -> dict[str, str]:
    """Return the names of the options of all rule files, by their id."""
    return {rule.id: rule.name for place in ("EU", "US") for rule, _ in rule_set(place).rules}


def _given(version: CaseVersion) -> frozenset[str]:
    """Return the required facts that a case version gives."""
    facts, answers = version.facts, version.answers
    patient: dict[str, Any] = facts.get("patient") or {}
    genes: dict[str, Any] = facts.get("genetics") or {}
    given = (
        bool(version.question),
        bool(version.reason),
        patient.get("ecog") is not None or patient.get("karnofsky_pct") is not None,
        bool(answers.get("comorbidity")) or patient.get("cci") is not None,
        bool(version.wishes) and not version.wishes.startswith("Not known, because"),
        bool(answers.get("supportive_needs")),
        all(genes.get(marker) is not None for marker in ("del17p", "t4_14")),
        facts.get("treatment_history_complete") is True,
    )
    return frozenset(name for name, there in zip(REQUIRED, given, strict=True) if there)


def _sittings(board: Board, held: Sequence[Meeting]) -> list[Sitting]:
    seats = {
        seat.person_id: seat
        for seat in db.session.scalars(select(Membership).where(Membership.board_id == board.id))
    }
    return [_sitting(board, meeting, seats) for meeting in held]


def _sitting(board: Board, meeting: Meeting, seats: dict[int, Membership]) -> Sitting:
    came: list[Attendance] = meeting.attendances
    present = [seats[one.person_id] for one in came if one.person_id in seats]
    voters = [seat.discipline.value for seat in present if seat.role in voters_of(board)]
    assert meeting.closed_at is not None  # noqa: S101  only meetings that are over are asked for
    return Sitting(
        on=meeting.day,
        booked=meeting.length,
        drift=drift(meeting, meeting.closed_at),
        people=len(came),
        disciplines=frozenset(seat.discipline.value for seat in present),
        quorate=quorum(voters, board.quorum_voters, board.quorum_disciplines).met,
        discussed=sum(_discussed(item) for item in meeting.items),
        carried_over=sum(item.carried_over is not None for item in meeting.items),
    )


def _brought(board: Board, period: Period, first: dict[int, datetime]) -> list[Brought]:
    zone = ZoneInfo(board.zone)
    wanted = select(Case.id, Case.submitted_at).where(Case.board_id == board.id)
    return [
        Brought(submitted_at, first.get(case_id))
        for case_id, submitted_at in db.session.execute(wanted.order_by(Case.id))
        if period.holds(_on(submitted_at, zone))
    ]


def _typed(board: Board, period: Period) -> list[Typed]:
    zone = ZoneInfo(board.zone)
    wanted = select(Draft).where(
        Draft.board_id == board.id, Draft.begun_at.is_not(None), Draft.submitted_at.is_not(None)
    )
    return [
        Typed(draft.submitted_at - draft.begun_at, correction=draft.case_id is not None)
        for draft in db.session.scalars(wanted.order_by(Draft.id))
        if draft.begun_at and draft.submitted_at and period.holds(_on(draft.submitted_at, zone))
    ]


def _moves(item_ids: Collection[int]) -> list[Move]:
    """Return how the votes of each last round stood to the opinions before; anonymous rounds tell nothing."""
    last = select(func.max(Ballot.id)).where(Ballot.item_id.in_(item_ids)).group_by(Ballot.item_id)
    wanted = select(Ballot).where(Ballot.id.in_(last), Ballot.anonymous.is_(False))
    with_votes = wanted.options(selectinload(Ballot.votes)).order_by(Ballot.id)
    rounds = db.session.scalars(with_votes)
    return [move for ballot in rounds for move, _who in opinions.moves_in(ballot)]


def _signed(plan: Plan) -> datetime:
    assert plan.signed_at is not None  # noqa: S101  only signed plans are asked for
    return plan.signed_at


def _on(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
