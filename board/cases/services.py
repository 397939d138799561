"""Submitting and correcting cases, keeping drafts, and who has which."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from board.accounts.actor import Actor, Role
from board.accounts.models import Board
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.gate import case_for
from board.cases.models import Case, CaseVersion, Draft
from board.cases.patients import correct_patient, patient_on
from board.cases.policy import READERS, SUBMITTERS, ensure_may_correct, ensure_may_submit
from board.cases.submission import Submission, ensure_sound, unprintable
from board.db import db
from board.errors import Conflict, Invalid, NotFound
from board.myeloma.facts import CaseFacts
from board.transactions import announce
from board.web.filters import age


@dataclass(frozen=True)
class CaseVersionMade:
    """Told after the commit: there is a new version of a case, or its patient has another name."""

    version_id: int


#: The longest sentence on what changed, in characters.
LONGEST_CORRECTION = 300


def submit(board_id: int, submission: Submission, *, by: Actor, at: datetime) -> Case:
    """Take in a new case with its first version; a known patient gets a further case."""
    ensure_may_submit(by, board_id)
    ensure_sound(submission)
    board = db.session.scalars(
        select(Board).where(Board.id == board_id).with_for_update()
    ).one_or_none()
    if board is None:
        raise NotFound("There is no such board.")
    patient = patient_on(board_id, submission)
    board.cases_numbered += 1
    case = Case(
        board=board,
        patient=patient,
        number=f"{board.case_prefix}-{board.cases_numbered:04}",
        submitted_by_id=by.person_id,
        submitted_at=at,
    )
    db.session.add(case)
    version = _version(case.number, 1, submission, by, at)
    case.versions.append(version)
    db.session.flush()
    record(by, Deed.CASE_SUBMITTED, f"case/{case.id}", at, board_id, sha256=version.sha256)
    announce(CaseVersionMade(version.id))
    return case


def correct(
    case_number: str, submission: Submission, *, correction: str, by: Actor, at: datetime
) -> CaseVersion:
    """Return the case's next version; the same content again makes none.

    *correction* says what changed and why; it stands with the version.
    """
    case = case_for(by, case_number)
    ensure_may_correct(by, case)
    ensure_sound(submission)
    db.session.refresh(case, with_for_update=True)
    renamed = correct_patient(case.patient, submission)
    newest = case.newest
    version = _version(case.number, newest.number + 1, submission, by, at)
    changed = version.sha256 != newest.sha256
    if changed or renamed:
        version.correction = _said_of_correction(correction)
    if changed:
        case.versions.append(version)
        db.session.flush()
    if changed or renamed:
        current = version if changed else newest
        record(
            by,
            Deed.CASE_CORRECTED,
            f"case/{case.id}",
            at,
            case.board_id,
            version=current.number,
            sha256=current.sha256,
            patient_fields=renamed,
        )
        announce(CaseVersionMade(current.id))
    return version if changed else newest


def note_read(version: CaseVersion, *, by: Actor, at: datetime) -> None:
    """Leave a trace of somebody opening this version."""
    case = version.case
    record(by, Deed.CASE_READ, f"case/{case.id}", at, case.board_id, version=version.number)


def begin_draft(board_id: int, typed: Mapping[str, str], *, by: Actor, at: datetime) -> Draft:
    """Return a new draft of a new case, holding what is known from the start."""
    ensure_may_submit(by, board_id)
    return _draft(Draft(board_id=board_id, typed=dict(typed), origins={}), by, at)


def begin_correction(
    case_number: str, typed: Mapping[str, str], *, by: Actor, at: datetime
) -> Draft:
    """Return a draft of the case's next version; the person's unfinished one if there is one."""
    case = case_for(by, case_number)
    ensure_may_correct(by, case)
    for draft in drafts_of(by):
        if draft.case_id == case.id:
            return draft
    origins = dict(case.newest.origins)
    return _draft(
        Draft(board_id=case.board_id, case_id=case.id, typed=dict(typed), origins=origins), by, at
    )


def save_draft(
    draft: Draft, typed: Mapping[str, str], origins: Mapping[str, Any], *, by: Actor, at: datetime
) -> Draft:
    """Keep what is typed now, right or wrong."""
    _ensure_own(draft, by)
    draft.typed, draft.origins, draft.saved_at = dict(typed), dict(origins), at
    db.session.flush()
    return draft


def discard_draft(draft: Draft, *, by: Actor) -> None:
    """Throw away a draft that was never submitted."""
    _ensure_own(draft, by)
    db.session.delete(draft)


def submit_draft(
    draft: Draft, submission: Submission, *, correction: str = "", by: Actor, at: datetime
) -> CaseVersion:
    """Make the draft a case, or the next version of the case it corrects, with what changed and why."""
    _ensure_own(draft, by)
    if draft.case is not None:
        number = draft.case.number
        version = correct(number, submission, correction=correction, by=by, at=at)
    else:
        version = submit(draft.board_id, submission, by=by, at=at).newest
    draft.submitted_at = draft.saved_at = at
    return version


def facts_of(version: CaseVersion) -> CaseFacts:
    """Return the version's facts as values."""
    return CaseFacts.model_validate(version.facts)


def cases_of(by: Actor) -> list[Case]:
    """Return every case this person may see, newest first."""
    wide = [seat.board_id for seat in by.seats if seat.role in READERS]
    own = [seat.board_id for seat in by.seats if seat.role is Role.SUBMITTER]
    mine = Case.board_id.in_(own) & (Case.submitted_by_id == by.person_id)
    wanted = (
        select(Case)
        .where(Case.board_id.in_(wide) | mine)
        .options(selectinload(Case.versions), selectinload(Case.patient))
        .order_by(Case.submitted_at.desc(), Case.id.desc())
    )
    return list(db.session.scalars(wanted))


def drafts_of(by: Actor) -> list[Draft]:
    """Return this person's unfinished drafts on boards they may still submit to, newest first."""
    boards = [seat.board_id for seat in by.seats if seat.role in SUBMITTERS]
    wanted = (
        select(Draft)
        .where(
            Draft.owner_id == by.person_id,
            Draft.submitted_at.is_(None),
            Draft.board_id.in_(boards),
        )
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )
    return list(db.session.scalars(wanted))


def other_cases_of_patient(case: Case) -> list[Case]:
    """Return the patient's other cases on the same board, newest first."""
    wanted = (
        select(Case)
        .where(Case.patient_id == case.patient_id, Case.id != case.id)
        .order_by(Case.submitted_at.desc(), Case.id.desc())
    )
    return list(db.session.scalars(wanted))


def _draft(draft: Draft, by: Actor, at: datetime) -> Draft:
    draft.owner_id, draft.begun_at, draft.saved_at = by.person_id, at, at
    db.session.add(draft)
    db.session.flush()
    return draft


def _ensure_own(draft: Draft, by: Actor) -> None:
    if draft.owner_id != by.person_id:
        raise NotFound("There is no such draft among yours.")
    if draft.submitted_at is not None:
        raise Conflict("This draft was submitted already.")


def _version(
    case_number: str, number: int, submission: Submission, by: Actor, at: datetime
) -> CaseVersion:
    """Return the version that *submission* makes; its hash covers the content, not who and when."""
    facts = _settled(submission, case_number)
    content = {
        "facts": facts.model_dump(mode="json", exclude_none=True),
        "origins": submission.origins,
        "title": submission.title.strip(),
        "question": submission.question.strip(),
        "reason": submission.reason.strip(),
        "wishes": submission.wishes.strip(),
        "priority": submission.priority,
        "answers": submission.answers,
    }
    return CaseVersion(
        number=number,
        submitted_by_id=by.person_id,
        submitted_at=at,
        sha256=sha256(content),
        **content,
    )


def sha256(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of *content* as canonical JSON: sorted keys, no spaces, ASCII."""
    said = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return hashlib.sha256(said.encode()).hexdigest()


def _settled(submission: Submission, number: str) -> CaseFacts:
    """Return the facts under the case's own number and title, with age and sex of the patient."""
    born, on = submission.born, date.fromisoformat(submission.facts.as_of)
    said = submission.facts.model_dump()
    said.update(case_id=number, title=submission.title.strip())
    said["patient"].update(age=age(born, on), sex=submission.sex)
    try:
        return CaseFacts.model_validate(said)
    except ValueError as error:
        raise Invalid(
            "The facts do not fit the date of birth.",
            {"patient.born": "Age must be between 18 and 110 years on the day of the facts."},
        ) from error


def _said_of_correction(typed: str) -> str:
    """Return what changed and why on one line, or refuse a correction that does not say it."""
    said = " ".join("".join(sign for sign in typed if not unprintable(sign)).split())
    if not said:
        raise Invalid(
            "Say what changed and why.",
            {"correction": "What changed and why is missing: one sentence, for the board."},
        )
    if len(said) > LONGEST_CORRECTION:
        raise Invalid(
            "What changed and why is too long.",
            {"correction": f"What changed and why: at most {LONGEST_CORRECTION} characters."},
        )
    return said
