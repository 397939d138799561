"""What kind of relapse this is, and whether it needs treatment now.

Sources: RAJ11 and ASHTX (clinical and significant biochemical relapse: haemoglobin 2 g/dL,
creatinine 2 mg/dL, doubling in 2 months from 0.5 g/dL, serum 1 g/dL, urine 500 mg/24 h, light
chain 200 mg/L or 25 %); KUM16 (calcium over 11 mg/dL; 11.5 in the text of 2011); the 62 days,
and haemoglobin under 10 g/dL as an option that is off (conventions.py): BOARD:PC. Progression and
the need to treat are two different answers. Laboratory signs count only when the clinician
attributes them to myeloma.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from board.myeloma.conventions import conventions
from board.myeloma.disease.markers import Markers, Reading, comparable
from board.myeloma.disease.response import IMAGING_CRITERIA, Progression
from board.myeloma.facts import CaseFacts
from board.myeloma.health.kidney import corrected_calcium
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, below
from board.myeloma.telling.brief import RelapseType

CALCIUM_HIGH = 11.0  # mg/dL, corrected for albumin, to be exceeded
HB_FALL = 2.0  # g/dL
HB_LOW = 10.0  # g/dL
LESION_GROWTH_CM = 1.0
CREATININE_RISE = 2.0  # mg/dL
DOUBLING_WITHIN_DAYS = 62
#: Quoted beside the rule, for information only.
SLOWER_DOUBLING_DAYS = 92
DOUBLING_FROM = 0.5  # g/dL
SERUM_RISE = 1.0  # g/dL
URINE_RISE = 500.0  # mg/24 h
FLC_RISE = 200.0  # mg/L, or a quarter of the nadir when that is more
FLC_SHARE = 0.25

#: Two consecutive values of one marker.
Pair = tuple[Reading, Reading]


@dataclass(frozen=True)
class RelapseAnswer:
    """Type of relapse with every sign asked for, met, not met or not known."""

    type: RelapseType
    treatment_trigger: Truth
    clinical: dict[str, Truth]
    biochemical: dict[str, Truth]
    #: For each rule that is met, every pair of consecutive values that meets it.
    pairs: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)
    doubles_in_three_months: Truth = None


def relapse(facts: CaseFacts, markers: Markers, progression: Progression) -> RelapseAnswer:
    """Return the type of relapse; unknown wherever a missing sign could change it."""
    clinical = clinical_signs(facts, progression)
    rising = since_nadir(markers.serum)
    pairs = significant_pairs(markers, rising)
    biochemical = {name: _met(found) for name, found in pairs.items()}
    is_clinical = any_of(clinical.values())
    is_significant = any_of(biochemical.values())
    return RelapseAnswer(
        type=_type(is_clinical, is_significant, progression.pd),
        treatment_trigger=any_of([is_clinical, is_significant]),
        clinical=clinical,
        biochemical=biochemical,
        pairs={name: found for name, found in pairs.items() if found},
        doubles_in_three_months=_met(_doubling(rising, SLOWER_DOUBLING_DAYS)),
    )


def clinical_signs(facts: CaseFacts, progression: Progression) -> dict[str, Truth]:
    """Return each sign of clinical relapse."""
    attributed, labs = facts.crab_attributable_to_myeloma, facts.labs_current
    calcium = corrected_calcium(labs.calcium_mg_dL, labs.albumin_g_dL)
    signs = {row.id: row.met for row in progression.rows if row.id in IMAGING_CRITERIA}
    if facts.imaging.lesion_growth_cm is not None:
        grown = at_least(facts.imaging.lesion_growth_cm, LESION_GROWTH_CM)
        signs["lesion_growth_50pct"] = all_of([signs["lesion_growth_50pct"], grown])
    signs["hypercalcaemia"] = all_of([above(calcium, CALCIUM_HIGH), attributed])
    signs["hb_drop_ge2"] = all_of([at_least(hb_fall(facts), HB_FALL), attributed])
    signs["creat_rise_ge2"] = all_of(
        [at_least(creatinine_rise(facts), CREATININE_RISE), attributed]
    )
    if conventions().relapse.hb_under_10_is_clinical:
        signs["hb_under_10"] = all_of([below(labs.hb_g_dL, HB_LOW), attributed])
    # Hyperviscosity that nobody recorded is taken as absent and listed as assumed.
    signs["hyperviscosity"] = labs.hyperviscosity is True
    return signs


def hb_fall(facts: CaseFacts) -> float | None:
    """Return how far haemoglobin fell, in g/dL, from best response, else from the line's start."""
    labs = facts.labs_current
    best, start = labs.hb_at_best_response_g_dL, labs.hb_at_line_start_g_dL
    before = start if best is None else best
    return None if before is None or labs.hb_g_dL is None else before - labs.hb_g_dL


def creatinine_rise(facts: CaseFacts) -> float | None:
    """Return how far creatinine rose, in mg/dL, from best response, else from the line's start."""
    labs, now = facts.labs_current, facts.labs_current.creatinine_mg_dL
    best, start = labs.creatinine_at_best_response_mg_dL, labs.creatinine_at_line_start_mg_dL
    before = start if best is None else best
    return None if before is None or now is None else now - before


def significant_pairs(
    markers: Markers, serum: Sequence[Reading] | None
) -> dict[str, tuple[Pair, ...] | None]:
    """Return for each rule of significant biochemical relapse the pairs that meet it.

    Every pair of consecutive values since the nadir is looked at (*serum*: those of M-protein);
    None: fewer than two values.
    """
    return {
        "doubling_2mo": _doubling(serum, DOUBLING_WITHIN_DAYS),
        "serum_abs_ge_1": _rising_twice(serum, SERUM_RISE),
        "urine_abs_ge_500": _rising_twice(since_nadir(markers.urine), URINE_RISE),
        "iflc_ge_200": _light_chains_rising_twice(markers),
    }


def since_nadir(readings: Sequence[Reading]) -> Sequence[Reading] | None:
    """Return the readings from the last of the lowest values on; None when there are under two."""
    if len(readings) < 2:
        return None
    last = 0
    for at, reading in enumerate(readings):
        if reading.value <= readings[last].value:
            last = at
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


def _doubling(rising: Sequence[Reading] | None, days: int) -> tuple[Pair, ...] | None:
    if rising is None:
        return None
    return tuple(
        [
            (a, b)
            for a, b in pairwise(rising)
            if comparable(a, b)
            and at_least(a.value, DOUBLING_FROM)
            and at_least(b.value, 2 * a.value)
            and (b.day - a.day).days <= days
        ]
    )


def _rising_twice(rising: Sequence[Reading] | None, rise: float) -> tuple[Pair, ...] | None:
    if rising is None:
        return None
    nadir = rising[0]
    risen = [comparable(nadir, r) and at_least(r.value - nadir.value, rise) for r in rising]
    return tuple([pair for at, pair in enumerate(pairwise(rising)) if risen[at] and risen[at + 1]])


def _light_chains_rising_twice(markers: Markers) -> tuple[Pair, ...] | None:
    # Without the clonal chain there are no readings, and no rise can be named.
    rising = since_nadir(markers.involved)
    if rising is None:
        return None
    found = _rising_twice(rising, max(FLC_RISE, FLC_SHARE * rising[0].value))
    return tuple([(a, b) for a, b in found or () if {a.day, b.day} <= markers.abnormal_ratio])


def _met(pairs: tuple[Pair, ...] | None) -> Truth:
    return None if pairs is None else bool(pairs)
