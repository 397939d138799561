"""The `board` command."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
import uvicorn
from alembic import command
from alembic.config import Config

from board import config
from board.config import ROOT


@click.group()
def main() -> None:
    """Relapse Board: the multidisciplinary board on relapsed multiple myeloma."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve pages and the live room."""
    migrate(config.from_environment().database_url)
    uvicorn.run(
        "wsgi:asgi",
        app_dir=str(ROOT),
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        loop="uvloop",
        http="httptools",
        access_log=False,
        timeout_graceful_shutdown=5,
        log_level="warning",
    )


@main.command("demo")
def demo_command() -> None:
    """Fill an empty database with an invented board, and say who can sign in."""
    from board import demo  # an application with all its rooms: only when asked for

    migrate(config.from_environment().database_url)
    for line in demo.load():
        click.echo(line)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--day-zero",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Read an MMRF record, which counts days: the date of its day 0.",
)
def import_command(file: Path, day_zero: datetime | None) -> None:
    """Turn FILE into case facts on standard output; what was not understood goes to standard error.

    FILE is a laboratory CSV whose columns name their units, a case-facts file, or an MMRF record.
    """
    from board.errors import Invalid
    from board.interop import case_facts, lab_csv, mmrf

    data = file.read_bytes()
    try:
        if day_zero is not None:
            imported = mmrf.read(data, file.name, day_zero.date())
        elif file.suffix.lower() in (".csv", ".tsv"):
            imported = lab_csv.read(data, file.name)
        else:
            imported = case_facts.read(data, file.name)
    except Invalid as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)
    click.echo(json.dumps(imported.facts, indent=1, ensure_ascii=False))
    for one in imported.not_understood:
        click.echo(f"not understood: {one.where}: {one.text}: {one.reason}", err=True)
    click.echo(
        f"{len(imported.placed)} values placed, {len(imported.not_understood)} not understood",
        err=True,
    )


@main.command("verify")
def verify_command() -> None:
    """Check that nobody changed the trail."""
    from board.app import create_app
    from board.audit.services import verify_trail

    with create_app().app_context():
        found = verify_trail()
    click.echo(f"{found.entries} entries, last link {found.head}")
    if not found.sound:
        click.echo(f"The trail is broken at entry {found.first_broken}.", err=True)
        sys.exit(1)


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest form."""
    migrate(config.from_environment().database_url)


def migrate(database_url: str) -> None:
    """Bring the database at *database_url* to the newest form, making it when there is none."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(database_url), "head")


def alembic_config(database_url: str) -> Config:
    """Return Alembic's settings for the database at *database_url*."""
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return settings
