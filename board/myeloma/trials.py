"""Entry criteria of the trials behind an option: shown beside our thresholds, deciding nothing.

Sources: named per trial in rules/trials.toml; what is recalled is to be confirmed.
"""

from dataclasses import dataclass
from functools import cache

from board.myeloma.brief import Ground, Statement
from board.myeloma.rulefiles import build, load, sections
from board.myeloma.sources import cite


@dataclass(frozen=True)
class Trial:
    """One trial as written in the rule file."""

    id: str
    options: tuple[str, ...]
    source: str
    checked: str = ""
    recalled: str = ""


@cache
def trials() -> tuple[Trial, ...]:
    """Return every trial."""
    rows = sections(load("trials"), {"trial"}, "trials.toml")["trial"]
    return tuple(build(Trial, row, "trials.toml") for row in rows)


@cache
def trials_behind(option: str) -> tuple[Statement, ...]:
    """Return the entry criteria of the trials behind *option*, checked ones before recalled."""
    found = []
    for trial in (trial for trial in trials() if option in trial.options):
        for words, tag in ((trial.checked, "V"), (trial.recalled, "M")):
            if words:
                ground = Ground(f"entry to {trial.id}", (), (cite(f"{trial.source}:{tag}"),))
                found.append(Statement(f"{trial.id}:{tag}", f"{trial.id}: {words}", ground))
    return tuple(found)
