"""Packages handed to another controller."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "export_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.CheckConstraint(
            "\"state\" IN ('pending', 'delivered', 'refused', 'failed')",
            name=op.f("ck_export_transfers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["package_id"],
            ["export_packages.id"],
            name=op.f("fk_export_transfers_package_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_transfers")),
    )
    op.create_index(op.f("ix_export_transfers_package_id"), "export_transfers", ["package_id"])
    op.create_index(
        "uq_export_transfers_once",
        "export_transfers",
        ["package_id", "recipient"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'delivered')"),
    )


def downgrade() -> None:
    op.drop_table("export_transfers")
