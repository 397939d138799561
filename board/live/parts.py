"""The parts of the room, drawn: by the same templates for the page and for the frames that follow.

What an audience must not see is not handed to its template at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from board.accounts.models import Membership
from board.accounts.services import people_of
from board.cases.brief import Brief, brief_of
from board.decisions.models import Ballot, Note, Plan, Recusal
from board.decisions.policy import has_vote
from board.decisions.services.ballots import (
    ballots_on,
    counted,
    quorum_of,
    quorum_present,
    recusals_on,
    tally_of,
)
from board.decisions.services.notes import notes_on
from board.decisions.services.plans import content_of, newest_plan
from board.decisions.tally import Quorum, Tally
from board.live.audiences import Audience
from board.meetings import services as meetings
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Meeting

#: What the projector shows; the rest is for those who sit at a screen of their own.
ON_THE_WALL = (Part.CASE, Part.BALLOT, Part.PLAN, Part.PEOPLE, Part.CLOCK)


#: All that somebody who stepped aside is told of ballots.
NOTHING_OF_VOTES: dict[str, Any] = {"round": None, "earlier": (), "recusals": (), "quorum": None}
NOTHING_OF_PLAN: dict[str, Any] = {"plan": None, "content": None}


@dataclass(frozen=True)
class Round:
    """A ballot as one audience may see it: an open one has no tally, whoever asks."""

    ballot: Ballot
    votes_in: int
    entitled: int
    quorum: Quorum
    tally: Tally | None


@dataclass(frozen=True)
class RoomState:
    """What the room shows, read once for all parts and audiences of one drawing."""

    meeting: Meeting
    at: datetime
    present: frozenset[int]
    item: AgendaItem | None
    brief: Brief | None
    rounds: tuple[Round, ...]
    recusals: tuple[Recusal, ...]
    notes: tuple[Note, ...]
    plan: Plan | None
    seats: tuple[Membership, ...]

    @property
    def recused(self) -> frozenset[int]:
        """Who takes no part in the case on the table."""
        return frozenset(recusal.person_id for recusal in self.recusals)


def state_of(meeting: Meeting, at: datetime, present: Iterable[int]) -> RoomState:
    """Return what the room of *meeting* shows at this instant."""
    item = meeting.current
    rounds = tuple(_round(ballot) for ballot in ballots_on(item.id)) if item else ()
    return RoomState(
        meeting=meeting,
        at=at,
        present=frozenset(present),
        item=item,
        brief=brief_of(item.version) if item else None,
        rounds=rounds,
        recusals=tuple(recusals_on(item.id)) if item else (),
        notes=tuple(notes_on(item.case_id)) if item else (),
        plan=newest_plan(item.case_id) if item else None,
        seats=tuple(people_of(meeting.board_id)),
    )


def draw(part: Part, state: RoomState, audience: Audience, csrf_token: str = "") -> str:
    """Return one part of the room as HTML for one audience.

    A frame goes to many people, so it carries no token; each page puts its own into the forms it was sent.
    """
    folder = "live/wall" if audience.is_wall else "live"
    return render_template(
        f"{folder}/_{part.value}.html",
        audience=audience,
        token=csrf_token,
        **_told(part, state, audience),
    )


def parts_of(audience: Audience) -> tuple[Part, ...]:
    """Return the parts that an audience has on its screen."""
    return ON_THE_WALL if audience.is_wall else tuple(Part)


def _told(part: Part, state: RoomState, audience: Audience) -> dict[str, Any]:
    """Return what the template of *part* is told for *audience*."""
    shared = {
        "meeting": state.meeting,
        "zone": state.meeting.board.zone,
        "item": state.item,
        "brief": state.brief,
        "at": state.at,
    }
    if part is Part.BALLOT and not audience.sees_votes:
        return shared | NOTHING_OF_VOTES
    if part is Part.PLAN and not audience.sees_votes and not (state.plan and state.plan.is_signed):
        return shared | NOTHING_OF_PLAN
    return shared | TELLS[part](state)


def _agenda(state: RoomState) -> dict[str, Any]:
    meeting = state.meeting
    return {
        "items": meeting.items,
        "starts": meetings.start_times(meeting),
        "drift": meetings.drift(meeting, state.at),
        "planned": meetings.minutes_planned(meeting),
    }


def _case(state: RoomState) -> dict[str, Any]:
    return {"shown": state.meeting.shown_section}


def _ballot(state: RoomState) -> dict[str, Any]:
    shown = state.rounds[-1] if state.rounds else None
    return {
        "round": shown,
        "earlier": state.rounds[:-1],
        "recusals": state.recusals,
        "quorum": quorum_present(state.meeting),
    }


def _notes(state: RoomState) -> dict[str, Any]:
    return {"notes": state.notes}


def _plan(state: RoomState) -> dict[str, Any]:
    ours = state.plan if state.plan and state.item and state.plan.item_id == state.item.id else None
    return {"plan": ours, "content": content_of(ours) if ours else None}


def _people(state: RoomState) -> dict[str, Any]:
    return {
        "seats": state.seats,
        "present": state.present,
        "came": {attendance.person_id for attendance in state.meeting.attendances},
        "recused": state.recused,
        "voters": {s.person_id for s in state.seats if has_vote(s.role, state.meeting.board)},
        "quorum": quorum_present(state.meeting),
    }


def _clock(state: RoomState) -> dict[str, Any]:
    spent = state.item.seconds_spent(state.at) if state.item else 0
    place = state.meeting.items.index(state.item) + 1 if state.item else 0
    return {"spent": spent, "place": place, "items": state.meeting.items}


TELLS = {
    Part.AGENDA: _agenda,
    Part.CASE: _case,
    Part.BALLOT: _ballot,
    Part.NOTES: _notes,
    Part.PLAN: _plan,
    Part.PEOPLE: _people,
    Part.CLOCK: _clock,
}


def _round(ballot: Ballot) -> Round:
    return Round(
        ballot,
        votes_in=len(counted(ballot)),
        entitled=sum(entitled.withdrawn_at is None for entitled in ballot.entitlements),
        quorum=quorum_of(ballot),
        tally=None if ballot.is_open else tally_of(ballot),
    )
