"""The months before: four meetings, twenty cases, and what became of the plans; counted by hand in a test.

These patients are told in a line each. They give the worklist and the figures something to show; the story
itself begins after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from board.accounts.models import Board
from board.cases import services as cases
from board.cases.models import Case
from board.cases.submission import Submission
from board.db import db
from board.decisions.codes import Adherence, Again, Intent, Kind, Label, Trials, When
from board.decisions.content import (
    Action,
    Alternative,
    PlanContent,
    Recommendation,
    SupportiveLine,
    Trigger,
)
from board.decisions.services import plans, signing
from board.demo.days import Days
from board.demo.people import PASSWORD, Company
from board.followup import services as following
from board.followup.models import Became, BestResponse, TrialStep
from board.followup.reasons import Reason
from board.followup.services import Said
from board.meetings import services as meetings
from board.myeloma.facts import CaseFacts

FULLY, PARTLY, NOT, _ = Became
#: Option of the brief: what is recommended, and what sort of thing that is.
OPTIONS = {
    "dkd": ("Daratumumab, carfilzomib and dexamethasone", Kind.SYSTEMIC, Label.IN_LABEL),
    "cilta_cel": ("Ciltacabtagene autoleucel", Kind.CELL_THERAPY, Label.IN_LABEL),
    "svd": ("Selinexor, bortezomib and dexamethasone", Kind.SYSTEMIC, Label.IN_LABEL),
}
STARTS, PLACE = "18:30", "Room 4.12, House C, and by video"
#: The first of the numbers of these cases; the story begins with MM-0131.
FIRST = 101


@dataclass(frozen=True)
class Told:
    """One case in a line: who brought it when, how long it took, what was decided, what became of it."""

    by: str
    #: Days between the submission and the meeting; minutes on the table.
    waited: int
    minutes: int
    option: str
    became: Became
    reason: Reason | None = None
    #: Days from the signature to the first day of treatment.
    started: int | None = None
    response: BestResponse | None = None
    #: Whether a trial was recommended as well, and how far it came.
    trial: TrialStep | None = None
    ecog: int | None = 1
    #: A trigger of the plan was met after so many days.
    trigger_after: int | None = None


@dataclass(frozen=True)
class Evening:
    """One meeting: days before the past one, who came, its cases, and on which day plans were followed up."""

    before: int
    came: str
    told: Sequence[Told]
    asked: int = 14


EVERYBODY = "park chen okafor tanaka nair lindqvist brandt haddad silva"
EVENINGS = (
    Evening(
        203,
        EVERYBODY,
        (
            Told("lindt", 6, 12, "cilta_cel", FULLY, started=12, response=BestResponse.CR),
            Told("tanaka", 5, 9, "dkd", FULLY, started=6, response=BestResponse.VGPR),
            Told("okafor", 9, 14, "svd", NOT, Reason.PATIENT_REFUSAL, trial=TrialStep.NOT_OFFERED),
            Told("lindt", 4, 8, "dkd", FULLY, started=9, response=BestResponse.PR),
            Told("tanaka", 7, 16, "cilta_cel", FULLY, started=20, response=BestResponse.SCR),
        ),
        asked=90,
    ),
    Evening(
        147,
        "park chen okafor tanaka nair lindqvist moretti brandt haddad",
        (
            Told("okafor", 8, 11, "dkd", NOT, Reason.PATIENT_REFUSAL, trial=TrialStep.NOT_OFFERED),
            Told("lindt", 6, 10, "cilta_cel", FULLY, started=14, response=BestResponse.VGPR),
            Told(
                "lindt", 3, 13, "svd", PARTLY, Reason.PATIENT_REFUSAL, 8, BestResponse.PD,
                TrialStep.NOT_OFFERED,
            ),
            Told("tanaka", 6, 9, "dkd", FULLY, started=5, response=BestResponse.VGPR),
            Told("okafor", 10, 18, "dkd", PARTLY, Reason.TOXICITY, 7, BestResponse.MR, ecog=None),
        ),
        asked=90,
    ),
    Evening(
        84,
        "park chen okafor brandt silva",  # one voter short of a quorum
        (
            Told(
                "lindt", 5, 10, "cilta_cel", FULLY, started=16, response=BestResponse.VGPR,
                trigger_after=60,
            ),
            Told(
                "tanaka", 4, 12, "svd", PARTLY, Reason.PATIENT_REFUSAL, 10, BestResponse.SD,
                TrialStep.ENROLLED,
            ),
            Told("lindt", 7, 9, "dkd", FULLY, started=8, response=BestResponse.PR),
            Told("okafor", 6, 15, "dkd", FULLY, started=4, response=BestResponse.VGPR),
            Told("tanaka", 12, 20, "cilta_cel", FULLY, started=18, response=BestResponse.CR),
        ),
        asked=30,
    ),
    Evening(
        28,
        "park chen okafor tanaka nair lindqvist brandt haddad",
        (
            Told("lindt", 6, 11, "svd", NOT, Reason.PATIENT_REFUSAL, trial=TrialStep.SCREENED),
            Told(
                "okafor", 5, 8, "cilta_cel", PARTLY, Reason.PAYMENT_PENDING, 13, BestResponse.PR,
                TrialStep.SCREENED,
            ),
            Told("tanaka", 9, 14, "dkd", NOT, Reason.PROGRESSION, trial=TrialStep.SCREENED),
            Told("lindt", 7, 12, "dkd", NOT, Reason.PAYMENT_REFUSED, trial=TrialStep.NOT_OFFERED),
            Told(
                "tanaka", 6, 10, "svd", PARTLY, Reason.PROGRESSION, 9, response=BestResponse.SD,
                trial=TrialStep.SCREENED, ecog=None,
            ),
        ),
    ),
)  # fmt: skip


def live_through_the_months_before(company: Company, days: Days) -> None:
    """Hold the earlier meetings one after the other, and follow up their plans."""
    acts: list[tuple[datetime, Any]] = []
    number = FIRST
    for evening in EVENINGS:
        for told in evening.told:
            submitted = days.before_past(evening.before + told.waited, "10:00")
            acts.append((submitted, _bringing(told, number, company)))
            number += 1
        numbers = range(number - len(evening.told), number)
        acts.append(
            (
                days.before_past(evening.before + 2, "11:00"),
                _evening(evening, numbers, company, days),
            )
        )
        for told, its in zip(evening.told, numbers, strict=True):
            acts += _followed_up(told, its, evening, company, days)
    for at, act in sorted(acts, key=lambda one: one[0]):
        act(at)


def _bringing(told: Told, number: int, company: Company) -> Any:
    def bring(at: datetime) -> None:
        board = db.session.get_one(Board, company.board_id)
        board.cases_numbered = number - 1
        cases.submit(
            company.board_id, _submission(told, number, at.date()), by=company[told.by], at=at
        )

    return bring


def _evening(evening: Evening, numbers: Sequence[int], company: Company, days: Days) -> Any:
    def hold(at: datetime) -> None:
        starts = days.before_past(evening.before, STARTS)
        coordinator, chair = company["park"], company["chen"]
        meeting = meetings.call_meeting(
            company.board_id, starts, starts + timedelta(minutes=75), PLACE, by=coordinator, at=at
        )
        items = [
            meetings.put_on_agenda(meeting.id, _name(number), minutes=12, by=coordinator, at=at)
            for number in numbers
        ]
        for who in evening.came.split():
            meetings.come_in(meeting.id, by=company[who], at=starts)
        meetings.open_room(meeting.id, by=chair, at=starts)
        now, begun = starts, []
        for item, told in zip(items, evening.told, strict=True):
            meetings.take_up(item.id, by=chair, at=now)
            begun.append(plans.begin_plan(item.id, by=coordinator, at=now).id)
            now += timedelta(minutes=told.minutes)
        meetings.close_room(meeting.id, by=chair, at=now)
        for plan_id, told in zip(begun, evening.told, strict=True):
            now += timedelta(minutes=2)
            _sign(plan_id, told, company, starts.date(), now)

    return hold


def _sign(plan_id: int, told: Told, company: Company, evening: date, at: datetime) -> None:
    """Write the plan down, state, check and sign it."""
    content = _plan(told, evening)
    plan = plans.write_plan(plan_id, content, revision=1, by=company["park"], at=at)
    seen = {"revision": plan.revision}
    signing.state_plan(plan_id, **seen, by=company["chen"], at=at)
    signing.check_plan(plan_id, **seen, by=company["park"], at=at)
    signing.sign_plan(plan_id, **seen, password=PASSWORD, by=company["chen"], at=at)


def _followed_up(
    told: Told, number: int, evening: Evening, company: Company, days: Days
) -> list[tuple[datetime, Any]]:
    def answer(at: datetime) -> None:
        plan = plans.plans_of(_case_id(number))[-1]
        assert plan.signed_at is not None  # noqa: S101  it was signed on the evening
        begun = None if told.started is None else plan.signed_at.date() + timedelta(told.started)
        said = Said(
            told.became,
            told.reason,
            1 if told.became in (FULLY, PARTLY) else None,
            trial=told.trial,
            response=told.response,
            started_on=begun,
        )
        following.answer(plan.id, evening.asked, said, instead_of=None, by=company["park"], at=at)

    def trigger(at: datetime) -> None:
        plan = plans.plans_of(_case_id(number))[-1]
        following.report_trigger(plan.id, 1, met=True, by=company[told.by], at=at)

    acts = [(days.before_past(evening.before - evening.asked, "21:30"), answer)]
    if told.trigger_after is not None:
        acts.append((days.before_past(evening.before - told.trigger_after, "21:40"), trigger))
    return acts


def _plan(told: Told, evening: date) -> PlanContent:
    text, kind, label = OPTIONS[told.option]
    soon = evening + timedelta(days=7)
    steps = [Recommendation(text, kind, label, intent=Intent.CONTROL, option_id=told.option)]
    if told.trial is not None:
        steps.append(
            Recommendation(
                "A trial that recruits here", Kind.TRIAL, Label.TRIAL, when=When.IF_NOT_POSSIBLE
            )
        )
    return PlanContent(
        decision=f"{text}.",
        intent="Disease control",
        start="Within 14 days",
        recommendations=tuple(steps),
        alternatives=(Alternative("Another triplet", "Kept for later"),),
        supportive=(SupportiveLine("Nursing", "A call in the first week", "E. Brandt"),),
        actions=(Action("First treatment day", "H. Park", soon),),
        tells_patient="Whoever brought the case",
        tells_patient_by=soon,
        tells_referrer="H. Park sends the record",
        tells_referrer_by=soon,
        guideline="EHA-EMN 2025",
        adherence=Adherence.FOLLOWED,
        trials=Trials.RECOMMENDED if told.trial else Trials.NONE_OPEN,
        triggers=(Trigger(Again.PROGRESSION),),
        valid_until=evening + timedelta(days=365),
    )


def _submission(told: Told, number: int, day: date) -> Submission:
    return Submission(
        mrn=f"SYN-{number:04}",
        family=f"Beispiel {number}",
        given="Invented",
        born=date(1955 + number % 15, 1 + number % 12, 1 + number % 28),
        sex="F" if number % 2 else "M",
        facts=CaseFacts.model_validate(_facts(told, number, day)),
        title="Relapse on lenalidomide maintenance",
        question="Which treatment next?",
        reason="M-protein rose on lenalidomide maintenance.",
        wishes="Wants to go on living at home.",
        answers={
            "synthetic": True,
            "consent": True,
            "comorbidity": "None known.",
            "supportive_needs": "None named.",
        },
    )


def _facts(told: Told, number: int, day: date) -> dict[str, Any]:
    def ago(days: int) -> str:
        return (day - timedelta(days=days)).isoformat()

    return {
        "synthetic": True,
        "case_id": _name(number),
        "title": "Relapse on lenalidomide maintenance",
        "as_of": day.isoformat(),
        "jurisdiction": "US",
        "treatment_history_complete": True,
        "patient": {"age": 68, "sex": "F" if number % 2 else "M", "cci": 1}
        | ({} if told.ecog is None else {"ecog": told.ecog}),
        "disease": {"isotype": "IgG", "involved_flc": "kappa"},
        "labs_current": {"date": ago(3), "hb_g_dL": 11.2, "creatinine_mg_dL": 1.0},
        "genetics": {"date": ago(20), "del17p": False, "t4_14": False, "cn1q": 2},
        "regimens": [
            {
                "id": "r1",
                "drugs": ["bortezomib", "lenalidomide", "dexamethasone"],
                "start": ago(1200),
                "end": ago(1050),
                "phase": "induction",
                "best_response": "VGPR",
                "stop_reason": "completed",
            },
            {
                "id": "r2",
                "drugs": ["lenalidomide"],
                "start": ago(1040),
                "end": ago(12),
                "phase": "maintenance",
                "pd_date": ago(20),
                "stop_reason": "progression",
                "ongoing_at_pd": True,
            },
        ],
        "series": [
            {"date": ago(1050), "serum_m_g_dL": 0.2},
            {"date": ago(20), "serum_m_g_dL": 1.4},
            {"date": ago(6), "serum_m_g_dL": 1.8},
        ],
    }


def _case_id(number: int) -> int:
    return db.session.scalars(select(Case.id).where(Case.number == _name(number))).one()


def _name(number: int) -> str:
    return f"MM-{number:04}"
