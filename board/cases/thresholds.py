"""Setting a board's own thresholds: one person proposes, another one signs."""

from datetime import datetime

from sqlalchemy import select

from board.accounts.actor import Actor
from board.accounts.services import confirm_password
from board.audit.deeds import Deed
from board.audit.services import record
from board.cases.overrides import Threshold, in_force, newest_signed, thresholds_of
from board.cases.policy import ensure_may_propose_thresholds, ensure_may_sign_threshold
from board.db import db
from board.errors import Conflict, Invalid, NotFound
from board.myeloma.eligibility.criteria import rows
from board.myeloma.eligibility.judgement import Row
from board.myeloma.eligibility.options import rule_set
from board.myeloma.eligibility.overrides import Override, OverrideError, applied

LONGEST_REASON = 300


def settable() -> list[Row]:
    """Return the criteria that have a threshold a board may set, by name and usual number."""
    found = [row for row in rows().values() if row.number is not None]
    return sorted(found, key=lambda row: (row.label, row.number or 0, row.id))


def propose(
    board_id: int, criterion: str, number: float | None, reason: str, *, by: Actor, at: datetime
) -> Threshold:
    """Put a threshold of the board before a second person; no *number* ends the board's own."""
    ensure_may_propose_thresholds(by, board_id)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        said = f"Say why, in up to {LONGEST_REASON} characters."
        raise Invalid(said, {"reason": said})
    unit = _unit_of(board_id, criterion, number, reason)
    row = Threshold(
        board_id=board_id,
        criterion=criterion,
        number=number,
        unit=unit,
        reason=reason,
        proposed_by_id=by.person_id,
        proposed_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record(by, Deed.THRESHOLD_PROPOSED, f"threshold/{row.id}", at, board_id)
    return row


def sign(board_id: int, threshold_id: int, password: str, *, by: Actor, at: datetime) -> Threshold:
    """Bring a proposed threshold into force: another person's signature, with the password once more."""
    wanted = select(Threshold).where(Threshold.id == threshold_id, Threshold.board_id == board_id)
    row = db.session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such threshold on this board.")
    ensure_may_sign_threshold(by, board_id, row.proposed_by_id)
    if row.signed_at is not None:
        raise Conflict("This threshold was signed already.")
    if row not in waiting(thresholds_of(board_id)):
        raise Conflict("A newer proposal for the same criterion has taken its place.")
    confirm_password(password, by)
    row.signed_by_id, row.signed_at = by.person_id, at
    db.session.flush()
    deed = Deed.THRESHOLD_SIGNED if row.number is not None else Deed.THRESHOLD_ENDED
    record(by, deed, f"threshold/{row.id}", at, board_id)
    return row


def waiting(rows: list[Threshold]) -> list[Threshold]:
    """Return, of *rows* with the newest first, those that can be signed: the newest of a criterion."""
    newest: dict[str, Threshold] = {}
    for row in rows:
        newest.setdefault(row.criterion, row)
    return [row for row in newest.values() if row.signed_at is None]


def ended(row: Threshold, rows: list[Threshold]) -> bool:
    """Return whether a later signed row took the place of the signed *row*."""
    return row.signed_at is not None and newest_signed(rows)[row.criterion] is not row


def _unit_of(board_id: int, criterion: str, number: float | None, reason: str) -> str:
    """Return the unit of the criterion; Invalid when it cannot be set like this."""
    row = rows().get(criterion)
    if row is None or row.number is None:
        raise Invalid("Choose a criterion.", {"criterion": "Choose a criterion."})
    if number is None:
        if criterion not in {one.criterion for one in in_force(board_id)}:
            said = "The board has no threshold of its own here that could end."
            raise Invalid(said, {"number": said})
        return row.unit
    try:
        own = Override(criterion, number, row.unit, reason, "proposed", "today")
        applied(own, rows())
        rule_set("US", (own,))
    except OverrideError as refusal:
        said = str(refusal).partition(": ")[2]
        said = f"{said[:1].upper()}{said[1:]}."
        raise Invalid(said, {"number": said}) from refusal
    return row.unit
