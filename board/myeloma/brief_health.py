"""Frailty, comorbidity, organ function and key figures as the brief shows them.

Sources: as in frailty.py, comorbidity.py and kidney.py.
"""

from board.myeloma.agents import agents
from board.myeloma.brief import Figure, Ground, Health, HealthScore, Input
from board.myeloma.frailty import Score
from board.myeloma.kidney import body_surface, corrected_calcium
from board.myeloma.markers import chains_shown, in_order, involved_flc, number
from board.myeloma.precision import precise
from board.myeloma.reading import CaseReading
from board.myeloma.sources import cite_all
from board.myeloma.words import NOT_KNOWN, date_of, input_of, rounded, value_of

CHAIN_NOT_STATED = "involved chain not stated"
ORGANS = (
    ("anc", "Neutrophils", "labs_current.anc_e9_L"),
    ("platelets", "Platelets", "labs_current.platelets_e9_L"),
    ("haemoglobin", "Haemoglobin", "labs_current.hb_g_dL"),
    ("creatinine", "Creatinine", "labs_current.creatinine_mg_dL"),
    ("bilirubin", "Bilirubin", "labs_current.bilirubin_xULN"),
    ("alt", "ALT", "labs_current.alt_xULN"),
    ("ast", "AST", "labs_current.ast_xULN"),
    ("lvef", "Ejection fraction", "health.lvef_pct"),
    ("igg", "Polyclonal IgG", "labs_current.igg_polyclonal_mg_dL"),
    ("neuropathy", "Neuropathy grade", "health.pn_grade"),
)


def health_brief(case: CaseReading) -> Health:
    """Return the scores with their rows, and organ function."""
    return Health(
        imwg_frailty=_score(
            "imwg_frailty",
            "IMWG frailty index",
            case.imwg_frailty,
            "fit 0, intermediate 1, frail 2 or more",
            "PAL15:M",
        ),
        simplified_frailty=_score(
            "simplified_frailty",
            "Simplified frailty",
            case.simplified_frailty,
            "frail from 2 points; over-calls when ECOG is due to myeloma",
            "SIMP:V",
        ),
        hct_ci=_score(
            "hct_ci",
            "HCT-CI",
            case.hct_ci,
            "low 0, intermediate 1 to 2, high 3 or more",
            "HCTPDQ:V",
        ),
        organs=(*_kidney(case), _surface(case), *(_organ(case, *row) for row in ORGANS)),
    )


def key_figures(case: CaseReading) -> tuple[Figure, ...]:
    """Return the figures at the head of the brief."""
    return (
        *_serum(case),
        _light_chain(case),
        _prior_lines(case),
        _refractory_to(case),
        *_kidney(case),
        _calcium(case),
        _frailty(case),
    )


def _serum(case: CaseReading) -> tuple[Figure, Figure]:
    samples = [s for s in in_order(case.facts.series) if s.serum_m_g_dL is not None]
    last = samples[-1] if samples else None
    value = None if last is None else number(last.serum_m_g_dL)
    note = (
        "too faint to measure, read as zero" if last and isinstance(last.serum_m_g_dL, str) else ""
    )
    grams = None if value is None else precise("serum_m_g_L", value * 10)
    day = last.date if last else None
    ground = Ground("newest value of the series; 1 g/dL is 10 g/L")
    shown = None if value is None else precise("serum_m_g_dL", value)
    return (
        Figure("serum_m", "Serum M-protein", shown, "g/dL", day, note, ground),
        Figure("serum_m_g_L", "Serum M-protein", grams, "g/L", day, note, ground),
    )


def _light_chain(case: CaseReading) -> Figure:
    chain = case.facts.disease.involved_flc
    if chain is None:
        return _both_chains(case)
    samples = [s for s in in_order(case.facts.series) if involved_flc(s, chain) is not None]
    last = samples[-1] if samples else None
    value = involved_flc(last, chain) if last else None
    ground = Ground("newest value of the clonal light chain")
    shown = None if value is None else precise("flc_mg_L", value)
    day = last.date if last else None
    label = f"Involved free light chain ({chain})"
    return Figure("involved_flc", label, shown, "mg/L", day, "", ground)


def _both_chains(case: CaseReading) -> Figure:
    """Return the newest values of both chains, because nobody said which one is the clone's."""
    samples = in_order(case.facts.series)
    measured = [(s, words) for s in samples if (words := chains_shown(s.kappa_mg_L, s.lambda_mg_L))]
    last, shown = measured[-1] if measured else (None, None)
    label = f"Free light chains, {CHAIN_NOT_STATED}" if last else "Involved free light chain"
    ground = Ground("newest values of both light chains")
    day = last.date if last else None
    return Figure("involved_flc", label, shown, "mg/L", day, CHAIN_NOT_STATED, ground)


def _prior_lines(case: CaseReading) -> Figure:
    lines = case.lines
    shown = str(lines.count) if lines.count is not None else f"at least {lines.min}"
    note = "treatment history not complete" if not lines.complete else ""
    if lines.count_alt is not None:
        note = f"{lines.count_alt} by the 2015 reading"
    ground = Ground("lines of therapy", (), cite_all("RAJ15:V", "RAJ11:M"))
    return Figure("prior_lines", "Prior lines", shown, "", None, note, ground)


def _refractory_to(case: CaseReading) -> Figure:
    answers = {drug: case.treatment.refractory(drug) for drug in case.treatment.drugs}
    named = [drug for drug, answer in answers.items() if answer.truth is True]
    open_ = [drug for drug, answer in answers.items() if answer.truth is None]
    known = agents()
    shown = ", ".join(known[d].shown if d in known else d for d in named)
    note = f"not known: {', '.join(open_)}" if open_ else ""
    nothing = None if open_ or not case.treatment.all_known else "none"
    inputs = tuple(Input(drug, answer.why) for drug, answer in answers.items())
    rule = "best response under MR, or progression on the drug or within 60 days of its last dose"
    ground = Ground(rule, inputs, cite_all("RAJ11:V"))
    return Figure("refractory_to", "Refractory to", shown or nothing, "", None, note, ground)


def _kidney(case: CaseReading) -> tuple[Figure, Figure]:
    rate = case.kidney
    paths = ("labs_current.creatinine_mg_dL", "patient.age", "patient.sex", "patient.weight_kg")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    day = date_of(case.facts, paths[0])
    who = case.facts.patient
    heavy = who.height_cm and who.weight_kg and who.weight_kg / (who.height_cm / 100) ** 2 >= 30
    note = rate.why or ("BMI 30 or more: adjusted weight is local policy" if heavy else "")
    egfr, crcl = rounded(rate.egfr, 1), rounded(rate.crcl, 1)
    equation = Ground("CKD-EPI 2021", inputs[:3], cite_all("NKF:V"))
    clearance = Ground("Cockcroft-Gault, actual weight", inputs, cite_all("CG76:M"))
    return (
        Figure(
            "egfr",
            "eGFR",
            egfr,
            "mL/min/1.73 m2",
            day if egfr else None,
            "" if egfr else rate.why,
            equation,
        ),
        Figure(
            "crcl",
            "Creatinine clearance",
            crcl,
            "mL/min",
            day if crcl else None,
            note,
            clearance,
        ),
    )


def _calcium(case: CaseReading) -> Figure:
    labs = case.facts.labs_current
    value = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL)
    paths = ("labs_current.calcium_mg_dL", "labs_current.albumin_g_dL")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    note = "albumin under 2.5: prefer ionised calcium" if (labs.albumin_g_dL or 9) < 2.5 else ""
    ground = Ground("calcium + 0.8 x (4.0 - albumin)", inputs, cite_all("PAYNE:M"))
    return Figure(
        "corrected_calcium",
        "Corrected calcium",
        rounded(value, 2),
        "mg/dL",
        None if value is None else date_of(case.facts, paths[0]),
        note,
        ground,
    )


def _surface(case: CaseReading) -> Figure:
    who = case.facts.patient
    value = rounded(body_surface(who.height_cm, who.weight_kg), 2)
    ground = Ground("square root of cm x kg / 3600", (), cite_all("MOST87:M"))
    day = who.taken("weight_kg") if value else None
    return Figure("body_surface", "Body surface", value, "m2", day, "", ground)


def _frailty(case: CaseReading) -> Figure:
    score = case.imwg_frailty
    rule = "fit 0, intermediate 1, frail 2 or more"
    ground = Ground(rule, (), cite_all("PAL15:M"))
    shown = _shown(score) if score.category or score.score is not None else None
    day = date_of(case.facts, "patient.adl")
    return Figure("imwg_frailty", "Frailty (IMWG)", shown, "", day, "", ground)


def _organ(case: CaseReading, name: str, label: str, path: str) -> Figure:
    given = input_of(case.facts, path)
    ground = Ground("as submitted", (given,))
    shown = None if value_of(case.facts, path) is None else given.value
    return Figure(name, label, shown, given.unit, given.date, "", ground)


def _score(name: str, label: str, score: Score, rule: str, source: str) -> HealthScore:
    return HealthScore(
        id=name,
        label=label,
        score=score.score,
        min=score.min,
        max=score.max,
        category=score.category,
        shown=_shown(score),
        components=score.components,
        ground=Ground(rule, (), cite_all(source)),
    )


def _shown(score: Score) -> str:
    if score.score is not None:
        return f"{score.score}, {score.category}"
    if score.category is not None:
        return f"{score.category} (at least {score.min})"
    return NOT_KNOWN
