"""Who may do what: one table, to be shown to the head of the board.

Whoever is not named for a deed is refused: those who see the thing hear that it is
not theirs to do, for all others there is no such thing. Every deed is really tried and then undone.
"""

from dataclasses import replace
from datetime import timedelta

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
from board.decisions.services import ballots, lanes, notes, opinions, plans
from board.errors import BoardError, NotAllowed, NotFound
from board.meetings import services as meetings
from board.meetings.gate import meeting_for
from board.meetings.models import Reply
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    WHY,
    a_ballot,
    a_case,
    a_meeting,
    a_plan,
    a_room,
    a_signed_plan,
    a_submission,
    an_agenda_item,
)
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")

EVERYBODY = "chen okafor tanaka lindt park brandt silva weber novak".split()
LATER = NOON + timedelta(hours=1)
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
    "sign a plan": "chen",
    "read a signed plan": IN_THE_ROOM + " lindt",
    "amend a plan": "chen park",
    "read the trail": "chen weber novak",  # each that of their own board
    "seat a member": "park",
    "seat a chair": "",  # an administrator's, and there is none in the cast
    "carry a case over": "chen park",
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
        self.decided = a_room_of_its_own(cast, "SYN-3")
        self.signed = a_signed_plan(cast, self.decided).id
        self.drafted = a_plan(cast, a_room_of_its_own(cast, "SYN-4"))
        self.drafted_id, self.revision = self.drafted.id, self.drafted.revision

    def deed(self, name, by):
        says = {"by": by, "at": NOON}
        case, ballot, draft = self.case.number, self.ballot, self.drafted_id
        vote = {"key": "a key of a vote", "instead_of": None}
        note = {"anchor": "summary", "kind": NoteKind.CLINICAL}
        an_opinion = opinions.Answer("needs discussion", "high")
        supportive = note | {"kind": NoteKind.SUPPORTIVE}
        seen, signing = {"revision": self.revision}, {"password": PASSWORD}
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
            "sign a plan": lambda: plans.sign_plan(draft, **seen, **signing, **says),
            "read a signed plan": lambda: plan_for(by, self.signed),
            "amend a plan": lambda: plans.amend_plan(self.signed, "A new result", **says),
            "read the trail": lambda: trail_for(by),
            "seat a member": lambda: people.seat(board, A_MEMBER, **says),
            "seat a chair": lambda: people.seat(board, A_CHAIR, **says),
            "carry a case over": lambda: meetings.carry_over(self.other, "No time left", **says),
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
