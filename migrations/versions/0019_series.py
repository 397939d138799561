"""Series of meetings, the waiting list, answers to invitations, letters that leave the house."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

#: Table, what a check allows today, what it allows from now on.
WIDENED = (
    ("case_versions", "priority", ("routine", "urgent"), ("routine", "soon", "urgent")),
    (
        "invitations",
        "reply",
        ("none", "yes", "maybe", "no"),
        ("none", "yes", "late", "maybe", "deputy", "no"),
    ),
)
KINDS = ("invitation", "changed", "cancelled", "reminder", "agenda", "series", "question", "record")


def upgrade() -> None:
    """Make the tables, add the columns, and let priority and reply say more."""
    for widened in WIDENED:
        _widen(*widened)
    op.create_table(
        "series",
        _id(),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("called_until", sa.Date(), nullable=True),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        _instant("begun_at", nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_series_takes_time")),
        sa.CheckConstraint("minutes <= 720", name=op.f("ck_series_half_a_day")),
        _to("series", "board_id", "boards"),
        _to("series", "begun_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    _index("series", "board_id")
    op.create_table(
        "agenda_rules",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("closes_hours", sa.Integer(), nullable=True),
        sa.Column("reminder_hours", sa.Integer(), nullable=True),
        sa.Column("disciplines", sa.JSON(), nullable=False),
        _to("agenda_rules", "board_id", "boards"),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_agenda_rules")),
    )
    _make_what_stands_on_an_agenda()
    _make_what_is_asked_for()
    _make_the_outbox()
    _add_columns()


def downgrade() -> None:
    """Drop them, with all they hold. The wider checks stay: rows may need them."""
    op.drop_index("uq_meetings_series_day", "meetings")
    op.drop_index("ix_meetings_series_id", "meetings")
    op.execute("UPDATE invitations SET reply = 'no', deputy_id = NULL WHERE reply = 'deputy'")
    op.drop_column("invitations", "deputy_id")
    op.drop_column("agenda_items", "late_because")
    for column in (
        "published_seq",
        "published_at",
        "cancelled_because",
        "cancelled_at",
        "sequence",
        "series_day",
        "series_id",
    ):
        op.drop_column("meetings", column)
    for table in (
        "calendar_feeds",
        "letters",
        "fact_requests",
        "withdrawals",
        "listed_cases",
        "planned_breaks",
        "agenda_rules",
        "series",
    ):
        op.drop_table(table)


def _make_what_stands_on_an_agenda() -> None:
    op.create_table(
        "planned_breaks",
        _id(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _instant("taken_at"),
        _to("planned_breaks", "meeting_id", "meetings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_breaks")),
        sa.UniqueConstraint("meeting_id", "after", name=op.f("uq_planned_breaks_meeting_id_after")),
    )
    _index("planned_breaks", "meeting_id")
    op.create_table(
        "listed_cases",
        _id(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("listed_by_id", sa.Integer(), nullable=False),
        _instant("listed_at", nullable=False),
        _to("listed_cases", "meeting_id", "meetings"),
        _to("listed_cases", "case_id", "cases"),
        _to("listed_cases", "case_version_id", "case_versions"),
        _to("listed_cases", "listed_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_cases")),
        sa.UniqueConstraint(
            "meeting_id", "case_id", name=op.f("uq_listed_cases_meeting_id_case_id")
        ),
    )
    _index("listed_cases", "meeting_id")
    _index("listed_cases", "case_id")


def _make_what_is_asked_for() -> None:
    op.create_table(
        "withdrawals",
        _id(),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=False),
        _instant("withdrawn_at", nullable=False),
        _instant("ended_at"),
        _to("withdrawals", "case_id", "cases"),
        _to("withdrawals", "withdrawn_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    _index("withdrawals", "case_id")
    counts = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_withdrawals_one_that_counts",
        "withdrawals",
        ["case_id"],
        unique=True,
        sqlite_where=counts,
        postgresql_where=counts,
    )
    op.create_table(
        "fact_requests",
        _id(),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("asked_of_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        _instant("asked_at", nullable=False),
        _instant("due_at", nullable=False),
        _instant("closed_at"),
        _to("fact_requests", "case_id", "cases"),
        _to("fact_requests", "asked_of_id", "people"),
        _to("fact_requests", "asked_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_requests")),
    )
    _index("fact_requests", "case_id")
    _index("fact_requests", "asked_of_id")


def _make_the_outbox() -> None:
    op.create_table(
        "letters",
        _id(),
        sa.Column("kind", _word("letterkind", KINDS), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        _instant("written_at", nullable=False),
        _instant("expires_at", nullable=False),
        _instant("next_try_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("sent_at"),
        _instant("dropped_at"),
        sa.Column("remark", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "sent_at IS NULL OR dropped_at IS NULL", name=op.f("ck_letters_sent_or_dropped")
        ),
        _to("letters", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("key", name=op.f("uq_letters_key")),
    )
    _index("letters", "person_id")
    _index("letters", "about")
    op.create_index("ix_letters_due", "letters", ["next_try_at"], unique=False)
    op.create_table(
        "calendar_feeds",
        _id(),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _instant("made_at", nullable=False),
        _instant("ended_at"),
        _instant("fetched_at"),
        _to("calendar_feeds", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_feeds_token_sha256")),
    )
    _index("calendar_feeds", "person_id")


def _add_columns() -> None:
    _add_key("meetings", "series_id", "series")
    op.add_column("meetings", sa.Column("series_day", sa.Date(), nullable=True))
    op.add_column(
        "meetings", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("meetings", _instant("cancelled_at"))
    op.add_column("meetings", sa.Column("cancelled_because", sa.String(length=300), nullable=True))
    op.add_column("meetings", _instant("published_at"))
    op.add_column("meetings", sa.Column("published_seq", sa.Integer(), nullable=True))
    _index("meetings", "series_id")
    op.create_index("uq_meetings_series_day", "meetings", ["series_id", "series_day"], unique=True)
    op.add_column("agenda_items", sa.Column("late_because", sa.String(length=300), nullable=True))
    named = "CHECK ((reply = 'deputy') = (deputy_id IS NOT NULL))"
    _add_key(
        "invitations", "deputy_id", "people", f"CONSTRAINT ck_invitations_deputy_is_named {named}"
    )


def _widen(table: str, column: str, now: tuple[str, ...], then: tuple[str, ...]) -> None:
    """Let a check on words allow more of them.

    SQLite changes no constraint. Its manual's way for one that only becomes wider is to write the new text
    into the schema: copying the table would pass its triggers and the keys that point to it.
    """
    name = f"{table}.{column}"
    before, after = (f"{column} IN ({', '.join(map(repr, words))})" for words in (now, then))
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        check = bind.scalar(
            sa.text(
                """SELECT conname FROM pg_constraint WHERE conrelid = CAST(:t AS regclass)
                AND contype = 'c' AND pg_get_constraintdef(oid) LIKE :part"""
            ),
            {"t": table, "part": f"%{column}%{now[-1]}%"},
        )
        op.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{check}"'))
        op.execute(sa.text(f'ALTER TABLE {table} ADD CONSTRAINT "{check}" CHECK ({after})'))
        return
    schema = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :t")
    sql = bind.scalar(schema, {"t": table}) or ""
    if sql.count(before) != 1:
        raise RuntimeError(f"the check of {name} is not where it was expected")
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :t"),
        {"sql": sql.replace(before, after), "t": table},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = RESET"))


def _add_key(table: str, name: str, other: str, check: str = "") -> None:
    """Add a column that points to another table; SQLite takes the key only as part of the column."""
    key = f"CONSTRAINT fk_{table}_{name} REFERENCES {other} (id)"
    op.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER {key} {check}"))


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
