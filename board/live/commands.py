"""What a screen may ask for over its socket: each command declares its policy.

The handlers are as thin as views: read the message, call the service, answer with plain values.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from board import clock
from board.accounts.actor import Actor
from board.cases.gate import case_for
from board.decisions.models import NoteKind
from board.decisions.services import ballots, notes
from board.doors import Policy, door, policy_of
from board.errors import Invalid
from board.meetings import services as meetings

Message = Mapping[str, Any]
Command = Callable[[Actor, Message], dict[str, Any]]
T = TypeVar("T")

COMMANDS: dict[str, Command] = {}


def command(name: str) -> Callable[[Command], Command]:
    """Make a handler answer to *name*."""

    def register(handler: Command) -> Command:
        COMMANDS[name] = handler
        return handler

    return register


def refuse_undeclared() -> None:
    """Stop the start of an application with a socket command that says nothing about who may use it."""
    undeclared = sorted(name for name, handler in COMMANDS.items() if policy_of(handler) is None)
    if undeclared:
        raise RuntimeError("these socket commands declare no policy: " + ", ".join(undeclared))


@command("cast_vote")
@door(Policy.MEETING)
def cast_vote(actor: Actor, message: Message) -> dict[str, Any]:
    """Vote; the answer holds what is stored."""
    vote = ballots.cast_vote(
        read(message, "ballot", int),
        read(message, "choice", str),
        read(message, "reason", str, ""),
        key=read(message, "key", str),
        instead_of=read(message, "instead_of", int, 0) or None,
        by=actor,
        at=clock.now(),
    )
    return {"vote": vote.id, "choice": vote.choice, "receipt": vote.receipt}


@command("write_note")
@door(Policy.CASE)
def write_note(actor: Actor, message: Message) -> dict[str, Any]:
    """Write a note on the case on the table."""
    number = read(message, "case", str)
    case_for(actor, number)
    try:
        kind = NoteKind(read(message, "kind", str, NoteKind.CLINICAL.value))
    except ValueError as error:
        raise Invalid("There is no such kind of note.") from error
    note = notes.write_note(
        number,
        read(message, "text", str),
        anchor=read(message, "anchor", str, "summary"),
        kind=kind,
        by=actor,
        at=clock.now(),
    )
    return {"note": note.id}


@command("show_section")
@door(Policy.MEETING)
def show_section(actor: Actor, message: Message) -> dict[str, Any]:
    """Take the room along to another section of the brief."""
    section = read(message, "section", str)
    meetings.show_section(read(message, "meeting", int), section, by=actor, at=clock.now())
    return {"section": section}


def read(message: Message, name: str, kind: type[T], default: T | None = None) -> T:
    """Return a field of the message, or refuse the message naming the field."""
    value = message.get(name, default)
    if isinstance(value, bool) or not isinstance(value, kind):
        raise Invalid(f"The message has no usable “{name}”.", {name: f"Expected {kind.__name__}."})
    if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Invalid(f"“{name}” holds half a character.", {name: "Type it again."})
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        raise Invalid(f"“{name}” is out of range.", {name: "Too large."})
    if isinstance(value, str):  # NUL is no text, and PostgreSQL refuses to be asked for it
        return value.replace("\x00", "")  # type: ignore[return-value]
    return value
