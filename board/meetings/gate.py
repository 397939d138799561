"""The only way to a meeting or an agenda item on somebody's behalf."""

from sqlalchemy import select

from board.accounts.actor import Actor
from board.cases.gate import LARGEST_ID as LARGEST_ID
from board.db import db
from board.doors import Policy, passed
from board.errors import NotFound
from board.meetings.models import AgendaItem, Meeting
from board.meetings.policy import ensure_may_arrange, ensure_not_over, may_see


def meeting_for(by: Actor, meeting_id: int, *, lock: bool = False) -> Meeting:
    """Return the meeting, or say that there is none: also when it is not theirs to see.

    `lock` keeps others from changing the meeting until this transaction ends, so that its events
    stay in order.
    """
    wanted = select(Meeting).where(Meeting.id == min(meeting_id, LARGEST_ID))
    if lock:
        # read again under the lock: what was loaded before may be somebody else's past
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    meeting = db.session.scalar(wanted)
    if meeting is None or not may_see(by, meeting):
        raise NotFound("There is no such meeting, or it is not yours to see.")
    passed(Policy.MEETING)
    return meeting


def item_for(by: Actor, item_id: int, *, lock: bool = False) -> AgendaItem:
    """Return an agenda item of a meeting that this person may see.

    `lock` takes hold of its meeting first, so that the item is read as the last change left it.
    """
    its_meeting = select(AgendaItem.meeting_id).where(AgendaItem.id == min(item_id, LARGEST_ID))
    meeting_id = db.session.scalar(its_meeting)
    if meeting_id is not None:
        meeting_for(by, meeting_id, lock=lock)
        item = db.session.get(AgendaItem, item_id, populate_existing=lock)
        if item is not None:
            return item
    raise NotFound("There is no such agenda item, or it is not yours to see.")


def meeting_to_arrange(by: Actor, meeting_id: int) -> Meeting:
    """Return the meeting, locked, for somebody who may arrange it, while it is not over."""
    meeting = meeting_for(by, meeting_id, lock=True)
    ensure_may_arrange(by, meeting.board_id)
    ensure_not_over(meeting)
    return meeting


def item_to_arrange(by: Actor, item_id: int) -> AgendaItem:
    """Return the agenda item, its meeting locked, for somebody who may arrange it."""
    item = item_for(by, item_id, lock=True)
    ensure_may_arrange(by, item.meeting.board_id)
    ensure_not_over(item.meeting)
    return item
