"""Unit vectors by name: each name says which rule is asked with which values."""

import ast
import re
from collections.abc import Callable
from typing import Any

from board.myeloma.facts import Genetics
from board.myeloma.health.comorbidity import hct_ci
from board.myeloma.health.frailty import Score, imwg_frailty, r_mci, simplified_frailty
from board.myeloma.health.kidney import ckd_epi_2021, cockcroft_gault, corrected_calcium
from board.myeloma.health.thrombosis import VteFacts, VteRisk, impede, saved
from board.myeloma.risk import ims_2025, iss, iss_possible, r2_iss, r_iss
from board.myeloma.treatment.lines import lines_of_therapy
from tests.myeloma.cases import a_case, read, regimen

LEN = "lenalidomide"


def answer(name: str) -> Any:
    """What the program says to the vector *name*."""
    for pattern, ask in ASKED.items():
        if re.match(pattern, name):
            return ask(name)
    raise LookupError(name)


def _values(name: str) -> Any:
    return ast.literal_eval("(" + name.partition("=(")[2])


def _ckd_epi(name: str) -> float:
    scr, age, sex = re.findall(r"=([\w.]+)", name)
    return round(ckd_epi_2021(float(scr), int(age), sex) or 0, 1)


def _cockcroft(name: str) -> float:
    scr, age, weight, sex = re.findall(r"[\d.]+(?=[,yk])|[FM](?=\))", name)
    return round(cockcroft_gault(float(scr), int(age), float(weight), sex) or 0, 1)


def _calcium(name: str) -> float:
    return round(corrected_calcium(10.6, 2.8) or 0, 2)


def _iss(name: str) -> Any:
    return iss(*_values(name))


def _r_iss(name: str) -> Any:
    stage, risky, ldh = _values(name)
    return r_iss(iss_possible(None, None) if stage is None else {stage}, risky, ldh)


def _r2_iss(name: str) -> list[Any]:
    stage, *marks = _values(name)
    found = r2_iss({stage}, *marks)
    return [found.points, found.stage]


def _score(score: Score) -> list[Any]:
    return [score.score, score.category]


def _named(score: Score | VteRisk) -> dict[str, Any]:
    return {"score": score.score, "cat": score.category}


def _r_mci(name: str) -> dict[str, Any]:
    if "egfr45" in name:
        return _named(r_mci(45, False, 80, True, 72, True))
    return _named(r_mci(80, False, 100, False, 55, False))


def _impede(name: str) -> dict[str, Any]:
    if "bmi22" in name:
        return _named(impede(VteFacts(imid=True, bmi=22, dexamethasone_mg=160, asian=True,
                                      prophylactic=True)))  # fmt: skip
    history = "vte_hx" in name
    return _named(impede(VteFacts(imid=True, bmi=27, dexamethasone_mg=160, vte_history=history)))


def _saved(name: str) -> dict[str, Any]:
    if "asian" in name:
        return _named(saved(VteFacts(age=60, asian=True, vte_history=True, dexamethasone_mg=480)))
    return _named(saved(VteFacts(age=81 if "81y" in name else 60, dexamethasone_mg=160)))


def _pd(name: str) -> bool:
    nadir, now = ast.literal_eval(re.search(r"\[.*\]", name)[0])  # type: ignore[index]
    field, quiet = _field(name)
    baseline = float(found[1]) if (found := re.search(r"baseline ?([\d.]+)", name)) else None
    if field == "bm_pc_pct":
        baseline = 40.0
    days = ("2025-01-01", "2025-06-01", "2026-06-01")
    values = (baseline, nadir, now)
    samples = [{**quiet, "date": d, field: v} for d, v in zip(days, values, strict=True)]
    case = read(
        series=samples,
        disease={"involved_flc": "kappa"},
        imaging=dict.fromkeys(
            ("new_bone_lesion", "new_plasmacytoma", "lesion_growth_50pct"), False
        ),
    )
    rows = {row.id: row.met for row in case.progression.rows}
    return bool(rows[{"serum_m_g_dL": "serum_m", "urine_m_mg_24h": "urine_m",
                      "kappa_mg_L": "dflc", "bm_pc_pct": "bm_pc"}[field]])  # fmt: skip


def _field(name: str) -> tuple[str, dict[str, float]]:
    low = {"serum_m_g_dL": 0.0, "urine_m_mg_24h": 0.0, "kappa_mg_L": 10.0, "lambda_mg_L": 10.0}
    for word, field in (
        ("PD serum", "serum_m_g_dL"),
        ("PD urine", "urine_m_mg_24h"),
        ("PD dFLC", "kappa_mg_L"),
        ("PD marrow", "bm_pc_pct"),
    ):
        if name.startswith(word):
            return field, {key: value for key, value in low.items() if key != field}
    raise LookupError(name)


def _refractory(name: str) -> Any:
    rest: dict[str, Any] = {"best_response": "VGPR", "stop_reason": "completed"}
    rest |= {"end": "2025-06-01", "pd_date": "2025-07-31"}
    if "61 d" in name:
        rest |= {"pd_date": "2025-08-01"}
    elif "on therapy" in name:
        rest |= {"end": None, "ongoing_at_pd": True, "stop_reason": "progression"}
    elif "last dose date missing" in name:
        rest |= {"end": None}
    elif "adherence" in name:
        rest |= {"adherence_uncertain": True}
    elif "5 mo" in name:
        rest |= {"best_response": "MR", "pd_date": "2025-11-01"}
    elif "maintenance" in name:
        rest |= {"best_response": "SD", "phase": "maintenance", "pd_date": None}
        rest |= {"stop_reason": "toxicity"}
    case = read(
        treatment_history_complete=True,
        regimens=[regimen("r1", [LEN, "dexamethasone"], "2024-06-01", **rest)],
    )
    return case.treatment.refractory(LEN).truth


PLANNED: dict[str, list[dict[str, Any]]] = {
    "lines: induction": [
        regimen("a", ["bortezomib", LEN, "d"], "2024-01-01", plan_group="A", phase="induction"),
        regimen("b", ["melphalan-HD"], "2024-06-01", plan_group="A", phase="transplant"),
        regimen("c", ["bortezomib", LEN], "2024-09-01", plan_group="A", phase="consolidation"),
        regimen("d", [LEN], "2024-12-01", plan_group="A", phase="maintenance"),
    ],
    "lines: unplanned addition": [
        regimen("a", [LEN, "d"], "2024-01-01"),
        regimen("b", ["daratumumab", LEN, "d"], "2024-06-01"),
    ],
    "lines: drug dropped": [
        regimen("a", ["bortezomib", LEN, "d"], "2024-01-01"),
        regimen("b", [LEN, "d"], "2024-06-01"),
    ],
    "lines: planned tandem": [
        regimen("a", ["melphalan-HD"], "2024-01-01", plan_group="A"),
        regimen("b", ["melphalan-HD"], "2024-05-01", plan_group="A"),
    ],
    "lines: second (salvage)": [
        regimen("a", ["melphalan-HD"], "2020-01-01", plan_group="A", pd_date="2024-01-01"),
        regimen("b", ["melphalan-HD"], "2024-05-01", plan_group="B"),
    ],
    "lines: same regimen resumed": [
        regimen("a", ["bortezomib", LEN, "d"], "2024-01-01", end="2024-03-01"),
        regimen("b", ["bortezomib", LEN, "d"], "2024-06-01"),
    ],
    "lines: same plan tag": [
        regimen("a", ["bortezomib", "d"], "2024-01-01", plan_group="A", pd_date="2024-04-01"),
        regimen("b", [LEN, "d"], "2024-06-01", plan_group="A"),
    ],
    "lines: bridging": [
        regimen("a", ["cyclophosphamide", "d"], "2024-01-01", plan_group="A", phase="bridging"),
        regimen("b", ["fludarabine", "cilta-cel"], "2024-02-01", plan_group="A", phase="cart"),
    ],
}


def _lines(name: str) -> Any:
    given = next(rows for start, rows in PLANNED.items() if name.startswith(start))
    return lines_of_therapy(a_case(treatment_history_complete=True, regimens=given)).count


def _ims(name: str) -> str:
    asked = ast.literal_eval(name.removeprefix("ims_2025 "))
    labs = {"b2m": 3.0, "creat": 1.0}
    labs |= {key: asked.pop(key) for key in ("b2m", "creat") if key in asked}
    found = dict.fromkeys(("del17p", "tp53_mut", "t4_14", "t14_16", "t14_20", "t11_14"), False)
    genetics = Genetics.model_validate({**found, "cn1q": 2, "del1p32": "none", **asked})
    return ims_2025(genetics, labs["b2m"], labs["creat"]).group


def _doubling(name: str) -> Any:
    days = ("2026-01-01", "2026-06-01", "2026-07-24", "2026-08-20")
    values = (0.3, 0.6, 1.5, 1.6)
    series = [{"date": d, "serum_m_g_dL": value} for d, value in zip(days, values, strict=True)]
    return read(series=series).relapse.biochemical["doubling_2mo"]


ASKED: dict[str, Callable[[str], Any]] = {
    r"ckd_epi_2021": _ckd_epi,
    r"cockcroft_gault": _cockcroft,
    r"corrected_calcium": _calcium,
    r"iss\(": _iss,
    r"r_iss\(": _r_iss,
    r"r2_iss\(": _r2_iss,
    r"imwg_frailty": lambda name: _score(imwg_frailty(*_values(name))),
    r"simplified_frailty": lambda name: _score(simplified_frailty(*_values(name))),
    r"r_mci": _r_mci,
    r"hct_ci": lambda name: hct_ci(name[7:-1].split(",")).score,
    r"impede": _impede,
    r"saved": _saved,
    r"PD ": _pd,
    r"refractory: ": _refractory,
    r"lines: ": _lines,
    r"ims_2025 ": _ims,
    r"biochemical doubling": _doubling,
}
