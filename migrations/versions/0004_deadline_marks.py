"""What falls due on the way to a deadline; clocks that stand; recomputations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def columns() -> list[sa.Column]:
    return [
        sa.Column("suspension_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_month_before", INSTANT, nullable=True),
        sa.Column("three_months_before", INSTANT, nullable=True),
        sa.Column("extension_lapsed_at", INSTANT, nullable=True),
        sa.Column("identity_asked_at", INSTANT, nullable=True),
        sa.Column("next_mark_at", INSTANT, nullable=True),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("computed", postgresql.JSONB(), nullable=True),
        sa.Column(
            "due_sort",
            INSTANT,
            sa.Computed("COALESCE(due_before, 'infinity'::timestamp with time zone)", persisted=True),
            nullable=False,
        ),
    ]


OPEN = sa.text("stopped_at IS NULL")


def upgrade() -> None:
    for column in columns():
        op.add_column("deadlines", column)
    # Clocks of closed requests stand; open ones are looked at once and get their next mark then.
    op.execute(
        "UPDATE deadlines d SET stopped_at = r.closed_at FROM subject_requests r "
        "WHERE r.id = d.request_id AND r.closed_at IS NOT NULL"
    )
    op.execute("UPDATE deadlines SET next_mark_at = now() WHERE stopped_at IS NULL")
    op.drop_index("ix_deadlines_due_before", "deadlines")
    op.create_index("ix_deadlines_due", "deadlines", ["due_sort", "request_id"])
    op.create_index("ix_deadlines_open_due", "deadlines", ["due_sort", "request_id"], postgresql_where=OPEN)
    op.create_index(
        "ix_deadlines_open_version", "deadlines", ["rules_version", "request_id"], postgresql_where=OPEN
    )
    op.create_index(
        "ix_deadlines_next_mark",
        "deadlines",
        ["next_mark_at", "request_id"],
        postgresql_where=sa.text("next_mark_at IS NOT NULL"),
    )
    op.create_table(
        "deadline_marks",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("fell_due_at", INSTANT, nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "\"kind\" IN ('internal_target', 'reminder', 'escalation', 'overdue', 'extension_check', "
            "'identity_reminder', 'identity_expiry')",
            name=op.f("ck_deadline_marks_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_deadline_marks_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "kind", "step", "due", name=op.f("pk_deadline_marks")),
    )
    op.create_index(
        "ix_deadline_marks_marked_at", "deadline_marks", ["marked_at", "request_id", "kind", "step", "due"]
    )
    op.create_table(
        "deadline_recomputations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("examined", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_recomputations")),
    )
    # At most one under way, however many workers start at once.
    op.create_index(
        "uq_deadline_recomputations_under_way",
        "deadline_recomputations",
        [sa.text("(finished_at IS NULL)")],
        unique=True,
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("deadline_recomputations")
    op.drop_table("deadline_marks")
    for index in ("next_mark", "open_version", "open_due", "due"):
        op.drop_index(f"ix_deadlines_{index}", "deadlines")
    op.create_index("ix_deadlines_due_before", "deadlines", ["due_before", "request_id"])
    for column in reversed(columns()):
        op.drop_column("deadlines", column.name)
