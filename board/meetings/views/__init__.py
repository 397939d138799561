"""Pages and forms of this room: calling meetings, their agenda, what is prepared, series, calendars."""

from board.meetings.views import agenda, calendar, calling, preparing, schedule
from board.meetings.views.blueprint import bp

__all__ = ["agenda", "bp", "calendar", "calling", "preparing", "schedule"]
