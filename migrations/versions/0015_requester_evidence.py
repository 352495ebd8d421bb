"""Evidence of agents, parents and heirs; the kind of an uploaded file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KINDS = (
    "'mandate_exists', 'mandate', 'agent_identity', 'principal_identity', 'parent_identity', 'parental_authority', "
    "'minors_age', 'minors_agreement', 'heir_identity', 'death_record', 'heirship', 'directives'"
)


def upgrade() -> None:
    op.add_column(
        "identity_documents",
        sa.Column("kind", sa.Text(), server_default=sa.text("'identity_document'"), nullable=False),
    )
    op.create_table(
        "requester_evidence",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("checks", postgresql.JSONB(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(f'"kind" IN ({_KINDS})', name=op.f("ck_requester_evidence_kind")),
        sa.CheckConstraint(
            "\"status\" IN ('pending', 'accepted', 'rejected', 'unreviewed')",
            name=op.f("ck_requester_evidence_status"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["identity_documents.id"],
            name=op.f("fk_requester_evidence_document_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_requester_evidence_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "kind", name=op.f("pk_requester_evidence")),
    )


def downgrade() -> None:
    op.drop_table("requester_evidence")
    op.drop_column("identity_documents", "kind")
