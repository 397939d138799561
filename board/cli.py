"""The `board` command."""

import json
import socket
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
@click.option("--demo", "with_demo", is_flag=True, help="First do what `board demo` does.")
def serve(host: str, port: int, with_demo: bool) -> None:
    """Serve pages and the live room."""
    refuse_taken(host, port)
    migrate(config.from_environment().database_url)
    if with_demo:
        fill_with_demo()
    click.echo(f"Relapse Board is at http://{host}:{port} (Ctrl+C ends it)")
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


def refuse_taken(host: str, port: int) -> None:
    """Say so when another program listens at this address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use here. End what listens there, or choose another: make run PORT={port + 1}"
            ) from error


@main.command("demo")
def demo_command() -> None:
    """Fill an empty database with an invented board, and say who can sign in."""
    migrate(config.from_environment().database_url)
    fill_with_demo()


def fill_with_demo() -> None:
    """Fill the database unless a board is in it, and print who can sign in."""
    from board import demo  # an application with all its rooms: only when asked for

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
        if day_zero is not None or b'"hits"' in data[:2_000]:
            imported = mmrf.read(data, file.name, day_zero.date() if day_zero else None)
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
