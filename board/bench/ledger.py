"""After the load: what the database holds, against what was acknowledged."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from board.bench.load import Voter


@dataclass(frozen=True)
class Books:
    """What was found."""

    acked: int
    lost: int  # acknowledged, and not in the database as acknowledged
    doubled: int  # people with more than one vote that counts
    gaps: int  # numbers missing in the meeting's log
    refused: int


def check(database_url: str, meeting_id: int, ballot_id: int, voters: Iterable[Voter]) -> Books:
    """Compare the stored votes and the log with what the voters were told."""
    voters = list(voters)
    engine = create_engine(database_url)
    with engine.connect() as database:
        votes = database.execute(
            text("SELECT key, choice, person_id, superseded_at FROM votes WHERE ballot_id = :b"),
            {"b": ballot_id},
        ).all()
        seqs = list(
            database.scalars(
                text("SELECT seq FROM meeting_events WHERE meeting_id = :m ORDER BY seq"),
                {"m": meeting_id},
            )
        )
    engine.dispose()
    stored = {key: choice for key, choice, _, _ in votes}
    counting = [person for _, _, person, superseded in votes if superseded is None]
    acked = {
        f"{voter.person_id}:{key}": choice for voter in voters for key, choice in voter.keys.items()
    }
    return Books(
        acked=len(acked),
        lost=sum(stored.get(key) != choice for key, choice in acked.items()),
        doubled=len(counting) - len(set(counting)),
        gaps=(seqs[-1] - seqs[0] + 1 - len(seqs)) if seqs else 0,
        refused=sum(len(voter.refused) for voter in voters),
    )
