"""The only way to a ballot, a note or a plan on somebody's behalf."""

from sqlalchemy import select

from board.accounts.actor import Actor
from board.cases.gate import case_for
from board.cases.policy import READERS
from board.db import db
from board.decisions.models import Ballot, Note, Plan, Recusal
from board.doors import Policy, passed
from board.errors import NotFound
from board.meetings.gate import item_for
from board.meetings.policy import may_see


def ballot_for(by: Actor, ballot_id: int, *, lock: bool = False) -> Ballot:
    """Return a ballot of a meeting that this person may see.

    `lock` holds the meeting until this transaction ends, so that no vote slips past a closing.
    """
    ballot = db.session.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFound("There is no such ballot.")
    item_for(by, ballot.item_id, lock=lock)
    if lock:
        db.session.refresh(ballot)
    return ballot


def held_ballot_for(by: Actor, ballot: Ballot) -> Ballot:
    """Return a ballot that this transaction holds locked, for one more person who may see its meeting."""
    if not may_see(by, ballot.item.meeting):
        raise NotFound("There is no such agenda item, or it is not yours to see.")
    passed(Policy.MEETING)
    return ballot


def note_for(by: Actor, note_id: int) -> Note:
    """Return a note on a case that this person may see."""
    note = db.session.get(Note, note_id)
    if note is None:
        raise NotFound("There is no such note.")
    case_for(by, note.version.case.number)
    return note


def plan_for(by: Actor, plan_id: int, *, lock: bool = False) -> Plan:
    """Return a plan for a case that this person may see.

    A draft is for the board, not for the submitter, and not for who stepped aside: it shows the votes.
    """
    wanted = select(Plan).where(Plan.id == plan_id)
    plan = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if plan is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    case_for(by, plan.case.number)
    if not plan.is_signed and not _reads_drafts(by, plan):
        raise NotFound("There is no such plan, or it is not yours to see.")
    passed(Policy.PLAN)
    return plan


def _reads_drafts(by: Actor, plan: Plan) -> bool:
    stepped_aside = select(Recusal.id).where(
        Recusal.item_id == plan.item_id, Recusal.person_id == by.person_id
    )
    return by.role_on(plan.case.board_id) in READERS and db.session.scalar(stepped_aside) is None
