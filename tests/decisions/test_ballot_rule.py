"""Whether ballots may be anonymous is a rule of the board: changed between meetings, by who looks after it, on the trail."""

import pytest

from board.accounts.models import Board
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.services.rules import allow_anonymous
from board.errors import Conflict, NotFound
from board.transactions import transaction
from tests.factories import a_meeting, a_room
from tests.people import NOON


def allow(cast, who, allowed=True):
    with transaction():
        return allow_anonymous(cast.board_id, allowed, by=cast[who], at=NOON)


@pytest.mark.usefixtures("in_app")
def test_the_coordinator_changes_the_rule_between_meetings_and_the_trail_tells(cast):
    a_meeting(cast)

    allow(cast, "park")
    allow(cast, "park")

    assert db.session.get_one(Board, cast.board_id).anonymous_ballots
    told = db.session.query(AuditEntry).filter_by(deed="changed the rule on anonymous ballots")
    assert [one.detail for one in told] == [{"anonymous": True}]


@pytest.mark.usefixtures("in_app")
def test_the_rule_stays_as_it_is_while_the_board_meets(cast):
    a_room(cast)

    with pytest.raises(Conflict):
        allow(cast, "park")


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("who", ["chen", "okafor", "silva", "lindt", "weber", "novak"])
def test_nobody_else_changes_the_rule(cast, who):
    with pytest.raises(NotFound):
        allow(cast, who)


def test_the_page_of_the_people_changes_it(app, cast, as_person):
    park = as_person("park")

    page = park.post(
        f"/boards/{cast.board_id}/anonymous-ballots",
        data={"allowed": "yes"},
        follow_redirects=True,
    ).text

    assert "Anonymous ballots may be held." in page
    assert "Hold open ballots only" in page
