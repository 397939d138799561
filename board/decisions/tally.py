"""Counting: pure. Choices in, a tally out; nobody's name changes the count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

ABSTAIN = "abstain"

#: An anonymous ballot has at least so many voters: among fewer, counts name people.
ANONYMOUS_FROM = 5


class Outcome(StrEnum):
    """What a closed ballot says, in words that name no winner where there is none."""

    LEADING = "most votes"
    TIE = "tie"
    ALL_ABSTAINED = "all abstained"
    NO_VOTES = "no votes"
    TOO_FEW = "too few voted"


@dataclass(frozen=True)
class Cast:
    """One vote that counts: who, for which discipline, which letter (or "abstain"), why."""

    name: str
    discipline: str
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class OptionCount:
    """How one option stands."""

    letter: str
    text: str
    votes: int
    names: tuple[str, ...]
    disciplines: tuple[tuple[str, int], ...]
    leads: bool


@dataclass(frozen=True)
class Tally:
    """How a ballot came out. An anonymous one has counts and no names."""

    options: tuple[OptionCount, ...]
    abstained: tuple[str, ...]
    cast: int
    outcome: Outcome
    abstentions: int = 0
    #: Why no count is told, where the counts of an anonymous ballot would name people; else empty.
    withheld: str = ""

    @property
    def sentence(self) -> str:
        """The outcome in one sentence, for screen, wall and paper."""
        letters = " and ".join(option.letter for option in self.leading)
        return {
            Outcome.LEADING: f"Most votes: {letters}.",
            Outcome.TIE: f"Tie between {letters}: this ballot chose nothing.",
            Outcome.ALL_ABSTAINED: "All abstained: this ballot chose nothing.",
            Outcome.NO_VOTES: "No votes were cast: this ballot chose nothing.",
            Outcome.TOO_FEW: "Too few voted for an anonymous ballot: this ballot chose nothing.",
        }[self.outcome]

    @property
    def leading(self) -> tuple[OptionCount, ...]:
        """The option, or the tied options, with the most votes."""
        return tuple(option for option in self.options if option.leads)


@dataclass(frozen=True)
class Quorum:
    """Whether enough voters of enough disciplines took part."""

    voters: int
    disciplines: int
    needed_voters: int
    needed_disciplines: int

    @property
    def met(self) -> bool:
        """Whether a decision stands."""
        return self.voters >= self.needed_voters and self.disciplines >= self.needed_disciplines

    @property
    def sentence(self) -> str:
        """The quorum in one sentence, for screen and paper."""
        state = "Quorum met" if self.met else "No quorum"
        return (
            f"{state}: {self.voters} {'voter' if self.voters == 1 else 'voters'} ({self.needed_voters} needed), "
            f"{self.disciplines} {'discipline' if self.disciplines == 1 else 'disciplines'} "
            f"({self.needed_disciplines} needed)."
        )


def count(options: Sequence[tuple[str, str]], casts: Iterable[Cast]) -> Tally:
    """Return the tally of *casts* over *options* (letter, text), in the order of the options."""
    casts = list(casts)
    by_letter = {letter: [cast for cast in casts if cast.choice == letter] for letter, _ in options}
    most = max((len(voters) for voters in by_letter.values()), default=0)
    counted = tuple(
        OptionCount(
            letter=letter,
            text=text,
            votes=len(by_letter[letter]),
            names=tuple(cast.name for cast in by_letter[letter]),
            disciplines=_by_discipline(by_letter[letter]),
            leads=most > 0 and len(by_letter[letter]) == most,
        )
        for letter, text in options
    )
    abstained = tuple(cast.name for cast in casts if cast.choice == ABSTAIN)
    outcome = _outcome(counted, len(casts))
    return Tally(counted, abstained, len(casts), outcome, abstentions=len(abstained))


def without_names(tally: Tally) -> Tally:
    """Return a tally as an anonymous ballot tells it.

    No names and no disciplines, ever; no counts where they would name people: fewer than five voted, or all chose
    the same, so that everybody's choice could be read off.
    """
    if 0 < tally.cast < ANONYMOUS_FROM:
        return _withheld(tally, Outcome.TOO_FEW, f"fewer than {ANONYMOUS_FROM} voted")
    alike = max((option.votes for option in tally.options), default=0) == tally.cast
    if tally.cast and (alike or tally.outcome is Outcome.ALL_ABSTAINED):
        # even that everybody abstained is somebody's choice: it is told, their number is not
        return _withheld(tally, tally.outcome, "they would tell how each person chose")
    options = tuple(replace(option, names=(), disciplines=()) for option in tally.options)
    return replace(tally, options=options, abstained=())


def quorum(disciplines: Iterable[str], needed_voters: int, needed_disciplines: int) -> Quorum:
    """Return how a quorum stands for voters of the given disciplines, one entry a voter."""
    voters = list(disciplines)
    return Quorum(len(voters), len(set(voters)), needed_voters, needed_disciplines)


def _withheld(tally: Tally, outcome: Outcome, why: str) -> Tally:
    leads = outcome is Outcome.LEADING
    options = tuple(
        OptionCount(option.letter, option.text, 0, (), (), leads and option.leads)
        for option in tally.options
    )
    said = f"The counts of this anonymous ballot are not told: {why}."
    return Tally(options, (), tally.cast, outcome, withheld=said)


def _by_discipline(casts: list[Cast]) -> tuple[tuple[str, int], ...]:
    names = sorted({cast.discipline for cast in casts})
    return tuple((name, sum(cast.discipline == name for cast in casts)) for name in names)


def _outcome(options: tuple[OptionCount, ...], cast: int) -> Outcome:
    if cast == 0:
        return Outcome.NO_VOTES
    leading = sum(option.leads for option in options)
    if leading == 0:
        return Outcome.ALL_ABSTAINED
    return Outcome.LEADING if leading == 1 else Outcome.TIE
