"""Regimens read with the drug dictionary: which drugs, from when to when, in order of time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from board.myeloma.dates import Span, span_or_none
from board.myeloma.facts import Regimen
from board.myeloma.once import once
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

    @once
    def start(self) -> Span | None:
        """Return when the first dose was given."""
        return span_or_none(self.regimen.start)

    @once
    def end(self) -> Span | None:
        """Return when the last dose of the regimen was given."""
        return span_or_none(self.regimen.end)

    @once
    def pd(self) -> Span | None:
        """Return when progression was recorded under or after this regimen."""
        return span_or_none(self.regimen.pd_date)

    @once
    def phase(self) -> str:
        """Return the phase in lower case, or an empty word when it is not known."""
        return (self.regimen.phase or "").lower()

    @once
    def classes(self) -> frozenset[str]:
        """Return the classes of its drugs."""
        return frozenset([agent.drug_class for agent in self.agents])

    @once
    def core(self) -> frozenset[str]:
        """Return the drugs without steroids: what makes a regimen the same regimen."""
        named = {agent.id for agent in self.agents if agent.drug_class != STEROID}
        return frozenset(named | {token.lower() for token in self.unmapped})

    @once
    def one_off(self) -> bool:
        """Say whether a transplant or a cell product is part of it."""
        return self.autologous or not self.classes.isdisjoint(ONE_OFF)

    @once
    def allogeneic(self) -> bool:
        """Say whether this is an allogeneic transplant."""
        return ALLOGENEIC in self.classes

    @once
    def autologous(self) -> bool:
        """Say whether this is an autologous transplant."""
        named = AUTOLOGOUS in self.classes
        return named or (self.phase == "transplant" and not self.allogeneic)

    @once
    def counts(self) -> bool:
        """Say whether it may be part of a line: not support alone, not less than one cycle."""
        cycles = self.regimen.cycles
        if cycles is not None and cycles < 1 and not self.one_off:
            return False
        if self.phase in ("mobilisation", "radiotherapy"):
            return False
        return bool(self.unmapped) or not self.classes <= SUPPORT

    def given_names(self) -> Mapping[str, str]:
        """Return agent id to the token it was typed as."""
        return {agent.id: token for token in self.regimen.drugs for agent in drugs_in(token)[0]}

    def last_dose(self, drug: str) -> str | None:
        """Return the recorded last dose of *drug* (its own, else the regimen's), as typed."""
        return self.own_last_doses.get(drug, self.regimen.end)

    @once
    def own_last_doses(self) -> Mapping[str, str]:
        """Return the last dose of each drug that has one of its own, as typed."""
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


_PHASE_WORDS = {"maintenance": "maint.", "bridging": "bridging", "consolidation": "consol."}
_ORDER = ("daratumumab", "isatuximab", "elotuzumab", "belantamab mafodotin", "selinexor")


def read_courses(regimens: Iterable[Regimen]) -> tuple[Course, ...]:
    """Return the regimens in order of their start.

    One without a start comes behind those it was planned with, else last.
    """
    ordered: list[Course] = []
    for course in sorted((_read(regimen) for regimen in regimens), key=_when):
        plan = course.regimen.plan_group
        places = [n for n, one in enumerate(ordered, 1) if plan and one.regimen.plan_group == plan]
        ordered.insert(places[-1] if places and course.start is None else len(ordered), course)
    return tuple(ordered)


def _read(regimen: Regimen) -> Course:
    # Beside other drugs a letter is read as in a regimen's name; alone it can mean several.
    alone = len(regimen.drugs) == 1 and len(regimen.drugs[0].strip()) == 1
    found = [((), (token,)) if alone else drugs_in(token) for token in regimen.drugs]
    return Course(
        regimen=regimen,
        agents=tuple(dict.fromkeys(agent for agents, _ in found for agent in agents)),
        unmapped=tuple(dict.fromkeys(text for _, texts in found for text in texts)),
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
