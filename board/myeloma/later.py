"""Values that are put into words only when somebody reads them.

A case is judged in microseconds; wording takes longer than judging, and most answers of most
options are never opened. Such a value is frozen, equal to and compared like any other of its kind.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

T = TypeVar("T", bound="Later")

#: Returns the field asked for by name, with any others that were worked out on the way.
Fill = Callable[[str], Mapping[str, object]]


class Later:
    """What a dataclass inherits whose fields may be worked out when first read.

    Such a dataclass gives its optional fields a default factory: a plain default would answer
    before the value is worked out.
    """

    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name):
            """Return the field *name*, worked out now and kept."""
            known = self.__dict__
            if "_fill" not in known or name not in self.__dataclass_fields__:
                raise AttributeError(name)
            found = known["_fill"](name)
            known.update(found)
            return found[name]

        def __getstate__(self):
            """Return every field worked out, so that a copy is a plain value."""
            return {name: getattr(self, name) for name in self.__dataclass_fields__}


def later(kind: type[T], fill: Fill, known: dict[str, object]) -> T:
    """Return a *kind* of which *known* is told now, and everything else by *fill* when read."""
    new = object.__new__(kind)
    known["_fill"] = fill
    object.__setattr__(new, "__dict__", known)
    return new
