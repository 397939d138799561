"""The range in which a typed value can be true, by quantity, with its unit.

The ranges catch a wrong unit or a slipped decimal point at the door; they are not reference ranges.
Source: convention of the project (BOARD:PC). Read by the border of the facts and by the calculators.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Range:
    """What a quantity is called, the smallest and largest value that can be true, and the unit."""

    what: str
    low: float
    high: float
    unit: str

    def check(self, value: float) -> float:
        """Return *value*; ValueError when it cannot be true in this unit."""
        if not self.low <= value <= self.high:
            raise ValueError(
                f"{self.what} {value:g} {self.unit} is outside {self.low:g} to {self.high:g} "
                f"{self.unit}; check the unit"
            )
        return value


RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "serum_m": Range("serum M-protein", 0, 15, "g/dL"),
        "urine_m": Range("urine M-protein", 0, 50_000, "mg/24 h"),
        "light_chain": Range("free light chain", 0, 100_000, "mg/L"),
        "creatinine": Range("creatinine", 0.2, 20, "mg/dL"),
        "calcium": Range("calcium", 5, 20, "mg/dL"),
        "albumin": Range("albumin", 0.5, 7, "g/dL"),
        "b2m": Range("beta-2 microglobulin", 0.1, 100, "mg/L"),
        "enzyme": Range("lactate dehydrogenase", 1, 50_000, "U/L"),
        "haemoglobin": Range("haemoglobin", 2, 25, "g/dL"),
        "cells": Range("neutrophils", 0, 200, "x10^9/L"),
        "platelets": Range("platelets", 0, 3_000, "x10^9/L"),
        "times_uln": Range("result", 0, 200, "times the upper limit"),
        "polyclonal_igg": Range("polyclonal IgG", 0, 10_000, "mg/dL"),
        "percent": Range("share", 0, 100, "%"),
        "ejection_fraction": Range("ejection fraction", 5, 90, "%"),
        "stem_cells": Range("stored CD34 cells", 0, 100, "x10^6/kg"),
        "age": Range("age", 18, 110, "years"),
        "weight": Range("weight", 25, 350, "kg"),
        "height": Range("height", 100, 230, "cm"),
        "copy_number": Range("1q copies", 0, 20, "copies"),
        "ecog": Range("ECOG performance status", 0, 4, "points"),
        "katz_adl": Range("Katz ADL", 0, 6, "points"),
        "lawton_iadl": Range("Lawton IADL", 0, 8, "points"),
        "charlson": Range("Charlson index", 0, 37, "points"),
        "neuropathy_grade": Range("neuropathy grade", 0, 5, "CTCAE"),
        "count": Range("count", 0, 100, "times"),
        "cycles": Range("cycles", 0, 200, "cycles"),
        "immunoglobulin": Range("immunoglobulin", 0, 20_000, "mg/dL"),
        "cells_per_uL": Range("circulating plasma cells", 0, 500_000, "per microlitre"),
        "lesion_spd": Range("sum of products of diameters", 0, 2_000, "cm2"),
        "lesion_growth": Range("growth of a lesion", 0, 50, "cm"),
        "mrd_depth": Range("cells among which one is found", 1_000, 100_000_000, "cells"),
        "karnofsky": Range("Karnofsky performance status", 0, 100, "%"),
        "calcium_mmol": Range("calcium", 1.25, 5, "mmol/L"),
        "bmi": Range("body mass index", 10, 100, "kg/m2"),
        "dexamethasone": Range("dexamethasone", 0, 2_000, "mg"),
        "clearance": Range("kidney function", 0, 250, "mL/min"),
        "days": Range("days", 0, 10_000, "days"),
    }
)
