"""Thresholds that a board sets itself, in place of those of the rule file.

An override is a value: who signed it, when, and why stand in it, and every criterion judged by it
says so. Where it is kept and who may sign it is not the business of the medicine.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from board.myeloma.eligibility.judgement import Row


class OverrideError(ValueError):
    """A threshold cannot be set like this; the message names the criterion."""


@dataclass(frozen=True)
class Override:
    """One threshold of one board: ``Override("LVEF_ge40", 45, "%", "…", "Dr Chen", "2026-11-20")``."""

    criterion: str
    number: float
    unit: str
    reason: str
    signed_by: str
    signed_on: str

    def told(self, row: Row) -> str:
        """Return what was set instead of what the file's *row* says, by whom, when and why."""
        number, usual = f"{self.number:.10g}", f"{row.number:.10g}"
        said = f"board's own threshold {number} instead of {usual} {row.unit}".strip()
        return f"{said}: {self.reason} ({self.signed_by}, {self.signed_on})"


def applied(own: Override, rows: Mapping[str, Row]) -> Row:
    """Return the row of *own* with the board's number; OverrideError for what cannot be set."""
    row = rows.get(own.criterion)
    if row is None:
        raise OverrideError(f"{own.criterion}: there is no such criterion")
    if row.number is None:
        raise OverrideError(f"{row.id}: this criterion has no threshold")
    if own.unit != row.unit:
        raise OverrideError(f"{row.id}: the unit is {row.unit or 'none'}, not {own.unit or 'none'}")
    if not math.isfinite(own.number) or own.number < 0:
        raise OverrideError(f"{row.id}: {own.number} is not a threshold")
    if row.kind.startswith("lines_") and own.number != int(own.number):
        raise OverrideError(f"{row.id}: lines are counted in whole numbers")
    for name in ("reason", "signed_by", "signed_on"):
        if not getattr(own, name).strip():
            raise OverrideError(f"{row.id}: {name} is empty")
    return replace(row, number=own.number)


def by_criterion(own: Sequence[Override]) -> dict[str, Override]:
    """Return *own* by the criterion; OverrideError when one is set twice."""
    found: dict[str, Override] = {}
    for one in own:
        if found.setdefault(one.criterion, one) is not one:
            raise OverrideError(f"{one.criterion}: set twice")
    return found


def owned(own: Sequence[Override]) -> str:
    """Return what the name of the rules ends with under *own*; nothing when there are none."""
    said = ", ".join(f"{one.criterion} {one.number:.10g} {one.unit}".strip() for one in own)
    return f", board's own: {said}" if own else ""
