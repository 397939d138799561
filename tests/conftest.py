"""What every test may ask for: an application on a fresh database, the cast, and somebody signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from board.app import create_app
from board.cli import migrate
from board.config import Settings
from board.db import db
from board.live.leaving import absent
from tests import postgres
from tests.factories import Cast, a_cast

#: A PostgreSQL to run the whole suite on instead of SQLite; each worker has a database of its own there.
SERVER, WORKER = os.environ.get("TEST_DATABASE_URL"), os.environ.get("PYTEST_XDIST_WORKER")
POSTGRES = postgres.own_database(SERVER, WORKER)


class Compiled(BytecodeCache):
    """Templates as compiled for an earlier test: compiling them anew takes half the time of a page."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(scope="session", autouse=True)
def routes_compiled_once() -> Iterator[None]:
    """Keep what builds the address of a route for the next application: compiling it is most of making one."""
    compiled, anew = {}, Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return anew(rule, append_unknown)
        key = (tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = anew(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", builder)
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty database file at the newest migration, to be copied for each test."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    with ExitStack() as server:
        if POSTGRES and WORKER:
            server.enter_context(postgres.new_database(SERVER, WORKER))
        if POSTGRES:
            postgres.forget_everything(POSTGRES)
            server.callback(postgres.part, POSTGRES)
        migrate(POSTGRES or f"sqlite:///{file}")
        yield file


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    """Settings of a fresh installation."""
    url = POSTGRES or f"sqlite:///{tmp_path / 'board.sqlite3'}"
    if POSTGRES:
        postgres.forget_rows(POSTGRES)
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
        data_folder=tmp_path / "data",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application as it is served, without a server."""
    app = create_app(settings)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = COMPILED
    absent.begin()
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
