"""Text that would like to run, in every field that takes text."""

from dataclasses import replace
from datetime import date

from board.accounts.models import Board, Person
from board.cases import services as cases
from board.db import db
from board.decisions.content import Action, Alternative, Dissent, Recommendation, SupportiveLine
from board.decisions.models import NoteKind
from board.decisions.services import ballots, notes, plans
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import A_PLAN, a_meeting, a_submission, an_agenda_item
from tests.people import NOON

#: Breaks out of text, attribute, script, style, comment and address alike; %s numbers the field.
CANARY = (
    "</script></style></textarea></title>--><img src=x onerror=window.ran(%s)>"
    "<script>window.ran(%s)</script>\"' onfocus=window.ran(%s) autofocus x='{{7*7}}${7*7}"
)


def canary(number):
    return CANARY.replace("%s", str(number))


def a_tainted_board(app, cast):
    """Make every free text hostile, around a case with a closed and an open round; return the numbers."""
    with app.app_context():
        board = db.session.get_one(Board, cast.board_id)
        board.name, board.hospital = canary(1)[:110], canary(2)[:150]
        person = db.session.get_one(Person, cast["okafor"].person_id)
        person.name, person.short_name = canary(3)[:110], "<b onclick=window.ran(4)>."
        db.session.commit()
        with transaction():
            case = cases.submit(cast.board_id, hostile_case(), by=cast["lindt"], at=NOON)
            number = case.number
        meeting = a_meeting(cast, place=canary(9)[:100])
        item = an_agenda_item(cast, meeting, case)
        says = {"by": cast["chen"], "at": NOON}
        with transaction():
            meetings.open_room(meeting.id, **says)
            for key in ("chen", "okafor", "tanaka"):
                meetings.come_in(meeting.id, by=cast[key], at=NOON)
            meetings.take_up(item.id, **says)
        with transaction():
            ballots.recuse(item.id, canary(10), by=cast["tanaka"], at=NOON)
            note = {"anchor": "genetics", "kind": NoteKind.CLINICAL}
            written = notes.write_note(number, canary(11), by=cast["okafor"], at=NOON, **note)
            notes.pin_note(written.id, **says)
        for round_ in (12, 15):
            with transaction():
                options = [f"{n} {canary(round_ + n)}"[:150] for n in range(2)]
                ballot = ballots.open_ballot(item.id, canary(round_), options, **says)
                vote = {"key": f"the vote of {round_}", "instead_of": None}
                ballots.cast_vote(ballot.id, "A", canary(18), by=cast["okafor"], at=NOON, **vote)
                if round_ == 12:
                    ballots.close_ballot(ballot.id, **says)
        with transaction():
            plan = plans.begin_plan(item.id, **says)
            plans.write_plan(plan.id, hostile_plan(), revision=plan.revision, **says)
        return {"case": number, "meeting": meeting.id, "plan": plan.id, "ballot": ballot.id}


def hostile_case():
    said = {
        "title": canary(5)[:120],
        "question": canary(6),
        "reason": canary(7),
        "wishes": canary(8),
    }
    names = {"family": "<i onload=window.ran(30)>", "given": "\"><u onclick='window.ran(31)'>"}
    return a_submission(mrn="<s>'\"{{7*7}}", **said, **names)


def hostile_plan():
    return replace(
        A_PLAN,
        decision=canary(20),
        intent=canary(21),
        start=canary(22),
        rationale=canary(23),
        recommendations=(Recommendation(canary(24), condition=canary(25), reference=canary(26)),),
        alternatives=(Alternative(canary(27), canary(28)),),
        supportive=(SupportiveLine(canary(29), canary(32), canary(33)),),
        actions=(Action(canary(34), canary(35), date(2026, 12, 2)),),
        dissents=(Dissent(canary(36), canary(37), canary(38)),),
        tells_patient=canary(39),
        present_again=canary(40),
    )


#: Everything that shows what somebody wrote.
PAGES = [
    "/",
    "/cases",
    "/cases?find=%3Cscript%3Ewindow.ran(41)%3C/script%3E%22'",
    "/cases/{case}",
    "/decisions",
    "/audit",
    "/meetings/new",
    "/meetings/{meeting}",
    "/meetings/{meeting}/change",
    "/meetings/{meeting}/room",
    "/meetings/{meeting}/phone",
    "/meetings/{meeting}/wall",
    "/meetings/{meeting}/mine",
    "/plans/{plan}",
    "/r/%3Cscript%3Ewindow.ran(42)/1",
]
