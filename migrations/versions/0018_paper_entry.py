"""Decisions taken on paper and keyed in later; packs."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables; what was keyed in is never changed."""
    op.create_table(
        "sheet_prints",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("case_version_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_version_id"],
            ["case_versions.id"],
            name=op.f("fk_sheet_prints_case_version_id"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sheet_prints")),
    )
    op.create_index(op.f("ix_sheet_prints_case_version_id"), "sheet_prints", ["case_version_id"])
    op.create_index(op.f("ix_sheet_prints_printed_at"), "sheet_prints", ["printed_at"])
    op.create_table(
        "packs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "form", _word("form", "briefing", "boxes", "attendance", "preparation"), nullable=False
        ),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state", _word("state", "waiting", "printing", "ready", "failed"), nullable=False
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name=op.f("ck_packs_ready")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_packs_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_packs_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
    )
    op.create_index(op.f("ix_packs_meeting_id"), "packs", ["meeting_id"])
    op.create_index(op.f("ix_packs_person_id"), "packs", ["person_id"])
    op.create_table(
        "paper_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "what", _word("keyed", "attendance", "recusal", "ballot", "plan"), nullable=False
        ),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_paper_entries_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_paper_entries_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_paper_entries_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entries")),
        sa.UniqueConstraint("what", "object_id", name=op.f("uq_paper_entries_what_object_id")),
    )
    op.create_index(op.f("ix_paper_entries_meeting_id"), "paper_entries", ["meeting_id"])
    op.create_index(op.f("ix_paper_entries_item_id"), "paper_entries", ["item_id"])
    for act in ("UPDATE", "DELETE"):
        op.execute(sa.text(_trigger("paper_entries", act)))


def downgrade() -> None:
    """Drop them; what was keyed in stays, without saying so."""
    op.drop_table("paper_entries")
    op.drop_table("packs")
    op.drop_table("sheet_prints")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
