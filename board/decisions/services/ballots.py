"""Opening a ballot, voting, closing it; stepping aside."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from board.accounts.actor import Actor, Discipline, Role
from board.accounts.models import Membership
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.brief import brief_of
from board.cases.models import CaseVersion
from board.db import db
from board.decisions import shifts, tally
from board.decisions.gate import ballot_for
from board.decisions.models import Ballot, BallotStatus, Entitlement, Recusal, Vote
from board.decisions.policy import ensure_has_vote, ensure_may_lead, has_vote
from board.decisions.services import opinions
from board.decisions.services.grounds import unsettle_item
from board.decisions.services.voting import Act as Act
from board.decisions.services.voting import Stored as Stored
from board.decisions.services.voting import cast_vote as cast_vote
from board.decisions.services.voting import cast_votes as cast_votes
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Attendance, ItemStatus, Meeting, MeetingStatus

LETTERS = "ABCDEFGH"
LONGEST_OPTION = 160


class Voter(NamedTuple):
    """Somebody who may vote on the case on the table, and for which discipline."""

    person_id: int
    role: Role
    discipline: Discipline


class Reason(NamedTuple):
    """Why somebody voted as they did; in an anonymous ballot by nobody."""

    letter: str
    words: str
    by: str


def open_ballot(
    item_id: int,
    question: str,
    options: Sequence[str],
    *,
    anonymous: bool = False,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Open the next round on the case that is on the table, and freeze who may vote in it.

    Opinions on the case are settled with its first round: from now on none can be given or changed.
    """
    item = item_for(by, item_id, lock=True)
    ensure_may_lead(by, item.meeting.board_id)
    if is_recused(item.id, by.person_id):
        raise NotAllowed("You stepped aside for this case: another chair opens the ballot.")
    if item.meeting.status is not MeetingStatus.OPEN or item.status is not ItemStatus.CURRENT:
        raise Conflict("Votes are taken on the case that is on the table of an open room.")
    voters = _voters_present(item.meeting, item)
    if not voters:
        raise Conflict("Nobody who may vote on this case is in the room.")
    if anonymous:
        _ensure_hides(item.meeting, len(voters))

    ballot = Ballot(
        item=item,
        round=len(ballots_on(item_id)) + 1,
        question=sentence(question, 300, "question", "Write what is voted on."),
        options=options_for(options, item.version),
        anonymous=anonymous,
        opened_at=at,
    )
    db.session.add(ballot)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("A ballot on this case is open already.") from error
    opinions.settle(item)
    for seat in voters:
        entitled = Entitlement(
            ballot_id=ballot.id,
            person_id=seat.person_id,
            role=seat.role,
            discipline=seat.discipline,
        )
        db.session.add(entitled)

    record(
        by, Deed.BALLOT_OPENED, f"ballot/{ballot.id}", at, item.meeting.board_id, round=ballot.round
    )
    log.append(
        item.meeting, "ballot_opened", (Part.BALLOT,), at, item_id=item.id, person_id=by.person_id
    )
    return ballot


def close_ballot(ballot_id: int, *, by: Actor, at: datetime) -> Ballot:
    """Close the round: no more votes, and what was hidden is revealed."""
    ballot = ballot_for(by, ballot_id, lock=True)
    board_id = ballot.item.meeting.board_id
    ensure_may_lead(by, board_id)
    if not ballot.is_open:
        raise Conflict("This ballot is closed already.")

    ballot.status, ballot.closed_at = BallotStatus.CLOSED, at
    votes = counted(ballot)
    opinions.keep_shifts(ballot, votes)

    record(by, Deed.BALLOT_CLOSED, f"ballot/{ballot.id}", at, board_id, cast=len(votes))
    log.append(
        ballot.item.meeting,
        "ballot_closed",
        (Part.BALLOT,),
        at,
        item_id=ballot.item_id,
        person_id=by.person_id,
    )
    unsettle_item(ballot.item_id, by, at)
    return ballot


def recuse(item_id: int, reason: str, *, by: Actor, at: datetime) -> Recusal:
    """Step aside for one case: a vote already cast no longer counts, and no votes are shown."""
    item = item_for(by, item_id, lock=True)
    ensure_has_vote(by, item.meeting.board)
    if is_recused(item_id, by.person_id):
        raise Conflict("You have already stepped aside for this case.")

    recusal = Recusal(
        item_id=item.id,
        person_id=by.person_id,
        reason=sentence(
            reason, 300, "reason", "Name the conflict of interest; it goes on the record."
        ),
        recused_at=at,
    )
    db.session.add(recusal)
    for ballot in ballots_on(item_id):
        if ballot.is_open:
            _withdraw(ballot, by.person_id, at)

    record(by, Deed.RECUSED, f"agenda_item/{item.id}", at, item.meeting.board_id)
    log.append(
        item.meeting,
        "recused",
        (Part.BALLOT, Part.PEOPLE),
        at,
        item_id=item.id,
        person_id=by.person_id,
    )
    unsettle_item(item.id, by, at)
    carry_recusals(item.case_id, by=by, at=at)
    return recusal


def carry_recusals(case_id: int, *, by: Actor, at: datetime) -> None:
    """Let whoever stepped aside for a case stay aside on every agenda on which it is still to be discussed."""
    db.session.flush()
    said = {one.person_id: one for one in recusals_of(case_id)}
    for item in _still_to_discuss(case_id) if said else ():
        for person_id, recusal in said.items():
            if not is_recused(item.id, person_id):
                _step_aside_again(item, recusal, by, at)


def _still_to_discuss(case_id: int) -> list[AgendaItem]:
    open_items = select(AgendaItem).join(Meeting)
    wanted = open_items.where(
        AgendaItem.case_id == case_id,
        AgendaItem.status != ItemStatus.DONE,
        Meeting.status != MeetingStatus.CLOSED,
    )
    return list(db.session.scalars(wanted.order_by(AgendaItem.id)))


def _step_aside_again(item: AgendaItem, before: Recusal, by: Actor, at: datetime) -> None:
    person_id = before.person_id
    db.session.add(
        Recusal(item_id=item.id, person_id=person_id, reason=before.reason, recused_at=at)
    )
    for ballot in ballots_on(item.id):
        if ballot.is_open:
            _withdraw(ballot, person_id, at)
    name, said = f"agenda_item/{item.id}", {"of": f"person/{person_id}"}
    record(by, Deed.RECUSAL_CARRIED, name, at, item.meeting.board_id, **said)
    parts = (Part.BALLOT, Part.PEOPLE)
    log.append(item.meeting, "recused", parts, at, item_id=item.id, person_id=person_id)
    unsettle_item(item.id, by, at)


def ensure_none_open(meeting: Meeting) -> None:
    """Refuse to leave the case on the table while votes on it are being taken."""
    if meeting.current and any(ballot.is_open for ballot in ballots_on(meeting.current.id)):
        raise Conflict("A ballot is open on this case. Close it first, then go on.")


def ballots_on(item_id: int) -> list[Ballot]:
    """Return the rounds on an agenda item, in order."""
    return list(
        db.session.scalars(select(Ballot).where(Ballot.item_id == item_id).order_by(Ballot.round))
    )


def own_vote(ballot_id: int, person_id: int) -> Vote | None:
    """Return the vote of this person that counts, or None."""
    mine = select(Vote).where(Vote.ballot_id == ballot_id, Vote.person_id == person_id)
    return db.session.scalar(mine.where(Vote.superseded_at.is_(None)))


def is_recused(item_id: int, person_id: int) -> bool:
    """Return whether this person has stepped aside for the case."""
    mine = select(Recusal.id).where(Recusal.item_id == item_id, Recusal.person_id == person_id)
    return db.session.scalar(mine) is not None


def recusals_on(item_id: int) -> list[Recusal]:
    """Return who stepped aside for the case, in order."""
    return list(
        db.session.scalars(select(Recusal).where(Recusal.item_id == item_id).order_by(Recusal.id))
    )


def recusals_of(case_id: int) -> list[Recusal]:
    """Return who stepped aside for a case in any discussion of it, in order."""
    of_case = select(Recusal).join(AgendaItem, AgendaItem.id == Recusal.item_id)
    return list(
        db.session.scalars(of_case.where(AgendaItem.case_id == case_id).order_by(Recusal.id))
    )


def counted(ballot: Ballot) -> list[Vote]:
    """Return the votes that count, one a person."""
    return [vote for vote in ballot.votes if vote.superseded_at is None]


def votes_in(ballot: Ballot) -> int:
    """Return how many votes count so far."""
    counting = select(func.count()).where(Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    return db.session.scalar(counting) or 0


def entitled_to(ballot: Ballot) -> int:
    """Return how many people may vote in this round; who stepped aside since may not."""
    entitled = select(func.count()).where(
        Entitlement.ballot_id == ballot.id, Entitlement.withdrawn_at.is_(None)
    )
    return db.session.scalar(entitled) or 0


def may_vote_in(ballot: Ballot) -> list[Entitlement]:
    """Return who may vote in this round and did not step aside since."""
    return [seat for seat in ballot.entitlements if seat.withdrawn_at is None]


def tally_of(ballot: Ballot) -> tally.Tally:
    """Return how a closed ballot came out. An open one has no tally: not for anybody."""
    if ballot.is_open:
        raise Conflict("The votes are hidden until the chair closes the ballot.")
    knows = {entitled.person_id: entitled.discipline.value for entitled in ballot.entitlements}
    casts = [
        tally.Cast(vote.person.short_name, knows[vote.person_id], vote.choice, vote.reason)
        for vote in counted(ballot)
    ]
    options = [(option["letter"], option["text"]) for option in ballot.options]
    counts = tally.count(options, casts)
    return tally.without_names(counts) if ballot.anonymous else counts


def reasons_of(ballot: Ballot) -> list[Reason]:
    """Return why people voted as they did, once the ballot is closed; shuffled, when it is anonymous."""
    told = tally_of(ballot)
    votes = [vote for vote in counted(ballot) if vote.reason]
    if not ballot.anonymous:
        return [Reason(vote.choice, vote.reason, vote.person.short_name) for vote in votes]
    if told.outcome is tally.Outcome.TOO_FEW:
        return []
    # by the voters' random keys: the same order on every screen, and nobody's order of voting
    votes.sort(key=lambda vote: hashlib.sha256(vote.key.encode()).digest())
    return [Reason(vote.choice, vote.reason, "") for vote in votes]


def shift_of(ballot: Ballot) -> shifts.Shift:
    """Return how a closed ballot stands to the opinions before it; by name only where votes are.

    An anonymous one says nothing where an open round has told opinions before, or where its numbers tell a vote.
    """
    told, moves = tally_of(ballot), opinions.moves_in(ballot)
    if not ballot.anonymous:
        return shifts.summed((move for move, _ in moves), [who for _, who in moves if who])
    shift = shifts.summed(move for move, _ in moves)
    before = [one for one in ballots_on(ballot.item_id) if one.round < ballot.round]
    known = not all(one.anonymous for one in before)
    compared = shift.kept + shift.changed
    alike = shift.kept in (0, compared)
    if told.withheld or known or alike or compared < tally.ANONYMOUS_FROM:
        return shifts.Shift(0, 0, 0, 0)
    return shift


def quorum_of(ballot: Ballot) -> tally.Quorum:
    """Return whether enough people of enough disciplines voted."""
    board = ballot.item.meeting.board
    voted = select(Vote.person_id).where(Vote.ballot_id == ballot.id, Vote.superseded_at.is_(None))
    disciplines = (
        select(Entitlement.discipline, func.count())
        .where(Entitlement.ballot_id == ballot.id, Entitlement.person_id.in_(voted))
        .group_by(Entitlement.discipline)
    )
    knows = [
        discipline.value
        for discipline, people in db.session.execute(disciplines)
        for _ in range(people)
    ]
    return tally.quorum(knows, board.quorum_voters, board.quorum_disciplines)


def quorum_present(meeting: Meeting) -> tally.Quorum:
    """Return whether those who came and may vote, on the case on the table if there is one, make a quorum."""
    board = meeting.board
    seats = _present(meeting, meeting.current, Membership.role, Membership.discipline, func.count())
    knows = [
        discipline.value
        for role, discipline, people in db.session.execute(
            seats.group_by(Membership.role, Membership.discipline)
        )
        if has_vote(role, board)
        for _ in range(people)
    ]
    return tally.quorum(knows, board.quorum_voters, board.quorum_disciplines)


def _voters_present(meeting: Meeting, item: AgendaItem | None) -> list[Voter]:
    """Return the seats of those who came, have a vote on this board, and have not stepped aside."""
    seats = _present(meeting, item, Membership.person_id, Membership.role, Membership.discipline)
    board = meeting.board
    return [Voter(*seat) for seat in db.session.execute(seats) if has_vote(seat.role, board)]


def _present(meeting: Meeting, item: AgendaItem | None, *wanted: Any) -> Select[Any]:
    came = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    stepped_aside = select(Recusal.person_id).where(Recusal.item_id == (item.id if item else None))
    return select(*wanted).where(
        Membership.board_id == meeting.board_id,
        Membership.person_id.in_(came),
        Membership.person_id.not_in(stepped_aside),
    )


def _withdraw(ballot: Ballot, person_id: int, at: datetime) -> None:
    entitled = db.session.get(Entitlement, (ballot.id, person_id))
    if entitled is not None:
        entitled.withdrawn_at = at
    vote = own_vote(ballot.id, person_id)
    if vote is not None:
        vote.superseded_at = at


def _ensure_hides(meeting: Meeting, voters: int) -> None:
    """Refuse an anonymous ballot where the board's rules have none, or where it could hide nobody."""
    if not meeting.board.anonymous_ballots:
        raise NotAllowed("The rules of this board know open ballots only.")
    if voters < tally.ANONYMOUS_FROM:
        few = f"An anonymous ballot needs {tally.ANONYMOUS_FROM} voters in the room; there are {voters}."
        raise Conflict(f"{few} Hold an open one.")


def options_for(texts: Sequence[str], version: CaseVersion) -> list[dict[str, str]]:
    """Return the options with their letters, and the id of each that is one of the brief's."""
    given = [text.strip() for text in texts if text.strip()]
    if not 2 <= len(given) <= len(LETTERS):
        raise Invalid(
            "A ballot needs two to eight options.", {"options": "Write two to eight options."}
        )
    if len({text.casefold() for text in given}) < len(given):
        raise Invalid("Two options say the same.", {"options": "Each option has to differ."})
    known = {option.name.casefold(): option.id for option in brief_of(version).summary.options}
    return [
        {"letter": letter, "text": sentence(text, LONGEST_OPTION, "options")}
        | ({"option_id": known[text.casefold()]} if text.casefold() in known else {})
        for letter, text in zip(LETTERS, given, strict=False)
    ]


def sentence(text: str, longest: int, field: str, when_empty: str | None = None) -> str:
    """Return what was typed on one line, or refuse what is too long, or empty where it may not be."""
    text = " ".join(text.replace("\x00", "").split())
    if when_empty and not text:
        raise Invalid(when_empty, {field: when_empty})
    if len(text) > longest:
        raise Invalid(
            f"Shorten this to {longest} characters.", {field: f"At most {longest} characters."}
        )
    return text
