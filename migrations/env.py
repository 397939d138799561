"""Alembic's entrance: migrations run on a connection or an address that the caller gives."""

from alembic import context
from sqlalchemy import create_engine

import board.audit.models
import board.decisions.models  # noqa: F401  # with what it imports: every table there is
from board.db import Base


def run() -> None:
    """Run the migrations on the database that `sqlalchemy.url` names, all in one transaction."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        context.run_migrations()
    engine.dispose()


run()
