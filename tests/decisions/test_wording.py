"""The text about a plan that a room writes together."""

import pytest
from sqlalchemy import func, select

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.models import TextEdit
from board.decisions.services import ballots, plans, signing, snapshot
from board.decisions.services.wording import edit_text, replace_text, text_of, wording_of
from board.documents.plan import as_pdf
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.transactions import transaction
from tests.documents.reading import squeezed, words_of
from tests.factories import (
    a_case,
    a_checked_plan,
    a_room,
    a_signed_plan,
    an_agenda_item,
)
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast):
    return a_room(cast)


def write(cast, item, who, base, steps, key=None):
    with transaction():
        return edit_text(
            item.id, base, steps, key=key or f"{who}, {base}, {steps}", by=cast[who], at=NOON
        )


def kept(item):
    db.session.expire_all()
    return text_of(item.id).text, db.session.scalar(select(func.count(TextEdit.id)))


def test_what_two_people_write_at_the_same_time_is_all_there(cast, item):
    write(cast, item, "okafor", 0, ["Step-up from 2 Dec."])

    write(cast, item, "brandt", 1, [19, " Daughter drives. é漢😀"])
    edit = write(cast, item, "tanaka", 1, ["1. ", 19])

    assert edit.version == 3
    assert kept(item) == ("1. Step-up from 2 Dec. Daughter drives. é漢😀", 3)


def test_an_edit_sent_again_is_applied_once(cast, item):
    first = write(cast, item, "okafor", 0, ["Once"], key="the same act")

    again = write(cast, item, "okafor", 0, ["Once"], key="the same act")

    assert (again.version, again.steps) == (first.version, ["Once"])
    assert kept(item) == ("Once", 1)


def test_a_screen_that_was_away_is_told_what_it_missed(cast, item):
    for base, word in enumerate(("a", "b", "c")):
        write(cast, item, "okafor", base, [base, word] if base else [word])

    missed = wording_of(item.id, 1, by=cast["silva"])

    assert (missed.version, missed.text) == (3, "abc")
    assert [edit.steps for edit in missed.edits] == [[1, "b"], [2, "c"]]


@pytest.mark.parametrize("since", [-1, 4, 2**31])
def test_a_screen_with_no_version_of_ours_gets_the_whole_text(cast, item, since):
    write(cast, item, "okafor", 0, ["abc"])

    found = wording_of(item.id, since, by=cast["okafor"])

    assert found.edits is None and found.text == "abc"


@pytest.mark.parametrize(
    ("base", "steps", "words"),
    [
        (7, ["x"], "no version"),
        (-1, ["x"], "no version"),
        (1, [9, "x"], "another text"),
        (1, "x", "no edit"),
        (1, [3, "x" * 20_000], "longer than"),
    ],
)
def test_an_edit_that_fits_nowhere_is_refused_and_the_text_stays(cast, item, base, steps, words):
    write(cast, item, "okafor", 0, ["abc"])

    with pytest.raises(Invalid, match=words):
        write(cast, item, "tanaka", base, steps, key="a key of mine")

    assert kept(item) == ("abc", 1)


def test_an_edit_without_a_name_of_its_own_is_refused(cast, item):
    with pytest.raises(Invalid, match="key"):
        write(cast, item, "okafor", 0, ["x"], key="short")


@pytest.mark.parametrize(
    ("who", "refusal"), [("silva", NotAllowed), ("novak", NotFound), ("lindt", NotFound)]
)
def test_observers_read_and_strangers_see_nothing(cast, item, who, refusal):
    with pytest.raises(refusal):
        write(cast, item, who, 0, ["x"])


def test_whoever_stepped_aside_neither_writes_nor_reads(cast, item):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["okafor"], at=NOON)

    for act in (
        lambda: write(cast, item, "okafor", 0, ["x"]),
        lambda: wording_of(item.id, 0, by=cast["okafor"]),
        lambda: replace_text(item.id, 0, "x", key="12345678", by=cast["okafor"], at=NOON),
    ):
        with pytest.raises(NotAllowed, match="stepped aside"):
            act()


def test_a_case_not_yet_taken_up_has_no_text(cast, item):
    waiting = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-77"))

    with pytest.raises(Conflict, match="taken up"):
        write(cast, waiting, "okafor", 0, ["x"])


def test_a_signed_plan_closes_the_text_until_it_is_amended(cast, item):
    write(cast, item, "okafor", 0, ["abc"])
    plan = a_signed_plan(cast, item)

    with pytest.raises(Conflict, match="signed"):
        write(cast, item, "okafor", 1, [3, "d"])
    assert "signed" in wording_of(item.id, 0, by=cast["okafor"]).closed

    with transaction():
        plans.amend_plan(plan.id, "New result", by=cast["chen"], at=NOON)
    write(cast, item, "okafor", 1, [3, "d"], key="after amending")
    assert kept(item)[0] == "abcd"


def test_what_was_written_together_is_signed_as_it_was_read_and_printed(cast, item):
    write(cast, item, "okafor", 0, ["Step-up on 2 Dec.\n\nDaughter drives."])
    plan = a_checked_plan(cast, item)
    says = {"revision": plan.revision, "password": PASSWORD, "by": cast["chen"], "at": NOON}

    with pytest.raises(Conflict, match="changed after you read it"), transaction():
        signing.sign_plan(plan.id, text_version=0, **says)
    with transaction():
        signing.sign_plan(plan.id, text_version=1, **says)

    record = snapshot.printed(plan, "http://localhost")
    assert record.wording == ("Step-up on 2 Dec.", "Daughter drives.")
    assert squeezed("Daughter drives.") in words_of(as_pdf(record))


def test_a_page_without_scripts_sends_the_whole_text_and_keeps_what_others_wrote(cast, item):
    write(cast, item, "okafor", 0, ["One.\nTwo."])
    write(cast, item, "brandt", 1, [9, "\nThree."])

    with transaction():
        replace_text(item.id, 1, "One.\r\nAnd two.", key="12345678", by=cast["tanaka"], at=NOON)
    with transaction():
        replace_text(item.id, 1, "One.\nTwo.", key="nothing new", by=cast["tanaka"], at=NOON)

    assert kept(item) == ("One.\nAnd two.\nThree.", 3)


def test_that_somebody_wrote_stands_in_the_trail_once(cast, item):
    write(cast, item, "okafor", 0, ["a"])
    write(cast, item, "okafor", 1, [1, "b"])

    told = select(func.count()).where(AuditEntry.deed == Deed.TEXT_WRITTEN)
    assert db.session.scalar(told) == 1
