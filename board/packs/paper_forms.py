"""What is keyed in from paper, read with suspicion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.accounts.models import Membership
from board.decisions.services.papers import PaperCase, PaperVote
from board.decisions.tally import ABSTAIN
from board.errors import Invalid
from board.meetings.forms import read_clock
from board.meetings.models import AgendaItem, Meeting
from board.meetings.timetable import instant
from board.packs.agenda import LETTERS

ASIDE = "aside"
LONGEST_LINE = 300
MOST_STEPS = 8


@dataclass
class TimesForm:
    """When a meeting on paper began and ended, and who came, as typed."""

    began: str
    ended: str
    came: tuple[int, ...] = ()

    @classmethod
    def of(cls, meeting: Meeting) -> "TimesForm":
        """Return the form filled with the times that were planned."""
        zone = ZoneInfo(meeting.board.zone)
        starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
        return cls(f"{starts:%H:%M}", f"{ends:%H:%M}")

    @classmethod
    def typed(cls, form: Mapping[str, str], came: list[str]) -> "TimesForm":
        """Return what was typed."""
        people = tuple(
            int(one) for one in came if one.isascii() and one.isdigit() and len(one) < 10
        )
        return cls(form.get("began", "").strip(), form.get("ended", "").strip(), people)

    def times(self, meeting: Meeting) -> tuple[datetime, datetime]:
        """Return the instants meant, by the clock of the board; an end before the beginning is after midnight."""
        began, ended = _clock("began", self.began), _clock("ended", self.ended)
        day, zone = meeting.day, meeting.board.zone
        ends = day if ended > began else day + timedelta(days=1)
        return instant(day, began, zone).at, instant(ends, ended, zone).at


@dataclass
class CaseForm:
    """The decision sheet of a case, as typed."""

    minutes: str = ""
    question: str = ""
    options: dict[str, str] = field(default_factory=dict)
    #: Person → a letter, "abstain", "aside", or nothing; and why.
    votes: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    decision: str = ""
    steps: str = ""

    @classmethod
    def of(cls, item: AgendaItem) -> "CaseForm":
        """Return the form as it begins."""
        return cls(minutes=str(item.minutes), options=dict.fromkeys(LETTERS, ""))

    @classmethod
    def typed(cls, form: Mapping[str, str], seats: list[Membership]) -> "CaseForm":
        """Return what was typed."""
        return cls(
            minutes=form.get("minutes", "").strip(),
            question=form.get("question", "").strip(),
            options={letter: form.get(f"option-{letter}", "").strip() for letter in LETTERS},
            votes={seat.person_id: form.get(f"vote-{seat.person_id}", "") for seat in seats},
            reasons={seat.person_id: form.get(f"reason-{seat.person_id}", "") for seat in seats},
            decision=form.get("decision", "").strip(),
            steps=form.get("steps", "").strip(),
        )

    def sheet(self) -> PaperCase:
        """Return the sheet, or say of each answer that is wrong what to do."""
        self._ensure_letters()
        steps = tuple(line.strip() for line in self.steps.splitlines() if line.strip())
        if len(steps) > MOST_STEPS or any(len(step) > LONGEST_LINE for step in steps):
            said = f"At most {MOST_STEPS} lines of {LONGEST_LINE} characters."
            raise Invalid("There are too many lines.", {"steps": said})
        if len(self.decision) > LONGEST_LINE:
            raise Invalid(
                "The decision is too long.", {"decision": f"At most {LONGEST_LINE} characters."}
            )
        cast = {who: said for who, said in self.votes.items() if said and said != ASIDE}
        return PaperCase(
            minutes=_whole(self.minutes),
            recused=tuple(
                (who, self.reasons[who]) for who, said in self.votes.items() if said == ASIDE
            ),
            question=self.question,
            options=tuple(text for text in self.options.values() if text),
            votes=tuple(PaperVote(who, said, self.reasons[who]) for who, said in cast.items()),
            decision=self.decision,
            steps=steps,
        )

    def _ensure_letters(self) -> None:
        """Refuse a gap between the letters: those behind it would get others than on paper."""
        written = [bool(text) for text in self.options.values()]
        if written != sorted(written, reverse=True):
            raise Invalid(
                "Options have to follow each other.",
                {
                    "option-A": "Write the options under the letters they have on paper, without a gap."
                },
            )


#: What can be keyed in for one voter, with its words.
CHOICES = (
    ("", "No vote"),
    *((letter, letter) for letter in LETTERS),
    (ABSTAIN, "Abstained"),
    (ASIDE, "Stepped aside"),
)


def _whole(typed: str) -> int:
    """Return a whole number of at most four digits; anything else is 0, which no sheet may have."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0


def _clock(name: str, typed: str) -> time:
    try:
        return read_clock(typed)
    except Invalid as error:
        raise Invalid("Give the time by the clock.", {name: "For example 18:45."}) from error
