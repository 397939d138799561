"""How a patient's story becomes a submission: the words from cases.py, the facts from facts/."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from board.accounts.models import Board
from board.cases import services as cases
from board.cases.models import Priority
from board.cases.submission import Submission
from board.db import db
from board.demo.days import ZONE
from board.demo.people import Company
from board.myeloma.facts import CaseFacts

FACTS = Path(__file__).parent / "facts"
#: The parts that are measured at a visit, and so again at the next one.
WHAT_IS_NEW = "The newest laboratory values were added, for the meeting."
AT_EACH_VISIT = ("labs_current", "patient", "health")


@dataclass(frozen=True, kw_only=True)
class Retold:
    """One invented patient: who brings the case, and what is said of it in words."""

    #: The number of the case and the name of its facts: 131 is MM-0131 and facts/mm-0131.json.
    number: int
    by: str
    family: str
    given: str
    born: date
    title: str
    question: str
    reason: str
    wishes: str
    comorbidity: str
    needs: str
    priority: Priority = Priority.ROUTINE
    #: Further answers: "not known, because…".
    because: Mapping[str, str] = field(default_factory=dict)
    #: What the first version said otherwise.
    first: Mapping[str, Any] = field(default_factory=dict)

    @property
    def case_number(self) -> str:
        """The number as spoken in the room."""
        return f"MM-{self.number:04}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the file says of this patient."""
        file = FACTS / f"{self.case_number.lower()}.json"
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return said


def bring(told: Retold, company: Company, at: datetime) -> None:
    """Submit the case under its own number; those between went to patients this story leaves out."""
    board = db.session.get_one(Board, company.board_id)
    board.cases_numbered = told.number - 1
    said = submission(told, _day(at), first=True)
    cases.submit(company.board_id, said, by=company[told.by], at=at)


def bring_up_to_date(told: Retold, company: Company, at: datetime) -> None:
    """Correct the case to what is known by now; where nothing is new, no version comes of it."""
    said = submission(told, _day(at))
    cases.correct(told.case_number, said, correction=WHAT_IS_NEW, by=company[told.by], at=at)


def submission(told: Retold, day: date, *, first: bool = False) -> Submission:
    """Return what is sent on *day*: the facts as they stood then, and the words around them."""
    facts = as_it_stood(told.facts, day)
    words = {name: getattr(told, name) for name in ("title", "question", "reason", "priority")}
    return Submission(
        mrn=f"SYN-{told.number:04}",
        family=told.family,
        given=told.given,
        born=told.born,
        sex=facts["patient"]["sex"],
        facts=CaseFacts.model_validate(facts),
        wishes=told.wishes,
        answers={
            "synthetic": True,
            "consent": True,
            "comorbidity": told.comorbidity,
            "supportive_needs": told.needs,
            **told.because,
        },
        origins=_from_the_laboratory(facts, told.case_number),
        **(words | (dict(told.first) if first else {})),
    )


def as_it_stood(facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return the facts without what a sample or a picture later than *day* showed.

    What is measured at every visit is then of the visit before. `as_of` is the file's own, the day
    of the board for which a case is prepared, once nothing in the file is later than *day*.
    """
    until = day.isoformat()
    stood = dict(facts)
    stood["series"] = [sample for sample in facts["series"] if sample["date"] <= until]
    visit = max((sample["date"] for sample in stood["series"]), default=until)
    later = [part for part in AT_EACH_VISIT if facts[part].get("date", "") > until]
    for part in later:
        dates = facts[part].get("dates", {})
        own = {name: min(taken, visit) for name, taken in dates.items()}
        stood[part] = facts[part] | {"date": visit} | ({"dates": own} if own else {})
    if facts["imaging"].get("date", "") > until:
        stood["imaging"] = {}
    if later:
        stood["as_of"] = min(facts["as_of"], until)
    return stood


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(ZONE)).date()


def _from_the_laboratory(facts: Mapping[str, Any], case_number: str) -> dict[str, Any]:
    """Return the origins of blood values that came as a table; a lone value was typed."""
    blood = facts["labs_current"]
    values = [name for name in blood if name not in ("date", "dates") and blood[name] is not None]
    if len(values) < 2:
        return {}
    return {
        f"labs_current.{name}": {
            "from": f"labs-{case_number.lower()}.csv",
            "by": "laboratory table",
            "where": f"row 2, column {name}",
            "date": blood.get("dates", {}).get(name, blood["date"]),
        }
        for name in values
    }
