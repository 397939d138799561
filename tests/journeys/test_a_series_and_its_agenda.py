"""Ms Park begins a series, orders an agenda by keys, takes it back, plans a break, and lists a case."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from board import clock
from board.db import db
from board.meetings.models import Meeting
from tests.factories import a_case, an_agenda_item

pytestmark = pytest.mark.browser


def numbers(page):
    return page.locator(".agenda__row h3 a")


def begin_a_series(page, first_day):
    page.goto("/")
    page.get_by_role("link", name="Series and rules").click()
    page.get_by_label("How often").select_option("Every week")
    page.get_by_label("First day").fill(first_day.isoformat())
    page.get_by_label("Begins").fill("14:00")
    page.get_by_label("Ends").fill("15:15")
    page.get_by_role("button", name="Begin the series").click()
    expect(page.get_by_role("status")).to_contain_text("The series has begun")


def test_a_coordinator_begins_a_series_and_orders_an_agenda_by_keys(app, desk, cast):
    person = desk(timezone_id="America/New_York")
    page = person.sign_in(cast.email("park"))
    first_day = clock.now().date() + timedelta(days=3)

    begin_a_series(page, first_day)
    expect(page.locator(".series__days a")).to_have_count(8)
    with app.app_context():
        meeting = db.session.query(Meeting).order_by(Meeting.starts_at).first()
        for n in range(7):
            an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}"))
        a_case(cast, mrn="SYN-9")
    page.locator(".series__days a").first.click()
    expect(page.get_by_text("where you are")).to_contain_text("Europe/Berlin")

    page.locator(".agenda__row[data-agenda-row]").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(numbers(page).first).to_have_text("MM-0002")
    expect(page.get_by_role("status")).to_contain_text("MM-0002 moved to place 1 of 7")
    page.keyboard.press("Control+z")
    expect(numbers(page).first).to_have_text("MM-0001")

    page.get_by_role("button", name="Place 10 min").click()
    expect(page.locator("#break-6")).to_contain_text("15:00")
    page.get_by_role("button", name="Break one case earlier").click()
    expect(page.locator("#break-5")).to_contain_text("14:50")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#break-6")).to_be_visible()
    assert person.axe() == []

    page.get_by_text("Not to be discussed").click()
    page.get_by_label("For the list only, because: MM-0008").fill("By protocol")
    page.get_by_role("button", name="Put MM-0008 on the list").click()
    expect(page.locator("#listed")).to_contain_text("By protocol")

    page.get_by_role("link", name="Change").click()
    page.get_by_label("Begins").fill("16:00")
    page.get_by_label("Ends").fill("17:00")
    page.get_by_label("This and all that follow").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("16:00 to 17:00")
    expect(numbers(page).first).to_have_text("MM-0001")
