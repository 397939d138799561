"""Regimens read with the drug dictionary: which drugs, from when to when, in order of time."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from board.myeloma.dates import span_or_none
from board.myeloma.facts import Regimen
from board.myeloma.treatment.agents import (
    ALLOGENEIC,
    AUTOLOGOUS,
    ONE_OFF,
    PREPARING,
    STEROID,
    SUPPORT,
    Agent,
    classes,
)
from board.myeloma.treatment.regimens import drugs_in


class Combination:
    """What a list of drugs means, the same for everybody who is given it.

    *unmapped* are the tokens the dictionary lacks; *core* is without steroids, what makes a
    regimen the same regimen; *ids* are all drugs, those that are not understood as typed.
    """

    __slots__ = ("agents", "allogeneic", "classes", "core", "ids", "support", "unmapped")

    def __init__(self, agents: tuple[Agent, ...], unmapped: tuple[str, ...]) -> None:
        typed = frozenset([token.lower() for token in unmapped])
        self.agents, self.unmapped = agents, unmapped
        self.classes = frozenset([agent.drug_class for agent in agents])
        self.core = typed | {agent.id for agent in agents if agent.drug_class != STEROID}
        self.ids = typed | {agent.id for agent in agents}
        self.allogeneic = ALLOGENEIC in self.classes
        self.support = not unmapped and self.classes <= SUPPORT


class Course:
    """One regimen with its drugs recognised, and its dates as the days they may mean."""

    __slots__ = (
        "agents",
        "allogeneic",
        "autologous",
        "classes",
        "core",
        "counts",
        "end",
        "id",
        "ids",
        "one_off",
        "pd",
        "phase",
        "regimen",
        "start",
        "unmapped",
    )

    def __init__(self, regimen: Regimen, given: Combination) -> None:
        self.regimen, self.id = regimen, regimen.id
        self.agents, self.unmapped, self.classes = given.agents, given.unmapped, given.classes
        self.core, self.ids, self.allogeneic = given.core, given.ids, given.allogeneic
        #: The first dose, the last one, and a progression under or after it.
        self.start = span_or_none(regimen.start)
        self.end = span_or_none(regimen.end)
        self.pd = span_or_none(regimen.pd_date)
        #: In lower case, or an empty word when it is not known.
        self.phase = regimen.phase.lower() if regimen.phase else ""
        #: Whether it is an autologous transplant.
        self.autologous = AUTOLOGOUS in given.classes or (
            self.phase == "transplant" and not given.allogeneic
        )
        #: Whether a transplant or a cell product is part of it.
        self.one_off = self.autologous or not given.classes.isdisjoint(ONE_OFF)
        #: Whether it may be part of a line: not support alone, not less than one cycle.
        self.counts = self._counts(given)

    def _counts(self, given: Combination) -> bool:
        cycles = self.regimen.cycles
        if cycles is not None and cycles < 1 and not self.one_off:
            return False
        return self.phase not in ("mobilisation", "radiotherapy") and not given.support

    def given_names(self) -> Mapping[str, str]:
        """Return agent id to the token it was typed as."""
        return {agent.id: token for token in self.regimen.drugs for agent in drugs_in(token)[0]}

    def last_dose(self, drug: str) -> str | None:
        """Return the recorded last dose of *drug* (its own, else the regimen's), as typed."""
        return self.own_last_doses.get(drug, self.regimen.end)

    @property
    def own_last_doses(self) -> Mapping[str, str]:
        """Return the last dose of each drug that has one of its own, as typed."""
        if not self.regimen.drug_last_dose:
            return _NONE_OF_THEIR_OWN
        found: dict[str, str] = {}
        for token, when in self.regimen.drug_last_dose.items():
            ids = [agent.id for agent in drugs_in(token)[0]] or [token.lower()]
            found |= dict.fromkeys(ids, when)
        return found

    def dose(self, drug: str) -> str | None:
        """Return the recorded dose of *drug*, as typed."""
        for token, dose in self.regimen.doses.items():
            if drug in {agent.id for agent in drugs_in(token)[0]} | {token.lower()}:
                return dose
        return None

    def label(self) -> str:
        """Return a short name, such as ``VRd``, ``ASCT`` or ``R maint.``."""
        if self.one_off:
            return self._product_label()
        name = _short_name(self.agents, self.unmapped)
        return f"{name} {_PHASE_WORDS[self.phase]}" if self.phase in _PHASE_WORDS else name

    def _product_label(self) -> str:
        given = [a.short or a.id for a in self.agents if a.drug_class in ONE_OFF] or ["ASCT"]
        others = tuple(a for a in self.agents if a.drug_class not in ONE_OFF)
        if all(a.drug_class in PREPARING for a in others) and not self.unmapped:
            return ", ".join(given)
        return " + ".join([_short_name(others, self.unmapped), *given])


_NONE_OF_THEIR_OWN: Mapping[str, str] = MappingProxyType({})
_PHASE_WORDS = {"maintenance": "maint.", "bridging": "bridging", "consolidation": "consol."}
_ORDER = ("daratumumab", "isatuximab", "elotuzumab", "belantamab mafodotin", "selinexor")


def read_courses(regimens: Iterable[Regimen]) -> tuple[Course, ...]:
    """Return the regimens in order of their start.

    One without a start comes behind those it was planned with, else last.
    """
    read = sorted([Course(one, combination(one.drugs)) for one in regimens], key=_when)
    if not read or read[-1].start is not None:
        return tuple(read)
    ordered: list[Course] = []
    for course in read:
        plan = course.regimen.plan_group
        places = [n for n, one in enumerate(ordered, 1) if plan and one.regimen.plan_group == plan]
        ordered.insert(places[-1] if places and course.start is None else len(ordered), course)
    return tuple(ordered)


@lru_cache(maxsize=4096)
def combination(tokens: tuple[str, ...]) -> Combination:
    """Return what a list of drugs means, as it was typed."""
    # Beside other drugs a letter is read as in a regimen's name; alone it can mean several.
    alone = len(tokens) == 1 and len(tokens[0].strip()) == 1
    found = [((), (token,)) if alone else drugs_in(token) for token in tokens]
    return Combination(
        tuple(dict.fromkeys(agent for agents, _ in found for agent in agents)),
        tuple(dict.fromkeys(text for _, texts in found for text in texts)),
    )


def _when(course: Course) -> tuple[date, list[tuple[int, str]]]:
    return (date.max if course.start is None else course.start.first, _natural(course.id))


@lru_cache(maxsize=4096)
def _natural(id_: str) -> list[tuple[int, str]]:
    # R2 stands before R10.
    pieces = re.findall(r"\d+|\D+", id_)
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]


def _short_name(agents: tuple[Agent, ...], unmapped: tuple[str, ...]) -> str:
    shown = sorted(agents, key=_place)
    if any(not agent.letter and agent.drug_class != STEROID for agent in shown) or unmapped:
        parts = [a.short or a.shown for a in shown if a.drug_class != STEROID]
        steroid = ["d"] if any(a.drug_class == STEROID for a in shown) else []
        return "-".join([*parts, *unmapped, *steroid])
    name = "".join(agent.letter or "d" for agent in shown)
    return f"D-{name[1:]}" if name.startswith("D") and len(name) > 3 else name


def _place(agent: Agent) -> tuple[int, str]:
    # Clinicians write PVd and SVd, but VRd, KRd and DPd: the antibody first, then P or the
    # proteasome inhibitor, then R or T, the alkylator, and the steroid last.
    if agent.id in _ORDER:
        return (0, agent.id)
    if agent.drug_class == "PI":
        return (2, agent.id)
    if agent.id == "pomalidomide":
        return (1, agent.id)
    if agent.drug_class == STEROID:
        return (9, agent.id)
    position = list(classes()).index(agent.drug_class)
    return (3 if agent.drug_class == "IMiD" else 4, f"{position:02d}{agent.id}")
