"""A meeting without screens: Ms Park prints the pack, keys it in the next day, and the plan is checked and signed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from board import clock
from board.db import db
from board.decisions.models import Plan
from board.decisions.services import plans
from board.packs.printing import Desk as PrintingDesk
from board.transactions import transaction
from tests.documents.reading import words_of
from tests.factories import A_PLAN, a_case, a_meeting, an_agenda_item, checked
from tests.people import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(app, cast):
    """The address of a meeting that begins in an hour, with one case."""
    with app.app_context():
        now = clock.now()
        starts = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
        meeting = a_meeting(cast, starts_at=starts, ends_at=starts + timedelta(hours=1), at=now)
        an_agenda_item(cast, meeting, a_case(cast, at=now), at=now)
        return f"/meetings/{meeting.id}"


@pytest.fixture
def printing(app):
    desk = PrintingDesk(app)
    desk.begin()
    yield
    desk.end()


def test_a_meeting_is_held_on_paper_and_keyed_in(desk, cast, meeting, printing, app, monkeypatch):
    park = desk()
    page = park.sign_in(cast.email("park"))

    page.goto(meeting)
    page.get_by_role("link", name="Briefing pack").click()
    page.get_by_role("button", name="Briefing pack with decision sheets, A4").click()
    page.get_by_role("link", name="Open the PDF").wait_for(timeout=60_000)
    pdf = page.request.get(
        page.get_by_role("link", name="Open the PDF").get_attribute("href")
    ).body()
    assert "Decisiononpaper:MM-0001" in words_of(pdf)

    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = park.sign_in(cast.email("park"))
    page.goto(f"{meeting}/paper")
    page.get_by_role("link", name="Key in from paper").click()
    for name in ("Dr Mei Chen", "Dr Ruth Okafor", "Dr Jun Tanaka"):
        page.get_by_label(name).check()
    assert park.axe() == []
    page.get_by_role("button", name="Enter the meeting").click()
    page.get_by_role("link", name="Key in MM-0001").click()
    page.get_by_label("Question voted on").fill("Preferred next treatment")
    page.get_by_label("Option A").fill("Talquetamab")
    page.get_by_label("Option B").fill("Teclistamab")
    page.get_by_label("Vote of M. Chen").select_option("A")
    page.get_by_label("Vote of R. Okafor").select_option("A")
    page.get_by_label("Vote of J. Tanaka").select_option("aside")
    page.get_by_role("button", name="Enter it and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Fix 1 answer")
    page.get_by_label("Decision, in one sentence").fill("Talquetamab from 2 December.")
    page.get_by_role("button", name="Enter it and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("The reason goes on the record")
    page.get_by_label("Reason of J. Tanaka").fill("Runs the trial")
    page.get_by_label("Recommendations").fill("Talquetamab, step-up dosing")
    # Else the header that stays on top covers half of a field, which is then too small a target.
    page.evaluate("scrollTo(0, 0)")
    assert park.axe() == []
    page.get_by_role("button", name="Enter it and go on").click()

    expect(
        page.locator("main, aside").get_by_text("Entered later by Ms Hana Park").first
    ).to_be_visible()
    expect(page.get_by_label("The decision in one sentence")).to_have_value(
        "Talquetamab from 2 December."
    )

    the_plan_is_completed_stated_and_checked(app, cast)
    chen = desk().sign_in(cast.email("chen"))
    chen.goto("/plans/1")
    chen.get_by_label("Password").fill(PASSWORD)
    chen.get_by_role("button", name="Sign the plan").click()
    expect(chen.get_by_text("Signed by Dr Mei Chen")).to_be_visible()
    expect(chen.get_by_text("Entered later by Ms Hana Park").first).to_be_visible()
    park.complaints = [line for line in park.complaints if "422" not in line]


def the_plan_is_completed_stated_and_checked(app, cast):
    """Do what another journey walks through by hand."""
    with app.app_context():
        at = clock.now()
        with transaction():
            plan = db.session.get(Plan, 1)
            whole = replace(A_PLAN, from_paper=plans.content_of(plan).from_paper)
            plans.write_plan(plan.id, whole, revision=plan.revision, by=cast["park"], at=at)
        checked(cast, db.session.get(Plan, 1), at, checker="okafor")
