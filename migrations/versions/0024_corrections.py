"""Whoever stepped aside for a case stays aside on its next agenda; a vote keyed in wrongly can be corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

#: Of everybody who stepped aside, the last reason, on each item of the same case that is still to be discussed.
CARRIED = """
INSERT INTO recusals (item_id, person_id, reason, recused_at)
SELECT later.id, r.person_id, r.reason, r.recused_at
FROM recusals r
JOIN agenda_items before ON before.id = r.item_id
JOIN agenda_items later ON later.case_id = before.case_id AND later.status <> 'done'
JOIN meetings m ON m.id = later.meeting_id AND m.status <> 'closed'
WHERE r.id = (
  SELECT MAX(one.id) FROM recusals one JOIN agenda_items i ON i.id = one.item_id
  WHERE i.case_id = before.case_id AND one.person_id = r.person_id
)
AND NOT EXISTS (
  SELECT 1 FROM recusals have WHERE have.item_id = later.id AND have.person_id = r.person_id
)
"""


def upgrade() -> None:
    """Make the table, whose rows are never changed, and let recusals hold where a case comes up again."""
    op.create_table(
        "vote_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_vote_corrections_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["votes.id"], name=op.f("fk_vote_corrections_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["votes.id"], name=op.f("fk_vote_corrections_vote_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_vote_corrections_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_corrections")),
        sa.UniqueConstraint("before_id", name=op.f("uq_vote_corrections_before_id")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_vote_corrections_vote_id")),
    )
    op.create_index(op.f("ix_vote_corrections_ballot_id"), "vote_corrections", ["ballot_id"])
    for act in ("UPDATE", "DELETE"):
        op.execute(sa.text(_trigger("vote_corrections", act)))
    op.execute(sa.text(CARRIED))


def downgrade() -> None:
    """Drop the table; corrected votes and carried recusals stay as they count."""
    op.drop_table("vote_corrections")


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
