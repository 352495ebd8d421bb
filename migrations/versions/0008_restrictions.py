"""Restrictions of processing and the suppression list, both by keyed hashes of identifiers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GROUNDS = "'accuracy_contested', 'unlawful_erasure_opposed', 'needed_for_claims', 'objection_pending'"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "suppressions",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("identifier_type", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("since", instant, nullable=False),
        sa.Column("lifted_at", instant, nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("purpose", "lookup", name=op.f("pk_suppressions")),
        sa.UniqueConstraint("position", name=op.f("uq_suppressions_position")),
    )
    op.create_index(op.f("ix_suppressions_lookup"), "suppressions", ["lookup"])
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("announced_at", instant, nullable=True),
        sa.Column("ends_at", instant, nullable=True),
        sa.Column("lift_reasons", sa.Text(), nullable=True),
        sa.Column("lifted_at", instant, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.CheckConstraint(f'"ground" IN ({GROUNDS})', name=op.f("ck_restrictions_ground")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_restrictions_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
    )
    op.create_index(op.f("ix_restrictions_request_id"), "restrictions", ["request_id"])
    # One in force for a request, however many people start one at once.
    op.create_index(
        "uq_restrictions_in_force",
        "restrictions",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "restricted_identifiers",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restrictions.id"],
            name=op.f("fk_restricted_identifiers_restriction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lookup", "restriction_id", name=op.f("pk_restricted_identifiers")),
    )
    op.create_index(
        op.f("ix_restricted_identifiers_restriction_id"), "restricted_identifiers", ["restriction_id"]
    )


def downgrade() -> None:
    op.drop_table("restricted_identifiers")
    op.drop_table("restrictions")
    op.drop_table("suppressions")
