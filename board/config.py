"""Settings, read once from the environment into plain values."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


@dataclass(frozen=True)
class Settings:
    """Everything that may differ from one installation to the next. See docs/operations.md."""

    database_url: str
    secret_key: str
    #: Where people reach the board, "https://board.example.org"; sockets and forms from elsewhere are refused.
    public_address: str
    #: A session without a request for this long has ended.
    idle: timedelta
    #: A session ends this long after signing in, whatever happens.
    longest_session: timedelta
    #: The largest request body, in bytes.
    largest_body: int
    #: Invented patients only: every page and print says so.
    synthetic: bool
    #: Where the board keeps the files it makes itself: the key it seals records with.
    data_folder: Path = VAR
    #: The hospital's own key to seal records with, PKCS#12 or PEM, instead of one we make.
    seal_key: Path | None = None
    #: The certificate of a key in PEM.
    seal_certificate: Path | None = None
    seal_passphrase: str = field(default="", repr=False)
    #: A service that stamps the time of a seal (RFC 3161); without one nothing is asked over the network.
    time_stamps: str = ""
    #: The server that takes our letters; empty: none.
    mail_host: str = ""
    mail_port: int = 587
    #: "starttls", "tls" or "none".
    mail_tls: str = "starttls"
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    #: Whom letters come from.
    mail_from: str = "board@localhost"
    #: A folder that letters are written into instead of being sent.
    mail_outbox: str = ""

    @property
    def https(self) -> bool:
        """Whether people reach the board through TLS, so that cookies may insist on it."""
        return self.public_address.startswith("https://")


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings this process was started with."""
    return Settings(
        database_url=environment.get("DATABASE_URL", f"sqlite:///{VAR / 'board.sqlite3'}"),
        secret_key=environment.get("BOARD_SECRET_KEY") or _kept_secret(),
        public_address=environment.get("BOARD_PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/"),
        idle=timedelta(minutes=int(environment.get("BOARD_IDLE_MINUTES", "60"))),
        longest_session=timedelta(hours=int(environment.get("BOARD_SESSION_HOURS", "12"))),
        largest_body=int(environment.get("BOARD_LARGEST_BODY", str(2 * 1024 * 1024))),
        synthetic=environment.get("BOARD_SYNTHETIC", "0") == "1",
        data_folder=Path(environment.get("BOARD_DATA_FOLDER", str(VAR))),
        seal_key=_file(environment.get("BOARD_SEAL_KEY", "")),
        seal_certificate=_file(environment.get("BOARD_SEAL_CERTIFICATE", "")),
        seal_passphrase=environment.get("BOARD_SEAL_PASSPHRASE", ""),
        time_stamps=environment.get("BOARD_TIME_STAMPS", ""),
        mail_host=environment.get("BOARD_MAIL_HOST", ""),
        mail_port=int(environment.get("BOARD_MAIL_PORT", "587")),
        mail_tls=_tls(environment.get("BOARD_MAIL_TLS", "starttls")),
        mail_user=environment.get("BOARD_MAIL_USER", ""),
        mail_password=environment.get("BOARD_MAIL_PASSWORD", ""),
        mail_from=environment.get("BOARD_MAIL_FROM", "board@localhost"),
        mail_outbox=environment.get("BOARD_MAIL_OUTBOX", "") or _demo_outbox(environment),
    )


def _demo_outbox(environment: Mapping[str, str]) -> str:
    """Return where an installation of invented patients keeps its letters: nobody is written to."""
    if environment.get("BOARD_SYNTHETIC", "0") != "1" or environment.get("BOARD_MAIL_HOST", ""):
        return ""
    return str(Path(environment.get("BOARD_DATA_FOLDER", str(VAR))) / "outbox")


def _tls(said: str) -> str:
    if said not in ("starttls", "tls", "none"):
        raise ValueError(f"BOARD_MAIL_TLS is starttls, tls or none, not {said!r}")
    return said


def _file(named: str) -> Path | None:
    return Path(named) if named else None


def _kept_secret() -> str:
    """Return this installation's secret, made at first need and readable by its owner alone."""
    kept = VAR / "secret"
    if not kept.exists():
        VAR.mkdir(exist_ok=True)
        with open(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text()
