"""Numbers with the range in which a typed value can be true, and dates as typed.

The ranges catch a wrong unit or a slipped decimal point at the door; they are not reference ranges.
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from board.myeloma.dates import span


def _between(what: str, low: float, high: float, unit: str) -> Callable[[float], float]:
    def check(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(
                f"{what} {value:g} {unit} is outside {low:g} to {high:g} {unit}; check the unit"
            )
        return value

    return check


def _typed_date(text: str) -> str:
    span(text)
    return text


def _whole_day(text: str) -> str:
    if not span(text).exact:
        raise ValueError(f"{text!r} must be a whole date: write YYYY-MM-DD")
    return text


PartialDate = Annotated[
    str,
    AfterValidator(_typed_date),
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="YYYY-MM-DD, YYYY-MM or YYYY"),
]
WholeDate = Annotated[
    str,
    AfterValidator(_whole_day),
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD"),
]

SerumM = Annotated[float, AfterValidator(_between("serum M-protein", 0, 15, "g/dL"))]
UrineM = Annotated[float, AfterValidator(_between("urine M-protein", 0, 50_000, "mg/24 h"))]
LightChain = Annotated[float, AfterValidator(_between("free light chain", 0, 100_000, "mg/L"))]
Creatinine = Annotated[float, AfterValidator(_between("creatinine", 0.2, 20, "mg/dL"))]
Calcium = Annotated[float, AfterValidator(_between("calcium", 5, 20, "mg/dL"))]
Albumin = Annotated[float, AfterValidator(_between("albumin", 0.5, 7, "g/dL"))]
Beta2M = Annotated[float, AfterValidator(_between("beta-2 microglobulin", 0.1, 100, "mg/L"))]
Enzyme = Annotated[float, AfterValidator(_between("lactate dehydrogenase", 1, 50_000, "U/L"))]
Haemoglobin = Annotated[float, AfterValidator(_between("haemoglobin", 2, 25, "g/dL"))]
Cells = Annotated[float, AfterValidator(_between("neutrophils", 0, 200, "x10^9/L"))]
Platelets = Annotated[float, AfterValidator(_between("platelets", 0, 3_000, "x10^9/L"))]
TimesUln = Annotated[float, AfterValidator(_between("result", 0, 200, "times the upper limit"))]
PolyclonalIgg = Annotated[float, AfterValidator(_between("polyclonal IgG", 0, 10_000, "mg/dL"))]
Percent = Annotated[float, AfterValidator(_between("share", 0, 100, "%"))]
EjectionFraction = Annotated[float, AfterValidator(_between("ejection fraction", 5, 90, "%"))]
StemCells = Annotated[float, AfterValidator(_between("stored CD34 cells", 0, 100, "x10^6/kg"))]
Age = Annotated[int, AfterValidator(_between("age", 18, 110, "years"))]
Weight = Annotated[float, AfterValidator(_between("weight", 25, 350, "kg"))]
Height = Annotated[float, AfterValidator(_between("height", 100, 230, "cm"))]
CopyNumber = Annotated[int, AfterValidator(_between("1q copies", 0, 20, "copies"))]
Ecog = Annotated[int, AfterValidator(_between("ECOG performance status", 0, 4, "points"))]
KatzAdl = Annotated[int, AfterValidator(_between("Katz ADL", 0, 6, "points"))]
LawtonIadl = Annotated[int, AfterValidator(_between("Lawton IADL", 0, 8, "points"))]
Charlson = Annotated[int, AfterValidator(_between("Charlson index", 0, 37, "points"))]
NeuropathyGrade = Annotated[int, AfterValidator(_between("neuropathy grade", 0, 5, "CTCAE"))]
Count = Annotated[int, AfterValidator(_between("count", 0, 100, "times"))]
Cycles = Annotated[float, AfterValidator(_between("cycles", 0, 200, "cycles"))]
