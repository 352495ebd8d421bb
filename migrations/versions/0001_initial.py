"""initial."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "storefront",
                "staff",
                "dpo",
                "auditor",
                "subject",
                "system",
                name="role",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rotated_from", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "role IN ('storefront', 'staff', 'dpo', 'auditor', 'subject', 'system')",
            name=op.f("ck_api_keys_role"),
        ),
        sa.ForeignKeyConstraint(["rotated_from"], ["api_keys.id"], name=op.f("fk_api_keys_rotated_from")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_table(
        "audit_events",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_request_id", "audit_events", ["request_id", "position"], unique=False)
    op.create_table(
        "data_map_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("identity_keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_map_versions")),
    )
    op.create_index(
        "uq_data_map_versions_active",
        "data_map_versions",
        ["active"],
        unique=True,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "idempotency_records",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "route", "key", name=op.f("pk_idempotency_records")),
    )
    op.create_index(
        op.f("ix_idempotency_records_created_at"), "idempotency_records", ["created_at"], unique=False
    )
    op.create_table(
        "policy",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_policy")),
    )
    op.create_table(
        "processing_activities",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_processing_activities")),
    )
    op.create_table(
        "recipients",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_recipients")),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
    )
    op.create_table(
        "subject_identifiers",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.id"],
            name=op.f("fk_subject_identifiers_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", "position", name=op.f("pk_subject_identifiers")),
    )
    op.create_index("ix_subject_identifiers_lookup", "subject_identifiers", ["lookup"], unique=False)
    op.create_table(
        "subject_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "awaiting_identity",
                "in_progress",
                "awaiting_approval",
                "in_fulfilment",
                "fulfilled",
                "partly_refused",
                "refused",
                "withdrawn",
                "expired",
                name="status",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "storefront",
                "email",
                "post",
                "phone",
                "in_person",
                name="channel",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("agent", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reminders", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("identity_required", sa.Boolean(), nullable=False),
        sa.Column("identity_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_method", sa.Text(), nullable=True),
        sa.Column("identity_checked_by", sa.Text(), nullable=True),
        sa.Column("fulfilment_started_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_map_version_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "channel IN ('storefront', 'email', 'post', 'phone', 'in_person')",
            name=op.f("ck_subject_requests_channel"),
        ),
        sa.CheckConstraint(
            "status IN ('received', 'awaiting_identity', 'in_progress', 'awaiting_approval', 'in_fulfilment', 'fulfilled', 'partly_refused', 'refused', 'withdrawn', 'expired')",
            name=op.f("ck_subject_requests_status"),
        ),
        sa.CheckConstraint(
            "approved_by <> fulfilment_started_by", name=op.f("ck_subject_requests_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["data_map_version_id"],
            ["data_map_versions.id"],
            name=op.f("fk_subject_requests_data_map_version_id"),
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_subject_requests_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_requests")),
        sa.UniqueConstraint("reference", name=op.f("uq_subject_requests_reference")),
    )
    op.create_index("ix_subject_requests_client_id", "subject_requests", ["client", "id"], unique=False)
    op.create_index("ix_subject_requests_status_id", "subject_requests", ["status", "id"], unique=False)
    op.create_index(op.f("ix_subject_requests_subject_id"), "subject_requests", ["subject_id"], unique=False)
    op.create_table(
        "deadlines",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("safe_due", sa.Date(), nullable=True),
        sa.Column("internal_target", sa.Date(), nullable=True),
        sa.Column("extension_notice_due", sa.Date(), nullable=True),
        sa.Column("refusal_information_due", sa.Date(), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "extension_ground",
            sa.Enum(
                "complexity_volume",
                "complexity_dispersed_data",
                "complexity_redaction",
                "complexity_intelligibility",
                "number_of_requests",
                name="extensionground",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("extension_reasons", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_deadlines_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_due_before", "deadlines", ["due_before", "request_id"], unique=False)
    op.create_table(
        "export_packages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "right",
            sa.Enum(
                "access",
                "rectification",
                "erasure",
                "restriction",
                "portability",
                "objection",
                "consent_withdrawal",
                "automated_decision_review",
                name="right",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prepared",
                "released",
                "revoked",
                "expired",
                name="packagestatus",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("built", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("downloads", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "\"right\" IN ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'consent_withdrawal', 'automated_decision_review')",
            name=op.f("ck_export_packages_right"),
        ),
        sa.CheckConstraint(
            "status IN ('prepared', 'released', 'revoked', 'expired')", name=op.f("ck_export_packages_status")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_export_packages_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_packages")),
        sa.UniqueConstraint(
            "request_id", "right", "attempt", name=op.f("uq_export_packages_request_id_right_attempt")
        ),
    )
    op.create_index(op.f("ix_export_packages_request_id"), "export_packages", ["request_id"], unique=False)
    op.create_table(
        "fulfilment_steps",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "pending",
                "running",
                "done",
                "skipped",
                "failed",
                name="stepoutcome",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('pending', 'running', 'done', 'skipped', 'failed')",
            name=op.f("ck_fulfilment_steps_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_fulfilment_steps_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "dataset", "collection", name=op.f("pk_fulfilment_steps")),
    )
    op.create_table(
        "identity_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "accepted",
                "rejected",
                "unreviewed",
                name="documentstatus",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "expired",
                "not_signed",
                "name_mismatch",
                "illegible",
                "not_an_identity_document",
                "incomplete",
                "suspected_forgery",
                name="rejectionreason",
                native_enum=False,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'accepted', 'rejected', 'unreviewed')",
            name=op.f("ck_identity_documents_status"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_identity_documents_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_documents")),
    )
    op.create_index(
        op.f("ix_identity_documents_request_id"), "identity_documents", ["request_id"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_messages_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_request_id"), "messages", ["request_id"], unique=False)
    op.create_table(
        "request_keys",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("wrapped_identity", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shredded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_request_keys_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "purpose", name=op.f("pk_request_keys")),
    )
    op.create_table(
        "requested_rights",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "right",
            sa.Enum(
                "access",
                "rectification",
                "erasure",
                "restriction",
                "portability",
                "objection",
                "consent_withdrawal",
                "automated_decision_review",
                name="right",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "pending",
                "fulfilled",
                "partly_refused",
                "refused",
                "withdrawn",
                "expired",
                name="outcome",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("particulars", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('pending', 'fulfilled', 'partly_refused', 'refused', 'withdrawn', 'expired')",
            name=op.f("ck_requested_rights_outcome"),
        ),
        sa.CheckConstraint(
            "\"right\" IN ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'consent_withdrawal', 'automated_decision_review')",
            name=op.f("ck_requested_rights_right"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_requested_rights_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "right", name=op.f("pk_requested_rights")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_requested_rights_request_id_position")),
    )
    op.create_table(
        "suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("reasonable_doubt_reason", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_suspensions_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(op.f("ix_suspensions_request_id"), "suspensions", ["request_id"], unique=False)
    op.create_index(
        "uq_suspensions_open",
        "suspensions",
        ["request_id", "cause"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.execute("""
        CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'audit events are append-only';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()
    """)


def downgrade() -> None:
    op.drop_index(
        "uq_suspensions_open", table_name="suspensions", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(op.f("ix_suspensions_request_id"), table_name="suspensions")
    op.drop_table("suspensions")
    op.drop_table("requested_rights")
    op.drop_table("request_keys")
    op.drop_index(op.f("ix_messages_request_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_identity_documents_request_id"), table_name="identity_documents")
    op.drop_table("identity_documents")
    op.drop_table("fulfilment_steps")
    op.drop_index(op.f("ix_export_packages_request_id"), table_name="export_packages")
    op.drop_table("export_packages")
    op.drop_index("ix_deadlines_due_before", table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_index(op.f("ix_subject_requests_subject_id"), table_name="subject_requests")
    op.drop_index("ix_subject_requests_status_id", table_name="subject_requests")
    op.drop_index("ix_subject_requests_client_id", table_name="subject_requests")
    op.drop_table("subject_requests")
    op.drop_index("ix_subject_identifiers_lookup", table_name="subject_identifiers")
    op.drop_table("subject_identifiers")
    op.drop_table("subjects")
    op.drop_table("recipients")
    op.drop_table("processing_activities")
    op.drop_table("policy")
    op.drop_index(op.f("ix_idempotency_records_created_at"), table_name="idempotency_records")
    op.drop_table("idempotency_records")
    op.drop_index(
        "uq_data_map_versions_active", table_name="data_map_versions", postgresql_where=sa.text("active")
    )
    op.drop_table("data_map_versions")
    op.drop_index("ix_audit_events_request_id", table_name="audit_events")
    op.drop_table("audit_events")
    op.drop_table("api_keys")
    op.execute("DROP FUNCTION audit_events_are_append_only()")
