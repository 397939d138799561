"""The board's rule on anonymous ballots: changed between meetings, never in one."""

from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.accounts.models import Board
from board.accounts.policy import SEATERS
from board.accounts.services import board_for
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict
from board.meetings.models import Meeting, MeetingStatus


def allow_anonymous(board_id: int, allowed: bool, *, by: Actor, at: datetime) -> Board:
    """Let the chair hold anonymous ballots from now on, or no longer; ballots already held stay as they were."""
    board = board_for(by, board_id, SEATERS)
    if board.anonymous_ballots is allowed:
        return board
    sitting = select(Meeting.id).where(
        Meeting.board_id == board.id, Meeting.status == MeetingStatus.OPEN
    )
    if db.session.scalar(sitting.limit(1)) is not None:
        raise Conflict("The board is meeting. Its rule on ballots is changed between meetings.")

    board.anonymous_ballots = allowed

    record(by, Deed.BALLOT_RULE_CHANGED, f"board/{board.id}", at, board.id, anonymous=allowed)
    return board
