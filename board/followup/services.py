"""Saying what became of a plan, that a trigger was met, that a case comes back to the board."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.models import Case, Priority
from board.db import db
from board.decisions.gate import plan_for
from board.decisions.models import Plan
from board.decisions.services.plans import content_of
from board.errors import Conflict, Invalid
from board.followup.due import DAYS, due_on
from board.followup.models import (
    Became,
    BestResponse,
    FollowUp,
    PresentedAgain,
    TrialStep,
    TriggerReport,
)
from board.followup.policy import ensure_may_follow
from board.followup.queries import answer_that_counts, newest_signed_of
from board.followup.reasons import Reason
from board.meetings import services as meetings
from board.meetings.models import AgendaItem, Meeting, MeetingStatus
from board.meetings.policy import may_arrange
from board.meetings.queries import agenda_item_of, list_closes_at, upcoming_meetings

LONGEST_TEXT = 500
LONGEST_LINE = 300
#: Answers that have to say why.
WITH_REASON = frozenset({Became.PARTLY, Became.NOT})


@dataclass(frozen=True)
class Said:
    """What became of a plan, as somebody says it."""

    became: Became
    reason: Reason | None = None
    #: Which recommendation was done, 1 being the first; 0: something else.
    recommendation: int | None = None
    text: str = ""
    trial: TrialStep | None = None
    trial_why: str = ""
    response: BestResponse | None = None
    started_on: date | None = None


def answer(
    plan_id: int, day: int, said: Said, *, instead_of: int | None, by: Actor, at: datetime
) -> FollowUp:
    """Keep what became of a plan, for one of its follow-up days; the same again adds nothing.

    `instead_of` is the answer that was on the page: a newer one that was not seen is not set aside.
    """
    plan = _plan_that_counts(by, plan_id)
    today = at.astimezone(ZoneInfo(plan.case.board.zone)).date()
    _ensure_due(plan, day, today)
    said = _sound(said, len(content_of(plan).recommendations), today)
    before = answer_that_counts(plan.id, day)
    if before is not None and _says(before) == said:
        return before
    if (before.id if before else None) != instead_of:
        raise Conflict("Somebody has just answered this. Read what they said, then correct it.")

    row = FollowUp(
        plan_id=plan.id,
        day=day,
        person_id=by.person_id,
        at=at,
        instead_of_id=instead_of,
        **asdict(said),
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody has just answered this. Read what they said.") from error
    corrects = {"corrects": instead_of} if instead_of else {}
    record(by, Deed.FOLLOWED_UP, f"plan/{plan.id}", at, plan.case.board_id, day=day, **corrects)
    return row


def report_trigger(
    plan_id: int, number: int, *, met: bool, text: str = "", by: Actor, at: datetime
) -> TriggerReport:
    """Keep that a trigger of a plan was met, or that it was not after all."""
    plan = _plan_that_counts(by, plan_id)
    if not 1 <= number <= len(content_of(plan).triggers):
        raise Invalid("The plan has no such trigger.")
    last = _last_report(plan.id, number)
    if last is not None and last.met is met:
        return last
    report = TriggerReport(
        plan_id=plan.id,
        trigger=number,
        met=met,
        text=_line_of(text, LONGEST_LINE, "text"),
        person_id=by.person_id,
        at=at,
    )
    db.session.add(report)
    deed = Deed.TRIGGER_MET if met else Deed.TRIGGER_NOT_MET
    record(by, deed, f"plan/{plan.id}", at, plan.case.board_id, trigger=number)
    return report


def present_again(plan_id: int, because: str, *, by: Actor, at: datetime) -> PresentedAgain:
    """Bring the case back to the board because of what became of this plan.

    Whoever arranges meetings puts it on the next agenda; for everybody else it is asked for, and
    waits on the worklist of those who do.
    """
    plan = _plan_that_counts(by, plan_id)
    because = _line_of(because, LONGEST_LINE, "because")
    if not because:
        raise Invalid("Say why the case comes back.", {"because": "Write the reason."})
    if agenda_item_of(plan.case_id) is not None:
        raise Conflict(f"{plan.case.number} is on an agenda already.")
    arranges = may_arrange(by, plan.case.board_id)
    meeting = _next_meeting(by, plan.case, at) if arranges else None
    if meeting is None and _is_asked(plan):
        raise Conflict(f"{plan.case.number} is asked for already: it waits for an agenda.")
    if meeting is not None:
        meetings.put_on_agenda(meeting.id, plan.case.number, late_because=because, by=by, at=at)
    asked = PresentedAgain(
        plan_id=plan.id,
        meeting_id=meeting.id if meeting else None,
        because=because,
        person_id=by.person_id,
        at=at,
    )
    db.session.add(asked)
    where = {"meeting": meeting.id} if meeting else {}
    record(by, Deed.PRESENTED_AGAIN, f"plan/{plan.id}", at, plan.case.board_id, **where)
    return asked


def _is_asked(plan: Plan) -> bool:
    """Return whether the case was asked for because of this plan, and no meeting has had it since."""
    asked = select(PresentedAgain).where(PresentedAgain.plan_id == plan.id)
    last = db.session.scalars(asked.order_by(PresentedAgain.id.desc()).limit(1)).first()
    if last is None:
        return False
    items = select(AgendaItem.id).join(Meeting).where(AgendaItem.case_id == plan.case_id)
    since = items.where(Meeting.starts_at > last.at, Meeting.status == MeetingStatus.CLOSED)
    return db.session.scalars(since.limit(1)).first() is None


def _plan_that_counts(by: Actor, plan_id: int) -> Plan:
    """Return the plan, locked, for somebody who follows it up: signed, and the newest version."""
    plan = plan_for(by, plan_id, lock=True)
    ensure_may_follow(by, plan.case)
    newest = newest_signed_of(plan.case_id)
    if newest is None or not plan.is_signed:
        raise Conflict("The plan is not signed yet: there is nothing to follow up.")
    if newest is not plan:
        raise Conflict(f"Version {newest.version} of this plan counts now. Follow that one up.")
    return plan


def _ensure_due(plan: Plan, day: int, today: date) -> None:
    if day not in DAYS:
        raise Invalid(f"A plan is followed up at day {', '.join(map(str, DAYS))}.")
    assert plan.signed_at is not None  # noqa: S101  _plan_that_counts returns signed plans only
    signed = plan.signed_at.astimezone(ZoneInfo(plan.case.board.zone)).date()
    if today < due_on(signed, day):
        raise Conflict(f"Day {day} of this plan has not come yet.")


def _sound(said: Said, recommendations: int, today: date) -> Said:
    wrong = {}
    if (said.reason is None) == (said.became in WITH_REASON):
        wrong["reason"] = (
            "Choose why." if said.reason is None else "A reason belongs to a deviation."
        )
    done = said.recommendation
    if done is not None and not 0 <= done <= recommendations:
        wrong["recommendation"] = "The plan has no such recommendation."
    if done is not None and said.became in (Became.NOT, Became.UNKNOWN) and done != 0:
        wrong["recommendation"] = "Nothing of the plan was done, so no recommendation was."
    if said.started_on is not None and said.started_on > today:
        wrong["started"] = "This day has not come yet."
    if wrong:
        raise Invalid("Nothing was saved: please check the marked answers.", wrong)
    return Said(
        said.became,
        said.reason,
        done,
        _line_of(said.text, LONGEST_TEXT, "text"),
        said.trial,
        _line_of(said.trial_why, LONGEST_LINE, "trial_why"),
        said.response,
        said.started_on,
    )


def _says(row: FollowUp) -> Said:
    return Said(**{name: getattr(row, name) for name in Said.__dataclass_fields__})


def _line_of(typed: str, longest: int, field: str) -> str:
    text = " ".join(typed.replace("\x00", "").split())
    if len(text) > longest:
        raise Invalid("The text is too long.", {field: f"At most {longest} characters."})
    return text


def _last_report(plan_id: int, number: int) -> TriggerReport | None:
    wanted = select(TriggerReport).where(
        TriggerReport.plan_id == plan_id, TriggerReport.trigger == number
    )
    return db.session.scalars(wanted.order_by(TriggerReport.id.desc()).limit(1)).first()


def _next_meeting(by: Actor, case: Case, at: datetime) -> Meeting | None:
    """Return the next meeting that can still take the case: one whose list is closed takes urgent ones only."""
    urgent = case.newest.priority is Priority.URGENT
    for meeting in upcoming_meetings(by, at):
        closes_at = list_closes_at(meeting)
        taken = closes_at is None or at < closes_at or urgent
        if meeting.board_id == case.board_id and meeting.status is MeetingStatus.PLANNED and taken:
            return meeting
    return None
