"""Migrations are numbered, run from nothing, and end where the models are."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

import board.app  # noqa: F401  # with it every model
from board.cli import alembic_config, migrate
from board.db import Base
from tests import postgres
from tests.conftest import POSTGRES

FILES = sorted(Path(__file__).parents[2].joinpath("migrations/versions").glob("*.py"))


def test_they_are_numbered_without_a_gap():
    numbers = [int(re.match(r"(\d{4})_[a-z_]+\.py", file.name)[1]) for file in FILES]

    assert numbers == list(range(1, len(numbers) + 1))


def test_they_import_no_models():
    assert not [
        file.name
        for file in FILES
        if "from board" in file.read_text() or "import board" in file.read_text()
    ]


@pytest.fixture
def database(tmp_path, migrated):
    url = POSTGRES or f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    if not POSTGRES:
        migrate(url)
    engine = create_engine(url)
    yield engine
    engine.dispose()


def test_they_end_where_the_models_are(database):
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


@pytest.fixture
def of_its_own(tmp_path):
    if POSTGRES:
        with postgres.new_database(POSTGRES, "undone") as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'undone.sqlite3'}"


def test_they_can_be_undone(of_its_own):
    migrate(of_its_own)

    command.downgrade(alembic_config(of_its_own), "base")

    engine = create_engine(of_its_own)
    left = inspect(engine).get_table_names()
    engine.dispose()
    assert set(left) <= {"alembic_version"}


@pytest.mark.parametrize(
    "act", ["UPDATE audit_entries SET person_name = 'nobody'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_the_trail(app, cast, as_person, act):
    as_person("okafor")  # signing in leaves an entry
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])

    with pytest.raises(DatabaseError, match="only ever added"), engine.begin() as connection:
        connection.execute(text(act))

    engine.dispose()


@pytest.mark.skipif(bool(POSTGRES), reason="INSERT OR REPLACE is SQLite's")
def test_replacing_an_entry_is_refused_too(app, cast, as_person):
    from board.db import db

    as_person("okafor")

    with app.app_context(), pytest.raises(DatabaseError, match="only ever added"):
        db.session.execute(
            text(
                "INSERT OR REPLACE INTO audit_entries SELECT number, at, person_id, 'nobody', board_id, deed, object, detail, hash FROM audit_entries"
            )
        )
