"""Doses by kidney function: lenalidomide in its bands, US and EU, and notes on the other drugs.

Sources: lenalidomide label (LENREN:V), the other labels (LABEL:M); the bands are data, in
rules/dosing.toml. Clearance is Cockcroft-Gault's. In unstable injury no band is told, and a
clearance that is not known leaves every drug open whose bands differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from board.myeloma.kleene import TOLERANCE
from board.myeloma.rulefiles import RuleFileError, build, load, sections

Change = Literal["none", "adapt", "avoid", "review", "not_known"]
CHANGES = ("none", "adapt", "avoid", "review")
NO_BAND = 1e9
ASK_CLEARANCE = "depends on creatinine clearance, which is not known"
UNSTABLE = "unstable kidney injury: no band holds; ask nephrology and pharmacy"


@dataclass(frozen=True)
class Band:
    """One row of the table: what holds between two clearances, or on dialysis."""

    drug: str
    text: str
    source: str
    change: Change
    place: str = ""
    use: str = ""
    at_least: float = 0.0
    below: float = NO_BAND
    dialysis: bool = False
    always: bool = False

    def holds(self, crcl: float | None, dialysis: bool) -> bool:
        """Say whether it holds at *crcl* (mL/min; None: not known), on or off dialysis."""
        if self.always:
            return True
        if self.dialysis or dialysis:
            return self.dialysis and dialysis
        if crcl is None:
            return self.at_least == 0 and self.below == NO_BAND
        return self.at_least - TOLERANCE <= crcl < self.below - TOLERANCE


@dataclass(frozen=True)
class RenalDose:
    """What kidney function means for one drug; *source* is empty when nothing could be looked up."""

    drug: str
    use: str
    change: Change
    text: str
    source: str


@cache
def bands() -> Mapping[tuple[str, str], tuple[Band, ...]]:
    """Return the rows by drug and use; RuleFileError for one that says something odd."""
    table = sections(load("dosing"), {"checked_on", "dose"}, "dosing.toml")
    found: dict[tuple[str, str], list[Band]] = {}
    for row in table["dose"]:
        band = build(Band, row, "dosing.toml")
        if band.change not in CHANGES:
            raise RuleFileError(f"dosing.toml: {band.drug}: unknown change {band.change}")
        found.setdefault((band.drug, band.use), []).append(band)
    return {key: tuple(rows) for key, rows in found.items()}


def renal_dose(
    drug: str, crcl: float | None, dialysis: bool, place: str, use: str = ""
) -> RenalDose:
    """Return what holds for *drug* in *place* (US or EU) at *crcl* in mL/min; KeyError if none."""
    here = [band for band in bands()[drug, use] if band.place in ("", place)]
    held = next((band for band in here if band.holds(crcl, dialysis)), None)
    if held is None:
        return RenalDose(drug, use, "not_known", ASK_CLEARANCE, here[0].source)
    return RenalDose(drug, use, held.change, held.text, held.source)


def renal_doses(
    crcl: float | None, dialysis: bool, unstable: bool, place: str
) -> tuple[RenalDose, ...]:
    """Return what kidney function means for each drug of the table, in its order."""
    if not unstable:
        return tuple(renal_dose(drug, crcl, dialysis, place, use) for drug, use in bands())
    return tuple(_unstable(drug, use, place) for drug, use in bands())


def _unstable(drug: str, use: str, place: str) -> RenalDose:
    found = renal_dose(drug, None, False, place, use)
    return (
        found
        if found.change != "not_known"
        else RenalDose(drug, use, "not_known", UNSTABLE, found.source)
    )
