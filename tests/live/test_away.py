"""Whoever was away is told what they missed, alone, and nothing they may not know."""

from datetime import timedelta

import pytest

from board.db import db
from board.decisions.models import NoteKind
from board.decisions.services import ballots, notes
from board.live.away import Span, missed
from board.live.leaving import Absent, absent, caught_up, missed_by
from board.live.presence import Presence, Screen, here
from board.meetings import services
from board.meetings.log import events_after
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
    with transaction():
        services.take_up(following.id, by=cast["chen"], at=LATER)

    found = missed(item.meeting, WHILE, cast["tanaka"])
    assert (following.case.number, "was taken up.") in [(one.case, one.words) for one in found]


@pytest.fixture
def hours(monkeypatch):
    """The clock, to be put forward."""
    hand = {"now": NOON}
    monkeypatch.setattr("board.clock.now", lambda: hand["now"])
    return hand


class Sitting:
    """Dr Okafor in a room, by a presence of its own and the log of the meeting."""

    def __init__(self, cast, meeting, hours):
        self.me, self.meeting, self.hours = cast["okafor"], meeting, hours
        self.process_starts()

    def process_starts(self):
        self.presence = Presence()
        self.absent = Absent(self.presence)

    def opens(self, sid, wall=False):
        if not wall:
            with transaction():
                self.absent.come_back(self.meeting, self.me.person_id, self.hours["now"])
        self.presence.add(Screen(sid, self.me, self.meeting.id, wall))

    def closes(self, sid):
        self.presence.remove(sid)

    def time_passes(self, **long):
        self.hours["now"] += timedelta(**long)
        self.absent.note_gone(self.hours["now"])

    @property
    def missed(self):
        return missed_by(self.meeting, self.me.person_id)


@pytest.fixture
def sitting(in_app, cast, hours):
    return Sitting(cast, a_room(cast).meeting, hours)


def test_a_minute_without_a_screen_is_away(sitting):
    sitting.opens("a")
    sitting.closes("a")
    sitting.time_passes(seconds=61)

    sitting.opens("b")

    assert sitting.missed == Span(NOON, NOON + timedelta(seconds=61))
    with transaction():
        caught_up(sitting.meeting, sitting.me, sitting.hours["now"])
    assert sitting.missed is None


def test_a_shorter_gap_or_another_open_screen_is_not(sitting):
    sitting.opens("desk")
    sitting.opens("phone")
    sitting.closes("desk")
    sitting.time_passes(minutes=5)
    sitting.opens("desk again")
    sitting.closes("desk again")
    sitting.closes("phone")
    sitting.time_passes(seconds=59)
    sitting.opens("at last")

    assert sitting.missed is None


def test_the_wall_is_nobody(sitting):
    sitting.opens("a")
    sitting.opens("wall", wall=True)
    sitting.closes("a")
    sitting.time_passes(minutes=2)

    sitting.opens("b")

    assert sitting.missed == Span(NOON, NOON + timedelta(minutes=2))


def test_what_was_not_read_is_kept_until_it_is(sitting):
    for minutes in (2, 3):
        sitting.opens("a")
        sitting.closes("a")
        sitting.time_passes(minutes=minutes)
    sitting.opens("a")

    assert sitting.missed == Span(NOON, NOON + timedelta(minutes=5))


def test_a_restart_of_the_server_forgets_nobody_who_was_away(sitting):
    sitting.opens("a")
    sitting.closes("a")
    sitting.time_passes(minutes=2)
    sitting.process_starts()
    sitting.time_passes(seconds=5)

    sitting.opens("b")

    assert sitting.missed == Span(NOON, NOON + timedelta(minutes=2, seconds=5))


def test_whom_a_restart_cut_off_was_away_from_then_on(sitting):
    sitting.opens("a")
    sitting.time_passes(minutes=10)
    sitting.process_starts()
    sitting.time_passes(minutes=3)

    sitting.opens("b")

    assert sitting.missed == Span(NOON + timedelta(minutes=10), NOON + timedelta(minutes=13))


def test_whoever_comes_late_is_told_what_was_before(sitting, cast):
    services.come_in(sitting.meeting.id, by=cast["silva"], at=NOON + timedelta(minutes=7))

    span = missed_by(sitting.meeting, cast["silva"].person_id)

    assert span == Span(NOON, NOON + timedelta(minutes=7)) and span.late


def test_leaving_is_noted_once_and_without_a_part_to_draw(sitting):
    sitting.opens("a")
    sitting.closes("a")
    for _ in range(3):
        sitting.time_passes(minutes=1)

    left = [one for one in events_after(sitting.meeting.id, 0) if one.kind == "left"]

    assert [(one.person_id, one.parts) for one in left] == [(sitting.me.person_id, [])]


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
    absent.begin()
    monkeypatch.setattr(here, "_left", {(meeting_id, cast["okafor"].person_id): NOON})
    okafor = as_person("okafor")
    page = okafor.get(f"/meetings/{meeting_id}/room").text

    again = okafor.get(f"/meetings/{meeting_id}/away").text
    okafor.post(f"/meetings/{meeting_id}/away", headers={"X-Fragment": "1"})

    assert "While you were away: 1 thing" in page and "1 of 1 vote" in page
    assert "While you were away: 1 thing" in again
    assert "While you were away" not in okafor.get(f"/meetings/{meeting_id}/away").text


def test_whoever_comes_for_the_first_time_was_not_away(app, cast, as_person, monkeypatch):
    with app.app_context():
        item = a_room(cast, came=["chen"])
        meeting_id = item.meeting_id
        with transaction():
            said = {"anchor": "summary", "kind": NoteKind.CLINICAL, "by": cast["chen"]}
            notes.write_note(item.case.number, "One", **said, at=LATER)
    monkeypatch.setattr("board.clock.now", lambda: WHILE.until)

    page = as_person("okafor").get(f"/meetings/{meeting_id}/phone").text

    assert "Before you came in: 1 thing" in page and "away: " not in page
