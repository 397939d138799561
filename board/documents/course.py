"""The course of a disease as plain values: what a timeline shows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Lane(StrEnum):
    """A treatment class with a lane of its own; the value is the CSS modifier of its bars."""

    PI = "pi"
    IMID = "imid"
    CD38 = "cd38"
    BCMA = "bcma"
    GPRC5D = "gprc5d"
    ALKYLATOR = "alkylator"
    STEROID = "steroid"
    XPO1 = "xpo1"
    OTHER = "other"


class LightChain(StrEnum):
    """The light chain the clone makes."""

    KAPPA = "kappa"
    LAMBDA = "lambda"


#: Upper limits of normal of the free light chains, mg/L: Katzmann et al., Clin Chem
#: 2002;48:1437-1444 (Freelite). A laboratory with another assay gives its own.
FLC_UPPER_LIMIT = {LightChain.KAPPA: 19.4, LightChain.LAMBDA: 26.3}


@dataclass(frozen=True)
class Bar:
    """One drug over time. No end: still given. Same start and end: given once (CAR-T cells)."""

    lane: Lane
    label: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class LineBand:
    """One line of therapy. No end: the current line."""

    number: int
    label: str
    start: date
    end: date | None = None
    best_response: str | None = None
    pd_date: date | None = None


@dataclass(frozen=True)
class Mark:
    """One day in the transplant lane: "ASCT (Mel 200)"."""

    label: str
    date: date


@dataclass(frozen=True)
class Point:
    """What was measured on one day; None where it was not measured."""

    date: date
    m_protein_g_L: float | None = None  # noqa: N815
    involved_flc_mg_L: float | None = None  # noqa: N815


@dataclass(frozen=True)
class Timeline:
    """Everything the picture shows, up to the day it is about."""

    as_of: date
    lanes: tuple[Bar, ...] = ()
    lines: tuple[LineBand, ...] = ()
    marks: tuple[Mark, ...] = ()
    points: tuple[Point, ...] = ()
    light_chain: LightChain | None = None
    #: M-protein at which the current line counts as progressed (IMWG), g/L.
    pd_limit_g_L: float | None = None  # noqa: N815
    #: Upper limit of the involved chain in the laboratory's own range, mg/L; None: Freelite's.
    flc_limit_mg_L: float | None = None  # noqa: N815

    def days(self) -> list[date]:
        """Return every day the picture must hold."""
        spans = [(bar.start, bar.end) for bar in self.lanes]
        spans += [(line.start, line.end) for line in self.lines]
        known = [day for span in spans for day in span if day]
        known += [line.pd_date for line in self.lines if line.pd_date]
        known += [mark.date for mark in self.marks]
        return [self.as_of, *known, *(point.date for point in self.points)]

    def m_protein(self) -> list[tuple[date, float]]:
        """Return the days with a serum M-protein, g/L, oldest first."""
        found = ((p.date, p.m_protein_g_L) for p in self.points)
        return sorted((day, value) for day, value in found if value is not None)

    def involved_flc(self) -> list[tuple[date, float]]:
        """Return the days with an involved free light chain, mg/L, oldest first."""
        found = ((p.date, p.involved_flc_mg_L) for p in self.points)
        return sorted((day, value) for day, value in found if value is not None)

    def flc_upper_limit(self) -> float | None:
        """Return the upper limit of normal of the involved chain, mg/L, when it is known which."""
        if self.flc_limit_mg_L is not None or self.light_chain is None:
            return self.flc_limit_mg_L
        return FLC_UPPER_LIMIT[self.light_chain]
