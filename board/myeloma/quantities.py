"""Numbers as the facts take them, each within its range (ranges.py), and dates as typed."""

from typing import Annotated

from pydantic import AfterValidator, Field

from board.myeloma.dates import span
from board.myeloma.ranges import RANGES


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

SerumM = Annotated[float, AfterValidator(RANGES["serum_m"].check)]
UrineM = Annotated[float, AfterValidator(RANGES["urine_m"].check)]
LightChain = Annotated[float, AfterValidator(RANGES["light_chain"].check)]
Creatinine = Annotated[float, AfterValidator(RANGES["creatinine"].check)]
Calcium = Annotated[float, AfterValidator(RANGES["calcium"].check)]
Albumin = Annotated[float, AfterValidator(RANGES["albumin"].check)]
Beta2M = Annotated[float, AfterValidator(RANGES["b2m"].check)]
Enzyme = Annotated[float, AfterValidator(RANGES["enzyme"].check)]
Haemoglobin = Annotated[float, AfterValidator(RANGES["haemoglobin"].check)]
Cells = Annotated[float, AfterValidator(RANGES["cells"].check)]
Platelets = Annotated[float, AfterValidator(RANGES["platelets"].check)]
TimesUln = Annotated[float, AfterValidator(RANGES["times_uln"].check)]
PolyclonalIgg = Annotated[float, AfterValidator(RANGES["polyclonal_igg"].check)]
Percent = Annotated[float, AfterValidator(RANGES["percent"].check)]
EjectionFraction = Annotated[float, AfterValidator(RANGES["ejection_fraction"].check)]
StemCells = Annotated[float, AfterValidator(RANGES["stem_cells"].check)]
Age = Annotated[int, AfterValidator(RANGES["age"].check)]
Weight = Annotated[float, AfterValidator(RANGES["weight"].check)]
Height = Annotated[float, AfterValidator(RANGES["height"].check)]
CopyNumber = Annotated[int, AfterValidator(RANGES["copy_number"].check)]
Ecog = Annotated[int, AfterValidator(RANGES["ecog"].check)]
KatzAdl = Annotated[int, AfterValidator(RANGES["katz_adl"].check)]
LawtonIadl = Annotated[int, AfterValidator(RANGES["lawton_iadl"].check)]
Charlson = Annotated[int, AfterValidator(RANGES["charlson"].check)]
NeuropathyGrade = Annotated[int, AfterValidator(RANGES["neuropathy_grade"].check)]
Count = Annotated[int, AfterValidator(RANGES["count"].check)]
Cycles = Annotated[float, AfterValidator(RANGES["cycles"].check)]
Immunoglobulin = Annotated[float, AfterValidator(RANGES["immunoglobulin"].check)]
CellsPerMicrolitre = Annotated[float, AfterValidator(RANGES["cells_per_uL"].check)]
LesionSize = Annotated[float, AfterValidator(RANGES["lesion_spd"].check)]
LesionGrowth = Annotated[float, AfterValidator(RANGES["lesion_growth"].check)]
MrdDepth = Annotated[float, AfterValidator(RANGES["mrd_depth"].check)]
Karnofsky = Annotated[int, AfterValidator(RANGES["karnofsky"].check)]
