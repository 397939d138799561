"""The relapse in words: which criteria are met, what they rest on, and why it does or does not
need treatment.

Sources: as in response.py and relapse.py; the range of the light-chain ratio in renal impairment
0.37 to 3.1 (HUT08:M), a doubling in three months (WIKI18), treating earlier in high-risk disease
(IMWG21:M): notes that change nothing.
"""

from collections.abc import Iterator

from board.myeloma.disease.markers import RATIO_NORMAL
from board.myeloma.disease.relapse import creatinine_rise, hb_fall
from board.myeloma.disease.response import Row
from board.myeloma.health.kidney import corrected_calcium
from board.myeloma.precision import precise
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Ground, Input, Relapse, RelapseType, Statement
from board.myeloma.words import date_of, input_of, show_fact

TYPE_LABELS: dict[RelapseType, str] = {
    "clinical": "Clinical relapse",
    "biochemical_significant": "Significant biochemical relapse",
    "biochemical_non_significant": "Biochemical relapse, not significant",
    "none": "No relapse",
    "unknown": "Type of relapse not known",
}
#: Below this eGFR (mL/min/1.73 m2) the wider range of the light-chain ratio is told beside.
RENAL_EGFR = 60.0
RENAL_RATIO = (0.37, 3.1)
#: Criterion of PD: name and unit.
ROWS = {
    "serum_m": ("Serum M-protein", "g/dL"),
    "urine_m": ("Urine M-protein", "mg/24 h"),
    "dflc": ("Light-chain difference (dFLC)", "mg/L"),
    "bm_pc": ("Marrow plasma cells", "%"),
    "new_bone_lesion": ("New bone lesion", ""),
    "new_plasmacytoma": ("New plasmacytoma", ""),
    "lesion_growth_50pct": ("Growth of a lesion", ""),
    "circulating_pc": ("Circulating plasma cells", "per microlitre"),
}
#: The field that each measured criterion is shown as.
FIELDS = {
    "serum_m": "serum_m_g_dL",
    "urine_m": "urine_m_mg_24h",
    "dflc": "flc_mg_L",
    "bm_pc": "bm_pc_pct",
    "circulating_pc": "circulating_pc_per_uL",
}
BIOCHEMICAL = {
    "doubling_2mo": "Serum M-protein doubled within 2 months, from 0.5 g/dL or more",
    "serum_abs_ge_1": "Serum M-protein 1 g/dL or more over the nadir, twice in a row",
    "urine_abs_ge_500": "Urine M-protein 500 mg/24 h or more over the nadir, twice in a row",
    "iflc_ge_200": "Involved light chain 200 mg/L or more over the nadir, twice in a row, with "
    "abnormal ratio",
}
FLAGS = {
    "possible_light_chain_escape": "Light chains rise while M-protein does not: possible "
    "light-chain escape; not counted as progression",
    "nadir_not_confirmed": "The nadir was measured once only",
    "faint_value_read_as_zero": "A spike too faint to measure is read as zero",
    "immunoglobulin_for_serum_m": "No M-protein was measured: IgA or IgD, quantified, stands for it",
    "different_assays": "Values of different laboratories or assays are not compared",
    "unconfirmed": "Progression is not confirmed by a second measurement",
    "renal_ratio": "The light-chain ratio is outside 0.26 to 1.65 and within 0.37 to 3.1, the range "
    "used in renal impairment (eGFR under 60)",
    "high_risk_earlier": "High-risk biology or an early relapse may justify treating earlier; not a "
    "trigger by itself",
    "doubling_3mo": "Serum M-protein doubled within 3 months: quoted by some, not part of the rule",
    "small_growth": "The lesion grew by less than 1 cm: not a sign of clinical relapse",
    "compression_fracture": "A compression fracture alone is not progression",
}


def relapse_brief(case: CaseReading) -> Relapse:
    """Return the relapse as the brief shows it."""
    answer, progress = case.relapse, case.progression
    return Relapse(
        pd=progress.pd,
        pd_criteria=tuple(_row(row, case) for row in progress.rows if row.met is True),
        pd_unknown=tuple(_row(row, case) for row in progress.rows if row.met is None),
        confirmed=progress.confirmed,
        pd_date=_pd_date(case),
        type=answer.type,
        type_label=TYPE_LABELS[answer.type],
        treatment_trigger=answer.treatment_trigger,
        clinical_features=tuple(
            _clinical(name, case) for name, met in answer.clinical.items() if met is True
        ),
        significant_biochemical=_biochemical(case),
        reasons=_reasons(case),
        flags=_flags(case),
    )


def _pd_date(case: CaseReading) -> str | None:
    current = case.lines.current
    if current is not None and current.pd is not None:
        return current.pd.regimen.pd_date
    return case.progression.on.isoformat() if case.progression.on else None


def _row(row: Row, case: CaseReading) -> Statement:
    name, unit = ROWS[row.id]
    if row.nadir is None or row.value is None or row.id not in FIELDS:
        text = (
            f"{name}: not known ({row.why})"
            if row.met is None
            else f"{name} on imaging, which needs no second look"
        )
        seen = hasattr(case.facts.imaging, row.id)
        looked = (input_of(case.facts, f"imaging.{row.id}"),) if seen else ()
        return Statement(row.id, text, ground(f"pd_{row.id}", looked))
    low, high = (precise(FIELDS[row.id], one.value) for one in (row.nadir, row.value))
    again = "confirmed" if row.confirmed else "not yet confirmed by a second value"
    text = f"{name} rose from {low} to {high} {unit} on {row.value.day}, {again}"
    inputs = (
        Input("Nadir", low, unit, row.nadir.day.isoformat()),
        Input(name, high, unit, row.value.day.isoformat()),
    )
    return Statement(row.id, text, ground(f"pd_{row.id}", inputs))


def _clinical(name: str, case: CaseReading) -> Statement:
    labs, facts = case.facts.labs_current, case.facts
    attributed = input_of(facts, "crab_attributable_to_myeloma")
    if name == "hb_drop_ge2":
        paths = ("labs_current.hb_g_dL", "labs_current.hb_at_best_response_g_dL")
        fall = precise(paths[0], hb_fall(facts) or 0)
        text = f"Haemoglobin fell by {fall} g/dL to {show_fact(facts, paths[0])}"
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        return _stated(name, text, inputs)
    if name == "creat_rise_ge2":
        paths = (
            "labs_current.creatinine_mg_dL",
            "labs_current.creatinine_at_best_response_mg_dL",
        )
        rise = precise(paths[0], creatinine_rise(facts) or 0)
        text = f"Creatinine rose by {rise} mg/dL to {show_fact(facts, paths[0])}"
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        return _stated(name, text, inputs)
    if name == "hypercalcaemia":
        calcium = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL) or 0
        paths = ("labs_current.calcium_mg_dL", "labs_current.albumin_g_dL")
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        text = f"Corrected calcium {calcium:.2f} mg/dL"
        return _stated(name, text, inputs)
    if name == "hb_under_10":
        path = "labs_current.hb_g_dL"
        inputs = (input_of(facts, path), attributed)
        text = f"Haemoglobin {show_fact(facts, path)} g/dL"
        return _stated(name, text, inputs)
    if name == "hyperviscosity":
        inputs = (input_of(facts, "labs_current.hyperviscosity"),)
        return _stated(name, "Hyperviscosity", inputs)
    inputs = (input_of(facts, f"imaging.{name}"),)
    return _stated(name, f"{ROWS[name][0]} on imaging", inputs)


def _stated(name: str, text: str, inputs: tuple[Input, ...]) -> Statement:
    return Statement(name, text, ground(f"clinical_{name}", inputs))


def _series_ground(case: CaseReading, name: str) -> Ground:
    inputs = tuple(
        Input(
            "Serum M-protein",
            precise(FIELDS["serum_m"], reading.value),
            "g/dL",
            reading.day.isoformat(),
        )
        for reading in case.markers.serum
    )
    chains = tuple(
        Input(
            "Involved light chain",
            precise(FIELDS["dflc"], reading.value),
            "mg/L",
            reading.day.isoformat(),
        )
        for reading in case.markers.involved
    )
    return ground(f"biochemical_{name}", chains if name == "iflc_ge_200" else inputs)


def _biochemical(case: CaseReading) -> tuple[Statement, ...]:
    """Return each rule of significant biochemical relapse that is met, with its first pair."""
    said = []
    for name, pairs in case.relapse.pairs.items():
        first, second = pairs[0]
        seen = f"{first.day} and {second.day}"
        text = f"{BIOCHEMICAL[name]} ({seen})"
        if len(pairs) > 1:
            text = f"{BIOCHEMICAL[name]} ({seen}, and in {len(pairs) - 1} more)"
        said.append(Statement(name, text, _series_ground(case, name)))
    return tuple(said)


def _reasons(case: CaseReading) -> tuple[Statement, ...]:
    answer, progress = case.relapse, case.progression
    said = [_row(row, case) for row in progress.rows if row.met is True]
    said += [
        _clinical(name, case)
        for name, met in answer.clinical.items()
        if met is True and name not in ROWS
    ]
    return (*said, *_biochemical(case), _conclusion(case))


def _conclusion(case: CaseReading) -> Statement:
    trigger = case.relapse.treatment_trigger
    texts = {
        True: "Treatment is triggered: clinical or significant biochemical relapse",
        False: "No treatment trigger: no sign of clinical or significant biochemical relapse",
        None: f"Need to treat not known; missing: {', '.join(_unknown_signs(case))}",
    }
    return Statement("treatment_trigger", texts[trigger], ground("need_to_treat"))


def _unknown_signs(case: CaseReading) -> list[str]:
    words = {
        "new_bone_lesion": "imaging (bone)",
        "new_plasmacytoma": "imaging (plasmacytoma)",
        "lesion_growth_50pct": "imaging (growth)",
        "hypercalcaemia": "corrected calcium",
        "hb_drop_ge2": "fall of haemoglobin",
        "hb_under_10": "haemoglobin",
        "creat_rise_ge2": "rise of creatinine",
        "doubling_2mo": "serum M-protein over time",
        "serum_abs_ge_1": "serum M-protein over time",
        "urine_abs_ge_500": "urine M-protein over time",
        "iflc_ge_200": "involved light chain over time",
    }
    signs = {**case.relapse.clinical, **case.relapse.biochemical}
    return list(dict.fromkeys(words[name] for name, met in signs.items() if met is None))


def _flags(case: CaseReading) -> tuple[Statement, ...]:
    found = []
    progress = case.progression
    if progress.pd is True and progress.confirmed is False:
        found.append("unconfirmed")
    found += [*progress.flags, *_notes(case)]
    said = []
    for flag in found:
        name, _, marker = flag.partition(":")
        where = f" ({ROWS[marker][0]})" if marker else ""
        said.append(Statement(flag, f"{FLAGS[name]}{where}", ground(f"flag_{name}")))
    if date_of(case.facts, "imaging.new_bone_lesion") is None and any(
        row.met is True and row.on is None for row in progress.rows
    ):
        missing = "Date of the imaging not recorded"
        said.append(Statement("imaging_date_missing", missing, ground("pd_date")))
    return tuple(said)


def _notes(case: CaseReading) -> Iterator[str]:
    """Return what the room should know although no rule turns on it."""
    imaging, trigger = case.facts.imaging, case.relapse.treatment_trigger
    if imaging.lesion_growth_50pct and case.relapse.clinical["lesion_growth_50pct"] is False:
        yield "small_growth"
    if case.relapse.doubles_in_three_months and not case.relapse.biochemical["doubling_2mo"]:
        yield "doubling_3mo"
    early = case.times.early_18_12 is True and not case.times.confounded
    if trigger is False and case.progression.pd and (early or case.ims.group == "high"):
        yield "high_risk_earlier"
    ratio = _latest_ratio(case)
    if ratio is not None and (case.kidney.egfr or RENAL_EGFR) < RENAL_EGFR:
        low, high = RENAL_RATIO
        if low <= ratio <= high and not RATIO_NORMAL[0] <= ratio <= RATIO_NORMAL[1]:
            yield "renal_ratio"


def _latest_ratio(case: CaseReading) -> float | None:
    both = [s for s in case.samples if s.kappa_mg_L is not None and s.lambda_mg_L]
    return (both[-1].kappa_mg_L or 0.0) / (both[-1].lambda_mg_L or 1.0) if both else None
