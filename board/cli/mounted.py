"""Commands that another room brings, given the application that only this one may make."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask


def accounts_group(name: str) -> click.Command:
    """Return `board board` or `board person`."""
    from board.accounts import commands

    return next(group for group in commands.groups(make_app) if group.name == name)


def make_app() -> "Flask":
    """Return the application on a database of the newest form."""
    from board import config
    from board.app import create_app
    from board.cli.database import migrate

    migrate(config.from_environment().database_url)
    return create_app()
