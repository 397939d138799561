"""Sealed records: with which certificates, and every file that left."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

KEPT = ("seal_certificates", "sealed_files")


def upgrade() -> None:
    """Make the tables; their rows are only ever added."""
    op.create_table(
        "seal_certificates",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_seal_certificates")),
    )
    op.create_table(
        "sealed_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("says_superseded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_sealed_files_plan_id")),
        sa.ForeignKeyConstraint(
            ["certificate_sha256"],
            ["seal_certificates.sha256"],
            name=op.f("fk_sealed_files_certificate_sha256"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sealed_files")),
    )
    op.create_index(op.f("ix_sealed_files_plan_id"), "sealed_files", ["plan_id"], unique=False)
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(sa.text(trigger(table, act)))


def trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    name = f"keep_{table}_{act.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION refuse_change()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
    )


def downgrade() -> None:
    """Take the tables away, and their guards with them."""
    op.drop_table("sealed_files")
    op.drop_table("seal_certificates")
