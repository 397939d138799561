"""Writing, signing and amending: what a signature holds."""

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from board.db import db
from board.decisions.codes import NoneBecause
from board.decisions.content import PlanContent
from board.decisions.models import PlanStatus
from board.decisions.services import ballots, plans, signing
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    a_ballot,
    a_checked_plan,
    a_plan,
    a_room,
    a_signed_plan,
    a_vote,
    checked,
)
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast, in_app):
    return a_room(cast)


def sign(cast, plan, who="chen", password=PASSWORD, revision=None):
    with transaction():
        at_revision = plan.revision if revision is None else revision
        return signing.sign_plan(
            plan.id, revision=at_revision, password=password, by=cast[who], at=NOON
        )


def test_a_plan_comes_back_as_it_was_written():
    assert PlanContent.from_json(json.loads(json.dumps(A_PLAN.as_json()))) == A_PLAN


def test_the_chair_signs_and_the_record_is_frozen(cast, item):
    plan = a_signed_plan(cast, item)

    assert plan.status is PlanStatus.SIGNED
    assert plan.sha256 == hashlib.sha256(plan.snapshot.encode()).hexdigest()
    assert "Talquetamab, step-up from 2 December" in plan.snapshot


def test_the_snapshot_holds_votes_names_and_who_was_there(cast, item):
    ballot = a_ballot(cast, item)
    a_vote(cast, ballot, "okafor", "A", reason="Spares BCMA for later")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)

    plan = a_signed_plan(cast, item)

    for words in ("R. Okafor", "Spares BCMA for later", "Ms Eva Brandt", "DEMO, Agnes", "SYN-0001"):
        assert words in plan.snapshot


@pytest.mark.parametrize("who", ["okafor", "park", "brandt", "silva"])
def test_only_the_chair_signs(cast, item, who):
    with pytest.raises(NotAllowed):
        sign(cast, a_checked_plan(cast, item), who=who)


def test_a_wrong_password_signs_nothing(cast, item):
    plan = a_checked_plan(cast, item)

    with pytest.raises(Invalid, match="not your password"):
        sign(cast, plan, password="a wrong password!")

    assert plan.status is PlanStatus.DRAFT


def test_what_was_changed_after_reading_is_not_signed(cast, item):
    plan = a_checked_plan(cast, item)
    read_at = plan.revision
    with transaction():
        changed = replace(A_PLAN, decision="Something else altogether")
        plans.write_plan(plan.id, changed, revision=read_at, by=cast["park"], at=NOON)

    with pytest.raises(Conflict, match="changed after you read it"):
        sign(cast, plan, revision=read_at)


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"recommendations": ()}, "recommendations"),
        ({"tells_patient": ""}, "tells_patient"),
    ],
)
def test_an_incomplete_plan_names_what_is_missing(cast, item, without, field):
    plan = a_plan(cast, item, replace(A_PLAN, **without))

    with pytest.raises(Invalid) as refusal:
        sign(cast, plan)

    assert field in refusal.value.fields


def test_no_recommendation_with_a_reason_can_be_signed(cast, item):
    without = replace(
        A_PLAN,
        recommendations=(),
        none_because=NoneBecause.RESULTS_MISSING,
        no_recommendation="LVEF first; again next week.",
        next_test="Echocardiography",
    )

    assert sign(cast, a_checked_plan(cast, item, without)).is_signed


def test_nothing_is_signed_while_a_ballot_is_open(cast, item):
    a_ballot(cast, item)

    with pytest.raises(Invalid) as refusal:
        sign(cast, a_plan(cast, item))

    assert "ballot" in refusal.value.fields


def test_a_signed_plan_is_not_written_to(cast, item):
    plan = a_signed_plan(cast, item)

    with pytest.raises(Conflict, match="amendment"):
        plans.write_plan(plan.id, A_PLAN, revision=plan.revision, by=cast["park"], at=NOON)


@pytest.mark.parametrize("act", ["UPDATE plans SET content = '{}'", "DELETE FROM plans"])
def test_the_database_itself_keeps_a_signed_plan(cast, item, act):
    a_signed_plan(cast, item)

    with pytest.raises(DatabaseError, match="only ever added"):
        db.session.execute(text(act))


def test_an_amendment_is_the_next_version(cast, item):
    first = a_signed_plan(cast, item)
    with transaction():
        draft = plans.amend_plan(first.id, "Apheresis failed", by=cast["park"], at=NOON)

    second = sign(cast, checked(cast, draft))

    assert (first.version, second.version) == (1, 2)
    assert first.snapshot != second.snapshot
    assert "Apheresis failed" in second.snapshot


def test_only_the_newest_version_is_amended(cast, item):
    first = a_signed_plan(cast, item)
    with transaction():
        sign_me = plans.amend_plan(first.id, "Apheresis failed", by=cast["park"], at=NOON)
    sign(cast, checked(cast, sign_me))

    with pytest.raises(Conflict, match="superseded"):
        plans.amend_plan(first.id, "Once more", by=cast["park"], at=NOON)


def test_saving_over_somebody_elses_words_is_refused(cast, item):
    plan = a_plan(cast, item)

    with pytest.raises(Conflict, match="saved this plan"):
        plans.write_plan(plan.id, A_PLAN, revision=plan.revision - 1, by=cast["chen"], at=NOON)


def test_a_draft_is_not_for_the_submitter_and_a_signed_plan_is(cast, item):
    from board.decisions.gate import plan_for

    plan = a_plan(cast, item)
    with pytest.raises(NotFound):
        plan_for(cast["lindt"], plan.id)

    sign(cast, checked(cast, plan))

    assert plan_for(cast["lindt"], plan.id).is_signed


def test_another_board_sees_no_plan(cast, item):
    from board.decisions.gate import plan_for

    plan = a_signed_plan(cast, item)

    with pytest.raises(NotFound):
        plan_for(cast["novak"], plan.id)


def test_a_digest_tells_what_a_print_is_worth(cast, item):
    first = a_signed_plan(cast, item)
    number = first.case.number

    assert plans.standing_of(number, 1, first.sha256[:16]) is plans.Standing.CURRENT
    assert plans.standing_of(number, 1, "0" * 16) is plans.Standing.UNKNOWN
    assert plans.standing_of(number, 1, "") is plans.Standing.UNKNOWN

    with transaction():
        draft = plans.amend_plan(first.id, "Apheresis failed", by=cast["park"], at=NOON)
    sign(cast, checked(cast, draft))

    assert plans.standing_of(number, 1, first.sha256[:16]) is plans.Standing.SUPERSEDED
