"""What the chart of treatment and response is drawn from: plain frozen values."""
# ruff: noqa: N815  -- units keep their case in names (g_L, mg_L)

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One treatment bar of the timeline."""

    lane: str
    label: str
    drug: str
    start: str | None
    end: str | None
    ongoing: bool
    regimen_id: str


@dataclass(frozen=True)
class Mark:
    """A single day on the timeline: ASCT, allogeneic transplant or CAR-T."""

    kind: str
    label: str
    date: str


@dataclass(frozen=True)
class Point:
    """Markers of one day, in g/L and mg/L; no involved light chain while nobody said which it is."""

    date: str
    serum_m_g_L: float | None
    involved_flc_mg_L: float | None
    kappa_mg_L: float | None = None
    lambda_mg_L: float | None = None


@dataclass(frozen=True)
class Band:
    """The stretch of one line on the timeline."""

    number: int
    label: str
    start: str | None
    end: str | None
    best_response: str | None
    pd_date: str | None


@dataclass(frozen=True)
class Timeline:
    """Plain values for the chart; dates as typed, possibly partial."""

    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    points: tuple[Point, ...]
    flc_chain: str | None
