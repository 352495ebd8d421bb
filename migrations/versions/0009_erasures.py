"""Erasures: plans, approvals, progress, kept data, decisions per category, and the re-erasure ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_decisions",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "\"right\" IN ('access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'consent_withdrawal', 'automated_decision_review')",
            name=op.f("ck_category_decisions_right"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_category_decisions_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "right", "position", name=op.f("pk_category_decisions")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("root_id", sa.Uuid(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("scope", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("data_map_version_id", sa.Uuid(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("schema_fingerprint", sa.Text(), nullable=True),
        sa.Column("plan", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("plan_sha256", sa.Text(), nullable=True),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_seal", sa.LargeBinary(), nullable=True),
        sa.Column("intent", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("outcome", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("seeds", sa.LargeBinary(), nullable=True),
        sa.Column("left_rows", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("certificate", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'executing', 'done', 'left_over') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND not_before IS NOT NULL AND approval_seal IS NOT NULL)",
            name=op.f("ck_erasures_approved"),
        ),
        sa.CheckConstraint(
            "\"ground\" IN ('no_longer_necessary', 'consent_withdrawn', 'objection', 'unlawful_processing', 'legal_obligation', 'child_service')",
            name=op.f("ck_erasures_ground"),
        ),
        sa.CheckConstraint(
            "\"status\" IN ('planning', 'planned', 'blocked', 'approved', 'executing', 'done', 'left_over', 'stopped', 'declined', 'cancelled')",
            name=op.f("ck_erasures_status"),
        ),
        sa.CheckConstraint("approved_by <> planned_by", name=op.f("ck_erasures_four_eyes")),
        sa.CheckConstraint("not_before >= approved_at", name=op.f("ck_erasures_cool_down")),
        sa.ForeignKeyConstraint(
            ["data_map_version_id"], ["data_map_versions.id"], name=op.f("fk_erasures_data_map_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["subject_requests.id"], name=op.f("fk_erasures_request_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["root_id"], ["erasures.id"], name=op.f("fk_erasures_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("request_id", "attempt", name=op.f("uq_erasures_request_id_attempt")),
    )
    op.create_index(
        "uq_erasures_under_way",
        "erasures",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text(
            "status IN ('planning', 'planned', 'approved', 'executing') AND root_id IS NULL"
        ),
    )
    op.create_table(
        "erasure_ledger",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("pseudonym", sa.LargeBinary(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name=op.f("fk_erasure_ledger_erasure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("erasure_id", "pseudonym", name=op.f("pk_erasure_ledger")),
    )
    op.create_table(
        "erasure_sources",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("job_token", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "\"state\" IN ('pending', 'writing', 'done')", name=op.f("ck_erasure_sources_state")
        ),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name=op.f("fk_erasure_sources_erasure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("erasure_id", "dataset", name=op.f("pk_erasure_sources")),
    )
    op.create_table(
        "kept_data",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name=op.f("fk_kept_data_erasure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("erasure_id", "position", name=op.f("pk_kept_data")),
    )
    op.create_index(
        "ix_kept_data_due",
        "kept_data",
        ["keep_until"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    # What was approved stays as it was, and only what was approved is carried out (art. 32): whoever writes to the
    # database directly is held to it too.
    op.execute("""
        CREATE FUNCTION erasures_stay_as_approved() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.approved_by IS NOT NULL AND (
                NEW.approved_by, NEW.approved_at, NEW.not_before, NEW.plan_sha256, NEW.schema_fingerprint,
                NEW.data_map_version_id, NEW.rules_version, NEW.scope, NEW.approval_seal
            ) IS DISTINCT FROM (
                OLD.approved_by, OLD.approved_at, OLD.not_before, OLD.plan_sha256, OLD.schema_fingerprint,
                OLD.data_map_version_id, OLD.rules_version, OLD.scope, OLD.approval_seal
            ) THEN
                RAISE EXCEPTION 'an approved erasure stays as it was approved';
            END IF;
            IF NEW.status = 'executing' AND OLD.status NOT IN ('approved', 'executing')
                OR NEW.status IN ('done', 'left_over') AND OLD.status NOT IN ('executing', NEW.status)
                OR NEW.status = 'approved' AND OLD.status NOT IN ('planned', 'approved') THEN
                RAISE EXCEPTION 'an erasure goes from planned to approved to executing to its end';
            END IF;
            IF OLD.status IN ('done', 'declined', 'cancelled') AND NEW.status <> OLD.status THEN
                RAISE EXCEPTION 'this erasure is at its end';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER as_approved BEFORE UPDATE ON erasures
        FOR EACH ROW EXECUTE FUNCTION erasures_stay_as_approved()
    """)


def downgrade() -> None:
    op.drop_index("ix_kept_data_due", table_name="kept_data", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_table("kept_data")
    op.drop_table("erasure_sources")
    op.drop_table("erasure_ledger")
    op.drop_index(
        "uq_erasures_under_way",
        table_name="erasures",
        postgresql_where=sa.text(
            "status IN ('planning', 'planned', 'approved', 'executing') AND root_id IS NULL"
        ),
    )
    op.drop_table("erasures")
    op.drop_table("category_decisions")
    op.execute("DROP FUNCTION erasures_stay_as_approved()")
