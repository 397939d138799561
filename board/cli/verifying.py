"""`board verify`: whether the trail is as it was written, and closed ballots count as they did."""

import sys

import click


@click.command("verify")
def verify_command() -> None:
    """Check that nobody changed the trail, and count every closed ballot anew."""
    from sqlalchemy.exc import DBAPIError

    from board import clock
    from board.app import create_app
    from board.audit.services import keep_verification, verify_trail
    from board.db import db
    from board.decisions.services.recount import recount_all
    from board.transactions import transaction

    try:
        with create_app().app_context():
            found = verify_trail()
            with transaction():
                keep_verification(found, "the command line", clock.now())
            recounts = list(recount_all())
            db.session.remove()
            db.engine.dispose()
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be read ({error.orig}); `board migrate` makes or renews it."
        ) from error
    click.echo(f"{found.entries} entries, last link {found.head}")
    if not found.sound:
        click.echo(f"The trail is broken at entry {found.first_broken}.", err=True)
    for one in recounts:
        for difference in one.differences:
            click.echo(f"Ballot {one.ballot_id}: {difference}", err=True)
    differing = sum(not one.agrees for one in recounts)
    click.echo(f"{len(recounts)} closed ballots counted anew, {differing} differ")
    if differing or not found.sound:
        sys.exit(1)
