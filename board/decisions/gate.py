"""The only way to a ballot, a note or a plan on somebody's behalf."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.cases.gate import case_for
from board.cases.models import Case
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


def closed_ballot_for(by: Actor, ballot_id: int) -> Ballot:
    """Return a closed ballot to somebody whom its votes may be shown."""
    ballot = ballot_for(by, ballot_id)
    if ballot.is_open or not sees_votes(by, ballot.item.case_id):
        raise NotFound("There is no such count, or it is not yours to see.")
    return ballot


def sees_votes(by: Actor, case_id: int) -> bool:
    """Return whether this person may be shown how a case was voted on: never who stepped aside for it.

    It holds for every discussion of the case, earlier ones too; what was decided is shown all the same.
    """
    stepped_aside = cases_left(by.person_id).where(AgendaItem.case_id == case_id)
    return db.session.scalar(stepped_aside.limit(1)) is None


def cases_left(person_id: int) -> Select[int]:
    """Select the cases that somebody stepped aside for, in whichever discussion of them."""
    of_items = select(AgendaItem.case_id).join(Recusal, Recusal.item_id == AgendaItem.id)
    return of_items.where(Recusal.person_id == person_id)


class Held(NamedTuple):
    """A ballot whose meeting this transaction holds locked: values of no session, with what voting asks."""

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
    rows = db.session.connection().execute(_HELD, asked).all()
    return [
        Held(
            Ballot(id=number, item_id=item_id, status=status, options=options),
            Meeting(id=meeting_id, board_id=board_id),
            Board(id=board_id, supportive_care_votes=supportive_care_votes),
        )
        for number, item_id, status, options, meeting_id, board_id, supportive_care_votes in rows
    ]


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
    return reads_drafts_of(by, plan.case)


def reads_drafts_of(by: Actor, case: Case) -> bool:
    """Return whether the drafts of a case are for this person, whether there are any or not."""
    return by.role_on(case.board_id) in READERS and sees_votes(by, case.id)


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
_HELD: Any = (
    select(
        Ballot.id,
        Ballot.item_id,
        Ballot.status,
        Ballot.options,
        Meeting.id,
        Meeting.board_id,
        Board.supportive_care_votes,
    )
    .join(AgendaItem, AgendaItem.id == Ballot.item_id)
    .join(Meeting, Meeting.id == AgendaItem.meeting_id)
    .join(Board, Board.id == Meeting.board_id)
    .where(_ASKED)
    .order_by(Ballot.id)
)
