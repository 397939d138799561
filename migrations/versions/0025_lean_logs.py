"""What proves itself needs no index: entries of the trail by their chain, events of a vote by the vote's own key.

An index over hashes or random names is written in another place for each row: half of what a group of votes took
to the disk were pages of these two.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

#: Table → its column that was unique. Both keep what makes their rows what they are: number, (meeting, seq).
LEAN = {"audit_entries": "hash", "meeting_events": "key"}


def upgrade() -> None:
    """Drop both constraints; that a vote is counted once is held by the key of the vote."""
    for table, column in LEAN.items():
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"uq_{table}_{column}"), type_="unique")
        _guard(table)


def downgrade() -> None:
    """Put them back."""
    for table, column in LEAN.items():
        with op.batch_alter_table(table) as changed:
            changed.create_unique_constraint(op.f(f"uq_{table}_{column}"), [column])
        _guard(table)


def _guard(table: str) -> None:
    """Let SQLite refuse again to change or delete rows: a table that is made anew there has lost its triggers."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW WHEN 1 = 1 "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            )
        )
