"""What kind of relapse this is, and whether it needs treatment now.

Sources: Rajkumar et al., Blood 2011;117:4691 (clinical and significant biochemical relapse);
calcium limit of the 2016 text. Progression (PD) and the need to treat are two different answers.
Laboratory signs count only when the clinician attributes them to myeloma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from board.myeloma.brief import RelapseType
from board.myeloma.facts import CaseFacts
from board.myeloma.kidney import corrected_calcium
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least
from board.myeloma.markers import Markers, Reading
from board.myeloma.response import IMAGING_CRITERIA, Progression

CALCIUM_HIGH = 11.0  # mg/dL, corrected for albumin, to be exceeded
HB_FALL = 2.0  # g/dL
CREATININE_RISE = 2.0  # mg/dL
DOUBLING_WITHIN_DAYS = 62
DOUBLING_FROM = 0.5  # g/dL
SERUM_RISE = 1.0  # g/dL
URINE_RISE = 500.0  # mg/24 h
FLC_RISE = 200.0  # mg/L, or a quarter of the nadir when that is more
FLC_SHARE = 0.25


@dataclass(frozen=True)
class RelapseAnswer:
    """Type of relapse with every sign asked for, met, not met or not known."""

    type: RelapseType
    treatment_trigger: Truth
    clinical: dict[str, Truth]
    biochemical: dict[str, Truth]


def relapse(facts: CaseFacts, markers: Markers, progression: Progression) -> RelapseAnswer:
    """Return the type of relapse; unknown wherever a missing sign could change it."""
    clinical = clinical_signs(facts)
    biochemical = significant_rises(markers)
    is_clinical = any_of(clinical.values())
    is_significant = any_of(biochemical.values())
    return RelapseAnswer(
        type=_type(is_clinical, is_significant, progression.pd),
        treatment_trigger=any_of([is_clinical, is_significant]),
        clinical=clinical,
        biochemical=biochemical,
    )


def clinical_signs(facts: CaseFacts) -> dict[str, Truth]:
    """Return each sign of clinical relapse."""
    attributed = facts.crab_attributable_to_myeloma
    calcium = corrected_calcium(facts.labs_current.calcium_mg_dL, facts.labs_current.albumin_g_dL)
    signs: dict[str, Truth] = {name: getattr(facts.imaging, name) for name in IMAGING_CRITERIA}
    signs["hypercalcaemia"] = all_of([above(calcium, CALCIUM_HIGH), attributed])
    signs["hb_drop_ge2"] = all_of([at_least(hb_fall(facts), HB_FALL), attributed])
    signs["creat_rise_ge2"] = all_of(
        [at_least(creatinine_rise(facts), CREATININE_RISE), attributed]
    )
    # Hyperviscosity that nobody recorded is taken as absent and listed as assumed.
    signs["hyperviscosity"] = facts.labs_current.hyperviscosity is True
    return signs


def hb_fall(facts: CaseFacts) -> float | None:
    """Return how far haemoglobin fell, in g/dL, from best response, else from the line's start."""
    labs = facts.labs_current
    before = _first_known(labs.hb_at_best_response_g_dL, labs.hb_at_line_start_g_dL)
    return None if before is None or labs.hb_g_dL is None else before - labs.hb_g_dL


def creatinine_rise(facts: CaseFacts) -> float | None:
    """Return how far creatinine rose, in mg/dL, from best response, else from the line's start."""
    labs = facts.labs_current
    before = _first_known(
        labs.creatinine_at_best_response_mg_dL, labs.creatinine_at_line_start_mg_dL
    )
    now = labs.creatinine_mg_dL
    return None if before is None or now is None else now - before


def significant_rises(markers: Markers) -> dict[str, Truth]:
    """Return each rule of significant biochemical relapse, over every consecutive pair."""
    return {
        "doubling_2mo": _doubles(markers.serum),
        "serum_abs_ge_1": _rises_twice(markers.serum, SERUM_RISE),
        "urine_abs_ge_500": _rises_twice(markers.urine, URINE_RISE),
        "iflc_ge_200": _light_chain_rises_twice(markers),
    }


def since_nadir(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Return the readings from the last occurrence of the lowest value on."""
    lowest = min(reading.value for reading in readings)
    last = max(i for i, reading in enumerate(readings) if reading.value == lowest)
    return readings[last:]


def _type(clinical: Truth, significant: Truth, pd: Truth) -> RelapseType:
    if clinical is True:
        return "clinical"
    if clinical is None or significant is None:
        return "unknown"
    if significant:
        return "biochemical_significant"
    if pd is None:
        return "unknown"
    return "biochemical_non_significant" if pd else "none"


def _doubles(readings: Sequence[Reading]) -> Truth:
    if len(readings) < 2:
        return None
    kept = since_nadir(readings)
    return any(
        bool(at_least(a.value, DOUBLING_FROM))
        and bool(at_least(b.value, 2 * a.value))
        and (b.day - a.day).days <= DOUBLING_WITHIN_DAYS
        for a, b in pairwise(kept)
    )


def _rises_twice(readings: Sequence[Reading], rise: float) -> Truth:
    if len(readings) < 2:
        return None
    kept = since_nadir(readings)
    high = [bool(at_least(reading.value - kept[0].value, rise)) for reading in kept]
    return any(a and b for a, b in pairwise(high))


def _light_chain_rises_twice(markers: Markers) -> Truth:
    if len(markers.involved) < 2:
        # Without the clonal chain no rise can be named.
        return None
    kept = since_nadir(markers.involved)
    nadir = kept[0].value
    rise = max(FLC_RISE, FLC_SHARE * nadir)
    high = [
        bool(at_least(reading.value - nadir, rise)) and reading.day in markers.abnormal_ratio
        for reading in kept
    ]
    return any(a and b for a, b in pairwise(high))


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
