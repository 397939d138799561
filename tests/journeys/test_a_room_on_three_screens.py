"""A chair and a member at their desks and a member on a phone, in one meeting, from following to the reveal.

The member at the desk uses the keyboard alone and loses the line; the one on the phone steps aside. Everything that is
sent to the phone is kept and searched. `BOARD_CUT_SECONDS=20` makes the loss of the line as long as it can be.
"""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.factories import a_room

pytestmark = pytest.mark.browser

CUT = float(os.environ.get("BOARD_CUT_SECONDS", "2"))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
REASON = "the canary of a reason"
#: What tells of votes: options, counts, reasons, receipts, who voted.
OF_VOTES = (
    "Talquetamab now",
    "Teclistamab now",
    REASON,
    "1 of 2",
    "2 of 2",
    "receipt",
    "ballot_opened",
    "voted",
)


@pytest.fixture
def meeting(app, cast):
    with app.app_context():
        return a_room(cast).meeting_id


@pytest.fixture
def seats(desk, cast, meeting):
    """The three, each before their own screen."""
    seats = {"chen": desk(), "okafor": desk(), "tanaka": desk(**PHONE)}
    for who, seat in seats.items():
        seat.sent = keep_what_is_sent(seat.page)
        page = seat.sign_in(cast.email(who))
        page.goto(f"/meetings/{meeting}/{'phone' if who == 'tanaka' else 'room'}")
        expect(page.locator("[data-connection]").first).to_have_attribute("data-connection", "live")
    return seats


def keep_what_is_sent(page: Page) -> list[str]:
    """Return a list that fills with every frame of every socket and every answer to a fetch."""
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda one: sent.append(str(one))))
    page.on(
        "response",
        lambda one: sent.append(one.text()) if "/mine" in one.url or "/away" in one.url else None,
    )
    return sent


def test_a_meeting_on_two_desks_and_a_phone(seats):
    chair, desk, phone = (seats[who].page for who in ("chen", "okafor", "tanaka"))

    everybody_follows_the_chair_and_may_browse_alone(chair, desk, phone)
    the_member_on_the_phone_steps_aside(phone)
    before = len(seats["tanaka"].sent)
    a_ballot_is_opened_by_keyboard(chair)
    a_vote_is_awaited_of(desk, and_not_of=phone)
    the_member_votes_by_keyboard(desk)
    expect(desk.locator("[data-awaited]")).to_have_count(0)
    the_line_is_cut_and_heals(seats["okafor"], chair, desk)
    the_reveal_is_told_and_moves_nobody(chair, desk)

    expect(phone.locator("#phone-vote")).to_contain_text("You stepped aside for this case")
    told = "\n".join(seats["tanaka"].sent[before:]) + phone.content()
    assert [words for words in OF_VOTES if words in told] == []
    assert len(seats["tanaka"].sent) > before, "the phone was told of nothing at all"


def everybody_follows_the_chair_and_may_browse_alone(chair: Page, desk: Page, phone: Page) -> None:
    section(chair, "Summary").focus()
    chair.keyboard.press("ArrowRight")
    for page in (desk, phone):
        expect(section(page, "Genetics")).to_have_attribute("aria-selected", "true")

    section(desk, "Genetics").focus()
    desk.keyboard.press("ArrowRight")
    chair.keyboard.press("End")
    expect(section(phone, "Missing")).to_have_attribute("aria-selected", "true")
    expect(section(desk, "Timeline")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("f")
    expect(section(desk, "Missing")).to_have_attribute("aria-selected", "true")


def the_member_on_the_phone_steps_aside(phone: Page) -> None:
    phone.locator(".tabbar__link", has_text="Vote").tap()
    phone.get_by_text("Conflict of interest? Step aside").tap()
    phone.get_by_label("Reason").fill("Investigator in a trial of one of them")
    phone.get_by_role("button", name="Recuse me").tap()
    expect(phone.locator("#phone-vote")).to_contain_text("You stepped aside for this case")


def a_ballot_is_opened_by_keyboard(chair: Page) -> None:
    chair.get_by_label("Option A").focus()
    for option in ("Talquetamab now", "Teclistamab now"):
        chair.keyboard.type(option)
        chair.keyboard.press("Tab")
    chair.get_by_role("button", name="Open the ballot").press("Enter")
    expect(chair.get_by_text("0 of 2")).to_be_visible()


def a_vote_is_awaited_of(page: Page, and_not_of: Page) -> None:
    expect(page.get_by_role("tab", name="your vote is awaited")).to_be_visible()
    expect(and_not_of.locator("[data-awaited]")).to_have_count(0)


def the_member_votes_by_keyboard(desk: Page) -> None:
    expect(desk.get_by_role("button", name="Send my vote")).to_be_visible()
    desk.keyboard.press("2")
    expect(desk.get_by_role("radio", name="B: Teclistamab now")).to_be_checked()
    desk.keyboard.press("Tab")
    desk.keyboard.type(REASON)
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("v")
    expect(desk.get_by_text("Stored: B")).to_be_visible()


def the_line_is_cut_and_heals(seat, chair: Page, desk: Page) -> None:
    """Without a line the member changes the vote and writes on the plan, while the chair writes too."""
    desk.get_by_role("tab", name="Plan").press("Enter")
    expect(text_of(desk)).to_be_editable()
    seat.context.set_offline(True)
    expect(desk.locator("[data-connection]").first).to_have_attribute("data-connection", "stale")
    text_of(desk).focus()
    desk.keyboard.insert_text("Immunoglobulin first. ")
    desk.get_by_role("tab", name="Vote").press("Enter")
    desk.get_by_role("tab", name="Vote").press("1")
    desk.keyboard.press("v")
    expect(desk.get_by_text("Not sent yet.")).to_be_visible()
    chair.get_by_role("tab", name="Plan").press("Enter")
    text_of(chair).focus()
    chair.keyboard.insert_text("Zähne 漢😀 before. ")
    desk.wait_for_timeout(CUT * 1000)
    seat.context.set_offline(False)

    expect(desk.get_by_text("Stored: A")).to_be_visible(timeout=15_000)
    for page in (chair, desk):
        expect(page.locator("[data-text-state]")).to_have_text("Stored")
    expect(text_of(desk)).to_have_value(text_of(chair).input_value())
    assert "Immunoglobulin first." in text_of(chair).input_value()
    assert "Zähne 漢😀 before." in text_of(chair).input_value()
    seat.complaints.clear()  # the browser says that there was no line


def the_reveal_is_told_and_moves_nobody(chair: Page, desk: Page) -> None:
    """Whoever is typing goes on typing; what a screen reader is told, it is told politely."""
    desk.get_by_role("tab", name="Plan").press("Enter")
    text_of(desk).focus()
    desk.evaluate("document.activeElement.setSelectionRange(4, 4)")
    chair.get_by_role("tab", name="Vote").press("Enter")
    expect(chair.get_by_text("1 of 2")).to_be_visible()
    chair.keyboard.press("r")

    expect(chair.locator("[data-part=ballot]")).to_contain_text("Most votes: A.")
    assert desk.evaluate(
        "[document.activeElement.name, document.activeElement.selectionStart]"
    ) == ["text", 4]
    desk.keyboard.type("!")
    expect(text_of(chair)).to_have_value(text_of(desk).input_value())
    expect(desk.locator("[data-told][role=status]")).to_contain_text("Most votes: A.")
    desk.get_by_role("tab", name="Vote").press("Enter")
    expect(desk.locator("[data-part=ballot]")).to_contain_text(REASON)
    assert desk.locator("[aria-live=assertive], [role=alert]").count() == 0


def section(page: Page, name: str):
    return page.locator("[data-tabs=brief]").get_by_role("tab", name=name, exact=True)


def text_of(page: Page):
    return page.get_by_label("Plan, written together")
