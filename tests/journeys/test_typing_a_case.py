"""Dr Lindt types a case: what is typed is kept, Enter goes down, a block from a spreadsheet fills the table."""

import pytest
from playwright.sync_api import expect

from tests.cases.form import begin

pytestmark = pytest.mark.browser

BLOCK = "2026-09-14\t1.4\t\t310\t8\n2026-10-12\t1.6\t\t380\t8\n2026-11-09\t1.9\t\t420\t8\n2026-11-16\t2.0\t\t440\t9"


@pytest.fixture
def draft(app, cast, as_person):
    """The address of a draft that was just begun."""
    return begin(as_person("lindt"))


@pytest.fixture
def table(desk, cast, draft):
    """The page of the samples at the size of a small laptop."""
    page = desk(viewport={"width": 1366, "height": 768}).sign_in(cast.email("lindt"))
    page.goto(f"{draft}/relapse")
    return page


def cell(page, row, name="date"):
    return page.locator(f"#series-{row}-{name}")


def rows(page):
    return page.locator("[data-sheet=series] [data-sheet-row]")


def paste(field, text):
    field.focus()
    field.evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_enter_goes_to_the_next_row_and_adds_one_only_after_the_last(table):
    before = rows(table).count()
    assert before >= 2
    cell(table, 0, "serum_m_g_dL").fill("1.4")
    cell(table, 0, "serum_m_g_dL").press("Enter")

    assert rows(table).count() == before
    expect(cell(table, 1, "serum_m_g_dL")).to_be_focused()

    cell(table, before - 1, "date").press("Enter")
    assert rows(table).count() == before + 1
    expect(cell(table, before, "date")).to_be_focused()


def test_a_block_from_a_spreadsheet_fills_cells_and_adds_rows(table):
    paste(cell(table, 0), BLOCK)

    expect(cell(table, 3)).to_have_value("2026-11-16")
    expect(cell(table, 2, "kappa_mg_L")).to_have_value("420")
    expect(cell(table, 1, "urine_m_mg_24h")).to_have_value("")
    assert rows(table).count() >= 4


def test_what_is_typed_is_saved_by_itself_and_is_there_after_a_reload(table):
    paste(cell(table, 0), BLOCK)
    cell(table, 0, "laboratory").fill("Central laboratory")

    expect(table.locator("[data-saved]")).to_contain_text("Draft saved")
    with table.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        cell(table, 0, "laboratory").press("End")
        cell(table, 0, "laboratory").type(".")
    assert saved.value.status == 200
    table.reload()

    expect(cell(table, 0, "laboratory")).to_have_value("Central laboratory.")
    expect(cell(table, 3, "kappa_mg_L")).to_have_value("440")


def test_the_table_of_samples_needs_no_sideways_scroll_on_a_small_laptop(table):
    box = table.locator("[data-sheet=series] .table-scroll")

    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def test_on_a_phone_the_sections_are_one_line_that_stays_in_sight(desk, cast, draft):
    phone = desk(viewport={"width": 390, "height": 844})
    page = phone.sign_in(cast.email("lindt"))
    page.goto(f"{draft}/relapse")

    page.evaluate("window.scrollTo(0, 900)")
    menu = page.locator(".rail-menu summary")
    expect(menu).to_be_in_viewport()
    expect(menu).to_contain_text("of 9")
    menu.click()
    page.get_by_role("link", name="Genetics").click()

    page.wait_for_url("**/genetics")
    assert phone.axe() == []
