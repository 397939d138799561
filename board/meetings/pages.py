"""What the pages of this room show, worked out into plain values before a template sees it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from board.accounts.actor import Actor
from board.accounts.models import Person
from board.cases.brief import brief_of
from board.cases.models import Case, CaseVersion, Priority
from board.meetings.models import AgendaItem, Invitation, ItemStatus, Meeting, MeetingStatus, Reply
from board.meetings.planning import ListedCase, Withdrawal
from board.meetings.policy import may_arrange
from board.meetings.queries import (
    Quorum,
    discussed_cases,
    discussed_item_of,
    invitation_of,
    list_closes_at,
    may_be_invited,
    passed_over_item_of,
    quorum_expected,
    replies,
    uninvited,
    waiting_cases,
    withdrawn_cases,
)
from board.meetings.services.pausing import breaks_typed
from board.meetings.suggestions import Suggestion, suggestion_for
from board.meetings.timetable import (
    break_times,
    break_wanted,
    drift,
    minutes_booked,
    minutes_planned,
    start_times,
)
from board.meetings.worklist import worklist_of
from board.web.filters import spent, time

SAID = {
    Reply.YES: "Yes",
    Reply.LATE: "Late",
    Reply.MAYBE: "Maybe",
    Reply.DEPUTY: "Deputy",
    Reply.NO: "No",
    Reply.NONE: "No reply",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a discussion: the kind and the words of a pill, and the signed plan, if there is one."""

    kind: str
    words: str
    plan_id: int | None = None


#: What a later room knows of discussions: agenda item id → outcome. The application puts it in.
outcomes_from_above: list[Callable[[Sequence[AgendaItem]], Mapping[int, Outcome]]] = []

#: How many opinions are in, "3 of 6 opinions in", as a later room tells this person: agenda item id → words.
opinions_from_above: list[Callable[[Actor, Sequence[AgendaItem]], Mapping[int, str]]] = []

#: The same of questions: case id → how many notes wait for an answer.
questions_from_above: list[Callable[[Collection[int]], Mapping[int, int]]] = []


@dataclass(frozen=True)
class Row:
    """One case on the agenda."""

    item: AgendaItem
    starts_at: datetime
    #: How long it has been on the table, "9 min 10 s".
    spent: str
    #: How many missing facts stand in the way of a verdict.
    gaps: int
    outcome: Outcome | None = None
    #: The discussion before this one, and what came of it.
    before: AgendaItem | None = None
    outcome_before: Outcome | None = None
    #: How many questions in the notes wait for an answer.
    questions: int = 0

    @property
    def left_out(self) -> str:
        """Why the case was not discussed, once that is settled; empty before, or when it was."""
        if self.item.status is not ItemStatus.WAITING:
            return ""
        if self.item.carried_over:
            return f"Carried over: {self.item.carried_over}"
        return "Not discussed" if self.item.meeting.status is MeetingStatus.CLOSED else ""

    @property
    def movable(self) -> bool:
        """Whether the case can still leave the agenda or change its version."""
        return self.item.status is ItemStatus.WAITING

    @property
    def urgent(self) -> bool:
        """Whether the board has to see it soon."""
        return self.item.version.priority is Priority.URGENT

    @property
    def soon(self) -> bool:
        """Whether the next meeting is to see it."""
        return self.item.version.priority is Priority.SOON

    @property
    def corrected(self) -> int | None:
        """The number of a version newer than the one the room will read."""
        newest = self.item.case.newest.number
        return newest if newest != self.item.version.number else None


@dataclass(frozen=True)
class Waiting:
    """A case that waits for an agenda, in its newest version."""

    version: CaseVersion
    #: Whole days since it was submitted.
    days: int
    gaps: int
    #: The meeting at which its turn did not come, if there was one.
    left_out: AgendaItem | None = None

    @property
    def urgent(self) -> bool:
        """Whether the board has to see it within days."""
        return self.version.priority is Priority.URGENT

    @property
    def soon(self) -> bool:
        """Whether the next meeting is to see it."""
        return self.version.priority is Priority.SOON


@dataclass(frozen=True)
class AgendaPage:
    """A meeting with its agenda, what waits, and who will come."""

    meeting: Meeting
    rows: tuple[Row, ...]
    planned: int
    booked: int
    #: How far behind (or, negative, ahead) the room is.
    behind: timedelta
    waiting: tuple[Waiting, ...]
    replies: dict[Reply, list[Invitation]]
    quorum: Quorum
    mine: Invitation | None
    uninvited: tuple[Person, ...]
    arranges: bool
    #: Discussed cases that could come back.
    discussed: tuple[Case, ...] = ()
    #: Agenda item id → how many opinions are in.
    opinions: Mapping[int, str] = field(default_factory=dict)
    #: Planned breaks: behind how many cases → minutes, and when each begins.
    breaks: Mapping[int, int] = field(default_factory=dict)
    break_times: Mapping[int, datetime] = field(default_factory=dict)
    #: Behind how many cases a break is due, as nobody has planned one there.
    break_wanted: int | None = None
    suggestion: Suggestion | None = None
    closes_at: datetime | None = None
    list_is_closed: bool = False
    listed: tuple[ListedCase, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    #: Who could come instead of this person.
    deputies: tuple[Person, ...] = ()
    #: How many things are due before the meeting, for whoever prepares it.
    due: int = 0
    #: Whether the agenda is another one than was sent round.
    republish: bool = False

    def breaks_with(self, after: int, minutes: int) -> str:
        """Return the breaks as a form sends them, with one more behind so many cases."""
        return breaks_typed({**self.breaks, after: minutes})

    def breaks_without(self, after: int) -> str:
        """Return the breaks as a form sends them, without this one."""
        return breaks_typed({place: said for place, said in self.breaks.items() if place != after})

    def breaks_moved(self, after: int, by: int) -> str:
        """Return the breaks as a form sends them, with this one moved past a case."""
        kept = {place: said for place, said in self.breaks.items() if place != after}
        return breaks_typed({**kept, after + by: self.breaks[after]})

    @property
    def free(self) -> int:
        """Minutes left for further cases; negative when more is planned than booked."""
        return self.booked - self.planned

    @property
    def lateness(self) -> str:
        """How far behind or ahead the room is, in words; nothing within a minute."""
        minutes = int(self.behind.total_seconds() / 60)
        if minutes == 0:
            return ""
        return f"{minutes} min behind" if minutes > 0 else f"{-minutes} min ahead"

    @property
    def spare(self) -> str:
        """What is left of the booked time, and how the room keeps to it."""
        if self.meeting.closed_at is not None:
            return f"Ended {time(self.meeting.closed_at, self.meeting.board.zone)}"
        free = f"{self.free} min free" if self.free >= 0 else f"{-self.free} min more than booked"
        return f"{free}, {self.lateness}" if self.lateness else free

    @property
    def names(self) -> list[tuple[str, str]]:
        """Who said what: answer and names."""
        return [
            (SAID[said], ", ".join(asked.person.name for asked in people) or "nobody")
            for said, people in self.replies.items()
        ]

    @property
    def came(self) -> list[tuple[str, str]]:
        """Who was in the room: name and time of coming in."""
        zone = self.meeting.board.zone
        came = sorted(self.meeting.attendances, key=lambda row: row.came_at)
        return [(time(row.came_at, zone), row.person.name) for row in came]

    @property
    def over(self) -> bool:
        """Whether the meeting is over, or was cancelled."""
        closed = self.meeting.status is MeetingStatus.CLOSED
        return closed or self.meeting.cancelled_at is not None

    @property
    def changes(self) -> bool:
        """Whether this person may change the agenda now."""
        return self.arranges and not self.over


def agenda_page(meeting: Meeting, by: Actor, at: datetime) -> AgendaPage:
    """Return everything the agenda page shows to *by*."""
    arranges = may_arrange(by, meeting.board_id)
    over = meeting.status is MeetingStatus.CLOSED or meeting.cancelled_at is not None
    changes = arranges and not over
    closes_at = list_closes_at(meeting)
    due = worklist_of(meeting, at) if changes and meeting.opened_at is None else None
    mine = invitation_of(by, meeting)
    return AgendaPage(
        meeting=meeting,
        rows=rows(meeting, at),
        planned=minutes_planned(meeting),
        booked=minutes_booked(meeting),
        behind=drift(meeting, at),
        waiting=() if over else waiting(meeting.board_id, at),
        replies=replies(meeting),
        quorum=quorum_expected(meeting),
        mine=mine,
        uninvited=tuple(uninvited(meeting)) if changes else (),
        arranges=arranges,
        discussed=tuple(discussed_cases(meeting.board_id)) if changes else (),
        opinions={} if over else _opinions(by, meeting),
        breaks={one.after: one.minutes for one in meeting.breaks if one.after < len(meeting.items)},
        break_times=break_times(meeting),
        break_wanted=break_wanted(meeting) if changes and meeting.opened_at is None else None,
        suggestion=suggestion_for(meeting) if changes and meeting.opened_at is None else None,
        closes_at=closes_at,
        list_is_closed=closes_at is not None and at >= closes_at,
        listed=tuple(meeting.listed),
        withdrawn=tuple(withdrawn_cases(meeting.board_id)) if changes else (),
        deputies=_deputies(meeting, mine) if not over else (),
        due=due.open if due else 0,
        republish=due.changed if due else False,
    )


def _deputies(meeting: Meeting, mine: Invitation | None) -> tuple[Person, ...]:
    if mine is None:
        return ()
    return tuple(one for one in may_be_invited(meeting.board_id) if one.id != mine.person_id)


def rows(meeting: Meeting, at: datetime) -> tuple[Row, ...]:
    """Return the cases of the agenda in order."""
    starts = start_times(meeting)
    before = {
        item.id: discussed_item_of(item.case_id, before=meeting.starts_at) for item in meeting.items
    }
    questions = questions_on([item.case_id for item in meeting.items])
    outcomes = outcomes_of([*meeting.items, *(earlier for earlier in before.values() if earlier)])
    return tuple(
        Row(
            item=item,
            starts_at=starts[item.id],
            spent=spent(item.seconds_spent(at)),
            gaps=gaps(item.version),
            outcome=outcomes.get(item.id),
            before=earlier,
            outcome_before=outcomes.get(earlier.id) if earlier else None,
            questions=questions.get(item.case_id, 0),
        )
        for item in meeting.items
        for earlier in [before[item.id]]
    )


def outcomes_of(items: Sequence[AgendaItem]) -> dict[int, Outcome]:
    """Return what came of each discussion, as the rooms above know it."""
    found: dict[int, Outcome] = {}
    for told in outcomes_from_above:
        found |= told(items)
    return found


def _opinions(by: Actor, meeting: Meeting) -> dict[int, str]:
    found: dict[int, str] = {}
    for told in opinions_from_above:
        found |= told(by, meeting.items)
    return found


def questions_on(case_ids: Collection[int]) -> dict[int, int]:
    """Return how many questions wait for an answer on each case, as the rooms above know it."""
    found: dict[int, int] = {}
    for told in questions_from_above:
        found |= told(case_ids)
    return found


def waiting(board_id: int, at: datetime) -> tuple[Waiting, ...]:
    """Return the cases that wait for an agenda of the board, the most pressing first."""
    return tuple(
        Waiting(
            version,
            (at - version.case.submitted_at).days,
            gaps(version),
            passed_over_item_of(version.case_id),
        )
        for version in waiting_cases(board_id)
    )


def gaps(version: CaseVersion) -> int:
    """Return how many missing facts of a case version stand in the way of a verdict."""
    return brief_of(version).deciding_gaps
