"""The relapse in words: which criteria are met, what they rest on, and why it does or does not
need treatment.

Sources: as in response.py and relapse.py.
"""

from board.myeloma.brief import Ground, Input, Relapse, RelapseType, Source, Statement
from board.myeloma.kidney import corrected_calcium
from board.myeloma.precision import precise
from board.myeloma.reading import CaseReading
from board.myeloma.relapse import creatinine_rise, hb_fall
from board.myeloma.response import Row
from board.myeloma.sources import cite, cite_all
from board.myeloma.words import date_of, input_of, show_fact

TYPE_LABELS: dict[RelapseType, str] = {
    "clinical": "Clinical relapse",
    "biochemical_significant": "Significant biochemical relapse",
    "biochemical_non_significant": "Biochemical relapse, not significant",
    "none": "No relapse",
    "unknown": "Type of relapse not known",
}
#: Criterion of PD: name, unit, rule, source.
ROWS = {
    "serum_m": (
        "Serum M-protein",
        "g/dL",
        "25 % and 0.5 g/dL over the nadir (1 g/dL from a nadir of 5)",
        "KUM16:V",
    ),
    "urine_m": ("Urine M-protein", "mg/24 h", "25 % and 200 mg/24 h over the nadir", "KUM16:V"),
    "dflc": (
        "Light-chain difference (dFLC)",
        "mg/L",
        "25 % and more than 100 mg/L over the nadir, serum and urine not measurable",
        "KUM16:V",
    ),
    "bm_pc": (
        "Marrow plasma cells",
        "%",
        "25 % and 10 points over the nadir, nothing else measurable",
        "KUM16:V",
    ),
    "new_bone_lesion": ("New bone lesion", "", "new lesion on imaging", "KUM16:V"),
    "new_plasmacytoma": ("New plasmacytoma", "", "new plasmacytoma", "KUM16:V"),
    "lesion_growth_50pct": ("Growth of a lesion", "", "growth by 50 % or more", "KUM16:V"),
    "circulating_pc": (
        "Circulating plasma cells",
        "",
        "50 % more, at least 200 per microlitre, if the only measure",
        "KUM16:V",
    ),
}
#: The field that each measured criterion is shown as.
FIELDS = {
    "serum_m": "serum_m_g_dL",
    "urine_m": "urine_m_mg_24h",
    "dflc": "flc_mg_L",
    "bm_pc": "bm_pc_pct",
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
    "different_assays": "Values of different laboratories or assays are not compared",
    "unconfirmed": "Progression is not confirmed by a second measurement",
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
        significant_biochemical=tuple(
            Statement(name, BIOCHEMICAL[name], _series_ground(case, BIOCHEMICAL[name]))
            for name, met in answer.biochemical.items()
            if met is True
        ),
        reasons=_reasons(case),
        flags=_flags(case),
    )


def _pd_date(case: CaseReading) -> str | None:
    current = case.lines.current
    if current is not None and current.pd is not None:
        return current.pd.regimen.pd_date
    return case.progression.on.isoformat() if case.progression.on else None


def _row(row: Row, case: CaseReading) -> Statement:
    name, unit, rule, source = ROWS[row.id]
    cited = (cite(source),)
    if row.nadir is None or row.value is None:
        text = f"{name}: not known ({row.why})" if row.met is None else f"{name} on imaging"
        seen = hasattr(case.facts.imaging, row.id)
        looked = (input_of(case.facts, f"imaging.{row.id}"),) if seen else ()
        return Statement(row.id, text, Ground(rule, looked, cited))
    low, high = (precise(FIELDS[row.id], one.value) for one in (row.nadir, row.value))
    again = "confirmed" if row.confirmed else "not confirmed"
    text = f"{name} rose from {low} to {high} {unit} on {row.value.day}, {again}"
    inputs = (
        Input("Nadir", low, unit, row.nadir.day.isoformat()),
        Input(name, high, unit, row.value.day.isoformat()),
    )
    return Statement(row.id, text, Ground(rule, inputs, cited))


def _clinical(name: str, case: CaseReading) -> Statement:
    labs, facts = case.facts.labs_current, case.facts
    attributed = input_of(facts, "crab_attributable_to_myeloma")
    if name == "hb_drop_ge2":
        paths = ("labs_current.hb_g_dL", "labs_current.hb_at_best_response_g_dL")
        fall = precise(paths[0], hb_fall(facts) or 0)
        text = f"Haemoglobin fell by {fall} g/dL to {show_fact(facts, paths[0])}"
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        return _stated(name, text, "fall of 2 g/dL or more, due to myeloma", inputs)
    if name == "creat_rise_ge2":
        paths = (
            "labs_current.creatinine_mg_dL",
            "labs_current.creatinine_at_best_response_mg_dL",
        )
        rise = precise(paths[0], creatinine_rise(facts) or 0)
        text = f"Creatinine rose by {rise} mg/dL to {show_fact(facts, paths[0])}"
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        return _stated(name, text, "rise of 2 mg/dL or more, due to myeloma", inputs)
    if name == "hypercalcaemia":
        calcium = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL) or 0
        paths = ("labs_current.calcium_mg_dL", "labs_current.albumin_g_dL")
        inputs = (*(input_of(facts, path) for path in paths), attributed)
        text = f"Corrected calcium {calcium:.2f} mg/dL"
        return _stated(name, text, "over 11 mg/dL, due to myeloma", inputs)
    if name == "hyperviscosity":
        inputs = (input_of(facts, "labs_current.hyperviscosity"),)
        return _stated(name, "Hyperviscosity", "present", inputs)
    inputs = (input_of(facts, f"imaging.{name}"),)
    return _stated(name, f"{ROWS[name][0]} on imaging", ROWS[name][2], inputs)


def _stated(name: str, text: str, rule: str, inputs: tuple[Input, ...]) -> Statement:
    return Statement(name, text, Ground(rule, inputs, _rajkumar()))


def _rajkumar() -> tuple[Source, ...]:
    return cite_all("RAJ11:V", "ASHTX:V")


def _series_ground(case: CaseReading, rule: str) -> Ground:
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
    return Ground(rule, chains if "light chain" in rule else inputs, _rajkumar())


def _reasons(case: CaseReading) -> tuple[Statement, ...]:
    answer, progress = case.relapse, case.progression
    said = [_row(row, case) for row in progress.rows if row.met is True]
    said += [
        _clinical(name, case)
        for name, met in answer.clinical.items()
        if met is True and name not in ROWS
    ]
    said += [
        Statement(name, BIOCHEMICAL[name], _series_ground(case, BIOCHEMICAL[name]))
        for name, met in answer.biochemical.items()
        if met is True
    ]
    return (*said, _conclusion(case))


def _conclusion(case: CaseReading) -> Statement:
    trigger = case.relapse.treatment_trigger
    texts = {
        True: "Treatment is triggered: clinical or significant biochemical relapse",
        False: "No treatment trigger: no sign of clinical or significant biochemical relapse",
        None: f"Need to treat not known; missing: {', '.join(_unknown_signs(case))}",
    }
    rule = "clinical relapse or significant biochemical relapse (progression alone is not enough)"
    return Statement("treatment_trigger", texts[trigger], Ground(rule, (), _rajkumar()))


def _unknown_signs(case: CaseReading) -> list[str]:
    words = {
        "new_bone_lesion": "imaging (bone)",
        "new_plasmacytoma": "imaging (plasmacytoma)",
        "lesion_growth_50pct": "imaging (growth)",
        "hypercalcaemia": "corrected calcium",
        "hb_drop_ge2": "fall of haemoglobin",
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
    found += progress.flags
    said = []
    for flag in found:
        name, _, marker = flag.partition(":")
        where = f" ({ROWS[marker][0]})" if marker else ""
        ground = Ground("shown beside the answer, changes nothing", (), (cite("BOARD:PC"),))
        said.append(Statement(flag, f"{FLAGS[name]}{where}", ground))
    if date_of(case.facts, "imaging.new_bone_lesion") is None and any(
        row.met is True and row.on is None for row in progress.rows
    ):
        ground = Ground("the first day a criterion was met", (), (cite("BOARD:PC"),))
        said.append(Statement("imaging_date_missing", "Date of the imaging not recorded", ground))
    return tuple(said)
