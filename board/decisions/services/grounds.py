"""What a statement and a check stand on beside the words of the plan; what changes it makes a draft again."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm.attributes import flag_modified

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions.codes import PlanState
from board.decisions.models import Ballot, BallotStatus, Note, Plan, PlanStatus, Recusal
from board.decisions.papers import Keyed, PaperEntry
from board.meetings import log
from board.meetings.log import Part
from board.meetings.models import AgendaItem


def grounds_of(plan: Plan) -> dict[str, list[int]]:
    """Return by their ids the rounds, recusals, notes and keyed-in attendances that the record will show.

    Who comes into an open room is not among them: people come and go between the check and the signature.
    """
    rounds = select(Ballot.id).where(
        Ballot.item_id == plan.item_id, Ballot.status == BallotStatus.CLOSED
    )
    recusals = select(Recusal.id).where(Recusal.item_id == plan.item_id)
    notes = select(Note.id).where(Note.case_id == plan.case_id, Note.pinned_at.is_not(None))
    came = select(PaperEntry.object_id).where(
        PaperEntry.meeting_id == plan.item.meeting_id, PaperEntry.what == Keyed.ATTENDANCE
    )
    wanted = {"rounds": rounds, "recusals": recusals, "notes": notes, "came": came}
    return {name: sorted(db.session.scalars(ids)) for name, ids in wanted.items()}


def unsettle_item(item_id: int, by: Actor, at: datetime) -> None:
    """Make the plan of one discussion a draft again, if it was stated or checked."""
    _unsettle(Plan.item_id == item_id, by, at)


def unsettle_meeting(meeting_id: int, by: Actor, at: datetime) -> None:
    """Make the plans of a meeting drafts again, where they were stated or checked."""
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
    _unsettle(Plan.item_id.in_(items), by, at)


def unsettle_case(case_id: int, by: Actor, at: datetime) -> None:
    """Make the plan of a case that is on its way a draft again, if it was stated or checked."""
    _unsettle(Plan.case_id == case_id, by, at)


def begin_again(plan: Plan) -> None:
    """Let no signature under *plan* hold any more; what it says stays."""
    flag_modified(plan, "content")  # written again as it is, it is the next revision
    db.session.flush()


def note_taken_back(plan: Plan, was: PlanState, by: Actor, at: datetime) -> None:
    """Leave a line in the trail when a change makes a plan that was stated or checked a draft again."""
    if was in (PlanState.STATED, PlanState.CHECKED) and plan.state is PlanState.DRAFT:
        said = {"version": plan.version, "was": was.value}
        record(by, Deed.PLAN_TAKEN_BACK, f"plan/{plan.id}", at, plan.case.board_id, **said)


def _unsettle(which: ColumnElement[bool], by: Actor, at: datetime) -> None:
    db.session.flush()
    drafts = select(Plan).where(which, Plan.status == PlanStatus.DRAFT)
    held = drafts.order_by(Plan.id).with_for_update().execution_options(populate_existing=True)
    for plan in db.session.scalars(held).all():
        was = plan.state
        if was is PlanState.DRAFT:
            continue
        begin_again(plan)
        note_taken_back(plan, was, by, at)
        parts = (Part.PLAN, Part.NOTES)
        meeting, item_id = plan.item.meeting, plan.item_id
        log.append(meeting, "plan_taken_back", parts, at, item_id=item_id, person_id=by.person_id)
