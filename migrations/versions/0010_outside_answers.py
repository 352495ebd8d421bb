"""What others are asked for a request, what its answer lacks, and changes of the data map that wait for review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_map_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("base_version_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "approved", "rejected", name="proposalstatus", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "\"status\" IN ('open', 'approved', 'rejected')", name=op.f("ck_data_map_proposals_status")
        ),
        sa.ForeignKeyConstraint(
            ["base_version_id"], ["data_map_versions.id"], name=op.f("fk_data_map_proposals_base_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["data_map_versions.id"], name=op.f("fk_data_map_proposals_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_map_proposals")),
    )
    op.create_index(op.f("ix_data_map_proposals_status"), "data_map_proposals", ["status"], unique=False)
    op.create_table(
        "fulfilment_gaps",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("missing", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_fulfilment_gaps_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_fulfilment_gaps")),
    )
    op.create_table(
        "manual_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "found",
                "nothing_found",
                "cancelled",
                name="taskstatus",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "\"status\" IN ('open', 'found', 'nothing_found', 'cancelled')",
            name=op.f("ck_manual_tasks_status"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_manual_tasks_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_tasks")),
        sa.UniqueConstraint(
            "request_id", "dataset", "collection", name=op.f("uq_manual_tasks_request_id_dataset_collection")
        ),
    )
    op.create_index(
        op.f("ix_manual_tasks_due_at_manual_tasks_id"),
        "manual_tasks",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(op.f("ix_manual_tasks_request_id"), "manual_tasks", ["request_id"], unique=False)
    op.create_table(
        "processor_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("access", "portability", "erasure", name="orderkind", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "pending",
                "in_progress",
                "completed",
                "cancelled",
                name="orderstatus",
                native_enum=False,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "\"kind\" IN ('access', 'portability', 'erasure')", name=op.f("ck_processor_orders_kind")
        ),
        sa.CheckConstraint(
            "\"status\" IN ('planned', 'pending', 'in_progress', 'completed', 'cancelled')",
            name=op.f("ck_processor_orders_status"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_processor_orders_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processor_orders")),
        sa.UniqueConstraint(
            "request_id", "dataset", "kind", name=op.f("uq_processor_orders_request_id_dataset_kind")
        ),
    )
    op.create_index(op.f("ix_processor_orders_request_id"), "processor_orders", ["request_id"], unique=False)
    op.create_index(op.f("ix_processor_orders_status"), "processor_orders", ["status"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_processor_orders_status"), table_name="processor_orders")
    op.drop_index(op.f("ix_processor_orders_request_id"), table_name="processor_orders")
    op.drop_table("processor_orders")
    op.drop_index(op.f("ix_manual_tasks_request_id"), table_name="manual_tasks")
    op.drop_index(
        op.f("ix_manual_tasks_due_at_manual_tasks_id"),
        table_name="manual_tasks",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_table("manual_tasks")
    op.drop_table("fulfilment_gaps")
    op.drop_index(op.f("ix_data_map_proposals_status"), table_name="data_map_proposals")
    op.drop_table("data_map_proposals")
