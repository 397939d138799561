"""Thresholds a board set itself: rows that are only ever added, and which of them are in force.

The newest signed row of a criterion counts. One without a number ends what was set before: the
threshold of the rule file holds again.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Board, Person
from board.db import Base, UtcDateTime, db
from board.myeloma.eligibility.overrides import Override


class Threshold(Base):
    """One board's own threshold of one criterion; never deleted, and never changed once signed."""

    __tablename__ = "thresholds"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    #: The id of the criterion in the rules: "LVEF_ge40".
    criterion: Mapped[str] = mapped_column(String(80))
    #: The board's number; none ends the board's own threshold.
    number: Mapped[float | None]
    #: The unit of the criterion, as the rules write it; empty for a count.
    unit: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Somebody else than who proposed it; none while it waits.
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    board: Mapped[Board] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    signed_by: Mapped[Person | None] = relationship(foreign_keys=signed_by_id)


def thresholds_of(board_id: int) -> list[Threshold]:
    """Return every threshold that was ever proposed for the board, the newest first."""
    rows = select(Threshold).where(Threshold.board_id == board_id).order_by(Threshold.id.desc())
    return list(db.session.scalars(rows))


def newest_signed(rows: list[Threshold]) -> dict[str, Threshold]:
    """Return, of *rows* with the newest first, the newest signed one of each criterion."""
    found: dict[str, Threshold] = {}
    for row in rows:
        if row.signed_at is not None:
            found.setdefault(row.criterion, row)
    return found


def in_force(board_id: int) -> tuple[Override, ...]:
    """Return the thresholds that the board has in force, by criterion, as the rules take them."""
    found = newest_signed(thresholds_of(board_id))
    return tuple(
        Override(
            row.criterion,
            row.number,
            row.unit,
            row.reason,
            row.signed_by.name,
            row.signed_at.date().isoformat(),
        )
        for _, row in sorted(found.items())
        if row.number is not None and row.signed_by is not None and row.signed_at is not None
    )
