"""Views of identity copies: who asked, why, until when, by which token."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "identity_document_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["identity_documents.id"],
            name=op.f("fk_identity_document_views_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_document_views")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_identity_document_views_token_digest")),
    )
    op.create_index(
        op.f("ix_identity_document_views_viewer"), "identity_document_views", ["viewer", "created_at"]
    )
    op.create_index(
        op.f("ix_identity_document_views_document_id"), "identity_document_views", ["document_id"]
    )


def downgrade() -> None:
    op.drop_table("identity_document_views")
