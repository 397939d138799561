"""The chair moves on by mistake and comes back with one key; the decision is typed where it is made."""

import pytest
from playwright.sync_api import expect

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from tests.factories import a_case, a_room, an_agenda_item

pytestmark = pytest.mark.browser


@pytest.fixture
def room(app, cast):
    with app.app_context():
        item = a_room(cast)
        following = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))
        return item.meeting_id, item.case.number, following.case.number


def test_a_mistaken_move_is_taken_back_and_the_decision_is_typed_in_the_room(app, desk, cast, room):
    meeting, first, second = room
    pages = {}
    for who in ("chen", "okafor"):
        pages[who] = desk().sign_in(cast.email(who))
        pages[who].goto(f"/meetings/{meeting}/room")
        live = pages[who].locator("[data-connection]").first
        expect(live).to_have_attribute("data-connection", "live")
    chair, member = pages["chen"], pages["okafor"]

    a_key_moves_on_and_another_comes_back(chair, member, first, second)
    the_decision_is_typed_where_it_is_made(chair, member)
    what_is_typed_stays_with_its_case(chair, member, first, second)

    with app.app_context():
        deeds = [entry.deed for entry in db.session.query(AuditEntry)]
    assert deeds.count(Deed.MOVE_TAKEN_BACK.value) == 2
    assert deeds.count(Deed.PLAN_WRITTEN.value) == 2  # begun, and written


def a_key_moves_on_and_another_comes_back(chair, member, first, second):
    chair.keyboard.press("n")
    expect(on_table(member, second)).to_have_count(1)
    expect(chair.get_by_text(f"{second} is on the table.")).to_be_visible()

    chair.keyboard.press("u")

    for page in (chair, member):
        expect(on_table(page, first)).to_have_count(1)


def the_decision_is_typed_where_it_is_made(chair, member):
    chair.get_by_role("tab", name="Plan").click()
    chair.get_by_label("The decision in one sentence").fill("Talquetamab now.")
    chair.get_by_label("What is recommended").first.fill("Talquetamab, step-up dosing")
    chair.get_by_role("button", name="Save the draft").click()

    member.get_by_role("tab", name="Plan").click()
    plan = member.get_by_role("tabpanel", name="Plan")
    expect(plan).to_contain_text("Talquetamab now.")
    expect(plan).to_contain_text("Talquetamab, step-up dosing")
    expect(member.get_by_label("The decision in one sentence")).to_have_count(0)


def what_is_typed_stays_with_its_case(chair, member, first, second):
    chair.get_by_text("Change the decision").click()
    chair.get_by_role("button", name="Add a recommendation").click()
    steps = chair.get_by_label("What is recommended")
    steps.last.fill("If not, teclistamab")
    count = steps.count()
    chair.get_by_role("tab", name="Vote").press("n")
    expect(on_table(chair, second)).to_have_count(1)
    expect(chair.get_by_text(f"{second} is on the table.")).to_be_visible()
    chair.keyboard.press("u")
    expect(on_table(member, first)).to_have_count(1)

    chair.get_by_role("tab", name="Plan").click()
    expect(steps).to_have_count(count)
    expect(steps.last).to_have_value("If not, teclistamab")


def on_table(page, number):
    return page.locator(f"[data-table='{number}']")
