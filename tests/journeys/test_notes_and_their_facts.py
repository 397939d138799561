"""Notes lead to their facts and back; what is half written stays with its case."""

import pytest
from playwright.sync_api import expect

from tests.factories import a_case, a_room, an_agenda_item

pytestmark = pytest.mark.browser


@pytest.fixture
def room(app, cast):
    """An open room with one case on the table and another waiting: its id, and both numbers."""
    with app.app_context():
        item = a_room(cast)
        following = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))
        return item.meeting_id, item.case.number, following.case.number


def in_the_room(desk, cast, who, meeting):
    page = desk().sign_in(cast.email(who))
    page.goto(f"/meetings/{meeting}/room")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Notes").click()
    return page


def test_a_note_leads_to_its_fact_and_the_fact_to_its_note(desk, cast, room):
    page = in_the_room(desk, cast, "okafor", room[0])
    form = page.locator("form[data-note-form]")
    form.get_by_label("About").select_option("genetics.del17p")
    form.get_by_role("textbox").fill("Was the clone as large before?")
    form.get_by_role("button", name="Add the note").click()

    page.get_by_role("link", name="Note 1").click()
    expect(page.get_by_role("tab", name="Genetics")).to_have_attribute("aria-selected", "true")
    badge = page.get_by_role("button", name="1 note on")
    expect(badge).to_be_in_viewport()
    badge.click()

    expect(page.locator(".thread")).to_be_focused()


def test_a_draft_stays_with_its_case_and_comes_back_with_it(desk, cast, room):
    meeting, first, second = room
    chen = in_the_room(desk, cast, "chen", meeting)
    page = in_the_room(desk, cast, "okafor", meeting)
    text = page.locator("form[data-note-form]").get_by_role("textbox")
    text.fill("Half a thought")

    chen.get_by_role("button", name="Next case").click()
    expect(page.locator(f"[data-table={second}]")).to_be_attached()
    expect(text).to_have_value("")
    chen.get_by_title(f"Take up {first}").click()

    expect(page.locator(f"[data-table={first}]")).to_be_attached()
    expect(text).to_have_value("Half a thought")


def test_signing_out_forgets_what_was_half_written(desk, cast, room):
    page = in_the_room(desk, cast, "okafor", room[0])
    page.locator("form[data-note-form]").get_by_role("textbox").fill("Half a thought")
    kept = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))")
    page.goto("/cases")

    page.get_by_title("Signed in as Dr Ruth Okafor").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")

    left = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))")
    assert len(kept) == 1 and left == []


def test_a_break_stands_on_every_screen(desk, cast, room):
    chen, okafor = (in_the_room(desk, cast, who, room[0]) for who in ("chen", "okafor"))
    chen.get_by_text("Have a break").click()

    chen.get_by_role("button", name="Call the break").click()

    for page in (chen, okafor):
        expect(page.get_by_text("Break until")).to_be_visible()
        expect(page.locator("[data-timer]")).to_have_attribute("data-runs", "false")


def test_who_signed_the_lane_is_asked_again_only_when_it_changed(desk, cast, room):
    brandt = in_the_room(desk, cast, "brandt", room[0])
    form = brandt.locator("form[data-note-form]")

    def adds(words):
        form.get_by_label("Kind").select_option("supportive")
        form.get_by_role("textbox").fill(words)
        form.get_by_role("button", name="Add the note").click()

    adds("Mouth care before the first dose")
    brandt.get_by_role("button", name="Sign the lane as it stands").click()
    expect(brandt.get_by_text("Signed by Ms Eva Brandt")).to_be_visible()
    expect(brandt.get_by_role("button", name="Sign it as well")).to_be_hidden()

    adds("Weight at every visit")
    expect(brandt.get_by_role("button", name="Sign the lane as it stands")).to_be_visible()
