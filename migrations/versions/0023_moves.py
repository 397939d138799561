"""A mistaken move of the room can be taken back: what it changed is kept with the meeting for a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column; nothing that moved before can be taken back."""
    op.add_column("meetings", sa.Column("last_move", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("meetings", "last_move")
