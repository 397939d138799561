"""Regimens read with the drug dictionary: which drugs, from when to when, in order of time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from board.myeloma.agents import (
    ALLOGENEIC,
    AUTOLOGOUS,
    ONE_OFF,
    PREPARING,
    STEROID,
    SUPPORT,
    Agent,
    classes,
    recognise,
)
from board.myeloma.dates import Span, span_or_none
from board.myeloma.facts import Regimen


@dataclass(frozen=True)
class Course:
    """One regimen with its drugs recognised; *unmapped* are the tokens the dictionary lacks."""

    regimen: Regimen
    agents: tuple[Agent, ...]
    unmapped: tuple[str, ...]

    @property
    def id(self) -> str:
        """Return the regimen's id."""
        return self.regimen.id

    @cached_property
    def start(self) -> Span | None:
        """Return when the first dose was given."""
        return span_or_none(self.regimen.start)

    @cached_property
    def end(self) -> Span | None:
        """Return when the last dose of the regimen was given."""
        return span_or_none(self.regimen.end)

    @cached_property
    def pd(self) -> Span | None:
        """Return when progression was recorded under or after this regimen."""
        return span_or_none(self.regimen.pd_date)

    @property
    def phase(self) -> str:
        """Return the phase in lower case, or an empty word when it is not known."""
        return (self.regimen.phase or "").lower()

    @cached_property
    def core(self) -> frozenset[str]:
        """Return the drugs without steroids: what makes a regimen the same regimen."""
        named = {agent.id for agent in self.agents if agent.drug_class != STEROID}
        return frozenset(named | {token.lower() for token in self.unmapped})

    @property
    def one_off(self) -> bool:
        """Say whether a transplant or a cell product is part of it."""
        return self.autologous or any(a.drug_class in ONE_OFF for a in self.agents)

    @property
    def allogeneic(self) -> bool:
        """Say whether this is an allogeneic transplant."""
        return any(agent.drug_class == ALLOGENEIC for agent in self.agents)

    @property
    def autologous(self) -> bool:
        """Say whether this is an autologous transplant."""
        named = any(agent.drug_class == AUTOLOGOUS for agent in self.agents)
        return named or (self.phase == "transplant" and not self.allogeneic)

    @property
    def counts(self) -> bool:
        """Say whether it may be part of a line: not support alone, not less than one cycle."""
        cycles = self.regimen.cycles
        if cycles is not None and cycles < 1 and not self.one_off:
            return False
        if self.phase in ("mobilisation", "radiotherapy"):
            return False
        return bool(self.unmapped) or any(a.drug_class not in SUPPORT for a in self.agents)

    def given_names(self) -> Mapping[str, str]:
        """Return agent id to the token it was typed as."""
        return {a.id: t for t in self.regimen.drugs if (a := recognise(t)) is not None}

    def last_dose(self, drug: str) -> str | None:
        """Return the recorded last dose of *drug* (its own, else the regimen's), as typed."""
        for token, when in self.regimen.drug_last_dose.items():
            agent = recognise(token)
            if (agent.id if agent else token.lower()) == drug:
                return when
        return self.regimen.end

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


_PHASE_WORDS = {"maintenance": "maint.", "bridging": "bridging", "consolidation": "consol."}
_ORDER = ("daratumumab", "isatuximab", "elotuzumab", "belantamab mafodotin", "selinexor")


def read_courses(regimens: Iterable[Regimen]) -> tuple[Course, ...]:
    """Return the regimens in order of their start; one without a start comes last."""
    return tuple(sorted((_read(regimen) for regimen in regimens), key=_when))


def _read(regimen: Regimen) -> Course:
    found = [(token, recognise(token)) for token in regimen.drugs]
    return Course(
        regimen=regimen,
        agents=tuple(agent for _, agent in found if agent is not None),
        unmapped=tuple(token for token, agent in found if agent is None),
    )


def _when(course: Course) -> tuple[bool, str, list[tuple[int, str]]]:
    start = course.start
    pieces = re.findall(r"\d+|\D+", course.id)
    natural = [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]
    return (start is None, start.first.isoformat() if start else "", natural)


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
