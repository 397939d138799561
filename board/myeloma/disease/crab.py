"""CRAB and SLiM: organ damage and the markers that define a first diagnosis, told one by one.

Source: WIKI251 (Rajkumar 2014): calcium over 11 mg/dL or 1 mg/dL over the laboratory's limit,
clearance under 40 mL/min or creatinine over 2 mg/dL, haemoglobin under 10 g/dL or 2 g/dL below
the laboratory's limit, an osteolytic lesion; 60 % plasma cells, a light-chain ratio of 100 with
100 mg/L, more than one focal lesion of 5 mm. They are shown and never trigger anything: SLiM
defines the first diagnosis, and relapse has rules of its own (relapse.py). A limit of the
laboratory that is not recorded is not evaluated (BOARD:PC).
"""

from board.myeloma.disease.markers import FLC_MEASURABLE, in_order, involved_flc
from board.myeloma.facts import CaseFacts, Sample
from board.myeloma.health.kidney import corrected_calcium, kidney
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, below

CALCIUM_HIGH = 11.0  # mg/dL
CALCIUM_OVER_LIMIT = 1.0  # mg/dL
CLEARANCE_LOW = 40.0  # mL/min
CREATININE_HIGH = 2.0  # mg/dL
HB_LOW = 10.0  # g/dL
HB_UNDER_LIMIT = 2.0  # g/dL
MARROW_SIXTY = 60.0  # percent
RATIO_HUNDRED = 100.0
FOCAL_LESIONS = 1  # to be exceeded


def crab(facts: CaseFacts) -> dict[str, Truth]:
    """Return calcium, kidney, anaemia and bone, each present, absent or not known."""
    labs, imaging = facts.labs_current, facts.imaging
    calcium = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL)
    clearance = kidney(facts).for_rules
    return {
        "calcium": _or_by_limit(
            above(calcium, CALCIUM_HIGH),
            _above_limit(calcium, labs.calcium_upper_limit_mg_dL),
        ),
        "renal": any_of(
            [below(clearance, CLEARANCE_LOW), above(labs.creatinine_mg_dL, CREATININE_HIGH)]
        ),
        "anaemia": _or_by_limit(
            below(labs.hb_g_dL, HB_LOW), _below_limit(labs.hb_g_dL, labs.hb_lower_limit_g_dL)
        ),
        "bone": True if imaging.new_bone_lesion is True else imaging.osteolytic_lesion,
    }


def slim(facts: CaseFacts) -> dict[str, Truth]:
    """Return sixty percent, light-chain ratio and focal lesions, by the newest values."""
    samples = in_order(facts.series)
    marrow = [sample for sample in samples if sample.bm_pc_pct is not None]
    both = [s for s in samples if s.kappa_mg_L is not None and s.lambda_mg_L is not None]
    focal = facts.imaging.mri_focal_lesions
    return {
        "sixty_percent": _sixty(marrow[-1]) if marrow else None,
        "light_chain_ratio": _ratio(both[-1], facts.disease.involved_flc) if both else None,
        "focal_lesions": above(focal, FOCAL_LESIONS),
    }


def _sixty(sample: Sample) -> Truth:
    clonal = sample.clonal_pc is not False
    return all_of([at_least(sample.bm_pc_pct, MARROW_SIXTY), clonal])


def _ratio(sample: Sample, chain: str | None) -> Truth:
    involved = involved_flc(sample, chain)
    if involved is None:
        return None
    both = (sample.kappa_mg_L or 0.0) + (sample.lambda_mg_L or 0.0)
    other = both - involved
    return all_of([involved >= RATIO_HUNDRED * other, at_least(involved, FLC_MEASURABLE)])


def _or_by_limit(fixed: Truth, by_limit: Truth) -> Truth:
    return fixed if by_limit is None else any_of([fixed, by_limit])


def _above_limit(value: float | None, limit: float | None) -> Truth:
    return None if limit is None else above(value, limit + CALCIUM_OVER_LIMIT)


def _below_limit(value: float | None, limit: float | None) -> Truth:
    return None if limit is None else below(value, limit - HB_UNDER_LIMIT)
