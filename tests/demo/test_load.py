"""The invented board is filled as a real one would be, and only into an empty database."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from board import demo
from board.accounts.actor import Actor, Role, Seat
from board.accounts.models import Board, Membership, Person
from board.accounts.services import recognise, sign_in
from board.audit.models import AuditEntry
from board.audit.services import verify_trail
from board.cases.brief import brief_of
from board.cases.forms.draft import sheet_of
from board.cases.models import Case, CaseVersion
from board.cases.services import cases_of, drafts_of
from board.db import db
from board.decisions.codes import Meaning, PlanState
from board.decisions.models import Ballot, Note, NoteKind, Plan, Vote
from board.decisions.services.ballots import ballots_on, quorum_of, recusals_on, shift_of, tally_of
from board.decisions.services.plans import state_of
from board.decisions.tally import Outcome
from board.demo.days import days_around
from board.demo.people import ON_LYMPHOMA, ON_MYELOMA, PASSWORD, email
from board.meetings import services as meetings
from board.meetings.models import Meeting, MeetingStatus
from board.transactions import transaction
from tests.demo.conftest import MORNING


def someone(key):
    person = db.session.scalar(select(Person).where(Person.email == email(key)))
    seats = db.session.scalars(select(Membership).where(Membership.person_id == person.id))
    places = tuple(Seat(seat.board_id, seat.role, seat.discipline) for seat in seats)
    return Actor(person.id, person.name, session_id=0, seats=places)


def case(number):
    return db.session.scalar(select(Case).where(Case.number == number))


def rounds_on(number):
    item = next(item for item in past_meeting().items if item.case.number == number)
    return ballots_on(item.id)


def past_meeting():
    return db.session.scalar(select(Meeting).where(Meeting.status == MeetingStatus.CLOSED))


def todays_meeting():
    planned = select(Meeting).where(Meeting.status == MeetingStatus.PLANNED)
    return db.session.scalar(planned.order_by(Meeting.starts_at))


def test_every_role_that_works_on_a_board_has_somebody(shown, in_app):
    roles = set(db.session.scalars(select(Membership.role)))

    assert roles == set(Role) - {Role.ADMINISTRATOR}


@pytest.mark.parametrize("key", [*ON_MYELOMA, *ON_LYMPHOMA])
def test_whoever_is_printed_can_sign_in(shown, in_app, key):
    line = next(line for line in shown if email(key) in line)

    with transaction():
        _, session = sign_in(recognise(email(key), PASSWORD), "a test", MORNING)

    assert session.person.name in line
    assert any(PASSWORD in line for line in shown)


def test_a_second_loading_changes_nothing_and_prints_the_same_people(shown, in_app):
    before = verify_trail()

    again = demo.load(MORNING + timedelta(hours=1))

    assert verify_trail() == before
    assert db.session.scalar(select(func.count(Case.id))) == 10
    assert again[0] == demo.UNTOUCHED
    assert again[-len(shown) :] == shown


def test_a_board_of_others_is_left_alone_and_told_no_password(cast, at_home, in_app):
    lines = demo.load(MORNING)

    assert lines == [demo.UNTOUCHED]
    assert db.session.scalar(select(func.count(Board.id))) == 2
    assert db.session.scalar(select(func.count(Case.id))) == 0


def test_the_trail_is_sound_and_never_goes_back_in_time(shown, in_app):
    ats = list(db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.number)))

    assert verify_trail().sound
    assert ats == sorted(ats)
    assert ats[-1] < MORNING


@pytest.mark.parametrize(
    "at",
    [
        datetime(
            2026, 11, 22, 22, 59, 59, tzinfo=UTC
        ),  # a Sunday, one minute before midnight in Berlin
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # clocks have gone back
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
        datetime(2025, 1, 6, 8, 0, tzinfo=UTC),  # before most of the facts
    ],
)
def test_it_can_be_loaded_on_any_day(at_home, in_app, at):
    demo.load(at)

    assert verify_trail().sound
    assert past_meeting().starts_at.weekday() < 5
    assert timedelta(0) < todays_meeting().starts_at - at <= timedelta(minutes=15)


def test_the_past_meeting_is_never_on_a_weekend():
    sunday = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    assert days_around(sunday).past.isoformat() == "2026-11-13"
    assert days_around(MORNING).past.isoformat() == "2026-11-16"


def test_every_brief_can_be_read(shown, app):
    client = app.test_client()
    client.post(
        "/sign-in",
        data={"email": email("chen"), "password": PASSWORD, "csrf_token": _token(client)},
    )

    with app.app_context():
        versions = list(db.session.scalars(select(CaseVersion)))
        briefs = [brief_of(version) for version in versions]
        numbers = {version.case.number for version in versions}
    pages = {number: client.get(f"/cases/{number}") for number in numbers}

    assert len(numbers) == 10
    assert all(brief.summary.headline and brief.summary.options for brief in briefs)
    assert {page.status_code for page in pages.values()} == {200}


def _token(client):
    return client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]


def test_everything_says_that_it_is_synthetic(shown, in_app):
    versions = list(db.session.scalars(select(CaseVersion)))
    plans = list(db.session.scalars(select(Plan)))

    assert all(version.facts["synthetic"] is True for version in versions)
    assert all(version.answers["synthetic"] is True for version in versions)
    assert all(version.case.patient.mrn.startswith("SYN-") for version in versions)
    assert all('"synthetic": true' in plan.snapshot for plan in plans if plan.is_signed)
    assert demo.INVENTED in shown


def test_no_version_knows_what_was_measured_after_it_was_sent(shown, in_app):
    late = [
        (version.case.number, version.number, taken)
        for version in db.session.scalars(select(CaseVersion))
        for taken in _taken(version.facts)
        if taken > version.submitted_at.date().isoformat()
    ]

    assert late == []


def _taken(facts):
    yield from (sample["date"] for sample in facts.get("series", ()))
    for part in ("labs_current", "patient", "health", "imaging", "genetics", "hbv"):
        said = facts.get(part) or {}
        yield from ([said["date"]] if "date" in said else [])
        yield from said.get("dates", {}).values()


def test_the_newest_version_is_as_of_the_day_its_facts_are_prepared_for(shown, in_app):
    assert {case.newest.facts["as_of"] for case in db.session.scalars(select(Case))} == {
        "2026-11-23"
    }


def test_decisions_keep_the_version_they_were_taken_on(shown, in_app):
    items = past_meeting().items

    assert [item.version.number for item in items] == [1, 1, 1]
    assert [item.case.newest.number for item in items] == [2, 2, 2]


def test_the_past_meeting_took_three_cases_and_their_times_add_up(shown, in_app):
    meeting = past_meeting()

    assert [item.status.value for item in meeting.items] == ["done"] * 3
    assert all(item.seconds_before > 600 for item in meeting.items)
    assert len(meeting.attendances) == 9


def test_every_ballot_was_closed_with_a_quorum(shown, in_app):
    ballots = [
        ballot for number in ("MM-0134", "MM-0136", "MM-0131") for ballot in rounds_on(number)
    ]

    assert not any(ballot.is_open for ballot in ballots)
    assert all(quorum_of(ballot).met for ballot in ballots)


def test_one_ballot_is_a_tie_that_a_second_round_settles(shown, in_app):
    first, second = (tally_of(ballot) for ballot in rounds_on("MM-0136"))

    assert first.outcome is Outcome.TIE
    assert [option.letter for option in second.leading] == ["A"]


def test_one_ballot_is_unanimous(shown, in_app):
    (ballot,) = rounds_on("MM-0131")

    assert tally_of(ballot).leading[0].votes == len(ballot.entitlements) == 7


def test_whoever_stepped_aside_has_no_vote_and_a_changed_mind_counts_once(shown, in_app):
    (ballot,) = rounds_on("MM-0134")
    recusals = recusals_on(ballot.item_id)
    changed = db.session.scalars(select(Vote).where(Vote.superseded_at.is_not(None))).all()

    assert [recusal.person.short_name for recusal in recusals] == ["J. Tanaka"]
    assert "J. Tanaka" not in {vote.person.short_name for vote in ballot.votes}
    assert [vote.person.short_name for vote in changed] == ["E. Brandt"]
    assert tally_of(ballot).cast == 6


def test_dissent_in_a_plan_is_that_of_somebody_who_voted_so(shown, in_app):
    for plan in db.session.scalars(select(Plan)):
        last = tally_of(ballots_on(plan.item_id)[-1])
        outvoted = {name for option in last.options if not option.leads for name in option.names}

        assert {dissent["who"] for dissent in plan.content["dissents"]} <= outvoted


def test_every_plan_of_the_evening_is_signed_and_one_was_amended(shown, in_app):
    every = db.session.scalars(select(Plan).order_by(Plan.id))
    plans = [plan for plan in every if plan.is_signed]

    assert [(plan.case.number, plan.version) for plan in plans] == [
        ("MM-0134", 1),
        ("MM-0136", 1),
        ("MM-0131", 1),
        ("MM-0136", 2),
    ]
    assert all(plan.signed_by.name == "Dr Mei Chen" for plan in plans)
    assert all(hashlib.sha256(plan.snapshot.encode()).hexdigest() == plan.sha256 for plan in plans)
    assert "wedding" in plans[-1].amendment_reason


def test_there_is_a_plan_in_every_state(shown, in_app):
    states = [state_of(plan) for plan in db.session.scalars(select(Plan))]

    assert set(states) == set(PlanState)


def test_whoever_checked_a_plan_is_not_who_stated_it(shown, in_app):
    for plan in db.session.scalars(select(Plan)):
        said = {one.meaning: one.person_id for one in plan.signatures}

        assert said.get(Meaning.CHECKED) != said.get(Meaning.STATED) or not said


def test_what_is_to_be_done_is_given_to_people_of_the_board(shown, in_app):
    names = {person.short_name for person in db.session.scalars(select(Person))}

    for plan in db.session.scalars(select(Plan)):
        assert {row["owner"] for row in plan.content["logistics"]} - {""} <= names
        owners = {action["owner"] for action in plan.content["actions"]}
        assert owners | {line["by"] for line in plan.content["supportive"]} <= names


def test_todays_meeting_can_be_opened_and_would_have_a_quorum(shown, in_app):
    meeting = todays_meeting()

    with transaction():
        meetings.open_room(meeting.id, by=someone("chen"), at=MORNING + timedelta(minutes=5))
        meetings.take_up(meeting.items[0].id, by=someone("chen"), at=MORNING + timedelta(minutes=9))

    assert meeting.starts_at == datetime(2026, 11, 23, 9, 45, tzinfo=UTC)
    assert len(meeting.items) == 6
    assert meetings.minutes_planned(meeting) <= 75
    assert meetings.quorum_expected(meeting).reached
    assert {reply.value: len(said) for reply, said in meetings.replies(meeting).items()} == {
        "yes": 7,
        "late": 0,
        "maybe": 1,
        "deputy": 0,
        "no": 1,
        "none": 1,
    }


def test_one_case_waits_and_one_draft_is_half_filled(shown, in_app):
    waiting = meetings.waiting_cases(someone("chen").seats[0].board_id)
    (draft,) = drafts_of(someone("lindt"))

    sheet = sheet_of(draft, MORNING.date())
    answered, asked = sheet.share

    assert [version.case.number for version in waiting] == ["MM-0147"]
    assert sheet.reading.errors == {}
    assert 0 < answered < asked


def test_notes_come_from_supportive_care_pharmacy_and_members(shown, in_app):
    notes = list(db.session.scalars(select(Note)))
    by_kind = {
        kind: {note.author.short_name for note in notes if note.kind is kind} for kind in NoteKind
    }

    assert by_kind[NoteKind.SUPPORTIVE] == {"E. Brandt", "J. Haddad"}
    assert by_kind[NoteKind.QUESTION] >= {"P. Nair", "J. Tanaka"}
    assert len({note.case_id for note in notes}) >= 6


def test_the_other_board_sees_nothing_of_this_one(shown, in_app):
    novak = someone("novak")

    assert cases_of(novak) == []
    assert meetings.upcoming_meetings(novak, MORNING) == []
    assert meetings.past_meetings(novak, MORNING) == []


def test_the_submitter_sees_her_own_cases_alone(shown, in_app):
    numbers = {one.number for one in cases_of(someone("lindt"))}

    assert numbers == {"MM-0133", "MM-0136", "MM-0138", "MM-0147"}


def test_what_became_of_opinions_shows_in_the_votes(shown, in_app):
    first = db.session.get_one(Ballot, 1)

    shift = shift_of(first)

    assert (shift.kept, shift.changed, shift.not_comparable) == (3, 1, 1)
    assert shift.names == ("J. Haddad from B",)
