"""How an option stands, criterion by criterion, and the card of the rules it was judged by."""

from dataclasses import dataclass, field
from typing import Literal

from board.myeloma.grounds import Input, Source, Statement
from board.myeloma.later import Later

Verdict = Literal["eligible", "not_eligible", "unknown"]
CriterionState = Literal["met", "not_met", "unknown"]
#: Of what kind an option is.
KINDS = ("car_t", "bispecific", "adc", "regimen", "asct", "allo", "retreat", "trial")
Group = Literal[
    "lines",
    "refractory",
    "kidney",
    "counts",
    "heart",
    "liver",
    "infection",
    "target",
    "fitness",
    "other",
]


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Criterion(Later):
    """One criterion of one option: the value used against the threshold.

    *operator* and *number* are the comparison as the rule makes it; *recoverable* says whether a
    failure may pass (a low count), or stays (a lost target). *own* tells of a threshold that the
    board set itself; *by_hand* of a line that only people can check. *parts* are the criteria
    that a combined one is made of.
    """

    id: str
    label: str
    group: Group
    state: CriterionState
    value: str
    unit: str
    date: str | None
    threshold: str
    message: str
    needs: tuple[str, ...]
    source: Source
    inputs: tuple[Input, ...] = field(default_factory=tuple)
    operator: str = field(default_factory=str)
    number: float | None = field(default_factory=_nothing)
    recoverable: bool = field(default_factory=bool)
    own: str = field(default_factory=str)
    by_hand: bool = field(default_factory=bool)
    parts: "tuple[Criterion, ...]" = field(default_factory=tuple)


@dataclass(frozen=True)
class Option(Later):
    """One option with its verdict; *eligible* means criteria met, worth discussing.

    *rule_version* names the text it was judged by; *logic* says in words how the verdict follows.
    """

    id: str
    name: str
    short: str
    kind: str
    jurisdiction: str
    label_status: str
    verdict: Verdict
    verdict_label: str
    criteria: tuple[Criterion, ...]
    deciding: tuple[str, ...]
    also_unknown: tuple[str, ...]
    message: str
    cautions: tuple[Statement, ...]
    prerequisites: tuple[Statement, ...]
    trials: tuple[Statement, ...]
    valid_from: str | None
    valid_to: str | None
    checked_on: str
    sources: tuple[Source, ...]
    rule_version: str = field(default_factory=str)
    logic: str = field(default_factory=str)


@dataclass(frozen=True)
class RuleCard:
    """What must be known of the rules before their answers are used."""

    name: str
    jurisdiction: str
    checked_on: str
    fingerprint: str
    #: More than twelve months lie between the last check of the texts and the day of the case.
    outdated: bool
    intended_use: str
    users: str
    population: str
    authors: str
    reviewers: str
    funding: str
    validation: str
    limits: str
    logic: str
    #: Thresholds that the board set itself, in words.
    own: tuple[str, ...]
