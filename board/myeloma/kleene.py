"""Three-valued logic (Kleene): True, False, and None for *not known*."""

from collections.abc import Iterable

#: True, False, or None when it is not known.
Truth = bool | None

#: Laboratory differences are compared with this tolerance, so 0.3 + 0.2 reaches 0.5.
TOLERANCE = 1e-9


def all_of(parts: Iterable[Truth]) -> Truth:
    """Return False if any part is false, else None if any is not known, else True."""
    known = parts if isinstance(parts, list) else [*parts]
    if False in known:
        return False
    return None if None in known else True


def any_of(parts: Iterable[Truth]) -> Truth:
    """Return True if any part is true, else None if any is not known, else False."""
    known = parts if isinstance(parts, list) else [*parts]
    if True in known:
        return True
    return None if None in known else False


def negate(part: Truth) -> Truth:
    """Return the opposite; what is not known stays not known."""
    return None if part is None else not part


def at_least(value: float | None, limit: float) -> Truth:
    """Say whether *value* reaches *limit*; None when there is no value."""
    return None if value is None else value >= limit - TOLERANCE


def at_most(value: float | None, limit: float) -> Truth:
    """Say whether *value* stays within *limit*; None when there is no value."""
    return None if value is None else value <= limit + TOLERANCE


def above(value: float | None, limit: float) -> Truth:
    """Say whether *value* exceeds *limit* (strictly); None when there is no value."""
    return None if value is None else value > limit + TOLERANCE


def below(value: float | None, limit: float) -> Truth:
    """Say whether *value* is under *limit* (strictly); None when there is no value."""
    return None if value is None else value < limit - TOLERANCE
