"""After the cuts: every deed that was acknowledged, against what the database holds."""

import json
import os
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, create_engine, text

from board.bench.server import BOARD
from board.decisions import edits


@dataclass(frozen=True)
class Place:
    """Where everybody acts: the ballot, its item on the agenda, its case."""

    ballot: int
    item: int
    case: str


@dataclass
class Deeds:
    """What one person was told is done."""

    votes: dict[str, str] = field(default_factory=dict)  # key → choice
    notes: dict[str, int] = field(default_factory=dict)  # text → note
    edits: dict[str, tuple[int, list[Any]]] = field(default_factory=dict)  # key → version, steps
    #: The texts of all notes that were sent, answered or not.
    noted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass
class Books:
    """What was found."""

    votes: int = 0
    notes: int = 0
    edits: int = 0
    lost: int = 0  # acknowledged, and not stored as acknowledged
    doubled: int = 0  # stored twice, acknowledged or not
    gaps: int = 0  # numbers missing in the log of the meeting, or in the edits of the text
    refused: int = 0
    trail_sound: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is lost, nothing doubled, and the trail holds."""
        return not (self.lost or self.doubled or self.gaps) and self.trail_sound


def place_of(url: str, staged: dict[str, Any]) -> Place:
    """Return where the staged people act."""
    wanted = text(
        "SELECT b.id, b.item_id, c.number FROM ballots b JOIN agenda_items i ON i.id = b.item_id "
        "JOIN cases c ON c.id = i.case_id WHERE b.id = :ballot"
    )
    engine = create_engine(url)
    with engine.connect() as database:
        ballot, item, case = database.execute(wanted, {"ballot": staged["ballot"]}).one()
    engine.dispose()
    return Place(ballot, item, case)


def books_of(url: str, staged: dict[str, Any], place: Place, told: dict[int, Deeds]) -> Books:
    """Compare what is stored with what each person was told."""
    books = Books(
        votes=sum(len(deeds.votes) for deeds in told.values()),
        notes=sum(len(deeds.notes) for deeds in told.values()),
        edits=sum(len(deeds.edits) for deeds in told.values()),
        refused=sum(len(deeds.refused) for deeds in told.values()),
    )
    engine = create_engine(url)
    with engine.connect() as database:
        _votes(books, database, place, told)
        _notes(books, database, told)
        _edits(books, database, place, told)
        log = "SELECT seq FROM meeting_events WHERE meeting_id = :meeting"
        seqs = sorted(database.scalars(text(log), {"meeting": staged["meeting"]}))
        books.gaps += (seqs[-1] - seqs[0] + 1 - len(seqs)) if seqs else 0
    engine.dispose()
    # a trail is worth the reading when everything else agrees
    books.trail_sound = not books.lost and _trail_is_sound(url)
    return books


def _votes(books: Books, database: Connection, place: Place, told: dict[int, Deeds]) -> None:
    wanted = text(
        "SELECT key, choice, person_id, superseded_at FROM votes WHERE ballot_id = :ballot"
    )
    rows = database.execute(wanted, {"ballot": place.ballot}).all()
    stored = {row.key: row.choice for row in rows}
    counting = Counter(row.person_id for row in rows if row.superseded_at is None)
    acked = {
        f"{who}:{key}": choice for who, deeds in told.items() for key, choice in deeds.votes.items()
    }
    books.lost += sum(stored.get(key) != choice for key, choice in acked.items())
    books.lost += sum(bool(deeds.votes) and not counting[who] for who, deeds in told.items())
    books.doubled += sum(counting.values()) - len(counting)


def _notes(books: Books, database: Connection, told: dict[int, Deeds]) -> None:
    sent = [words for deeds in told.values() for words in deeds.noted]
    wanted = text("SELECT id, text FROM notes WHERE text IN :sent").bindparams(
        bindparam("sent", expanding=True)
    )
    rows = database.execute(wanted, {"sent": sent}).all()
    stored = {row.text: row.id for row in rows}
    books.doubled += len(rows) - len(stored)
    for deeds in told.values():
        books.lost += sum(stored.get(words) != note for words, note in deeds.notes.items())
    told_of = "SELECT count(*) FROM audit_entries WHERE deed = 'wrote a note' AND object IN :notes"
    lines = text(told_of).bindparams(bindparam("notes", expanding=True))
    found = database.scalar(lines, {"notes": [f"note/{row.id}" for row in rows]})
    books.lost += abs(len(rows) - (found or 0))


def _edits(books: Books, database: Connection, place: Place, told: dict[int, Deeds]) -> None:
    wanted = text(
        "SELECT version, person_id, key, CAST(steps AS TEXT) AS steps FROM text_edits "
        "WHERE item_id = :item ORDER BY version"
    )
    rows = database.execute(wanted, {"item": place.item}).all()
    stored = {(row.person_id, row.key): (row.version, json.loads(row.steps)) for row in rows}
    books.doubled += len(rows) - len(stored)
    books.gaps += sum(row.version != number for number, row in enumerate(rows, start=1))
    for who, deeds in told.items():
        books.lost += sum(stored.get((who, key)) != edit for key, edit in deeds.edits.items())
    written = ""
    for row in rows:
        written = edits.apply(written, json.loads(row.steps))
    kept = database.scalar(
        text("SELECT text FROM plan_texts WHERE item_id = :item"), {"item": place.item}
    )
    books.lost += written != (kept or "")


def _trail_is_sound(url: str) -> bool:
    environment = os.environ | {"DATABASE_URL": url, "BOARD_SECRET_KEY": "only for measuring"}
    done = subprocess.run(  # noqa: S603
        [*BOARD, "verify"], env=environment, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
