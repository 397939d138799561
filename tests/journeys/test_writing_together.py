"""Three people write on one plan at the same time, and one of them loses the line."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories import a_room
from tests.servers import wait_for

pytestmark = pytest.mark.browser

VECTORS = (Path(__file__).parents[1] / "decisions" / "edits.json").read_text(encoding="utf-8")
#: What the browser's edits answer otherwise than the server's, by row.
COMPARE = """
async (rows) => {
  const edits = await import("/static/js/live/edits.js");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return rows.map((row, number) => [number, {
    apply: edits.apply(row.text, row.one) === row.after_one,
    rebase: same(edits.rebase(row.other, row.one), row.other_rebased),
    first: same(edits.rebase(row.one, row.other, true), row.one_rebased_first),
    join: same(edits.join(row.one, row.then), row.joined),
    undoing: same(edits.undoing(row.one, row.text), row.undone),
    between: edits.apply(row.text, edits.between(row.text, row.both)) === row.both,
  }]).filter(([, answers]) => !Object.values(answers).every(Boolean));
}
"""


@pytest.fixture
def table(app, cast, desk):
    """Three people before the plan of one case, by name."""
    with app.app_context():
        meeting = a_room(cast).meeting_id
    seats = {}
    for key in ("okafor", "brandt", "tanaka"):
        seats[key] = desk()
        page = seats[key].sign_in(cast.email(key))
        page.goto(f"/meetings/{meeting}/room")
        page.get_by_role("tab", name="Plan").click()
        expect(text_of(page)).to_be_editable()
    return seats


def text_of(page):
    return page.get_by_label("Plan, written together")


def agree(seats):
    """Return the one text that everybody has come to."""
    pages = [seat.page for seat in seats.values()]

    def one_text():
        texts = {text_of(page).input_value() for page in pages}
        stored = all(page.locator("[data-text-state]").inner_text() == "Stored" for page in pages)
        pages[0].wait_for_timeout(50)
        return texts if stored and len(texts) == 1 else None

    return wait_for(one_text, what="one text on every screen").pop()


def test_the_browser_edits_as_the_server_does(table):
    page = table["okafor"].page

    assert page.evaluate(COMPARE, json.loads(VECTORS)) == []


def test_everybody_writes_at_once_and_everything_is_there(table):
    okafor, brandt, tanaka = (seat.page for seat in table.values())
    text_of(okafor).fill("Step-up.\n")
    agree(table)

    text_of(brandt).press("Control+Home")
    text_of(tanaka).press("Control+End")
    for mine, theirs in zip("Zähne 漢😀", "Immunglo", strict=True):
        brandt.keyboard.insert_text(mine)
        tanaka.keyboard.insert_text(theirs)

    assert agree(table) == "Zähne 漢😀Step-up.\nImmunglo"


def test_undo_takes_back_what_one_wrote_oneself(table):
    okafor, brandt = table["okafor"].page, table["brandt"].page
    text_of(okafor).fill("Mine. ")
    agree(table)
    text_of(brandt).press("Control+End")
    brandt.keyboard.insert_text("Yours.")
    agree(table)

    text_of(okafor).press("Control+z")
    assert agree(table) == "Yours."
    text_of(okafor).press("Control+Shift+z")

    assert agree(table) == "Mine. Yours."


def test_what_is_written_without_a_line_is_brought_together_afterwards(table):
    okafor, brandt = table["okafor"].page, table["brandt"].page
    text_of(okafor).fill("Start. ")
    agree(table)

    table["okafor"].context.set_offline(True)
    expect(okafor.locator("[data-connection]").first).to_have_attribute("data-connection", "stale")
    text_of(okafor).press("Control+End")
    okafor.keyboard.insert_text("Written alone.")
    text_of(brandt).press("Control+Home")
    brandt.keyboard.insert_text("Meanwhile. ")
    expect(okafor.locator("[data-text-state]")).not_to_have_text("Stored")
    table["okafor"].context.set_offline(False)

    assert agree(table) == "Meanwhile. Start. Written alone."
    table["okafor"].complaints.clear()  # the browser says that there was no line


def test_the_name_of_whoever_writes_stands_where_they_write(table):
    text_of(table["brandt"].page).fill("Daughter drives.")

    caret = table["tanaka"].page.locator(".together__caret")

    expect(caret).to_have_attribute("data-who", "Brandt")
