"""How fast one person's screens may speak, so that nobody's noise delays another's vote."""

from dataclasses import dataclass

#: Messages: as many at once, and as many a second from then on. A busy presenter sends three a second.
AT_ONCE = 60.0
A_SECOND = 15.0
#: Asking for the whole room costs as much as so many messages: every part is drawn for it.
A_DRAWING = 5.0
#: Messages too many that are still answered with a refusal; then the screen is disconnected.
PATIENCE = 100
#: Open screens of one person: desk, phone, wall, and a browser full of forgotten tabs.
MOST_SCREENS = 24


@dataclass
class _Allowance:
    left: float
    at: float
    refused: int = 0


class Pace:
    """How much each speaker may still say. Time is in seconds of any clock that never goes back."""

    def __init__(self) -> None:
        self._allowances: dict[int, _Allowance] = {}

    def allows(self, speaker: int, now: float, cost: float = 1.0) -> bool:
        """Return whether *speaker* may say one thing more now, and count it by what it costs."""
        has = self._allowances.setdefault(speaker, _Allowance(AT_ONCE, now))
        has.left = min(AT_ONCE, has.left + (now - has.at) * A_SECOND)
        has.at = now
        if has.left < cost:
            has.refused += 1
            return False
        has.left -= cost
        has.refused = 0
        return True

    def is_hopeless(self, speaker: int) -> bool:
        """Return whether *speaker* went on and on after being refused."""
        has = self._allowances.get(speaker)
        return has is not None and has.refused > PATIENCE

    def forget_the_quiet(self, now: float) -> None:
        """Forget those who have their whole allowance again."""
        full = AT_ONCE / A_SECOND
        self._allowances = {
            speaker: has for speaker, has in self._allowances.items() if now - has.at < full
        }
