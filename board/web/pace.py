"""How often strangers may ask: some questions at once, then one every few seconds, by address."""

from dataclasses import dataclass

#: Addresses remembered before those that have been quiet are forgotten.
MOST = 4096


@dataclass
class _Allowance:
    left: float
    at: float


class Allowances:
    """What each address may still ask. Time is in seconds of a clock that never goes back."""

    def __init__(self, at_once: int, seconds_each: float) -> None:
        self._at_once, self._each = float(at_once), seconds_each
        self._known: dict[str, _Allowance] = {}

    def take(self, address: str, now: float) -> bool:
        """Return whether *address* may ask one thing more now, and count it."""
        if len(self._known) >= MOST:
            self._forget_the_quiet(now)
        has = self._known.setdefault(address, _Allowance(self._at_once, now))
        has.left = min(self._at_once, has.left + (now - has.at) / self._each)
        has.at = now
        if has.left < 1:
            return False
        has.left -= 1
        return True

    def _forget_the_quiet(self, now: float) -> None:
        full = self._at_once * self._each
        self._known = {one: has for one, has in self._known.items() if now - has.at < full}
