"""Breaks that stand on an agenda before the meeting."""

from collections.abc import Mapping
from datetime import datetime

from board.accounts.actor import Actor
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.errors import Conflict, Invalid
from board.meetings import log
from board.meetings.gate import meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Meeting
from board.meetings.planning import PlannedBreak

LONGEST_BREAK = 60  # minutes


def lay_breaks(meeting_id: int, breaks: Mapping[int, int], *, by: Actor, at: datetime) -> Meeting:
    """Let exactly these breaks stand on the agenda: behind how many cases → minutes."""
    meeting = meeting_to_arrange(by, meeting_id)
    if breaks_of(meeting) == dict(breaks):
        return meeting
    if any(pause.taken_at is not None for pause in meeting.breaks):
        raise Conflict("The room has had a break already: call the next one in the room.")
    for after, minutes in breaks.items():
        if not 1 <= minutes <= LONGEST_BREAK:
            raise Invalid(
                "Say how long the break is.", {"minutes": f"From 1 to {LONGEST_BREAK} minutes."}
            )
        if not 0 < after < len(meeting.items):
            raise Conflict("A break stands between two cases.")

    meeting.breaks.clear()
    db.session.flush()  # a break may come where another one stood
    meeting.breaks = [PlannedBreak(after=after, minutes=breaks[after]) for after in sorted(breaks)]

    name, count = f"meeting/{meeting.id}", len(breaks)
    record(by, Deed.BREAK_PLANNED, name, at, meeting.board_id, breaks=count)
    log.append(meeting, "break_planned", (Part.AGENDA,), at, person_id=by.person_id)
    return meeting


def breaks_of(meeting: Meeting) -> dict[int, int]:
    """Return the breaks of an agenda: behind how many cases → minutes."""
    return {pause.after: pause.minutes for pause in meeting.breaks}


def breaks_typed(breaks: Mapping[int, int]) -> str:
    """Return breaks as an address or a form holds them: "5x10,8x5"."""
    return ",".join(f"{after}x{breaks[after]}" for after in sorted(breaks))


def close_up(meeting: Meeting, place: int, left: int) -> None:
    """Keep the breaks between the same cases after the one at *place* is gone and *left* remain."""
    kept: dict[int, PlannedBreak] = {}
    for pause in list(meeting.breaks):
        after = pause.after - (pause.after >= place)
        if 0 < after < left and after not in kept:
            kept[after] = pause
        else:
            meeting.breaks.remove(pause)
    db.session.flush()
    for after, pause in sorted(kept.items()):
        pause.after = after
        db.session.flush()
