"""Notes on facts: answers, what is resolved; the signature under the supportive-care lane; breaks."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

DISCIPLINES = (
    "haematology",
    "oncology",
    "cell therapy",
    "pathology",
    "genetics",
    "radiology",
    "radiation oncology",
    "nephrology",
    "cardiology",
    "pharmacy",
    "nursing",
    "palliative care",
    "psycho-oncology",
    "nutrition",
    "social work",
    "physiotherapy",
    "trials office",
    "coordination",
)


def upgrade() -> None:
    """Make the tables and columns; an anchor may now be the path of a fact."""
    with op.batch_alter_table("notes") as notes:
        notes.alter_column(
            "anchor", existing_type=sa.String(80), type_=sa.String(160), existing_nullable=False
        )
        notes.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        notes.create_foreign_key(op.f("fk_notes_answers_id"), "notes", ["answers_id"], ["id"])
    op.create_index(op.f("ix_notes_answers_id"), "notes", ["answers_id"])
    op.create_table(
        "note_resolutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name=op.f("fk_note_resolutions_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_note_resolutions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_resolutions")),
    )
    op.create_index(op.f("ix_note_resolutions_note_id"), "note_resolutions", ["note_id"])
    op.create_table(
        "lane_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "discipline",
            sa.Enum(
                *DISCIPLINES,
                name="discipline",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_lane_signatures_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lane_signatures_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane_signatures")),
    )
    op.create_index(op.f("ix_lane_signatures_case_id"), "lane_signatures", ["case_id"])
    for name in ("break_until", "break_ended_at"):
        op.add_column("meetings", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them, with who resolved and signed; answers become notes of their own."""
    for name in ("break_ended_at", "break_until"):
        op.drop_column("meetings", name)
    op.drop_table("lane_signatures")
    op.drop_table("note_resolutions")
    op.drop_index(op.f("ix_notes_answers_id"), "notes")
    with op.batch_alter_table("notes") as notes:
        notes.drop_constraint(op.f("fk_notes_answers_id"), type_="foreignkey")
        notes.drop_column("answers_id")
        notes.alter_column(
            "anchor", existing_type=sa.String(160), type_=sa.String(80), existing_nullable=False
        )
