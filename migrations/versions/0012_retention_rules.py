"""Versions of the retention rules, and legal holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "retention_rules_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rules_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_retention_rules_versions_number")),
    )
    # One in force, however many people write at once.
    op.create_index(
        "uq_retention_rules_versions_active",
        "retention_rules_versions",
        ["active"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("lookups", postgresql.ARRAY(sa.LargeBinary()), nullable=True),
        sa.Column("collection", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("categories", postgresql.JSONB(), nullable=False),
        sa.Column("condition", postgresql.JSONB(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("lifted_at", instant, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lift_reasons", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "lookups IS NOT NULL OR collection IS NOT NULL", name=op.f("ck_legal_holds_names_something")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(
        "ix_legal_holds_in_force", "legal_holds", ["id"], postgresql_where=sa.text("lifted_at IS NULL")
    )


def downgrade() -> None:
    op.drop_table("legal_holds")
    op.drop_table("retention_rules_versions")
