"""The drug dictionary: generic names, brands, abbreviations and suffixes, and the class of each.

Source: product labels; the table is rules/agents.toml. A token that is not in it is *unmapped*:
shown, and kept as a possible member of any class, never dropped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from board.myeloma.rulefiles import RuleFileError, build, load, sections

#: Letters that biologics carry after the generic name (daratumumab-xxxx).
_SUFFIX = re.compile(r"-(cqyv|bcmm|tgvs|gcpt|fihj|irfc|blmf)$")
_TRAILER = re.compile(r"[ ,]*(\(.*\)|\b(iv|sc|po|oral|i\.v\.|s\.c\.)|\d+ ?(mg|mg/m2|mg/m²))$")

#: No name of a drug is longer; the rest of a longer token is not read.
LONGEST_TOKEN = 80

STEROID = "steroid"
AUTOLOGOUS = "autologous_transplant"
ALLOGENEIC = "allogeneic_transplant"
#: Given once: the 60-day rule says nothing about them.
ONE_OFF = frozenset({AUTOLOGOUS, ALLOGENEIC, "BCMA_CART", "GPRC5D_CART"})
#: Given to prepare for a product: nothing is learnt about them there.
PREPARING = frozenset({"alkylator", "conditioning", "steroid"})
#: Never a line of therapy by themselves.
SUPPORT = frozenset({"bone_agent", "immunoglobulin", "radiotherapy", "mobilisation"})
#: Not listed among the drugs whose refractoriness the board asks for.
UNREPORTED = frozenset({STEROID, AUTOLOGOUS, ALLOGENEIC, "conditioning"}) | SUPPORT


@dataclass(frozen=True)
class Agent:
    """One drug or product."""

    id: str
    drug_class: str
    letter: str = ""
    short: str = ""
    label: str = ""
    target: str = ""
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Return the name to show."""
        return self.label or self.id[:1].upper() + self.id[1:]


@dataclass(frozen=True)
class DrugClass:
    """One class of drugs, with the lane it is drawn in."""

    id: str
    label: str
    lane: str


@cache
def agents() -> Mapping[str, Agent]:
    """Return every known agent by its id."""
    table = sections(load("agents"), {"class", "agent"}, "agents.toml")
    found = {row["id"]: build(Agent, row, "agents.toml") for row in table["agent"]}
    for agent in found.values():
        if agent.drug_class not in classes():
            raise RuleFileError(f"agents.toml: {agent.id}: unknown class {agent.drug_class}")
    return found


@cache
def classes() -> Mapping[str, DrugClass]:
    """Return every drug class by its id, in the order they are shown."""
    rows = load("agents")["class"]
    return {row["id"]: build(DrugClass, row, "agents.toml") for row in rows}


def recognise(token: str) -> Agent | None:
    """Return the agent that *token* names, or None when it is not in the dictionary.

    Single letters are read as written (D daratumumab, d dexamethasone); all else in any case.
    """
    # People type tokens: what is longer than any name is cut, and the memory is bounded.
    return _recognise(" ".join(token.split())[:LONGEST_TOKEN])


@lru_cache(maxsize=4096)
def _recognise(typed: str) -> Agent | None:
    if len(typed) == 1:
        return _letters().get(typed)
    bare = _bare(typed)
    for name in (_dashed(typed), bare, _SUFFIX.sub("", bare)):
        if name in _names():
            return _names()[name]
    return None


@cache
def of_class(drug_class: str) -> tuple[str, ...]:
    """Return the ids of the agents in *drug_class*."""
    return tuple(agent.id for agent in agents().values() if agent.drug_class == drug_class)


def _dashed(text: str) -> str:
    return "-".join(text.lower().replace("_", " ").split())


def _bare(text: str) -> str:
    name = " ".join(text.lower().replace("_", " ").split())
    previous = ""
    while name != previous:
        previous, name = name, _TRAILER.sub("", name).strip()
    return name.replace(" ", "-")


@cache
def _names() -> Mapping[str, Agent]:
    found: dict[str, Agent] = {}
    for agent in agents().values():
        for name in (agent.id, agent.label, agent.short, *agent.names):
            plain = _dashed(name)
            if len(plain) < 2:
                continue
            if found.setdefault(plain, agent) is not agent:
                raise RuleFileError(f"agents.toml: {name} names two agents")
    return found


@cache
def _letters() -> Mapping[str, Agent]:
    found: dict[str, Agent] = {}
    for agent in agents().values():
        for name in (agent.letter, *agent.names):
            if len(name) == 1 and found.setdefault(name, agent) is not agent:
                raise RuleFileError(f"agents.toml: the letter {name} names two agents")
    return found
