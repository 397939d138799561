"""A criterion as data, how one is judged, and the words its value is told in.

Judging and telling are apart: the truth is asked of every case, the words only when somebody
reads them. Sources: none of its own; every criterion names its source in rules/criteria.toml.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from board.myeloma.dates import DAYS_PER_MONTH, Days
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import Group, Input
from board.myeloma.treatment.agents import agents, classes
from board.myeloma.words import NOT_KNOWN, value_of

#: The facts that settle anything asked of the treatment history.
HISTORY = ("regimens", "treatment_history_complete")

Operator = Literal["at least", "at most", "is", "all of", "any of", "not", "by hand"]


@dataclass(frozen=True)
class Row:
    """One criterion as written in the rule file.

    *of* names the criteria that a combined one is made of; *met*, *not_met* and *not_known* are
    the message of each outcome, where the usual sentence will not do.
    """

    id: str
    label: str
    group: Group
    kind: str
    threshold: str
    source: str
    recoverable: bool
    subject: str = ""
    fact: str = ""
    number: float | None = None
    unit: str = ""
    of: tuple[str, ...] = ()
    met: str = ""
    not_met: str = ""
    not_known: str = ""
    yes: str = "yes"
    no: str = "no"
    shown_as: str = ""


class Words(NamedTuple):
    """What a judgement used: the value with its date, and everything it looked at.

    *needs* are the facts that would settle it while it is not known; *inputs* are values that are
    computed, *facts* the paths of those that were submitted.
    """

    value: str
    date: str | None = None
    needs: tuple[str, ...] = ()
    message: str = ""
    facts: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()


Ask = Callable[[CaseReading], Truth]
Tell = Callable[[CaseReading, Row, Truth], Words]


#: Asks many criteria of one kind at once: the bits of those that fail, and of those not known.
Sweep = Callable[[CaseReading], tuple[int, int]]


class Kind(NamedTuple):
    """How criteria of one kind are asked and told; *keys* are those a row must have.

    A kind that is asked often has a *sweep*, which gives for many rows, each with its bit, the
    same answers in less time.
    """

    ask: Callable[[Row], Ask]
    tell: Tell
    operator: Operator
    keys: tuple[str, ...] = ()
    #: The facts and answers it looks at, beside the one that a row may name.
    looks: tuple[str, ...] = ()
    sweep: Callable[[Sequence[tuple[int, Row]]], Sweep] | None = None


class Rule(NamedTuple):
    """A criterion that no kind can say; *numbered*: the truth is asked with the row's number.

    *looks* are the facts it looks at, and the answers (``lines.count``) that it is made of.
    """

    truth: Callable[..., Truth]
    tell: Tell
    operator: Operator = "is"
    numbered: bool = False
    looks: tuple[str, ...] = HISTORY


def limit(row: Row) -> float:
    """Return the number that a row of a numbered kind has."""
    if row.number is None:
        raise ValueError(f"{row.id} has no number")
    return row.number


def lines_shown(case: CaseReading) -> str:
    """Return how many lines there were, in words."""
    lines = case.lines
    shown = str(lines.count) if lines.count is not None else f"at least {lines.min}"
    if lines.count_alt is not None:
        shown += f" ({lines.count_alt} by the 2015 reading)"
    return shown


def lines_told(case: CaseReading, row: Row, truth: Truth) -> Words:  # noqa: ARG001
    """Return the words of a judgement that rests on the number of lines."""
    shown = lines_shown(case)
    return Words(shown, needs=HISTORY, inputs=(Input("Prior lines", shown),))


def missing(case: CaseReading, *paths: str) -> tuple[str, ...]:
    """Return those of *paths* that are not known."""
    return tuple(path for path in paths if value_of(case.facts, path) is None)


def history_gaps(case: CaseReading) -> tuple[str, ...]:
    """Return what would settle whether something was given."""
    unmapped = ("drug_dictionary",) if case.treatment.unmapped else ()
    return (*HISTORY[1:], *unmapped) if not case.lines.complete else unmapped


def given(case: CaseReading, drug_class: str) -> str:
    """Return the drugs of *drug_class* that were given, in words."""
    known = agents()
    given = [d for d in case.treatment.drugs if d in known and known[d].drug_class == drug_class]
    if given:
        return ", ".join(given)
    none = f"no {classes()[drug_class].label} given"
    return none if case.treatment.all_known else NOT_KNOWN


def refractory_words(truth: Truth) -> str:
    """Return a truth about refractoriness in words."""
    return {True: "refractory", False: "not refractory", None: NOT_KNOWN}[truth]


def refractory_input(case: CaseReading, drug: str) -> Input:
    """Return what is known of one drug's refractoriness, with the reason."""
    answer = case.treatment.refractory(drug)
    label = agents()[drug].shown if drug in agents() else drug
    return Input(label, f"{refractory_words(answer.truth)}: {answer.why}")


def months_shown(days: Days | None) -> str:
    """Return an interval in months, in words."""
    if days is None:
        return NOT_KNOWN
    if days.months is not None:
        return f"{days.months:.1f}"
    return f"{days.least / DAYS_PER_MONTH:.1f} to {days.most / DAYS_PER_MONTH:.1f}"


def sign(truth: Truth) -> str:
    """Return a test result in words."""
    return {True: "positive", False: "negative", None: NOT_KNOWN}[truth]
