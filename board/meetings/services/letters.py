"""What the board writes to people about its meetings and their cases, into the outbox, with the deed itself.

A letter names the board, the time, the place and how many cases; nothing of any case.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from board.cases.models import Case
from board.mail import outbox
from board.mail.letters import Facts
from board.mail.models import LetterKind
from board.meetings.models import Meeting, MeetingStatus, Reply
from board.meetings.planning import FactRequest, Series
from board.meetings.queries import INVITED_AHEAD
from board.meetings.recurrence import sitting_on, words_of

#: What is not about a meeting is worth reading for so long.
WORTH_READING = timedelta(days=14)

_STAY_AWAY = frozenset({Reply.NO, Reply.DEPUTY})


def invite(meeting: Meeting, at: datetime, people: Iterable[int] | None = None) -> None:
    """Ask people to come: all who are invited, or those named."""
    asked = [one.person_id for one in meeting.invitations] if people is None else list(people)
    held = meeting.starts_at - INVITED_AHEAD if meeting.series_id is not None else None
    if meeting.ends_at <= at:
        return
    outbox.write(
        LetterKind.INVITATION,
        asked,
        _about(meeting),
        facts_of(meeting),
        at=at,
        expires_at=meeting.ends_at,
        not_before=held,
    )


def tell_changed(meeting: Meeting, at: datetime) -> None:
    """Tell everybody who was asked that the meeting has another time or place."""
    _instead(LetterKind.CHANGED, meeting, at)


def tell_cancelled(meeting: Meeting, at: datetime) -> None:
    """Tell everybody who was asked that the meeting does not take place."""
    outbox.drop_waiting(_about(meeting), (LetterKind.REMINDER, LetterKind.AGENDA), at)
    _instead(LetterKind.CANCELLED, meeting, at)


def tell_agenda(meeting: Meeting, at: datetime) -> int:
    """Tell everybody who was asked that the agenda stands; return how many letters that makes."""
    outbox.drop_waiting(_about(meeting), (LetterKind.AGENDA,), at)
    people = [one.person_id for one in meeting.invitations if one.reply not in _STAY_AWAY]
    told = outbox.write(
        LetterKind.AGENDA,
        people,
        _about(meeting),
        facts_of(meeting),
        at=at,
        expires_at=meeting.ends_at,
    )
    return len(told)


def remind(
    meeting: Meeting, people: Iterable[int], at: datetime, *, key: str | None = None
) -> None:
    """Remind people of a meeting; with a *key* each of them only once."""
    outbox.write(
        LetterKind.REMINDER,
        people,
        _about(meeting),
        facts_of(meeting),
        at=at,
        expires_at=meeting.starts_at,
        key=key,
    )


def tell_series(series: Series, people: Iterable[int], at: datetime) -> None:
    """Tell people when the board meets from now on."""
    zone = series.board.zone
    starts_at, ends_at = sitting_on(series.first_day, series.begins, series.minutes, zone)
    facts = Facts(
        board=series.board.name,
        zone=zone,
        path="/calendar",
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
        place=series.place,
        again=words_of(series.rule),
    )
    about = f"series/{series.id}"
    outbox.drop_waiting(about, (LetterKind.SERIES,), at)
    outbox.write(LetterKind.SERIES, people, about, facts, at=at, expires_at=at + WORTH_READING)


def ask_for_facts(request: FactRequest, at: datetime) -> None:
    """Ask a submitter for what is missing; the letter does not say of which case."""
    board = request.case.board
    facts = Facts(
        board=board.name,
        zone=board.zone,
        path=f"/requests/{request.id}",
        due_at=request.due_at.isoformat(),
    )
    about, expires_at = f"request/{request.id}", max(request.due_at, at + timedelta(hours=1))
    people = [request.asked_of_id]
    outbox.write(LetterKind.QUESTION, people, about, facts, at=at, expires_at=expires_at)


def tell_signed(case: Case, at: datetime) -> None:
    """Tell whoever brought the case that its record is signed; the letter does not say which case."""
    facts = Facts(board=case.board.name, zone=case.board.zone, path="/decisions")
    people, about = [case.submitted_by_id], f"record/{case.id}"
    outbox.drop_waiting(about, (LetterKind.RECORD,), at)
    outbox.write(LetterKind.RECORD, people, about, facts, at=at, expires_at=at + WORTH_READING)


def facts_of(meeting: Meeting) -> Facts:
    """Return what letters and calendars may know of a meeting."""
    return Facts(
        board=meeting.board.name,
        zone=meeting.board.zone,
        path=f"/meetings/{meeting.id}",
        starts_at=meeting.starts_at.isoformat(),
        ends_at=meeting.ends_at.isoformat(),
        place=meeting.place,
        cases=len(meeting.items),
        uid=uid_of(meeting),
        sequence=meeting.sequence,
    )


def uid_of(meeting: Meeting) -> str:
    """Return the meeting's name in calendars: the same for ever, and not its code."""
    made_of = f"{meeting.id}/{meeting.code}".encode()
    return f"{hashlib.sha256(made_of).hexdigest()[:24]}@relapse-board"


def _instead(kind: LetterKind, meeting: Meeting, at: datetime) -> None:
    people = [one.person_id for one in meeting.invitations]
    if meeting.status is MeetingStatus.CLOSED:
        return
    expires_at = max(meeting.ends_at, at + timedelta(hours=1))
    about, facts = _about(meeting), facts_of(meeting)
    outbox.write_instead(kind, people, about, facts, at=at, expires_at=expires_at)


def _about(meeting: Meeting) -> str:
    return f"meeting/{meeting.id}"
