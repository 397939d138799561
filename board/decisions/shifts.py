"""From opinion to vote: pure. Whether somebody chose what they would have chosen before the discussion."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stance(StrEnum):
    """What an opinion says: an option of the brief, something else, or that the board has to talk first."""

    OPTION = "option"
    OTHER = "other"
    DISCUSS = "needs discussion"


class Certainty(StrEnum):
    """How sure somebody is of their opinion."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Move(StrEnum):
    """How a vote stands to the opinion before it."""

    SAME = "same"
    CHANGED = "changed"
    NO_OPINION = "no opinion"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Said:
    """An opinion as it is compared: an option of the brief by its id and words, or other words."""

    stance: Stance
    option_id: str = ""
    text: str = ""


@dataclass(frozen=True)
class Shift:
    """How a whole ballot stands to the opinions before it; who changed, where names are shown."""

    kept: int
    changed: int
    without: int
    not_comparable: int
    names: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The shift in one sentence, for screen and paper; empty when nobody stated an opinion."""
        if not self.kept and not self.changed and not self.not_comparable:
            return ""
        whose = f" ({', '.join(self.names)})" if self.names else ""
        said = [f"{self.kept} kept their opinion, {self.changed} changed it{whose}"]
        if self.not_comparable:
            said.append(f"{self.not_comparable} cannot be compared")
        if self.without:
            said.append(f"{self.without} had stated none")
        return "; ".join(said) + "."


def move_of(said: Said | None, choice: str, options: Sequence[Mapping[str, str]]) -> Move:
    """Return how *choice*, a letter among *options* or "abstain", stands to the opinion *said* before.

    An opinion and a vote are compared when both name an option that was on the ballot.
    """
    if said is None:
        return Move.NO_OPINION
    offered = {option["letter"] for option in options if _is(said, option)}
    if not offered or choice not in {option["letter"] for option in options}:
        return Move.NOT_COMPARABLE
    return Move.SAME if choice in offered else Move.CHANGED


def letter_of(said: Said, options: Sequence[Mapping[str, str]]) -> str:
    """Return the letter under which the opinion's option stands on the ballot; empty when it does not."""
    return next((option["letter"] for option in options if _is(said, option)), "")


def summed(moves: Iterable[Move], names: Iterable[str] = ()) -> Shift:
    """Return the moves of a ballot together."""
    counted = Counter(moves)
    return Shift(
        kept=counted[Move.SAME],
        changed=counted[Move.CHANGED],
        without=counted[Move.NO_OPINION],
        not_comparable=counted[Move.NOT_COMPARABLE],
        names=tuple(names),
    )


def _is(said: Said, option: Mapping[str, str]) -> bool:
    """Return whether an option of a ballot is the one the opinion names."""
    if said.stance is Stance.DISCUSS:
        return False
    if said.option_id and option.get("option_id"):
        return option["option_id"] == said.option_id
    return option["text"].casefold() == said.text.casefold()
