"""Whoever was away is told what they missed, alone, and nothing they may not know."""

from datetime import timedelta

import pytest

from board.db import db
from board.decisions.models import NoteKind
from board.decisions.services import ballots, notes
from board.live.away import Span, missed
from board.live.presence import Presence, Screen, here
from board.meetings.models import AgendaItem
from board.transactions import transaction
from tests.factories import a_ballot, a_case, a_plan, a_room, a_vote, an_agenda_item
from tests.people import NOON

LATER = NOON + timedelta(minutes=10)
WHILE = Span(NOON + timedelta(minutes=1), NOON + timedelta(minutes=20))


@pytest.fixture
def item(in_app, cast):
    """A case on which, at LATER, a ballot was closed, a decision stated and two notes written."""
    item = a_room(cast)
    ballot = a_ballot(cast, item, at=NOON)
    a_vote(cast, ballot, "chen", "B")
    with transaction():
        ballots.close_ballot(ballot.id, by=cast["chen"], at=LATER)
    a_plan(cast, item, at=LATER)
    for text in ("One", "Two"):
        with transaction():
            says = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["okafor"]}
            notes.write_note(item.case.number, text, **says, at=LATER)
    return item


def told(item, by, span=WHILE):
    return " ".join(one.words for one in missed(item.meeting, span, by))


def test_whoever_was_away_reads_what_was_decided(cast, item):
    words = told(item, cast["tanaka"])

    assert "B, Teclistamab now, 1 of 1 vote" in words
    assert "Decision stated, not signed: Talquetamab" in words
    assert "2 new notes" in words
    assert len(missed(item.meeting, WHILE, cast["tanaka"])) == 3


def test_what_happened_before_and_after_is_not_told(cast, item):
    assert told(item, cast["tanaka"], Span(WHILE.until, WHILE.until + timedelta(hours=1))) == ""
    assert (
        told(item, cast["tanaka"], Span(NOON - timedelta(hours=2), NOON - timedelta(hours=1))) == ""
    )


def test_own_deeds_are_not_news(cast, item):
    assert "notes" not in told(item, cast["okafor"])


def test_whoever_stepped_aside_is_told_nothing_of_votes_and_drafts(cast, item):
    with transaction():
        ballots.recuse(item.id, "Investigator", by=cast["tanaka"], at=LATER)

    words = told(item, cast["tanaka"])

    assert "Teclistamab" not in words and "Talquetamab" not in words
    assert "2 new notes" in words


def test_a_case_taken_up_meanwhile_is_named(cast, item):
    following = an_agenda_item(cast, item.meeting, a_case(cast, mrn="SYN-2"))
    from board.meetings import services

    with transaction():
        services.take_up(following.id, by=cast["chen"], at=LATER)

    found = missed(item.meeting, WHILE, cast["tanaka"])
    assert (following.case.number, "was taken up.") in [(one.case, one.words) for one in found]


@pytest.fixture
def hours(monkeypatch):
    """The clock, to be put forward."""
    hand = {"now": NOON}
    monkeypatch.setattr("board.live.presence.clock.now", lambda: hand["now"])
    return hand


def screen(cast, sid, wall=False):
    return Screen(sid, cast["okafor"], 7, wall)


def test_a_minute_without_a_screen_is_away(cast, hours):
    room, me = Presence(), cast["okafor"].person_id
    room.add(screen(cast, "a"))
    room.remove("a")
    hours["now"] += timedelta(seconds=61)

    room.add(screen(cast, "b"))

    assert room.came_back(7, me) == Span(NOON, hours["now"])
    room.caught_up(7, me)
    assert room.came_back(7, me) is None


def test_a_shorter_gap_or_another_open_screen_is_not(cast, hours):
    room, me = Presence(), cast["okafor"].person_id
    room.add(screen(cast, "desk"))
    room.add(screen(cast, "phone"))
    room.remove("desk")
    hours["now"] += timedelta(minutes=5)
    room.add(screen(cast, "desk again"))
    room.remove("desk again")
    room.remove("phone")
    hours["now"] += timedelta(seconds=59)

    assert room.came_back(7, me) is None


def test_the_wall_is_nobody(cast, hours):
    room, me = Presence(), cast["okafor"].person_id
    room.add(screen(cast, "a"))
    room.add(screen(cast, "wall", wall=True))
    room.remove("a")
    hours["now"] += timedelta(minutes=2)

    assert room.came_back(7, me) == Span(NOON, hours["now"])


def test_what_was_not_read_is_kept_until_it_is(cast, hours):
    room, me = Presence(), cast["okafor"].person_id
    for minutes in (2, 3):
        room.add(screen(cast, "a"))
        room.remove("a")
        hours["now"] += timedelta(minutes=minutes)
        room.came_back(7, me)

    assert room.came_back(7, me) == Span(NOON, NOON + timedelta(minutes=5))


def test_the_page_shows_it_to_its_person_until_they_have_read_it(app, cast, as_person, monkeypatch):
    with app.app_context():
        item = a_room(cast, came=["chen", "okafor"])
        meeting_id, item_id = item.meeting_id, item.id
        ballot = a_ballot(cast, item)
        a_vote(cast, ballot, "chen", "B", at=LATER)
        with transaction():
            ballots.close_ballot(ballot.id, by=cast["chen"], at=LATER)
        assert db.session.get_one(AgendaItem, item_id)
    monkeypatch.setattr("board.clock.now", lambda: WHILE.until)
    monkeypatch.setattr(here, "_left", {(meeting_id, cast["okafor"].person_id): NOON})
    monkeypatch.setattr(here, "_away", {})
    okafor = as_person("okafor")
    page = okafor.get(f"/meetings/{meeting_id}/room").text

    again = okafor.get(f"/meetings/{meeting_id}/away").text
    okafor.post(f"/meetings/{meeting_id}/away", headers={"X-Fragment": "1"})

    assert "While you were away: 1 thing" in page and "1 of 1 vote" in page
    assert "While you were away: 1 thing" in again
    assert "While you were away" not in okafor.get(f"/meetings/{meeting_id}/away").text
