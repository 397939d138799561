"""What the rounds of a measure come to: the best of them, and the ratio to the ceiling's best in the same run."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from board.bench.load import Round, percentile

Figures = dict[str, Any]
#: Rounds of ours and of the ceiling, taken in turn.
Both = tuple[Sequence[Round], Sequence[Round]]


def latency(rounds: Both, prefix: str = "") -> Figures:
    """Return acknowledgement and fan-out of the best rounds, in milliseconds, and their ratios."""
    ours, echo = rounds
    ack, echo_ack = (best(side, lambda one: one.acks) for side in (ours, echo))
    fan, echo_fan = (best(side, lambda one: one.fans) for side in (ours, echo))
    return {
        f"{prefix}ack_p95_ms": _ms(ack),
        f"{prefix}echo_ack_p95_ms": _ms(echo_ack),
        f"{prefix}ratio_ack_p95": round(ack / echo_ack, 2),
        f"{prefix}fanout_p95_ms": _ms(fan),
        f"{prefix}echo_fanout_p95_ms": _ms(echo_fan),
        f"{prefix}ratio_fanout_p95": round(fan / echo_fan, 2),
        f"{prefix}ack_p95_ms_rounds": [_ms(percentile(one.acks, 0.95)) for one in ours],
        f"{prefix}echo_ack_p95_ms_rounds": [_ms(percentile(one.acks, 0.95)) for one in echo],
    }


def throughput(rounds: Both, commits: float) -> Figures:
    """Return the votes a second of the best rounds, against the ceiling's and against bare commits."""
    ours, echo = (max(one.votes_per_s for one in side) for side in rounds)
    return {
        "votes_per_s": round(ours),
        "echo_votes_per_s": round(echo),
        "ratio_votes_per_s": round(ours / echo, 3),
        "bare_commits_per_s": round(commits),
        "ratio_votes_to_commits": round(ours / commits, 2),
    }


def best(rounds: Iterable[Round], values: Callable[[Round], list[float]]) -> float:
    """Return the lowest 95th percentile among the rounds, in seconds."""
    return min(percentile(values(one), 0.95) for one in rounds)


def last_ack(rounds: Iterable[Round]) -> float:
    """Return when the last answer of the best round had come, in seconds."""
    return min(max(one.acks) for one in rounds)


def server_share(rounds: Iterable[Round]) -> float:
    """Return the least share of a core that the server took while it was voted at a fixed pace."""
    return round(min(one.server_cpu / one.seconds for one in rounds), 3)


def load_share(rounds: Iterable[Round]) -> float:
    """Return the largest share of a core that the load took."""
    return round(max(one.load_cpu / one.seconds for one in rounds), 2)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
