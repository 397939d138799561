"""The other ceiling: how many times a second one bare row reaches the disk."""

import sqlite3
import time
from pathlib import Path

from board.db import PRAGMAS

TIMES, ROUNDS = 300, 3


def commits_per_s(file: Path) -> float:
    """Return the commits a second of one row each, in a new database at *file*: WAL, synchronous=FULL."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, word TEXT)")
    best = 0.0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(TIMES):
            connection.execute("INSERT INTO row (word) VALUES ('A')")
        best = max(best, TIMES / (time.perf_counter() - began))
    connection.close()
    return best
