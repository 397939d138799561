"""What moved between two releases of the rule files for the same case, and because of which rule.

A release is a folder of rule files: the criteria, the fitness profiles, the options and the trials,
as they stand in board/myeloma/rules of some version. A verdict moves when a criterion it asks comes
out otherwise, is asked newly or no longer, or when its text is in force on another day; each of
these is told with both thresholds. Sources: none of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from board.myeloma.eligibility.criteria import Book, read_profiles, read_rows
from board.myeloma.eligibility.judging import judged
from board.myeloma.eligibility.options import RuleSet, read_rule_set
from board.myeloma.eligibility.trials import FILE as TRIALS
from board.myeloma.eligibility.trials import TrialSet, read_trials
from board.myeloma.facts import CaseFacts
from board.myeloma.reading import CaseReading
from board.myeloma.rulefiles import RuleFileError, digest, parse
from board.myeloma.sources import also
from board.myeloma.telling.brief import Criterion, Option

NOT_ASKED = "not asked"
NOT_THERE = "no such option"
JURISDICTIONS = ("US", "EU")


@dataclass(frozen=True)
class Release:
    """The options of one folder of rule files, by jurisdiction, and its trials."""

    name: str
    sets: Mapping[str, RuleSet]
    trials: TrialSet


@dataclass(frozen=True)
class RuleChange:
    """What one rule says otherwise: the criterion with outcome and threshold under both releases.

    Where the text of the option itself differs, *criterion* is empty.
    """

    criterion: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class MovedVerdict:
    """One option or trial whose verdict differs; *before* and *after* name the rules, too."""

    option: str
    name: str
    before: str
    after: str
    rule_before: str
    rule_after: str
    because: tuple[RuleChange, ...]


def read_release(folder: Traversable) -> Release:
    """Return the release in *folder*; RuleFileError for what is not there or not understood."""
    name = digest(folder)
    sources = _parsed(folder, "sources.toml").get("source", {})
    also({str(key): str(text) for key, text in sources.items()})
    rows = read_rows(_parsed(folder, "criteria.toml"), "criteria.toml")
    book = Book(rows, read_profiles(_parsed(folder, "fitness.toml")), ())
    sets = {}
    for place in JURISDICTIONS:
        file = f"options_{place.lower()}.toml"
        sets[place] = read_rule_set(_parsed(folder, file), file, book, fingerprint=name)
    trials = read_trials(_parsed(folder, TRIALS), TRIALS, book, fingerprint=name)
    return Release(name, sets, trials)


def installed() -> Release:
    """Return the release that this program comes with."""
    return read_release(files("board.myeloma") / "rules")


def compare_releases(facts: CaseFacts, before: Release, after: Release) -> tuple[MovedVerdict, ...]:
    """Return the options and trials whose verdict for *facts* differs between two releases, and why."""
    old, new = _judged(facts, before), _judged(facts, after)
    every = dict.fromkeys([*old, *new])
    pairs = ((old.get(id_), new.get(id_)) for id_ in every)
    return tuple(_moved(one, two) for one, two in pairs if _verdict(one) != _verdict(two))


def _parsed(folder: Traversable, file: str) -> Mapping[str, dict[str, object]]:
    try:
        return parse((folder / file).read_text(encoding="utf-8"), file)
    except OSError as wrong:
        raise RuleFileError(f"{file}: {wrong.strerror or 'cannot be read'}") from wrong
    except UnicodeDecodeError as wrong:
        raise RuleFileError(f"{file}: this is not UTF-8") from wrong


def _judged(facts: CaseFacts, release: Release) -> dict[str, Option]:
    case = CaseReading(facts)
    plans = (release.sets[facts.jurisdiction].plan(facts.as_of), release.trials.plan)
    return {option.id: option for plan in plans for option in judged(plan, case)}


def _verdict(option: Option | None) -> str:
    return NOT_THERE if option is None else option.verdict


def _moved(before: Option | None, after: Option | None) -> MovedVerdict:
    known = after or before
    assert known is not None  # noqa: S101  # one of the two releases has it
    return MovedVerdict(
        option=known.id,
        name=known.name,
        before=_verdict(before),
        after=_verdict(after),
        rule_before=before.rule_version if before else "",
        rule_after=after.rule_version if after else "",
        because=_because(before, after) if before and after else (),
    )


def _because(before: Option, after: Option) -> tuple[RuleChange, ...]:
    old = {one.id: one for one in before.criteria}
    new = {one.id: one for one in after.criteria}
    every = dict.fromkeys([*new, *old])
    changed = [id_ for id_ in every if _state(old.get(id_)) != _state(new.get(id_))]
    told = [_change(id_, old.get(id_), new.get(id_)) for id_ in changed]
    return tuple(told) or (RuleChange("", after.name, before.message, after.message),)


def _state(one: Criterion | None) -> str:
    # A criterion that is met decides as little as one that is not asked.
    return "met" if one is None else one.state


def _change(id_: str, before: Criterion | None, after: Criterion | None) -> RuleChange:
    label = next(one.label for one in (after, before) if one is not None)
    return RuleChange(id_, label, _shown(before), _shown(after))


def _shown(one: Criterion | None) -> str:
    if one is None:
        return NOT_ASKED
    asked = f"{one.threshold} {one.unit}".strip()
    return f"{one.state.replace('_', ' ')} ({one.value}, asked: {asked})"
