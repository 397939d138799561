"""What every paper says of the case itself: who it is about, genetics, status, options, what is missing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Patient:
    """Who it is about, as in the running header of every page."""

    name: str
    born: date
    age: int
    sex: str
    mrn: str


class Result(StrEnum):
    """What a genetic test said; each is printed in these words."""

    DETECTED = "detected"
    NOT_DETECTED = "not detected"
    NOT_TESTED = "not tested"
    NO_RESULT = "no result"
    UNCLEAR = "not confirmed"


@dataclass(frozen=True)
class Genetic:
    """One abnormality, whether looked for or not."""

    abnormality: str
    result: Result
    #: Share of nuclei (or reads) carrying it, per cent.
    percent: float | None = None
    #: "20 %"
    cut_off: str = ""
    #: "high risk", in words.
    meaning: str = ""


@dataclass(frozen=True)
class Genetics:
    """The genetic tests the board saw. `method`: "iFISH, CD138-selected"; `others`: small print."""

    method: str
    sampled: date | None
    findings: tuple[Genetic, ...]
    others: str = ""
    #: Single genes: "TP53: p.(Arg248Gln), VAF 41 % (2026-10-21)".
    genes: tuple[str, ...] = ()
    #: What limits the findings: an old sample, the limit of detection, what the panel held.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One line of the status at the board: a name and its value with unit and, if old, its date."""

    name: str
    value: str


@dataclass(frozen=True)
class Eligibility:
    """An option, its verdict in words, and the reasons that decided it."""

    option: str
    verdict: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A result that was not there, and what it would have settled or when it is due."""

    what: str
    note: str = ""
