"""Keying in a meeting that was held on paper: who came, who stepped aside, votes, decisions.

The same rules hold as in the room: who came and has a vote is entitled, tally and quorum are counted the same way.
A ballot from paper is opened and closed in one act, so that no vote on a screen can get into it.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from board.accounts.actor import Actor
from board.accounts.models import Membership
from board.accounts.services import people_of
from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions.content import Kind, PlanContent, Recommendation, When
from board.decisions.models import Ballot, BallotStatus, Entitlement, Plan, Recusal, Vote
from board.decisions.papers import Keyed, PaperEntry, entry_of
from board.decisions.papers import keyed_in as keyed_in
from board.decisions.policy import has_vote
from board.decisions.services import ballots, grounds, opinions, plans
from board.decisions.services.voting import receipt_for
from board.decisions.tally import ABSTAIN
from board.errors import Conflict, Invalid, NotAllowed
from board.meetings import log
from board.meetings.gate import item_for, meeting_for
from board.meetings.log import Part
from board.meetings.models import AgendaItem, Attendance, ItemStatus, Meeting, MeetingStatus
from board.meetings.policy import IN_THE_ROOM, ensure_may_arrange

#: A meeting on paper that lasted longer is a slip of the pen.
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class PaperVote:
    """How one person voted on paper: a letter, or "abstain"; why, if it says so."""

    person_id: int
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class PaperCase:
    """What stands on the decision sheet of one case."""

    minutes: int
    #: Who stepped aside, and why.
    recused: tuple[tuple[int, str], ...] = ()
    #: No question and no options: no ballot was held.
    question: str = ""
    options: tuple[str, ...] = ()
    votes: tuple[PaperVote, ...] = ()
    decision: str = ""
    #: Recommendations in their order, one a line.
    steps: tuple[str, ...] = ()


def ensure_may_key_in(by: Actor, meeting: Meeting, at: datetime) -> None:
    """Refuse whoever does not arrange meetings, and a meeting that is live, to come, or cancelled."""
    ensure_may_arrange(by, meeting.board_id)
    if meeting.status is MeetingStatus.OPEN:
        raise Conflict(
            "The room of this meeting is open. Close it first, then key in what is on paper."
        )
    if meeting.cancelled_at is not None:
        raise Conflict("This meeting was cancelled.")
    if meeting.starts_at > at:
        raise Conflict(
            "This meeting has not begun. What is decided on paper is keyed in afterwards."
        )


def hold_on_paper(
    meeting_id: int,
    began: datetime,
    ended: datetime,
    came: Collection[int],
    *,
    by: Actor,
    at: datetime,
) -> Meeting:
    """Enter when a meeting was held on paper and who came; with a meeting that is over, who came as well."""
    meeting = meeting_for(by, meeting_id, lock=True)
    ensure_may_key_in(by, meeting, at)
    if meeting.status is MeetingStatus.PLANNED:
        _ensure_times(began, ended, at)
        meeting.status, meeting.opened_at, meeting.closed_at = MeetingStatus.CLOSED, began, ended
    began = meeting.opened_at or began
    seats = {s.person_id for s in people_of(meeting.board_id) if s.role in IN_THE_ROOM}
    known = {one.person_id for one in meeting.attendances}
    new = [person_id for person_id in dict.fromkeys(came) if person_id not in known]
    if not seats.issuperset(new):
        raise Invalid(
            "Somebody here has no seat in the room of this board.",
            {"came": "Choose from the list."},
        )
    if not known and not new:
        raise Invalid("Nobody came.", {"came": "Tick everybody who signed the attendance list."})
    for person_id in new:
        attendance = Attendance(meeting_id=meeting.id, person_id=person_id, came_at=began)
        db.session.add(attendance)
        db.session.flush()
        _note(meeting, None, Keyed.ATTENDANCE, attendance.id, by, at)
    if new:
        grounds.unsettle_meeting(meeting.id, by, at)

    name, said = f"meeting/{meeting.id}", {"came": len(new)}
    record(by, Deed.PAPER_MEETING, name, at, meeting.board_id, **said)
    parts = (Part.AGENDA, Part.CLOCK, Part.CASE, Part.PEOPLE)
    log.append(meeting, "held_on_paper", parts, at, person_id=by.person_id)
    return meeting


def key_in_case(item_id: int, sheet: PaperCase, *, by: Actor, at: datetime) -> Plan:
    """Enter the decision sheet of one case; returns the draft of its plan, to be completed and checked."""
    item = item_for(by, item_id, lock=True)
    meeting = item.meeting
    ensure_may_key_in(by, meeting, at)
    if meeting.status is not MeetingStatus.CLOSED:
        raise Conflict("First enter when the meeting was held and who came.")
    if ballots.is_recused(item.id, by.person_id):
        raise NotAllowed("You stepped aside for this case: somebody else keys it in.")
    if keyed_in(item.id) is not None:
        raise Conflict(
            "This case was keyed in already. Its plan is changed, or amended, from now on."
        )
    if any(ballot.is_open for ballot in ballots.ballots_on(item.id)):
        raise Conflict("A ballot is open on this case.")
    if plans.plan_of_item(item.id) is not None:
        raise Conflict("This case has its plan already. It is changed, or amended, there.")
    _ensure_sheet(sheet)
    if (sheet.question or sheet.votes) and _voted_on_screens(item):
        raise Conflict(
            "This case was voted on in the room, and that ballot stands. "
            "Leave the ballot of the sheet empty, and key in the decision alone."
        )
    item.status, item.carried_over = ItemStatus.DONE, None
    item.seconds_before = max(item.seconds_before, sheet.minutes * 60)
    decided = min(meeting.closed_at or at, at)
    for person_id, reason in sheet.recused:
        _recuse(item, person_id, reason, decided, by, at)
    if sheet.question or sheet.votes:
        _hold_ballot(item, sheet, decided, by, at)
    return _begin_plan(item, sheet, by, at)


def voters_who_came(item: AgendaItem) -> list[Membership]:
    """Return the seats that came to the meeting of an item and vote on this board, by name."""
    meeting = item.meeting
    came = {one.person_id for one in meeting.attendances}
    seats = people_of(meeting.board_id)
    return [s for s in seats if s.person_id in came and has_vote(s.role, meeting.board)]


def _voted_on_screens(item: AgendaItem) -> bool:
    rounds = ballots.ballots_on(item.id)
    return any(entry_of(Keyed.BALLOT, ballot.id) is None for ballot in rounds)


def _ensure_times(began: datetime, ended: datetime, at: datetime) -> None:
    if not began < ended <= began + LONGEST:
        raise Invalid(
            "Check when the meeting began and ended.",
            {"ended": f"After it began, and at most {LONGEST.seconds // 3600} hours later."},
        )
    if ended > at:
        raise Invalid(
            "This time is still to come.",
            {"ended": "This time is still to come: write when the meeting ended."},
        )


def _ensure_sheet(sheet: PaperCase) -> None:
    wrong = {}
    if not 1 <= sheet.minutes <= 240:
        wrong["minutes"] = "Whole minutes, 1 to 240."
    if not sheet.decision.strip():
        wrong["decision"] = "Write the decision as it stands on paper."
    if bool(sheet.question.strip()) != bool(sheet.options):
        wrong["question"] = (
            "A ballot has a question and options; leave both empty where none was held."
        )
    if sheet.votes and not sheet.options:
        wrong["options"] = "Write the options that were voted on."
    if wrong:
        raise Invalid("The sheet is not complete.", wrong)


def _recuse(
    item: AgendaItem, person_id: int, reason: str, decided: datetime, by: Actor, at: datetime
) -> None:
    if ballots.is_recused(item.id, person_id):
        return
    reason = " ".join(reason.replace("\x00", "").split())[:300]
    if not reason:
        field = f"reason-{person_id}"
        raise Invalid("Say why they stepped aside.", {field: "The reason goes on the record."})
    recusal = Recusal(item_id=item.id, person_id=person_id, reason=reason, recused_at=decided)
    db.session.add(recusal)
    db.session.flush()
    _note(item.meeting, item, Keyed.RECUSAL, recusal.id, by, at)
    said = {"of": f"person/{person_id}"}
    record(by, Deed.PAPER_RECUSAL, f"agenda_item/{item.id}", at, item.meeting.board_id, **said)
    parts = (Part.BALLOT, Part.PEOPLE)
    log.append(item.meeting, "recused", parts, at, item_id=item.id, person_id=person_id)
    ballots.carry_recusals(item.case_id, by=by, at=at)


def _hold_ballot(
    item: AgendaItem, sheet: PaperCase, decided: datetime, by: Actor, at: datetime
) -> None:
    """Open a round, put the votes in, and close it, all at once."""
    entitled = [
        seat for seat in voters_who_came(item) if not ballots.is_recused(item.id, seat.person_id)
    ]
    ballot = Ballot(
        item=item,
        round=len(ballots.ballots_on(item.id)) + 1,
        question=ballots.sentence(sheet.question, 300, "question", "Write what was voted on."),
        options=ballots.options_for(sheet.options, item.version),
        opened_at=decided,
    )
    db.session.add(ballot)
    db.session.flush()
    for seat in entitled:
        db.session.add(
            Entitlement(
                ballot_id=ballot.id,
                person_id=seat.person_id,
                role=seat.role,
                discipline=seat.discipline,
            )
        )
    opinions.settle(item)
    _note(item.meeting, item, Keyed.BALLOT, ballot.id, by, at)
    log.append(
        item.meeting, "ballot_opened", (Part.BALLOT,), at, item_id=item.id, person_id=by.person_id
    )
    votes = _put_in(ballot, sheet.votes, {seat.person_id for seat in entitled}, decided, by, at)
    ballot.status, ballot.closed_at = BallotStatus.CLOSED, decided
    db.session.flush()
    opinions.keep_shifts(ballot, votes)
    name, board_id = f"ballot/{ballot.id}", item.meeting.board_id
    record(by, Deed.PAPER_BALLOT, name, at, board_id, round=ballot.round, cast=len(votes))
    log.append(
        item.meeting, "ballot_closed", (Part.BALLOT,), at, item_id=item.id, person_id=by.person_id
    )


def _put_in(
    ballot: Ballot,
    cast: Sequence[PaperVote],
    entitled: set[int],
    decided: datetime,
    by: Actor,
    at: datetime,
) -> list[Vote]:
    known = {option["letter"] for option in ballot.options} | {ABSTAIN}
    votes, item = [], ballot.item
    for one in cast:
        field = f"vote-{one.person_id}"
        if one.person_id not in entitled:
            raise Invalid(
                "This person could not vote.",
                {field: "Did not come, has no vote, or stepped aside."},
            )
        if one.choice not in known:
            raise Invalid(
                "There is no such option.", {field: "A letter of this ballot, or abstained."}
            )
        key = secrets.token_urlsafe(12)
        vote = Vote(
            ballot_id=ballot.id,
            person_id=one.person_id,
            choice=one.choice,
            reason=ballots.sentence(one.reason, 500, f"reason-{one.person_id}"),
            cast_at=decided,
            key=f"{one.person_id}:{key}",
            receipt=receipt_for(ballot.id, one.person_id, one.choice, key),
        )
        db.session.add(vote)
        votes.append(vote)
        said = {"receipt": vote.receipt, "of": f"person/{one.person_id}"}
        record(by, Deed.PAPER_VOTE, f"ballot/{ballot.id}", at, item.meeting.board_id, **said)
        log.append(
            item.meeting,
            "voted",
            (Part.BALLOT,),
            at,
            item_id=item.id,
            person_id=one.person_id,
            key=vote.key,
        )
    db.session.flush()
    return votes


def _begin_plan(item: AgendaItem, sheet: PaperCase, by: Actor, at: datetime) -> Plan:
    plan = plans.begin_plan(item.id, by=by, at=at)
    content: PlanContent = plans.content_of(plan)
    steps = tuple(
        Recommendation(text, Kind.SYSTEMIC, when=When.IF_NOT_POSSIBLE if place else When.FIRST)
        for place, text in enumerate(sheet.steps)
    )
    written = replace(
        content,
        decision=" ".join(sheet.decision.split()),
        recommendations=steps or content.recommendations,
    )
    _note(item.meeting, item, Keyed.PLAN, plan.id, by, at)
    plans.write_plan(plan.id, written, revision=plan.revision, by=by, at=at)
    record(by, Deed.PAPER_PLAN, f"plan/{plan.id}", at, plan.case.board_id, version=plan.version)
    return plan


def _note(
    meeting: Meeting, item: AgendaItem | None, what: Keyed, object_id: int, by: Actor, at: datetime
) -> None:
    """Write down that something came from paper."""
    db.session.add(
        PaperEntry(
            meeting_id=meeting.id,
            item_id=item.id if item else None,
            what=what,
            object_id=object_id,
            person_id=by.person_id,
            at=at,
        )
    )
