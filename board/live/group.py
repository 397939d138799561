"""Group commit: commands that arrive together share one transaction and its way to the disk.

Each is decided by itself and undone by itself; none is answered before the commit.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from board import clock
from board.accounts.actor import Actor
from board.accounts.living import Living, note_use, who_lives
from board.config import Settings
from board.db import db
from board.decisions.services.voting import votes_together
from board.doors import forget_passed, may_answer, policy_of
from board.errors import BoardError, NotAllowed, NotFound
from board.live import commands
from board.live.commands import Command, Message
from board.transactions import one_of_many, transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """A command, as said in a session."""

    session_id: int
    handler: Command
    message: Message


@dataclass(frozen=True)
class Done:
    """A command that was carried out and committed: by whom, and the answer."""

    actor: Actor
    answer: dict[str, Any]


Outcome = Done | Exception


def act_together(orders: Sequence[Order], settings: Settings) -> list[Outcome]:
    """Carry out *orders* and commit; return what came of each, in order.

    In SQLite all share one transaction. In PostgreSQL only votes do: they lock their meetings before the trail, as
    every other deed does, while different deeds in one transaction could wait for somebody who waits for them.
    """
    if db.engine.dialect.name == "sqlite":
        return _commit(orders, settings)
    outcomes: list[Outcome] = []
    for handler, run in groupby(orders, key=lambda order: order.handler):
        for part in [list(run)] if handler in GATHERED else [[order] for order in run]:
            outcomes += _commit(part, settings)
    return outcomes


def _commit(orders: Sequence[Order], settings: Settings) -> list[Outcome]:
    outcomes: list[Outcome] | None = None
    try:
        with transaction():
            at = clock.now()
            ids = {order.session_id for order in orders}
            living = who_lives(ids, settings.idle, settings.longest_session, at)
            note_use(living.values(), at)
            if len(orders) == 1:  # refused, it undoes the transaction itself
                return [_do(orders[0], living)]
            outcomes = []
            for handler, run in groupby(orders, key=lambda order: order.handler):
                outcomes += _carry_out(handler, list(run), living)
    except Exception as error:
        # a commit that failed may yet have happened: only what was undone before it is tried again
        if outcomes is not None and len(outcomes) == len(orders):
            return [error] * len(orders)
        if len(orders) == 1:
            return [error]
        log.exception("a group of %s commands failed; each is tried alone", len(orders))
        return [_commit([order], settings)[0] for order in orders]
    return outcomes


def _carry_out(handler: Command, orders: list[Order], living: dict[int, Living]) -> list[Outcome]:
    """Carry out commands of one kind: gathered where that can be, else each behind its own savepoint."""
    gather = GATHERED.get(handler)
    if gather is None:
        return [_apart(order, living) for order in orders]
    known = [(living[o.session_id].actor, o.message) for o in orders if o.session_id in living]
    with gather(known):
        return [_attempt(order, living) for order in orders]


def _apart(order: Order, living: dict[int, Living]) -> Outcome:
    try:
        with one_of_many():
            return _do(order, living)
    except Exception as refusal:
        return refusal


def _attempt(order: Order, living: dict[int, Living]) -> Outcome:
    """Return what came of a command that writes nothing until all beside it are decided."""
    try:
        return _do(order, living)
    except BoardError as refusal:
        return refusal


def _do(order: Order, living: dict[int, Living]) -> Done:
    """Run a command as whoever says it, and hold it to the policy it declares."""
    found = living.get(order.session_id)
    if found is None:
        raise NotAllowed("Your session has ended. Sign in again.")
    forget_passed()
    policy = policy_of(order.handler)
    try:
        answer = order.handler(found.actor, order.message)
    except NotFound as refusal:
        if policy is not None and may_answer(policy):
            raise
        # the same words whether it never was or belongs to another board
        raise NotFound("There is no such thing, or it is not yours to see.") from refusal
    if policy is None or not may_answer(policy):
        raise RuntimeError(f"a socket command did not pass its gate: {policy}")
    return Done(found.actor, answer)


def _votes(said: list[tuple[Actor, Message]]) -> AbstractContextManager[None]:
    expected = []
    for actor, message in said:
        ballot, key = message.get("ballot"), message.get("key")
        if type(ballot) is int and isinstance(key, str) and key.isprintable():
            expected.append((ballot, actor.person_id, key))
    return votes_together(expected)


#: Commands that are read for and written together, and how.
GATHERED: dict[Command, Callable[[list[tuple[Actor, Message]]], AbstractContextManager[None]]] = {
    commands.cast_vote: _votes
}
