"""The time: the only file that asks for it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)
