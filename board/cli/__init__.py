"""The `board` command: serve, demo, import, verify; and the knowledge of the disease on its own.

One module a command. Nothing heavy is imported before a command asks for it, so that the short ones
answer at once; `migrate` and `alembic_config` are what other programs take from here.
"""

import sys
from collections.abc import Callable
from io import TextIOWrapper

import click

from board.cli.assessing import assess_command
from board.cli.benches import bench
from board.cli.calculating import calc_command
from board.cli.database import alembic_config as alembic_config
from board.cli.database import migrate as migrate
from board.cli.database import migrate_command
from board.cli.importing import import_command
from board.cli.mailing import mail
from board.cli.mounted import accounts_group
from board.cli.reading import drug_command, read_fish_command
from board.cli.serving import demo_command, serve_command
from board.cli.verifying import site_key_command, verify_command

#: Groups that other rooms bring: made when they are asked for.
LATER: dict[str, Callable[[], click.Command]] = {
    "board": lambda: accounts_group("board"),
    "person": lambda: accounts_group("person"),
}


class Commands(click.Group):
    """The commands written here, and those that other rooms bring, which are imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every name."""
        return sorted([*super().list_commands(ctx), *LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        later = LATER.get(cmd_name)
        return later() if later is not None else super().get_command(ctx, cmd_name)


@click.group(cls=Commands)
def main() -> None:
    """Relapse Board: the multidisciplinary board on relapsed multiple myeloma."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a sign is shown its number, instead of the command failing.
            stream.reconfigure(errors="backslashreplace")


for _command in (
    serve_command,
    demo_command,
    import_command,
    verify_command,
    site_key_command,
    migrate_command,
    assess_command,
    read_fish_command,
    drug_command,
    calc_command,
    bench,
    mail,
):
    main.add_command(_command)
