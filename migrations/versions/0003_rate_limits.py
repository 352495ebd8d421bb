"""The token buckets of the rate limits."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Unlogged: a crash empties the buckets' table, which refills every quota and harms nobody.
    op.execute(
        "CREATE UNLOGGED TABLE rate_limits ("
        " key bytea NOT NULL CONSTRAINT pk_rate_limits PRIMARY KEY,"
        " tokens double precision NOT NULL,"
        " granted integer NOT NULL,"
        " refilled_at timestamptz NOT NULL"
        ") WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE rate_limits")
