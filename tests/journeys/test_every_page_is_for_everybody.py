"""Every page, in light and dark, on a desk, a wall and a phone: axe finds nothing, nothing runs sideways."""

import pytest

from board import demo

pytestmark = pytest.mark.browser

PASSWORD = "relapse-board-demo"
SIZES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
PAGES = {
    "chen": [
        "/",
        "/cases",
        "/cases/MM-0133",
        "/cases/MM-0134",
        "/cases/MM-0134/v1",
        "/cases/MM-0134/v1/options/cilta_cel",
        "/decisions",
        "/plans/1",
        "/plans/5",
        "/plans/7",
        "/audit",
        "/ballots/1/receipts",
        "/boards/1/thresholds",
        "/meetings/1",
        "/meetings/2",
        "/meetings/new",
        "/meetings/2/room",
        "/meetings/2/phone",
        "/meetings/2/wall",
        "/r",
        "/r/MM-0133/1",
        "/nothing-here",
    ],
    "park": [
        "/meetings/1/paper",
        "/meetings/1/keyed-in",
        "/meetings/2/preparation",
        "/meetings/2/worklist",
        "/meetings/3/change",
        "/boards/1/schedule",
        "/calendar",
        "/boards/1/people",
        "/follow-up",
        "/plans/1/follow-up?day=14&became=partly",
        "/boards/1/statistics",
        "/teaching",
        "/meetings/1",
        "/meetings/2",
    ],
    "lindt": [
        "/",
        "/cases",
        "/drafts/1/patient",
        "/drafts/1/lines",
        "/drafts/1/relapse",
        "/drafts/1/genetics",
        "/drafts/1/question",
        "/drafts/1/check",
        "/drafts/1/import",
    ],
}


@pytest.fixture
def demo_board(settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", settings.secret_key)
    demo.load()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_for_everybody(desk, demo_board, who, size, scheme):
    person = desk(color_scheme=scheme, **SIZES[size])
    page = person.sign_in(f"{who}@demo.example", PASSWORD)
    if who == "chen":
        the_room_is_in_full_swing(page)

    found = {}
    for address in PAGES[who]:
        page.goto(address)
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found[address] = person.axe() + ([f"{sideways}px sideways"] if sideways > 0 else [])

    person.complaints = [line for line in person.complaints if "404" not in line]
    assert {address: lines for address, lines in found.items() if lines} == {}


def the_room_is_in_full_swing(page):
    """Open the room, take up the first case, open a ballot: now every part shows."""
    page.goto("/meetings/2/room")
    page.get_by_role("button", name="Open the room").click()
    page.get_by_role("button", name="First case").click()
    page.get_by_label("Option A").fill("Venetoclax and dexamethasone")
    page.get_by_label("Option B").fill("Cilta-cel after debulking")
    page.get_by_role("button", name="Open the ballot").click()
    page.locator("[data-part=ballot]").get_by_text("0 of 1").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_the_room_is_for_everybody_in_every_light(desk, demo_board, size):
    person = desk(**SIZES[size])
    page = person.sign_in("chen@demo.example", PASSWORD)
    found = {}
    for state, happens in (
        ("open", the_room_is_in_full_swing),
        ("revealed", the_votes_are_revealed),
    ):
        happens(page)
        for screen in ("room", "phone", "wall"):
            page.goto(f"/meetings/2/{screen}")
            for light in ("light", "dark", "dim"):
                page.evaluate("light => { document.documentElement.dataset.theme = light }", light)
                found[state, screen, light] = person.axe()

    assert {where: lines for where, lines in found.items() if lines} == {}


def test_nothing_runs_sideways_between_phone_and_desk(desk, demo_board):
    page = desk(**SIZES["desk"]).sign_in("chen@demo.example", PASSWORD)
    the_room_is_in_full_swing(page)
    hour = "An hour without a break"  # as the clock's part says it after an hour
    page.evaluate(
        "words => document.querySelector('.room__clock').insertAdjacentText('afterbegin', words)",
        hour,
    )
    sideways = {}
    for width in range(600, 1450, 50):
        page.set_viewport_size({"width": width, "height": 800})
        sideways[width] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    assert {width: px for width, px in sideways.items() if px > 0} == {}


def the_votes_are_revealed(page):
    page.goto("/meetings/2/room")
    page.get_by_text("Venetoclax and dexamethasone").last.click()
    page.get_by_role("button", name="Send my vote").click()
    page.get_by_role("button", name="Close and reveal").click()
    page.locator("[data-part=ballot]").get_by_text("Most votes: A.").wait_for()


def test_an_opinion_that_lacks_something_comes_back_for_everybody(desk, demo_board):
    person = desk(**SIZES["phone"])
    page = person.sign_in("moretti@demo.example", PASSWORD)
    page.goto("/cases/MM-0145")
    page.get_by_text("What would you choose today?").click()
    page.get_by_role("button", name="Keep my opinion").click()

    page.get_by_role("heading", name="My opinion on MM-0145").wait_for()
    assert person.axe() == []
    person.complaints.clear()  # the browser says that something was missing


def test_the_door_is_for_everybody(desk):
    person = desk()
    person.page.goto("/sign-in")

    assert person.axe() == []
