"""Numbers and dates with two meanings are asked about, never guessed."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.interop.amounts import Mark, UnreadableError, amount, decimal_mark, is_blank
from board.interop.days import UnclearDayError, day


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("3.8", Mark.POINT, "3.8"),
        ("0,3", Mark.COMMA, "0.3"),
        ("1,250", Mark.COMMA, "1.250"),
        ("1.5E+02", Mark.POINT, "150"),
        ("175 L", Mark.POINT, "175"),
        ("12.3 (H)", Mark.POINT, "12.3"),
        ("97*", Mark.POINT, "97"),
    ],
)
def test_a_number_is_read_as_the_file_writes_numbers(text, mark, number):
    assert amount(text, mark).number == Decimal(number)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,250", Mark.POINT),
        ("0,3", Mark.POINT),
        ("1.250", Mark.COMMA),
        ("1,250.5", Mark.POINT),
        ("1.250,5", Mark.COMMA),
        ("0,3", Mark.BOTH),
        (">5000", Mark.POINT),
        ("haemolysed", Mark.POINT),
        ("٣", Mark.POINT),
        ("1" * 5000, Mark.POINT),
        ("-", Mark.POINT),
    ],
)
def test_a_number_with_two_meanings_or_none_is_refused(text, mark):
    with pytest.raises(UnreadableError):
        amount(text, mark)


def test_a_space_between_thousands_leaves_a_unit_that_nobody_knows():
    assert amount("1 250").unit == "250"


def test_only_cells_that_leave_no_doubt_decide_how_decimals_are_written():
    assert decimal_mark(["1,250", "15"], commas_possible=True) is Mark.POINT
    assert decimal_mark(["1,250", "0,3"], commas_possible=True) is Mark.COMMA
    assert decimal_mark(["12.5", "0,3"], commas_possible=True) is Mark.BOTH
    assert decimal_mark(["0,3"], commas_possible=False) is Mark.POINT


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "not done", "Not  measured"])
def test_a_blank_cell_is_not_measured(text):
    assert is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-12", "2026-10-12T08:30:00Z", "2026-10-12 08:30", "2026/10/12", "12-Oct-2026",
        "12 October 2026", "12.10.2026", "Oct 12, 2026", "12.10.2026 08:30",
    ],
)  # fmt: skip
def test_a_date_that_can_only_be_one_day_is_read(text):
    assert day(text) == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/26", "cannot be told apart"),
        ("03/04/2026", "day/month or month/day"),
        ("03-04-2026", "day/month or month/day"),
        ("46307", "day number"),
        ("2026-10", "needs the day"),
        ("2026", "needs the day"),
        ("31.02.2026", "no such day"),
        ("12-Okt-2026", "month is not understood"),
        ("0001-01-01", "year cannot be right"),
        ("yesterday", "not a date"),
        ("", "not a date"),
        ("9" * 5000, "too long"),
    ],
)
def test_a_date_with_two_meanings_or_none_says_what_to_write(text, why):
    with pytest.raises(UnclearDayError, match=why) as refused:
        day(text)

    assert "2026-10-12" in str(refused.value)


def test_a_slashed_date_is_read_where_only_one_number_can_be_the_month():
    assert day("25/10/2026") == day("10/25/2026") == date(2026, 10, 25)


@given(text=st.text(max_size=60))
def test_no_text_is_more_than_refused(text):
    for read, refusal in ((amount, UnreadableError), (day, UnclearDayError)):
        with suppress(refusal):
            read(text)
