"""How long something takes: the best of a few short runs, so that a busy machine disturbs least."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Return the seconds that one call of *work* takes, in the best of *rounds* rounds of *times* calls."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            work()
        best = min(best, (time.perf_counter() - began) / times)
    return best
