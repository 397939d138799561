"""Teaching copies and their paragraphs."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

#: Tables from which no row goes: a copy that should not have been released is withdrawn.
KEPT = ("teaching_copies", "teaching_paragraphs")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "teaching_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("case_version_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(released_at IS NULL) = (sha256 IS NULL)", name=op.f("ck_teaching_copies_released")
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR case_version_id IS NULL",
            name=op.f("ck_teaching_copies_no_way_back"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR case_version_id IS NULL",
            name=op.f("ck_teaching_copies_no_way_back_either"),
        ),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name=op.f("fk_teaching_copies_board_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_version_id"],
            ["case_versions.id"],
            name=op.f("fk_teaching_copies_case_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["people.id"], name=op.f("fk_teaching_copies_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["people.id"], name=op.f("fk_teaching_copies_released_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_copies")),
    )
    op.create_index(
        op.f("ix_teaching_copies_board_id"), "teaching_copies", ["board_id"], unique=False
    )
    op.create_table(
        "teaching_paragraphs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=80), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fate", _word("fate", "kept", "edited", "removed"), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(fate IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_teaching_paragraphs_reviewed")
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["teaching_copies.id"], name=op.f("fk_teaching_paragraphs_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["people.id"], name=op.f("fk_teaching_paragraphs_reviewed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_paragraphs")),
        sa.UniqueConstraint("copy_id", "place", name=op.f("uq_teaching_paragraphs_copy_id_place")),
    )
    op.create_index(
        op.f("ix_teaching_paragraphs_copy_id"), "teaching_paragraphs", ["copy_id"], unique=False
    )
    for table in KEPT:
        op.execute(sa.text(_trigger(table, "DELETE")))


def downgrade() -> None:
    """Drop them, with all they hold."""
    for table in reversed(KEPT):
        op.drop_table(table)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
