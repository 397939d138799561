"""Notes: who writes which, and where they go."""

import pytest
from sqlalchemy import select

from board.db import db
from board.decisions.models import NoteKind
from board.decisions.services import ballots, notes
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings.models import MeetingEvent
from board.transactions import transaction
from tests.factories import a_case, a_room
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


def write(
    cast, number, who="brandt", kind=NoteKind.SUPPORTIVE, text="Lives alone.", anchor="health"
):
    with transaction():
        return notes.write_note(number, text, anchor=anchor, kind=kind, by=cast[who], at=NOON)


def test_supportive_care_writes_in_its_own_lane(cast):
    case = a_case(cast)

    note = write(cast, case.number)

    assert [kept.text for kept in notes.notes_on(case.id)] == ["Lives alone."]
    assert note.version.number == 1


def test_a_doctor_does_not_write_in_the_supportive_lane(cast):
    case = a_case(cast)

    with pytest.raises(NotAllowed, match="supportive-care staff"):
        write(cast, case.number, who="okafor")


def test_an_observer_writes_no_notes(cast):
    case = a_case(cast)

    with pytest.raises(NotAllowed, match="Observers read"):
        write(cast, case.number, who="silva", kind=NoteKind.CLINICAL)


def test_a_stranger_cannot_tell_that_the_case_exists(cast):
    case = a_case(cast)

    with pytest.raises(NotFound) as hidden:
        write(cast, case.number, who="novak", kind=NoteKind.CLINICAL)
    with pytest.raises(NotFound) as absent:
        write(cast, "MM-9999", who="novak", kind=NoteKind.CLINICAL)

    assert hidden.value.message == absent.value.message


@pytest.mark.parametrize(
    ("text", "anchor"), [("", "health"), ("x" * 4001, "health"), ("Fine.", "nowhere")]
)
def test_a_note_says_something_about_something(cast, text, anchor):
    case = a_case(cast)

    with pytest.raises(Invalid):
        write(cast, case.number, text=text, anchor=anchor)


def test_a_note_reaches_the_open_room_without_its_words(cast):
    item = a_room(cast)

    write(cast, item.case.number, text="words for the board alone")

    event = db.session.scalars(select(MeetingEvent).order_by(MeetingEvent.seq.desc())).first()
    assert (event.kind, event.parts) == ("noted", ["notes"])
    assert "words" not in str(event.data)


def test_the_coordinator_pins_a_note_to_the_record(cast):
    note = write(cast, a_case(cast).number)

    with transaction():
        notes.pin_note(note.id, by=cast["park"], at=NOON)

    assert note.pinned_at == NOON


def test_a_member_pins_nothing(cast):
    note = write(cast, a_case(cast).number)

    with pytest.raises(NotAllowed):
        notes.pin_note(note.id, by=cast["okafor"], at=NOON)


def test_a_note_sent_again_under_its_key_is_one_note(cast):
    number = a_case(cast).number
    says = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["okafor"], "at": NOON}
    first = notes.write_note(number, "Ask for FISH.", key="an act of a page", **says)

    again = notes.write_note(number, " Ask for FISH.\n", key="an act of a page", **says)
    other = notes.write_note(number, "Ask for FISH.", key="another act of it", **says)

    assert again.id == first.id
    assert other.id != first.id
    with pytest.raises(Conflict):
        notes.write_note(number, "Something else.", key="an act of a page", **says)
    assert len(notes.notes_on(first.case_id)) == 2


def test_whoever_stepped_aside_pins_nothing(cast):
    item = a_room(cast)
    note = write(cast, item.version.case.number)
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["chen"], at=NOON)

    with pytest.raises(NotAllowed, match="somebody else pins"), transaction():
        notes.pin_note(note.id, by=cast["chen"], at=NOON)
    with transaction():
        assert notes.pin_note(note.id, by=cast["park"], at=NOON).pinned_at
