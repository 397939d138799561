"""How letters leave the house: by SMTP, or as files in a folder that somebody can look into."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from board.config import Settings

#: No server may hold the sender up longer.
PATIENCE = 20  # seconds


class Undelivered(Exception):
    """A letter did not leave; *final* says that trying again is of no use."""

    def __init__(self, remark: str, *, final: bool = False) -> None:
        super().__init__(remark)
        self.remark = remark
        self.final = final


class Transport(Protocol):
    """What carries letters."""

    def send(self, message: EmailMessage) -> None:
        """Carry one letter, or raise Undelivered."""


@contextmanager
def transport_for(settings: Settings) -> Iterator[Transport | None]:
    """Give the way this installation sends, for one batch; None when none is set."""
    if settings.mail_outbox:
        yield Folder(Path(settings.mail_outbox))
    elif settings.mail_host:
        server = Smtp(settings)
        try:
            yield server
        finally:
            server.close()
    else:
        yield None


def is_set_up(settings: Settings) -> bool:
    """Return whether letters can leave this installation at all."""
    return bool(settings.mail_outbox or settings.mail_host)


class Folder:
    """A folder of .eml files, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the letter under its own name; the same letter again replaces itself."""
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._folder / f".{name}.part"
            with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
            draft.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise Undelivered(type(error).__name__) from error


class Smtp:
    """A mail server, spoken to over one connection for a batch."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand the letter over; a connection that broke is made anew for the next one."""
        try:
            self._server = self._server or self._connect()
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _said in refusal.recipients.values()]
            raise _undelivered(max(codes, default=0)) from refusal
        except smtplib.SMTPSenderRefused as refusal:
            raise _undelivered(refusal.smtp_code) from refusal
        except smtplib.SMTPDataError as refusal:
            raise _undelivered(refusal.smtp_code) from refusal
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Undelivered(type(error).__name__) from error

    def close(self) -> None:
        """Say goodbye; a server that has gone is left alone."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._server.close()
        self._server = None

    def _connect(self) -> smtplib.SMTP:
        said = self._settings
        if said.mail_tls == "tls":
            secure = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                said.mail_host, said.mail_port, timeout=PATIENCE, context=secure
            )
        else:
            server = smtplib.SMTP(said.mail_host, said.mail_port, timeout=PATIENCE)
        try:
            if said.mail_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if said.mail_user:
                server.login(said.mail_user, said.mail_password)
        except BaseException:
            server.close()
            raise
        return server


def _undelivered(code: int) -> Undelivered:
    """Return what a server's answer means: 5xx is its last word."""
    return Undelivered(f"SMTP {code}", final=500 <= code < 600)
