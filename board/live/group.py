"""Group commit: commands that arrive together share one transaction and its way to the disk.

Each is decided by itself and undone by itself; none is answered before the commit.
"""

import logging
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from board import clock
from board.accounts.actor import Actor
from board.accounts.living import Living, note_use, who_lives
from board.config import Settings
from board.db import db
from board.doors import Policy, forget_passed, may_answer, policy_of
from board.errors import BoardError, NotAllowed, NotFound
from board.live import commands
from board.live.commands import Command, Message
from board.transactions import one_of_many, transaction

log = logging.getLogger(__name__)


class Order(NamedTuple):
    """A command, as said in a session."""

    session_id: int
    handler: Command
    message: Message


class Done(NamedTuple):
    """A command that was carried out and committed: by whom, and the answer."""

    actor: Actor
    answer: dict[str, Any]


Outcome = Done | Exception
Together = Callable[[Sequence[tuple[Actor, Message]]], Sequence[dict[str, Any] | BoardError]]

ENDED = "Your session has ended. Sign in again."
#: The same words whether it never was or belongs to another board.
NOT_THERE = "There is no such thing, or it is not yours to see."


def act_together(orders: Sequence[Order], settings: Settings) -> list[Outcome]:
    """Carry out *orders* and commit; return what came of each, in order.

    In SQLite all share one transaction. In PostgreSQL only votes do: they lock their meetings before the trail, as
    every other deed does, while different deeds in one transaction could wait for somebody who waits for them.
    """
    if db.engine.dialect.name == "sqlite":
        return _commit(orders, settings)
    outcomes: list[Outcome] = []
    for handler, run in groupby(orders, key=lambda order: order.handler):
        for part in [list(run)] if handler in TOGETHER else [[order] for order in run]:
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
    """Carry out commands of one kind: together where that can be, else each behind its own savepoint."""
    many = TOGETHER.get(handler)
    if many is None:
        return [_apart(order, living) for order in orders]
    return _all_at_once(many, policy_of(handler), orders, living)


def _apart(order: Order, living: dict[int, Living]) -> Outcome:
    try:
        with one_of_many():
            return _do(order, living)
    except Exception as refusal:
        return refusal


def _all_at_once(
    many: Together, policy: Policy | None, orders: list[Order], living: dict[int, Living]
) -> list[Outcome]:
    """Carry out commands by the one function that takes many, and hold each to the policy they declare."""
    actors = [living[one.session_id].actor if one.session_id in living else None for one in orders]
    known = [(who, one.message) for who, one in zip(actors, orders, strict=True) if who is not None]
    forget_passed()
    answers = iter(many(known))
    outcomes: list[Outcome] = []
    for who in actors:
        answer = next(answers) if who is not None else NotAllowed(ENDED)
        through = policy is not None and who is not None and may_answer(policy, who.person_id)
        if isinstance(answer, NotFound) and not through:
            answer = NotFound(NOT_THERE)
        if isinstance(answer, BoardError):
            outcomes.append(answer)
        elif who is None or not through:
            raise RuntimeError(f"a socket command did not pass its gate: {policy}")
        else:
            outcomes.append(Done(who, answer))
    return outcomes


def _do(order: Order, living: dict[int, Living]) -> Done:
    """Run a command as whoever says it, and hold it to the policy it declares."""
    found = living.get(order.session_id)
    if found is None:
        raise NotAllowed(ENDED)
    forget_passed()
    policy = policy_of(order.handler)
    try:
        answer = order.handler(found.actor, order.message)
    except NotFound as refusal:
        if policy is not None and may_answer(policy):
            raise
        raise NotFound(NOT_THERE) from refusal
    if policy is None or not may_answer(policy):
        raise RuntimeError(f"a socket command did not pass its gate: {policy}")
    return Done(found.actor, answer)


#: Commands of which many are carried out by one function, and which.
TOGETHER: dict[Command, Together] = {commands.cast_vote: commands.cast_votes}
