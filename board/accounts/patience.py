"""How long an account's door stays shut after wrong passwords. Kept in the database: a restart forgets nothing.

Only the account counts, not the address it is tried from: a hospital comes through one proxy. No account
is ever locked for good, and one that does not exist answers like one that does.
"""

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from board.accounts.models import SignInFailure
from board.db import db, one_at_a_time
from board.web.filters import plural

#: So many attempts within this time cost nothing.
FREE_ATTEMPTS = 5
REMEMBERED = timedelta(minutes=15)
#: The first wait; each further failure doubles it, up to the longest.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=4)


def knock(email: str, at: datetime) -> timedelta | None:
    """Note an attempt on the account and return None, or return how long it still has to wait.

    The attempt is noted before the password is looked at, so that many at once are no more than one after
    another. One that comes while the door is shut is not noted: knocking on makes nobody wait longer.
    """
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < at - REMEMBERED))
    account = _account(email)
    one_at_a_time(f"knock {account}")
    failures, last = db.session.execute(
        select(func.count(), func.max(SignInFailure.at)).where(
            SignInFailure.account_sha256 == account
        )
    ).one()
    opens_at: datetime = last + wait_after(failures) if last else at
    if opens_at > at:
        return opens_at - at
    db.session.add(SignInFailure(account_sha256=account, at=at))
    return None


def forgive(email: str) -> None:
    """Forget the failures of an account whose owner has come in."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_sha256 == _account(email)))


def take_back(email: str, at: datetime) -> None:
    """Forget the attempt of this instant: it was refused before the password was looked at."""
    this = SignInFailure.account_sha256 == _account(email)
    db.session.execute(delete(SignInFailure).where(this, SignInFailure.at == at))


def too_many(wait: timedelta) -> str:
    """Return the sentence that says how long to wait."""
    seconds = math.ceil(wait.total_seconds())
    words = plural(seconds, "second") if seconds < 60 else plural(math.ceil(seconds / 60), "minute")
    return f"Too many attempts. Try again in {words}."


def wait_after(failures: int) -> timedelta:
    """Return how long the door stays shut after so many failures."""
    if failures < FREE_ATTEMPTS:
        return timedelta()
    doublings = min(failures - FREE_ATTEMPTS, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
