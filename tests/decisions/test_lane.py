"""The supportive-care lane: who stands for it, and until when."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.db import db
from board.decisions.content import SupportiveLine
from board.decisions.models import NoteKind
from board.decisions.services import ballots, lanes, notes, plans, snapshot
from board.decisions.services.lanes import lane_of
from board.errors import Conflict, NotAllowed, NotFound
from board.transactions import transaction
from tests.factories import A_PLAN, a_plan, a_room
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast):
    item = a_room(cast)
    note(cast, item, "Lives alone.")
    return item


def note(cast, item, text):
    with transaction():
        says = {"anchor": "supportive", "kind": NoteKind.SUPPORTIVE, "by": cast["brandt"]}
        return notes.write_note(item.case.number, text, **says, at=NOON)


def sign(cast, item, who="brandt", read=None):
    with transaction():
        digest = read or lane_of(item.case_id).digest
        return lanes.sign_lane(item.case.number, read=digest, by=cast[who], at=NOON)


def test_a_nurse_signs_the_lane_with_name_and_time(cast, item):
    sign(cast, item)

    (signature,) = lane_of(item.case_id).standing
    assert (signature.person.short_name, signature.signed_at) == ("E. Brandt", NOON)
    assert signature.discipline.value == "nursing"
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (last.deed, last.detail) == ("signed the supportive-care lane", {"notes": 1, "lines": 0})


def test_the_lane_is_to_sign_until_one_has_signed_it_as_it_stands(cast, item):
    board_id = item.meeting.board_id
    before = lanes.is_to_sign(lane_of(item.case_id), cast["brandt"], board_id)
    sign(cast, item)
    after = lanes.is_to_sign(lane_of(item.case_id), cast["brandt"], board_id)

    assert (before, after) == (True, False)
    assert not lanes.is_to_sign(lane_of(item.case_id), cast["chen"], board_id)


@pytest.mark.parametrize("who", ["chen", "okafor", "park", "lindt", "silva"])
def test_nobody_else_signs_it_for_supportive_care(cast, item, who):
    with pytest.raises(NotAllowed):
        sign(cast, item, who)


def test_a_stranger_finds_no_lane(cast, item):
    with pytest.raises(NotFound):
        sign(cast, item, "novak")


def test_an_empty_lane_is_not_signed(cast):
    with pytest.raises(Conflict, match="nothing to sign"):
        sign(cast, a_room(cast))


def test_a_lane_that_was_changed_while_it_was_read_is_not_signed(cast, item):
    read = lane_of(item.case_id).digest
    note(cast, item, "The daughter moves in.")

    with pytest.raises(Conflict, match="Read it again"):
        sign(cast, item, read=read)


def test_a_note_after_the_signature_asks_for_it_anew(cast, item):
    sign(cast, item)
    note(cast, item, "The daughter moves in.")
    before = lane_of(item.case_id)

    sign(cast, item)

    assert (len(before.standing), len(before.outgrown)) == (0, 1)
    after = lane_of(item.case_id)
    assert (len(after.standing), len(after.outgrown)) == (1, 0)


def test_other_supportive_lines_in_the_plan_ask_for_it_anew(cast, item):
    plan = a_plan(cast, item)
    sign(cast, item)
    with transaction():
        content = replace(A_PLAN, rationale="Said better.")
        plans.write_plan(plan.id, content, revision=plan.revision, by=cast["park"], at=NOON)
    unmoved = len(lane_of(item.case_id).standing)

    with transaction():
        content = replace(A_PLAN, supportive=(SupportiveLine("Nursing", "No visits", "E. Brandt"),))
        plans.write_plan(plan.id, content, revision=plan.revision, by=cast["park"], at=NOON)

    assert unmoved == 1
    assert lane_of(item.case_id).standing == ()


def test_signing_twice_is_signing_once(cast, item):
    assert sign(cast, item) is sign(cast, item)


def test_whoever_stepped_aside_does_not_sign(cast, item):
    with transaction():
        item.meeting.board.supportive_care_votes = True
    with transaction():
        ballots.recuse(item.id, "A relative", by=cast["brandt"], at=NOON)

    with pytest.raises(NotAllowed, match="stepped aside"):
        sign(cast, item)


def test_the_record_names_who_stands_for_the_lane(cast, item):
    plan = a_plan(cast, item)
    sign(cast, item)

    signed = snapshot.draw_up(plan, NOON, "Dr Mei Chen").lane_signed
    note(cast, item, "The daughter moves in.")
    outgrown = snapshot.draw_up(plan, NOON, "Dr Mei Chen").lane_signed

    assert signed == ("E. Brandt, nursing, 24-Nov-2026 13:00",)
    assert outgrown == ()
