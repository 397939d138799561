"""The rules written in Python, by id: their words, sources, tests and the day they were checked.

Sources: rules/rulebook.toml. A computed value takes its ground from here (`ground`), so that no
answer can be shown without a rule that has an id, a source and a test.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from board.myeloma.grounds import Ground, Input, Source
from board.myeloma.rulefiles import RuleFileError, build, load, place, refuse_doubles, sections
from board.myeloma.sources import cite, cite_all

FILE = "rulebook.toml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Rule:
    """One rule: the *module* that holds it, its *tests*, and *since* when it stands as checked."""

    id: str
    module: str
    words: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    since: str

    @property
    def cited(self) -> tuple[Source, ...]:
        """Return its sources with their texts."""
        return cite_all(*self.sources)


@dataclass(frozen=True)
class RuleTable:
    """Rules that are rows of data: the *file* that lists them and the *modules* that read it."""

    file: str
    modules: tuple[str, ...]
    words: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class OtherModule:
    """A module without a rule; *bounds* are its numbers, which say nothing about a patient."""

    module: str
    words: str
    tests: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """Every rule by its id, the tables of rules, and the modules beside them."""

    rules: Mapping[str, Rule]
    tables: tuple[RuleTable, ...]
    others: tuple[OtherModule, ...]


@cache
def rulebook() -> Rulebook:
    """Return the rules of the packaged file; RuleFileError for what is not understood."""
    return read_rulebook(load("rulebook"), FILE)


def rule(id: str) -> Rule:
    """Return the rule *id*; RuleFileError when there is none."""
    found = rulebook().rules.get(id)
    if found is None:
        raise RuleFileError(f"{FILE}: no rule with the id {id}")
    return found


def ground(id: str, inputs: tuple[Input, ...] = (), words: str = "") -> Ground:
    """Return what a statement under the rule *id* opens to.

    *words* stand in place of the rule's own where the statement says its rule more precisely.
    """
    found = rule(id)
    return Ground(words or found.words, inputs, found.cited, found.id)


def read_rulebook(content: Mapping[str, object], file: str) -> Rulebook:
    """Return the rules of a file that was read; RuleFileError names what is odd by its line."""
    table = sections(content, {"rule", "data", "other"}, file)
    rules = _rows(table, "rule")
    for row in rules:
        _check_rule(build(Rule, row, file), partial(place, row, file))
    refuse_doubles(rules, file)
    tables = [_table(row, file) for row in _rows(table, "data")]
    others = [_other(row, file) for row in _rows(table, "other")]
    by_id = {str(row["id"]): build(Rule, row, file) for row in rules}
    return Rulebook(MappingProxyType(by_id), tuple(tables), tuple(others))


@cache
def modules() -> frozenset[str]:
    """Return the names of all modules of the medicine, in whichever package they lie."""
    return frozenset(_below(files("board.myeloma")))


def _below(folder: Traversable) -> list[str]:
    found = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _below(one)
        elif one.name.endswith(".py"):
            found.append(one.name.removesuffix(".py"))
    return found


def _rows(table: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = table.get(name, [])
    return rows if isinstance(rows, list) else []


def _check_rule(found: Rule, where: Callable[[str], str]) -> None:
    _check_module(found.module, where("module"))
    if not found.words:
        raise RuleFileError(f"{where('words')}: no words")
    if not found.sources:
        raise RuleFileError(f"{where('sources')}: no source")
    if not found.tests:
        raise RuleFileError(f"{where('tests')}: no test")
    if not _DAY.fullmatch(found.since):
        raise RuleFileError(f"{where('since')}: not a day such as 2026-11-23")
    for reference in found.sources:
        try:
            cite(reference)
        except RuleFileError as wrong:
            raise RuleFileError(f"{where('sources')}: {wrong}") from wrong


def _check_module(name: str, where: str) -> None:
    if name not in modules():
        raise RuleFileError(f"{where}: no module {name}")


def _table(row: Mapping[str, object], file: str) -> RuleTable:
    found = build(RuleTable, row, file)
    for name in found.modules:
        _check_module(name, place(row, file, "modules"))
    return found


def _other(row: Mapping[str, object], file: str) -> OtherModule:
    found = build(OtherModule, row, file)
    _check_module(found.module, place(row, file, "module"))
    return found
