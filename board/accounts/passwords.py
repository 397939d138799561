"""Passwords: argon2id, and the same time for a name that does not exist."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 1024  # bytes; a megabyte of password is an attack on the hasher

_hasher = PasswordHasher()
#: Checked in place of a missing account's hash, so that a guess takes as long either way.
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return what to keep instead of *password*."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Return whether *password* is the one that was hashed to *kept*."""
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
        return False
    try:
        return _hasher.verify(kept or _nobody, password) and kept is not None
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
