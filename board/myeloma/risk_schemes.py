"""Older schemes and words beside the staging: IMWG 2014, mSMART, age at diagnosis.

Sources: IMWG 2014, Chng et al., as tabled in Blood Cancer J 2022, s41408-022-00679-5; mSMART 3
and 4 (versions differ: shown as text only); double-hit, Walker et al., Leukemia 2019.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from board.myeloma.dates import days_between, span, span_or_none
from board.myeloma.facts import CaseFacts, Genetics
from board.myeloma.kleene import Truth, any_of, below
from board.myeloma.risk import Stage, gain_1q

YOUNG_BELOW = 55  # years at diagnosis
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Hits:
    """High-risk lesions of mSMART: those present, and how many more there can be."""

    present: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the group in words; what is not tested can only add to it."""
        least, most = len(self.present), len(self.present) + len(self.unknown)
        names = ("", "one high-risk lesion", "double-hit", "triple-hit")
        if most == 0:
            return "no high-risk lesion"
        if least == 0:
            return ""
        shown = names[min(least, 3)]
        return shown if least >= 3 or least == most else f"at least {shown}"


def imwg_2014(
    possible: Iterable[Stage], t4_14: Truth, del17p: Truth, gain1q: Truth, young: Truth
) -> str | None:
    """Return low, standard or high; None when a missing value could change it.

    High: ISS II or III with t(4;14) or del(17p13). Low: ISS I or II, under 55 years at diagnosis,
    without these and without 1q gain. Standard: the rest.
    """
    found = {
        _group_2014(stage, *marks)
        for stage in set(possible)
        for marks in product(*map(_readings, (t4_14, del17p, gain1q, young)))
    }
    return found.pop() if len(found) == 1 else None


def young_at_diagnosis(facts: CaseFacts) -> Truth:
    """Say whether the patient was under 55 at diagnosis; the age is known in whole years today."""
    age = facts.patient.age
    if age is None or age < YOUNG_BELOW:
        return None if age is None else True
    began = span_or_none(facts.labs_diagnosis.date)
    if began is None:
        return None
    passed = days_between(began, span(facts.as_of))
    youngest = age - passed.most / DAYS_PER_YEAR
    oldest = age + 1 - passed.least / DAYS_PER_YEAR
    if oldest <= YOUNG_BELOW:
        return True
    return False if below(youngest, YOUNG_BELOW) is False else None


def hits(genetics: Genetics) -> Hits:
    """Return the high-risk lesions of mSMART; deletion and mutation of TP53 count as one."""
    lesions = {
        "del(17p) or TP53 mutation": any_of([genetics.del17p, genetics.tp53_mut]),
        "t(4;14)": genetics.t4_14,
        "t(14;16)": genetics.t14_16,
        "t(14;20)": genetics.t14_20,
        "1q gain": gain_1q(genetics),
    }
    return Hits(
        tuple(name for name, truth in lesions.items() if truth is True),
        tuple(name for name, truth in lesions.items() if truth is None),
    )


def _readings(truth: Truth) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)


def _group_2014(stage: Stage, t4_14: bool, del17p: bool, gain1q: bool, young: bool) -> str:
    if t4_14 or del17p:
        return "high" if stage >= 2 else "standard"
    return "low" if stage <= 2 and young and not gain1q else "standard"
