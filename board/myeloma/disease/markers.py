"""The markers of one line of therapy: M-protein, light chains and marrow from its baseline on.

Sources: KUM16 (what is measurable for response: serum 1 g/dL, urine 200 mg/24 h, light chain
100 mg/L with an abnormal ratio, marrow 30 %), CAR4 and MONU3 (entry to current trials: serum
0.5 g/dL), CURR23 (marrow). The baseline is the last value on or before the start of the current
line, else the first one after it (BOARD:PC). IgA and IgD may hide in the beta region: where no
M-protein was measured, the quantitative immunoglobulin stands for it (KUM16:M).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
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
_DATE = attrgetter("date")


class Reading(NamedTuple):
    """One value of one marker; *assay* tells when two values cannot be compared."""

    day: date
    value: float
    assay: str | None = None
    faint: bool = False


Readings = tuple[Reading, ...]
#: One marker of every sample, in their order.
Values = tuple[float | str | None, ...]


@dataclass(frozen=True)
class Markers:
    """Readings of the current line, baseline first."""

    serum: Readings
    urine: Readings
    involved: Readings
    dflc: Readings
    marrow: Readings
    abnormal_ratio: frozenset[date]
    serum_measurable: Truth
    urine_measurable: Truth
    flc_measurable: Truth
    marrow_measurable: Truth = None
    circulating: Readings = ()
    lesions: Readings = ()
    serum_is_immunoglobulin: bool = False


_NO_READINGS: Readings = ()
#: What is known of a case without a sample.
NOTHING_MEASURED = Markers((), (), (), (), (), frozenset(), None, None, None)
_columns = attrgetter(
    "serum_m_g_dL",
    "urine_m_mg_24h",
    "kappa_mg_L",
    "lambda_mg_L",
    "bm_pc_pct",
    "circulating_pc_per_uL",
    "lesion_spd_cm2",
    "laboratory",
    "flc_assay",
)


def markers(
    facts: CaseFacts, line_start: Span | None, samples: Sequence[Sample] | None = None
) -> Markers:
    """Return the markers of the line that began at *line_start*; *samples*: those, `in_order`."""
    samples = in_order(facts.series) if samples is None else samples
    if not samples:
        return NOTHING_MEASURED
    chain, by_immunoglobulin = facts.disease.involved_flc, immunoglobulin_stands_in(facts)
    days = [span(sample.date).first for sample in samples]
    serum_m, urine_m, kappas, lambdas, marrow_pc, circulating, lesions, laboratories, assays = zip(
        *[_columns(sample) for sample in samples], strict=True
    )

    early = 0 if line_start is None else bisect_right(days, line_start.last)

    def since(values: Values, by: Sequence[str | None]) -> Readings:
        if values.count(None) == len(values):
            return _NO_READINGS
        # The last value on or before the start is the baseline.
        first = early - 1
        while first > 0 and values[first] is None:
            first -= 1
        return _readings(max(first, 0), days, values, by)

    if by_immunoglobulin:
        serum_m = tuple([_immunoglobulin(sample) for sample in samples])
    serum, urine = since(serum_m, laboratories), since(urine_m, laboratories)
    unnamed = [None] * len(days)
    marrow = since(marrow_pc, unnamed)
    abnormal = frozenset(
        [
            day
            for day, one, other in zip(days, kappas, lambdas, strict=True)
            if one is not None and other is not None and _is_abnormal(one, other)
        ]
    )
    clonal, other = (lambdas, kappas) if chain == "lambda" else (kappas, lambdas)
    involved = since(clonal, assays) if chain else _NO_READINGS
    return Markers(
        serum=serum,
        urine=urine,
        involved=involved,
        dflc=since(_differences(clonal, other), assays) if chain else _NO_READINGS,
        marrow=marrow,
        abnormal_ratio=abnormal,
        serum_measurable=_first_at_least(serum, SERUM_MEASURABLE),
        urine_measurable=_first_at_least(urine, URINE_MEASURABLE),
        flc_measurable=_both_low(since(kappas, assays), since(lambdas, assays))
        if chain is None
        else _flc_measurable(involved, other, abnormal),
        marrow_measurable=_first_at_least(marrow, MARROW_MEASURABLE),
        circulating=since(circulating, unnamed),
        lesions=since(lesions, unnamed),
        serum_is_immunoglobulin=by_immunoglobulin,
    )


def immunoglobulin_stands_in(facts: CaseFacts) -> bool:
    """Say whether IgA or IgD was quantified and no M-protein was: then it stands for serum M."""
    isotype = facts.disease.isotype
    return (
        isotype is not None
        and isotype.lower().startswith(BETA_ISOTYPES)
        and any(sample.quantitative_ig_mg_dL is not None for sample in facts.series)
        and all(sample.serum_m_g_dL is None for sample in facts.series)
    )


def comparable(a: Reading, b: Reading) -> bool:
    """Say whether two values may be compared: those of two assays or laboratories are not."""
    return a.assay is None or b.assay is None or a.assay == b.assay


def in_order(samples: Iterable[Sample]) -> list[Sample]:
    """Return the samples by date; two of one day in an order that does not depend on typing."""
    by_day = sorted(samples, key=_DATE)
    if len({sample.date for sample in by_day}) == len(by_day):
        return by_day
    return sorted(by_day, key=lambda sample: (sample.date, str(sample)))


def latest_measurable(facts: CaseFacts, samples: Sequence[Sample] | None = None) -> Truth:
    """Say whether the newest values are measurable as current trials ask (0.5 g/dL, 200, 100).

    *samples*: those of the case, `in_order`.
    """
    newest_first = (in_order(facts.series) if samples is None else samples)[::-1]
    serum = next((s.serum_m_g_dL for s in newest_first if s.serum_m_g_dL is not None), None)
    urine = next((s.urine_m_mg_24h for s in newest_first if s.urine_m_mg_24h is not None), None)
    return any_of(
        [
            at_least(number(serum), SERUM_MEASURABLE_TRIAL),
            at_least(number(urine), URINE_MEASURABLE),
            _newest_flc_measurable(newest_first, facts.disease.involved_flc),
        ]
    )


def abnormal_ratio(sample: Sample) -> Truth:
    """Say whether kappa/lambda lies outside 0.26 to 1.65."""
    if sample.kappa_mg_L is None or sample.lambda_mg_L is None:
        return None
    return _is_abnormal(sample.kappa_mg_L, sample.lambda_mg_L)


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


def _immunoglobulin(sample: Sample) -> float | None:
    amount = sample.quantitative_ig_mg_dL
    return None if amount is None else amount / 1000  # mg/dL to g/dL


def _is_abnormal(kappa: float, lambda_: float) -> bool:
    if lambda_ == 0:
        return kappa > 0
    return not RATIO_NORMAL[0] <= kappa / lambda_ <= RATIO_NORMAL[1]


def _readings(
    first: int, days: Sequence[date], values: Values, by: Sequence[str | None]
) -> Readings:
    return tuple(
        [
            Reading(days[at], 0.0, by[at], value in TOO_FAINT)
            if isinstance(value, str)
            else Reading(days[at], value, by[at])
            for at in range(first, len(days))
            if (value := values[at]) is not None
        ]
    )


def _differences(clonal: Iterable[float | None], other: Iterable[float | None]) -> Values:
    return tuple(
        [
            None if one is None or two is None else one - two
            for one, two in zip(clonal, other, strict=True)
        ]
    )


def _first_at_least(readings: Sequence[Reading], limit: float) -> Truth:
    return at_least(readings[0].value, limit) if readings else None


def _flc_measurable(involved: Readings, other: Values, abnormal: frozenset[date]) -> Truth:
    if not involved or other.count(None) == len(other):
        return None
    return involved[0].value >= FLC_MEASURABLE and involved[0].day in abnormal


def _both_low(kappa: Readings, lambda_: Readings) -> Truth:
    # Whichever chain is the clonal one, two low values are not measurable.
    if not kappa or not lambda_:
        return None
    return False if max(kappa[0].value, lambda_[0].value) < FLC_MEASURABLE else None


def _newest_flc_measurable(newest_first: Sequence[Sample], chain: str | None) -> Truth:
    both = (s for s in newest_first if s.kappa_mg_L is not None and s.lambda_mg_L is not None)
    last = next(both, None)
    if last is None:
        return None
    if chain is None:
        low = max(last.kappa_mg_L or 0, last.lambda_mg_L or 0) < FLC_MEASURABLE
        return False if low else None
    return all_of([at_least(involved_flc(last, chain), FLC_MEASURABLE), abnormal_ratio(last)])
