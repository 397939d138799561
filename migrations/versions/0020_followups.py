"""What became of a plan: follow-ups, triggers met, cases presented again; when a draft was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

#: Tables whose rows are only ever added.
KEPT = ("follow_ups", "trigger_reports", "presented_again")
REASONS = (
    "payment-refused",
    "payment-pending",
    "payment-ended",
    "no-indication",
    "medical-reasons",
    "patient-refusal",
    "patient-wish",
    "patient-death",
    "lost-to-fu",
    "chronic-remission",
    "progression",
    "toxicity",
    "other-therapy-chosen",
    "best-supportive-care",
    "deterioration",
    "regular-completion",
    "regular-completion-with-dosage-reduction",
    "regular-completion-with-substance-change",
    "other",
    "unknown",
)


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change or delete their rows."""
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "became",
            _word("became", "done fully", "done partly", "not done", "not known"),
            nullable=False,
        ),
        sa.Column("reason", _word("reason", *REASONS, length=48), nullable=True),
        sa.Column("recommendation", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column(
            "trial",
            _word("trialstep", "not offered", "offered", "screened", "enrolled"),
            nullable=True,
        ),
        sa.Column("trial_why", sa.String(length=300), nullable=False),
        sa.Column(
            "response",
            _word("bestresponse", "sCR", "CR", "VGPR", "PR", "MR", "SD", "PD"),
            nullable=True,
        ),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("day IN (14, 30, 90)", name=op.f("ck_follow_ups_day")),
        sa.CheckConstraint(
            "(became IN ('done partly', 'not done')) = (reason IS NOT NULL)",
            name=op.f("ck_follow_ups_says_why"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_follow_ups_plan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follow_ups_person_id")),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["follow_ups.id"], name=op.f("fk_follow_ups_instead_of_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("instead_of_id", name=op.f("uq_follow_ups_instead_of_id")),
    )
    op.create_index(op.f("ix_follow_ups_plan_id"), "follow_ups", ["plan_id"], unique=False)
    first = sa.text("instead_of_id IS NULL")
    op.create_index(
        "uq_follow_ups_one_first",
        "follow_ups",
        ["plan_id", "day"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    op.create_table(
        "trigger_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_trigger_reports_plan_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_trigger_reports_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_reports")),
    )
    op.create_index(
        op.f("ix_trigger_reports_plan_id"), "trigger_reports", ["plan_id"], unique=False
    )
    op.create_table(
        "presented_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_presented_again_plan_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_presented_again_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_presented_again_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presented_again")),
    )
    op.create_index(
        op.f("ix_presented_again_plan_id"), "presented_again", ["plan_id"], unique=False
    )
    op.add_column("drafts", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(sa.text(_trigger(table, act)))


def downgrade() -> None:
    """Drop them, with all they hold."""
    op.drop_column("drafts", "begun_at")
    for table in reversed(KEPT):
        op.drop_table(table)


def _word(name: str, *words: str, length: int = 32) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=length)


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
