"""Opinions before the meeting, the shift from opinion to vote, and ballots that name nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

#: Table → the acts that the database itself refuses: an opinion may be superseded, but is never deleted.
REFUSED = {"opinions": ("DELETE",), "opinion_shifts": ("UPDATE", "DELETE")}


def upgrade() -> None:
    """Make the tables and add the columns."""
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("stance", _word("stance", "option", "other", "needs discussion"), nullable=False),
        sa.Column("option_id", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("certainty", _word("certainty", "low", "medium", "high"), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(stance = 'option') = (option_id <> '')", name=op.f("ck_opinions_names_an_option")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_opinions_case_id")),
        sa.ForeignKeyConstraint(
            ["case_version_id"], ["case_versions.id"], name=op.f("fk_opinions_case_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opinions_person_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_opinions_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    op.create_index(op.f("ix_opinions_case_id"), "opinions", ["case_id"], unique=False)
    op.create_index(op.f("ix_opinions_item_id"), "opinions", ["item_id"], unique=False)
    counts = sa.text("superseded_at IS NULL AND item_id IS NULL")
    op.create_index(
        "uq_opinions_one_that_counts",
        "opinions",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=counts,
        postgresql_where=counts,
    )
    op.create_table(
        "opinion_shifts",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column(
            "move",
            _word("move", "same", "changed", "no opinion", "not comparable"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_opinion_shifts_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_opinion_shifts_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinions.id"], name=op.f("fk_opinion_shifts_opinion_id")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_opinion_shifts_vote_id")),
        sa.PrimaryKeyConstraint("ballot_id", "person_id", name=op.f("pk_opinion_shifts")),
    )
    for table, column in (("boards", "anonymous_ballots"), ("ballots", "anonymous")):
        op.add_column(
            table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    for table, acts in REFUSED.items():
        for act in acts:
            op.execute(sa.text(_trigger(table, act)))


def downgrade() -> None:
    """Drop them, with all they hold."""
    op.drop_column("ballots", "anonymous")
    op.drop_column("boards", "anonymous_ballots")
    op.drop_table("opinion_shifts")
    op.drop_table("opinions")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _trigger(table: str, act: str) -> str:
    """Return the statement that guards *table* against *act*."""
    head = f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
    if op.get_bind().dialect.name == "postgresql":
        return head + "EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
