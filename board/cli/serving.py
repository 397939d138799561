"""`board serve` and `board demo`."""

import importlib
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from board import config
from board.cli.database import migrate
from board.config import ROOT


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", "with_demo", is_flag=True, help="First do what `board demo` does.")
def serve_command(host: str, port: int, with_demo: bool) -> None:
    """Serve pages and the live room."""
    refuse_taken(host, port)
    migrate(config.from_environment().database_url)
    if with_demo:
        fill_with_demo()
    click.echo(f"Relapse Board is at http://{host}:{port} (Ctrl+C ends it)")
    with _letters_leaving():
        _serve(host, port)


def _serve(host: str, port: int) -> None:
    import uvicorn

    uvicorn.run(
        "wsgi:asgi",
        app_dir=str(ROOT),
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # Socket.IO has its own
        loop="uvloop",
        http="httptools",
        access_log=False,
        timeout_graceful_shutdown=5,
        log_level="warning",
    )


@contextmanager
def _letters_leaving() -> Iterator[None]:
    """Send letters, and do the chores of other rooms, as long as the board is served."""
    from board.mail.worker import working

    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    with working(importlib.import_module("wsgi").app):
        _be_ready_for_guesses()
        yield


def _be_ready_for_guesses() -> None:
    """Make beside the start what a guessed name is checked against; it takes longer than a page."""
    from board.accounts.passwords import nobody

    threading.Thread(target=nobody, name="guesses", daemon=True).start()


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


@click.command("demo")
def demo_command() -> None:
    """Fill an empty database with an invented board, and say who can sign in."""
    migrate(config.from_environment().database_url)
    fill_with_demo()


def fill_with_demo() -> None:
    """Fill the database unless a board is in it, and print who can sign in."""
    from board import demo  # an application with all its rooms: only when asked for

    for line in demo.load(months_before=True):
        click.echo(line)
