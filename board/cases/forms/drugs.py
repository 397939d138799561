"""Drug names as typed, brought to the names the rules know; what they do not know is kept."""

from collections.abc import Iterable

from board.myeloma.treatment.agents import ONE_OFF, recognise
from board.myeloma.treatment.regimens import drugs_in


def known_drugs(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the drugs by their known names, each once, and those the dictionary lacks.

    A name is read as in a regimen (VRd is three drugs); one that is not understood whole is kept
    as typed, and so is a single letter that stands alone: it can mean several drugs.
    """
    typed = list(names)
    if len(typed) == 1 and len(typed[0].strip()) == 1:
        return typed, typed
    found: list[str] = []
    unmapped: list[str] = []
    for name in typed:
        agents, strangers = drugs_in(name)
        if strangers or not agents:
            unmapped.append(name)
            found.append(name)
        else:
            found += [agent.id for agent in agents]
    return list(dict.fromkeys(found)), unmapped


def given_once(names: Iterable[str]) -> bool:
    """Return whether a transplant or a cell product is among the drugs: it has no last dose."""
    return any(agent.drug_class in ONE_OFF for agent in map(recognise, names) if agent)


def known_name(name: str) -> str:
    """Return the known name of one drug, or the name as typed."""
    agent = recognise(name)
    return agent.id if agent else name
