"""What somebody missed while they were away from a meeting: drawn for them alone, never in a frame."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.db import db
from board.decisions.gate import sees_votes
from board.decisions.models import Ballot, BallotStatus
from board.decisions.services.ballots import ballots_on, tally_of
from board.decisions.services.plans import content_of, plan_of_item
from board.decisions.tally import Outcome
from board.meetings.models import AgendaItem, Meeting, MeetingEvent
from board.web.filters import plural


@dataclass(frozen=True)
class Span:
    """From when to when somebody had no screen open."""

    since: datetime
    until: datetime
    #: They came for the first time, after the room was opened.
    late: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Missed:
    """One thing that happened meanwhile: the case it is about, and what, in a sentence."""

    case: str
    words: str


#: Kind of event → what it was, as somebody reads it who was not there; None when it is told otherwise.
_Tells = Callable[[AgendaItem, list[MeetingEvent], Span], str | None]


def missed(meeting: Meeting, span: Span, by: Actor) -> list[Missed]:
    """Return what happened in *span*, in its order; nothing of votes and drafts to whoever stepped aside."""
    happened: dict[tuple[int, str], list[MeetingEvent]] = {}
    for event in _events(meeting, span):
        if event.item_id is not None and event.kind in TELLS and event.person_id != by.person_id:
            happened.setdefault((event.item_id, event.kind), []).append(event)
    items = {item.id: item for item in meeting.items}
    aside = {item.id for item in meeting.items if not sees_votes(by, item.case_id)}
    found = []
    for (item_id, kind), events in happened.items():
        if item_id not in items or (item_id in aside and kind in HIDDEN):
            continue
        words = TELLS[kind](items[item_id], events, span)
        if words:
            found.append(Missed(items[item_id].case.number, words))
    return found


def _events(meeting: Meeting, span: Span) -> Iterable[MeetingEvent]:
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.at > span.since,
        MeetingEvent.at <= span.until,
    )
    return db.session.scalars(wanted.order_by(MeetingEvent.seq))


def _taken_up(_item: AgendaItem, _events: list[MeetingEvent], _span: Span) -> str:
    return "was taken up."


def _carried_over(_item: AgendaItem, _events: list[MeetingEvent], _span: Span) -> str:
    return "was carried over to another meeting."


def _ballots(item: AgendaItem, _events: list[MeetingEvent], span: Span) -> str | None:
    closed = [ballot for ballot in ballots_on(item.id) if _closed_within(ballot, span)]
    return " ".join(_result(ballot) for ballot in closed) or None


def _closed_within(ballot: Ballot, span: Span) -> bool:
    at = ballot.closed_at if ballot.status is BallotStatus.CLOSED else None
    return at is not None and span.since < at <= span.until


def _result(ballot: Ballot) -> str:
    tally = tally_of(ballot)
    if tally.outcome is Outcome.LEADING:
        first = tally.leading[0]
        came = f"{first.letter}, {first.text}, {first.votes} of {plural(tally.cast, 'vote')}"
    elif tally.outcome is Outcome.TIE:
        came = "a tie between " + " and ".join(option.letter for option in tally.leading)
    else:
        came = "no result"
    return f"Ballot closed ({ballot.question}): {came}."


def _decision(item: AgendaItem, _events: list[MeetingEvent], _span: Span) -> str | None:
    plan = plan_of_item(item.id)
    if plan is None or plan.is_signed:
        return None  # the signature tells more
    decision = content_of(plan).decision
    return f"Decision stated, not signed: {decision}" if decision else None


def _signed(item: AgendaItem, _events: list[MeetingEvent], _span: Span) -> str | None:
    plan = plan_of_item(item.id)
    return f"Plan signed: {content_of(plan).decision}" if plan and plan.is_signed else None


def _notes(_item: AgendaItem, events: list[MeetingEvent], _span: Span) -> str:
    return f"{plural(len(events), 'new note')}."


TELLS: dict[str, _Tells] = {
    "taken_up": _taken_up,
    "item_carried_over": _carried_over,
    "ballot_closed": _ballots,
    "plan_written": _decision,
    "plan_signed": _signed,
    "noted": _notes,
}
#: What tells of votes, or of a plan that is not signed yet.
HIDDEN = frozenset({"ballot_closed", "plan_written"})
