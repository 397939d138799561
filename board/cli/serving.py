"""`board serve` and `board demo`."""

import socket

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
    import uvicorn

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
        ws_ping_interval=None,  # Socket.IO has its own
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


@click.command("demo")
def demo_command() -> None:
    """Fill an empty database with an invented board, and say who can sign in."""
    migrate(config.from_environment().database_url)
    fill_with_demo()


def fill_with_demo() -> None:
    """Fill the database unless a board is in it, and print who can sign in."""
    from board import demo  # an application with all its rooms: only when asked for

    for line in demo.load():
        click.echo(line)
