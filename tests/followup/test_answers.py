"""Saying what became of a plan: who may, what is kept, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from board.audit.models import AuditEntry
from board.db import db
from board.decisions.codes import Again
from board.decisions.content import Trigger
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.followup import queries, services
from board.followup.models import Became, BestResponse, FollowUp, TrialStep
from board.followup.reasons import Reason
from board.followup.services import Said
from board.meetings import services as meetings
from board.meetings.planning import AgendaRules
from board.transactions import transaction
from tests.factories import A_PLAN, a_meeting, a_room, a_signed_plan
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

DAY_14 = NOON + timedelta(days=14)
DAY_30 = NOON + timedelta(days=30)
DONE = Said(Became.FULLY, recommendation=1)
DECLINED = Said(Became.NOT, Reason.PATIENT_REFUSAL)
COMES_BACK = replace(
    A_PLAN,
    triggers=(Trigger(Again.PROGRESSION), Trigger(Again.OTHER, "no bed within two weeks")),
    valid_until=date(2026, 12, 20),
)


@pytest.fixture
def plan(cast):
    item = a_room(cast)
    plan = a_signed_plan(cast, item, COMES_BACK)
    with transaction():
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON + timedelta(hours=2))
    return plan


def answered(cast, plan, said=DONE, day=14, by="park", at=DAY_14, instead_of=None):
    with transaction():
        return services.answer(plan.id, day, said, instead_of=instead_of, by=cast[by], at=at)


def line(plan, at=DAY_14):
    return queries.line_of(plan, at)


@pytest.mark.parametrize("who", ["park", "chen", "lindt"])
def test_coordinator_chair_and_submitter_say_what_became_of_a_plan(cast, plan, who):
    row = answered(cast, plan, by=who)

    assert (row.day, row.became, row.person_id) == (14, Became.FULLY, cast[who].person_id)


@pytest.mark.parametrize("who", ["okafor", "brandt", "silva"])
def test_others_of_the_board_read_it_and_do_not_say_it(cast, plan, who):
    with pytest.raises(NotAllowed):
        answered(cast, plan, by=who)


@pytest.mark.parametrize("who", ["weber", "novak"])
def test_for_everybody_else_there_is_no_such_plan(cast, plan, who):
    with pytest.raises(NotFound):
        answered(cast, plan, by=who)


def test_submitters_see_their_own_plans_alone(cast, plan):
    assert [one.plan for one in queries.lines_for(cast["lindt"], DAY_14)] == [plan]
    assert [one.plan for one in queries.lines_for(cast["park"], DAY_14)] == [plan]
    assert queries.lines_for(cast["okafor"], DAY_14) == []  # a member, and not her case
    assert queries.lines_for(cast["novak"], DAY_14) == []


def test_nothing_is_answered_before_its_day(cast, plan):
    with pytest.raises(Conflict, match="has not come"):
        answered(cast, plan, at=DAY_14 - timedelta(days=1))
    with pytest.raises(Invalid):
        answered(cast, plan, day=15)


@pytest.mark.parametrize("became", [Became.PARTLY, Became.NOT])
def test_a_deviation_says_why(cast, plan, became):
    with pytest.raises(Invalid) as refusal:
        answered(cast, plan, Said(became))

    assert "reason" in refusal.value.fields


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(Became.FULLY, Reason.OTHER), "reason"),
        (Said(Became.FULLY, recommendation=3), "recommendation"),
        (Said(Became.NOT, Reason.OTHER, recommendation=1), "recommendation"),
        (Said(Became.FULLY, started_on=DAY_14.date() + timedelta(days=1)), "started"),
        (Said(Became.FULLY, text="x" * 501), "text"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(cast, plan, said, field):
    with pytest.raises(Invalid) as refusal:
        answered(cast, plan, said)

    assert field in refusal.value.fields


def test_the_conditional_recommendation_that_was_done_is_kept(cast, plan):
    said = replace(
        DONE,
        recommendation=2,
        started_on=date(2026, 12, 3),
        response=BestResponse.VGPR,
        trial=TrialStep.SCREENED,
        trial_why="Platelets too low",
    )

    row = answered(cast, plan, said)

    assert (row.recommendation, row.started_on, row.response) == (2, date(2026, 12, 3), "VGPR")
    assert (row.trial, row.trial_why) == ("screened", "Platelets too low")


def test_a_correction_is_a_new_row_and_the_old_one_stays(cast, plan):
    first = answered(cast, plan)

    second = answered(cast, plan, DECLINED, by="lindt", instead_of=first.id)

    assert [row.id for row in line(plan).every] == [first.id, second.id]
    assert line(plan).standing is second
    assert second.instead_of_id == first.id


def test_an_answer_that_was_not_seen_is_not_set_aside(cast, plan):
    first = answered(cast, plan)
    answered(cast, plan, DECLINED, instead_of=first.id)

    with pytest.raises(Conflict, match="just answered"):
        answered(cast, plan, Said(Became.UNKNOWN), instead_of=first.id)
    with pytest.raises(Conflict, match="just answered"):
        answered(cast, plan, Said(Became.UNKNOWN))


def test_the_same_answer_again_adds_nothing(cast, plan):
    first = answered(cast, plan)

    assert answered(cast, plan) is first
    assert len(line(plan).every) == 1


@pytest.mark.parametrize(
    "act", ["UPDATE follow_ups SET became = 'not known'", "DELETE FROM follow_ups"]
)
def test_the_database_refuses_to_change_an_answer(cast, plan, act):
    answered(cast, plan)

    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(act))


def test_after_a_death_nothing_more_is_asked(cast, plan):
    answered(cast, plan, Said(Became.NOT, Reason.PATIENT_DEATH))

    assert line(plan, DAY_30).ended
    assert line(plan, DAY_30).asked is None


def test_the_trail_says_who_and_when_and_not_what(cast, plan):
    answered(cast, plan, DECLINED)

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (entry.deed, entry.object, entry.detail) == (
        "said what became of a plan",
        f"plan/{plan.id}",
        {"day": 14},
    )


def test_a_trigger_that_was_met_brings_the_case_back_until_it_is_taken_back(cast, plan):
    says = {"by": cast["lindt"], "at": DAY_14}
    with transaction():
        services.report_trigger(plan.id, 2, met=True, **says)
    assert line(plan).comes_back == ["Trigger met: no bed within two weeks"]

    with transaction():
        services.report_trigger(plan.id, 2, met=False, **says)

    assert line(plan).comes_back == []
    with pytest.raises(Invalid), transaction():
        services.report_trigger(plan.id, 3, met=True, **says)


def test_a_reason_that_is_the_trigger_is_told_once(cast, plan):
    says = {"by": cast["park"], "at": DAY_14}
    with transaction():
        services.report_trigger(plan.id, 2, met=True, **says)
        services.present_again(plan.id, line(plan).comes_back[0], **says)

    assert line(plan).comes_back == ["Trigger met: no bed within two weeks"]


def test_a_plan_that_has_expired_comes_back(cast, plan):
    assert line(plan, NOON + timedelta(days=26)).comes_back == []  # 20 December, its last day
    assert line(plan, NOON + timedelta(days=27)).comes_back == ["The plan has expired"]


def test_one_click_of_the_coordinator_puts_the_case_on_the_next_agenda(cast, plan):
    answered(cast, plan, DECLINED)
    meeting = a_meeting(
        cast, starts_at=DAY_14 + timedelta(days=2), ends_at=DAY_14 + timedelta(days=2, hours=1)
    )

    with transaction():
        asked = services.present_again(plan.id, "Patient declined", by=cast["park"], at=DAY_14)

    assert asked.meeting_id == meeting.id
    assert [item.case_id for item in meeting.items] == [plan.case_id]
    assert line(plan).comes_back == ["Patient declined"]
    with pytest.raises(Conflict, match="on an agenda already"), transaction():
        services.present_again(plan.id, "Again", by=cast["park"], at=DAY_14)


def test_a_submitter_asks_and_sets_no_agenda(cast, plan):
    a_meeting(cast, starts_at=DAY_30, ends_at=DAY_30 + timedelta(hours=1))

    with transaction():
        asked = services.present_again(plan.id, "New lesion", by=cast["lindt"], at=DAY_14)

    assert asked.meeting_id is None
    assert line(plan).on_agenda is None
    assert queries.lines_for(cast["park"], DAY_14)[0].comes_back == ["New lesion"]


def test_what_is_asked_for_is_asked_for_once_until_a_meeting_has_had_it(cast, plan):
    with transaction():
        services.present_again(plan.id, "New lesion", by=cast["lindt"], at=DAY_14)

    with pytest.raises(Conflict, match="asked for already"), transaction():
        services.present_again(plan.id, "New lesion", by=cast["lindt"], at=DAY_30)


def test_what_was_asked_for_is_put_on_an_agenda_by_who_arranges_it(cast, plan):
    with transaction():
        services.present_again(plan.id, "New lesion", by=cast["lindt"], at=DAY_14)
    meeting = a_meeting(cast, starts_at=DAY_30, ends_at=DAY_30 + timedelta(hours=1))

    with transaction():
        asked = services.present_again(plan.id, "New lesion", by=cast["park"], at=DAY_14)

    assert asked.meeting_id == meeting.id


def test_only_answers_that_count_are_in_the_unknown_share(cast, plan):
    before = queries.unknown_share([line(plan, DAY_14 - timedelta(days=1))])
    unanswered = queries.unknown_share([line(plan)])
    answered(cast, plan)

    assert (before.plans, unanswered.unknown) == (0, 1)
    assert queries.unknown_share([line(plan)]).unknown == 0
    assert db.session.scalar(select(FollowUp.id).where(FollowUp.plan_id == plan.id)) is not None


def test_a_case_comes_on_an_agenda_that_still_takes_it(cast, plan):
    for days in (1, 8):
        starts = DAY_14 + timedelta(days=days)
        a_meeting(cast, starts_at=starts, ends_at=starts + timedelta(hours=1))
    with transaction():
        db.session.add(AgendaRules(board_id=cast.board_id, closes_hours=48, disciplines=[]))

    with transaction():
        asked = services.present_again(plan.id, "Progression", by=cast["park"], at=DAY_14)

    assert line(plan).on_agenda.meeting.starts_at == DAY_14 + timedelta(days=8)
    assert line(plan).on_agenda.meeting_id == asked.meeting_id
