"""The trail: every deed is in it, nobody changes it unnoticed, and without it nothing is done."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from board.accounts import people
from board.accounts.actor import Discipline, Role
from board.audit import services as audit
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.audit.services import verify_trail
from board.cases.thresholds import sign
from board.db import db
from board.decisions.models import Note, NoteKind, Vote
from board.decisions.services import ballots, notes, opinions, plans, signing
from board.decisions.services.lanes import lane_of, sign_lane
from board.decisions.services.wording import edit_text
from board.meetings import services as meetings
from board.meetings.models import Meeting, Reply
from board.transactions import transaction
from tests.audit import story
from tests.conftest import POSTGRES
from tests.factories import (
    A_PLAN,
    WHY,
    a_ballot,
    a_case,
    a_meeting,
    a_room,
    a_signed_plan,
    a_submission,
    a_threshold,
    a_vote,
    an_agenda_item,
)
from tests.people import NOON, PASSWORD


def everything_about_people(cast):
    """Make a board, and do with one account all that can be done."""
    says = {"by": cast["park"], "at": NOON}
    who = people.Newcomer("new@board.example", "Dr Nia New", Role.MEMBER, Discipline.ONCOLOGY)
    with transaction():
        people.make_board(
            people.NewBoard("Third Board", "Hospital", "EU", "Europe/Berlin", "TB"), at=NOON
        )
        held, token = people.seat(cast.board_id, who, **says)
        person_id = held.person_id
    with transaction():
        people.change_seat(cast.board_id, person_id, Role.OBSERVER, Discipline.ONCOLOGY, **says)
        people.use_link(token, "kept", at=NOON)
        people.disable(cast.board_id, person_id, **says)
        people.enable(cast.board_id, person_id, **says)


def everything_about_thresholds(cast):
    """A threshold proposed, signed by a second person, and ended again."""
    for number in (45.0, None):
        row = a_threshold(cast, number=number)
        with transaction():
            sign(cast.board_id, row.id, PASSWORD, by=cast["okafor"], at=NOON)


@pytest.fixture
def told(app, cast):
    """A board that has done everything once; return how to count the entries of a deed."""
    with app.app_context():
        item = a_room(cast)
        says = {"by": cast["chen"], "at": NOON}
        with transaction():
            said = opinions.Answer("other", "low", "a very telling opinion")
            opinions.state_opinion(item.id, said, by=cast["okafor"], at=NOON)
        ballot = a_ballot(cast, item)
        a_vote(cast, ballot, "okafor", "A", reason="a very telling reason")
        with transaction():
            ballots.recuse(item.id, "Investigator", by=cast["tanaka"], at=NOON)
            ballots.close_ballot(ballot.id, **says)
        with transaction():
            said = {"anchor": "summary", "kind": NoteKind.CLINICAL, "at": NOON}
            note = notes.write_note(item.case.number, "Lives alone", by=cast["okafor"], **said)
            notes.pin_note(note.id, **says)
            notes.resolve_note(note.id, **says)
            notes.reopen_note(note.id, **says)
            said = {"anchor": "summary", "kind": NoteKind.SUPPORTIVE, "at": NOON}
            notes.write_note(item.case.number, "By taxi", by=cast["brandt"], **said)
            lane = lane_of(item.case_id).digest
            sign_lane(item.case.number, read=lane, by=cast["brandt"], at=NOON)
            meetings.call_break(item.meeting_id, 10, **says)
            meetings.end_break(item.meeting_id, **says)
        with transaction():
            edit_text(item.id, 0, ["Home first."], key="a key of mine", **says)
        plan = a_signed_plan(cast, item)
        with transaction():
            plans.note_printed(plan, "A4", **says)
            draft = plans.amend_plan(plan.id, "A new result", **says)
            signing.state_plan(draft.id, revision=draft.revision, text_version=1, **says)
            seen = {"revision": draft.revision}
            plans.write_plan(draft.id, replace(A_PLAN, start="at once"), **seen, **says)
        another = a_case(cast, mrn="SYN-2")
        coming = a_meeting(cast)
        placed = an_agenda_item(cast, coming, another)
        with transaction():
            meetings.reply(coming.id, Reply.YES, **says)
            meetings.set_minutes(placed.id, 5, **says)
            meetings.take_off_agenda(placed.id, **says)
            meetings.change_meeting(
                coming.id, coming.starts_at, coming.ends_at, "Elsewhere", **says
            )
        from board.cases.services import correct

        with transaction():
            said = a_submission(mrn="SYN-2", title="Corrected")
            correct(another.number, said, correction=WHY, **says)
        everything_about_people(cast)
        everything_about_thresholds(cast)
        with transaction():
            over = an_agenda_item(cast, db.session.get_one(Meeting, item.meeting_id), another)
        with transaction():
            meetings.carry_over(over.id, "No time left", **says)
            meetings.close_room(item.meeting_id, **says)

    def count(deed):
        with app.app_context():
            wanted = select(func.count()).where(AuditEntry.deed == deed.value)
            return db.session.scalar(wanted)

    return count


#: What is left behind by a door and not by a service, and so is looked at with its door.
AT_A_DOOR = {Deed.SIGNED_IN, Deed.SIGN_IN_REFUSED, Deed.SIGNED_OUT, Deed.CASE_READ}


@pytest.fixture
def told_to_the_end(told, app, cast, as_person):
    """The same board after the months of tests/audit/story.py: some of it is printed, which takes its time."""
    with app.app_context():
        left = story.tell(app, cast)
    story.take_away(app, cast, as_person("park"), left)
    return told


def test_every_deed_has_its_entry(told_to_the_end):
    told = told_to_the_end

    missing = {deed for deed in set(Deed) - AT_A_DOOR if told(deed) == 0}

    assert missing <= {Deed.INVITED}, missing


def test_coming_going_being_refused_and_reading_have_theirs(told, as_person, app, cast):
    chen = as_person("chen")
    chen.get("/cases/MM-0001")
    chen.post("/sign-out")
    chen.post("/sign-in", data={"email": cast.email("chen"), "password": "wrong"})

    assert {deed: told(deed) for deed in AT_A_DOOR} == dict.fromkeys(AT_A_DOOR, 1)


def test_an_auditor_reads_who_came_who_left_and_who_was_refused(told, as_person, cast):
    okafor = as_person("okafor")
    okafor.post("/sign-out")
    okafor.post("/sign-in", data={"email": cast.email("okafor"), "password": "wrong"})

    page = as_person("weber").get("/audit").text

    for deed in (Deed.SIGNED_IN, Deed.SIGNED_OUT, Deed.SIGN_IN_REFUSED):
        assert deed.value in page, deed


def test_an_auditor_reads_no_clinical_word_and_no_vote(told, as_person):
    page = as_person("weber").get("/audit").text

    for word in ("telling", "Lives alone", "Agnes", "Talquetamab", "SYN-0001"):
        assert word not in page, word


def test_a_deed_that_cannot_be_written_down_is_not_done(app, cast, monkeypatch):
    with app.app_context():
        item = a_room(cast)
        ballot, case = a_ballot(cast, item), item.case.number

        def full(*_, **__):
            raise OSError("no space left on device")

        monkeypatch.setattr(audit, "hash_of", full)
        with pytest.raises(OSError, match="no space"):
            a_vote(cast, ballot, "okafor", "A")
        said = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["okafor"], "at": NOON}
        with pytest.raises(OSError, match="no space"), transaction():
            notes.write_note(case, "A remark", **said)

        assert db.session.scalar(select(func.count(Vote.id))) == 0
        assert db.session.scalar(select(func.count(Note.id))) == 0


def test_nobody_comes_in_unseen(app, as_person, cast, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left on device")

    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    monkeypatch.setattr(audit, "hash_of", full)
    sent = {"email": cast.email("chen"), "password": "a long enough password", "csrf_token": token}

    assert client.post("/sign-in", data=sent).status_code == 500
    assert client.get("/cases").status_code == 401


# -- tampering: somebody with the database file in hand, its triggers taken away ----------------------

TAMPERED = {
    "a changed word": "UPDATE audit_entries SET deed = 'VOTED' WHERE number = 5",
    "another person": "UPDATE audit_entries SET person_name = 'Dr Nobody' WHERE number = 5",
    "another time": "UPDATE audit_entries SET at = '2026-01-01 00:00:00.000000' WHERE number = 5",
    "a changed detail": "UPDATE audit_entries SET detail = '{}' WHERE number = 1",
    "another board": "UPDATE audit_entries SET board_id = NULL WHERE number = 5",
    "a missing entry": "DELETE FROM audit_entries WHERE number = 5",
    "a missing first entry": "DELETE FROM audit_entries WHERE number = 1",
    "a missing end": "DELETE FROM audit_entries WHERE number > 8",
    "an entry too many": (
        "INSERT INTO audit_entries SELECT 1 + (SELECT max(number) FROM audit_entries), at, person_id,"
        " person_name, board_id, deed, object, detail, 'x' FROM audit_entries WHERE number = 5"
    ),
    "an empty trail": "DELETE FROM audit_entries",
    "a head set back": "UPDATE audit_head SET number = number - 1",
    "a lost head": "DELETE FROM audit_head",
}
PAST_THE_TRIGGERS = (
    ["SET LOCAL session_replication_role = replica"]
    if POSTGRES
    else [f"DROP TRIGGER keep_audit_entries_{act}" for act in ("update", "delete")]
)
SWAPPED = (
    "UPDATE audit_entries SET number = 1000 WHERE number = 5",
    "UPDATE audit_entries SET number = 5 WHERE number = 6",
    "UPDATE audit_entries SET number = 6 WHERE number = 1000",
)
SET_BACK = (
    "DELETE FROM audit_entries WHERE number > 8",
    "DELETE FROM audit_head",
)


def tamper(*statements):
    assert verify_trail().sound
    db.session.rollback()  # what was read keeps the table from being changed, on PostgreSQL
    with db.engine.begin() as connection:
        for past_the_triggers in PAST_THE_TRIGGERS:
            connection.execute(text(past_the_triggers))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("how", TAMPERED)
def test_a_trail_that_was_tampered_with_is_known_by_it(app, told, how):
    with app.app_context():
        tamper(TAMPERED[how])

        assert not verify_trail().sound


@pytest.mark.parametrize("acts", [SWAPPED, SET_BACK], ids=["two swapped", "end and head gone"])
def test_entries_that_were_moved_or_cut_off_are_missed(app, told, acts):
    with app.app_context():
        tamper(*acts)

        assert not verify_trail().sound


def test_the_trail_of_a_day_of_work_is_sound(app, told):
    with app.app_context():
        found = verify_trail()

    assert found.sound and found.entries > 20


def test_reading_the_trail_checks_nothing_and_a_button_does(app, told, as_person, monkeypatch):
    weber = as_person("weber")
    assert "has not been checked yet" in weber.get("/audit").text

    weber.post("/audit/verification")
    monkeypatch.setattr(audit, "verify_trail", lambda: pytest.fail("a page walked the trail"))
    page = weber.get("/audit").text

    assert "The trail was whole at" in page
    assert "checked for Ms Ida Weber" in page


def test_a_check_that_found_a_fault_is_shown_to_whoever_comes_next(app, told, as_person):
    with app.app_context():
        tamper(TAMPERED["another person"])
    as_person("weber").post("/audit/verification")

    assert "The trail is broken at entry 5" in as_person("chen").get("/audit").text


@pytest.mark.parametrize("who", ["okafor", "park", "lindt"])
def test_the_trail_is_checked_by_those_who_read_one(as_person, who):
    assert as_person(who).post("/audit/verification").status_code == 403
