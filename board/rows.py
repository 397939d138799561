"""Many rows in one step of the database, there and back, as one JSON text.

Whoever walks a statement row by row gives the interpreter away and asks for it back with each row; while other
threads are busy, each time can cost milliseconds. One step costs that once, however many rows it is about.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table, TextClause, bindparam, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer, String, TypeEngine


class all_rows(FunctionElement[str]):  # noqa: N801  # reads like the functions of SQL
    """In place of columns: all rows of the query as one text, for rows_in. Plain columns only, no instants."""

    type = String()
    inherit_cache = True


class listed_ids(FunctionElement[int]):  # noqa: N801
    """The numbers in a list that is bound as in_list(numbers): `column.op("IN")(listed_ids(bindparam("ids")))`."""

    type = Integer()
    inherit_cache = True


class listed_words(FunctionElement[str]):  # noqa: N801
    """The same for texts."""

    type = String()
    inherit_cache = True


def rows_in(found: str) -> list[list[Any]]:
    """Return the rows of a query for all_rows."""
    rows: list[list[Any]] = json.loads(found)
    return rows


def in_list(values: Sequence[int] | Sequence[str]) -> str:
    """Return what is bound for listed_ids and listed_words."""
    return json.dumps(values)


def insert_rows(
    connection: Connection,
    table: Table,
    same: Mapping[str, Any],
    names: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert *rows*, the values of the columns *names*, with *same* as the other columns of each.

    Numbers, texts and JSON texts go into rows; instants are said once, in *same*.
    """
    if connection.dialect.name == "sqlite":
        values = [_stored(table, name, value, connection.dialect) for name, value in same.items()]
        statement = _insert_values(table, tuple(same), names, len(rows))
        connection.exec_driver_sql(statement, (*values, *chain.from_iterable(rows)))
    else:
        listed = _insert_listed(table, tuple(same), names)
        connection.execute(listed, {**same, "rows": json.dumps(rows)})


def _stored(table: Table, name: str, value: Any, dialect: Dialect) -> Any:
    """Return a value as the driver stores it in its column."""
    process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return process(value) if process else value


@lru_cache(maxsize=512)
def _insert_values(table: Table, same: tuple[str, ...], names: tuple[str, ...], many: int) -> str:
    """Return the statement of SQLite, which takes each value where it belongs: to list them as JSON costs more."""
    row = ", ".join([*(f"?{n}" for n, _ in enumerate(same, 1)), *("?" for _ in names)])
    return f"{_into(table, same, names)} VALUES {', '.join([f'({row})'] * many)}"


@lru_cache(maxsize=64)
def _insert_listed(table: Table, same: tuple[str, ...], names: tuple[str, ...]) -> TextClause:
    """Return the statement of PostgreSQL, which would walk many values one by one."""
    kinds = {name: _kind(table.c[name].type) for name in (*same, *names)}
    values = [f"CAST(:{name} AS {kinds[name]})" for name in same]
    values += [f"CAST(value ->> {n} AS {kinds[name]})" for n, name in enumerate(names)]
    said = f"{_into(table, same, names)} SELECT {', '.join(values)} FROM json_array_elements(CAST(:rows AS json))"
    return text(said).bindparams(*(bindparam(name, type_=table.c[name].type) for name in same))


def _into(table: Table, same: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return where to; every name is one of the table's own columns."""
    columns = ", ".join(f'"{name}"' for name in (*same, *names))
    return f'INSERT INTO "{table.name}" ({columns})'


def _kind(kind: TypeEngine[Any]) -> str:
    """Return what to cast to; a text is not cut to the length of its column but refused when it is too long."""
    return "text" if isinstance(kind, String) else kind.compile(postgresql.dialect())


@compiles(all_rows, "sqlite")
def _all_rows_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **how)}))"


@compiles(all_rows, "postgresql")
def _all_rows_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    rows = f"json_agg(json_build_array({compiler.process(element.clauses, **how)}))"
    return f"CAST(coalesce({rows}, '[]') AS text)"


@compiles(listed_ids, "sqlite")
@compiles(listed_words, "sqlite")
def _listed_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **how)}))"


@compiles(listed_ids, "postgresql")
def _listed_ids_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return _elements(compiler.process(element.clauses, **how), "integer")


@compiles(listed_words, "postgresql")
def _listed_words_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return _elements(compiler.process(element.clauses, **how), "text")


def _elements(bound: str, kind: str) -> str:
    elements = f"json_array_elements_text(CAST({bound} AS json))"
    return f"(SELECT CAST(value AS {kind}) FROM {elements})"
