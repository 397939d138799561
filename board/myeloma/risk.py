"""Risk: ISS, R-ISS and R2-ISS at diagnosis, IMS/IMWG 2025, IMWG 2016, and plasma cell leukaemia.

Sources: ISS and R-ISS (The Hematologist); R2-ISS, D'Agostino et al., J Clin Oncol 2022;40:3406;
IMS/IMWG consensus genomic staging, Avet-Loiseau et al., J Clin Oncol 2025;43:2739; IMWG 2016,
Sonneveld et al., Blood 2016; plasma cell leukaemia, Fernandez de Larrea et al., Blood Cancer J
2021;11:192. Every score is taken over all values a missing result could have: when they agree,
the answer is known; when not, it is unknown and its bounds are told. Which sample counts is
decided in samples.py; older schemes stand in risk_schemes.py.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType

from board.myeloma.facts import CaseFacts, Genetics, Loss1p32
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, below
from board.myeloma.rulefiles import load

Stage = int

ISS_POINTS = MappingProxyType({1: 0.0, 2: 1.0, 3: 1.5})
R2_POINTS = MappingProxyType({"del17p": 1.0, "ldh": 1.0, "t4_14": 1.0, "gain1q": 0.5})
#: Lowest points of each R2-ISS stage, highest stage first.
R2_STAGES = ((3.0, "IV"), (1.5, "III"), (0.5, "II"), (0.0, "I"))

B2M_STAGE_I_BELOW = 3.5  # mg/L
B2M_STAGE_III = 5.5  # mg/L
ALBUMIN_STAGE_I = 3.5  # g/dL
#: % of plasma cells with del(17p), from this on high risk; set in rules/genes.toml.
CCF_HIGH_RISK: float = load("genes")["cut_off"]["ccf_high_risk_pct"]
GAIN_COPIES = 3
CREATININE_NORMAL_BELOW = 1.2  # mg/dL
PCL_CIRCULATING = 5.0  # % plasma cells on the blood smear
PCL_CIRCULATING_OLD = 20.0  # % by the older definition


@dataclass(frozen=True)
class R2Iss:
    """Points and stage; *points* and *stage* are None when missing results could change them."""

    points: float | None
    min: float
    max: float
    stage: str | None
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Ims:
    """IMS/IMWG 2025: high, standard or unknown, with its four criteria."""

    group: str
    criteria: Mapping[str, Truth]


def iss(b2m: float | None, albumin: float | None) -> Stage | None:
    """Return the ISS stage (mg/L, g/dL), or None when a missing value could change it."""
    return sure(iss_possible(b2m, albumin))


def iss_possible(b2m: float | None, albumin: float | None) -> frozenset[Stage]:
    """Return every ISS stage the known values allow."""
    low_b2m, high_b2m = below(b2m, B2M_STAGE_I_BELOW), at_least(b2m, B2M_STAGE_III)
    return _iss_possible(low_b2m, high_b2m, at_least(albumin, ALBUMIN_STAGE_I))


def sure(possible: Collection[Stage]) -> Stage | None:
    """Return the one stage that is possible, or None when there are several."""
    return next(iter(possible)) if len(possible) == 1 else None


def r_iss(possible: Iterable[Stage], high_risk: Truth, ldh_high: Truth) -> Stage | None:
    """Return the R-ISS stage from the possible ISS stages, or None when it cannot be told."""
    return _r_iss(frozenset(possible), high_risk, ldh_high)


@cache
def _r_iss(possible: frozenset[Stage], high_risk: Truth, ldh_high: Truth) -> Stage | None:
    found = set()
    for stage, risky, ldh in product(possible, _readings(high_risk), _readings(ldh_high)):
        bad = risky or ldh
        found.add(1 if stage == 1 and not bad else 3 if stage == 3 and bad else 2)
    return sure(found)


def r2_iss(
    possible: Iterable[Stage], del17p: Truth, ldh_high: Truth, t4_14: Truth, gain1q: Truth
) -> R2Iss:
    """Return R2-ISS with its bounds over everything missing."""
    return _r2_iss(frozenset(possible), del17p, ldh_high, t4_14, gain1q)


@cache
def _r2_iss(
    stages: frozenset[Stage], del17p: Truth, ldh_high: Truth, t4_14: Truth, gain1q: Truth
) -> R2Iss:
    marks = {"del17p": del17p, "ldh": ldh_high, "t4_14": t4_14, "gain1q": gain1q}
    low = sum(R2_POINTS[name] for name, truth in marks.items() if truth is True)
    high = sum(R2_POINTS[name] for name, truth in marks.items() if truth is not False)
    least = min(ISS_POINTS[stage] for stage in stages) + low
    most = max(ISS_POINTS[stage] for stage in stages) + high
    between = tuple(n for floor, n in reversed(R2_STAGES) if n in _span_of_stages(least, most))
    return R2Iss(
        points=least if least == most else None,
        min=least,
        max=most,
        stage=between[0] if len(between) == 1 else None,
        stages=between,
    )


def ims_2025(
    genetics: Genetics,
    b2m: float | None,
    creatinine: float | None,
    ccf_cut_off: float = CCF_HIGH_RISK,
) -> Ims:
    """Return the IMS/IMWG 2025 group; A to C ever, D on values at diagnosis (mg/L, mg/dL)."""
    return _ims(
        any_of([del17p_large(genetics, ccf_cut_off), genetics.tp53_mut]),
        any_of([genetics.t4_14, genetics.t14_16, genetics.t14_20]),
        gain_1q(genetics),
        genetics.del1p32,
        all_of([at_least(b2m, B2M_STAGE_III), below(creatinine, CREATININE_NORMAL_BELOW)]),
    )


@cache
def _ims(del17p: Truth, igh: Truth, gain: Truth, loss: Loss1p32 | None, d: Truth) -> Ims:
    lost = None if loss is None else loss != "none"
    mono = None if loss is None else loss == "mono"
    both = None if loss is None else loss == "bi"
    criteria = {
        "A_del17p_or_TP53": del17p,
        "B_IgH_plus_1q_or_1p": all_of([igh, any_of([gain, lost])]),
        "C_1p32": any_of([all_of([mono, gain]), both]),
        "D_b2m": d,
    }
    high = any_of(criteria.values())
    group = "unknown" if high is None else "high" if high else "standard"
    return Ims(group, MappingProxyType(criteria))


def del17p_clone(genetics: Genetics) -> float | None:
    """Return the percent of plasma cells that lost 17p, by deletion or by loss of chromosome 17."""
    deleted, lost = genetics.del17p_ccf_pct, genetics.monosomy17_ccf_pct
    if deleted is None or lost is None:
        return lost if deleted is None else deleted
    return max(deleted, lost)


def del17p_large(genetics: Genetics, cut_off: float = CCF_HIGH_RISK) -> Truth:
    """Say whether del(17p) is in *cut_off* % of plasma cells or more; unknown without a size."""
    clone = del17p_clone(genetics)
    if clone is not None:
        return at_least(clone, cut_off)
    return False if genetics.del17p is False else None


def gain_1q(genetics: Genetics) -> Truth:
    """Say whether there are three or more copies of 1q."""
    return None if genetics.cn1q is None else genetics.cn1q >= GAIN_COPIES


def ldh_high(value: float | None, limit: float | None) -> Truth:
    """Say whether LDH is above the laboratory's upper limit, both in U/L."""
    return None if limit is None else above(value, limit)


def high_risk_r_iss(genetics: Genetics) -> Truth:
    """Say whether one of the three aberrations of R-ISS is present."""
    return any_of([genetics.del17p, genetics.t4_14, genetics.t14_16])


def high_risk_2016(genetics: Genetics) -> Truth:
    """Say whether a high-risk aberration of IMWG 2016 (or a TP53 mutation) is present.

    del(13) in metaphases and a high-risk expression profile count when they are recorded; that
    they are rarely looked for does not leave the answer open.
    """
    if genetics.del13_metaphase or genetics.gep_high_risk:
        return True
    return any_of(
        [
            genetics.t4_14,
            genetics.t14_16,
            genetics.t14_20,
            genetics.del17p,
            gain_1q(genetics),
            genetics.tp53_mut,
        ]
    )


def tp53_biallelic(genetics: Genetics) -> Truth:
    """Say whether both copies of TP53 are hit: deletion and mutation (Walker 2019)."""
    return all_of([genetics.del17p, genetics.tp53_mut])


def plasma_cell_leukaemia(facts: CaseFacts) -> Truth:
    """Say whether 5 % or more of the cells in the blood are plasma cells."""
    return at_least(facts.labs_current.circulating_pc_pct, PCL_CIRCULATING)


# What the schemes say is worked out once for each of their few combinations of answers.
@cache
def _iss_possible(low_b2m: Truth, high_b2m: Truth, good_albumin: Truth) -> frozenset[Stage]:
    found = set()
    for low, high, good in product(*map(_readings, (low_b2m, high_b2m, good_albumin))):
        if not (low and high):
            found.add(3 if high else 1 if low and good else 2)
    return frozenset(found)


def _readings(truth: Truth) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)


def _span_of_stages(least: float, most: float) -> frozenset[str]:
    names = [name for _, name in reversed(R2_STAGES)]
    return frozenset(names[names.index(_stage(least)) : names.index(_stage(most)) + 1])


def _stage(points: float) -> str:
    return next(name for floor, name in R2_STAGES if points >= floor)
