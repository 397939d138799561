"""What a meeting has to do, said once more: in sets and lists, without a database, and without the product's code.

`tests/live/test_meeting_model.py` holds the product to it, step by step.
"""

from dataclasses import dataclass, field

ABSTAIN = "abstain"
LETTERS = "ABC"


@dataclass(frozen=True)
class Sent:
    """A vote as it was sent, once or several times."""

    who: str
    round: int
    choice: str
    key: str
    instead_of: int


@dataclass
class Counted:
    """A vote that was acknowledged: under which number, and whether it is the one that counts."""

    sent: Sent
    number: int
    counts: bool = True


@dataclass
class Round:
    """A ballot: on which case, who may vote in it, and whether it takes votes."""

    case: int
    entitled: set[str]
    is_open: bool = True


@dataclass
class Reference:
    """One meeting. Every method answers "ok", or with the code of the refusal."""

    voters: set[str]
    chair: str
    strangers: set[str]
    came: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    aside: set[tuple[int, str]] = field(default_factory=set)
    table: int = 0
    rounds: list[Round] = field(default_factory=list)
    votes: dict[str, Counted] = field(default_factory=dict)
    #: What the log tells: kind, who, case.
    log: list[tuple[str, str, int | None]] = field(default_factory=list)

    @property
    def open(self) -> int | None:
        """The number of the round that takes votes."""
        return next((n for n, one in enumerate(self.rounds) if one.is_open), None)

    def come(self, who: str) -> str:
        if who in self.strangers:
            return "not_found"
        if who not in self.came:
            self.came.add(who)
            self.log.append(("came_in", who, None))
        return "ok"

    def take_up(self, case: int, who: str) -> str:
        if self.open is not None:
            return "conflict"
        if who != self.chair:
            return "not_allowed"
        if case != self.table:
            self.table = case
            self.log.append(("taken_up", who, case))
        return "ok"

    def open_round(self, case: int, who: str) -> str:
        if who != self.chair or (case, who) in self.aside:
            return "not_allowed"
        entitled = {one for one in self.came & self.voters if (case, one) not in self.aside}
        if case != self.table or not entitled or self.open is not None:
            return "conflict"
        self.rounds.append(Round(case, entitled))
        self.log.append(("ballot_opened", who, case))
        return "ok"

    def vote(self, sent: Sent, number: int | None) -> str:
        """Take a vote; *number* is the one the product gave it, None when it refused."""
        if sent.who in self.away:
            return "not_allowed"
        if sent.who in self.strangers:
            return "not_found"
        before = self.votes.get(sent.key)
        if before is not None:
            same = (before.sent.round, before.sent.choice) == (sent.round, sent.choice)
            return "ok" if same and before.counts and before.number == number else "conflict"
        one = self.rounds[sent.round]
        if (one.case, sent.who) in self.aside or sent.who not in one.entitled:
            return "not_allowed"
        if not one.is_open:
            return "conflict"
        if sent.choice not in (*LETTERS, ABSTAIN):
            return "invalid"
        own = self.own(sent.round, sent.who)
        if own is not None and own.number != sent.instead_of:
            return "conflict"
        if own is not None:
            own.counts = False
        self.votes[sent.key] = Counted(sent, number or 0)
        self.log.append(("voted", sent.who, one.case))
        return "ok"

    def recuse(self, case: int, who: str) -> str:
        if who in self.strangers:
            return "not_found"
        if who not in self.voters:
            return "not_allowed"
        if (case, who) in self.aside:
            return "conflict"
        self.aside.add((case, who))
        for number, one in enumerate(self.rounds):
            if one.case == case and one.is_open:
                one.entitled.discard(who)
                own = self.own(number, who)
                if own is not None:
                    own.counts = False
        self.log.append(("recused", who, case))
        return "ok"

    def close(self, number: int, who: str) -> str:
        if who != self.chair:
            return "not_allowed"
        if not self.rounds[number].is_open:
            return "conflict"
        self.rounds[number].is_open = False
        self.log.append(("ballot_closed", who, self.rounds[number].case))
        return "ok"

    def own(self, number: int, who: str) -> Counted | None:
        """The vote of one person that counts in a round."""
        counting = (one for one in self.in_round(number) if one.sent.who == who)
        return next(counting, None)

    def in_round(self, number: int) -> list[Counted]:
        """The votes that count in a round."""
        return [one for one in self.votes.values() if one.counts and one.sent.round == number]

    def counts(self, number: int) -> dict[str, int]:
        """How many votes each letter has in a round, and how many abstained."""
        chosen = [one.sent.choice for one in self.in_round(number)]
        return {choice: chosen.count(choice) for choice in (*LETTERS, ABSTAIN)}
