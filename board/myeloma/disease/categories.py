"""Response of the current line, sample by sample: sCR, CR, VGPR, PR, MR, SD or PD.

Sources: KUM16 as tabulated in CURR23 (sCR to SD, by serum and urine, by light chains, by marrow),
PCLTAB for VGPR by light chains; two consecutive assessments confirm, marrow and imaging need none
(KUM16:M); the share a plasmacytoma must shrink by for MR differs between texts (conventions.py).
Response is measured against the start of the line, PD against the nadir (response.py). Our own
conventions (BOARD:PC): a baseline more than 31 days into the line is none; marrow and lesions are
read from their latest value; a lesion nobody measured at the start is not followed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from board.myeloma.conventions import conventions
from board.myeloma.dates import Span, span
from board.myeloma.disease.markers import (
    URINE_MEASURABLE,
    Markers,
    Reading,
    abnormal_ratio,
    comparable,
    in_order,
    number,
)
from board.myeloma.disease.response import IMAGING_CRITERIA, Progression, rises_on
from board.myeloma.facts import CaseFacts, Sample
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, at_most, below, negate
from board.myeloma.treatment.lines import TherapyLine

#: From the least to the best.
LEVELS = ("SD", "MR", "PR", "VGPR", "CR", "sCR")
RESPONSES = LEVELS[1:]
#: Shares by which a marker must fall: serum, urine.
MR_SERUM, MR_URINE = 0.25, 0.50
PR_SERUM, PR_URINE = 0.50, 0.90
VGPR_SHARE = 0.90
PR_SHARE = 0.50  # of light chains, marrow and lesions
URINE_VGPR = 100.0  # mg/24 h
MARROW_CR = 5.0  # percent plasma cells
#: Later than this a first value is no baseline any more.
BASELINE_WITHIN_DAYS = 31

#: What a level asks for, each with its name.
Legs = tuple[tuple[str, Truth], ...]


@dataclass(frozen=True)
class Assessed:
    """The response on one day; *category* None: not known, *at_least* is what is proven."""

    day: date
    category: str | None
    at_least: str | None = None
    missing: tuple[str, ...] = ()
    confirmed: bool = False

    @property
    def rank(self) -> int:
        """Return the place of what is proven among the levels; -1 for PD or nothing."""
        return LEVELS.index(self.at_least) if self.at_least else -1


@dataclass(frozen=True)
class ResponseCourse:
    """How the current line responded; *by* says by which markers, empty when it cannot be told."""

    by: str
    assessed: tuple[Assessed, ...] = ()
    missing: tuple[str, ...] = ()

    @cached_property
    def before_pd(self) -> tuple[Assessed, ...]:
        """Return the assessments up to the first PD."""
        worse = [i for i, one in enumerate(self.assessed) if one.category == "PD"]
        return self.assessed[: worse[0]] if worse else self.assessed

    @property
    def best(self) -> Assessed | None:
        """Return the best response before PD, the earliest of equals, confirmed before not."""
        proven = [one for one in self.before_pd if one.at_least]
        return max(proven, key=lambda one: (one.rank, one.confirmed), default=None)

    @property
    def best_confirmed(self) -> Assessed | None:
        """Return the best response before PD that the next assessment confirms."""
        sure = [one for one in self.before_pd if one.at_least and one.confirmed]
        return max(sure, key=lambda one: one.rank, default=None)

    def first(self, level: str) -> date | None:
        """Return the first day on which *level* or better was proven, before PD."""
        rank = LEVELS.index(level)
        return next((one.day for one in self.before_pd if one.rank >= rank), None)


def response_course(
    facts: CaseFacts, markers: Markers, line: TherapyLine | None, progression: Progression
) -> ResponseCourse:
    """Return the response of *line* on every day of the series after its baseline."""
    by, base = _measured_by(markers)
    if base is None:
        return ResponseCourse("", missing=(by,))
    if line is not None and _late(base, line.start):
        return ResponseCourse("", missing=("values at the start of the line",))
    levels = _Levels(markers, by, base.day, antibody_band(facts, line))
    days = [s for s in in_order(facts.series) if span(s.date).first > base.day]
    return ResponseCourse(by, tuple(_with_confirmation(_assessed(levels, days, progression), by)))


def _measured_by(markers: Markers) -> tuple[str, Reading | None]:
    """Return by what response is measured with its baseline, or what is missing for that."""
    intact = any_of([markers.serum_measurable, markers.urine_measurable])
    if intact is True:
        measured = markers.serum if markers.serum_measurable is True else markers.urine
        return "serum and urine", measured[0]
    if intact is None:
        return "serum and urine M-protein at the start of the line", None
    if markers.flc_measurable is True:
        return "light chains", markers.dflc[0] if markers.dflc else None
    if markers.flc_measurable is None:
        return "light chains at the start of the line", None
    if markers.marrow_measurable is True:
        return "marrow", markers.marrow[0]
    return "measurable disease at the start of the line", None


def _late(base: Reading, start: Span | None) -> bool:
    return start is not None and base.day > start.last + timedelta(BASELINE_WITHIN_DAYS)


def antibody_band(facts: CaseFacts, line: TherapyLine | None) -> bool:
    """Say whether a faint band may be the treatment: anti-CD38 antibodies are IgG kappa, too."""
    given = [a for course in line.courses for a in course.agents] if line is not None else []
    alike = (facts.disease.isotype or "").lower().startswith("igg")
    kappa = facts.disease.involved_flc == "kappa"
    return alike and kappa and any(agent.drug_class == "antiCD38" for agent in given)


def _assessed(
    levels: "_Levels", samples: Sequence[Sample], progression: Progression
) -> Iterator[Assessed]:
    rows = [row for row in progression.rows if row.id in IMAGING_CRITERIA and row.met is True]
    imaged = min((row.on for row in rows if row.on is not None), default=None)
    for at, sample in enumerate(samples):
        day = span(sample.date).first
        worse = rises_on(levels.markers, day)
        if worse is True or (imaged is not None and imaged <= day):
            yield Assessed(day, "PD")
        else:
            yield _level(day, levels.of(samples[: at + 1]), worse)


def _level(day: date, asked: Mapping[str, Legs], worse: Truth) -> Assessed:
    reached: Truth = False
    missing: tuple[str, ...] = ()
    for level in reversed(RESPONSES):
        own = all_of(truth for _, truth in asked[level])
        if own is True:
            exact = level if reached is False else None
            return Assessed(day, exact, level, missing)
        reached = any_of([reached, own])
        if own is None:
            missing = tuple(name for name, truth in asked[level] if truth is None)
    if reached is False:
        stable = "SD" if worse is False else None
        return Assessed(day, stable, stable, () if stable else ("values to compare",))
    return Assessed(day, None, None, missing)


def _with_confirmation(found: Iterator[Assessed], by: str) -> Iterator[Assessed]:
    every = list(found)
    for at, one in enumerate(every):
        later = (next_ for next_ in every[at + 1 :] if next_.category == "PD" or next_.at_least)
        following = next(later, None)
        if one.category == "PD":
            again = following is not None and following.category == "PD"
        else:
            again = following is not None and following.rank >= one.rank >= 0
        yield replace(one, confirmed=again or (by == "marrow" and one.rank >= 0))


@dataclass(frozen=True)
class _Levels:
    """What every level asks of one day, against the baseline of the line."""

    markers: Markers
    by: str
    since: date
    antibody_band: bool

    def of(self, samples: Sequence[Sample]) -> Mapping[str, Legs]:
        """Return the legs of every level on the day of the last of *samples*."""
        now = samples[-1]
        day = span(now.date).first
        complete = self._complete(samples)
        ratio = negate(abnormal_ratio(now))
        clonal = _newest([sample.clonal_pc for sample in samples])
        if self.by == "light chains":
            complete = (*complete, ("light-chain ratio", ratio))
        legs = {"serum and urine": self._intact, "light chains": self._chains}
        partial = legs[self.by](day) if self.by in legs else self._marrow(day)
        if self.by in legs and all_of(truth for _, truth in partial["VGPR"]) is False:
            complete = (("very good partial response", False),)
        return {
            **{level: (*partial[level], *self._lesions(level, day)) for level in partial},
            "CR": complete,
            "sCR": (
                *complete,
                ("light-chain ratio", ratio),
                ("clonal plasma cells", None if clonal is None else not clonal),
            ),
        }

    def _complete(self, samples: Sequence[Sample]) -> Legs:
        now, day = samples[-1], span(samples[-1].date).first
        marrow = self._latest(self.markers.marrow, day)
        serum, urine = number(now.serum_m_g_dL), number(now.urine_m_mg_24h)
        return (
            ("immunofixation of serum", self._no_band(now.serum_ife, serum)),
            ("immunofixation of urine", self._no_band(now.urine_ife, urine)),
            ("marrow plasma cells", below(_value(marrow), MARROW_CR)),
            *self._lesions("CR", day),
        )

    def _no_band(self, fixation: str | None, value: float | None) -> Truth:
        if above(value, 0.0):
            return False
        if fixation == "positive":
            return None if self.antibody_band else False
        return True if fixation == "negative" else None

    def _intact(self, day: date) -> dict[str, Legs]:
        serum, urine = _on(self.markers.serum, day), _on(self.markers.urine, day)
        nothing = all_of([at_most(_value(serum), 0.0), at_most(_value(urine), 0.0)])
        little = below(_value(urine), URINE_VGPR)
        very_good = all_of([self._serum_fell(day, VGPR_SHARE), little])
        return {
            "VGPR": (("serum and urine M-protein", any_of([nothing, very_good])),),
            "PR": self._both(day, PR_SERUM, PR_URINE),
            "MR": self._both(day, MR_SERUM, MR_URINE),
        }

    def _both(self, day: date, serum: float, urine: float) -> Legs:
        return (
            ("serum M-protein", self._serum_fell(day, serum)),
            ("urine M-protein", self._urine_fell(day, urine)),
        )

    def _serum_fell(self, day: date, share: float) -> Truth:
        # What was not measurable at the start does not have to fall.
        if self.markers.serum_measurable is not True:
            return negate(self.markers.serum_measurable)
        return _fell(self.markers.serum, day, share)

    def _urine_fell(self, day: date, share: float) -> Truth:
        if self.markers.urine_measurable is not True:
            return negate(self.markers.urine_measurable)
        little = below(_value(_on(self.markers.urine, day)), URINE_MEASURABLE)
        return any_of([_fell(self.markers.urine, day, share), little])

    def _chains(self, day: date) -> dict[str, Legs]:
        fell = {"VGPR": VGPR_SHARE, "PR": PR_SHARE}
        legs: dict[str, Legs] = {
            level: (("light-chain difference", _fell(self.markers.dflc, day, share)),)
            for level, share in fell.items()
        }
        return {**legs, "MR": (("not defined by light chains", False),)}

    def _marrow(self, day: date) -> dict[str, Legs]:
        fell = _fell(self.markers.marrow, day, PR_SHARE)
        undefined: Legs = (("not defined by marrow", False),)
        return {"VGPR": undefined, "PR": (("marrow plasma cells", fell),), "MR": undefined}

    def _lesions(self, level: str, day: date) -> Legs:
        lesions = self.markers.lesions
        if not lesions or lesions[0].day > self.since or lesions[0].value <= 0:
            return ()
        base, value = lesions[0].value, _value(self._latest(lesions, day))
        if level == "CR":
            return (("lesions", at_most(value, 0.0)),)
        fall = None if value is None else base - value
        if level == "VGPR":
            return (("lesions", above(fall, VGPR_SHARE * base)),)
        share = PR_SHARE if level == "PR" else conventions().response.mr_plasmacytoma_share
        return (("lesions", at_least(fall, share * base)),)

    def _latest(self, readings: Sequence[Reading], day: date) -> Reading | None:
        """Return the latest reading after the baseline and up to *day*, or None."""
        return next((r for r in reversed(readings) if self.since < r.day <= day), None)


def _fell(readings: Sequence[Reading], day: date, share: float) -> Truth:
    now = _on(readings, day)
    if now is None or not comparable(readings[0], now):
        return None
    base = readings[0].value
    return at_least(base - now.value, share * base)


def _on(readings: Sequence[Reading], day: date) -> Reading | None:
    return next((reading for reading in reversed(readings) if reading.day == day), None)


def _newest(values: Sequence[bool | None]) -> bool | None:
    return next((value for value in reversed(values) if value is not None), None)


def _value(reading: Reading | None) -> float | None:
    return None if reading is None else reading.value
