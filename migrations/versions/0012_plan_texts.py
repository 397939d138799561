"""The text that a room writes together, edit by edit."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plan_texts",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_plan_texts_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_plan_texts")),
    )
    op.create_table(
        "text_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_text_edits_item_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_text_edits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_edits")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_text_edits_item_id_version")),
        sa.UniqueConstraint(
            "item_id", "person_id", "key", name=op.f("uq_text_edits_item_id_person_id_key")
        ),
    )


def downgrade() -> None:
    """Drop them, the texts with them."""
    op.drop_table("text_edits")
    op.drop_table("plan_texts")
