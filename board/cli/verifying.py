"""`board verify`: whether trail and ballots are as they were, or a file is genuine; `board site-key`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.command("verify")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
def verify_command(file: Path | None) -> None:
    """Check a decision record; without FILE, the whole trail, and count every closed ballot anew."""
    with _board():
        sound = _trail_and_ballots() if file is None else _record(file)
    if not sound:
        sys.exit(1)


@click.command("site-key")
@click.option("--pem", is_flag=True, help="Print the certificate itself, to hand to others.")
def site_key_command(pem: bool) -> None:
    """Say which certificate records are sealed with, making the board's own key when there is none."""
    from board import config
    from board.documents.errors import DocumentFailed
    from board.documents.sealing import certificate_of, seal_of

    seal = seal_of(config.from_environment())
    try:
        certificate = certificate_of(seal)
    except DocumentFailed as error:
        raise click.ClickException(str(error)) from error
    if pem:
        click.echo(certificate.pem)
        return
    click.echo(f"{seal.key}\n{certificate.name}\nSHA-256 {certificate.sha256}")
    click.echo(f"good until {certificate.until:%Y-%m-%d}")


@contextmanager
def _board() -> Iterator[None]:
    """Open the database of this installation, or say why that fails."""
    from sqlalchemy.exc import DBAPIError

    from board.app import create_app
    from board.db import db

    try:
        with create_app().app_context():
            yield
            db.session.remove()
            db.engine.dispose()
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be read ({error.orig}); `board migrate` makes or renews it."
        ) from error


def _record(file: Path) -> bool:
    """Say what a file is worth and what was checked; return whether it is genuine and current."""
    from board.decisions.services.seals import Verdict, prove
    from board.documents.errors import DocumentFailed
    from board.documents.reader import look_into

    pdf = file.read_bytes()
    try:
        shows = look_into(pdf)
    except DocumentFailed:
        shows = None
    proof = prove(pdf, shows)
    click.echo(proof.headline)
    click.echo(proof.said)
    if proof.plan is not None:
        click.echo(f"Decision record {proof.plan.case.number}, version {proof.plan.version}")
    signs = {True: "yes", False: "no ", None: "-  "}
    for check in proof.checks:
        click.echo(f"  {signs[check.passed]} {check.name}: {check.said}")
    return proof.verdict is Verdict.CURRENT


def _trail_and_ballots() -> bool:
    """Walk the trail, count every closed ballot anew, say what differs; return whether nothing does."""
    from board import clock
    from board.audit.services import keep_verification, verify_trail
    from board.decisions.services.recount import recount_all
    from board.transactions import transaction

    found = verify_trail()
    with transaction():
        keep_verification(found, "the command line", clock.now())
    recounts = list(recount_all())
    click.echo(f"{found.entries} entries, last link {found.head}")
    if not found.sound:
        click.echo(f"The trail is broken at entry {found.first_broken}.", err=True)
    for one in recounts:
        for difference in one.differences:
            click.echo(f"Ballot {one.ballot_id}: {difference}", err=True)
    differing = sum(not one.agrees for one in recounts)
    click.echo(f"{len(recounts)} closed ballots counted anew, {differing} differ")
    return found.sound and not differing
