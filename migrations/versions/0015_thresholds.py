"""Thresholds that a board sets itself: proposed by one person, signed by another, never deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

#: The act that the database refuses → on which rows: one that waits may still be signed.
REFUSED = {"DELETE": "1 = 1", "UPDATE": "OLD.signed_at IS NOT NULL"}


def upgrade() -> None:
    """Make the table and guard it."""
    op.create_table(
        "thresholds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_thresholds_board_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["people.id"], name=op.f("fk_thresholds_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["people.id"], name=op.f("fk_thresholds_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thresholds")),
    )
    op.create_index(op.f("ix_thresholds_board_id"), "thresholds", ["board_id"], unique=False)
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act, which in REFUSED.items():
        begin = f"CREATE TRIGGER keep_thresholds_{act.lower()} BEFORE {act} ON thresholds"
        if postgresql:
            then = f"FOR EACH ROW WHEN ({which}) EXECUTE FUNCTION refuse_change()"
        else:
            said = "rows of thresholds are only ever added"
            then = f"FOR EACH ROW WHEN {which} BEGIN SELECT RAISE(ABORT, '{said}'); END"
        op.execute(sa.text(f"{begin} {then}"))


def downgrade() -> None:
    """Drop it, the thresholds with it."""
    op.drop_table("thresholds")
