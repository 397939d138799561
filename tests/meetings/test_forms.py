"""What people type about a meeting, and what is made of it."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.errors import BoardError, Invalid
from board.meetings.forms import MeetingForm, read_case_number, read_number, read_reply
from board.meetings.models import Reply

BERLIN = "Europe/Berlin"


def form(**typed):
    said = {"day": "2026-11-24", "starts": "18:45", "ends": "20:00", "place": " Room 4 "}
    return MeetingForm.typed(said | typed)


def test_day_and_times_are_read_by_the_boards_clock():
    times = form().times(BERLIN)

    assert times.starts_at == datetime(2026, 11, 24, 17, 45, tzinfo=UTC)
    assert times.ends_at == datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    assert (times.remark, form().place) == ("", "Room 4")


@pytest.mark.parametrize("clock", ["18:45", "18.45", "18h45", "18:45:00", "8:05"])
def test_times_are_read_as_people_write_them(clock):
    assert form(starts=clock).times(BERLIN).starts_at.minute in (45, 5)


@pytest.mark.parametrize(
    "day", ["", "2027-02-29", "24.11.2026", "2026-W48-2", "9999-12-31", "0001-01-01", "٢٠٢٦-١١-٢٤"]
)
def test_a_day_that_is_not_in_the_calendar_is_refused_with_what_to_do(day):
    with pytest.raises(Invalid) as refusal:
        form(day=day).times(BERLIN)

    assert "2026-11-24" in refusal.value.fields["day"]


def test_29_february_is_taken_in_a_leap_year():
    assert form(day="2028-02-29").times(BERLIN).starts_at.day == 29


@pytest.mark.parametrize("clock", ["", "24:00", "7 pm", "-1:00", "18:60", "1845"])
def test_a_time_that_no_clock_shows_is_refused_with_what_to_do(clock):
    with pytest.raises(Invalid) as refusal:
        form(ends=clock).times(BERLIN)

    assert "18:45" in refusal.value.fields["ends"]


def test_every_wrong_answer_is_named_at_once():
    with pytest.raises(Invalid) as refusal:
        MeetingForm.typed({}).times(BERLIN)

    assert set(refusal.value.fields) == {"day", "starts", "ends"}


def test_the_hour_that_is_left_out_in_spring_is_refused():
    with pytest.raises(Invalid) as refusal:
        form(day="2026-03-29", starts="02:30", ends="03:30").times(BERLIN)

    assert "clocks go forward" in refusal.value.fields["starts"]


def test_of_the_hour_that_comes_twice_in_autumn_the_first_is_meant_and_that_is_said():
    times = form(day="2026-10-25", starts="02:30", ends="04:00").times(BERLIN)

    assert times.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "02:30 comes twice" in times.remark


@pytest.mark.parametrize("typed", [None, "", "four", "4.5", "1e3", "٤", "9" * 10, "0x4"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(Invalid, match="Enter minutes"):
        read_number(typed, "Enter minutes.")


@pytest.mark.parametrize("typed", [None, "", "MM", "MM-", "MM-0142'--", "MM-0142\0", "x" * 99])
def test_what_is_no_case_number_is_refused(typed):
    with pytest.raises(Invalid, match="MM-0142"):
        read_case_number(typed)


def test_a_reply_is_yes_maybe_or_no():
    assert read_reply("maybe") is Reply.MAYBE
    for typed in (None, "", "none", "YES", "perhaps"):
        with pytest.raises(Invalid):
            read_reply(typed)


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in ("day", "starts", "ends")}))
def test_whatever_is_typed_is_read_or_refused(typed):
    with contextlib.suppress(BoardError):
        MeetingForm.typed(typed).times(BERLIN)
