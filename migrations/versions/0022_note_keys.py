"""A note is named by the act that wrote it: sent again, it is one. The chair may show a name on the wall."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the key, which notes written before have none of; no wall shows a name yet."""
    with op.batch_alter_table("notes") as notes:
        notes.add_column(sa.Column("key", sa.String(80), nullable=True))
        notes.create_unique_constraint(op.f("uq_notes_key"), ["key"])
    op.add_column(
        "meetings",
        sa.Column("name_on_wall", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_column("meetings", "name_on_wall")
    with op.batch_alter_table("notes") as notes:
        notes.drop_constraint(op.f("uq_notes_key"), type_="unique")
        notes.drop_column("key")
