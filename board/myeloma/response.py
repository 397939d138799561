"""Progressive disease (PD): each criterion row by row, its date, and whether it was confirmed.

Sources: Kumar et al., Lancet Oncol 2016;17:e328 as tabulated in Curr Oncol 2023;30:2322; high
nadir rule from the IMWG 2011 text. PD is measured against the nadir of the current line. The
light-chain rise must exceed 100 mg/L strictly. Corrected calcium is a sign of clinical relapse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from board.myeloma.dates import span_or_none
from board.myeloma.facts import CaseFacts
from board.myeloma.kleene import Truth, above, all_of, any_of, at_least, negate
from board.myeloma.markers import Markers, Reading

#: Relative rise over the nadir that every marker must reach.
RISE_SHARE = 0.25
SERUM_RISE = 0.5  # g/dL
SERUM_HIGH_NADIR = 5.0  # g/dL: from here a rise of 1 g/dL is enough
SERUM_RISE_HIGH_NADIR = 1.0  # g/dL
URINE_RISE = 200.0  # mg/24 h
DFLC_RISE = 100.0  # mg/L, to be exceeded
MARROW_RISE = 10.0  # percentage points

IMAGING_CRITERIA = ("new_bone_lesion", "new_plasmacytoma", "lesion_growth_50pct")


@dataclass(frozen=True)
class Row:
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


def progression(facts: CaseFacts, markers: Markers) -> Progression:
    """Return whether any criterion of PD is met, row by row."""
    rows = (*_marker_rows(markers), *_imaging_rows(facts), _circulating_row(markers))
    pd = any_of(row.met for row in rows)
    days = [row.on for row in rows if row.met is True and row.on is not None]
    return Progression(
        pd=pd,
        rows=rows,
        confirmed=None if pd is None else any(row.met is True and row.confirmed for row in rows),
        on=min(days) if days else None,
        flags=_flags(markers, rows),
    )


def _marker_rows(markers: Markers) -> tuple[Row, ...]:
    no_serum = negate(markers.serum_measurable)
    no_urine = negate(markers.urine_measurable)
    only_flc = all_of([no_serum, no_urine, markers.flc_measurable])
    only_marrow = all_of([no_serum, no_urine, negate(markers.flc_measurable)])
    return (
        _row("serum_m", markers.serum, serum_rises, True),
        _row("urine_m", markers.urine, urine_rises, True),
        _row("dflc", markers.dflc, dflc_rises, only_flc),
        _row("bm_pc", markers.marrow, marrow_rises, only_marrow),
    )


def _row(name: str, readings: Sequence[Reading], rises: Rises, applies: Truth) -> Row:
    if applies is False:
        return Row(name, False, why="does not apply: another marker is measurable")
    if len(readings) < 2:
        return Row(name, None, why="fewer than two values in the current line")
    first = _first_rise(readings, rises)
    if first is None:
        low = min(readings, key=lambda reading: reading.value)
        return Row(name, False, nadir=low, value=readings[-1], why="no value rose enough")
    nadir, at = first
    after = readings[at + 1 : at + 2]
    again = any(_comparable(nadir, r) and rises(nadir.value, r.value) for r in after)
    met = True if applies is True else None
    why = "" if applies is True else "not known whether this marker may be used"
    return Row(name, met, again, readings[at].day, nadir, readings[at], why)


def _first_rise(readings: Sequence[Reading], rises: Rises) -> tuple[Reading, int] | None:
    for at in range(1, len(readings)):
        earlier = [r for r in readings[:at] if _comparable(r, readings[at])]
        if not earlier:
            continue
        nadir = min(earlier, key=lambda reading: reading.value)
        if rises(nadir.value, readings[at].value):
            return nadir, at
    return None


def _imaging_rows(facts: CaseFacts) -> tuple[Row, ...]:
    imaging = facts.imaging
    rows = []
    for name in IMAGING_CRITERIA:
        found: Truth = getattr(imaging, name)
        taken = span_or_none(imaging.taken(name))
        on = taken.first if taken is not None and taken.exact else None
        why = "imaging not recorded" if found is None else ""
        rows.append(Row(name, found, confirmed=True, on=on, why=why))
    return tuple(rows)


def _circulating_row(markers: Markers) -> Row:
    # Circulating cells decide only when they are the sole measure; no count per microlitre is
    # recorded in the facts, so where nothing else is measurable this row cannot be told.
    marrow = markers.marrow[0].value >= 30 if markers.marrow else None
    something = any_of(
        [markers.serum_measurable, markers.urine_measurable, markers.flc_measurable, marrow]
    )
    if something is True:
        return Row("circulating_pc", False, why="does not apply: another marker is measurable")
    return Row("circulating_pc", None, why="circulating plasma cells per microlitre not recorded")


def _flags(markers: Markers, rows: Sequence[Row]) -> tuple[str, ...]:
    met = {row.id for row in rows if row.met is True}
    flags = []
    intact = any_of([markers.serum_measurable, markers.urine_measurable])
    escape = len(markers.dflc) > 1 and _first_rise(markers.dflc, dflc_rises) is not None
    if intact is True and escape and not met & {"serum_m", "urine_m"}:
        flags.append("possible_light_chain_escape")
    flags += [
        f"nadir_not_confirmed:{row.id}"
        for row in rows
        if row.met is True and row.nadir is not None and not _repeated(markers, row)
    ]
    every = (*markers.serum, *markers.urine)
    if any(reading.faint for reading in every):
        flags.append("faint_value_read_as_zero")
    for name, readings in (("serum_m", markers.serum), ("dflc", markers.dflc)):
        if len({reading.assay for reading in readings if reading.assay}) > 1:
            flags.append(f"different_assays:{name}")
    return tuple(flags)


def _repeated(markers: Markers, row: Row) -> bool:
    readings = {
        "serum_m": markers.serum,
        "urine_m": markers.urine,
        "dflc": markers.dflc,
        "bm_pc": markers.marrow,
    }[row.id]
    lowest = row.nadir.value if row.nadir else 0.0
    return sum(1 for reading in readings if reading.value <= lowest) > 1


def _share(nadir: float, value: float) -> bool:
    # A nadir of zero meets the percentage test by itself; the absolute rise decides.
    return nadir <= 0 or bool(at_least(value - nadir, RISE_SHARE * nadir))


def _comparable(a: Reading, b: Reading) -> bool:
    # Values of two assays are never compared: a change of assay is not progression.
    return a.assay is None or b.assay is None or a.assay == b.assay
