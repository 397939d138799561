"""What every computed value opens to: the rule in words, its inputs, its sources."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Input:
    """One value a rule looked at: ``Input("Platelets", "61", "x10^9/L", "2026-11-04")``.

    *fact* is its path in the facts, by which its origin is found; *days* is its age on the day of
    the case, *old* says that values like it do not stay current for so long.
    """

    name: str
    value: str
    unit: str = ""
    date: str | None = None
    fact: str = ""
    days: int | None = None
    old: bool = False


@dataclass(frozen=True)
class Source:
    """Where a rule comes from; *tag* is V (checked), M (to be confirmed) or PC (our convention)."""

    key: str
    tag: str
    text: str


@dataclass(frozen=True)
class Ground:
    """What a statement opens to: the *rule* in words, and its *id* in the rulebook or a rule file."""

    rule: str
    inputs: tuple[Input, ...] = ()
    sources: tuple[Source, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Statement:
    """One computed sentence with a stable *id* and its ground."""

    id: str
    text: str
    ground: Ground
