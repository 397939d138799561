"""From draft to signed: stated by the chair, checked by somebody else, signed; every change goes back to the start."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from board.accounts.actor import Discipline, Role
from board.accounts.models import Board
from board.audit.models import AuditEntry
from board.cases import services as cases
from board.cases.brief import brief_of
from board.db import db
from board.decisions.codes import Meaning, PlanState
from board.decisions.content import PlanContent
from board.decisions.models import NoteKind, PlanSignature, Recusal
from board.decisions.services import ballots, notes, plans, signing, snapshot
from board.decisions.services.wording import edit_text
from board.documents.plan import PlanDocument
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    WHY,
    a_ballot,
    a_checked_plan,
    a_person,
    a_plan,
    a_room,
    a_signed_plan,
    a_submission,
    a_vote,
    checked,
    some_facts,
)
from tests.people import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def item(cast, in_app):
    return a_room(cast)


def state(cast, plan, by="chen"):
    with transaction():
        return signing.state_plan(plan.id, revision=plan.revision, by=cast[by], at=NOON)


def check(cast, plan, by="okafor"):
    with transaction():
        return signing.check_plan(plan.id, revision=plan.revision, by=cast[by], at=NOON)


def sign(cast, plan, by="chen", **seen):
    said = {"revision": plan.revision, "password": PASSWORD} | seen
    with transaction():
        return signing.sign_plan(plan.id, **said, by=cast[by], at=NOON)


def change(cast, plan, **said):
    with transaction():
        content = replace(plans.content_of(plan), **said)
        return plans.write_plan(plan.id, content, revision=plan.revision, by=cast["park"], at=NOON)


def test_a_plan_is_stated_then_checked_then_signed(cast, item):
    plan = a_plan(cast, item)
    before = plan.state

    went = [act(cast, plan).state for act in (state, check, sign)]

    assert before is PlanState.DRAFT
    assert went == [PlanState.STATED, PlanState.CHECKED, PlanState.SIGNED]


def test_what_is_not_stated_is_not_checked(cast, item):
    with pytest.raises(Conflict, match="states the decision first"):
        check(cast, a_plan(cast, item))


def test_what_is_not_checked_is_not_signed(cast, item):
    plan = a_plan(cast, item)
    with pytest.raises(Conflict, match="stated by the chair and checked"):
        sign(cast, plan)
    state(cast, plan)

    with pytest.raises(Conflict, match="second person has to check"):
        sign(cast, plan)


def test_the_decision_is_stated_with_a_sentence_and_a_recommendation(cast, item):
    with pytest.raises(Invalid) as refusal:
        state(cast, a_plan(cast, item, PlanContent()))

    assert set(refusal.value.fields) == {"decision", "recommendations"}


def test_whoever_stated_the_decision_does_not_check_it(cast, item):
    plan = state(cast, a_plan(cast, item))

    with pytest.raises(NotAllowed, match="second person"):
        check(cast, plan, by="chen")


def test_whoever_checked_the_plan_does_not_sign_it(cast, item):
    board = db.session.get_one(Board, cast.board_id)
    seat = (Role.CHAIR, Discipline.HAEMATOLOGY)
    cast.actors["deputy"] = a_person("deputy", "Dr Ada Deputy", "A. Deputy", board, *seat)
    db.session.commit()
    plan = state(cast, a_plan(cast, item))
    check(cast, plan, by="deputy")

    with pytest.raises(NotAllowed, match="have checked"):
        sign(cast, plan, by="deputy")
    assert sign(cast, plan).is_signed


def test_a_chair_and_a_coordinator_are_enough(cast, item):
    plan = state(cast, a_plan(cast, item))  # which the coordinator typed

    check(cast, plan, by="park")

    assert sign(cast, plan).is_signed


def test_whoever_stepped_aside_checks_nothing(cast, item):
    plan = state(cast, a_plan(cast, item))
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["okafor"], at=NOON)

    with pytest.raises(NotFound):
        check(cast, plan)


@pytest.mark.parametrize("upto", [(state,), (state, check)])
def test_a_change_makes_it_a_draft_again_and_leaves_a_line(cast, item, upto):
    plan = a_plan(cast, item)
    for act in upto:
        act(cast, plan)
    was = plan.state

    change(cast, plan, start="at once")

    assert plan.state is PlanState.DRAFT
    taken_back = select(AuditEntry).where(AuditEntry.deed == "made a plan a draft again")
    [entry] = db.session.scalars(taken_back)
    assert entry.detail == {"version": 1, "was": was.value}


def test_changed_and_changed_back_it_is_stated_anew(cast, item):
    plan = state(cast, a_plan(cast, item))

    change(cast, plan, start="at once")
    change(cast, plan, start=A_PLAN.start)

    assert plan.state is PlanState.DRAFT


def test_saving_what_stands_there_changes_nothing(cast, item):
    plan = a_checked_plan(cast, item)

    change(cast, plan)

    assert plan.state is PlanState.CHECKED


def test_a_word_in_the_text_of_the_room_makes_it_a_draft_again(cast, item):
    a_checked_plan(cast, item)

    with transaction():
        edit_text(item.id, 0, ["No steroids."], key="a key of mine", by=cast["tanaka"], at=NOON)

    assert plans.newest_plan(item.case_id).state is PlanState.DRAFT
    taken_back = AuditEntry.deed == "made a plan a draft again"
    assert db.session.query(AuditEntry).filter(taken_back).count() == 1


def test_a_signature_says_who_in_which_role_what_when_and_how(cast, item):
    plan = a_signed_plan(cast, item)

    stated, seen, signed = plan.signatures

    assert [one.meaning for one in plan.signatures] == list(Meaning)
    assert (signed.name, signed.role, signed.at) == ("Dr Mei Chen", Role.CHAIR, NOON)
    assert (signed.zone, signed.method) == ("Europe/Berlin", "Signed in, password entered again")
    assert signed.sha256 == plan.sha256
    assert stated.sha256 == seen.sha256 != signed.sha256
    assert seen.role is Role.COORDINATOR


def test_the_record_prints_three_signatures(cast, item):
    plan = a_signed_plan(cast, item)

    record = PlanDocument.from_json(plan.snapshot)

    assert [one.meaning.split()[0] for one in record.signatures] == ["Stated", "Checked", "Signed"]
    assert {one.zone for one in record.signatures} == {"Europe/Berlin"}
    assert record.stage == ""


def test_the_record_keeps_each_option_as_it_stood(cast, item):
    plan = a_signed_plan(cast, item)

    record = PlanDocument.from_json(plan.snapshot)

    assert record.cards
    assert all(card.verdict and card.rule and card.lines for card in record.cards)
    lines = [line for card in record.cards for line in card.lines]
    assert any("61" in line and "2026-11-04" in line for line in lines)


def test_the_record_keeps_the_whole_card_of_an_option_it_recommends(cast, item):
    option = brief_of(item.version).summary.options[0]
    first, *others = A_PLAN.recommendations
    steps = (replace(first, option_id=option.id), *others)
    plan = a_signed_plan(cast, item, replace(A_PLAN, recommendations=steps))

    record = PlanDocument.from_json(plan.snapshot)

    [card] = [json.loads(card.frozen) for card in record.cards if card.frozen]
    assert (card["option"], card["verdict"]) == (option.id, option.verdict)
    assert len(card["criteria"]) == len(option.criteria)


def test_a_draft_on_paper_says_how_far_it_is(cast, item):
    plan = state(cast, a_plan(cast, item))

    assert snapshot.draw_up(plan, NOON, "H. Park").stage == "Stated by the chair, not checked yet"


@pytest.mark.parametrize(
    "act", ["UPDATE plan_signatures SET name = 'nobody'", "DELETE FROM plan_signatures"]
)
def test_the_database_itself_keeps_signatures(cast, item, act):
    state(cast, a_plan(cast, item))

    with pytest.raises(DatabaseError, match="only ever added"):
        db.session.execute(text(act))


def test_nobody_is_put_under_a_plan_that_is_signed(cast, item):
    plan = a_signed_plan(cast, item)
    one = plan.signatures[0]
    late = {c.name: getattr(one, c.name) for c in PlanSignature.__table__.columns if c.name != "id"}

    with pytest.raises(DatabaseError, match="nobody is put under a signed plan"):
        db.session.execute(PlanSignature.__table__.insert().values(late | {"revision": 99}))


def correct(cast, item, platelets=48.0):
    labs = some_facts().labs_current.model_dump(exclude_none=True) | {"platelets_e9_L": platelets}
    with transaction():
        said = a_submission(facts=some_facts(labs_current=labs))
        cases.correct(item.case.number, said, correction=WHY, by=cast["lindt"], at=NOON)


def test_a_case_corrected_before_the_signature_stops_it_and_says_what_differs(cast, item):
    plan = a_checked_plan(cast, item)
    seen = plan.case.newest.number
    correct(cast, item)

    with pytest.raises(Conflict, match="version 2") as refusal:
        sign(cast, plan, case_version=seen)

    assert "Platelets: 61 ×10⁹/L → 48 ×10⁹/L" in refusal.value.message
    assert sign(cast, plan, case_version=2).is_signed


def test_the_record_says_what_was_corrected_since_the_discussion(cast, item):
    correct(cast, item)

    plan = a_signed_plan(cast, item)

    assert PlanDocument.from_json(plan.snapshot).since_discussion == (
        "Platelets: 61 ×10⁹/L → 48 ×10⁹/L",
    )


def test_an_amendment_is_stated_checked_and_signed_anew(cast, item):
    first = a_signed_plan(cast, item)
    with transaction():
        draft = plans.amend_plan(first.id, "Apheresis failed", by=cast["park"], at=NOON)

    assert draft.state is PlanState.DRAFT
    with pytest.raises(Conflict):
        sign(cast, draft)
    sign(cast, checked(cast, draft))

    assert plans.state_of(first) is PlanState.AMENDED
    assert plans.newest_signed(item.case_id).version == 2
    assert [one.version for one in plans.signed_plans([cast.board_id])] == [2]


def a_closed_round(cast, item, letter="A", at=NOON):
    ballot = a_ballot(cast, item, at=at)
    for key in ("chen", "tanaka"):
        a_vote(cast, ballot, key, letter, key=f"{key}-{ballot.id}-key", at=at)
    with transaction():
        return ballots.close_ballot(ballot.id, by=cast["chen"], at=at)


def a_pinned_note(cast, item):
    kind, case = NoteKind.CLINICAL, item.version.case.number
    with transaction():
        note = notes.write_note(
            case, "Later.", anchor="health", kind=kind, by=cast["chen"], at=NOON
        )
        notes.pin_note(note.id, by=cast["chen"], at=NOON)


def a_recusal(cast, item):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["okafor"], at=NOON)


@pytest.mark.parametrize("event", [a_closed_round, a_pinned_note, a_recusal])
def test_what_comes_onto_the_record_after_the_check_makes_it_a_draft_again(cast, item, event):
    plan = check(cast, state(cast, a_plan(cast, item)))
    read = plan.revision

    event(cast, item)

    assert plan.state is PlanState.DRAFT
    with pytest.raises(Conflict, match="changed after you read it"):
        sign(cast, plan, revision=read)
    with pytest.raises(Conflict, match="stated by the chair and checked"):
        sign(cast, plan)
    state(cast, plan)
    assert sign(cast, check(cast, plan, by="tanaka")).is_signed


def test_a_check_of_something_else_holds_nothing_and_can_be_had_again(cast, item):
    plan = check(cast, state(cast, a_plan(cast, item)))
    db.session.add(  # past every service
        Recusal(
            item_id=item.id, person_id=cast["okafor"].person_id, reason="Cousin", recused_at=NOON
        )
    )
    db.session.commit()

    with pytest.raises(Conflict, match="have it stated and checked again"):
        sign(cast, plan)

    state(cast, plan)
    assert sign(cast, check(cast, plan, by="tanaka")).is_signed


def test_who_comes_into_the_room_after_the_check_is_in_nobodys_way(cast, item):
    plan = check(cast, state(cast, a_plan(cast, item)))
    with transaction():
        meetings.come_in(item.meeting_id, by=cast["park"], at=NOON)

    assert sign(cast, plan).is_signed
