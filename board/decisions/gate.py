"""The only way to a ballot, a note or a plan on somebody's behalf."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import load_only

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.cases.gate import case_for
from board.cases.policy import READERS
from board.db import db
from board.decisions.models import Ballot, Note, Plan, Recusal
from board.doors import Policy, passed
from board.errors import NotFound
from board.meetings.gate import LARGEST_ID, item_for
from board.meetings.models import AgendaItem, Meeting
from board.meetings.policy import may_see
from board.rows import in_list, listed_ids


def ballot_for(by: Actor, ballot_id: int, *, lock: bool = False) -> Ballot:
    """Return a ballot of a meeting that this person may see.

    `lock` holds the meeting until this transaction ends, so that no vote slips past a closing.
    """
    ballot = db.session.get(Ballot, min(ballot_id, LARGEST_ID))
    if ballot is None:
        raise NotFound("There is no such ballot.")
    item_for(by, ballot.item_id, lock=lock)
    if lock:
        db.session.refresh(ballot)
    return ballot


class Held(NamedTuple):
    """A ballot whose meeting this transaction holds locked; only what voting asks of them is read."""

    ballot: Ballot
    meeting: Meeting
    board: Board


def held_ballots(ballot_ids: Iterable[int]) -> list[Held]:
    """Return those of these ballots that there are, each one's meeting locked until this transaction ends.

    The first half of a gate for many at once: nothing of them is anybody's before who_may_see has said so.
    """
    asked = {"ballots": in_list(sorted(ballot_ids))}
    if db.engine.dialect.name != "sqlite":  # there, whoever writes is alone already
        db.session.execute(_LOCK_MEETINGS, asked)
    return [Held(*row) for row in db.session.execute(_HELD, asked)]


def who_may_see(held: Held, people: Iterable[Actor]) -> frozenset[int]:
    """Return who of these people may see the meeting of a held ballot; each of them has passed the gate."""
    let_in = frozenset(one.person_id for one in people if may_see(one, held.meeting))
    passed(Policy.MEETING, let_in)
    return let_in


def note_for(by: Actor, note_id: int) -> Note:
    """Return a note on a case that this person may see."""
    note = db.session.get(Note, min(note_id, LARGEST_ID))
    if note is None:
        raise NotFound("There is no such note.")
    case_for(by, note.version.case.number)
    return note


def plan_for(by: Actor, plan_id: int, *, lock: bool = False) -> Plan:
    """Return a plan for a case that this person may see.

    A draft is for the board, not for the submitter, and not for who stepped aside: it shows the votes.
    `lock` holds its meeting first, as voting and closing do: nothing that a signature stands on moves meanwhile.
    """
    wanted = select(Plan).where(Plan.id == min(plan_id, LARGEST_ID))
    if lock:
        _hold_meeting(plan_id)
        # read again under the lock: what was loaded before may be somebody else's past
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    plan = db.session.scalar(wanted)
    if plan is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    case_for(by, plan.case.number)
    if not plan.is_signed and not reads_drafts(by, plan):
        raise NotFound("There is no such plan, or it is not yours to see.")
    passed(Policy.PLAN)
    return plan


def reads_drafts(by: Actor, plan: Plan) -> bool:
    """Return whether drafts are for this person: on the board of the case, and not stepped aside for it."""
    return reads_drafts_on(by, plan.case.board_id, plan.item_id)


def reads_drafts_on(by: Actor, board_id: int, item_id: int) -> bool:
    """Return whether the drafts of one discussion are for this person, whether there are any or not."""
    stepped_aside = select(Recusal.id).where(
        Recusal.item_id == item_id, Recusal.person_id == by.person_id
    )
    return by.role_on(board_id) in READERS and db.session.scalar(stepped_aside) is None


def _hold_meeting(plan_id: int) -> None:
    of_plan = select(AgendaItem.meeting_id).join(Plan, Plan.item_id == AgendaItem.id)
    its_meeting = of_plan.where(Plan.id == min(plan_id, LARGEST_ID)).scalar_subquery()
    db.session.execute(select(Meeting.id).where(Meeting.id == its_meeting).with_for_update())


_ASKED = Ballot.id.op("IN")(listed_ids(bindparam("ballots")))
_LOCK_MEETINGS = (
    select(Meeting.id)
    .where(Meeting.id.in_(select(AgendaItem.meeting_id).join(Ballot).where(_ASKED)))
    .order_by(Meeting.id)
    .with_for_update()
)
_HELD = (
    select(Ballot, Meeting, Board)
    .join(AgendaItem, AgendaItem.id == Ballot.item_id)
    .join(Meeting, Meeting.id == AgendaItem.meeting_id)
    .join(Board, Board.id == Meeting.board_id)
    .where(_ASKED)
    .order_by(Ballot.id)
    .options(
        load_only(Ballot.item_id, Ballot.status, Ballot.options),
        load_only(Meeting.board_id),
        load_only(Board.supportive_care_votes),
    )
    .execution_options(populate_existing=True)
)
