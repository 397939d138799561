"""From rows to plain values: what counts as a discussion, as due, and as typed."""

from datetime import timedelta

import pytest

from board.accounts.models import Board
from board.cases import services as cases
from board.db import db
from board.followup import services as following
from board.followup.models import Became
from board.followup.queries import newest_signed_of
from board.followup.services import Said
from board.meetings import services as meetings
from board.statistics.period import EVERYTHING, chosen
from board.statistics.queries import told_of
from board.transactions import transaction
from tests.factories import a_meeting, a_room, a_signed_plan, a_submission, an_agenda_item
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

DAY = timedelta(days=1)


def told(cast, at, period=EVERYTHING):
    return told_of(db.session.get_one(Board, cast.board_id), period, at)


@pytest.fixture
def first(cast):
    """A case that was discussed and decided at noon."""
    item = a_room(cast)
    a_signed_plan(cast, item)
    with transaction():
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON + timedelta(minutes=9))
    return item


def discussed_again(cast, first, at):
    meeting = a_meeting(cast, starts_at=at, ends_at=at + timedelta(hours=1), at=NOON)
    item = an_agenda_item(cast, meeting, first.case, at=NOON)
    with transaction():
        meetings.open_room(meeting.id, by=cast["chen"], at=at)
        meetings.come_in(meeting.id, by=cast["chen"], at=at)
        meetings.take_up(item.id, by=cast["chen"], at=at)
    a_signed_plan(cast, item, at=at)
    with transaction():
        meetings.close_room(meeting.id, by=cast["chen"], at=at + timedelta(minutes=5))


def test_a_discussion_is_told_with_its_times_and_its_plan(cast, first):
    (one,) = told(cast, NOON + DAY).discussions

    assert (one.seconds, one.corrections, one.again) == (540, 0, False)
    assert one.decision.first == "Systemic therapy"
    assert not one.decision.due


def test_a_plan_is_due_from_day_14_on_unless_a_later_discussion_ended_it(cast, first):
    assert [one.decision.due for one in told(cast, NOON + 14 * DAY).discussions] == [True]

    discussed_again(cast, first, NOON + timedelta(hours=10))

    later = told(cast, NOON + 30 * DAY).discussions
    assert [(one.again, one.decision.due) for one in later] == [(False, False), (True, True)]


def test_an_answer_is_told_with_what_earlier_ones_add(cast, first):
    plan_id = newest_signed_of(first.case_id).id
    started = (NOON + 9 * DAY).date()
    says = {"instead_of": None, "by": cast["park"]}
    with transaction():
        said = Said(Became.FULLY, recommendation=2, started_on=started)
        following.answer(plan_id, 14, said, at=NOON + 14 * DAY, **says)
        following.answer(plan_id, 30, Said(Became.UNKNOWN), at=NOON + 30 * DAY, **says)

    after = told(cast, NOON + 30 * DAY).discussions[0].decision.after

    assert (after.became, after.recommendation, after.started_on) == (Became.FULLY, 2, started)


def test_a_period_holds_the_meetings_and_cases_of_its_days(cast, first):
    this, last = (chosen(id, NOON.date()) for id in ("quarter", "last-quarter"))

    assert len(told(cast, NOON, this).sittings) == len(told(cast, NOON, this).brought) == 1
    assert told(cast, NOON, last).sittings == told(cast, NOON, last).brought == ()


def test_how_long_typing_took_is_kept_with_the_draft(cast):
    says = {"by": cast["lindt"]}
    with transaction():
        draft = cases.begin_draft(cast.board_id, {}, at=NOON, **says)
        cases.submit_draft(draft, a_submission(), at=NOON + timedelta(minutes=6), **says)

    (typed,) = told(cast, NOON + DAY).typed

    assert (typed.took, typed.correction) == (timedelta(minutes=6), False)


def test_nothing_of_another_board_is_counted(cast, first):
    other = told_of(db.session.get_one(Board, cast.other_board_id), EVERYTHING, NOON + DAY)

    assert (other.discussions, other.sittings, other.brought, other.moves) == ((), (), (), ())
