"""Series: begun, called ahead, one meeting moved, all that follow changed, days left out, ended."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from board.audit.models import AuditEntry
from board.db import db
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.mail.models import Letter
from board.meetings import services
from board.meetings.models import Meeting, Reply
from board.meetings.queries import meetings_of, waiting_cases
from board.meetings.services.series import AHEAD, call_due
from board.transactions import transaction
from tests.factories import a_case, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

FIRST = date(2026, 11, 25)  # a Wednesday
WEEKLY = services.Rhythm("FREQ=WEEKLY;INTERVAL=1;BYDAY=WE", FIRST, None, time(14), 75, "Room 4.12")


def begun(cast, rhythm=WEEKLY, by="park", at=NOON):
    with transaction():
        return services.begin_series(cast.board_id, rhythm, by=cast[by], at=at)


def called(series):
    return [one for one in meetings_of(series, NOON) if one.cancelled_at is None]


def days(series):
    return [one.day for one in called(series)]


def letters(kind):
    return db.session.scalars(select(Letter).where(Letter.kind == kind)).all()


def tuesdays(first_day=date(2026, 12, 8), rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"):
    return services.Rhythm(rule, first_day, None, time(16), 60, "Room 5")


def test_a_series_calls_its_meetings_of_the_next_eight_weeks(cast):
    series = begun(cast)

    assert days(series) == [FIRST + timedelta(weeks=week) for week in range(8)]
    assert {len(one.invitations) for one in called(series)} == {6}
    deeds = db.session.scalars(select(AuditEntry.deed)).all()
    assert deeds.count("began a series of meetings") == 1
    assert deeds.count("called a meeting") == 8


@pytest.mark.parametrize("who", ["okafor", "silva"])
def test_only_chair_and_coordinator_begin_a_series(cast, who):
    with pytest.raises(NotAllowed):
        begun(cast, by=who)


def test_a_series_of_another_board_is_not_there(cast):
    series = begun(cast)

    with pytest.raises(NotFound):
        services.end_series(series.id, FIRST, by=cast["novak"], at=NOON)


def test_everybody_hears_once_of_a_series_and_is_invited_two_weeks_before_each_meeting(cast):
    begun(cast)

    assert len(letters("series")) == 6
    due = sorted({letter.next_try_at for letter in letters("invitation")})
    assert due[0] == NOON
    assert due[-1] == datetime(2027, 1, 13, 13, 0, tzinfo=UTC) - timedelta(days=14)


def test_as_weeks_go_by_the_next_meetings_are_called_once(cast):
    series = begun(cast)
    later = NOON + timedelta(weeks=3)

    call_due(later)
    call_due(later)

    assert days(series)[-1] == (later + AHEAD).date() - timedelta(days=6)
    assert len(days(series)) == 11


def test_a_series_with_a_last_day_ends_there(cast):
    series = begun(cast, services.Rhythm(WEEKLY.rule, FIRST, date(2026, 12, 9), time(14), 75))

    call_due(NOON + timedelta(weeks=6))

    assert days(series) == [FIRST, date(2026, 12, 2), date(2026, 12, 9)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": FIRST - timedelta(days=1)},
        {"rule": "FREQ=HOURLY"},
        {"minutes": 721},
        {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
    ],
)
def test_a_series_that_cannot_be_is_refused(cast, wrong):
    values = {name: getattr(WEEKLY, name) for name in WEEKLY.__dataclass_fields__} | wrong

    with pytest.raises(Invalid):
        begun(cast, services.Rhythm(**values))


def test_a_meeting_that_is_moved_alone_leaves_the_series_as_it_is(cast):
    series = begun(cast)
    second = called(series)[1]
    thursday = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)

    with transaction():
        services.change_meeting(
            second.id, thursday, thursday + timedelta(hours=1), "", by=cast["park"], at=NOON
        )
    call_due(NOON + timedelta(weeks=1))

    assert days(series)[:3] == [FIRST, date(2026, 12, 3), date(2026, 12, 9)]
    assert second.sequence == 1


def test_changing_this_and_all_that_follow_takes_agendas_and_answers_along(cast):
    series = begun(cast)
    third = called(series)[2]
    an_agenda_item(cast, third, a_case(cast))
    with transaction():
        services.reply(third.id, Reply.YES, by=cast["okafor"], at=NOON)

    with transaction():
        new = services.change_following(third.id, tuesdays(), by=cast["park"], at=NOON)

    assert days(series) == [FIRST, date(2026, 12, 2)]
    assert days(new)[:2] == [date(2026, 12, 8), date(2026, 12, 15)]
    assert called(new)[0].id == third.id
    assert (len(third.items), third.starts_at.hour) == (1, 15)
    assert Reply.YES in [asked.reply for asked in third.invitations]
    assert series.last_day == date(2026, 12, 8)


def test_a_week_without_a_meeting_any_more_has_its_meeting_cancelled_and_its_cases_wait(cast):
    series = begun(cast)
    third, fourth = called(series)[2:4]
    case = a_case(cast)
    an_agenda_item(cast, fourth, case)
    every_second = tuesdays(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")

    with transaction():
        new = services.change_following(third.id, every_second, by=cast["park"], at=NOON)

    assert days(new)[:2] == [date(2026, 12, 8), date(2026, 12, 22)]
    assert fourth.cancelled_at == NOON
    assert [one.case_id for one in waiting_cases(cast.board_id)] == [case.id]


def test_a_meeting_of_no_series_has_none_that_follow(cast):
    with transaction():
        meeting = services.call_meeting(
            cast.board_id, NOON, NOON + timedelta(hours=1), "", by=cast["park"], at=NOON
        )

    with pytest.raises(Conflict, match="of no series"):
        services.change_following(meeting.id, tuesdays(), by=cast["park"], at=NOON)


def test_a_day_that_is_left_out_is_cancelled_and_not_called_again(cast):
    series = begun(cast)
    holiday = date(2026, 12, 23)

    with transaction():
        services.leave_out(series.id, holiday, "Holidays", by=cast["park"], at=NOON)
    call_due(NOON + timedelta(weeks=2))

    assert holiday not in days(series)
    with pytest.raises(Conflict, match="does not meet"):
        services.leave_out(series.id, holiday, "", by=cast["park"], at=NOON)


def test_nobody_hears_of_the_end_of_a_meeting_that_they_were_never_told_of(cast):
    series = begun(cast)

    with transaction():
        services.leave_out(series.id, date(2027, 1, 13), "", by=cast["park"], at=NOON)

    assert letters("cancelled") == []


def test_a_series_that_ends_cancels_what_was_called_for_later(cast):
    series = begun(cast)

    with transaction():
        services.end_series(series.id, date(2026, 12, 2), by=cast["park"], at=NOON)
    call_due(NOON + timedelta(weeks=4))

    assert days(series) == [FIRST, date(2026, 12, 2)]


def test_a_cancelled_meeting_can_not_be_opened_and_is_not_called_again(cast):
    series = begun(cast)
    second = called(series)[1]

    with transaction():
        services.cancel_meeting(second.id, "The chair is away", by=cast["park"], at=NOON)
    call_due(NOON + timedelta(weeks=2))

    assert second.day not in days(series)
    assert services.upcoming_meetings(cast["park"], NOON)[1].day == date(2026, 12, 9)
    with pytest.raises(Conflict, match="was cancelled"):
        services.open_room(second.id, by=cast["chen"], at=NOON)


def test_over_the_change_of_clocks_a_series_keeps_its_hour(cast):
    at = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    rhythm = services.Rhythm(WEEKLY.rule, date(2027, 3, 17), None, time(14), 75)

    series = begun(cast, rhythm, at=at)

    hours = [
        one.starts_at.hour
        for one in db.session.scalars(
            select(Meeting).where(Meeting.series_id == series.id).order_by(Meeting.starts_at)
        )
    ]
    assert hours[:4] == [13, 13, 12, 12]
