"""Every door declares its policy, and a guarded thing is reached through its gate alone.

A door is an HTTP route, a socket event, a command. A gate is the one function that fetches a guarded
thing on somebody's behalf (`case_for`, `meeting_for`, `plan_for`): it refuses, or it fetches and notes
that it was passed. A door whose policy names a gate answers nothing unless that gate was passed.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from enum import StrEnum
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Policy(StrEnum):
    """Who may come through a door."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed_in"  # anybody who is signed in, for what is their own
    BOARD = "board"  # a member of the board in question
    CASE = "case"  # who may see the case
    MEETING = "meeting"  # who may see the meeting
    PLAN = "plan"  # who may see the plan
    AUDIT = "audit"  # who may read the trail


#: Policies that a gate has to confirm.
GATED = frozenset({Policy.BOARD, Policy.CASE, Policy.MEETING, Policy.PLAN, Policy.AUDIT})

#: The policies whose gate was passed; with a person where several act at once.
_passed: ContextVar[frozenset[Policy | tuple[Policy, int]]] = ContextVar(
    "passed", default=frozenset()
)


def door(policy: Policy) -> Callable[[F], F]:
    """Declare the policy of a view or a socket handler."""

    def declare(function: F) -> F:
        function.policy = policy  # type: ignore[attr-defined]  # a mark on the function itself
        return function

    return declare


def policy_of(function: Callable[..., object] | None) -> Policy | None:
    """Return the declared policy of a door, or None where there is none."""
    return getattr(function, "policy", None)


def forget_passed() -> None:
    """Begin a new act: no gate has been passed yet."""
    _passed.set(frozenset())


def passed(policy: Policy, people: Iterable[int] | None = None) -> None:
    """Note that the gate of *policy* let this act through. Called by gates alone.

    Where several people act at once, *people* are those whom it let through.
    """
    through = {(policy, person_id) for person_id in people or ()}
    if people is None or through:
        _passed.set(_passed.get() | through | {policy})


def may_answer(policy: Policy, person_id: int | None = None) -> bool:
    """Return whether a door of *policy* has passed the gate it names; for one of several, whether they have."""
    asked = policy if person_id is None else (policy, person_id)
    return policy not in GATED or asked in _passed.get()
