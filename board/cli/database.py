"""`board migrate`, and the same for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from board import config
from board.config import ROOT

if TYPE_CHECKING:
    from alembic.config import Config


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest form."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    try:
        migrate(config.from_environment().database_url)
    except DBAPIError as error:
        raise click.ClickException(f"The database cannot be reached: {error.orig}") from error
    except (ArgumentError, OSError) as error:
        raise click.ClickException(f"DATABASE_URL names no database: {error}") from error


def migrate(database_url: str) -> None:
    """Bring the database at *database_url* to the newest form, making it when there is none."""
    from alembic import command

    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(database_url), "head")


def alembic_config(database_url: str) -> "Config":
    """Return Alembic's settings for the database at *database_url*."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return settings
