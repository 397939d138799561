"""The drug dictionary: generic names, brands, abbreviations and suffixes, and the class of each.

Source: product labels; the table is rules/agents.toml. A token that is not in it is *unmapped*:
shown, and kept as a possible member of any class, never dropped. A slip of spelling is read only
when nothing but one drug is near it. Regimens and whole sentences are read in `regimens`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from board.myeloma.rulefiles import RuleFileError, build, load, sections

#: No name of a drug is longer; the rest of a longer token is not read.
LONGEST_TOKEN = 80
#: Melphalan from this dose (mg/m²) is a transplant, not oral melphalan [convention of this project].
HIGH_DOSE_FROM = 100

_BRACKET = re.compile(r"[ ,]*\([^()]*\)?$")
_TRAILER = re.compile(
    r"[ ,]*\b(iv|sc|po|oral|i\.v\.|s\.c\.|\d+ ?(mg|mg/m2|mg/m²)"
    r"|hydrochloride|hcl|citrate|phosphate|succinate|acetate|sul(f|ph)ate|mes[iy]late|lactate"
    r"|(mono|hemi)hydrate|sodium)$"
)
_STUDY = re.compile(r"^([a-z]{2,5}-?\d{3,6})-[a-z0-9-]+$")
_HIGH_DOSE = re.compile(r"melphalan (\d{3}) ?mg ?/ ?m(\^?2|²)")
_UNSAID = re.compile(r"[\s\-_.'’]+")
#: In brackets behind a name, these say that it may not have been given.
_DENIED = re.compile(r"\b(no|not|never|without|vs|versus|or|placebo|planned)\b")

STEROID = "steroid"
AUTOLOGOUS = "autologous_transplant"
ALLOGENEIC = "allogeneic_transplant"
#: Given once: the 60-day rule says nothing about them.
ONE_OFF = frozenset({AUTOLOGOUS, ALLOGENEIC, "BCMA_CART", "GPRC5D_CART"})
#: Given to prepare for a product: nothing is learnt about them there.
PREPARING = frozenset({"alkylator", "chemotherapy", "conditioning", "steroid"})
#: Never a line of therapy by themselves.
SUPPORT = frozenset({"bone_agent", "immunoglobulin", "radiotherapy", "mobilisation", "supportive"})
#: Not listed among the drugs whose refractoriness the board asks for.
UNREPORTED = frozenset({STEROID, AUTOLOGOUS, ALLOGENEIC, "conditioning"}) | SUPPORT


@dataclass(frozen=True, eq=False)
class Agent:
    """One drug or product; the dictionary holds each once."""

    id: str
    drug_class: str
    letter: str = ""
    short: str = ""
    label: str = ""
    kind: str = ""  #: what it is, where its class is only "other"
    target: str = ""
    brands: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()  #: four letters behind the name of a biologic
    status: str = ""  #: investigational, withdrawn, off label; empty when licensed
    notes: tuple[str, ...] = ()  #: what a prescriber is to think of, for the reader only
    sources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Return the name to show."""
        return self.label or self.id[:1].upper() + self.id[1:]

    @property
    def class_label(self) -> str:
        """Return the class in words."""
        return self.kind or classes()[self.drug_class].label


@dataclass(frozen=True)
class DrugClass:
    """One class of drugs, with the lane it is drawn in."""

    id: str
    label: str
    lane: str


@cache
def agents() -> Mapping[str, Agent]:
    """Return every known agent by its id."""
    return checked(load("agents"))


@cache
def classes() -> Mapping[str, DrugClass]:
    """Return every drug class by its id, in the order they are shown."""
    rows = load("agents")["class"]
    return {row["id"]: build(DrugClass, row, "agents.toml") for row in rows}


def ensure_drugs(drugs: Iterable[str], where: str) -> None:
    """Raise RuleFileError, with the place *where*, when a rule names a drug that the dictionary does not hold."""
    if strangers := sorted(set(drugs) - set(agents())):
        raise RuleFileError(f"{where}: unknown drug {', '.join(strangers)}")


def recognise(token: str) -> Agent | None:
    """Return the one agent that *token* names, or None when the dictionary does not say which.

    Single letters are read as written (D daratumumab, d dexamethasone); all else in any case.
    """
    # People type tokens: what is longer than any name is cut, and the memory is bounded.
    return _recognise(" ".join(token.split())[:LONGEST_TOKEN])


def by_slip(token: str) -> Agent | None:
    """Return the one agent that the single word *token* can be a slip of, or None.

    One letter may be wrong from 7 letters on, two from 9 on; never the first.
    """
    near = _near(token, 2 if len(token) >= 9 else 1) if len(token) >= 7 else set()
    return agents()[near.pop()] if len(near) == 1 else None


def resembling(token: str) -> tuple[str, ...]:
    """Return the ids of agents that *token* resembles, too little to be read as one of them."""
    return tuple(sorted(_near(token, 3 if len(token) >= 9 else 2) if len(token) >= 6 else ()))


@cache
def of_class(drug_class: str) -> tuple[str, ...]:
    """Return the ids of the agents in *drug_class*."""
    return tuple(agent.id for agent in agents().values() if agent.drug_class == drug_class)


def checked(table: Mapping[str, Any]) -> Mapping[str, Agent]:
    """Return the agents of *table* by id; RuleFileError for one whose class there is not."""
    rows = sections(table, {"class", "agent"}, "agents.toml")
    known = {row["id"] for row in rows["class"]}
    found = {row["id"]: build(Agent, row, "agents.toml") for row in rows["agent"]}
    for agent in found.values():
        if agent.drug_class not in known:
            raise RuleFileError(f"agents.toml: {agent.id}: unknown class {agent.drug_class}")
    return found


@cache
def names() -> Mapping[str, Agent]:
    """Return every agent by each of its names as `squeezed` writes them."""
    return index(agents())


def index(known: Mapping[str, Agent]) -> Mapping[str, Agent]:
    """Return *known* by each of their names; RuleFileError when a name stands for two."""
    found: dict[str, Agent] = {}
    for agent in known.values():
        plain = (agent.id, agent.label, agent.short, *agent.brands, *agent.names)
        suffixed = (f"{name}-{suffix}" for suffix in agent.suffixes for name in plain)
        for name in (*plain, *suffixed):
            key = squeezed(name)
            if len(key) > 1 and found.setdefault(key, agent) is not agent:
                raise RuleFileError(f"agents.toml: {name} names two agents")
    return found


def letters(known: Mapping[str, Agent]) -> Mapping[str, Agent]:
    """Return *known* by their letters; RuleFileError when a letter stands for two."""
    found: dict[str, Agent] = {}
    for agent in known.values():
        for name in (agent.letter, *agent.names):
            if len(name) == 1 and found.setdefault(name, agent) is not agent:
                raise RuleFileError(f"agents.toml: the letter {name} names two agents")
    return found


def squeezed(text: str) -> str:
    """Return *text* as names are compared: small letters, no spaces, hyphens, dots."""
    return _UNSAID.sub("", text.lower())


@cache
def _letters() -> Mapping[str, Agent]:
    return letters(agents())


@lru_cache(maxsize=4096)
def _recognise(typed: str) -> Agent | None:
    if len(typed) == 1:
        return _letters().get(typed)
    text = typed.lower().replace("_", " ")
    high = _HIGH_DOSE.match(text)
    if high and int(high[1]) >= HIGH_DOSE_FROM:
        return agents()["melphalan-HD"]
    if _DENIED.search(text):
        return names().get(squeezed(text))
    for name in (text, *_barer(text)):
        if squeezed(name) in names():
            return names()[squeezed(name)]
        study = _STUDY.match(name)
        if study and squeezed(study[1]) in names():
            return names()[squeezed(study[1])]
    return by_slip(_BRACKET.sub("", text))


def _barer(text: str) -> list[str]:
    # What stands behind the name is taken off piece by piece: brackets, route, dose, salt.
    found = []
    previous = ""
    while text != previous:
        previous, text = text, _TRAILER.sub("", _BRACKET.sub("", text)).strip()
        found.append(text)
    return found


def _near(token: str, allowed: int) -> set[str]:
    word = token.lower()
    return {
        agent.id
        for name, agent in names().items()
        if word.isalpha() and name.isalpha() and name[0] == word[0] and _within(word, name, allowed)
    }


def _within(a: str, b: str, allowed: int) -> bool:
    """Say whether *allowed* changes (a letter more, less, other, or two swapped) make *a* to *b*."""
    if abs(len(a) - len(b)) > allowed:
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1] <= allowed
