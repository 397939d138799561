"""Things to test with, made through the same services that the doors call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from argon2 import PasswordHasher

from board.accounts.actor import Actor, Discipline, Role, Seat
from board.accounts.models import Board, Membership, Person
from board.cases import services as cases
from board.cases import thresholds
from board.cases.models import Case, Priority
from board.cases.overrides import Threshold
from board.cases.submission import Submission
from board.db import db
from board.decisions.codes import Adherence, Trials
from board.decisions.content import (
    Action,
    Alternative,
    Dissent,
    Kind,
    Label,
    PlanContent,
    Recommendation,
    SupportiveLine,
)
from board.decisions.models import Ballot, Plan, Vote
from board.decisions.services import ballots, plans, signing
from board.decisions.services.wording import text_of
from board.meetings import services as meetings
from board.meetings.models import AgendaItem, Meeting
from board.myeloma.facts import CaseFacts
from board.transactions import transaction
from tests.people import CAST, NOON, NOVAK, PASSWORD

#: Hashing is slow by design; the whole cast shares one password, hashed as quickly as argon2 can.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Cast:
    """Who is who: actors by key, and the two boards."""

    actors: dict[str, Actor]
    board_id: int
    other_board_id: int

    def __getitem__(self, key: str) -> Actor:
        return self.actors[key]

    @staticmethod
    def email(key: str) -> str:
        """Return what this person signs in with."""
        return f"{key}@board.example"


def a_board(name: str = "Myeloma Board", **rules: Any) -> Board:
    """Return a board with the demo's rules."""
    settled = {
        "hospital": "University Hospital Musterstadt",
        "jurisdiction": "US",
        "zone": "Europe/Berlin",
        "case_prefix": "MM",
    } | rules
    board = Board(name=name, **settled)
    db.session.add(board)
    db.session.flush()
    return board


def a_person(
    key: str, name: str, short: str, board: Board, role: Role, discipline: Discipline
) -> Actor:
    """Return somebody with a seat on the board."""
    person = Person(email=Cast.email(key), name=name, short_name=short, password_hash=_HASH)
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Membership(board_id=board.id, person_id=person.id, role=role, discipline=discipline)
    )
    return Actor(person.id, name, session_id=0, seats=(Seat(board.id, role, discipline),))


def a_cast() -> Cast:
    """Return the cast on its boards, committed."""
    ours, theirs = a_board(), a_board("Other Board", case_prefix="OB")
    actors = {
        key: a_person(key, name, short, ours, role, knows)
        for key, (name, short, role, knows) in CAST.items()
    }
    name, short, role, knows = NOVAK
    actors["novak"] = a_person("novak", name, short, theirs, role, knows)
    db.session.commit()
    return Cast(actors, ours.id, theirs.id)


def some_facts(**changes: Any) -> CaseFacts:
    """Return the facts of an invented relapse: first relapse on lenalidomide, measurable in serum."""
    said = {
        "synthetic": True,
        "case_id": "new",
        "title": "First relapse on lenalidomide maintenance",
        "as_of": "2026-11-23",
        "jurisdiction": "US",
        "treatment_history_complete": True,
        "patient": {"age": 67, "sex": "F", "weight_kg": 52.0, "ecog": 1, "cci": 1},
        "disease": {"isotype": "IgG", "involved_flc": "kappa"},
        "labs_current": {
            "date": "2026-11-16",
            "hb_g_dL": 10.4,
            "platelets_e9_L": 61.0,
            "creatinine_mg_dL": 1.4,
            "dates": {"platelets_e9_L": "2026-11-04"},
        },
        "genetics": {"date": "2026-10-21", "del17p": True, "del17p_ccf_pct": 62.0, "t11_14": False},
        "regimens": [
            {
                "id": "r1",
                "drugs": ["bortezomib", "lenalidomide", "dexamethasone"],
                "start": "2023-02",
                "end": "2023-06-20",
                "plan_group": "A",
                "phase": "induction",
                "best_response": "VGPR",
                "stop_reason": "completed",
            },
            {
                "id": "r2",
                "drugs": ["lenalidomide"],
                "start": "2023-07-15",
                "end": "2026-10-30",
                "plan_group": "A",
                "phase": "maintenance",
                "best_response": "CR",
                "pd_date": "2026-10-12",
                "stop_reason": "progression",
                "ongoing_at_pd": True,
            },
        ],
        "series": [
            {"date": "2023-06-20", "serum_m_g_dL": 0.2, "kappa_mg_L": 18.0, "lambda_mg_L": 9.0},
            {"date": "2026-10-12", "serum_m_g_dL": 1.4, "kappa_mg_L": 310.0, "lambda_mg_L": 8.0},
            {"date": "2026-11-09", "serum_m_g_dL": 1.9, "kappa_mg_L": 420.0, "lambda_mg_L": 8.0},
        ],
    }
    return CaseFacts.model_validate(said | changes)


#: What a correction says of itself.
WHY = "A newer laboratory report came in."


def a_submission(**changes: Any) -> Submission:
    """Return what Dr Lindt sends about an invented patient."""
    said: dict[str, Any] = {
        "mrn": "SYN-0001",
        "family": "Demo",
        "given": "Agnes",
        "born": date(1959, 2, 3),
        "sex": "F",
        "facts": some_facts(),
        "title": "First relapse on lenalidomide, del(17p)",
        "question": "CAR T cells now, or a daratumumab triplet first?",
        "reason": "Biochemical progression with new del(17p).",
        "wishes": "Wants to stay at home as much as possible.",
        "priority": Priority.ROUTINE,
    }
    return Submission(**(said | changes))


def a_case(cast: Cast, by: str = "lindt", at: datetime = NOON, **changes: Any) -> Case:
    """Return a case that one of the cast has submitted to the board, committed."""
    with transaction():
        case = cases.submit(cast.board_id, a_submission(**changes), by=cast[by], at=at)
    return case


def a_meeting(cast: Cast, by: str = "park", at: datetime = NOON, **changes: Any) -> Meeting:
    """Return a planned meeting of the board, Tue 24-Nov-2026, 18:45 to 20:00 in Berlin, committed."""
    said: dict[str, Any] = {
        "board_id": cast.board_id,
        "starts_at": datetime(2026, 11, 24, 17, 45, tzinfo=UTC),
        "ends_at": datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
        "place": "Room 4.12",
    }
    with transaction():
        return meetings.call_meeting(**(said | changes), by=cast[by], at=at)


def an_agenda_item(
    cast: Cast, meeting: Meeting, case: Case, minutes: int | None = None, at: datetime = NOON
) -> AgendaItem:
    """Return the case's place on the agenda of the meeting, committed."""
    with transaction():
        return meetings.put_on_agenda(
            meeting.id, case.number, by=cast["park"], at=at, minutes=minutes
        )


def a_room(
    cast: Cast, came: Sequence[str] = ("chen", "okafor", "tanaka", "brandt"), at: datetime = NOON
) -> AgendaItem:
    """Return the case on the table of an open room to which the named people came, committed."""
    meeting = a_meeting(cast, at=at)
    item = an_agenda_item(cast, meeting, a_case(cast, at=at), at=at)
    with transaction():
        meetings.open_room(meeting.id, by=cast["chen"], at=at)
        for key in came:
            meetings.come_in(meeting.id, by=cast[key], at=at)
        meetings.take_up(item.id, by=cast["chen"], at=at)
    return item


OPTIONS = ("Talquetamab now", "Teclistamab now", "Bridge, then cilta-cel")


def a_ballot(
    cast: Cast, item: AgendaItem, options: Sequence[str] = OPTIONS, at: datetime = NOON
) -> Ballot:
    """Return an open ballot on the case on the table, committed."""
    with transaction():
        ballot = ballots.open_ballot(
            item.id, "Preferred next treatment", options, by=cast["chen"], at=at
        )
    return ballot


def a_vote(
    cast: Cast,
    ballot: Ballot,
    by: str,
    choice: str,
    *,
    reason: str = "",
    key: str | None = None,
    instead_of: int | None = None,
    at: datetime = NOON,
) -> Vote:
    """Return a vote of one of the cast, committed."""
    with transaction():
        vote = ballots.cast_vote(
            ballot.id,
            choice,
            reason,
            key=key or f"{by}-{choice}-{instead_of}-key",
            instead_of=instead_of,
            by=cast[by],
            at=at,
        )
    return vote


A_PLAN = PlanContent(
    decision="Talquetamab, step-up from 2 December; immunoglobulin first.",
    intent="Disease control",
    start="within 14 days",
    rationale="BCMA is kept for later.\nNo admission is needed past step-up.",
    recommendations=(
        Recommendation("Talquetamab, step-up dosing", Kind.SYSTEMIC, Label.IN_LABEL),
        Recommendation(
            "Bridge, then cilta-cel", Kind.CELL_THERAPY, condition="if progression before day 1"
        ),
    ),
    alternatives=(Alternative("Teclistamab", "BCMA kept for later"),),
    supportive=(SupportiveLine("Nursing", "Call the daughter about weekday support", "E. Brandt"),),
    actions=(Action("Book a step-up bed", "H. Park", date(2026, 12, 2)),),
    dissents=(Dissent("J. Tanaka", "Teclistamab now", "Most experience here"),),
    tells_patient="Dr Lindt, on 25 November",
    tells_patient_by=date(2026, 11, 25),
    tells_referrer="H. Park sends the record",
    tells_referrer_by=date(2026, 11, 26),
    guideline="IMWG 2021",
    adherence=Adherence.FOLLOWED,
    trials=Trials.NONE_OPEN,
)


def a_plan(
    cast: Cast, item: AgendaItem, content: PlanContent = A_PLAN, at: datetime = NOON
) -> Plan:
    """Return a draft of the plan that says *content*, committed."""
    with transaction():
        plan = plans.begin_plan(item.id, by=cast["park"], at=at)
        plans.write_plan(plan.id, content, revision=plan.revision, by=cast["park"], at=at)
    return plan


def a_checked_plan(
    cast: Cast, item: AgendaItem, content: PlanContent = A_PLAN, at: datetime = NOON
) -> Plan:
    """Return a plan that the chair has stated and the coordinator checked, committed."""
    return checked(cast, a_plan(cast, item, content, at), at)


def checked(cast: Cast, plan: Plan, at: datetime = NOON, checker: str = "park") -> Plan:
    """State *plan* as it stands and have it checked, by the coordinator unless told otherwise, committed."""
    seen = {"revision": plan.revision, "text_version": text_of(plan.item_id).version}
    with transaction():
        signing.state_plan(plan.id, **seen, by=cast["chen"], at=at)
        signing.check_plan(plan.id, **seen, by=cast[checker], at=at)
    return plan


def a_signed_plan(
    cast: Cast, item: AgendaItem, content: PlanContent = A_PLAN, at: datetime = NOON
) -> Plan:
    """Return a plan that the chair has stated, the coordinator checked and the chair signed, committed."""
    plan = a_checked_plan(cast, item, content, at)
    with transaction():
        signing.sign_plan(
            plan.id,
            revision=plan.revision,
            text_version=text_of(item.id).version,
            password=PASSWORD,
            by=cast["chen"],
            at=at,
        )
    return plan


def a_threshold(cast: Cast, criterion: str = "LVEF_ge40", number: float | None = 45) -> Threshold:
    """Return a threshold of the board's own that its chair has proposed, committed."""
    with transaction():
        says = {"by": cast["chen"], "at": NOON}
        return thresholds.propose(cast.board_id, criterion, number, "Local heart clinic", **says)
