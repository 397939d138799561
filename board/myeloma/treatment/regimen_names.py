"""The names of regimens and what they consist of, over rules/regimens.toml.

Beside them: abbreviations that mean several things, names of a kind of drug that leave open which,
and the words around drugs that change nothing, or everything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from board.myeloma.rulefiles import RuleFileError, build, load, sections
from board.myeloma.treatment.agents import ensure_drugs, squeezed
from board.myeloma.treatment.agents import names as drug_names

FILE = "regimens.toml"


@dataclass(frozen=True)
class RegimenName:
    """A regimen and the drugs it consists of; an exact one is read only as it is written."""

    id: str
    drugs: tuple[str, ...]
    names: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Ambiguous:
    """An abbreviation that means several things."""

    name: str
    could_be: tuple[str, ...]


@dataclass(frozen=True)
class Vague:
    """The name of a kind of thing that leaves open which drug it was."""

    id: str
    names: tuple[str, ...]
    could_be: tuple[str, ...] = ()


@cache
def regimens() -> Mapping[str, RegimenName]:
    """Return every known regimen by each of its names, an exact one also as it is written."""
    return index(build(RegimenName, row, FILE) for row in _table()["regimen"])


@cache
def ambiguous() -> Mapping[str, Ambiguous]:
    """Return what is refused because it means several things, by its name."""
    rows = [build(Ambiguous, row, FILE) for row in _table()["ambiguous"]]
    return {squeezed(row.name): row for row in rows}


@cache
def vague() -> Mapping[str, Vague]:
    """Return the kinds of things that name no drug, by each of their names."""
    rows = [build(Vague, row, FILE) for row in _table()["vague"]]
    return {squeezed(name): row for row in rows for name in (row.id, *row.names)}


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words that are *kind*: harmless, dosing, denied or doubtful."""
    return frozenset(_table()["words"][kind])


def index(rows: Iterable[RegimenName]) -> Mapping[str, RegimenName]:
    """Return *rows* by their names; RuleFileError for an unknown drug or a name of two things."""
    found: dict[str, RegimenName] = {}
    for row in rows:
        ensure_drugs(row.drugs, f"{FILE}: {row.id}")
        for key in (row.id if row.exact else squeezed(row.id), *map(squeezed, row.names)):
            if found.setdefault(key, row) is not row or key in drug_names():
                raise RuleFileError(f"{FILE}: {key} names two things")
    return found


def _table() -> Mapping[str, Any]:
    return sections(load("regimens"), {"words", "regimen", "ambiguous", "vague"}, FILE)
