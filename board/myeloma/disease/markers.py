"""The markers of one line of therapy: M-protein, light chains and marrow from its baseline on.

Sources: KUM16 (what is measurable for response: serum 1 g/dL, urine 200 mg/24 h, light chain
100 mg/L with an abnormal ratio, marrow 30 %), CAR4 and MONU3 (entry to current trials: serum
0.5 g/dL), CURR23 (marrow). The baseline is the last value on or before the start of the current
line, else the first one after it (BOARD:PC). IgA and IgD may hide in the beta region: where no
M-protein was measured, the quantitative immunoglobulin stands for it (KUM16:M).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from board.myeloma.dates import Span, span
from board.myeloma.facts import TOO_FAINT, CaseFacts, Sample
from board.myeloma.kleene import Truth, all_of, any_of, at_least
from board.myeloma.precision import precise

#: Measurable for response by IMWG: serum M-protein g/dL, urine M-protein mg/24 h, light chain mg/L.
SERUM_MEASURABLE = 1.0
URINE_MEASURABLE = 200.0
FLC_MEASURABLE = 100.0
MARROW_MEASURABLE = 30.0  # percent plasma cells
#: Measurable for entry to current trials: serum M-protein g/dL.
SERUM_MEASURABLE_TRIAL = 0.5
#: Normal kappa/lambda ratio (Freelite).
RATIO_NORMAL = (0.26, 1.65)
#: Isotypes whose spike may migrate in the beta region.
BETA_ISOTYPES = ("iga", "igd")


class Reading(NamedTuple):
    """One value of one marker; *assay* tells when two values cannot be compared."""

    day: date
    value: float
    assay: str | None = None
    faint: bool = False


@dataclass(frozen=True)
class Markers:
    """Readings of the current line, baseline first."""

    serum: tuple[Reading, ...]
    urine: tuple[Reading, ...]
    involved: tuple[Reading, ...]
    dflc: tuple[Reading, ...]
    marrow: tuple[Reading, ...]
    abnormal_ratio: frozenset[date]
    serum_measurable: Truth
    urine_measurable: Truth
    flc_measurable: Truth
    marrow_measurable: Truth = None
    circulating: tuple[Reading, ...] = ()
    lesions: tuple[Reading, ...] = ()
    serum_is_immunoglobulin: bool = False


def markers(facts: CaseFacts, line_start: Span | None) -> Markers:
    """Return the markers of the line that began at *line_start*."""
    samples = in_order(facts.series)
    chain = facts.disease.involved_flc
    days = [_day(sample) for sample in samples]
    unnamed = [None] * len(samples)
    laboratories = [sample.laboratory for sample in samples]
    assays = [sample.flc_assay for sample in samples]

    def since(values: list[float | str | None], by: Iterable[str | None]) -> tuple[Reading, ...]:
        if values.count(None) == len(values):
            return ()
        readings = [
            Reading(day, 0.0, how, value in TOO_FAINT)
            if isinstance(value, str)
            else Reading(day, value, how)
            for day, value, how in zip(days, values, by, strict=True)
            if value is not None
        ]
        return _from_baseline(readings, line_start)

    by_immunoglobulin = immunoglobulin_stands_in(facts)
    serum = since([_serum(s, by_immunoglobulin) for s in samples], laboratories)
    urine = since([s.urine_m_mg_24h for s in samples], laboratories)
    kappa = since([s.kappa_mg_L for s in samples], assays)
    lambda_ = since([s.lambda_mg_L for s in samples], assays)
    abnormal = frozenset(
        [d for d, s in zip(days, samples, strict=True) if abnormal_ratio(s) is True]
    )
    marrow = since([s.bm_pc_pct for s in samples], unnamed)
    involved = {"kappa": kappa, "lambda": lambda_}.get(chain or "", ())
    return Markers(
        serum=serum,
        urine=urine,
        involved=involved,
        dflc=since([_difference(s, chain) for s in samples], assays),
        marrow=marrow,
        abnormal_ratio=abnormal,
        serum_measurable=_first_at_least(serum, SERUM_MEASURABLE),
        urine_measurable=_first_at_least(urine, URINE_MEASURABLE),
        flc_measurable=_flc_measurable(kappa, lambda_, chain, abnormal),
        marrow_measurable=_first_at_least(marrow, MARROW_MEASURABLE),
        circulating=since([s.circulating_pc_per_uL for s in samples], unnamed),
        lesions=since([s.lesion_spd_cm2 for s in samples], unnamed),
        serum_is_immunoglobulin=by_immunoglobulin,
    )


def immunoglobulin_stands_in(facts: CaseFacts) -> bool:
    """Say whether IgA or IgD was quantified and no M-protein was: then it stands for serum M."""
    isotype = (facts.disease.isotype or "").lower()
    return (
        isotype.startswith(BETA_ISOTYPES)
        and any(sample.quantitative_ig_mg_dL is not None for sample in facts.series)
        and all(sample.serum_m_g_dL is None for sample in facts.series)
    )


def comparable(a: Reading, b: Reading) -> bool:
    """Say whether two values may be compared: those of two assays or laboratories are not."""
    return a.assay is None or b.assay is None or a.assay == b.assay


def in_order(samples: Iterable[Sample]) -> list[Sample]:
    """Return the samples by date; two of one day in an order that does not depend on typing."""
    by_day = sorted(samples, key=lambda sample: sample.date)
    if len({sample.date for sample in by_day}) == len(by_day):
        return by_day
    return sorted(by_day, key=lambda sample: (sample.date, str(sample)))


def latest_measurable(facts: CaseFacts) -> Truth:
    """Say whether the newest values are measurable as current trials ask (0.5 g/dL, 200, 100)."""
    samples = in_order(facts.series)
    serum = _newest([number(s.serum_m_g_dL) for s in samples])
    urine = _newest([number(s.urine_m_mg_24h) for s in samples])
    return any_of(
        [
            at_least(serum, SERUM_MEASURABLE_TRIAL),
            at_least(urine, URINE_MEASURABLE),
            _newest_flc_measurable(samples, facts.disease.involved_flc),
        ]
    )


def abnormal_ratio(sample: Sample) -> Truth:
    """Say whether kappa/lambda lies outside 0.26 to 1.65."""
    if sample.kappa_mg_L is None or sample.lambda_mg_L is None:
        return None
    if sample.lambda_mg_L == 0:
        return sample.kappa_mg_L > 0
    ratio = sample.kappa_mg_L / sample.lambda_mg_L
    return not RATIO_NORMAL[0] <= ratio <= RATIO_NORMAL[1]


def involved_flc(sample: Sample, chain: str | None) -> float | None:
    """Return the clonal light chain in mg/L, or None when chain or value is not known."""
    if chain == "kappa":
        return sample.kappa_mg_L
    return sample.lambda_mg_L if chain == "lambda" else None


def chains_shown(kappa: float | None, lambda_: float | None) -> str:
    """Return both light chains (mg/L) in words, or an empty word when neither was measured."""
    chains = {"kappa": kappa, "lambda": lambda_}
    known = {name: value for name, value in chains.items() if value is not None}
    return " / ".join(f"{name} {precise('flc_mg_L', value)}" for name, value in known.items())


def number(value: float | str | None) -> float | None:
    """Return a marker as a number; what is too faint to measure counts as 0."""
    return 0.0 if isinstance(value, str) else value


def _serum(sample: Sample, by_immunoglobulin: bool) -> float | str | None:
    amount = sample.quantitative_ig_mg_dL
    if by_immunoglobulin:
        return None if amount is None else amount / 1000  # mg/dL to g/dL
    return sample.serum_m_g_dL


def _day(sample: Sample) -> date:
    return span(sample.date).first


def _from_baseline(readings: Sequence[Reading], start: Span | None) -> tuple[Reading, ...]:
    # In order of their days: the last one on or before the start is the baseline.
    early = 0 if start is None else sum([reading.day <= start.last for reading in readings])
    return tuple(readings[max(early - 1, 0) :])


def _difference(sample: Sample, chain: str | None) -> float | None:
    involved = involved_flc(sample, chain)
    other = sample.lambda_mg_L if chain == "kappa" else sample.kappa_mg_L
    return None if involved is None or other is None else involved - other


def _first_at_least(readings: Sequence[Reading], limit: float) -> Truth:
    return at_least(readings[0].value, limit) if readings else None


def _flc_measurable(
    kappa: Sequence[Reading],
    lambda_: Sequence[Reading],
    chain: str | None,
    abnormal: frozenset[date],
) -> Truth:
    if not kappa or not lambda_:
        return None
    first = {"kappa": kappa[0], "lambda": lambda_[0]}
    if chain is None:
        # Whichever chain is the clonal one, two low values are not measurable.
        low = all(reading.value < FLC_MEASURABLE for reading in first.values())
        return False if low else None
    reading = first[chain]
    return reading.value >= FLC_MEASURABLE and reading.day in abnormal


def _newest(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _newest_flc_measurable(samples: Sequence[Sample], chain: str | None) -> Truth:
    both = [s for s in samples if s.kappa_mg_L is not None and s.lambda_mg_L is not None]
    if not both:
        return None
    last = both[-1]
    if chain is None:
        low = max(last.kappa_mg_L or 0, last.lambda_mg_L or 0) < FLC_MEASURABLE
        return False if low else None
    return all_of([at_least(involved_flc(last, chain), FLC_MEASURABLE), abnormal_ratio(last)])
