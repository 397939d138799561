"""When a plan is followed up, and what is known of it: pure."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from board.followup.due import DAYS, asked_now, coming, due_on, has_begun
from board.followup.models import Became
from board.followup.reasons import MEANINGS, Reason, grouped
from board.followup.standing import counted, known_of

SIGNED = date(2026, 11, 2)


@dataclass(frozen=True)
class Said:
    day: int
    became: Became


def after(days):
    return SIGNED + timedelta(days=days)


def test_a_plan_is_asked_about_at_day_14_30_and_90():
    assert [due_on(SIGNED, day).isoformat() for day in DAYS] == [
        "2026-11-16",
        "2026-12-02",
        "2027-01-31",
    ]


@pytest.mark.parametrize(
    ("days", "answered", "day", "words"),
    [
        (14, (), 14, "due today"),
        (17, (), 14, "3 days late"),
        (15, (), 14, "1 day late"),
        (30, (), 30, "due today"),
        (30, (14,), 30, "due today"),
        (200, (14, 30), 90, "110 days late"),
    ],
)
def test_the_latest_day_that_has_come_is_asked(days, answered, day, words):
    asked = asked_now(SIGNED, after(days), answered)

    assert (asked.day, asked.words) == (day, words)


@pytest.mark.parametrize(
    ("days", "answered"), [(13, ()), (20, (14,)), (89, (14, 30)), (89, (30,)), (120, (90,))]
)
def test_nothing_is_asked_before_its_day_nor_after_its_answer(days, answered):
    assert asked_now(SIGNED, after(days), answered) is None


def test_a_later_answer_spares_the_earlier_ones():
    assert asked_now(SIGNED, after(40), (30,)) is None
    assert coming(SIGNED, after(40), (30,)).day == 90
    assert coming(SIGNED, after(91), (30,)) is None


def test_a_plan_signed_on_29_february_is_asked_about_as_any_other():
    assert due_on(date(2028, 2, 29), 14) == date(2028, 3, 14)
    assert due_on(date(2028, 2, 15), 14) == date(2028, 2, 29)


def test_a_plan_counts_in_the_figures_from_its_first_follow_up_on():
    assert not has_begun(SIGNED, after(13))
    assert has_begun(SIGNED, after(14))


def test_not_known_later_takes_nothing_back_of_what_was_known():
    said = [Said(14, Became.FULLY), Said(30, Became.UNKNOWN)]

    assert counted(said).day == 14
    assert counted([Said(14, Became.UNKNOWN)]).became is Became.UNKNOWN
    assert counted([]) is None


def test_a_plan_without_an_answer_is_not_known():
    known = known_of([[], [Said(14, Became.UNKNOWN)], *([[Said(14, Became.NOT)]] * 38)])

    assert (known.plans, known.unknown, known.share, known.reached) == (40, 2, 5.0, True)
    assert not known_of([[], [Said(14, Became.FULLY)]]).reached
    assert known_of([]).share == 0


def test_the_twenty_reasons_have_a_name_a_group_and_a_code_each():
    assert len(Reason) == 20
    assert set(MEANINGS) == set(Reason)
    assert len({said.words for said in MEANINGS.values()}) == 20
    assert len({said.snomed for said in MEANINGS.values()}) == 20
    assert sorted(reason for _, codes in grouped() for reason in codes) == sorted(Reason)
    assert all(said.snomed.isdigit() and len(said.obds) == 1 for said in MEANINGS.values())
