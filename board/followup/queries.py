"""What the worklist shows: every plan that is followed up, with its answers, triggers and end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from board.accounts.actor import Actor
from board.cases.models import Case
from board.cases.policy import SUBMITTERS
from board.db import db
from board.decisions.codes import Again
from board.decisions.content import PlanContent, Trigger
from board.decisions.models import Plan
from board.decisions.services.plans import content_of
from board.followup.due import Asked, asked_now, coming, has_begun
from board.followup.models import FollowUp, PresentedAgain, TriggerReport
from board.followup.policy import FOLLOWERS
from board.followup.reasons import ENDS
from board.followup.standing import Known, counted, known_of
from board.meetings.models import AgendaItem
from board.meetings.queries import agenda_item_of


@dataclass(frozen=True)
class Watched:
    """A trigger of a plan: its number, what it says, and the last report on it, if any."""

    number: int
    trigger: Trigger
    report: TriggerReport | None

    @property
    def met(self) -> bool:
        """Whether somebody saw it met and nobody took that back."""
        return self.report is not None and self.report.met

    @property
    def words(self) -> str:
        """The trigger as a sentence part; one that is none of those offered is its own words."""
        if self.trigger.what is Again.OTHER and self.trigger.text:
            return self.trigger.text
        more = f": {self.trigger.text}" if self.trigger.text else ""
        return f"{self.trigger.what.value}{more}"


@dataclass(frozen=True)
class Line:
    """One plan that is followed up, as things stand on one day."""

    plan: Plan
    content: PlanContent
    today: date
    #: Every answer, oldest first, and those that count, by their day.
    every: tuple[FollowUp, ...] = ()
    answers: dict[int, FollowUp] = field(default_factory=dict)
    triggers: tuple[Watched, ...] = ()
    again: PresentedAgain | None = None

    @property
    def signed(self) -> date:
        """The day of the signature by the clock of the board."""
        return _day(self.plan)

    @property
    def standing(self) -> FollowUp | None:
        """The answer that says where the plan stands; None: nothing was answered."""
        found = counted(self.answers.values())
        return found if isinstance(found, FollowUp) else None

    @property
    def ended(self) -> bool:
        """Whether nothing is asked any more: the patient died or was lost to follow-up."""
        return any(answer.reason in ENDS for answer in self.answers.values())

    @property
    def asked(self) -> Asked | None:
        """The follow-up to ask for now."""
        return None if self.ended else asked_now(self.signed, self.today, self.answers)

    @property
    def coming(self) -> Asked | None:
        """The next follow-up that is not due yet."""
        return None if self.ended else coming(self.signed, self.today, self.answers)

    @property
    def begun(self) -> bool:
        """Whether the first follow-up has fallen due."""
        return has_begun(self.signed, self.today)

    @property
    def expired(self) -> bool:
        """Whether the plan was to hold until an earlier day than today."""
        return self.content.valid_until is not None and self.content.valid_until < self.today

    @property
    def comes_back(self) -> list[str]:
        """Why the case is to be presented again; empty when it is not."""
        why = [f"Trigger met: {one.words}" for one in self.triggers if one.met]
        if self.expired and not self.ended:
            why.append("The plan has expired")
        if self.again is not None:
            why.append(self.again.because)
        # whoever brings it back often gives the trigger as the reason
        return list(dict.fromkeys(why))

    @property
    def on_agenda(self) -> AgendaItem | None:
        """Where the case stands on an agenda to come."""
        return agenda_item_of(self.plan.case_id)


def lines_for(by: Actor, at: datetime) -> list[Line]:
    """Return every plan that this person follows up: the newest signed one of each case, newest first."""
    wide = [seat.board_id for seat in by.seats if seat.role in FOLLOWERS]
    own = [seat.board_id for seat in by.seats if seat.role in SUBMITTERS]
    theirs = Case.board_id.in_(wide) | (
        Case.board_id.in_(own) & (Case.submitted_by_id == by.person_id)
    )
    return lines_of(_plans(select(Plan).join(Case).where(theirs, Plan.id.in_(newest_signed()))), at)


def line_of(plan: Plan, at: datetime) -> Line:
    """Return one plan as the worklist sees it."""
    return lines_of([plan], at)[0]


def lines_of(plans: Sequence[Plan], at: datetime) -> list[Line]:
    """Return plans with everything that was said of them."""
    ids = [plan.id for plan in plans]
    answers, reports, again = _answers(ids), _reports(ids), _presented(ids)
    return [
        _line(plan, _today(plan, at), answers[plan.id], reports[plan.id], again.get(plan.id))
        for plan in plans
    ]


def newest_signed() -> Select[int]:
    """Return a subquery: the id of the newest signed version of every plan."""
    return select(func.max(Plan.id)).where(Plan.signed_at.is_not(None)).group_by(Plan.case_id)


def newest_signed_of(case_id: int) -> Plan | None:
    """Return the version of a case's plan that counts, or None."""
    wanted = select(Plan).where(Plan.case_id == case_id, Plan.signed_at.is_not(None))
    return db.session.scalars(wanted.order_by(Plan.version.desc()).limit(1)).first()


def signed_on(item_ids: Iterable[int]) -> dict[int, Plan]:
    """Return the newest signed plan of each discussion that has one, by its agenda item."""
    wanted = select(Plan).where(Plan.item_id.in_(list(item_ids)), Plan.signed_at.is_not(None))
    return {plan.item_id: plan for plan in db.session.scalars(wanted.order_by(Plan.version))}


def answer_that_counts(plan_id: int, day: int) -> FollowUp | None:
    """Return the newest answer of one follow-up."""
    wanted = select(FollowUp).where(FollowUp.plan_id == plan_id, FollowUp.day == day)
    return db.session.scalars(wanted.order_by(FollowUp.id.desc()).limit(1)).first()


def unknown_share(lines: Iterable[Line]) -> Known:
    """Return of how many plans, whose first follow-up has fallen due, it is known what became."""
    return known_of([list(line.answers.values()) for line in lines if line.begun])


def _plans(wanted: Select[Plan]) -> list[Plan]:
    loaded = wanted.options(
        joinedload(Plan.case).joinedload(Case.patient), joinedload(Plan.case).joinedload(Case.board)
    )
    return list(db.session.scalars(loaded.order_by(Plan.signed_at.desc(), Plan.id.desc())))


def _answers(ids: Collection[int]) -> dict[int, list[FollowUp]]:
    found: dict[int, list[FollowUp]] = defaultdict(list)
    wanted = select(FollowUp).where(FollowUp.plan_id.in_(ids)).options(joinedload(FollowUp.person))
    for answer in db.session.scalars(wanted.order_by(FollowUp.id)):
        found[answer.plan_id].append(answer)
    return found


def _reports(ids: Collection[int]) -> dict[int, dict[int, TriggerReport]]:
    found: dict[int, dict[int, TriggerReport]] = defaultdict(dict)
    wanted = select(TriggerReport).where(TriggerReport.plan_id.in_(ids))
    for report in db.session.scalars(wanted.order_by(TriggerReport.id)):
        found[report.plan_id][report.trigger] = report
    return found


def _presented(ids: Collection[int]) -> dict[int, PresentedAgain]:
    wanted = select(PresentedAgain).where(PresentedAgain.plan_id.in_(ids))
    return {row.plan_id: row for row in db.session.scalars(wanted.order_by(PresentedAgain.id))}


def _line(
    plan: Plan,
    today: date,
    answers: Sequence[FollowUp],
    reports: dict[int, TriggerReport],
    again: PresentedAgain | None,
) -> Line:
    content = content_of(plan)
    triggers = tuple(
        Watched(number, trigger, reports.get(number))
        for number, trigger in enumerate(content.triggers, start=1)
    )
    newest = {answer.day: answer for answer in answers}
    return Line(plan, content, today, tuple(answers), newest, triggers, again)


def _today(plan: Plan, at: datetime) -> date:
    return at.astimezone(ZoneInfo(plan.case.board.zone)).date()


def _day(plan: Plan) -> date:
    assert plan.signed_at is not None  # noqa: S101  only signed plans are followed up
    return plan.signed_at.astimezone(ZoneInfo(plan.case.board.zone)).date()
