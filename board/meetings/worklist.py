"""What is due before a meeting, for whoever prepares it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from board.cases.brief import brief_of
from board.cases.models import CaseVersion, Priority
from board.meetings.models import AgendaItem, Invitation, Meeting, Reply
from board.meetings.planning import FactRequest
from board.meetings.queries import (
    Quorum,
    list_closes_at,
    quorum_expected,
    replies,
    waiting_cases,
)
from board.meetings.services.preparing import (
    ROUND_BEFORE,
    changed_since_published,
    open_request,
    still_lacking,
)


@dataclass(frozen=True)
class Lacking:
    """A case on the agenda whose brief lacks facts that would decide something."""

    version: CaseVersion
    #: What is missing, the most deciding first.
    facts: tuple[str, ...]
    #: Whether somebody was asked and the answer is awaited.
    request: FactRequest | None
    overdue: bool


@dataclass(frozen=True)
class Worklist:
    """Everything that is due before the meeting."""

    meeting: Meeting
    at: datetime
    #: When the waiting list closes, and when the agenda is to be with everybody.
    closes_at: datetime | None
    round_by: datetime
    changed: bool
    lacking: tuple[Lacking, ...]
    silent: tuple[Invitation, ...]
    quorum: Quorum
    #: Cases whose newest version is not the one on the agenda.
    corrected: tuple[AgendaItem, ...]
    #: Urgent cases that are on no agenda.
    urgent: tuple[CaseVersion, ...]

    @property
    def agenda_due(self) -> bool:
        """Whether the agenda has still to go round, or once more."""
        empty = not self.meeting.items and not self.meeting.listed
        return not empty and (self.meeting.published_at is None or self.changed)

    @property
    def round_is_late(self) -> bool:
        """Whether less than a day is left to read the agenda."""
        return self.agenda_due and self.at > self.round_by

    @property
    def list_is_closed(self) -> bool:
        """Whether the waiting list has closed."""
        return self.closes_at is not None and self.at >= self.closes_at

    @property
    def open(self) -> int:
        """How many things are due."""
        unasked = sum(one.request is None or one.overdue for one in self.lacking)
        risks = int(not self.quorum.reached) + int(bool(self.quorum.absent))
        more = int(self.agenda_due) + int(bool(self.silent)) + len(self.corrected)
        return unasked + risks + more + len(self.urgent)


def worklist_of(meeting: Meeting, at: datetime) -> Worklist:
    """Return what is due before *meeting*."""
    return Worklist(
        meeting=meeting,
        at=at,
        closes_at=list_closes_at(meeting),
        round_by=meeting.starts_at - ROUND_BEFORE,
        changed=changed_since_published(meeting),
        lacking=tuple(_lacking([item.case.newest for item in meeting.items], at)),
        silent=tuple(replies(meeting)[Reply.NONE]),
        quorum=quorum_expected(meeting),
        corrected=tuple(one for one in meeting.items if one.version is not one.case.newest),
        urgent=tuple(
            one for one in waiting_cases(meeting.board_id) if one.priority is Priority.URGENT
        ),
    )


def _lacking(versions: Sequence[CaseVersion], at: datetime) -> list[Lacking]:
    found = []
    for version in versions:
        missing = [fact for fact in brief_of(version).summary.missing if fact.blocks]
        if not missing:
            continue
        request = open_request(version.case_id)
        asked = still_lacking(request) if request else []
        facts = asked or [fact.label for fact in missing]
        overdue = request is not None and request.due_at < at
        found.append(Lacking(version, tuple(facts), request, overdue))
    return found
