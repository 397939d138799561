"""A property that is worked out when first read and then kept.

Like functools.cached_property without its lock: what is read here is pure, so that two threads
that work it out at the same time get the same answer, and a case is judged in less time than
all its locks would take.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801  -- written like a property
    """Decorate a method without arguments: its answer stands in the instance from then on."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> T | Self:
        """Return the answer, or the descriptor itself when asked of the class."""
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._work(instance)
        return found
