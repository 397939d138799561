"""Keeping what was sealed, and saying what a file is worth: genuine, superseded, altered, not known."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.audit.deeds import Deed
from board.audit.services import record
from board.db import db
from board.decisions.models import Plan, PlanPrint, SealCertificate, SealedFile
from board.documents.proof import Examined
from board.documents.sealing import Certificate
from board.web.filters import day


class Verdict(StrEnum):
    """What a file is worth."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `passed` None: it could not be."""

    name: str
    passed: bool | None
    said: str


@dataclass(frozen=True)
class Proof:
    """What a file is worth, in a headline, a sentence to act on, and what was checked.

    `plan` is only there for a file that left this board exactly so: nothing is said of any other.
    """

    verdict: Verdict
    headline: str
    said: str
    checks: tuple[Check, ...]
    plan: Plan | None = None


def keep_certificate(certificate: Certificate, at: datetime) -> None:
    """Know a certificate again from now on; the first time leaves a trace."""
    if db.session.get(SealCertificate, certificate.sha256):
        return
    known = SealCertificate(
        sha256=certificate.sha256,
        certificate=certificate.der,
        name=certificate.name[:200],
        first_used_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(known)
    except IntegrityError:
        return  # somebody else's print was first
    record(None, Deed.SEAL_TAKEN, "seal", at, certificate=certificate.sha256)


def keep_sealed(
    plan: Plan, pdf: bytes, certificate: Certificate, at: datetime, says: int | None = None
) -> None:
    """Know a sealed file again by its digest. *says*: the later version it names."""
    keep_certificate(certificate, at)
    db.session.add(
        SealedFile(
            sha256=hashlib.sha256(pdf).hexdigest(),
            plan_id=plan.id,
            certificate_sha256=certificate.sha256,
            sealed_at=at,
            says_superseded_by=says,
        )
    )


def superseded_by(plan: Plan) -> Plan | None:
    """Return the newest signed version of the same case, when it is not this one."""
    later = select(Plan).where(
        Plan.case_id == plan.case_id, Plan.version > plan.version, Plan.signed_at.is_not(None)
    )
    return db.session.scalars(later.order_by(Plan.version.desc()).limit(1)).first()


def prove(pdf: bytes, shows: Examined | None) -> Proof:
    """Return what a file is worth. *shows*: what was found inside it, None when nobody could look."""
    plan, sealed = _issued(pdf)
    shows = shows or Examined()
    checks = (_file(plan), _seal(plan, sealed, shows), _record(plan, shows))
    if plan is not None:
        return _genuine(plan, checks)
    if _came_from_here(pdf, shows):
        return Proof(
            Verdict.ALTERED,
            "Altered: do not act on it",
            "This is not the file that this board issued: something in it was changed or added. "
            "Ask the board for the record.",
            checks,
        )
    return Proof(
        Verdict.UNKNOWN,
        "Not known",
        "This board has issued no such file. A draft, a scan and a copy that was saved anew by "
        "another program are not known either. Ask whoever gave it to you, or the board.",
        checks,
    )


def _issued(pdf: bytes) -> tuple[Plan | None, SealedFile | None]:
    """Return the plan that left this board as exactly these bytes, and with which seal."""
    digest = hashlib.sha256(pdf).hexdigest()
    sealed = db.session.get(SealedFile, digest)
    if sealed is not None:
        return sealed.plan, sealed
    kept = db.session.scalar(select(PlanPrint.plan_id).where(PlanPrint.sha256 == digest))
    return (db.session.get(Plan, kept) if kept else None), None


def _came_from_here(pdf: bytes, shows: Examined) -> bool:
    """Return whether a file that did not leave here so still carries our seal, or a record signed here."""
    if shows.record and db.session.scalar(select(Plan.id).where(Plan.sha256 == shows.record)):
        return True
    ours = db.session.scalars(select(SealCertificate))
    written = pdf.lower()
    return any(
        one.sha256 == shows.certificate or one.certificate.hex().encode() in written for one in ours
    )


def _genuine(plan: Plan, checks: tuple[Check, ...]) -> Proof:
    later = superseded_by(plan)
    if later is None or later.signed_at is None:
        newest = Check("Version", True, f"Version {plan.version} is the newest that is signed.")
        return Proof(
            Verdict.CURRENT,
            "Genuine and current",
            "This is the decision record as the board issued it, and no newer version is signed.",
            (*checks, newest),
            plan,
        )
    signed = f"version {later.version}, signed {day(later.signed_at)} {later.signed_at:%H:%M} UTC"
    return Proof(
        Verdict.SUPERSEDED,
        f"Genuine, but superseded by version {later.version}",
        "The board has decided anew since. Do not act on this version: ask for the newest one.",
        (*checks, Check("Version", False, f"Version {plan.version} is superseded by {signed}.")),
        plan,
    )


def _file(plan: Plan | None) -> Check:
    if plan is not None:
        return Check("The whole file", True, "Byte for byte as it left this board.")
    return Check("The whole file", False, "No file that left this board has this digest.")


def _seal(plan: Plan | None, sealed: SealedFile | None, shows: Examined) -> Check:
    """Say whether the seal holds and whose it is; of a stranger's file only that it is not ours."""
    ours = bool(shows.certificate and db.session.get(SealCertificate, shows.certificate))
    if plan is not None and sealed is None:
        return Check("Seal", None, "Printed before records were sealed.")
    if not shows.signatures:
        return Check("Seal", False, "It carries no seal that can be read.")
    if not ours:
        return Check("Seal", False, "It was sealed with a certificate that is not this board's.")
    if not shows.intact:
        return Check("Seal", False, "The seal is broken: the file was changed after it was sealed.")
    return Check(
        "Seal", True, f"Whole, and by this board's certificate ({shows.certificate[:16]}…)."
    )


def _record(plan: Plan | None, shows: Examined) -> Check:
    """Say whether the record inside is one signed here; of an altered file not which."""
    if not shows.record:
        return Check("Record inside", False, "It carries no record that can be read.")
    known = db.session.scalar(select(Plan.id).where(Plan.sha256 == shows.record))
    if known is None or (plan is not None and known != plan.id):
        return Check("Record inside", False, "The record inside was not signed here.")
    return Check("Record inside", True, "The record inside is, by its digest, one signed here.")
