"""Ms Park sets an agenda: by mouse, by keys, and on a browser without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from board import clock
from tests.factories import a_case, a_meeting, an_agenda_item

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(app, cast):
    """The address of next week's meeting: three cases on its agenda, one waiting."""
    with app.app_context():
        now = clock.now()
        starts = (now + timedelta(days=7)).replace(hour=17, minute=45, second=0, microsecond=0)
        meeting = a_meeting(cast, starts_at=starts, ends_at=starts + timedelta(minutes=75), at=now)
        for n in range(3):
            an_agenda_item(cast, meeting, a_case(cast, mrn=f"SYN-{n}", at=now), at=now)
        a_case(cast, mrn="SYN-9", at=now)
        return f"/meetings/{meeting.id}"


def numbers(page):
    return page.locator(".agenda__row h3 a")


def test_a_focused_row_moves_with_alt_and_an_arrow_and_keeps_the_focus(desk, cast, meeting):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)

    row = page.locator(".agenda__row").first
    row.focus()
    page.keyboard.press("Alt+ArrowDown")

    expect(page.get_by_role("status")).to_contain_text("MM-0001 moved to place 2 of 3")
    expect(numbers(page)).to_have_text(["MM-0002", "MM-0001", "MM-0003"])
    assert "MM-0001" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_a_row_is_dragged_by_its_grip_and_the_move_is_undone(desk, cast, meeting):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)
    grips = page.locator("[data-agenda-grip]")
    first, second, last = (grips.nth(place).bounding_box() for place in range(3))

    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(second["x"] + 9, second["y"] + 25, steps=10)
    expect(numbers(page)).to_have_text(["MM-0002", "MM-0001", "MM-0003"])
    page.wait_for_timeout(200)  # the row that made way glides, and takes no drop meanwhile
    page.mouse.move(last["x"] + 9, last["y"] + 25, steps=10)
    expect(numbers(page)).to_have_text(["MM-0002", "MM-0003", "MM-0001"])
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("MM-0001 moved to place 3 of 3")
    expect(numbers(page)).to_have_text(["MM-0002", "MM-0003", "MM-0001"])
    page.get_by_role("button", name="Undo").click()

    expect(numbers(page)).to_have_text(["MM-0001", "MM-0002", "MM-0003"])


def test_steps_of_minutes_are_sent_once_and_move_the_starts(desk, cast, meeting):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)

    more = page.get_by_role("button", name="One more: Minutes for MM-0001")
    for _ in range(5):
        more.click()

    expect(page.locator(".agenda__sum").last).to_have_text("35 of 75 min")
    assert len(sent) == 1


def test_a_waiting_case_is_added_and_taken_off_without_loading_the_page(desk, cast, meeting):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)
    page.evaluate("window.mark = true")

    page.get_by_role("button", name="Add MM-0004").click()
    expect(numbers(page)).to_have_count(4)
    page.get_by_role("button", name="Take MM-0002 off the agenda").click()

    expect(numbers(page)).to_have_text(["MM-0001", "MM-0003", "MM-0004"])
    assert page.evaluate("window.mark")


def test_everything_works_without_scripts(desk, cast, meeting):
    page = desk(java_script_enabled=False).sign_in(cast.email("park"))
    page.goto(meeting)

    page.get_by_role("button", name="Move MM-0002 up").click()
    expect(numbers(page)).to_have_text(["MM-0002", "MM-0001", "MM-0003"])
    page.get_by_role("button", name="Undo").click()
    page.get_by_label("Minutes for MM-0001", exact=True).fill("20")
    page.get_by_role("button", name="Set the minutes for MM-0001").click()

    expect(numbers(page)).to_have_text(["MM-0001", "MM-0002", "MM-0003"])
    expect(page.locator(".agenda__sum").last).to_have_text("40 of 75 min")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_pages_are_accessible_and_fit(desk, cast, meeting, scheme, width):
    one = desk(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = one.sign_in(cast.email("park"))

    for address in ("/", meeting, "/meetings/new"):
        page.goto(address)
        assert one.axe() == []
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


@pytest.mark.parametrize("key", ["u", "Control+z"])
def test_a_removal_is_undone_by_a_key_and_the_agenda_has_the_focus(desk, cast, meeting, key):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)
    page.get_by_role("button", name="Take MM-0002 off the agenda").press("Enter")
    expect(numbers(page)).to_have_text(["MM-0001", "MM-0003"])
    expect(page.get_by_role("status")).to_contain_text("Press Control Z to undo")

    page.keyboard.press(key)

    expect(numbers(page)).to_have_text(["MM-0001", "MM-0002", "MM-0003"])
    page.wait_for_function("document.activeElement !== document.body")


def test_undo_in_a_field_is_the_fields_own(desk, cast, meeting):
    page = desk().sign_in(cast.email("park"))
    page.goto(meeting)
    page.get_by_role("button", name="Take MM-0002 off the agenda").press("Enter")
    expect(numbers(page)).to_have_text(["MM-0001", "MM-0003"])

    page.get_by_label("Minutes for MM-0001", exact=True).press("Control+z")
    page.wait_for_timeout(300)

    expect(numbers(page)).to_have_text(["MM-0001", "MM-0003"])
