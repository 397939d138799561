"""The PostgreSQL that TEST_DATABASE_URL names: a database for each worker, emptied for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import URL, Engine, create_engine, make_url, text

from board.db import db


def own_database(url: str | None, worker: str | None) -> str | None:
    """Return the address of this worker's database; a run without workers uses the one that was named."""
    if not url or not worker:
        return url
    return _named(make_url(url), worker)


@contextmanager
def new_database(url: str, name: str) -> Iterator[str]:
    """Give the address of an empty database beside the one at *url*, and drop it afterwards."""
    named = make_url(_named(make_url(url), name)).database
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{named}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{named}"'))
        yield _named(make_url(url), name)
        connection.execute(text(f'DROP DATABASE "{named}" WITH (FORCE)'))
    engine.dispose()


def forget_everything(url: str) -> None:
    """Leave nothing in the database at *url*: no row, no table, no trigger."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS kept CASCADE"))
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def forget_rows(url: str) -> None:
    """Empty every table.

    Deleting past the append-only triggers takes a hundredth of the time of TRUNCATE, which makes
    new files for every table and index.
    """
    _past_the_triggers(url, *(f'DELETE FROM "{name}"' for name in _tables()), RESTART)


def keep_rows(url: str) -> None:
    """Remember what every table holds, for bring_back_rows."""
    copies = (f'CREATE TABLE kept."{name}" AS TABLE public."{name}"' for name in _tables())
    _past_the_triggers(
        url, "DROP SCHEMA IF EXISTS kept CASCADE", "CREATE SCHEMA kept", *copies, KEEP_NUMBERS
    )


def bring_back_rows(url: str) -> None:
    """Fill the empty tables with what keep_rows saw."""
    copies = (f'INSERT INTO public."{name}" TABLE kept."{name}"' for name in _tables())
    _past_the_triggers(url, *copies, GO_ON)


def part(url: str) -> None:
    """Close the connection that these functions share."""
    _engine(url).dispose()


#: Numbering begins at 1 again.
RESTART = """
SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences
WHERE schemaname = 'public'"""

KEEP_NUMBERS = """
CREATE TABLE kept.numbers AS SELECT quote_ident(sequencename) AS name, last_value
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"""

#: Numbering goes on where it was.
GO_ON = "SELECT setval(name::regclass, last_value) FROM kept.numbers"


def _past_the_triggers(url: str, *statements: str) -> None:
    with _engine(url).begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("; ".join(statements))


def _tables() -> list[str]:
    return [table.name for table in db.metadata.sorted_tables]


@cache
def _engine(url: str) -> Engine:
    """Return one engine for the whole run: its connection is used before and after every test."""
    return create_engine(url)


def _named(url: URL, name: str) -> str:
    # Two connections of one test that wait for each other would wait for ever.
    named = url.set(database=f"{url.database}_{name}").update_query_dict(
        {"options": "-c lock_timeout=20s"}
    )
    return named.render_as_string(hide_password=False)
