"""What the form of a plan offers: the words of each choice, facts and options of the case, one-click answers."""

from datetime import timedelta
from enum import StrEnum

from board.cases.brief import brief_of
from board.cases.models import CaseVersion
from board.decisions.codes import (
    NOT_STATED,
    Adherence,
    Again,
    Arranged,
    Conference,
    Counselling,
    Evidence,
    Intent,
    Kind,
    Label,
    NoneBecause,
    Timing,
    Trials,
    When,
)
from board.decisions.forms import typed_day
from board.decisions.models import Plan
from board.decisions.services.rests import facts_in

Choices = list[tuple[str, str]]

#: Guidelines for relapsed myeloma that boards name most; another one is typed.
GUIDELINES = (
    "EHA-EMN multiple myeloma, 2025",
    "IMWG relapse recommendations, 2021",
    "NCCN multiple myeloma",
    "mSMART relapsed myeloma",
    "Onkopedia Multiples Myelom",
    "S3-Leitlinie Multiples Myelom",
)
#: Words for the lane of a supportive line.
LANES = (
    "Nursing",
    "Pharmacy",
    "Palliative care",
    "Psycho-oncology",
    "Nutrition",
    "Social work",
    "Physiotherapy",
    "Infection",
)


def offered(plan: Plan) -> dict[str, object]:
    """Return all that the form of *plan* offers, by the name its template knows it by."""
    return steps_offered(plan.item.version) | {
        "none_becauses": words_of(NoneBecause, "Choose"),
        "states": words_of(Arranged, "–"),
        "agains": words_of(Again, "Choose"),
        "adherences": words_of(Adherence),
        "trials": words_of(Trials),
        "counsellings": words_of(Counselling),
        "conferences": words_of(Conference),
        "timings": words_of(Timing),
        "guidelines": GUIDELINES,
        "lane_names": LANES,
        "quick": quick_answers(plan),
    }


def steps_offered(version: CaseVersion) -> dict[str, object]:
    """Return what the rows of recommendations offer, for a plan on this version of the case."""
    options = [(one.id, one.name) for one in brief_of(version).summary.options]
    return {
        "kinds": words_of(Kind),
        "whens": words_of(When),
        "labels": words_of(Label),
        "intents": words_of(Intent),
        "evidences": words_of(Evidence),
        "options": [("", "None of them"), *options],
        "facts": facts_in(version),
    }


def words_of(kind: type[StrEnum], first: str = "") -> Choices:
    """Return the words of a choice as a form offers them; what nobody has chosen yet stands first."""
    said = [one.value for one in kind if one.value != NOT_STATED]
    unsaid = [("", first)] if first else []
    if len(said) < len(kind):
        unsaid.append((NOT_STATED, NOT_STATED.capitalize()))
    return [*unsaid, *((value, value.capitalize()) for value in said)]


def quick_answers(plan: Plan) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the answers given with one click: field → the words on the button, and what it fills in."""
    met = plan.item.meeting.day
    two_days, three_days = typed_day(met + timedelta(days=2)), typed_day(met + timedelta(days=3))
    submitter = plan.case.submitted_by.short_name
    followed = {"guideline": GUIDELINES[0], "adherence": Adherence.FOLLOWED.value}
    return {
        "tells_patient": [
            (
                f"{submitter}, within two days",
                {"tells_patient": submitter, "tells_patient_by": two_days},
            )
        ],
        "tells_referrer": [
            (
                "The record is sent, within three days",
                {
                    "tells_referrer": "The coordinator, with the record",
                    "tells_referrer_by": three_days,
                },
            )
        ],
        "no_supportive": [
            (
                "Nothing beyond what is in place",
                {"no_supportive": "Nothing beyond what is in place"},
            )
        ],
        "guideline": [(f"Follows {GUIDELINES[0]}", followed)],
    }
