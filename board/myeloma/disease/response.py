"""Progressive disease (PD): each criterion row by row, its date, and whether it was confirmed.

Sources: KUM16 as tabulated in CURR23 (25 %, 0.5 g/dL, 200 mg/24 h, 100 mg/L, 10 points, 50 % of
lesions and circulating cells), FARY (1 g/dL is enough from a nadir of 5). PD is measured against
the nadir of the current line. The light-chain rise must exceed 100 mg/L strictly. Corrected
calcium, PD in the text of 2011, is a sign of clinical relapse since 2016.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from board.myeloma.dates import span_or_none
from board.myeloma.disease.markers import Markers, Reading, comparable
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, negate

#: Relative rise over the nadir that every marker must reach.
RISE_SHARE = 0.25
SERUM_RISE = 0.5  # g/dL
SERUM_HIGH_NADIR = 5.0  # g/dL: from here a rise of 1 g/dL is enough
SERUM_RISE_HIGH_NADIR = 1.0  # g/dL
URINE_RISE = 200.0  # mg/24 h
DFLC_RISE = 100.0  # mg/L, to be exceeded
MARROW_RISE = 10.0  # percentage points
LESION_SHARE = 0.5  # of the sum of products of diameters
CIRCULATING_SHARE = 0.5
CIRCULATING_LEAST = 200.0  # plasma cells per microlitre

IMAGING_CRITERIA = ("new_bone_lesion", "new_plasmacytoma", "lesion_growth_50pct")


class Row(NamedTuple):
    """One criterion of PD and what decided it."""

    id: str
    met: Truth
    confirmed: bool = False
    on: date | None = None
    nadir: Reading | None = None
    value: Reading | None = None
    why: str = ""


@dataclass(frozen=True)
class Progression:
    """Whether the current line has progressed."""

    pd: Truth
    rows: tuple[Row, ...]
    confirmed: Truth
    on: date | None
    flags: tuple[str, ...]


Rises = Callable[[float, float], bool]
_SEEN = {
    (name, truth): Row(name, truth, True, why="imaging not recorded" if truth is None else "")
    for name in IMAGING_CRITERIA
    for truth in (True, False, None)
}
MEASURED = ("serum_m", "urine_m", "dflc", "bm_pc", "circulating_pc")
_APART = {
    name: Row(name, False, why="does not apply: another marker is measurable") for name in MEASURED
}
_TOO_FEW = {
    name: Row(name, None, why="fewer than two values in the current line") for name in MEASURED
}


def serum_rises(nadir: float, value: float) -> bool:
    """Say whether serum M rose enough for PD, both in g/dL."""
    rise = value - nadir
    if nadir >= SERUM_HIGH_NADIR:
        return bool(at_least(rise, SERUM_RISE_HIGH_NADIR))
    return bool(at_least(rise, SERUM_RISE)) and _share(nadir, value)


def urine_rises(nadir: float, value: float) -> bool:
    """Say whether urine M rose enough for PD, both in mg/24 h."""
    return bool(at_least(value - nadir, URINE_RISE)) and _share(nadir, value)


def dflc_rises(nadir: float, value: float) -> bool:
    """Say whether the light-chain difference rose enough for PD, both in mg/L."""
    return bool(above(value - nadir, DFLC_RISE)) and _share(nadir, value)


def marrow_rises(nadir: float, value: float) -> bool:
    """Say whether marrow plasma cells rose enough for PD, both in percent."""
    return bool(at_least(value - nadir, MARROW_RISE)) and _share(nadir, value)


def lesions_grow(nadir: float, value: float) -> bool:
    """Say whether the lesions grew enough for PD, sums of products of diameters in cm2."""
    return value > nadir and bool(at_least(value - nadir, LESION_SHARE * nadir))


def circulating_rises(nadir: float, value: float) -> bool:
    """Say whether circulating plasma cells rose enough for PD, both per microlitre."""
    grown = value > nadir and bool(at_least(value - nadir, CIRCULATING_SHARE * nadir))
    return grown and bool(at_least(value, CIRCULATING_LEAST))


def progression(facts: CaseFacts, markers: Markers) -> Progression:
    """Return whether any criterion of PD is met, row by row."""
    *measured, circulating = _marker_rows(markers)
    rows = (*measured, *_imaging_rows(facts, markers), circulating)
    pd = any_of([row.met for row in rows])
    met = [row for row in rows if row.met is True]
    return Progression(
        pd=pd,
        rows=rows,
        confirmed=None if pd is None else any(row.confirmed for row in met),
        on=min([row.on for row in met if row.on is not None], default=None),
        flags=_flags(facts, markers, met),
    )


def rises_on(markers: Markers, day: date) -> Truth:
    """Say whether any value of *day* meets a criterion of PD; None when none can be judged."""
    judged: list[Truth] = []
    for _, readings, rises, applies in _measures(markers):
        at = next((i for i, r in enumerate(readings) if r.day == day and i > 0), None)
        if at is None or applies is False:
            continue
        nadir = _nadir_before(readings, at)
        if nadir is not None:
            met = rises(nadir.value, readings[at].value)
            judged.append(applies if met else False)
    return any_of(judged) if judged else None


Measure = tuple[str, Sequence[Reading], Rises, Truth]


def _measures(markers: Markers) -> tuple[Measure, ...]:
    neither = all_of([negate(markers.serum_measurable), negate(markers.urine_measurable)])
    only_flc = all_of([neither, markers.flc_measurable])
    only_marrow = all_of([neither, negate(markers.flc_measurable)])
    only_circulating = all_of([only_marrow, negate(markers.marrow_measurable)])
    return (
        ("serum_m", markers.serum, serum_rises, True),
        ("urine_m", markers.urine, urine_rises, True),
        ("dflc", markers.dflc, dflc_rises, only_flc),
        ("bm_pc", markers.marrow, marrow_rises, only_marrow),
        ("circulating_pc", markers.circulating, circulating_rises, only_circulating),
    )


def _marker_rows(markers: Markers) -> tuple[Row, ...]:
    return tuple([_row(*measure) for measure in _measures(markers)])


def _row(name: str, readings: Sequence[Reading], rises: Rises, applies: Truth) -> Row:
    if applies is False:
        return _APART[name]
    if len(readings) < 2:
        return _TOO_FEW[name]
    first = _first_rise(readings, rises)
    if first is None:
        low = min(readings, key=lambda reading: reading.value)
        return Row(name, False, nadir=low, value=readings[-1], why="no value rose enough")
    nadir, at = first
    after = readings[at + 1 : at + 2]
    again = any(comparable(nadir, r) and rises(nadir.value, r.value) for r in after)
    met = True if applies is True else None
    why = "" if applies is True else "not known whether this marker may be used"
    return Row(name, met, again, readings[at].day, nadir, readings[at], why)


def _first_rise(readings: Sequence[Reading], rises: Rises) -> tuple[Reading, int] | None:
    if not _mixed(readings):
        return _first_rise_of_one(readings, rises)
    for at in range(1, len(readings)):
        nadir = _nadir_before(readings, at)
        if nadir is not None and rises(nadir.value, readings[at].value):
            return nadir, at
    return None


def _first_rise_of_one(readings: Sequence[Reading], rises: Rises) -> tuple[Reading, int] | None:
    # Every value can be compared with every other: the nadir is carried along.
    nadir = readings[0]
    for at, reading in enumerate(readings):
        if reading.value < nadir.value:
            nadir = reading
        elif rises(nadir.value, reading.value):
            return nadir, at
    return None


def _mixed(readings: Sequence[Reading]) -> bool:
    """Say whether the values come from more than one laboratory or assay."""
    return len({reading.assay for reading in readings if reading.assay}) > 1


def _nadir_before(readings: Sequence[Reading], at: int) -> Reading | None:
    earlier = [r for r in readings[:at] if comparable(r, readings[at])]
    return min(earlier, key=lambda reading: reading.value, default=None)


def _imaging_rows(facts: CaseFacts, markers: Markers) -> tuple[Row, ...]:
    imaging = facts.imaging
    rows = []
    for name in IMAGING_CRITERIA:
        found: Truth = getattr(imaging, name)
        taken = span_or_none(imaging.taken(name)) if found else None
        if taken is None:
            rows.append(_SEEN[name, found])
        else:
            rows.append(Row(name, found, True, taken.first if taken.exact else None))
    grown = _first_rise(markers.lesions, lesions_grow) if markers.lesions else None
    if grown is not None:
        nadir, at = grown
        last = markers.lesions[at]
        rows[-1] = Row(IMAGING_CRITERIA[-1], True, True, last.day, nadir, last)
    return tuple(rows)


def _flags(facts: CaseFacts, markers: Markers, met: Sequence[Row]) -> tuple[str, ...]:
    flags, ids = [], {row.id for row in met}
    if facts.imaging.compression_fracture is True and ids.isdisjoint(IMAGING_CRITERIA):
        flags.append("compression_fracture")
    if markers.serum_is_immunoglobulin:
        flags.append("immunoglobulin_for_serum_m")
    if ids.isdisjoint(("serum_m", "urine_m")) and _light_chains_escape(markers):
        flags.append("possible_light_chain_escape")
    flags += [
        f"nadir_not_confirmed:{row.id}"
        for row in met
        if row.nadir is not None and row.id not in IMAGING_CRITERIA and not _repeated(markers, row)
    ]
    every = (*markers.serum, *markers.urine)
    if any(reading.faint for reading in every):
        flags.append("faint_value_read_as_zero")
    series = (("serum_m", markers.serum), ("urine_m", markers.urine), ("dflc", markers.dflc))
    flags += [f"different_assays:{name}" for name, readings in series if _mixed(readings)]
    return tuple(flags)


def _light_chains_escape(markers: Markers) -> bool:
    intact = markers.serum_measurable is True or markers.urine_measurable is True
    several = len(markers.dflc) > 1
    return intact and several and _first_rise(markers.dflc, dflc_rises) is not None


def _repeated(markers: Markers, row: Row) -> bool:
    readings = next(readings for name, readings, *_ in _measures(markers) if name == row.id)
    lowest = row.nadir.value if row.nadir else 0.0
    return sum(1 for reading in readings if reading.value <= lowest) > 1


def _share(nadir: float, value: float) -> bool:
    # A nadir of zero meets the percentage test by itself; the absolute rise decides.
    return nadir <= 0 or bool(at_least(value - nadir, RISE_SHARE * nadir))
