"""It is noon on 24 November 2026 in this room."""

from datetime import datetime, timedelta

import pytest

from board import clock
from tests.people import NOON


class Clock:
    """The time, as a test wants it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the application, stopped at noon."""
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped)
    return stopped
