"""What every test may ask for: an application on a fresh database, the cast, and somebody signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from board.app import create_app
from board.cli import migrate
from board.config import Settings
from board.db import db
from tests.factories import Cast, a_cast

#: A PostgreSQL to run the whole suite on instead of SQLite.
POSTGRES = os.environ.get("TEST_DATABASE_URL")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file at the newest migration, to be copied for each test."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    if not POSTGRES:
        migrate(f"sqlite:///{file}")
    else:
        _empty_postgres()
        migrate(POSTGRES)
    return file


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    """Settings of a fresh installation."""
    url = POSTGRES or f"sqlite:///{tmp_path / 'board.sqlite3'}"
    if POSTGRES:
        _forget_rows()
    else:
        shutil.copy(migrated, tmp_path / "board.sqlite3")
    return Settings(
        database_url=url,
        secret_key="only for tests",
        public_address="http://localhost",
        idle=timedelta(minutes=60),
        longest_session=timedelta(hours=12),
        largest_body=2 * 1024 * 1024,
        synthetic=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application as it is served, without a server."""
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of tests/people.py on their boards, committed."""
    with app.app_context():
        return a_cast()


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """An application context for tests that call services."""
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def as_person(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """Return how to get a browser-like client that is signed in as one of the cast."""

    def sign_in(key: str) -> FlaskClient:
        client = SignedInClient(app, app.response_class, use_cookies=True)
        client.sign_in(cast.email(key))
        return client

    return sign_in


class SignedInClient(FlaskClient):
    """A client that sends the page's CSRF token along, as a browser does by posting the page's form."""

    def sign_in(self, email: str) -> None:
        """Come in through the door."""
        from tests.people import PASSWORD

        answer = self.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Send a request; a posting one carries the token that a page was given."""
        if kwargs.get("method") in {"POST", "PUT", "DELETE", "PATCH"} and not kwargs.pop(
            "without_token", False
        ):
            headers = dict(kwargs.get("headers") or {})
            headers.setdefault("X-CSRFToken", self.token())
            kwargs["headers"] = headers
        return super().open(*args, **kwargs)

    def token(self) -> str:
        """Return the CSRF token of the page this client is looking at."""
        page = super().open("/sign-in", method="GET", follow_redirects=True).text
        return page.split('name="csrf_token" value="')[1].split('"')[0]


def _empty_postgres() -> None:
    engine = create_engine(POSTGRES or "")
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def _forget_rows() -> None:
    """Empty every table of the test server; append-only triggers do not see TRUNCATE by its owner."""
    engine = create_engine(POSTGRES or "")
    names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
