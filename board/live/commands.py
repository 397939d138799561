"""What a screen may ask for over its socket: each command declares its policy.

The handlers are as thin as views: read the message, call the service, answer with plain values.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from board import clock
from board.accounts.actor import Actor
from board.cases.gate import case_for
from board.decisions.models import NoteKind, TextEdit
from board.decisions.services import ballots, notes, wording
from board.doors import Policy, door, policy_of
from board.errors import BoardError, Invalid
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
    [answer] = cast_votes([(actor, message)])
    if isinstance(answer, BoardError):
        raise answer
    return answer


def cast_votes(said: Sequence[tuple[Actor, Message]]) -> list[dict[str, Any] | BoardError]:
    """Vote, many at once: return for each the answer, or why it was refused."""
    acts = [_act_of_voting(actor, message) for actor, message in said]
    valid = [act for act in acts if isinstance(act, ballots.Act)]
    stored = iter(ballots.cast_votes(valid, at=clock.now()))
    return [_stored(next(stored)) if isinstance(act, ballots.Act) else act for act in acts]


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
        version=read(message, "version", int, 0) or None,
        answers=read(message, "answers", int, 0) or None,
        key=read(message, "key", str, "") or None,
        by=actor,
        at=clock.now(),
    )
    return {"note": note.id}


@command("resolve_note")
@door(Policy.CASE)
def resolve_note(actor: Actor, message: Message) -> dict[str, Any]:
    """Resolve a note, or open it again."""
    note_id, resolved = read(message, "note", int), message.get("resolved") is not False
    turn = notes.resolve_note if resolved else notes.reopen_note
    note = turn(note_id, by=actor, at=clock.now())
    return {"note": note.id, "resolved": note.resolution is not None}


@command("edit_text")
@door(Policy.MEETING)
def edit_text(actor: Actor, message: Message) -> dict[str, Any]:
    """Write on the text of the plan; the answer holds the edit as it was applied."""
    edit = wording.edit_text(
        read(message, "item", int),
        read(message, "base", int),
        message.get("steps"),
        key=read(message, "key", str),
        by=actor,
        at=clock.now(),
    )
    return {"version": edit.version, "steps": edit.steps}


@command("sync_text")
@door(Policy.MEETING)
def sync_text(actor: Actor, message: Message) -> dict[str, Any]:
    """Fetch the text of the plan, and what was written after the version the screen has."""
    found = wording.wording_of(read(message, "item", int), read(message, "since", int), by=actor)
    answer: dict[str, Any] = {"version": found.version, "closed": found.closed}
    if found.edits is None:
        return answer | {"edits": None, "text": found.text}
    return answer | {"edits": [_plain(edit) for edit in found.edits]}


@command("show_section")
@door(Policy.MEETING)
def show_section(actor: Actor, message: Message) -> dict[str, Any]:
    """Take the room along to another section of the brief."""
    section = read(message, "section", str)
    meetings.show_section(read(message, "meeting", int), section, by=actor, at=clock.now())
    return {"section": section}


def read(message: Message, name: str, kind: type[T], default: T | None = None) -> T:
    """Return a field of the message, or refuse the message naming the field."""
    value: Any = message.get(name, default)
    if not _is_exactly(kind, value):
        raise Invalid(f"The message has no usable “{name}”.", {name: f"Expected {kind.__name__}."})
    if kind is str:
        return cast(T, _as_text(value, name))
    if kind is int and not -(2**31) <= value < 2**31:
        raise Invalid(f"“{name}” is out of range.", {name: "Too large."})
    return cast(T, value)


def _is_exactly(kind: type[Any], value: Any) -> bool:
    return type(value) is kind  # true is no number here


def _as_text(value: str, name: str) -> str:
    if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Invalid(f"“{name}” holds half a character.", {name: "Type it again."})
    # NUL is no text, and PostgreSQL refuses to be asked for it
    return value.replace("\x00", "") if "\x00" in value else value


def _act_of_voting(actor: Actor, message: Message) -> ballots.Act | Invalid:
    """Return what somebody said, or which field of it cannot be understood."""
    try:
        return ballots.Act(
            actor,
            read(message, "ballot", int),
            read(message, "choice", str),
            read(message, "reason", str, ""),
            read(message, "key", str),
            read(message, "instead_of", int, 0) or None,
        )
    except Invalid as refusal:
        return refusal


def _stored(vote: ballots.Stored | BoardError) -> dict[str, Any] | BoardError:
    if isinstance(vote, BoardError):
        return vote
    return {"vote": vote.id, "choice": vote.choice, "receipt": vote.receipt}


def _plain(edit: TextEdit) -> dict[str, Any]:
    named = {"version": edit.version, "key": edit.key, "person": edit.person_id}
    return named | {"steps": edit.steps}
