"""Why a case was carried over to another meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; and what was on the table for no time at all was not discussed."""
    op.add_column(
        "agenda_items",
        sa.Column(
            "carried_over",
            sa.String(length=300),
            sa.CheckConstraint(
                "carried_over IS NULL OR status = 'waiting'",
                name=op.f("ck_agenda_items_carried_over_waits"),
            ),
            nullable=True,
        ),
    )
    op.execute(
        """UPDATE agenda_items SET status = 'waiting', seconds_before = 0
        WHERE status = 'done' AND seconds_before < 60
        AND NOT EXISTS (SELECT 1 FROM ballots WHERE ballots.item_id = agenda_items.id)
        AND NOT EXISTS (SELECT 1 FROM plans WHERE plans.item_id = agenda_items.id)"""
    )


def downgrade() -> None:
    """Drop it, with the reasons."""
    op.drop_column("agenda_items", "carried_over")
