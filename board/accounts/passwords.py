"""Passwords: argon2id, and the same time for a name that does not exist."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Kept while nobody has chosen a password: it matches nothing.
UNSET = ""
LONGEST = 1024  # bytes; a megabyte of password is an attack on the hasher

#: A hash takes one core, and one is made at a time: a crowd at the door leaves the rest to the meeting.
_hasher = PasswordHasher(parallelism=1)
_one_at_a_time = threading.Lock()


def hash_password(password: str) -> str:
    """Return what to keep instead of *password*."""
    return _hasher.hash(password)


@cache
def nobody() -> str:
    """Return what is checked in place of a missing account's hash, so that a guess takes as long either way.

    It is made once, which takes as long as a guess itself: `board serve` asks for it before anybody else can.
    """
    return hash_password("nobody has this password")


def matches(password: str, kept: str | None) -> bool:
    """Return whether *password* is the one that was hashed to *kept*."""
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
        return False
    try:
        with _one_at_a_time:
            return _hasher.verify(kept or nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
