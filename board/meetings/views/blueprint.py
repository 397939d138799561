"""The room's blueprint, and how its pages say what was done."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from board.meetings.forms import read_number

bp = Blueprint("meetings", __name__)

#: Where a message waits for the next page.
SAID = "meetings.said"
NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


def said(meeting_id: int, text: str, undo: str | None = None) -> Response:
    """Go back to the agenda and say there what was done, with a way back."""
    return said_at(url_for("meetings.show", meeting_id=meeting_id), text, undo)


def said_at(address: str, text: str, undo: str | None = None) -> Response:
    """Go to a page of ours and say there what was done."""
    session[SAID] = {"text": text, "undo": undo}
    return redirect(address)


def messages() -> list[dict[str, str | None]]:
    """Return what the last deed has to say, once."""
    return [session.pop(SAID)] if SAID in session else []


def named(name: str) -> int | None:
    """Return a number that came along, or None where there is none."""
    typed = request.values.get(name)
    return read_number(typed, f"Give {name} as a number.") if typed else None
