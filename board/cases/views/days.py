"""Which day it is where a board sits."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from board.accounts.models import Board


def today_at(board: Board, at: datetime) -> date:
    """Return the day of the instant *at* by the board's own clock."""
    return at.astimezone(ZoneInfo(board.zone)).date()
