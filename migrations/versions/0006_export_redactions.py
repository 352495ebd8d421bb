"""What a reviewer strikes in a package, and the editions that come of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    for name in ("edition", "built_edition"):
        op.add_column(
            "export_packages", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
    op.add_column("export_packages", sa.Column("original", JSONB(), nullable=True))
    op.create_table(
        "export_redactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("undone_at", instant, nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.CheckConstraint('"row" >= 1', name=op.f("ck_export_redactions_row")),
        sa.ForeignKeyConstraint(
            ["package_id"],
            ["export_packages.id"],
            name=op.f("fk_export_redactions_package_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_redactions")),
    )
    op.create_index(op.f("ix_export_redactions_package_id"), "export_redactions", ["package_id"])


def downgrade() -> None:
    op.drop_table("export_redactions")
    for name in ("original", "built_edition", "edition"):
        op.drop_column("export_packages", name)
