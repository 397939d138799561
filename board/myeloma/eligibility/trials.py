"""The trials behind the options: their entry criteria line by line, in the criteria language.

Sources: named per trial in rules/trials.toml, the tag of each line beside it; what is recalled is
to be confirmed. A line that no fact can answer is checked by hand, so no such trial is ever met
by the program alone. Trials decide nothing about an option.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from board.myeloma.eligibility.criteria import Asked, Book, book, question
from board.myeloma.eligibility.judgement import Row
from board.myeloma.eligibility.judging import LOGIC, Entry, Places, Plan, entry, judged
from board.myeloma.eligibility.overrides import Override, owned
from board.myeloma.once import once
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import (
    RuleFileError,
    build,
    ensure_day,
    fingerprint,
    load,
    place,
    refuse_doubles,
    rows_of,
    sections,
)
from board.myeloma.sources import TAGS, cite
from board.myeloma.telling.brief import Ground, Option, Statement
from board.myeloma.treatment.agents import ensure_drugs

FILE = "trials.toml"


@dataclass(frozen=True)
class TrialLine:
    """One line of entry: a *criterion* of the language, or words to be checked by hand."""

    tag: str
    criterion: str = ""
    manual: str = ""


@dataclass(frozen=True)
class Trial:
    """One trial as written in the rule file; *drugs* are those it gives."""

    id: str
    name: str
    options: tuple[str, ...]
    source: str
    line: tuple[Mapping[str, object], ...]
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entered:
    """A trial with its lines read."""

    trial: Trial
    lines: tuple[tuple[TrialLine, Asked], ...]

    def words(self, tag: str) -> str:
        """Return its lines with *tag* in words."""
        rows = [asked.question for line, asked in self.lines if line.tag == tag]
        return "; ".join(_line_words(one.row, str(one.plain["threshold"])) for one in rows)


@dataclass(frozen=True, eq=False)
class TrialSet:
    """All trials of one file, with the thresholds that the board set itself."""

    checked_on: str
    trials: tuple[Entered, ...]
    own: tuple[Override, ...] = ()
    #: Eight letters over the files it was read from; empty for those of the package.
    fingerprint: str = ""

    @once
    def plan(self) -> Plan:
        """Return what a case is asked: of every trial each line."""
        places = Places()
        entries = tuple(_entry(entered, self, places) for entered in self.trials)
        return places.plan(entries)


@lru_cache(maxsize=64)
def trial_set(own: tuple[Override, ...] = ()) -> TrialSet:
    """Return every trial with its lines; *own* are the thresholds a board set itself."""
    return read_trials(load("trials"), FILE, book(own), own)


def read_trials(
    content: Mapping[str, object],
    file: str,
    criteria: Book,
    own: tuple[Override, ...] = (),
    fingerprint: str = "",
) -> TrialSet:
    """Return the trials of a file that was read; RuleFileError for what is not understood."""
    table: Mapping[str, object] = sections(content, {"checked_on", "trial"}, file)
    rows = rows_of(table, "trial", file)
    refuse_doubles(rows, file)
    entered = tuple(_entered(row, file, criteria) for row in rows)
    ensure_day(table.get("checked_on"), f"{file}: checked_on")
    return TrialSet(str(table["checked_on"]), entered, own, fingerprint)


def trials(case: CaseReading, own: tuple[Override, ...] = ()) -> tuple[Option, ...]:
    """Return every trial as an option of the kind *trial*, judged line by line.

    *eligible* only when every line is in the language and met; while a line must be checked by
    hand the verdict is *unknown* at best.
    """
    return judged(trial_set(own).plan, case)


@lru_cache(maxsize=512)
def trials_behind(option: str) -> tuple[Statement, ...]:
    """Return the entry criteria of the trials behind *option*, checked ones before recalled."""
    found = []
    for entered in (one for one in trial_set().trials if option in one.trial.options):
        trial = entered.trial
        for tag in ("V", "M"):
            if words := entered.words(tag):
                source = (cite(f"{trial.source}:{tag}"),)
                ground = Ground(f"entry to {trial.id}", (), source, trial.id)
                found.append(Statement(f"{trial.id}:{tag}", f"{trial.id}: {words}", ground))
    return tuple(found)


def _entry(entered: Entered, rules: TrialSet, places: Places) -> Entry:
    trial = entered.trial
    asked = places.of([asked for _, asked in entered.lines])
    return entry(_plain(entered, rules), asked, lambda case: frozenset(trial.drugs), "")  # noqa: ARG005


def _plain(entered: Entered, rules: TrialSet) -> Mapping[str, object]:
    trial, checked_on = entered.trial, rules.checked_on
    release = f"{rules.fingerprint or fingerprint()}{owned(rules.own)}"
    tags = dict.fromkeys(line.tag for line, _ in entered.lines)
    return {
        "id": trial.id,
        "name": trial.name,
        "short": trial.id,
        "kind": "trial",
        "jurisdiction": "",
        "label_status": "clinical trial",
        "trials": (),
        "valid_from": None,
        "valid_to": None,
        "checked_on": checked_on,
        "sources": tuple(cite(f"{trial.source}:{tag}") for tag in tags),
        "rule_version": f"{trial.id}; trials, checked {checked_on}, {release}",
        "logic": f"{LOGIC} A line to be checked by hand is not known.",
    }


def _entered(row: Mapping[str, object], file: str, criteria: Book) -> Entered:
    trial = build(Trial, row, file)
    ensure_drugs(trial.drugs, place(row, file, "drugs"))
    lines = [(build(TrialLine, row, file), row) for row in trial.line]
    return Entered(
        trial, tuple((line, _asked(trial, line, place(row, file), criteria)) for line, row in lines)
    )


def _asked(trial: Trial, line: TrialLine, where: str, criteria: Book) -> Asked:
    if line.tag not in TAGS:
        raise RuleFileError(f"{where}: the tag must be one of {', '.join(TAGS)}")
    if bool(line.criterion) == bool(line.manual):
        raise RuleFileError(f"{where}: a line is either a criterion or manual")
    if line.manual:
        return Asked(question(_by_hand(trial, line)), ())
    asked = criteria.entries([line.criterion], where)[0]
    # The threshold is the trial's, so its source is, too.
    cited = {**asked.question.plain, "source": cite(f"{trial.source}:{line.tag}")}
    return replace(asked, question=replace(asked.question, plain=cited))


def _by_hand(trial: Trial, line: TrialLine) -> Row:
    return Row(
        id=f"{trial.id}: {line.manual}",
        label=line.manual[:1].upper() + line.manual[1:],
        group="other",
        kind="by_hand",
        threshold=line.manual,
        source=f"{trial.source}:{line.tag}",
        recoverable=False,
    )


def _line_words(row: Row, threshold: str) -> str:
    return threshold if row.kind == "by_hand" else f"{row.label} {threshold}"
