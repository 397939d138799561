"""Periods, files and charts: what leaves the room of figures."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.statistics import pictures, sheets
from board.statistics.csvs import as_csv, inert
from board.statistics.measures import Spread
from board.statistics.period import EVERYTHING, chosen, periods
from board.statistics.pictures import Bar, Range
from board.statistics.queries import Told
from board.statistics.table import Sheet
from tests.statistics.test_measures import NONE_YET, PLAN, SITTING, TALK


@pytest.mark.parametrize(
    ("id", "first", "last"),
    [
        ("year", "2028-01-01", "2028-12-31"),
        ("last-year", "2027-01-01", "2027-12-31"),
        ("quarter", "2028-01-01", "2028-03-31"),
        ("last-quarter", "2027-10-01", "2027-12-31"),
    ],
)
def test_periods_are_whole_years_and_quarters(id, first, last):
    period = chosen(id, date(2028, 2, 29))

    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.holds(date.fromisoformat(first))
    assert not period.holds(date.fromisoformat(last).replace(year=2031))


def test_an_unknown_period_is_everything():
    assert chosen("2026-11-01 to 2026-11-02", date(2026, 11, 23)) is EVERYTHING
    assert len(periods(date(2026, 11, 23))) == 5


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-7", "-7"),
        ("+12.5", "+12.5"),
        ("fewer than 5", "fewer than 5"),
    ],
)
def test_a_cell_is_never_a_formula(cell, written):
    assert inert(cell) == written


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_whatever_stands_in_a_table_comes_back_from_the_file(cells):
    sheet = Sheet("x", "Title", "", tuple("abcd"[: len(cells)]), (tuple(cells),))

    text = as_csv(sheet, "About").decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["Title", "About"]
    assert rows[2] == [inert(cell) for cell in cells]
    assert not any(cell[:1] in "=@\t\r\n" for cell in rows[2] if cell)


def test_a_chart_has_a_title_real_text_and_no_style():
    rows = [Bar("Done <fully>", "12 (60 %)", 12), Bar("Not done", "fewer than 5", None)]
    times = [Range("On the table", "9.0 minutes", Spread(7, 9, 8, 12)), Range("Empty", "", None)]

    drawn = [
        pictures.bars("Plans followed", rows).wide,
        pictures.ranges("Time", times, "minutes").narrow,
        pictures.drifts("Ends", [(date(2026, 11, 3), 8), (date(2026, 11, 10), -3)]).wide,
    ]

    for svg in drawn:
        assert re.match(r'<svg class="chart" role="img" viewBox="[^"]+"><title>[^<]+</title>', svg)
        assert "style=" not in svg
    assert "Done &lt;fully&gt;" in drawn[0]
    assert drawn[0].count("chart__hidden") == 1
    assert drawn[0].count("chart__bar") == 1  # what is hidden is not drawn either


def test_what_is_hidden_stands_in_no_chart():
    svg = pictures.bars("Plans", [Bar("Not done", "fewer than 5", None)]).wide

    assert set(re.findall(r">([^<>]*\d[^<>]*)<", svg)) == {
        "Plans. Not done: fewer than 5.",
        "fewer than 5",
    }


@pytest.mark.parametrize("unsigned", [1, 2, 4])
def test_what_is_hidden_of_signed_plans_is_told_by_no_other_sheet(unsigned):
    nothing = replace(TALK, decision=replace(PLAN, first=""))
    talks = (*[TALK] * 17, nothing, *[NONE_YET] * unsigned)
    told = Told(talks, (SITTING,), (), (), ())

    assert sheets.headline(told)[1]["value"] == "not shown"
    for name in ("waits", "became", "trials", "accreditation"):
        cells = [cell for row in sheets.sheet_called(told, name).rows[-4:] for cell in row]
        assert not any(re.match("18( |$)", cell) or "of 18" in cell for cell in cells), name
    assert "%" not in sheets.headline(told)[2]["value"]


def test_where_everything_has_a_signed_plan_every_sheet_says_so():
    told = Told((TALK,) * 18, (SITTING,), (), (), ())

    assert sheets.sheet_called(told, "trials").rows[0] == ("Plans signed", "18")
    assert sheets.sheet_called(told, "became").rows[-1] == ("All", "18")
    assert sheets.sheet_called(told, "waits").rows[1][-1] == "18"
