"""Letters hold no clinical word, no name of a patient, no case number; and no header that somebody typed."""

from dataclasses import asdict, replace
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from board.accounts.models import Board, Person
from board.cases.models import Case, Priority
from board.db import db
from board.errors import Invalid
from board.mail import outbox
from board.mail.letters import Facts, message_of
from board.mail.models import Letter, LetterKind
from board.meetings import services
from board.meetings.services.letters import tell_signed
from board.meetings.services.preparing import write_reminders
from board.transactions import transaction
from tests.factories import a_case, a_meeting
from tests.meetings.test_series import WEEKLY
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

#: Everything that is typed about a case, a patient, or why something is done to a case.
CANARIES = {
    "mrn": "CANARY-MRN",
    "family": "Canaryfamily",
    "given": "Canarygiven",
    "title": "canary title del(17p)",
    "question": "canary question",
    "reason": "canary reason",
    "wishes": "canary wishes",
}
TYPED = ("canary late", "canary listed", "canary withdrawn", "canary cancelled")


@pytest.fixture
def settings(settings):
    return replace(settings, mail_from="board@hospital.example")


def everything_that_makes_letters(cast):
    """Do, to a case full of canaries, every deed that somebody is written to about."""
    meeting, by = a_meeting(cast), {"by": cast["park"], "at": NOON}
    case = a_case(cast, priority=Priority.URGENT, **CANARIES)
    with transaction():
        services.settle_rules(cast.board_id, 24, 2, [], **by)
        services.begin_series(cast.board_id, WEEKLY, **by)
        services.put_on_agenda(meeting.id, case.number, late_because=TYPED[0], **by)
        services.publish_agenda(meeting.id, **by)
        services.remind_unanswered(meeting.id, **by)
        services.ask_for_facts(case.number, meeting.starts_at, **by)
        tell_signed(case, NOON)
        for one in db.session.scalars(select(Letter)):
            one.attempts = 1  # they have left: what follows does not replace them
        services.change_meeting(
            meeting.id, meeting.starts_at, meeting.ends_at, "Room 5", by=cast["park"], at=NOON
        )
    listed = a_case(cast, **CANARIES | {"mrn": "CANARY-MRN-2"})
    gone = a_case(cast, **CANARIES | {"mrn": "CANARY-MRN-3"})
    with transaction():
        services.put_on_list(meeting.id, listed.number, TYPED[1], **by)
        services.withdraw(gone.number, TYPED[2], **by)
        for one in db.session.scalars(select(Letter)):
            one.attempts = 1
        services.cancel_meeting(meeting.id, TYPED[3], **by)
    write_reminders(meeting.starts_at)


def test_no_letter_of_any_kind_holds_a_word_of_a_case_or_a_patient(cast, settings):
    everything_that_makes_letters(cast)
    letters = db.session.scalars(select(Letter)).all()
    numbers = db.session.scalars(select(Case.number)).all()

    assert {letter.kind for letter in letters} == set(LetterKind)
    for letter in letters:
        parts = [
            part for part in message_of(letter, settings, NOON).walk() if not part.is_multipart()
        ]
        said = "\n".join(part.get_content() for part in parts)
        said += str(message_of(letter, settings, NOON)) + str(letter.facts)
        found = [word for word in (*CANARIES.values(), *TYPED, *numbers) if word in said]
        assert (letter.kind, found, "canary" in said.lower()) == (letter.kind, [], False)


def test_a_letter_has_room_for_times_and_places_and_for_nothing_else():
    assert set(asdict(Facts("", "", ""))) == {
        "board", "zone", "path", "starts_at", "ends_at", "place", "cases", "uid", "sequence",
        "again", "due_at",
    }  # fmt: skip


def test_what_an_outbox_row_holds_beside_that_is_left_behind():
    kept = Facts.kept({"board": "B", "zone": "UTC", "path": "/", "diagnosis": "canary"})

    assert "canary" not in str(kept)


def a_letter(cast, kind=LetterKind.INVITATION, **facts):
    said = {
        "board": "Myeloma Board",
        "zone": "Europe/Berlin",
        "path": "/meetings/7",
        "starts_at": "2026-11-24T17:45:00+00:00",
        "ends_at": "2026-11-24T19:00:00+00:00",
        "due_at": "2026-11-24T17:45:00+00:00",
        "place": "Room 4",
        "uid": "abc@relapse-board",
    }
    with transaction():
        people = [cast["okafor"].person_id]
        outbox.write(kind, people, "meeting/7", Facts(**said | facts), at=NOON, expires_at=NOON)
    return db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()


INJECTED = "Board\r\nBcc: evil@example.org\r\n\r\nBody of another letter"


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("field", ["board", "place", "again"])
def test_a_line_break_in_what_somebody_typed_makes_no_header(cast, settings, kind, field):
    letter = a_letter(cast, kind, **{field: INJECTED})

    sent = message_from_bytes(message_of(letter, settings, NOON).as_bytes(), policy=default)

    assert sent["Bcc"] is None
    assert set(sent.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", *(["Content-Transfer-Encoding"] if not sent.is_multipart() else []),
    }  # fmt: skip
    assert "\n" not in sent["Subject"]


def test_a_line_break_in_a_persons_name_makes_no_header(cast, settings):
    letter = a_letter(cast)
    letter.person.name = "Dr Ruth\r\nBcc: evil@example.org"

    sent = message_from_bytes(message_of(letter, settings, NOON).as_bytes(), policy=default)

    assert sent["Bcc"] is None
    assert [one.addr_spec for one in sent["To"].addresses] == ["okafor@board.example"]


@pytest.mark.parametrize(
    "email",
    [
        "okafor@board.example\r\nBcc: evil@example.org",
        "okafor@board.example, evil@example.org",
        "okafor@board.example evil@example.org",
        "not an address",
        "",
        "ökafor@board.example",
        "<okafor@board.example>",
    ],
)
def test_an_address_that_is_none_or_two_is_refused(cast, settings, email):
    letter = a_letter(cast)
    letter.person.email = email

    with pytest.raises(Invalid, match="no address"):
        message_of(letter, settings, NOON)


def test_names_with_signs_of_other_languages_arrive_as_they_are(cast, settings):
    letter = a_letter(cast, place="Größer Saal, „Łódź“")
    db.session.get_one(Person, cast["okafor"].person_id).name = "Dr Zoë Łukasiewicz"
    db.session.get_one(Board, cast.board_id).name = "Myélome"

    sent = message_from_bytes(message_of(letter, settings, NOON).as_bytes(), policy=default)

    assert sent["To"].addresses[0].display_name == "Dr Zoë Łukasiewicz"
    assert "Größer Saal, „Łódź“" in sent.get_body().get_content()


def test_a_letter_says_which_clock_it_means(cast, settings):
    said = message_of(a_letter(cast, zone="America/New_York"), settings, NOON).as_string()

    assert "Tue 24-Nov-2026, 12:45 to 14:00 (America/New_York)" in said
