"""An application whose database holds the invented board."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from board import demo
from board.config import Settings
from tests import postgres
from tests.conftest import POSTGRES

#: A Monday morning, the day for which the ten cases are prepared.
MORNING = datetime(2026, 11, 23, 9, 37, tzinfo=UTC)


@pytest.fixture
def at_home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the test, as the command finds them."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BOARD_SECRET_KEY", settings.secret_key)


@pytest.fixture(scope="session")
def filled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A database file filled once, to be copied for each test, and what was printed.

    On PostgreSQL the rows are kept on the server.
    """
    file = tmp_path_factory.mktemp("demo") / "filled.sqlite3"
    if POSTGRES:
        postgres.forget_rows(POSTGRES)
    else:
        shutil.copy(migrated, file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", POSTGRES or f"sqlite:///{file}")
        patch.setenv("BOARD_SECRET_KEY", "only for tests")
        lines = demo.load(MORNING)
    if POSTGRES:
        postgres.keep_rows(POSTGRES)
        postgres.forget_rows(POSTGRES)
    return file, lines


@pytest.fixture
def shown(filled: tuple[Path, list[str]], at_home: None, app: Flask, tmp_path: Path) -> list[str]:
    """What `board demo` printed when it filled the database of this test."""
    file, lines = filled
    if POSTGRES:
        postgres.bring_back_rows(POSTGRES)
    else:
        shutil.copy(file, tmp_path / "board.sqlite3")
    return lines
