"""The invented board with its months before, filled once and copied for each test."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from board import demo
from board.accounts.models import Board
from board.db import db
from board.statistics.period import EVERYTHING
from board.statistics.queries import Told, told_of
from tests import postgres
from tests.conftest import POSTGRES
from tests.demo.conftest import MORNING


@pytest.fixture(scope="session")
def lived(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo and its months before; on PostgreSQL the rows are kept on the server."""
    file = tmp_path_factory.mktemp("lived") / "lived.sqlite3"
    if POSTGRES:
        postgres.forget_rows(POSTGRES)
    else:
        shutil.copy(migrated, file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", POSTGRES or f"sqlite:///{file}")
        patch.setenv("BOARD_SECRET_KEY", "only for tests")
        demo.load(MORNING, months_before=True)
    if POSTGRES:
        postgres.keep_rows(POSTGRES)
        postgres.forget_rows(POSTGRES)
    return file


@pytest.fixture
def board_of_months(lived: Path, app: Flask, tmp_path: Path) -> None:
    """The application on such a board."""
    if POSTGRES:
        postgres.bring_back_rows(POSTGRES)
    else:
        shutil.copy(lived, tmp_path / "board.sqlite3")


@pytest.fixture
def told(board_of_months: None, in_app: None) -> Told:
    """What the figures of the myeloma board are counted from, since its beginning."""
    board = db.session.scalars(select(Board).where(Board.case_prefix == "MM")).one()
    return told_of(board, EVERYTHING, MORNING)
