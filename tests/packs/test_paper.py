"""A meeting held on paper and keyed in later: the same rules, and everywhere a mark."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from board.accounts.models import Membership
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.codes import PlanState
from board.decisions.papers import Keyed, entered_later, paper_items
from board.decisions.services import ballots, papers, plans, signing, snapshot
from board.decisions.services.papers import PaperCase, PaperVote
from board.decisions.services.recount import recount
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services as meetings
from board.meetings.models import ItemStatus, MeetingStatus
from board.packs import services as packs
from board.packs.models import State
from board.transactions import transaction
from tests.factories import (
    A_PLAN,
    OPTIONS,
    a_ballot,
    a_case,
    a_meeting,
    a_plan,
    a_room,
    a_vote,
    an_agenda_item,
    checked,
)
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")

#: The meeting begins at 17:45 UTC; a day later it is keyed in.
NEXT_DAY = NOON + timedelta(days=1)
MARK = "Entered later by Ms Hana Park, 25-Nov-2026 13:00, from paper, meeting of 24-Nov-2026."


@pytest.fixture
def item(cast):
    meeting = a_meeting(cast)
    return an_agenda_item(cast, meeting, a_case(cast))


def held(cast, meeting, came=("chen", "okafor", "tanaka"), by="park", at=NEXT_DAY):
    with transaction():
        return papers.hold_on_paper(
            meeting.id,
            meeting.starts_at,
            meeting.ends_at,
            [cast[key].person_id for key in came],
            by=cast[by],
            at=at,
        )


def a_sheet(cast, votes=(("chen", "A"), ("okafor", "A"), ("tanaka", "B")), **changes) -> PaperCase:
    said = {
        "minutes": 12,
        "question": "Preferred next treatment",
        "options": OPTIONS,
        "votes": tuple(PaperVote(cast[key].person_id, choice) for key, choice in votes),
        "decision": "Talquetamab, step-up from 2 December.",
        "steps": ("Talquetamab, step-up dosing", "Teclistamab"),
    }
    return PaperCase(**(said | changes))


def keyed(cast, item, by="park", **changes):
    with transaction():
        return papers.key_in_case(item.id, a_sheet(cast, **changes), by=cast[by], at=NEXT_DAY)


def test_a_meeting_held_on_paper_is_over_with_those_who_came(cast, item):
    meeting = held(cast, item.meeting)

    assert meeting.status is MeetingStatus.CLOSED
    assert (meeting.opened_at, meeting.closed_at) == (meeting.starts_at, meeting.ends_at)
    assert {one.person_id for one in meeting.attendances} == {
        cast[key].person_id for key in ("chen", "okafor", "tanaka")
    }
    assert all(entered_later("attendance", one.id) == MARK for one in meeting.attendances)


def test_votes_from_paper_are_counted_as_those_of_the_room_and_can_be_recounted(cast, item):
    held(cast, item.meeting)

    keyed(cast, item)

    (ballot,) = ballots.ballots_on(item.id)
    tally, quorum = ballots.tally_of(ballot), ballots.quorum_of(ballot)
    assert tally.sentence == "Most votes: A." and [o.votes for o in tally.options] == [2, 1, 0]
    assert quorum.voters == 3 and quorum.disciplines == 3
    assert recount(ballot).differences == ()
    assert item.status is ItemStatus.DONE and item.seconds_before == 12 * 60


def test_everything_from_paper_says_so_on_the_record_in_the_trail_and_in_statistics(cast, item):
    held(cast, item.meeting)

    plan = keyed(
        cast, item, recused=((cast["tanaka"].person_id, "Runs the trial"),), votes=(("chen", "A"),)
    )

    (ballot,), (recusal,) = ballots.ballots_on(item.id), ballots.recusals_on(item.id)
    document = snapshot.draw_up(plan, NEXT_DAY, "Ms Hana Park")
    assert entered_later(Keyed.BALLOT, ballot.id) == entered_later(Keyed.PLAN, plan.id) == MARK
    assert entered_later(Keyed.RECUSAL, recusal.id) == MARK
    assert document.entered_later == MARK and MARK in document.ballots[0].remark
    assert paper_items([item.meeting_id]) == {item.id}
    deeds = [
        (one.deed, one.person_name) for one in db.session.query(AuditEntry) if "paper" in one.deed
    ]
    assert {deed for deed, _ in deeds} == {
        Deed.PAPER_MEETING,
        Deed.PAPER_RECUSAL,
        Deed.PAPER_BALLOT,
        Deed.PAPER_VOTE,
        Deed.PAPER_PLAN,
    }
    assert {name for _, name in deeds} == {"Ms Hana Park"}


def test_the_plan_from_paper_is_checked_and_signed_as_any_other(cast, item):
    held(cast, item.meeting)

    plan = keyed(cast, item)

    content = plans.content_of(plan)
    assert content.decision == "Talquetamab, step-up from 2 December."
    assert [(step.text, step.when.value) for step in content.recommendations] == [
        ("Talquetamab, step-up dosing", "first choice"),
        ("Teclistamab", "if not possible, then"),
    ]
    assert not plan.is_signed
    with pytest.raises(Invalid, match="cannot be"):
        checked(cast, plan, NEXT_DAY)


def test_who_did_not_come_stepped_aside_or_has_no_vote_has_none_on_paper_either(cast, item):
    held(cast, item.meeting, came=("chen", "okafor", "silva"))

    for votes, recused in (
        ((("tanaka", "A"),), ()),
        ((("silva", "A"),), ()),
        ((("okafor", "A"),), ((cast["okafor"].person_id, "Cousin"),)),
    ):
        with pytest.raises(Invalid, match="could not vote"):
            keyed(cast, item, votes=votes, recused=recused)
    assert ballots.ballots_on(item.id) == []


def test_a_case_is_keyed_in_once(cast, item):
    held(cast, item.meeting)
    keyed(cast, item)

    with pytest.raises(Conflict, match="keyed in already"):
        keyed(cast, item)


def test_paper_is_never_keyed_into_an_open_room_or_a_meeting_to_come(cast, item):
    with pytest.raises(Conflict, match="not begun"):
        held(cast, item.meeting, at=NOON)
    with transaction():
        meetings.open_room(item.meeting_id, by=cast["chen"], at=NEXT_DAY)

    with pytest.raises(Conflict, match="room of this meeting is open"):
        held(cast, item.meeting)
    with pytest.raises(Conflict, match="room of this meeting is open"):
        keyed(cast, item)


def test_a_case_with_a_plan_from_the_screens_is_not_keyed_in(cast):
    item = a_room(cast)
    a_plan(cast, item)
    with transaction():
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON)

    with pytest.raises(Conflict, match="has its plan already"):
        keyed(cast, item)


def test_chair_and_coordinator_key_in_and_nobody_else(cast, item):
    for key in ("okafor", "silva", "brandt"):
        with pytest.raises(NotAllowed):
            held(cast, item.meeting, by=key)
    held(cast, item.meeting, by="chen")

    with pytest.raises(NotAllowed):
        keyed(cast, item, by="okafor")


def test_a_case_that_is_not_keyed_in_waits_again(cast, item):
    held(cast, item.meeting)

    assert item.status is ItemStatus.WAITING


def test_a_sheet_without_a_ballot_is_keyed_in_without_one(cast, item):
    held(cast, item.meeting)

    keyed(cast, item, question="", options=(), votes=())

    assert ballots.ballots_on(item.id) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"decision": " "}, "decision"),
        ({"question": ""}, "question"),
        ({"options": (), "question": ""}, "options"),
    ],
)
def test_a_sheet_with_a_hole_is_not_taken(cast, item, changes, field):
    held(cast, item.meeting)

    with pytest.raises(Invalid) as refusal:
        keyed(cast, item, **changes)

    assert field in refusal.value.fields


def test_who_has_no_place_in_the_room_did_not_come_on_paper_either(cast, item):
    with pytest.raises(Invalid, match="no seat in the room"):
        held(cast, item.meeting, came=("chen", "weber"))


def test_a_pack_from_before_a_recusal_was_keyed_in_is_not_given_any_more(cast, item):
    held(cast, item.meeting)
    with transaction():
        pack = packs.ask_pack(item.meeting_id, "briefing", "A4", by=cast["tanaka"], at=NEXT_DAY)
        pack.pdf, pack.state = b"%PDF", State.READY
    aside = ((cast["tanaka"].person_id, "Runs the trial"),)
    with transaction():
        sheet = a_sheet(cast, recused=aside, votes=(("chen", "A"),))
        papers.key_in_case(item.id, sheet, by=cast["park"], at=NEXT_DAY + timedelta(minutes=5))

    later = NEXT_DAY + timedelta(minutes=6)
    with pytest.raises(NotFound, match="stepped aside"), transaction():
        packs.take_pack(pack.id, by=cast["tanaka"], at=later)
    with transaction():
        again = packs.ask_pack(item.meeting_id, "briefing", "A4", by=cast["tanaka"], at=later)
        again.pdf, again.state = b"%PDF", State.READY
    with transaction():
        assert packs.take_pack(again.id, by=cast["tanaka"], at=later) == b"%PDF"


def test_a_ballot_of_the_room_is_not_overridden_by_paper(cast):
    item = a_room(cast)
    ballot = a_ballot(cast, item)
    a_vote(cast, ballot, "chen", "A")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
    with transaction():
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON)

    with pytest.raises(Conflict, match="that ballot stands"):
        keyed(cast, item, votes=(("chen", "B"),))
    plan = keyed(cast, item, votes=(), question="", options=())

    assert ballots.ballots_on(item.id) == [ballot]
    assert not plan.is_signed


def stated_from_paper(cast, item):
    plan = keyed(cast, item)
    with transaction():
        from_paper = plans.content_of(plan).from_paper
        said = replace(A_PLAN, from_paper=from_paper)
        plans.write_plan(plan.id, said, revision=plan.revision, by=cast["park"], at=NEXT_DAY)
    with transaction():
        return signing.state_plan(plan.id, revision=plan.revision, by=cast["chen"], at=NEXT_DAY)


def check(cast, plan, by):
    with transaction():
        return signing.check_plan(plan.id, revision=plan.revision, by=cast[by], at=NEXT_DAY)


def test_whoever_keyed_a_plan_in_does_not_check_it(cast, item):
    held(cast, item.meeting)
    plan = stated_from_paper(cast, item)

    with pytest.raises(NotAllowed, match="You keyed this plan in"):
        check(cast, plan, "park")
    assert check(cast, plan, "okafor").state is PlanState.CHECKED


def test_where_nobody_else_is_left_whoever_keyed_it_in_checks_it(cast, item):
    held(cast, item.meeting)
    plan = stated_from_paper(cast, item)
    others = Membership.person_id.not_in([cast[key].person_id for key in ("chen", "park")])
    ours = Membership.board_id == cast.board_id
    db.session.execute(delete(Membership).where(ours, others))
    db.session.commit()

    assert check(cast, plan, "park").state is PlanState.CHECKED


def test_who_is_keyed_in_after_the_check_makes_it_a_draft_again(cast, item):
    held(cast, item.meeting)
    plan = check(cast, stated_from_paper(cast, item), "okafor")

    held(cast, item.meeting, came=("brandt",))

    assert plan.state is PlanState.DRAFT
