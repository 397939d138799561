"""Treated cases in one line: lenalidomide for a year, and what was seen of it."""

from typing import Any

from board.myeloma.reading import CaseReading
from board.myeloma.treatment.refractoriness import Answer
from tests.myeloma.cases import read, regimen


def case_of(*regimens: dict[str, Any], complete: bool | None = True, **parts: Any) -> CaseReading:
    return read(treatment_history_complete=complete, regimens=list(regimens), **parts)


def answer(drug: str, *regimens: dict[str, Any], **parts: Any) -> Answer:
    return case_of(*regimens, **parts).treatment.refractory(drug)


def given(drugs: list[str] | None = None, **rest: Any) -> dict[str, Any]:
    """Lenalidomide from June 2024 to June 2025 with a very good response, unless said otherwise."""
    plain = {"best_response": "VGPR", "end": "2025-06-01", "stop_reason": "completed"}
    return regimen("r1", drugs or ["lenalidomide"], "2024-06-01", **{**plain, **rest})


def serum(*values: tuple[str, float]) -> list[dict[str, Any]]:
    return [
        {"date": day, "serum_m_g_dL": value, "urine_m_mg_24h": 0, "kappa_mg_L": 9, "lambda_mg_L": 9}
        for day, value in values
    ]


#: Nothing on imaging, so that stable values can mean that nothing progressed.
CLEAR = {"new_bone_lesion": False, "new_plasmacytoma": False, "lesion_growth_50pct": False}
RISE = serum(("2024-06-01", 3.0), ("2024-12-01", 0.5), ("2025-07-15", 1.5))
STABLE = serum(("2024-06-01", 3.0), ("2024-12-01", 0.5), ("2025-07-15", 0.5))
