"""What the room says of a refusal is gone once the thing is done: then the room itself says it."""

import pytest
from playwright.sync_api import expect

from board.decisions.services.ballots import recuse
from board.transactions import transaction
from tests.factories import a_ballot, a_room
from tests.people import NOON

pytestmark = pytest.mark.browser


@pytest.fixture
def item(app, cast):
    """A case on the table of an open room; its meeting's id and its own."""
    with app.app_context():
        item = a_room(cast)
        return item.meeting_id, item.id


def in_the_room(desk, cast, who, meeting):
    page = desk().sign_in(cast.email(who))
    page.goto(f"/meetings/{meeting}/room")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    return page


def toasts(page):
    return page.locator("[data-toasts] [data-toast]")


def test_a_refusal_of_a_ballot_goes_when_the_ballot_is_open(desk, cast, item):
    sitting = desk()
    page = sitting.sign_in(cast.email("chen"))
    page.goto(f"/meetings/{item[0]}/room")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    page.get_by_label("Option A").fill("Talquetamab")
    page.get_by_role("button", name="Open the ballot").click()
    expect(toasts(page)).to_contain_text("A ballot needs two to eight options.")

    page.get_by_label("Option B").fill("Teclistamab")
    page.get_by_role("button", name="Open the ballot").click()

    expect(page.get_by_text("0 of 3")).to_be_visible()
    expect(toasts(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Open the ballot")).to_have_count(0)
    sitting.complaints = [line for line in sitting.complaints if "422" not in line]


def test_a_stored_vote_is_said_by_the_form_and_by_no_message(app, desk, cast, item):
    with app.app_context():
        from board.db import db
        from board.meetings.models import AgendaItem

        a_ballot(cast, db.session.get_one(AgendaItem, item[1]), at=NOON)
    page = in_the_room(desk, cast, "okafor", item[0])
    page.get_by_role("button", name="Send my vote").click()
    expect(toasts(page)).to_contain_text("Choose an option, or abstain.")

    page.get_by_text("Teclistamab now").click()
    page.get_by_role("button", name="Send my vote").click()

    expect(page.get_by_text("Stored: B")).to_be_visible()
    expect(toasts(page)).to_have_count(0)


def test_the_next_case_is_the_one_after_and_what_was_left_is_carried_over(desk, cast, item):
    page = in_the_room(desk, cast, "chen", item[0])

    page.get_by_text("Carry MM-0001 over").click()
    page.get_by_label("Why it comes to another meeting").fill("FISH is awaited")
    page.get_by_role("button", name="Carry it over").click()

    expect(page.locator("[data-part=agenda]")).to_contain_text("carried over")
    expect(page.locator("[data-part=case]")).to_contain_text("No case on the table")


def test_what_the_chair_types_stays_when_the_ballot_is_drawn_anew(app, desk, cast, item):
    page = in_the_room(desk, cast, "chen", item[0])
    page.get_by_label("Option A").fill("Talquetamab, step-up in hospital")
    page.get_by_label("Option B").fill("Tec")

    with app.app_context(), transaction():
        recuse(item[1], "Investigator", by=cast["tanaka"], at=NOON)

    expect(page.locator("[data-part=ballot]")).to_contain_text("Dr Jun Tanaka recused")
    expect(page.get_by_label("Option A")).to_have_value("Talquetamab, step-up in hospital")
    expect(page.get_by_label("Option B")).to_have_value("Tec")
