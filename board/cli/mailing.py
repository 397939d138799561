"""`board mail`: the letters that wait to leave the house."""

import click


@click.group("mail")
def mail() -> None:
    """Letters: what waits, and sending it."""


@mail.command("send")
def send() -> None:
    """Write the reminders that are due and send what waits; `board serve` does the same by itself."""
    from board.cli.mounted import make_app
    from board.db import db
    from board.mail.sending import waiting
    from board.mail.transport import is_set_up
    from board.mail.worker import one_round

    app = make_app()
    if not is_set_up(app.config["BOARD_SETTINGS"]):
        with app.app_context():
            left = waiting()
            db.session.remove()
            db.engine.dispose()
        raise click.ClickException(
            f"{left} letters wait, and no way to send them is set: BOARD_MAIL_HOST or BOARD_MAIL_OUTBOX."
        )
    done = one_round(app)
    with app.app_context():
        left = waiting()
        db.session.remove()
        db.engine.dispose()
    click.echo(
        f"{done.sent} sent, {done.dropped} dropped, {done.failed} to be tried again, {left} wait"
    )
