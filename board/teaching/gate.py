"""The only way to a teaching copy on somebody's behalf."""

from sqlalchemy import select

from board.accounts.actor import Actor
from board.cases.policy import READERS
from board.db import db
from board.doors import Policy, passed
from board.errors import Conflict, NotFound
from board.meetings.gate import LARGEST_ID
from board.teaching.models import CopyState, Paragraph, TeachingCopy
from board.teaching.policy import MAKERS, ensure_may_make, may_read


def copy_for(by: Actor, copy_id: int) -> TeachingCopy:
    """Return a teaching copy that this person may read."""
    copy = db.session.get(TeachingCopy, min(copy_id, LARGEST_ID))
    if copy is None or not may_read(by, copy):
        raise NotFound("There is no such teaching copy, or it is not yours to see.")
    passed(Policy.BOARD)
    return copy


def copy_to_review(by: Actor, copy_id: int) -> TeachingCopy:
    """Return a copy in review, locked, for somebody who may release it."""
    wanted = select(TeachingCopy).where(TeachingCopy.id == min(copy_id, LARGEST_ID))
    wanted = wanted.with_for_update().execution_options(populate_existing=True)
    db.session.scalar(wanted)
    copy = copy_for(by, copy_id)
    ensure_may_make(by, copy.board_id)
    if copy.state is not CopyState.IN_REVIEW:
        raise Conflict(f"{copy.name} is {copy.state.value}: nothing in it changes any more.")
    return copy


def paragraph_to_review(by: Actor, paragraph_id: int) -> Paragraph:
    """Return a paragraph of a copy in review."""
    paragraph = db.session.get(Paragraph, min(paragraph_id, LARGEST_ID))
    if paragraph is None:
        raise NotFound("There is no such paragraph.")
    copy_to_review(by, paragraph.copy_id)
    return paragraph


def copies_for(by: Actor) -> list[TeachingCopy]:
    """Return the teaching copies of this person's boards that they may read, newest first."""
    boards = [seat.board_id for seat in by.seats if seat.role in READERS | MAKERS]
    wanted = select(TeachingCopy).where(TeachingCopy.board_id.in_(boards))
    every = db.session.scalars(wanted.order_by(TeachingCopy.id.desc()))
    return [copy for copy in every if may_read(by, copy)]
