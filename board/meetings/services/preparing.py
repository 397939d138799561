"""Before the meeting: the agenda goes round, facts are asked for, people are reminded, rules are settled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.actor import Actor, Discipline
from board.accounts.services import board_for
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.brief import brief_of
from board.cases.gate import case_for
from board.db import db
from board.errors import Conflict, Invalid, NotFound
from board.mail.models import Letter, LetterKind
from board.meetings import log
from board.meetings.gate import LARGEST_ID, meeting_to_arrange
from board.meetings.log import Part
from board.meetings.models import Meeting, MeetingEvent, MeetingStatus, Reply
from board.meetings.planning import AgendaRules, FactRequest
from board.meetings.policy import ensure_may_arrange
from board.meetings.queries import agenda_rules
from board.meetings.services import letters
from board.transactions import transaction

#: An agenda is to go round so long before the meeting, and the first reminder with it (PMC7910033).
ROUND_BEFORE = timedelta(hours=24)
#: Events that change what was sent round.
OF_THE_AGENDA = frozenset(
    {
        "item_added",
        "item_removed",
        "item_moved",
        "item_minutes",
        "item_renewed",
        "agenda_ordered",
        "break_planned",
        "case_listed",
        "case_unlisted",
        "meeting_changed",
    }
)
LONGEST_HOURS = 14 * 24


def publish_agenda(meeting_id: int, *, by: Actor, at: datetime) -> int:
    """Tell everybody invited that the agenda stands; return how many letters that makes."""
    meeting = meeting_to_arrange(by, meeting_id)
    if not meeting.items and not meeting.listed:
        raise Conflict("There is nothing on this agenda yet.")
    if meeting.status is not MeetingStatus.PLANNED:
        raise Conflict("The room is open: everybody has the agenda before them.")
    told = letters.tell_agenda(meeting, at)
    meeting.published_at = at

    record(by, Deed.AGENDA_PUBLISHED, f"meeting/{meeting.id}", at, meeting.board_id, told=told)
    event = log.append(meeting, "agenda_published", (), at, person_id=by.person_id)
    meeting.published_seq = event.seq
    return told


def changed_since_published(meeting: Meeting) -> bool:
    """Return whether the agenda is another one than was sent round."""
    if meeting.published_seq is None:
        return False
    later = select(MeetingEvent.seq).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.seq > meeting.published_seq,
        MeetingEvent.kind.in_(OF_THE_AGENDA),
    )
    return db.session.scalar(later.limit(1)) is not None


def ask_for_facts(case_number: str, due_at: datetime, *, by: Actor, at: datetime) -> FactRequest:
    """Ask whoever brought a case for the facts that stand in the way of a verdict."""
    case = case_for(by, case_number)
    ensure_may_arrange(by, case.board_id)
    lacking = [fact.fact for fact in brief_of(case.newest).summary.missing if fact.blocks]
    if not lacking:
        raise Conflict(f"Nothing that {case.number} lacks stands in the way of a verdict.")
    if open_request(case.id) is not None:
        raise Conflict(f"{case.number}: facts were asked for already, and the answer is awaited.")
    request = FactRequest(
        case=case,
        facts=lacking,
        asked_of_id=case.submitted_by_id,
        asked_by_id=by.person_id,
        asked_at=at,
        due_at=due_at,
    )
    db.session.add(request)
    db.session.flush()
    record(by, Deed.FACTS_ASKED, f"case/{case.id}", at, case.board_id, facts=len(lacking))
    letters.ask_for_facts(request, at)
    return request


def close_request(request_id: int, *, by: Actor, at: datetime) -> FactRequest:
    """Say that no answer to a request is to come any more."""
    request = request_for(by, request_id)
    ensure_may_arrange(by, request.case.board_id)
    if request.closed_at is None:
        request.closed_at = at
        where = f"case/{request.case_id}"
        record(by, Deed.REQUEST_CLOSED, where, at, request.case.board_id)
    return request


def request_for(by: Actor, request_id: int) -> FactRequest:
    """Return a request for facts, for somebody who may see its case."""
    request = db.session.get(FactRequest, min(request_id, LARGEST_ID))
    if request is None:
        raise NotFound("There is no such request, or it is not yours to see.")
    case_for(by, request.case.number)
    return request


def open_request(case_id: int) -> FactRequest | None:
    """Return the newest request on a case while something that it asks for is missing."""
    wanted = select(FactRequest).where(
        FactRequest.case_id == case_id, FactRequest.closed_at.is_(None)
    )
    newest = db.session.scalars(wanted.order_by(FactRequest.id.desc()).limit(1)).first()
    return newest if newest is not None and still_lacking(newest) else None


def still_lacking(request: FactRequest) -> list[str]:
    """Return the labels of what was asked for and the newest version still does not say."""
    asked = set(request.facts)
    missing = brief_of(request.case.newest).summary.missing
    return [fact.label for fact in missing if fact.fact in asked]


def requests_to_answer(by: Actor) -> list[FactRequest]:
    """Return what this person was asked for and has not answered, the most pressing first."""
    boards = [seat.board_id for seat in by.seats]
    wanted = select(FactRequest).where(
        FactRequest.asked_of_id == by.person_id, FactRequest.closed_at.is_(None)
    )
    found = db.session.scalars(wanted.order_by(FactRequest.due_at))
    return [one for one in found if one.case.board_id in boards and still_lacking(one)]


def remind_unanswered(meeting_id: int, *, by: Actor, at: datetime) -> int:
    """Remind everybody who has not answered the invitation; return how many letters that makes."""
    meeting = meeting_to_arrange(by, meeting_id)
    silent = [one.person_id for one in meeting.invitations if one.reply is Reply.NONE]
    if silent:
        letters.remind(meeting, silent, at)
        record(by, Deed.REMINDED, f"meeting/{meeting.id}", at, meeting.board_id, people=len(silent))
        log.append(meeting, "reminded", (Part.PEOPLE,), at, person_id=by.person_id)
    return len(silent)


def settle_rules(
    board_id: int,
    closes_hours: int | None,
    reminder_hours: int | None,
    disciplines: Collection[Discipline],
    *,
    by: Actor,
    at: datetime,
) -> AgendaRules:
    """Settle when the list closes, when people are reminded again, and whose absence is told."""
    board = board_for(by, board_id)
    ensure_may_arrange(by, board.id)
    wrong = {
        name: f"Hours, from 1 to {LONGEST_HOURS}; or leave it empty."
        for name, hours in (("closes_hours", closes_hours), ("reminder_hours", reminder_hours))
        if hours is not None and not 1 <= hours <= LONGEST_HOURS
    }
    if wrong:
        raise Invalid("Some answers cannot be taken.", wrong)
    rules = agenda_rules(board.id)
    rules.closes_hours, rules.reminder_hours = closes_hours, reminder_hours
    rules.disciplines = sorted(one.value for one in disciplines)
    db.session.add(rules)
    record(by, Deed.RULES_SETTLED, f"board/{board.id}", at, board.id, closes_hours=closes_hours)
    return rules


def write_reminders(at: datetime) -> None:
    """Write the reminders that are due: a day before a meeting, and when the board's rules say so.

    Done from time to time while the board is served; nobody is reminded twice of the same, nor right after the
    invitation came.
    """
    furthest = at + timedelta(hours=LONGEST_HOURS)
    coming = select(Meeting).where(
        Meeting.status == MeetingStatus.PLANNED,
        Meeting.cancelled_at.is_(None),
        Meeting.starts_at > at,
        Meeting.starts_at <= furthest,
    )
    due = [
        (meeting.id, hours, people)
        for meeting in db.session.scalars(coming)
        for hours in _reminders_of(meeting)
        if meeting.starts_at - timedelta(hours=hours) <= at
        for people in [_to_remind(meeting, hours)]
        if people
    ]
    db.session.rollback()
    for meeting_id, hours, people in due:
        with transaction():
            meeting = db.session.get_one(Meeting, meeting_id)
            letters.remind(meeting, people, at, key=_key(meeting, hours))


def _reminders_of(meeting: Meeting) -> Sequence[int]:
    day = int(ROUND_BEFORE.total_seconds() // 3600)
    own = agenda_rules(meeting.board_id).reminder_hours
    return sorted({day, own} if own else {day})


def _to_remind(meeting: Meeting, hours: int) -> list[int]:
    key, since = _key(meeting, hours), meeting.starts_at - timedelta(hours=hours)
    told = select(Letter.person_id).where(
        Letter.about == f"meeting/{meeting.id}",
        Letter.key.startswith(key + "/person/")
        | (
            Letter.kind.in_((LetterKind.INVITATION, LetterKind.CHANGED))
            & (Letter.written_at >= since)
        ),
    )
    known = set(db.session.scalars(told))
    return [
        one.person_id
        for one in meeting.invitations
        if one.reply not in (Reply.NO, Reply.DEPUTY) and one.person_id not in known
    ]


def _key(meeting: Meeting, hours: int) -> str:
    """Return what a reminder is known by: a meeting that was moved has another one."""
    return f"reminder/{hours}/meeting/{meeting.id}/{meeting.sequence}"
