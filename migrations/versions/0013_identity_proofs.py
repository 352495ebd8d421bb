"""Proofs of identity, assertion keys, used assertions; the digest of the submitted body."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("subject_requests", sa.Column("submission_sha256", sa.Text(), nullable=True))
    op.create_table(
        "identity_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"means\" IN ('identity_document', 'authenticated_session', 'one_time_code', 'known_address_code', "
            "'in_person', 'callback')",
            name=op.f("ck_identity_proofs_means"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_identity_proofs_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_proofs")),
    )
    op.create_index(op.f("ix_identity_proofs_request_id"), "identity_proofs", ["request_id"])
    # Requests that were verified before this table was.
    op.execute(
        "INSERT INTO identity_proofs (id, request_id, means, recorded_at, recorded_by) "
        "SELECT gen_random_uuid(), id, identity_method, identity_verified_at, coalesce(identity_checked_by, 'system') "
        "FROM subject_requests WHERE identity_verified_at IS NOT NULL AND identity_method IN "
        "('identity_document', 'authenticated_session', 'known_address_code', 'in_person', 'callback')"
    )
    op.create_table(
        "assertion_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("public_key", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", instant, nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.CheckConstraint(
            "\"algorithm\" IN ('ES256', 'ES384', 'RS256', 'PS256', 'HS256')",
            name=op.f("ck_assertion_keys_algorithm"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assertion_keys")),
    )
    op.create_table(
        "used_assertions",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("jti_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["assertion_keys.id"], name=op.f("fk_used_assertions_key_id")),
        sa.PrimaryKeyConstraint("key_id", "jti_digest", name=op.f("pk_used_assertions")),
    )
    op.create_index(op.f("ix_used_assertions_expires_at"), "used_assertions", ["expires_at"])


def downgrade() -> None:
    op.drop_table("used_assertions")
    op.drop_table("assertion_keys")
    op.drop_table("identity_proofs")
    op.drop_column("subject_requests", "submission_sha256")
