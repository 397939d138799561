"""Several people finalise one plan at the same instant: one statement, one check, one signed version."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from board.accounts.actor import Discipline, Role
from board.accounts.models import Board
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.codes import Meaning
from board.decisions.models import Plan, PlanSignature
from board.decisions.services import plans, signing
from board.errors import BoardError
from board.transactions import transaction
from tests.factories import a_checked_plan, a_person, a_plan, a_room, a_signed_plan
from tests.people import NOON, PASSWORD


@pytest.fixture
def at_once(app):
    """Return how to do several things at the same instant: whether each was taken."""

    def do(*acts):
        ready = threading.Barrier(len(acts))

        def one(act):
            with app.app_context():
                ready.wait()
                try:
                    with transaction():
                        act()
                except BoardError:
                    return False
            return True

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    return do


def rows(kind, *which):
    return db.session.query(kind).filter(*which).count()


def test_two_chairs_who_sign_at_once_make_one_version(app, cast, at_once):
    with app.app_context():
        board = db.session.get_one(Board, cast.board_id)
        deputy = a_person(
            "deputy", "Dr Ada Deputy", "A. Deputy", board, Role.CHAIR, Discipline.ONCOLOGY
        )
        db.session.commit()
        plan = a_checked_plan(cast, a_room(cast))
        plan_id, seen = plan.id, {"revision": plan.revision, "password": PASSWORD, "at": NOON}

    taken = at_once(
        *(
            lambda by=by: signing.sign_plan(plan_id, **seen, by=by)
            for by in (cast["chen"], deputy, cast["chen"], deputy)
        )
    )

    assert sorted(taken) == [False, False, False, True]
    with app.app_context():
        assert rows(PlanSignature, PlanSignature.meaning == Meaning.SIGNED) == 1
        assert rows(AuditEntry, AuditEntry.deed == Deed.PLAN_SIGNED.value) == 1


def test_three_who_check_at_once_leave_one_check(app, cast, at_once):
    with app.app_context():
        plan = a_plan(cast, a_room(cast))
        seen = {"revision": plan.revision, "at": NOON}
        plan_id = plan.id
        with transaction():
            signing.state_plan(plan_id, **seen, by=cast["chen"])

    at_once(
        *(
            lambda by=by: signing.check_plan(plan_id, **seen, by=cast[by])
            for by in ("okafor", "tanaka", "park")
        )
    )

    with app.app_context():
        assert rows(PlanSignature, PlanSignature.meaning == Meaning.CHECKED) == 1
        assert rows(AuditEntry, AuditEntry.deed == Deed.PLAN_CHECKED.value) == 1


def test_a_change_and_a_signature_at_once_never_sign_what_was_not_checked(app, cast, at_once):
    with app.app_context():
        plan = a_checked_plan(cast, a_room(cast))
        plan_id, seen = plan.id, {"revision": plan.revision, "at": NOON}
        changed = replace(plans.content_of(plan), start="at once")

    taken = at_once(
        lambda: signing.sign_plan(plan_id, **seen, password=PASSWORD, by=cast["chen"]),
        lambda: plans.write_plan(plan_id, changed, **seen, by=cast["park"]),
    )

    assert taken.count(True) == 1
    with app.app_context():
        plan = db.session.get_one(Plan, plan_id)
        assert plan.is_signed == taken[0]
        assert (plans.content_of(plan).start == "at once") == taken[1]


def test_two_who_amend_at_once_begin_one_version(app, cast, at_once):
    with app.app_context():
        plan_id = a_signed_plan(cast, a_room(cast)).id

    taken = at_once(
        *(
            lambda by=by: plans.amend_plan(plan_id, "A new result", by=cast[by], at=NOON)
            for by in ("chen", "park")
        )
    )

    assert sorted(taken) == [False, True]
    with app.app_context():
        assert rows(Plan) == 2
