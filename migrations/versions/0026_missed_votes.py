"""A vote from paper that was missed can be added, and one that does not stand on paper taken out."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Let a correction have no vote before, or none after."""
    _allow(nothing=True)


def downgrade() -> None:
    """Want both again; nothing is lost: with a correction that has one of them only, it is refused."""
    _allow(nothing=False)


def _allow(*, nothing: bool) -> None:
    with op.batch_alter_table("vote_corrections") as changed:
        for column in ("before_id", "vote_id"):
            changed.alter_column(column, existing_type=sa.Integer(), nullable=nothing)
    _guard("vote_corrections")


def _guard(table: str) -> None:
    """Let SQLite refuse again to change or delete rows: a table that is made anew there has lost its triggers."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            )
        )
