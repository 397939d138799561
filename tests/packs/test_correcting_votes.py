"""A vote keyed in wrongly from paper is put right with a reason; everything that rests on it moves along."""

import pytest

from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.codes import PlanState
from board.decisions.models import Vote
from board.decisions.papers import Keyed, entered_later
from board.decisions.services import ballots, opinions, paper_votes, plans
from board.decisions.services.paper_votes import NO_VOTE
from board.decisions.services.papers import PaperVote
from board.decisions.services.recount import recount
from board.errors import Conflict, Invalid, NotAllowed, NotFound
from board.meetings import services as meetings
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_meeting, a_room, a_vote, an_agenda_item
from tests.packs.test_paper import NEXT_DAY, held, keyed, stated_from_paper
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("in_app")
WRONG = "The sheet says B; A was keyed in."


@pytest.fixture
def item(cast):
    return an_agenda_item(cast, a_meeting(cast), a_case(cast))


@pytest.fixture
def ballot(cast, item):
    held(cast, item.meeting)
    keyed(cast, item)
    return ballots.ballots_on(item.id)[-1]


def correct(cast, ballot, of="okafor", choice="B", because=WRONG, by="park"):
    with transaction():
        said = PaperVote(cast[of].person_id, choice)
        return paper_votes.correct_vote(ballot.id, said, because, by=cast[by], at=NEXT_DAY)


def test_what_stands_on_paper_counts_and_the_mistake_stays_readable(cast, ballot):
    correct(cast, ballot)

    counts = {option.letter: option.votes for option in ballots.tally_of(ballot).options}
    assert (counts["A"], counts["B"]) == (1, 2)
    assert db.session.query(Vote).filter_by(person_id=cast["okafor"].person_id).count() == 2
    assert recount(ballot).differences == ()


def test_whose_vote_was_corrected_by_whom_and_why_is_said_wherever_the_count_is(cast, ballot):
    correct(cast, ballot)

    said = entered_later(Keyed.BALLOT, ballot.id)
    assert (
        "The vote of R. Okafor was corrected by Ms Hana Park, 25-Nov-2026 13:00: " + WRONG in said
    )
    last = db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert last.deed == Deed.PAPER_CORRECTED


def test_a_plan_that_was_stated_on_the_wrong_count_is_a_draft_again(cast, item):
    held(cast, item.meeting)
    plan = stated_from_paper(cast, item)

    correct(cast, ballots.ballots_on(item.id)[-1])

    assert plans.plan_of_item(item.id).state is PlanState.DRAFT
    assert plan.case_id == item.case_id


def test_without_a_reason_nothing_is_corrected(cast, ballot):
    with pytest.raises(Invalid, match="keyed in wrongly"):
        correct(cast, ballot, because=" ")


def test_only_a_letter_of_the_ballot_and_only_of_who_could_vote(cast, ballot):
    with pytest.raises(Invalid):
        correct(cast, ballot, choice="H")
    with pytest.raises(Invalid, match="could not vote"):
        correct(cast, ballot, of="silva")


@pytest.mark.parametrize(("who", "refusal"), [("okafor", NotAllowed), ("novak", NotFound)])
def test_who_does_not_key_in_corrects_nothing(cast, ballot, who, refusal):
    with pytest.raises(refusal):
        correct(cast, ballot, by=who)


def test_votes_of_the_room_are_the_voters_own(cast):
    item = a_room(cast)
    ballot = a_ballot(cast, item)
    a_vote(cast, ballot, "okafor", "A")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=NOON)
        meetings.close_room(item.meeting_id, by=cast["chen"], at=NOON)

    with pytest.raises(Conflict, match="voters' own"):
        correct(cast, ballot)


def test_the_same_again_is_told_at_the_vote(cast, ballot):
    with pytest.raises(Invalid) as refused:
        correct(cast, ballot, choice="A")

    assert refused.value.fields == {"choice": "That is what is keyed in already."}


@pytest.fixture
def without_okafor(cast, item):
    """A ballot in which the vote of Dr Okafor, who came, was missed."""
    held(cast, item.meeting)
    keyed(cast, item, votes=(("chen", "A"), ("tanaka", "B")))
    return ballots.ballots_on(item.id)[-1]


def test_a_vote_that_was_missed_is_added(cast, without_okafor):
    correct(cast, without_okafor, choice="A", because="Her sheet lay apart.")

    counts = {option.letter: option.votes for option in ballots.tally_of(without_okafor).options}
    assert (counts["A"], counts["B"]) == (2, 1)
    assert recount(without_okafor).differences == ()
    assert (
        "The vote of R. Okafor was added by Ms Hana Park, 25-Nov-2026 13:00: Her sheet lay apart."
        in entered_later(Keyed.BALLOT, without_okafor.id)
    )
    assert len(opinions.moves_in(without_okafor)) == 3


def test_a_vote_that_is_not_on_paper_is_taken_out_and_can_be_put_back(cast, ballot):
    correct(cast, ballot, of="tanaka", choice=NO_VOTE, because="He did not vote.")

    counts = {option.letter: option.votes for option in ballots.tally_of(ballot).options}
    assert (counts["A"], counts["B"]) == (2, 0)
    assert recount(ballot).differences == ()
    assert "The vote of J. Tanaka was taken out by" in entered_later(Keyed.BALLOT, ballot.id)
    assert len(opinions.moves_in(ballot)) == 2

    correct(cast, ballot, of="tanaka", choice="B", because="He did, on the back.")
    assert recount(ballot).differences == () and len(opinions.moves_in(ballot)) == 3


def test_no_vote_where_there_was_none_is_the_same_again(cast, without_okafor):
    with pytest.raises(Invalid, match="keyed in already"):
        correct(cast, without_okafor, choice=NO_VOTE)


def test_a_vote_that_slipped_in_unsaid_is_found_by_the_recount(cast, ballot):
    correct(cast, ballot, of="tanaka", choice=NO_VOTE, because="He did not vote.")
    with transaction():
        taken = db.session.query(Vote).filter_by(person_id=cast["tanaka"].person_id).one()
        taken.superseded_at = None

    assert any("2 count" in one or "3 count" in one for one in recount(ballot).differences)
