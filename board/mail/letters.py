"""A letter as it leaves the house: fixed words, and the few plain values that may stand in them.

No clinical word, no name of a patient and no case number can get in: `Facts` has no place for one.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from board.config import ROOT, Settings
from board.errors import Invalid
from board.mail.calendars import Sitting, one_line, request_or_cancel
from board.mail.models import Letter, LetterKind
from board.web import filters

#: Letters that bring a calendar entry, and what it asks the calendar to do.
METHODS = {
    LetterKind.INVITATION: "REQUEST",
    LetterKind.CHANGED: "REQUEST",
    LetterKind.CANCELLED: "CANCEL",
}


@dataclass(frozen=True)
class Facts:
    """All that a letter may say. What is no field here stands in no letter."""

    board: str
    zone: str
    #: Where on this board's pages the rest can be read, after signing in.
    path: str
    #: The sitting: instants in ISO form, its place, how many cases, and its calendar entry.
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    cases: int = 0
    uid: str = ""
    sequence: int = 0
    #: How a series comes again, in words of ours: "every week on Wednesday".
    again: str = ""
    #: Until when something is asked for.
    due_at: str = ""

    @classmethod
    def kept(cls, values: dict[str, Any]) -> "Facts":
        """Return what an outbox row holds; anything beside the fields is left behind."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


_TEXTS = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "mail"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701  plain text, no markup: nothing is to be escaped
)
for _filter in filters.FILTERS:
    _TEXTS.filters[_filter.__name__] = _filter


def message_of(letter: Letter, settings: Settings, at: datetime) -> EmailMessage:
    """Return the letter ready to be sent, or refuse one whose address is none."""
    facts = Facts.kept(letter.facts)
    subject, text = _words(letter, facts, settings)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address("Relapse board", settings.mail_from)
    message["To"] = _address(letter.person.name, letter.person.email)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    # the same at every attempt, so that a letter that came twice is seen to be one
    message["Message-ID"] = f"<letter-{letter.id}@{_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if letter.kind in METHODS:
        method = METHODS[letter.kind]
        entry = request_or_cancel(
            _sitting(facts, settings, letter.written_at),
            method,
            organizer=settings.mail_from,
            attendee=letter.person.email,
        )
        message.add_attachment(
            entry, subtype="calendar", filename="meeting.ics", params={"method": method}
        )
    return message


def _words(letter: Letter, facts: Facts, settings: Settings) -> tuple[str, str]:
    """Return subject and text; the subject is the template's first line."""
    told = {
        "facts": facts,
        "name": one_line(letter.person.name),
        "board": one_line(facts.board),
        "place": one_line(facts.place),
        "link": settings.public_address + facts.path,
        "calendar": settings.public_address + "/calendar",
        "starts": _instant(facts.starts_at),
        "ends": _instant(facts.ends_at),
        "due": _instant(facts.due_at),
        "synthetic": settings.synthetic,
    }
    said = _TEXTS.get_template(f"{letter.kind.value}.txt").render(told)
    subject, _, text = said.strip().partition("\n")
    return one_line(subject), text.strip() + "\n"


def _sitting(facts: Facts, settings: Settings, stamp: datetime) -> Sitting:
    return Sitting(
        uid=facts.uid,
        board=facts.board,
        zone=facts.zone,
        starts_at=datetime.fromisoformat(facts.starts_at),
        ends_at=datetime.fromisoformat(facts.ends_at),
        place=facts.place,
        cases=facts.cases,
        link=settings.public_address + facts.path,
        sequence=facts.sequence,
        stamp=stamp,
    )


def _instant(kept: str) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _address(name: str, email: str) -> Address:
    """Return one address for a header, or refuse what is none: a line break makes no second header."""
    if not email.isascii() or not email.isprintable() or " " in email:
        raise Invalid("This is no address that a letter can be sent to.")
    try:
        return Address(display_name=one_line(name), addr_spec=email)
    except (MessageError, ValueError, IndexError) as error:
        raise Invalid("This is no address that a letter can be sent to.") from error


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_address).hostname or "localhost"
