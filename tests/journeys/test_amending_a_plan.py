"""A signed plan is amended: changed, stated, checked by a second person, signed; the old record says superseded."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.factories import a_room, a_signed_plan
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

CHANGED = "Talquetamab, step-up from 9 December; immunoglobulin first."
REASON = "The bed is free a week later."


def test_a_signed_plan_is_amended_and_the_old_record_says_so(app, desk, cast):
    with app.app_context():
        plan = f"/plans/{a_signed_plan(cast, a_room(cast)).id}"
    chair, clerk = desk(), desk()
    park, chen = clerk.sign_in(cast.email("park")), chair.sign_in(cast.email("chen"))
    first = the_record(chen, plan)

    draft = the_coordinator_amends(park, plan)
    the_chair_states(chen, draft)
    a_word_changed_makes_it_a_draft_again(park, chen, draft)
    the_coordinator_checks(park, draft)
    the_chair_signs(chen, draft)

    old, new = the_record(chen, plan), the_record(chen, draft)
    assert "SUPERSEDED" not in first.upper() and REASON not in first
    assert "SUPERSEDED · VERSION 1" in old.upper()
    assert CHANGED in new and REASON in new
    chen.goto(plan)
    expect(chen.get_by_text("Amended by a later version")).to_be_visible()
    assert chair.axe() == []


def the_coordinator_amends(page: Page, plan: str) -> str:
    """Ms Park begins version 2, for a reason, and changes the sentence."""
    page.goto(plan)
    page.get_by_text("Amend this plan").click()
    page.get_by_label("Why it is amended").fill(REASON)
    page.get_by_role("button", name="Begin version 2").click()
    page.get_by_label("The decision in one sentence").fill(CHANGED)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft, not stated")).to_be_visible()
    return page.url


def the_chair_states(page: Page, draft: str) -> None:
    """Dr Chen reads what is changed, and states it."""
    page.goto(draft)
    page.get_by_role("button", name="State the decision").click()
    expect(page.get_by_text("Stated, not checked")).to_be_visible()


def a_word_changed_makes_it_a_draft_again(park: Page, chen: Page, draft: str) -> None:
    """Ms Park mends a word: it is a draft again, and Dr Chen states it once more."""
    park.goto(draft)
    park.get_by_role("link", name="Change the plan").click()
    expect(park.get_by_text("Saving a change makes this a draft again")).to_be_visible()
    park.get_by_label("Start", exact=True).fill("within 21 days")
    park.get_by_role("button", name="Save draft").click()
    expect(park.get_by_text("Draft, not stated")).to_be_visible()
    the_chair_states(chen, draft)


def the_coordinator_checks(page: Page, draft: str) -> None:
    """Ms Park, as the second person, says that this is what was decided."""
    page.goto(draft)
    page.get_by_role("button", name="I checked it").click()
    expect(page.get_by_text("Checked by Ms Hana Park")).to_be_visible()


def the_chair_signs(page: Page, draft: str) -> None:
    """Dr Chen signs with the password, which Enter sends."""
    page.goto(draft)
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed by Dr Mei Chen")).to_be_visible()


def the_record(page: Page, plan: str) -> str:
    """Return the words of the printed record."""
    answer = page.context.request.get(f"{plan}/record.pdf", timeout=30_000)
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", text)
