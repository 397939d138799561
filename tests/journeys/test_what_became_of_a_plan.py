"""What became of a plan, in two clicks; back to the board; and the figures of the board, counted by hand."""

import csv
import io
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from board import clock, demo
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_meeting, a_room, a_signed_plan

pytestmark = pytest.mark.browser


@pytest.fixture
def sixteen_days_ago(app, cast):
    """A plan signed sixteen days ago, and a meeting to come."""
    with app.app_context():
        now = clock.now()
        at = now - timedelta(days=16)
        item = a_room(cast, at=at)
        item.meeting.starts_at, item.meeting.ends_at = at, at + timedelta(hours=1)
        a_signed_plan(cast, item, at=at)
        with transaction():
            meetings.close_room(item.meeting_id, by=cast["chen"], at=at + timedelta(hours=1))
        coming = now + timedelta(days=2)
        a_meeting(cast, starts_at=coming, ends_at=coming + timedelta(hours=1), at=now)


def test_a_plan_is_followed_up_to_the_patients_decision_and_presented_again(
    desk, cast, sixteen_days_ago
):
    coordinator, submitter = desk(), desk(viewport={"width": 390, "height": 844})
    page = coordinator.sign_in(cast.email("park"))
    page.goto("/follow-up")
    expect(page.get_by_text("1 of 1 (100 %)")).to_be_visible()  # nothing is known yet
    assert coordinator.axe() == []

    page.get_by_role("link", name="Not done: MM-0001").click()
    assert coordinator.axe() == []
    page.get_by_role("button", name="Patient declined").click()

    expect(page.get_by_role("status")).to_contain_text("MM-0001, day 14: not done.")
    expect(page.get_by_text("0 of 1 (0 %)")).to_be_visible()
    expect(page.get_by_role("row", name="MM-0001")).to_contain_text("Patient declined")

    phone = submitter.sign_in(cast.email("lindt"))
    phone.goto("/follow-up")
    phone.get_by_role("link", name="MM-0001").click()
    phone.get_by_role("link", name="Add or correct: day 14").click()
    phone.get_by_label("In words").fill("She would take tablets.")
    phone.get_by_role("button", name="Patient wished otherwise").click()
    expect(phone.get_by_role("row", name="MM-0001")).to_contain_text("Patient wished otherwise")
    assert submitter.axe() == []

    page.get_by_role("link", name="MM-0001").click()
    expect(page.get_by_text("Corrected since")).to_be_visible()
    page.get_by_role("button", name="Put on the next agenda: MM-0001").click()

    row = page.locator(".agenda__row")
    expect(row).to_contain_text("Discussed before")
    expect(row).to_contain_text("Plan signed, version 1; not done (patient wished otherwise)")
    row.get_by_role("link", name="MM-0001").first.click()
    became = page.get_by_role("heading", name="What became of it").locator("../..")
    expect(became).to_contain_text("She would take tablets.")
    expect(became).to_contain_text("Plan not done: patient wished otherwise")


@pytest.fixture
def board_of_months(settings, monkeypatch):
    """The demo with its months before."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", settings.secret_key)
    demo.load(months_before=True)


def test_the_figures_agree_with_a_hand_count(desk, board_of_months):
    reader = desk()
    page = reader.sign_in("okafor@demo.example", "relapse-board-demo")
    page.get_by_role("link", name="Statistics").click()

    followed = page.get_by_role("region", name="Plans followed", exact=True)
    followed.get_by_text("As a table").click()
    told = {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").inner_text()
        for row in followed.get_by_role("row").all()[1:]
    }
    # counted by hand: tests/statistics/test_by_hand.py
    assert told == {
        "Done fully": "10 (50 %)",
        "Done partly": "5 (25 %)",
        "Not done": "5 (25 %)",
        "Not known": "0 (0 %)",
        "All": "20",
    }
    assert reader.axe() == []

    with page.expect_download() as taken:
        page.get_by_role("link", name="Why plans were not followed as CSV").click()
    file = csv.reader(io.StringIO(taken.value.path().read_text("utf-8-sig")))
    assert list(file)[2:4] == [
        ["Patient declined", "5 (50 %)"],
        ["Disease progressed", "fewer than 5"],
    ]

    page.get_by_role("combobox").select_option("quarter")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/statistics?period=quarter")
    expect(page.get_by_role("combobox")).to_have_value("quarter")
