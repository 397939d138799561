"""The parts of the room, drawn: by the same templates for the page and for the frames that follow.

What an audience must not see is not handed to its template at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import render_template

from board.accounts.models import Membership
from board.accounts.services import people_of
from board.cases.anchors import anchors_in
from board.cases.brief import Brief, brief_of
from board.decisions.models import Ballot, Plan, Recusal
from board.decisions.policy import has_vote
from board.decisions.services.ballots import (
    Reason,
    ballots_on,
    entitled_to,
    quorum_of,
    quorum_present,
    reasons_of,
    recusals_of,
    shift_of,
    tally_of,
    votes_in,
)
from board.decisions.services.lanes import Lane, lane_of
from board.decisions.services.opinions import proposed_options
from board.decisions.services.plans import (
    content_of,
    decision_before,
    newest_plan,
    newest_signed,
)
from board.decisions.services.threads import Thread, open_questions, threads_on
from board.decisions.shifts import Shift
from board.decisions.tally import Quorum, Tally
from board.live.audiences import Audience
from board.meetings import services as meetings
from board.meetings.log import Part
from board.meetings.models import AgendaItem, ItemStatus, Meeting

#: What the projector shows; the rest is for those who sit at a screen of their own.
ON_THE_WALL = (Part.CASE, Part.BALLOT, Part.PLAN, Part.PEOPLE, Part.CLOCK)


#: All that somebody who stepped aside is told of ballots.
NOTHING_OF_VOTES: dict[str, Any] = {"round": None, "earlier": (), "recusals": (), "quorum": None}


@dataclass(frozen=True)
class Round:
    """A ballot as one audience may see it: an open one has no tally, whoever asks."""

    ballot: Ballot
    votes_in: int
    entitled: int
    tally: Tally | None
    reasons: tuple[Reason, ...] = ()
    shift: Shift | None = None

    @cached_property
    def quorum(self) -> Quorum:
        """Whether enough people of enough disciplines voted; read where it is shown."""
        return quorum_of(self.ballot)


@dataclass(frozen=True)
class RoomState:
    """What the room shows, read at most once for all parts and audiences of one drawing.

    A frame after a vote draws the ballot alone: what it does not show is not read.
    """

    meeting: Meeting
    at: datetime
    present: frozenset[int]
    item: AgendaItem | None

    @cached_property
    def brief(self) -> Brief | None:
        """The brief of the case on the table."""
        return brief_of(self.item.version) if self.item else None

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The ballots on it."""
        return tuple(_round(ballot) for ballot in ballots_on(self.item.id)) if self.item else ()

    @cached_property
    def recusals(self) -> tuple[Recusal, ...]:
        """Who stepped aside for it in this discussion."""
        return tuple(one for one in self._aside if self.item and one.item_id == self.item.id)

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """The notes on it, with their answers."""
        return tuple(threads_on(self.item.case.newest)) if self.item else ()

    @cached_property
    def lane(self) -> Lane | None:
        """What supportive care says about it, and who signed that."""
        return lane_of(self.item.case_id) if self.item else None

    @cached_property
    def plan(self) -> Plan | None:
        """The newest plan for it."""
        return newest_plan(self.item.case_id) if self.item else None

    @cached_property
    def earlier(self) -> Plan | None:
        """What was decided and signed when the case was discussed before."""
        return decision_before(self.item) if self.item else None

    @cached_property
    def seats(self) -> tuple[Membership, ...]:
        """The seats of the board, by name."""
        return tuple(people_of(self.meeting.board_id))

    @property
    def votes_are_taken(self) -> bool:
        """Whether a ballot is open."""
        return bool(self.rounds) and self.rounds[-1].ballot.is_open

    @property
    def recused(self) -> frozenset[int]:
        """Who sees no votes on the case on the table: whoever stepped aside for it, now or in another meeting."""
        return frozenset(recusal.person_id for recusal in self._aside)

    @cached_property
    def _aside(self) -> tuple[Recusal, ...]:
        return tuple(recusals_of(self.item.case_id)) if self.item else ()


def state_of(meeting: Meeting, at: datetime, present: Iterable[int]) -> RoomState:
    """Return what the room of *meeting* shows at this instant."""
    return RoomState(meeting, at, frozenset(present), meeting.current)


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
        "at": state.at,
    }
    if not (
        part is Part.BALLOT and state.votes_are_taken
    ):  # a frame after each vote needs no brief
        shared["brief"] = state.brief
    if part is Part.BALLOT and not audience.sees_votes:
        return shared | NOTHING_OF_VOTES
    if part is Part.PLAN and not audience.sees_votes:
        return shared | _signed_plan(state)
    if part is Part.BALLOT and audience is Audience.CHAIR:
        shared["proposed"] = _proposed(state)
    return shared | TELLS[part](state)


def _agenda(state: RoomState) -> dict[str, Any]:
    meeting = state.meeting
    return {
        "items": meeting.items,
        "starts": meetings.start_times(meeting, state.at),
        "drift": meetings.drift(meeting, state.at),
        "planned": meetings.minutes_planned(meeting),
        "pauses": _pauses(meeting),
        "undo": meetings.move_to_take_back(meeting, state.at),
        "following": _following(meeting),
        "left": [item for item in meeting.items if _may_come(item)],
        "questions": open_questions([item.case_id for item in meeting.items]),
    }


@dataclass(frozen=True)
class Pause:
    """A planned break as the agenda shows it: when it begins by the plan, and whether the room is past it."""

    begins: datetime
    minutes: int
    had: bool
    past: bool


def _pauses(meeting: Meeting) -> dict[int, Pause]:
    """Return the planned breaks, by the number of cases before each."""
    begins, coming = meetings.break_times(meeting), meetings.next_breaks(meeting)
    return {
        one.after: Pause(
            begins[one.after], one.minutes, one.taken_at is not None, one not in coming
        )
        for one in meeting.breaks
        if one.after in begins
    }


def _following(meeting: Meeting) -> AgendaItem | None:
    """Return the case whose turn is next: after the one on the table, then those passed over."""
    here = meeting.current.position if meeting.current else 0
    left = [item for item in meeting.items if _may_come(item)]
    return next((item for item in left if item.position > here), left[0] if left else None)


def _may_come(item: AgendaItem) -> bool:
    return item.status is ItemStatus.WAITING and item.carried_over is None


def _case(state: RoomState) -> dict[str, Any]:
    anchors = anchors_in(state.item.version) if state.item else {}
    return {"shown": state.meeting.shown_section, "anchors": anchors}


def _ballot(state: RoomState) -> dict[str, Any]:
    shown = state.rounds[-1] if state.rounds else None
    return {
        "round": shown,
        "earlier": state.rounds[:-1],
        "recusals": state.recusals,
        "quorum": None if state.votes_are_taken else quorum_present(state.meeting),
    }


def _proposed(state: RoomState) -> list[str]:
    """Return the options that opinions name, for the first ballot on a case."""
    return proposed_options(state.item) if state.item and not state.rounds else []


def _notes(state: RoomState) -> dict[str, Any]:
    return {"threads": state.threads, "lane": state.lane}


def _plan(state: RoomState) -> dict[str, Any]:
    ours = state.plan if state.plan and state.item and state.plan.item_id == state.item.id else None
    return {"plan": ours, "content": content_of(ours) if ours else None, "earlier": state.earlier}


def _signed_plan(state: RoomState) -> dict[str, Any]:
    """Return what was decided and signed, without those who disagree: for who is told nothing of votes."""
    signed = newest_signed(state.item.case_id) if state.item else None
    ours = signed if signed and state.item and signed.item_id == state.item.id else None
    content = replace(content_of(ours), dissents=()) if ours else None
    return {"plan": ours, "content": content, "earlier": state.earlier}


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
    due = meetings.break_due(state.meeting)
    ahead = [one for one in _pauses(state.meeting).values() if not one.past]
    return {
        "spent": spent,
        "place": place,
        "items": state.meeting.items,
        "break_due": due,
        "pause": ahead[0] if ahead else None,
    }


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
        votes_in=votes_in(ballot),
        entitled=entitled_to(ballot),
        tally=None if ballot.is_open else tally_of(ballot),
        reasons=() if ballot.is_open else tuple(reasons_of(ballot)),
        shift=None if ballot.is_open else shift_of(ballot),
    )
