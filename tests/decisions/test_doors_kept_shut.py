"""What a plan says beside its words: to whom a draft exists, where it came from, and who has read it."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from board import clock
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.cases.gate import draft_for
from board.db import db
from board.decisions.gate import ballot_for, note_for, plan_for
from board.decisions.models import Plan
from board.decisions.services import ballots, plans
from board.errors import NotFound
from board.meetings.models import AgendaItem
from board.teaching.gate import copy_for, copy_to_review, paragraph_to_review
from board.transactions import transaction
from tests.factories import A_PLAN, a_case, a_meeting, a_plan, a_room, a_signed_plan, an_agenda_item
from tests.packs.test_paper import MARK, NEXT_DAY, held, keyed
from tests.people import NOON

LARGE = 2**70


@pytest.fixture
def discussed(app, cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with app.app_context():
        item = a_room(cast)
        with transaction():
            ballots.recuse(item.id, "Investigator", by=cast["okafor"], at=NOON)
        return item.id


def draft(app, cast, item_id):
    with app.app_context():
        return a_plan(cast, db.session.get_one(AgendaItem, item_id)).id


@pytest.mark.parametrize("who", ["lindt", "okafor"])
def test_whom_drafts_are_not_for_finds_the_list_of_cases_as_if_there_were_none(
    app, cast, discussed, as_person, who
):
    reader, park = as_person(who), as_person("park")
    before = reader.get("/cases").text

    draft(app, cast, discussed)

    assert reader.get("/cases").text.count("not signed") == before.count("not signed") == 0
    assert "Plan not signed" in park.get("/cases").text


def test_an_amendment_on_its_way_is_not_told_to_whom_drafts_are_not_for(
    app, cast, discussed, as_person
):
    with app.app_context():
        plan = a_signed_plan(cast, db.session.get_one(AgendaItem, discussed))
        with transaction():
            plans.amend_plan(plan.id, "A new finding", by=cast["park"], at=NOON)

    assert "Amendment not signed" in as_person("park").get("/cases").text
    for who in ("lindt", "okafor"):
        page = as_person(who).get("/cases").text
        assert "Amendment" not in page and "Decided" in page


def test_a_form_cannot_say_that_a_plan_came_from_paper(app, cast, discussed, as_person):
    plan_id = draft(app, cast, discussed)
    with app.app_context():
        revision = db.session.get_one(Plan, plan_id).revision

    said = {"revision": str(revision), "decision": "x", "from_paper": "Entered later by nobody."}
    as_person("park").post(f"/plans/{plan_id}", data=said)

    with app.app_context():
        stored = plans.content_of(db.session.get_one(Plan, plan_id))
        assert (stored.decision, stored.from_paper) == ("x", "")


def test_an_amendment_cannot_leave_out_that_the_plan_came_from_paper(app, cast):
    with app.app_context():
        item = an_agenda_item(cast, a_meeting(cast), a_case(cast))
        held(cast, item.meeting)
        plan = keyed(cast, item)
        without = replace(A_PLAN, from_paper="")

        with transaction():
            plans.write_plan(plan.id, without, revision=plan.revision, by=cast["park"], at=NEXT_DAY)

        assert plans.content_of(plan).from_paper == MARK


def test_a_page_that_refuses_leaves_the_trace_of_reading_too(app, cast, discussed, as_person):
    plan_id = draft(app, cast, discussed)
    park = as_person("park")

    def read():
        with app.app_context():
            return db.session.query(AuditEntry).filter_by(deed=Deed.CASE_READ.value).count()

    before = read()
    answer = park.post(f"/plans/{plan_id}", data={"revision": "999", "decision": "x"})

    assert answer.status_code == 409
    assert read() == before + 1


@pytest.mark.parametrize(
    "address", ["/teaching/{}", "/drafts/{}", "/plans/{}", "/ballots/{}/receipts"]
)
def test_a_number_of_any_size_is_no_fault_of_ours(as_person, address):
    assert as_person("chen").get(address.format(LARGE)).status_code == 404


def test_a_number_of_any_size_in_a_service_is_not_found(app, cast):
    with app.app_context():
        for gate in (
            draft_for,
            ballot_for,
            note_for,
            plan_for,
            copy_for,
            copy_to_review,
            paragraph_to_review,
        ):
            with pytest.raises(NotFound):
                gate(cast["chen"], LARGE)


def test_a_plan_that_is_locked_is_read_as_the_last_change_left_it(app, cast, discussed):
    plan_id = draft(app, cast, discussed)
    with app.app_context(), transaction():
        loaded = plan_for(cast["park"], plan_id)
        before = loaded.written_by_id
        db.session.execute(
            text("UPDATE plans SET written_by_id = :who"), {"who": cast["chen"].person_id}
        )

        assert loaded.written_by_id == before
        assert plan_for(cast["park"], plan_id, lock=True).written_by_id == cast["chen"].person_id
