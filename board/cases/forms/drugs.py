"""Drug names as typed, brought to the names the rules know; what they do not know is kept."""

import re
from collections.abc import Iterable

from board.myeloma.treatment.agents import Agent, recognise

_SHORT_NAME = re.compile(r"[A-Za-z]{2,6}")


def known_drugs(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the drugs by their known names, each once, and those the dictionary lacks."""
    found: list[str] = []
    unmapped: list[str] = []
    for name in names:
        agents = _agents(name)
        if not agents:
            unmapped.append(name)
        found += [agent.id for agent in agents] or [name]
    return list(dict.fromkeys(found)), unmapped


def known_name(name: str) -> str:
    """Return the known name of one drug, or the name as typed."""
    agent = recognise(name)
    return agent.id if agent else name


def _agents(name: str) -> list[Agent]:
    """Return what a name means: one drug, or each letter of a regimen's short name (VRd)."""
    agent = recognise(name)
    if agent is not None:
        return [agent]
    if not _SHORT_NAME.fullmatch(name) or name.islower():
        return []
    letters = [recognise(letter) for letter in name]
    return [agent for agent in letters if agent] if all(letters) else []
