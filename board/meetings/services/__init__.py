"""What is done to meetings, in the order of a coordinator's week: call, set the agenda, prepare, hold.

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
    arrange,
    list_is_closed,
    move,
    put_on_agenda,
    renew_version,
    set_minutes,
    take_off_agenda,
)
from board.meetings.services.breaks import break_due, call_break, end_break
from board.meetings.services.calling import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    invite,
    reply,
)
from board.meetings.services.pausing import breaks_of, lay_breaks
from board.meetings.services.preparing import (
    ask_for_facts,
    close_request,
    publish_agenda,
    remind_unanswered,
    request_for,
    settle_rules,
)
from board.meetings.services.room import (
    SECTIONS,
    carry_over,
    close_room,
    come_in,
    open_room,
    show_name,
    show_section,
    take_up,
)
from board.meetings.services.series import (
    Rhythm,
    begin_series,
    change_following,
    end_series,
    leave_out,
    series_for,
)
from board.meetings.services.undoing import move_to_take_back, take_back
from board.meetings.services.waiting import bring_back, put_on_list, take_off_list, withdraw
from board.meetings.timetable import (
    break_times,
    drift,
    minutes_planned,
    next_breaks,
    start_times,
)

__all__ = [
    "SECTIONS",
    "Rhythm",
    "arrange",
    "ask_for_facts",
    "begin_series",
    "break_due",
    "break_times",
    "breaks_of",
    "bring_back",
    "call_break",
    "call_meeting",
    "cancel_meeting",
    "carry_over",
    "change_following",
    "change_meeting",
    "close_request",
    "close_room",
    "come_in",
    "drift",
    "end_break",
    "end_series",
    "invite",
    "lay_breaks",
    "leave_out",
    "list_is_closed",
    "minutes_planned",
    "move",
    "move_to_take_back",
    "next_breaks",
    "open_room",
    "past_meetings",
    "publish_agenda",
    "put_on_agenda",
    "put_on_list",
    "quorum_expected",
    "remind_unanswered",
    "renew_version",
    "replies",
    "reply",
    "request_for",
    "series_for",
    "set_minutes",
    "settle_rules",
    "show_name",
    "show_section",
    "start_times",
    "take_back",
    "take_off_agenda",
    "take_off_list",
    "take_up",
    "upcoming_meetings",
    "waiting_cases",
    "withdraw",
]
