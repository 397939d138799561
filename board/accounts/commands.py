"""Boards and people from the command line: how an installation gets its first ones.

The command that mounts them says how the application is made; this room knows none.
"""

from collections.abc import Callable

import click
from flask import Flask

from board import clock
from board.accounts import people
from board.accounts.actor import Discipline, Role
from board.db import db
from board.errors import BoardError, Invalid
from board.transactions import transaction


def groups(make_app: Callable[[], Flask]) -> list[click.Group]:
    """Return `board board` and `board person`, to be mounted; each runs in the application it makes."""
    return [_boards(make_app), _people(make_app)]


def _boards(make_app: Callable[[], Flask]) -> click.Group:
    @click.group("board")
    def boards() -> None:
        """Make boards."""

    @boards.command("add")
    @click.argument("name")
    @click.option("--hospital", required=True, help="As printed on records.")
    @click.option("--prefix", required=True, help="Of case numbers: MM gives MM-0142.")
    @click.option("--zone", required=True, help="The clock it meets by: Europe/Berlin.")
    @click.option("--jurisdiction", type=click.Choice(["US", "EU"]), required=True)
    @click.option("--voters", default=3, show_default=True, help="Voters that make a quorum.")
    @click.option("--disciplines", default=2, show_default=True, help="Disciplines it needs.")
    @click.option("--supportive-votes", is_flag=True, help="Supportive-care staff vote, too.")
    @click.option("--anonymous", is_flag=True, help="The chair may hold anonymous ballots.")
    def add(
        name: str,
        hospital: str,
        prefix: str,
        zone: str,
        jurisdiction: str,
        voters: int,
        disciplines: int,
        supportive_votes: bool,
        anonymous: bool,
    ) -> None:
        """Make the board called NAME."""
        wanted = people.NewBoard(
            name,
            hospital,
            jurisdiction,
            zone,
            prefix,
            voters,
            disciplines,
            supportive_votes,
            anonymous,
        )
        _do(make_app, lambda: people.make_board(wanted, at=clock.now()))
        click.echo(f"The board {name} is made. Give it people: board person add --help")

    return boards


def _people(make_app: Callable[[], Flask]) -> click.Group:
    @click.group("person")
    def persons() -> None:
        """Give people a seat on a board."""

    @persons.command("add")
    @click.argument("email")
    @click.option("--name", required=True, help="As printed on a record: Dr Ruth Okafor.")
    @click.option("--board", "board_name", required=True, help="The name of the board.")
    @click.option("--role", type=click.Choice([one.value for one in Role]), required=True)
    @click.option(
        "--discipline", type=click.Choice([one.value for one in Discipline]), required=True
    )
    def add(email: str, name: str, board_name: str, role: str, discipline: str) -> None:
        """Give EMAIL a seat, and print the link with which its owner chooses a password."""

        def give() -> str | None:
            board = people.board_called(board_name)
            newcomer = people.Newcomer(email, name, Role(role), Discipline(discipline))
            return people.seat(board.id, newcomer, by=None, at=clock.now())[1]

        token = _do(make_app, give)
        click.echo(f"{name} sits on {board_name} as {role} for {discipline}.")
        if token is None:
            click.echo("They have an account already and sign in as before.")
        else:
            click.echo(f"Shown only now, works once, for {people.LINK_LIVES.days} days:")
            click.echo(f"  {_address(make_app)}/enter/{token}")

    return persons


def _do(make_app: Callable[[], Flask], act: Callable[[], object]) -> object:
    """Do something in the application, all or nothing; a refusal is told in its own words."""
    try:
        with make_app().app_context():
            try:
                with transaction():
                    return act()
            finally:
                db.session.remove()
                db.engine.dispose()  # the command ends here, and with it its connection
    except BoardError as refusal:
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        said = [refusal.message, *(f"{name}: {words}" for name, words in fields.items())]
        raise click.ClickException("\n".join(said)) from refusal


def _address(make_app: Callable[[], Flask]) -> str:
    return str(make_app().config["PUBLIC_ADDRESS"])
