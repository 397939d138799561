"""What a correction changes, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; versions from before have no answer."""
    op.add_column("case_versions", sa.Column("correction", sa.String(length=300), nullable=True))


def downgrade() -> None:
    """Drop it, with the answers."""
    op.drop_column("case_versions", "correction")
