"""One's own calendar: a secret address that a calendar program subscribes to."""

from flask import abort, current_app, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from board import clock
from board.accounts.models import Person
from board.accounts.session import current_actor
from board.db import db
from board.doors import Policy, door
from board.mail import feeds
from board.mail.calendars import feed
from board.mail.models import CalendarFeed
from board.meetings.sittings import sittings_of
from board.meetings.views.blueprint import bp, messages, said_at
from board.transactions import transaction


@bp.get("/calendar")
@door(Policy.SIGNED_IN)
def calendar() -> str:
    """Show whether this person has a calendar address, and make or end one."""
    return _page()


@bp.post("/calendar")
@door(Policy.SIGNED_IN)
def make_calendar() -> str:
    """Make a new address and show it this once; the one before is worth nothing."""
    with transaction():
        token = feeds.make_feed(by=current_actor(), at=clock.now())
    return _page(
        current_app.config["PUBLIC_ADDRESS"] + url_for("meetings.calendar_feed", token=token)
    )


@bp.post("/calendar/ending")
@door(Policy.SIGNED_IN)
def end_calendar() -> Response:
    """End the address."""
    with transaction():
        feeds.end_feed(by=current_actor(), at=clock.now())
    return said_at(url_for("meetings.calendar"), "The address is worth nothing from now on.")


@bp.get("/calendar/<string:token>.ics")
@door(Policy.PUBLIC)
def calendar_feed(token: str) -> Response:
    """Give the meetings of whoever made this address: when, where and how many cases, nothing else."""
    found = feeds.owner_of(token)
    allowed = feeds.fetches.allows(str(found[1].id)) if found else feeds.guesses.allows("anybody")
    if not allowed:
        abort(429)
    if found is None:
        abort(404)
    person, own = found
    at = clock.now()
    if own.fetched_at is None or at - own.fetched_at > feeds.NOTED_EVERY:
        own_id = own.id
        with transaction():
            db.session.get_one(CalendarFeed, own_id).fetched_at = at
        person = db.session.scalars(select(Person).where(Person.id == person.id)).one()
    entries = sittings_of(person, at, current_app.config["PUBLIC_ADDRESS"])
    answer = Response(
        feed(entries), mimetype="text/calendar", content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer


def _page(address: str = "") -> str:
    own = feeds.feed_of(current_actor())
    return render_template("meetings/calendar.html", own=own, address=address, messages=messages())
