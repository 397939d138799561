"""Rows that are only ever added: the trail, case versions, meeting logs, signed plans."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

#: Table → which of its rows never change.
KEPT = {
    "audit_entries": "1 = 1",
    "case_versions": "1 = 1",
    "meeting_events": "1 = 1",
    "plan_prints": "1 = 1",
    "plans": "OLD.status = 'signed'",
}


def upgrade() -> None:
    """Let the database itself refuse to change or delete such rows."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$"""
        )
    for table, which in KEPT.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(sa.text(trigger(table, act, which)))


def trigger(table: str, act: str, which: str) -> str:
    """Return the statement that guards *table* against *act*."""
    name = f"keep_{table}_{act.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW "
            f"WHEN ({which}) EXECUTE FUNCTION refuse_change()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {which} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
    )


def downgrade() -> None:
    """Take the guards away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in KEPT:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER keep_{table}_{act}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")
