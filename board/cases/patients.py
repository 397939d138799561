"""Who a case is about: found by record number, and never mistaken for somebody else."""

from typing import Any

from sqlalchemy import select

from board.cases.models import Patient
from board.cases.submission import Submission
from board.db import db
from board.errors import Invalid

#: What tells one person from another: the same record number with another of these is a mistake.
IDENTITY = ("family", "given", "born", "sex")
_MISTAKEN = {
    name: f"{said} is not the one on record for this record number: check both."
    for name, said in (
        ("family", "Family name"),
        ("given", "Given name"),
        ("born", "Date of birth"),
        ("sex", "Sex"),
    )
}


def patient_on(board_id: int, submission: Submission) -> Patient:
    """Return the board's patient of that record number, made when there is none."""
    known = _known(board_id, submission.mrn)
    if known is None:
        said = {name: getattr(submission, name) for name in ("mrn", *IDENTITY)}
        known = Patient(board_id=board_id, **_stripped(said))
        db.session.add(known)
        return known
    differ = [name for name in IDENTITY if not _same(known, submission, name)]
    if differ:
        raise Invalid(
            "This record number belongs to somebody else.",
            {f"patient.{name}": _MISTAKEN[name] for name in differ},
        )
    return known


def correct_patient(patient: Patient, submission: Submission) -> list[str]:
    """Bring the patient's identity up to date; return the names of what changed."""
    other = _known(patient.board_id, submission.mrn)
    if other is not None and other.id != patient.id:
        raise Invalid(
            "This record number belongs to somebody else.",
            {"patient.mrn": "Another patient of this board has this record number: check it."},
        )
    said = _stripped({name: getattr(submission, name) for name in ("mrn", *IDENTITY)})
    changed = [name for name, value in said.items() if getattr(patient, name) != value]
    for name in changed:
        setattr(patient, name, said[name])
    return changed


def _known(board_id: int, mrn: str) -> Patient | None:
    return db.session.scalar(
        select(Patient).where(Patient.board_id == board_id, Patient.mrn == mrn.strip())
    )


def _same(patient: Patient, submission: Submission, name: str) -> bool:
    mine: Any = getattr(patient, name)
    theirs: Any = getattr(submission, name)
    if isinstance(mine, str):
        return bool(mine.strip().casefold() == theirs.strip().casefold())
    return bool(mine == theirs)


def _stripped(said: dict[str, Any]) -> dict[str, Any]:
    return {name: text.strip() if isinstance(text, str) else text for name, text in said.items()}
