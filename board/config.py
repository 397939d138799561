"""Settings, read once from the environment into plain values."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
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
    )


def _kept_secret() -> str:
    """Return this installation's secret, made at first need and readable by its owner alone."""
    kept = VAR / "secret"
    if not kept.exists():
        VAR.mkdir(exist_ok=True)
        with open(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text()
