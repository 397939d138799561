"""What a screen is sent when the meeting's log has grown: the changed parts, contiguous in sequence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import joinedload

from board.db import db
from board.live.audiences import Audience
from board.live.parts import RoomState, draw, parts_of, state_of
from board.meetings.log import Happened, Part, happened_between
from board.meetings.models import Meeting

#: A screen further behind than this is sent every part instead of a history.
FAR_BEHIND = 200
#: Screens that are followed closely are told of so many events in one frame before they are sent every part.
MOST = 1000

#: So many votes in one frame are told one by one; five hundred would be most of the frame.
FEW = 8

#: Events that say something about votes. Somebody who stepped aside is not told of them.
OF_VOTES = frozenset({"opinion_stated", "ballot_opened", "voted", "ballot_closed"})


@dataclass(frozen=True)
class News:
    """The events after a sequence number, and the room as it stands now."""

    after: int
    head: int
    events: list[Happened]
    parts: frozenset[Part]
    state: RoomState


def news_after(
    meeting_id: int, seq: int, at: datetime, present: Iterable[int], far: int = FAR_BEHIND
) -> News:
    """Return what happened in a meeting after *seq*; a stranger's number counts as none at all."""
    with_board = [joinedload(Meeting.board)]
    meeting = db.session.get_one(Meeting, meeting_id, options=with_board)
    known = seq if 0 <= seq <= meeting.seq else 0
    if meeting.seq - known > far:
        known = 0
    events = happened_between(meeting_id, known, meeting.seq) if known else []
    parts = (
        frozenset(Part(part) for event in events for part in event.parts)
        if known
        else frozenset(Part)
    )
    return News(known, meeting.seq, events, parts, state_of(meeting, at, present))


def frame(news: News, audience: Audience) -> dict[str, Any]:
    """Return the frame of *news* for one audience: plain JSON values."""
    wanted = [part for part in parts_of(audience) if part in news.parts]
    return {
        "from": news.after + 1,
        "to": news.head,
        "audience": audience.value,
        "events": _told_shortly([event for event in news.events if _may_hear(audience, event)]),
        "parts": {part.value: draw(part, news.state, audience) for part in wanted},
    }


def _told_shortly(events: list[Happened]) -> list[dict[str, Any]]:
    """Return the events as they are told; many votes one after another are one event that names the people."""
    told: list[dict[str, Any]] = []
    for kind, run in groupby(events, key=lambda event: (event.kind, event.item_id)):
        several = list(run)
        if kind[0] == "voted" and len(several) > FEW:
            people = [event.person_id for event in several]
            told.append(
                {"seq": several[-1].seq, "kind": "voted", "item": kind[1], "people": people}
            )
        else:
            told += [_told(event) for event in several]
    return told


def _may_hear(audience: Audience, event: Happened) -> bool:
    return audience.sees_votes or event.kind not in OF_VOTES


def _told(event: Happened) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "kind": event.kind,
        "person": event.person_id,
        "item": event.item_id,
        **event.data,
    }
