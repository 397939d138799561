"""Who may do what: one table, to be shown to the head of the board.

Whoever is not named for a deed is refused: those who see the thing hear that it is
not theirs to do, for all others there is no such thing. Every deed is really tried and then undone.
"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from board.accounts import people
from board.accounts.actor import Discipline, Role
from board.accounts.people import Newcomer
from board.accounts.services import board_for
from board.audit.services import trail_for
from board.cases import services as cases
from board.cases.gate import case_for, draft_for
from board.cases.policy import SUBMITTERS
from board.db import db
from board.decisions.gate import plan_for
from board.decisions.models import NoteKind
from board.decisions.services import ballots, lanes, notes, opinions, papers, plans, signing
from board.errors import BoardError, NotAllowed, NotFound
from board.meetings import services as meetings
from board.meetings.gate import meeting_for
from board.meetings.models import Reply
from board.meetings.queries import meetings_of
from board.packs.services import ask_pack
from board.statistics.views import READERS as FIGURE_READERS
from board.teaching import services as teaching
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    WHY,
    a_ballot,
    a_case,
    a_checked_plan,
    a_meeting,
    a_plan,
    a_room,
    a_signed_plan,
    a_submission,
    an_agenda_item,
)
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")

WEEKLY = meetings.Rhythm("FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 25), None, time(14), 60)
EVERYBODY = "chen okafor tanaka lindt park brandt silva weber novak".split()
LATER = NOON + timedelta(hours=1)
EVENING, NEXT_DAY = NOON + timedelta(hours=20), NOON + timedelta(days=1)
IN_THE_ROOM = "chen okafor tanaka park brandt silva"

#: deed → who may. Chen chairs, Okafor and Tanaka are members, Lindt submitted, Park coordinates, Brandt is
#: supportive-care staff, Silva observes, Weber audits, Novak chairs another board.
TABLE = {
    "read a case": "chen okafor tanaka lindt park brandt silva",
    "begin a case": "chen okafor tanaka lindt park",
    "read somebody's draft": "lindt",
    "correct a case": "chen lindt park",
    "see a meeting": IN_THE_ROOM,
    "call a meeting": "chen park",
    "change a meeting": "chen park",
    "answer an invitation": IN_THE_ROOM,
    "put a case on the agenda": "chen park",
    "begin a series": "chen park",
    "leave a day of a series out": "chen park",
    "change what follows in a series": "chen park",
    "end a series": "chen park",
    "cancel a meeting": "chen park",
    "settle the rules of the agenda": "chen park",
    "order the agenda": "chen park",
    "plan a break": "chen park",
    "send the agenda round": "chen park",
    "remind people": "chen park",
    "put a case on the list": "chen park",
    "take a case off the list": "chen park",
    "withdraw a case": "chen lindt park",
    "bring a case back": "chen lindt park",
    "ask for facts": "chen park",
    "read a request for facts": "chen okafor tanaka lindt park brandt silva",
    "close a request for facts": "chen park",
    "open the room": "chen park",
    "close the room": "chen park",
    "take up a case": "chen park",
    "show a section": "chen park",
    "give an opinion": "chen okafor tanaka",
    "open a ballot": "chen",
    "vote": "chen okafor tanaka",
    "step aside": "chen okafor tanaka",
    "close a ballot": "chen",
    "write a note": "chen okafor tanaka lindt park brandt",
    "write a supportive note": "brandt",
    "resolve a note": "chen okafor tanaka lindt park brandt",
    "pin a note": "chen park",
    "sign the supportive-care lane": "brandt",
    "call a break": "chen park",
    "go on after a break": "chen park",
    "begin a plan": "chen park",
    "read a draft of a plan": IN_THE_ROOM,
    "write a plan": "chen park",
    "state a decision": "chen",
    "check a plan": "okafor tanaka park",
    "sign a plan": "chen",
    "read a signed plan": IN_THE_ROOM + " lindt",
    "amend a plan": "chen park",
    "read the trail": "chen weber novak",  # each that of their own board
    "seat a member": "park",
    "seat a chair": "",  # an administrator's, and there is none in the cast
    "carry a case over": "chen park",
    "have a pack printed": IN_THE_ROOM,
    "have decision sheets printed": "chen park",
    "enter a meeting held on paper": "chen park",
    "make a teaching copy": "chen park",
    "read the figures": "chen okafor tanaka park",
}


A_MEMBER = Newcomer("new@board.example", "Dr Nia New", Role.MEMBER, Discipline.ONCOLOGY)
A_CHAIR = replace(A_MEMBER, role=Role.CHAIR)


class Undone(Exception):
    """The deed was possible, and is taken back."""


class World:
    """One board in the middle of its work, and every deed on it as one call."""

    def __init__(self, cast):
        self.cast = cast
        room = a_room(cast, came="chen okafor tanaka brandt silva park".split())
        self.item, self.meeting, self.case = room.id, room.meeting_id, room.case
        self.ballot = a_ballot(cast, room).id
        self.other = an_agenda_item(cast, room.meeting, a_case(cast, mrn="SYN-5")).id
        with transaction():
            said = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["okafor"]}
            note = notes.write_note(self.case.number, "A remark", **said, at=NOON)
        self.note = note.id
        with transaction():
            said = {"anchor": "summary", "kind": NoteKind.SUPPORTIVE, "by": cast["brandt"]}
            notes.write_note(self.case.number, "By taxi", **said, at=NOON)
        self.lane = lanes.lane_of(self.case.id).digest
        with transaction():
            self.own_draft = cases.begin_draft(cast.board_id, {}, by=cast["lindt"], at=NOON).id
        self.coming = a_meeting(cast).id
        self.waiting = a_case(cast, mrn="SYN-2").number
        self.prepare(cast)
        self.decided = a_room_of_its_own(cast, "SYN-3")
        self.signed = a_signed_plan(cast, self.decided).id
        self.drafted = a_plan(cast, a_room_of_its_own(cast, "SYN-4"))
        self.drafted_id, self.revision = self.drafted.id, self.drafted.revision
        stated = a_plan(cast, a_room_of_its_own(cast, "SYN-6"))
        with transaction():
            seen = {"revision": stated.revision}
            signing.state_plan(stated.id, **seen, by=cast["chen"], at=NOON)
        self.stated_id = stated.id
        self.checked_id = a_checked_plan(cast, a_room_of_its_own(cast, "SYN-7")).id

    def prepare(self, cast):
        """A series, a case on the list of a meeting, one withdrawn, and facts that were asked for."""
        by = {"by": cast["park"], "at": NOON}
        listed, gone, asked = (a_case(cast, mrn=f"SYN-{n}").number for n in (11, 12, 13))
        self.with_list, self.gone = a_meeting(cast).id, gone
        with transaction():
            series = meetings.begin_series(cast.board_id, WEEKLY, **by)
            self.series, self.of_series = series.id, meetings_of(series, NOON)[0].id
            self.entry = meetings.put_on_list(self.with_list, listed, "By protocol", **by).id
            meetings.withdraw(gone, "Moved away", **by)
            self.asked = meetings.ask_for_facts(asked, LATER, **by).id

    def deed(self, name, by):
        says = {"by": by, "at": NOON}
        case, ballot, draft = self.case.number, self.ballot, self.drafted_id
        vote = {"key": "a key of a vote", "instead_of": None}
        note = {"anchor": "summary", "kind": NoteKind.CLINICAL}
        an_opinion = opinions.Answer("needs discussion", "high")
        supportive = note | {"kind": NoteKind.SUPPORTIVE}
        seen, password = {"revision": self.revision}, {"password": PASSWORD}
        board = self.cast.board_id
        deeds = {
            "read a case": lambda: case_for(by, case),
            "begin a case": lambda: board_for(by, board, SUBMITTERS),
            "read somebody's draft": lambda: draft_for(by, self.own_draft),
            "correct a case": lambda: cases.correct(
                case, a_submission(title="Corrected"), correction=WHY, **says
            ),
            "see a meeting": lambda: meeting_for(by, self.meeting),
            "call a meeting": lambda: meetings.call_meeting(board, NOON, LATER, "Here", **says),
            "change a meeting": lambda: meetings.change_meeting(
                self.coming, NOON, LATER, "", **says
            ),
            "answer an invitation": lambda: meetings.reply(self.coming, Reply.YES, **says),
            "put a case on the agenda": lambda: meetings.put_on_agenda(
                self.coming, self.waiting, **says
            ),
            "begin a series": lambda: meetings.begin_series(board, WEEKLY, **says),
            "leave a day of a series out": lambda: meetings.leave_out(
                self.series, WEEKLY.first_day, "", **says
            ),
            "change what follows in a series": lambda: meetings.change_following(
                self.of_series, WEEKLY, **says
            ),
            "end a series": lambda: meetings.end_series(self.series, WEEKLY.first_day, **says),
            "cancel a meeting": lambda: meetings.cancel_meeting(self.coming, "No case", **says),
            "settle the rules of the agenda": lambda: meetings.settle_rules(
                board, 24, 2, [], **says
            ),
            "order the agenda": lambda: meetings.arrange(self.coming, [], **says),
            "plan a break": lambda: meetings.lay_breaks(self.coming, {}, **says),
            "send the agenda round": lambda: meetings.publish_agenda(self.with_list, **says),
            "remind people": lambda: meetings.remind_unanswered(self.coming, **says),
            "put a case on the list": lambda: meetings.put_on_list(
                self.coming, self.waiting, "By protocol", **says
            ),
            "take a case off the list": lambda: meetings.take_off_list(
                self.with_list, self.entry, **says
            ),
            "withdraw a case": lambda: meetings.withdraw(self.waiting, "Moved away", **says),
            "bring a case back": lambda: meetings.bring_back(self.gone, **says),
            "ask for facts": lambda: meetings.ask_for_facts(self.waiting, LATER, **says),
            "read a request for facts": lambda: meetings.request_for(by, self.asked),
            "close a request for facts": lambda: meetings.close_request(self.asked, **says),
            "resolve a note": lambda: notes.resolve_note(self.note, **says),
            "sign the supportive-care lane": lambda: lanes.sign_lane(case, read=self.lane, **says),
            "call a break": lambda: meetings.call_break(self.meeting, 10, **says),
            "go on after a break": lambda: meetings.end_break(self.meeting, **says),
            "open the room": lambda: meetings.open_room(self.coming, **says),
            "close the room": lambda: meetings.close_room(self.meeting, **says),
            "take up a case": lambda: meetings.take_up(self.item, **says),
            "show a section": lambda: meetings.show_section(self.meeting, "genetics", **says),
            "give an opinion": lambda: opinions.state_opinion(self.other, an_opinion, **says),
            "open a ballot": lambda: ballots.open_ballot(
                self.decided.id, "Which?", ["This", "That"], **says
            ),
            "vote": lambda: ballots.cast_vote(ballot, "A", "", **vote, **says),
            "step aside": lambda: ballots.recuse(self.item, "Investigator", **says),
            "close a ballot": lambda: ballots.close_ballot(ballot, **says),
            "write a note": lambda: notes.write_note(case, "A remark", **note, **says),
            "write a supportive note": lambda: notes.write_note(case, "So", **supportive, **says),
            "pin a note": lambda: notes.pin_note(self.note, **says),
            "begin a plan": lambda: plans.begin_plan(self.item, **says),
            "read a draft of a plan": lambda: plan_for(by, draft),
            "write a plan": lambda: plans.write_plan(draft, A_PLAN, **seen, **says),
            "state a decision": lambda: signing.state_plan(draft, **seen, **says),
            "check a plan": lambda: signing.check_plan(self.stated_id, **seen, **says),
            "sign a plan": lambda: signing.sign_plan(self.checked_id, **seen, **password, **says),
            "read a signed plan": lambda: plan_for(by, self.signed),
            "amend a plan": lambda: plans.amend_plan(self.signed, "A new result", **says),
            "read the trail": lambda: trail_for(by),
            "seat a member": lambda: people.seat(board, A_MEMBER, **says),
            "seat a chair": lambda: people.seat(board, A_CHAIR, **says),
            "carry a case over": lambda: meetings.carry_over(self.other, "No time left", **says),
            "have a pack printed": lambda: ask_pack(self.coming, "briefing", "A4", **says),
            "have decision sheets printed": lambda: ask_pack(self.coming, "boxes", "A4", **says),
            "enter a meeting held on paper": lambda: papers.hold_on_paper(
                self.coming, EVENING, NEXT_DAY, [self.cast["chen"].person_id], by=by, at=NEXT_DAY
            ),
            "make a teaching copy": lambda: teaching.begin_copy(case, **says),
            "read the figures": lambda: board_for(by, board, FIGURE_READERS),
        }
        assert set(deeds) == set(TABLE)
        return deeds[name]


def a_room_of_its_own(cast, mrn):
    meeting = a_meeting(cast)
    item = an_agenda_item(cast, meeting, a_case(cast, mrn=mrn))
    with transaction():
        meetings.open_room(meeting.id, by=cast["chen"], at=NOON)
        meetings.come_in(meeting.id, by=cast["chen"], at=NOON)
        meetings.take_up(item.id, by=cast["chen"], at=NOON)
    return item


@pytest.fixture
def world(cast):
    return World(cast)


def tried(deed):
    """Return how the deed was answered; it is undone whatever came of it."""
    try:
        with transaction():
            deed()
            raise Undone
    except Undone:
        return "yes"
    except NotAllowed:
        return "no"
    except NotFound:
        return "nothing there"


@pytest.mark.parametrize("deed", TABLE)
def test_who_may_do_what(world, deed):
    may = {who for who in EVERYBODY if tried(world.deed(deed, world.cast[who])) == "yes"}

    assert may == set(TABLE[deed].split())


@pytest.mark.parametrize("deed", sorted(set(TABLE) - {"read the trail"}))
def test_for_another_board_nothing_is_there(world, deed):
    assert tried(world.deed(deed, world.cast["novak"])) == "nothing there"


def test_the_trail_of_one_board_holds_nothing_of_another(world):
    ours = trail_for(world.cast["weber"], most=10_000)
    theirs = trail_for(world.cast["novak"], most=10_000)

    assert {entry.board_id for entry in ours} == {world.cast.board_id}
    assert theirs == []


def test_a_person_whose_seat_is_gone_may_do_nothing(world):
    gone = replace(world.cast["chen"], seats=())

    for deed in TABLE:
        with pytest.raises(BoardError), transaction():
            world.deed(deed, gone)()
    db.session.rollback()
