"""Frailty, comorbidity, organ function and key figures as the brief shows them.

Sources: as in frailty.py, comorbidity.py and kidney.py.
"""

from board.myeloma.disease.immunoglobulin import igg_of
from board.myeloma.disease.markers import chains_shown, involved_flc, number
from board.myeloma.health.cautions import sequencing
from board.myeloma.health.comorbidity import not_listed
from board.myeloma.health.kidney import body_surface, corrected_calcium, ionised_note, weight_note
from board.myeloma.health.supportive_care import checklist
from board.myeloma.health.thrombosis import impede, saved
from board.myeloma.precision import precise
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Figure, Health, Input
from board.myeloma.telling.brief_fitness import (
    case_r_mci,
    dose_rows,
    karnofsky,
    score_shown,
    score_words,
    vte_facts,
)
from board.myeloma.treatment.agents import agents
from board.myeloma.words import date_of, input_of, rounded, value_of

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
    ("neuropathy", "Neuropathy grade", "health.pn_grade"),
)


def health_brief(case: CaseReading) -> Health:
    """Return the scores with their rows, organ function, doses, sequence and supportive care."""
    return Health(
        imwg_frailty=score_shown("imwg_frailty", case.imwg_frailty),
        simplified_frailty=score_shown("simplified_frailty", case.simplified_frailty),
        hct_ci=score_shown("hct_ci", case.hct_ci),
        organs=(
            *_kidney(case),
            _surface(case),
            karnofsky(case),
            *(_organ(case, *row) for row in ORGANS),
            _igg(case),
        ),
        r_mci=score_shown("r_mci", case_r_mci(case)),
        impede=score_shown("impede", impede(vte_facts(case))),
        saved=score_shown("saved", saved(vte_facts(case))),
        renal_doses=dose_rows(case),
        checklist=checklist(case),
        sequencing=sequencing(case),
        not_listed=not_listed(case.facts),
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
    samples = [s for s in case.samples if s.serum_m_g_dL is not None]
    last = samples[-1] if samples else None
    value = None if last is None else number(last.serum_m_g_dL)
    note = (
        "too faint to measure, read as zero" if last and isinstance(last.serum_m_g_dL, str) else ""
    )
    grams = None if value is None else precise("serum_m_g_L", value * 10)
    day = last.date if last else None
    why = ground("newest_serum_m")
    shown = None if value is None else precise("serum_m_g_dL", value)
    return (
        Figure("serum_m", "Serum M-protein", shown, "g/dL", day, note, why),
        Figure("serum_m_g_L", "Serum M-protein", grams, "g/L", day, note, why),
    )


def _light_chain(case: CaseReading) -> Figure:
    chain = case.facts.disease.involved_flc
    if chain is None:
        return _both_chains(case)
    samples = [s for s in case.samples if involved_flc(s, chain) is not None]
    last = samples[-1] if samples else None
    value = involved_flc(last, chain) if last else None
    shown = None if value is None else precise("flc_mg_L", value)
    day = last.date if last else None
    label = f"Involved free light chain ({chain})"
    return Figure("involved_flc", label, shown, "mg/L", day, "", ground("newest_light_chain"))


def _both_chains(case: CaseReading) -> Figure:
    """Return the newest values of both chains, because nobody said which one is the clone's."""
    samples = case.samples
    measured = [(s, words) for s in samples if (words := chains_shown(s.kappa_mg_L, s.lambda_mg_L))]
    last, shown = measured[-1] if measured else (None, None)
    label = f"Free light chains, {CHAIN_NOT_STATED}" if last else "Involved free light chain"
    day = last.date if last else None
    why = ground("newest_light_chains")
    return Figure("involved_flc", label, shown, "mg/L", day, CHAIN_NOT_STATED, why)


def _prior_lines(case: CaseReading) -> Figure:
    lines = case.lines
    shown = str(lines.count) if lines.count is not None else f"at least {lines.min}"
    note = "treatment history not complete" if not lines.complete else ""
    if lines.count_alt is not None:
        note = f"{lines.count_alt} by the 2015 reading"
    return Figure("prior_lines", "Prior lines", shown, "", None, note, ground("new_line"))


def _refractory_to(case: CaseReading) -> Figure:
    answers = {drug: case.treatment.refractory(drug) for drug in case.treatment.drugs}
    named = [drug for drug, answer in answers.items() if answer.truth is True]
    open_ = [drug for drug, answer in answers.items() if answer.truth is None]
    known = agents()
    shown = ", ".join(known[d].shown if d in known else d for d in named)
    note = f"not known: {', '.join(open_)}" if open_ else ""
    nothing = None if open_ or not case.treatment.all_known else "none"
    inputs = tuple(Input(drug, answer.why) for drug, answer in answers.items())
    why = ground("refractory", inputs)
    return Figure("refractory_to", "Refractory to", shown or nothing, "", None, note, why)


def _kidney(case: CaseReading) -> tuple[Figure, Figure]:
    rate = case.kidney
    paths = ("labs_current.creatinine_mg_dL", "patient.age", "patient.sex", "patient.weight_kg")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    day = date_of(case.facts, paths[0])
    who = case.facts.patient
    note = rate.why or weight_note(who.height_cm, who.weight_kg)
    egfr, crcl = rounded(rate.egfr, 1), rounded(rate.crcl, 1)
    return (
        Figure(
            "egfr",
            "eGFR",
            egfr,
            "mL/min/1.73 m2",
            day if egfr else None,
            "" if egfr else rate.why,
            ground("egfr", inputs[:3]),
        ),
        Figure(
            "crcl",
            "Creatinine clearance",
            crcl,
            "mL/min",
            day if crcl else None,
            note,
            ground("creatinine_clearance", inputs),
        ),
    )


def _calcium(case: CaseReading) -> Figure:
    labs = case.facts.labs_current
    value = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL)
    paths = ("labs_current.calcium_mg_dL", "labs_current.albumin_g_dL")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    note = ionised_note(labs.albumin_g_dL)
    return Figure(
        "corrected_calcium",
        "Corrected calcium",
        rounded(value, 2),
        "mg/dL",
        None if value is None else date_of(case.facts, paths[0]),
        note,
        ground("corrected_calcium", inputs),
    )


def _surface(case: CaseReading) -> Figure:
    who = case.facts.patient
    value = rounded(body_surface(who.height_cm, who.weight_kg), 2)
    day = who.taken("weight_kg") if value else None
    return Figure("body_surface", "Body surface", value, "m2", day, "", ground("body_surface"))


def _frailty(case: CaseReading) -> Figure:
    score = case.imwg_frailty
    shown = score_words(score) if score.category or score.score is not None else None
    day = date_of(case.facts, "patient.adl")
    return Figure("imwg_frailty", "Frailty (IMWG)", shown, "", day, "", ground("imwg_frailty"))


def _organ(case: CaseReading, name: str, label: str, path: str) -> Figure:
    given = input_of(case.facts, path)
    why = ground("as_submitted", (given,))
    shown = None if value_of(case.facts, path) is None else given.value
    return Figure(name, label, shown, given.unit, given.date, "", why)


def _igg(case: CaseReading) -> Figure:
    value, note = igg_of(case.facts)
    paths = ("labs_current.igg_polyclonal_mg_dL", "labs_current.total_igg_mg_dL")
    inputs = tuple(input_of(case.facts, path) for path in paths)
    shown = None if value is None else precise("igg_polyclonal_mg_dL", value)
    used = paths[0] if case.facts.labs_current.igg_polyclonal_mg_dL is not None else paths[1]
    day = None if value is None else date_of(case.facts, used)
    why = ground("polyclonal_igg", inputs)
    return Figure("igg", "Polyclonal IgG", shown, "mg/dL" if shown else "", day, note, why)
