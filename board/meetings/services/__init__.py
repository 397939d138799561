"""What is done to meetings, in the order of a coordinator's week: call, set the agenda, hold.

The reads stand beside the deeds, so that a door needs one import.
"""

from board.meetings.queries import (
    past_meetings,
    quorum_expected,
    replies,
    upcoming_meetings,
    waiting_cases,
)
from board.meetings.services.agenda import (
    move,
    put_on_agenda,
    renew_version,
    set_minutes,
    take_off_agenda,
)
from board.meetings.services.breaks import break_due, call_break, end_break
from board.meetings.services.calling import call_meeting, change_meeting, invite, reply
from board.meetings.services.room import (
    SECTIONS,
    carry_over,
    close_room,
    come_in,
    open_room,
    show_section,
    take_up,
)
from board.meetings.timetable import drift, minutes_planned, start_times

__all__ = [
    "SECTIONS",
    "break_due",
    "call_break",
    "call_meeting",
    "carry_over",
    "change_meeting",
    "close_room",
    "come_in",
    "drift",
    "end_break",
    "invite",
    "minutes_planned",
    "move",
    "open_room",
    "past_meetings",
    "put_on_agenda",
    "quorum_expected",
    "renew_version",
    "replies",
    "reply",
    "set_minutes",
    "show_section",
    "start_times",
    "take_off_agenda",
    "take_up",
    "upcoming_meetings",
    "waiting_cases",
]
