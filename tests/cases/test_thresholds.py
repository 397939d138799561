"""A board's own thresholds: proposed by one, signed by another, told wherever they are used."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.cases import thresholds
from board.cases.brief import brief_of
from board.cases.overrides import Threshold, in_force
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.transactions import transaction
from tests.factories import a_case
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("noon")
WHY = "Our cardiologists ask for more."


def proposed(cast, criterion="LVEF_ge40", number=45.0, by="chen") -> int:
    with transaction():
        return thresholds.propose(cast.board_id, criterion, number, WHY, by=cast[by], at=NOON).id


def signed(cast, threshold_id: int, by="okafor") -> None:
    with transaction():
        thresholds.sign(cast.board_id, threshold_id, PASSWORD, by=cast[by], at=NOON)


@pytest.mark.usefixtures("in_app")
def test_a_threshold_holds_only_once_a_second_person_signed(cast):
    row = proposed(cast)
    before = in_force(cast.board_id)

    signed(cast, row)

    assert before == ()
    (own,) = in_force(cast.board_id)
    assert (own.criterion, own.number, own.unit) == ("LVEF_ge40", 45.0, "%")
    assert own.signed_by == "Dr Ruth Okafor"
    assert in_force(cast.other_board_id) == ()


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("by", ["okafor", "park", "lindt", "weber"])
def test_only_the_chair_proposes(cast, by):
    with pytest.raises(NotAllowed):
        proposed(cast, by=by)


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("by", ["chen", "tanaka", "park", "brandt"])
def test_nobody_signs_what_they_proposed_or_what_is_not_theirs_to_judge(cast, by):
    row = proposed(cast)

    with pytest.raises(NotAllowed):
        signed(cast, row, by=by)


@pytest.mark.usefixtures("in_app")
def test_a_signature_needs_the_password_of_whoever_signs(cast):
    row = proposed(cast)

    with pytest.raises(Invalid), transaction():
        thresholds.sign(cast.board_id, row, "wrong", by=cast["okafor"], at=NOON)

    assert in_force(cast.board_id) == ()


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(
    ("criterion", "number"),
    [("nothing", 1.0), ("HIV_negative", 1.0), ("LVEF_ge40", -1.0), ("lines_ge1", 1.5),
     ("LVEF_ge40", None)],
)  # fmt: skip
def test_what_the_rules_cannot_take_is_refused(cast, criterion, number):
    with pytest.raises(Invalid):
        proposed(cast, criterion, number)


@pytest.mark.usefixtures("in_app")
def test_a_newer_proposal_takes_the_place_of_one_that_waits(cast):
    first = proposed(cast, number=45.0)
    proposed(cast, number=50.0)

    with pytest.raises(Conflict):
        signed(cast, first)


@pytest.mark.usefixtures("in_app")
def test_a_threshold_is_signed_once_and_on_its_own_board(cast):
    row = proposed(cast)
    signed(cast, row)

    with pytest.raises(Conflict):
        signed(cast, row)
    with pytest.raises(NotFound):
        thresholds.sign(cast.other_board_id, row, PASSWORD, by=cast["okafor"], at=NOON)


@pytest.mark.usefixtures("in_app")
def test_it_is_ended_by_a_later_row_and_both_stay(cast):
    signed(cast, proposed(cast))

    signed(cast, proposed(cast, number=None))

    assert in_force(cast.board_id) == ()
    assert db.session.query(Threshold).count() == 2
    deeds = [entry.deed for entry in db.session.query(AuditEntry) if "threshold" in entry.object]
    first = [Deed.THRESHOLD_PROPOSED, Deed.THRESHOLD_SIGNED]
    assert deeds == [*first, Deed.THRESHOLD_PROPOSED, Deed.THRESHOLD_ENDED]


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("act", ["UPDATE thresholds SET number = 1", "DELETE FROM thresholds"])
def test_the_database_keeps_a_signed_threshold_as_it_is(cast, act):
    signed(cast, proposed(cast))

    with pytest.raises(DatabaseError, match="only ever added"):
        db.session.execute(text(act))


@pytest.mark.usefixtures("in_app")
def test_the_brief_is_judged_by_the_boards_own_and_says_so(cast):
    case = a_case(cast)
    usual = brief_of(case.newest)

    signed(cast, proposed(cast, "platelets_ge50", 500.0))

    own = brief_of(case.newest)
    assert usual.summary.rule_set != own.summary.rule_set
    assert "board's own: platelets_ge50 500" in own.summary.rule_set
    asked = [
        one
        for row in own.computed.matrix.rows
        for _, one in row.asked
        if one.id == "platelets_ge50"
    ]
    assert asked
    assert all(one.own and one.number == 500.0 for one in asked)


def test_the_page_proposes_and_signs(as_person, cast):
    page = f"/boards/{cast.board_id}/thresholds"
    chen, okafor = as_person("chen"), as_person("okafor")

    wrong = chen.post(page, data={"criterion": "LVEF_ge40", "number": "many", "reason": WHY})
    right = chen.post(page, data={"criterion": "LVEF_ge40", "number": "45", "reason": WHY})
    refused = okafor.post(f"{page}/1/signature", data={"password": "no"})
    done = okafor.post(f"{page}/1/signature", data={"password": PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Type a number" in wrong.text
    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Dr Ruth Okafor" in chen.get(page).text
    assert WHY in okafor.get(page).text


@pytest.mark.parametrize("who", ["lindt", "weber", "novak"])
def test_the_page_is_for_those_who_read_the_boards_cases(as_person, cast, who):
    assert as_person(who).get(f"/boards/{cast.board_id}/thresholds").status_code == 404


def test_the_page_of_a_brief_names_the_boards_own(as_person, cast):
    chen, okafor = as_person("chen"), as_person("okafor")
    page = f"/boards/{cast.board_id}/thresholds"
    chen.post(page, data={"criterion": "platelets_ge50", "number": "75", "reason": WHY})
    okafor.post(f"{page}/1/signature", data={"password": PASSWORD})
    with chen.application.app_context():
        number = a_case(cast).number

    shown = chen.get(f"/cases/{number}").text
    card = chen.get(f"/cases/{number}/v1/options/cilta_cel").text

    assert "own threshold 75 instead of 50" in shown
    assert WHY in card
