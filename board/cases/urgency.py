"""A case that turns out to be urgent: its newest version says so, and why."""

from dataclasses import replace
from datetime import datetime

from board.accounts.actor import Actor
from board.cases.gate import case_for
from board.cases.models import CaseVersion, Priority
from board.cases.services import correct, facts_of
from board.cases.submission import Submission


def make_urgent(case_number: str, because: str, *, by: Actor, at: datetime) -> CaseVersion:
    """Return the newest version of the case, urgent: a version of its own unless it was urgent already.

    Whoever may correct the case may do that; *because* stands with the version.
    """
    newest = case_for(by, case_number).newest
    said = replace(_as_sent(newest), priority=Priority.URGENT)
    return correct(case_number, said, correction=f"Urgent: {because}", by=by, at=at)


def _as_sent(version: CaseVersion) -> Submission:
    patient = version.case.patient
    return Submission(
        mrn=patient.mrn,
        family=patient.family,
        given=patient.given,
        born=patient.born,
        sex=patient.sex,
        facts=facts_of(version),
        title=version.title,
        question=version.question,
        reason=version.reason,
        wishes=version.wishes,
        priority=version.priority,
        answers=dict(version.answers),
        origins=dict(version.origins),
    )
