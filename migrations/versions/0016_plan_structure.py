"""Who stated, checked and signed a plan: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ROLES = (
    "submitter",
    "member",
    "supportive",
    "chair",
    "coordinator",
    "observer",
    "auditor",
    "administrator",
)
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

#: Nobody is put under a plan that is signed already.
LATE = {
    "sqlite": (
        """CREATE TRIGGER keep_plan_signatures_insert BEFORE INSERT ON plan_signatures FOR EACH ROW
        WHEN (SELECT status FROM plans WHERE id = NEW.plan_id) = 'signed'
        BEGIN SELECT RAISE(ABORT, 'nobody is put under a signed plan'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_late_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT status FROM plans WHERE id = NEW.plan_id) = 'signed' THEN
        RAISE EXCEPTION 'nobody is put under a signed plan'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER keep_plan_signatures_insert BEFORE INSERT ON plan_signatures
        FOR EACH ROW EXECUTE FUNCTION refuse_late_signature()""",
    ),
}


def upgrade() -> None:
    """Make the table and guard it."""
    op.create_table(
        "plan_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("meaning", _word("meaning", "stated", "checked", "signed"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", _word("role", *ROLES), nullable=False),
        sa.Column("discipline", _word("discipline", *DISCIPLINES), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_signatures_plan_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_plan_signatures_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_signatures")),
        sa.UniqueConstraint(
            "plan_id",
            "meaning",
            "revision",
            "text_version",
            name=op.f("uq_plan_signatures_plan_id_meaning_revision_text_version"),
        ),
    )
    op.create_index(op.f("ix_plan_signatures_plan_id"), "plan_signatures", ["plan_id"])
    for act in ("UPDATE", "DELETE"):
        op.execute(sa.text(_trigger("plan_signatures", act)))
    for statement in LATE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop it, the signatures with it; what was signed stays signed."""
    op.drop_table("plan_signatures")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_late_signature()")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
