"""What a row of rules/criteria.toml must keep, checked when the file is read."""

import string
from collections.abc import Callable, Set
from typing import get_args

from board.myeloma.eligibility.judgement import Row
from board.myeloma.eligibility.judgement_kinds import KINDS
from board.myeloma.eligibility.judgement_rules import RULES
from board.myeloma.facts import CaseFacts, Part
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.sources import cite
from board.myeloma.telling.brief import Group
from board.myeloma.treatment.agents import agents, classes
from board.myeloma.words import fact_words

#: Units that thresholds may have; a threshold on a fact has the unit of that fact.
UNITS = frozenset(
    {
        "",
        "%",
        "g/dL",
        "mL/min",
        "mL/min/1.73 m2",
        "months",
        "prior lines",
        "x ULN",
        "x10^6 CD34/kg",
        "x10^9/L",
        "years",
    }
)
YES_OR_NO = ("is_true", "is_false", "not_recorded_true")
#: What a threshold or a message may stand in for.
BLANKS = frozenset({"label", "value", "threshold", "number"})

Where = Callable[[str], str]


def check(row: Row, ids: Set[str], combined: Set[str], where: Where) -> None:
    """Raise RuleFileError, with its place by *where*, for the first thing *row* may not say."""
    if row.kind not in KINDS and row.kind not in combined:
        raise RuleFileError(f"{where('kind')}: unknown kind {row.kind}")
    if row.group not in get_args(Group):
        raise RuleFileError(f"{where('group')}: unknown group {row.group}")
    if row.unit not in UNITS:
        raise RuleFileError(f"{where('unit')}: unknown unit {row.unit}")
    if row.number is not None and "{number}" not in row.threshold:
        raise RuleFileError(f"{where('threshold')}: the threshold does not say {{number}}")
    for key in ("threshold", "met", "not_met", "not_known"):
        _check_blanks(getattr(row, key), where(key))
    try:
        cite(row.source)
    except RuleFileError as wrong:
        raise RuleFileError(f"{where('source')}: {wrong}") from wrong
    if row.kind in combined:
        _check_parts(row, ids, where)
    else:
        _check_keys(row, where)


def _check_blanks(text: str, where: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    if names - BLANKS:
        raise RuleFileError(f"{where}: unknown word in braces {', '.join(sorted(names - BLANKS))}")


def _check_parts(row: Row, ids: Set[str], where: Where) -> None:
    strangers = [name for name in row.of if name not in ids]
    if strangers or not row.of:
        raise RuleFileError(f"{where('of')}: unknown criterion {', '.join(strangers) or 'none'}")
    if row.kind == "not" and len(row.of) != 1:
        raise RuleFileError(f"{where('of')}: not is asked of one criterion")


def _check_keys(row: Row, where: Where) -> None:
    for key in KINDS[row.kind].keys:
        if getattr(row, key) in ("", None):
            raise RuleFileError(f"{where('kind')}: {row.kind} needs {key}")
    if row.kind == "rule":
        _check_rule(row, where)
    elif row.kind.startswith("drug_") and row.subject not in agents():
        raise RuleFileError(f"{where('subject')}: unknown drug {row.subject}")
    elif row.kind.startswith("class_") and row.subject not in classes():
        raise RuleFileError(f"{where('subject')}: unknown class {row.subject}")
    if row.fact:
        _check_fact(row, where)


def _check_rule(row: Row, where: Where) -> None:
    if row.subject not in RULES:
        raise RuleFileError(f"{where('subject')}: unknown rule {row.subject}")
    if RULES[row.subject].numbered and row.number is None:
        raise RuleFileError(f"{where('subject')}: {row.subject} needs number")


def _check_fact(row: Row, where: Where) -> None:
    if row.fact not in fact_words():
        raise RuleFileError(f"{where('fact')}: unknown fact {row.fact}")
    if row.kind in YES_OR_NO and not _is_yes_or_no(row.fact):
        raise RuleFileError(f"{where('fact')}: {row.fact} is not a yes or no")
    if row.unit != fact_words()[row.fact].unit:
        unit = fact_words()[row.fact].unit or "none"
        raise RuleFileError(
            f"{where('unit')}: unknown unit {row.unit or 'none'}, the fact has {unit}"
        )


def _is_yes_or_no(path: str) -> bool:
    part, _, field = path.partition(".")
    holder = CaseFacts.model_fields[part].annotation
    if not (isinstance(holder, type) and issubclass(holder, Part)):
        return False
    return bool(holder.model_fields[field].annotation == (bool | None))
