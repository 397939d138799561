"""Named rules about organs, infections and the disease as it is now.

Sources: named per criterion in rules/criteria.toml. Convention of the project: hepatitis B by
serology and DNA, neuropathy by grade and pain.
"""
# ruff: noqa: ARG001  -- every rule is told with the same signature

from collections.abc import Mapping
from types import MappingProxyType

from board.myeloma.disease.markers import latest_measurable
from board.myeloma.eligibility.judgement import Row, Rule, Words, limit, missing, sign
from board.myeloma.health.frailty import FRAIL_FROM, Score
from board.myeloma.kleene import Truth, all_of, any_of, at_least, at_most, negate
from board.myeloma.reading import CaseReading
from board.myeloma.risk import plasma_cell_leukaemia
from board.myeloma.telling.brief import Input
from board.myeloma.words import NOT_KNOWN, date_of, rounded, show, show_fact, value_of

GILBERT_LIMIT = 3.0  # x ULN
NEUROPATHY_FAILS = 3
NEUROPATHY_FAILS_WITH_PAIN = 2

FRAILTY_FACTS = ("patient.age", "patient.adl", "patient.iadl", "patient.cci")
RATE_FACTS = ("labs_current.creatinine_mg_dL", "patient.weight_kg", "patient.age", "patient.sex")
EGFR_FACTS = (RATE_FACTS[0], *RATE_FACTS[2:])
NOT_COMPUTED = ("health.dialysis", "health.unstable_aki")
BILIRUBIN = "labs_current.bilirubin_xULN"
ENZYMES = ("labs_current.alt_xULN", "labs_current.ast_xULN")
HBV_FACTS = ("hbv.hbsag", "hbv.anti_hbc", "hbv.dna_detectable")
NEUROPATHY_FACTS = ("health.pn_grade", "health.pn_pain")
T11_14 = ("genetics.t11_14", "genetics.cd138_selected")
CIRCULATING = "labs_current.circulating_pc_pct"


def _not_imwg_frail(case: CaseReading) -> Truth:
    category = case.imwg_frailty.category
    return None if category is None else category != "frail"


def _frailty_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    score = case.imwg_frailty
    shown = score.category or _points(score)
    return Words(shown, needs=missing(case, *FRAILTY_FACTS), facts=FRAILTY_FACTS)


def _points(score: Score) -> str:
    every_class = score.min == 0 and score.max >= FRAIL_FROM
    return NOT_KNOWN if every_class else f"{score.min} to {score.max} points"


def _hct_ci(case: CaseReading, most: float) -> Truth:
    score = case.hct_ci
    return False if score.min > most else at_most(score.score, most)


def _hct_ci_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    path = "patient.hctci_items"
    return Words(show(case.hct_ci.score), needs=(path,), facts=(path,))


def _crcl(case: CaseReading, least: float) -> Truth:
    return at_least(case.kidney.for_rules, least)


def _crcl_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    rate = case.kidney
    shown = rounded(rate.crcl, 1) or (rate.why if rate.for_rules is not None else NOT_KNOWN)
    return _rate_words(case, shown, RATE_FACTS)


def _egfr(case: CaseReading, least: float) -> Truth:
    # On dialysis neither rate is computed and the rules use zero.
    rate = case.kidney
    return at_least(rate.egfr if rate.for_rules is None else rate.egfr or rate.for_rules, least)


def _egfr_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    rate = case.kidney
    told = rate.why if rate.for_rules is not None else NOT_KNOWN
    return _rate_words(case, rounded(rate.egfr, 1) or told, EGFR_FACTS)


def _rate_words(case: CaseReading, shown: str, paths: tuple[str, ...]) -> Words:
    day = date_of(case.facts, paths[0])
    return Words(shown, day, missing(case, *paths), facts=(*paths, "health.dialysis"))


def _bilirubin(case: CaseReading, most: float) -> Truth:
    return at_most(case.facts.labs_current.bilirubin_xULN, _bilirubin_limit(case, most))


def _bilirubin_limit(case: CaseReading, most: float) -> float:
    return GILBERT_LIMIT if case.facts.health.gilbert is True else most


def _bilirubin_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    shown = show_fact(case.facts, BILIRUBIN, (_bilirubin_limit(case, limit(row)),))
    gilbert = (Input("Gilbert syndrome", "yes"),) if case.facts.health.gilbert is True else ()
    day = date_of(case.facts, BILIRUBIN)
    return Words(shown, day, (BILIRUBIN,), facts=(BILIRUBIN,), inputs=gilbert)


def _alt_ast(case: CaseReading, most: float) -> Truth:
    labs = case.facts.labs_current
    return all_of([at_most(labs.alt_xULN, most), at_most(labs.ast_xULN, most)])


def _alt_ast_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    said = [
        f"{name} {show_fact(case.facts, path, (limit(row),))}"
        for name, path in zip(("ALT", "AST"), ENZYMES, strict=True)
    ]
    # The unit follows the last value, so one that is not known stands first.
    shown = ", ".join(sorted(said, key=lambda words: not words.endswith(NOT_KNOWN)))
    gaps = missing(case, *ENZYMES)
    day = date_of(case.facts, ENZYMES[0])
    return Words(NOT_KNOWN if gaps == ENZYMES else shown, day, gaps, facts=ENZYMES)


def _hbv_no_viraemia(case: CaseReading) -> Truth:
    hbv = case.facts.hbv
    if hbv.dna_detectable is True:
        return False
    serology = any_of([hbv.hbsag, hbv.anti_hbc])
    return negate(hbv.dna_detectable) if serology else negate(serology)


def _hbv_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    hbv = case.facts.hbv
    shown = f"HBsAg {sign(hbv.hbsag)}, anti-HBc {sign(hbv.anti_hbc)}"
    shown += f", DNA {sign(hbv.dna_detectable)}"
    # While serology is not known, detectable DNA would settle it, too.
    return Words(shown, needs=missing(case, *HBV_FACTS), facts=HBV_FACTS)


def _neuropathy(case: CaseReading) -> Truth:
    grade, pain = case.facts.health.pn_grade, case.facts.health.pn_pain
    painful = all_of([at_least(grade, NEUROPATHY_FAILS_WITH_PAIN), pain])
    return negate(any_of([at_least(grade, NEUROPATHY_FAILS), painful]))


def _neuropathy_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    grade, pain = case.facts.health.pn_grade, case.facts.health.pn_pain
    painful = {True: " with pain", False: " without pain", None: ""}[pain]
    shown = NOT_KNOWN if grade is None else f"grade {grade}{painful}"
    needs = missing(case, *NEUROPATHY_FACTS) if grade is not None else NEUROPATHY_FACTS[:1]
    return Words(shown, date_of(case.facts, NEUROPATHY_FACTS[0]), needs, facts=NEUROPATHY_FACTS)


def _measurable_disease(case: CaseReading) -> Truth:
    return latest_measurable(case.facts, case.samples)


def _measurable_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    last = max((sample.date for sample in case.facts.series), default=None)
    shown = show(latest_measurable(case.facts, case.samples))
    said = Input("Values of the markers", str(len(case.facts.series)), date=last)
    return Words(shown, last, ("series",), inputs=(said,))


def _marrow(case: CaseReading) -> tuple[float | None, str | None]:
    # The newest marrow of all, whichever line it belongs to.
    for sample in reversed(case.samples):
        if sample.bm_pc_pct is not None:
            return sample.bm_pc_pct, sample.date
    return None, None


def _marrow_at_least(case: CaseReading, least: float) -> Truth:
    return at_least(_marrow(case)[0], least)


def _marrow_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    value, day = _marrow(case)
    shown = show(value)
    said = Input("Marrow plasma cells", shown, "" if value is None else "%", day)
    return Words(shown, day, ("series",), inputs=(said,))


def _no_active_pcl(case: CaseReading) -> Truth:
    return negate(plasma_cell_leukaemia(case.facts))


def _pcl_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    known = value_of(case.facts, CIRCULATING) is not None
    said = f"{show_fact(case.facts, CIRCULATING)} % circulating plasma cells"
    day = date_of(case.facts, CIRCULATING)
    return Words(said if known else NOT_KNOWN, day, (CIRCULATING,), facts=(CIRCULATING,))


def _t11_14(case: CaseReading) -> Truth:
    # Everything ever seen counts; a negative on cells that were not selected says nothing.
    return case.genetics.t11_14


def _t11_14_told(case: CaseReading, row: Row, truth: Truth) -> Words:
    shown = {True: row.yes, False: row.no, None: NOT_KNOWN}[truth]
    unselected = truth is None and case.facts.genetics.t11_14 is False
    message = f"{row.label}: negative on unselected cells, not known." if unselected else ""
    selected = (Input("Plasma cells selected", "no"),) if unselected else ()
    return Words(shown, date_of(case.facts, T11_14[0]), T11_14[:1], message, T11_14[:1], selected)


ORGAN_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "not_imwg_frail": Rule(_not_imwg_frail, _frailty_told, looks=FRAILTY_FACTS),
        "hct_ci_le2": Rule(_hct_ci, _hct_ci_told, "at most", True, ("patient.hctci_items",)),
        "crcl": Rule(_crcl, _crcl_told, "at least", True, (*RATE_FACTS, *NOT_COMPUTED)),
        "egfr": Rule(_egfr, _egfr_told, "at least", True, (*EGFR_FACTS, *NOT_COMPUTED)),
        "bilirubin": Rule(
            _bilirubin, _bilirubin_told, "at most", True, (BILIRUBIN, "health.gilbert")
        ),
        "alt_ast": Rule(_alt_ast, _alt_ast_told, "at most", True, ENZYMES),
        "hbv_no_viraemia": Rule(_hbv_no_viraemia, _hbv_told, looks=HBV_FACTS),
        "neuropathy": Rule(_neuropathy, _neuropathy_told, looks=NEUROPATHY_FACTS),
        "measurable_disease": Rule(
            _measurable_disease, _measurable_told, looks=("series", "disease.involved_flc")
        ),
        "marrow": Rule(_marrow_at_least, _marrow_told, "at least", True, ("series",)),
        "t11_14": Rule(_t11_14, _t11_14_told, looks=T11_14),
        "no_active_pcl": Rule(_no_active_pcl, _pcl_told, looks=(CIRCULATING,)),
    }
)
