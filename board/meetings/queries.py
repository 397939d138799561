"""What pages ask about meetings: which are near, which cases wait, and who will come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import selectinload

from board.accounts.actor import Actor
from board.accounts.models import Membership, Person
from board.accounts.policy import voters_of
from board.cases.models import Case, CaseVersion, Priority
from board.db import db
from board.meetings.models import (
    COMING,
    AgendaItem,
    Invitation,
    ItemStatus,
    Meeting,
    MeetingStatus,
    Reply,
)
from board.meetings.planning import AgendaRules, ListedCase, Series, Withdrawal
from board.meetings.policy import IN_THE_ROOM
from board.web.filters import listed, plural

#: The most pressing first.
PRESSING = (Priority.URGENT, Priority.SOON, Priority.ROUTINE)

#: An invitation to a meeting of a series is sent so long before it; the calendar address has all of them.
INVITED_AHEAD = timedelta(days=14)

#: A meeting that was never opened counts as past so long after its end.
GRACE = timedelta(hours=12)


@dataclass(frozen=True)
class Quorum:
    """The rule of the board, and who said yes: voters, and the disciplines they bring."""

    voters_needed: int
    disciplines_needed: int
    voters: int
    disciplines: int
    #: Disciplines from which nobody has accepted.
    absent: tuple[str, ...] = ()

    @property
    def absent_words(self) -> str:
        """Who is missing: "Nobody from pharmacy and nursing has accepted"; empty when nobody is."""
        return f"Nobody from {listed(self.absent)} has accepted" if self.absent else ""

    @property
    def reached(self) -> bool:
        """Whether a decision could stand if these people come."""
        enough_voters = self.voters >= self.voters_needed
        return enough_voters and self.disciplines >= self.disciplines_needed

    @property
    def words(self) -> str:
        """Whether it would be reached, or what is short: "Quorum short of 1 voter"."""
        missing = [
            plural(needed - there, noun)
            for needed, there, noun in (
                (self.voters_needed, self.voters, "voter"),
                (self.disciplines_needed, self.disciplines, "discipline"),
            )
            if there < needed
        ]
        return f"Quorum short of {listed(missing)}" if missing else "Enough for a quorum"


def upcoming_meetings(by: Actor, at: datetime) -> list[Meeting]:
    """Return the planned and open meetings of this person's boards, the next one first."""
    wanted = select(Meeting).where(_theirs(by), ~_past(at))
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)))


def past_meetings(by: Actor, at: datetime, most: int = 20) -> list[Meeting]:
    """Return the meetings that are over, the last one first."""
    wanted = select(Meeting).where(_theirs(by), _past(at))
    newest = wanted.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return list(db.session.scalars(newest.limit(most)))


def waiting_cases(board_id: int) -> list[CaseVersion]:
    """Return the newest version of each case that waits: urgent, soon, routine; then oldest first.

    A case that was carried over, or whose turn did not come before its meeting closed, waits again. One that
    is on the list of a meeting, or was withdrawn, does not.
    """
    of_case = AgendaItem.case_id == Case.id
    on_an_agenda = and_(of_case, _still_to_come())
    discussed = and_(of_case, AgendaItem.status == ItemStatus.DONE)
    taken = exists().where(AgendaItem.meeting_id == Meeting.id, or_(on_an_agenda, discussed))
    recorded = exists().where(
        ListedCase.case_id == Case.id,
        ListedCase.meeting_id == Meeting.id,
        Meeting.cancelled_at.is_(None),
    )
    cases = db.session.scalars(
        select(Case)
        .where(Case.board_id == board_id, ~taken, ~recorded, ~_withdrawn())
        .order_by(Case.submitted_at, Case.id)
        .options(selectinload(Case.versions))
    )
    newest = [case.newest for case in cases]
    return sorted(newest, key=lambda version: PRESSING.index(version.priority))


def cases_brought_by(by: Actor, most: int = 6) -> list[Case]:
    """Return the cases this person submitted to boards they still sit on, newest first."""
    boards = [seat.board_id for seat in by.seats]
    wanted = select(Case).where(Case.submitted_by_id == by.person_id, Case.board_id.in_(boards))
    return list(db.session.scalars(wanted.order_by(Case.submitted_at.desc()).limit(most)))


def agenda_item_of(case_id: int) -> AgendaItem | None:
    """Return where a case stands on the next agenda that is not over, or None while it waits."""
    wanted = (
        select(AgendaItem)
        .join(Meeting)
        .where(AgendaItem.case_id == case_id, _still_to_come())
        .order_by(Meeting.starts_at)
    )
    return db.session.scalars(wanted.limit(1)).first()


def discussed_item_of(case_id: int, before: datetime | None = None) -> AgendaItem | None:
    """Return the last discussion of a case at a meeting that is over, or None.

    With *before*: the last one at a meeting that began earlier than that.
    """
    wanted = (
        select(AgendaItem)
        .join(Meeting)
        .where(
            AgendaItem.case_id == case_id,
            AgendaItem.status == ItemStatus.DONE,
            Meeting.status == MeetingStatus.CLOSED,
        )
        .order_by(Meeting.starts_at.desc())
    )
    if before is not None:
        wanted = wanted.where(Meeting.starts_at < before)
    return db.session.scalars(wanted.limit(1)).first()


def passed_over_item_of(case_id: int) -> AgendaItem | None:
    """Return where a case that waits was last left out: carried over, or its turn did not come."""
    wanted = (
        select(AgendaItem)
        .join(Meeting)
        .where(
            AgendaItem.case_id == case_id,
            AgendaItem.status == ItemStatus.WAITING,
            or_(Meeting.status == MeetingStatus.CLOSED, AgendaItem.carried_over.is_not(None)),
        )
        .order_by(Meeting.starts_at.desc())
    )
    return db.session.scalars(wanted.limit(1)).first()


def discussed_cases(board_id: int) -> list[Case]:
    """Return the cases of a board that were discussed or recorded and are on no agenda to come."""
    of_case = and_(AgendaItem.meeting_id == Meeting.id, AgendaItem.case_id == Case.id)
    discussed = exists().where(
        of_case,
        AgendaItem.status == ItemStatus.DONE,
        Meeting.status == MeetingStatus.CLOSED,
    )
    recorded = exists().where(
        ListedCase.case_id == Case.id,
        ListedCase.meeting_id == Meeting.id,
        Meeting.status == MeetingStatus.CLOSED,
    )
    coming = exists().where(of_case, _still_to_come())
    wanted = select(Case).where(Case.board_id == board_id, or_(discussed, recorded), ~coming)
    return list(db.session.scalars(wanted.order_by(Case.number)))


def invitations_to_answer(by: Actor, at: datetime) -> list[Invitation]:
    """Return this person's invitations to coming meetings that they have not answered.

    Those of a series are asked about when the meeting comes near, as the letters do.
    """
    wanted = select(Invitation).join(Meeting).where(Invitation.person_id == by.person_id)
    wanted = wanted.where(or_(Meeting.series_id.is_(None), Meeting.starts_at <= at + INVITED_AHEAD))
    wanted = wanted.where(_theirs(by), ~_past(at), Invitation.reply == Reply.NONE)
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at)))


def invitation_of(by: Actor, meeting: Meeting) -> Invitation | None:
    """Return this person's own invitation to the meeting, if they were asked."""
    return next((asked for asked in meeting.invitations if asked.person_id == by.person_id), None)


def may_be_invited(board_id: int) -> list[Person]:
    """Return the people of a board who may come into its room, by name."""
    people = select(Person).join(Membership).where(Membership.board_id == board_id)
    people = people.where(Membership.role.in_(IN_THE_ROOM), Person.disabled_at.is_(None))
    return list(db.session.scalars(people.order_by(Person.name)))


def uninvited(meeting: Meeting) -> list[Person]:
    """Return whom one could still ask to come, by name."""
    asked = {invitation.person_id for invitation in meeting.invitations}
    return [person for person in may_be_invited(meeting.board_id) if person.id not in asked]


def last_meeting_of(board_id: int) -> Meeting | None:
    """Return the board's latest meeting, past or coming: the next one is usually like it."""
    wanted = select(Meeting).where(Meeting.board_id == board_id).order_by(Meeting.starts_at.desc())
    return db.session.scalars(wanted.limit(1)).first()


def replies(meeting: Meeting) -> dict[Reply, list[Invitation]]:
    """Return who said what, by name: yes, late, maybe, a deputy, no, and those who have not replied."""
    asked = sorted(meeting.invitations, key=lambda invitation: invitation.person.name)
    return {
        said: [invitation for invitation in asked if invitation.reply is said]
        for said in (Reply.YES, Reply.LATE, Reply.MAYBE, Reply.DEPUTY, Reply.NO, Reply.NONE)
    }


def quorum_expected(meeting: Meeting) -> Quorum:
    """Return the board's quorum beside the voters and disciplines that said they come, if late."""
    board, voting = meeting.board, voters_of(meeting.board)
    seats = db.session.execute(
        select(Membership.role, Membership.discipline, Invitation.reply)
        .join(Invitation, Invitation.person_id == Membership.person_id)
        .where(Invitation.meeting_id == meeting.id, Membership.board_id == board.id)
    ).all()
    coming = [(role, discipline) for role, discipline, said in seats if said in COMING]
    votes = [discipline for role, discipline in coming if role in voting]
    wanted = {discipline.value for role, discipline, _said in seats if role in voting}
    wanted |= set(agenda_rules(board.id).disciplines)
    there = {discipline.value for _role, discipline in coming}
    return Quorum(
        voters_needed=board.quorum_voters,
        disciplines_needed=board.quorum_disciplines,
        voters=len(votes),
        disciplines=len(set(votes)),
        absent=tuple(sorted(wanted - there)),
    )


def agenda_rules(board_id: int) -> AgendaRules:
    """Return what the board has settled about its agendas; nothing, when it has settled nothing."""
    kept = db.session.get(AgendaRules, board_id)
    return kept or AgendaRules(
        board_id=board_id, closes_hours=None, reminder_hours=None, disciplines=[]
    )


def list_closes_at(meeting: Meeting) -> datetime | None:
    """Return when the waiting list closes for this meeting, or None where it never does."""
    hours = agenda_rules(meeting.board_id).closes_hours
    return None if hours is None else meeting.starts_at - timedelta(hours=hours)


def withdrawal_of(case_id: int) -> Withdrawal | None:
    """Return why a case was taken back from the waiting list, while it is."""
    wanted = select(Withdrawal).where(Withdrawal.case_id == case_id, Withdrawal.ended_at.is_(None))
    return db.session.scalars(wanted).first()


def withdrawn_cases(board_id: int) -> list[Withdrawal]:
    """Return the withdrawn cases of a board, the last one first."""
    wanted = select(Withdrawal).join(Case).where(Case.board_id == board_id)
    wanted = wanted.where(Withdrawal.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Withdrawal.withdrawn_at.desc())))


def listed_entry_of(case_id: int) -> tuple[ListedCase, Meeting] | None:
    """Return where a case stands on the list of a meeting, the last one, or None."""
    wanted = (
        select(ListedCase, Meeting)
        .join(Meeting, ListedCase.meeting_id == Meeting.id)
        .where(ListedCase.case_id == case_id, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at.desc())
    )
    found = db.session.execute(wanted.limit(1)).first()
    return (found[0], found[1]) if found else None


def series_of(board_id: int) -> list[Series]:
    """Return the series of a board, in the order in which they begin."""
    wanted = select(Series).where(Series.board_id == board_id)
    return list(db.session.scalars(wanted.order_by(Series.first_day, Series.id)))


def meetings_of(series: Series, since: datetime) -> list[Meeting]:
    """Return the meetings called from a series that begin after *since*, cancelled ones with them."""
    wanted = select(Meeting).where(Meeting.series_id == series.id, Meeting.starts_at >= since)
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at)))


def _theirs(by: Actor) -> ColumnElement[bool]:
    boards = [seat.board_id for seat in by.seats if seat.role in IN_THE_ROOM]
    return Meeting.board_id.in_(boards)


def _still_to_come() -> ColumnElement[bool]:
    """Whether an agenda item holds its case: its meeting is still to be, and it was not carried over."""
    takes_place = and_(Meeting.status != MeetingStatus.CLOSED, Meeting.cancelled_at.is_(None))
    return and_(takes_place, AgendaItem.carried_over.is_(None))


def _withdrawn() -> ColumnElement[bool]:
    return exists().where(Withdrawal.case_id == Case.id, Withdrawal.ended_at.is_(None))


def _past(at: datetime) -> ColumnElement[bool]:
    forgotten = and_(Meeting.status == MeetingStatus.PLANNED, Meeting.ends_at <= at - GRACE)
    return or_(Meeting.status == MeetingStatus.CLOSED, forgotten, Meeting.cancelled_at.is_not(None))
