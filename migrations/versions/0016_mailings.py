"""Mails: one per letter or several letters in one, their number per address and day, and those that could not go."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    # Mailings count the mails of an address now, and keep what is over together.
    op.drop_table("mail_budgets")
    op.drop_column("messages", "counted_on")
    op.create_table(
        "mailings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("reserved_at", instant, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_index("ix_mailings_recipient", "mailings", ["recipient", "reserved_at"])
    for column in (
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("delayed_at", instant, nullable=True),
        sa.Column("mailing_id", sa.Uuid(), nullable=True),
        sa.Column("undeliverable_at", instant, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
    ):
        op.add_column("messages", column)
    op.create_foreign_key(
        op.f("fk_messages_mailing_id"), "messages", "mailings", ["mailing_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(op.f("ix_messages_mailing_id"), "messages", ["mailing_id"])
    op.create_index(
        "ix_messages_delayed",
        "messages",
        ["recipient"],
        postgresql_where=sa.text("delayed_at IS NOT NULL AND sent_at IS NULL"),
    )
    op.create_index(
        "ix_messages_undeliverable",
        "messages",
        ["undeliverable_at", "id"],
        postgresql_where=sa.text("undeliverable_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_messages_undeliverable", "messages")
    op.drop_index("ix_messages_delayed", "messages")
    op.drop_index(op.f("ix_messages_mailing_id"), "messages")
    op.drop_constraint(op.f("fk_messages_mailing_id"), "messages")
    for column in ("replaced_by", "failure", "undeliverable_at", "mailing_id", "delayed_at", "recipient"):
        op.drop_column("messages", column)
    op.drop_table("mailings")
    op.add_column("messages", sa.Column("counted_on", sa.Date(), nullable=True))
    op.create_table(
        "mail_budgets",
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "day", name=op.f("pk_mail_budgets")),
    )
