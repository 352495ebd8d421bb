"""The job queue: its tables, and the function by which workers claim."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One call does it all on the server, so that a worker that stops in the middle holds no lock: give the jobs of dead
# workers back, wake what is due, and claim. Claims are serialised by an advisory lock: only then are the counts by
# source exact. A round takes about a millisecond and claims many.
#
# Order: each client's jobs get turns 1, 2, 3 ... by due date, plus what the caller has served that client lately;
# turns go before due dates between clients, so the flood of one delays the others by one job per turn. The walk over
# pairs of client and source reads one index entry per pair, however many jobs wait.
CLAIM = """
CREATE FUNCTION claim_jobs(
    p_worker text, p_kinds text[], p_slots integer, p_now timestamptz, p_lease interval,
    p_per_source integer, p_served jsonb, p_max_crashes integer
) RETURNS SETOF jobs LANGUAGE plpgsql SET lock_timeout = '2s' SET enable_seqscan = off AS $$
DECLARE
    v_now timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7238262713841803107);
    v_now := clock_timestamp();

    WITH lost AS (
        SELECT id FROM jobs WHERE state = 'running' AND lease_until < v_now FOR UPDATE SKIP LOCKED
    ), joined AS (  -- a newer job of the same key waits already and will do the work
        DELETE FROM jobs j USING lost
        WHERE j.id = lost.id AND EXISTS (
            SELECT 1 FROM jobs t WHERE t.dedupe_key = j.dedupe_key AND t.state IN ('waiting', 'scheduled'))
        RETURNING j.id
    )
    UPDATE jobs j
    SET crashes = j.crashes + 1, worker = NULL, lease_until = NULL, last_error = 'worker_lost',
        state = CASE WHEN j.crashes + 1 >= p_max_crashes THEN 'dead' ELSE 'scheduled' END,
        died_at = CASE WHEN j.crashes + 1 >= p_max_crashes THEN p_now END,
        retry_at = v_now + CASE WHEN j.crashes < 10 THEN interval '0'
                                ELSE least(60, 2 ^ least(j.crashes - 10, 6)) * interval '1 second' END
    FROM lost WHERE j.id = lost.id AND j.id NOT IN (SELECT id FROM joined);

    UPDATE jobs SET state = 'waiting', ready_at = v_now
    WHERE id IN (
        SELECT id FROM jobs WHERE state = 'scheduled' AND run_after <= p_now AND retry_at <= v_now
        ORDER BY run_after LIMIT 1000 FOR UPDATE SKIP LOCKED);

    RETURN QUERY
    WITH RECURSIVE pairs(client, source) AS (
        (SELECT client, source FROM jobs WHERE state = 'waiting' ORDER BY client, source LIMIT 1)
        UNION ALL
        SELECT n.client, n.source FROM pairs p CROSS JOIN LATERAL (
            SELECT j.client, j.source FROM jobs j
            WHERE j.state = 'waiting' AND (j.client, j.source) > (p.client, p.source)
            ORDER BY j.client, j.source LIMIT 1) n
    ), busy AS (
        SELECT j.source, count(*) AS busy FROM jobs j WHERE j.state = 'running' AND j.source <> '' GROUP BY j.source
    ), room AS (
        SELECT p.client, p.source,
               CASE WHEN p.source = '' THEN p_slots ELSE least(p_slots, p_per_source - coalesce(b.busy, 0)) END AS room
        FROM pairs p LEFT JOIN busy b USING (source)
    ), candidates AS (
        SELECT c.id, c.due_at, r.client, r.source, r.room
        FROM room r CROSS JOIN LATERAL (
            SELECT j.id, j.due_at FROM jobs j
            WHERE j.state = 'waiting' AND j.client = r.client AND j.source = r.source AND j.kind = ANY (p_kinds)
            ORDER BY j.due_at, j.id LIMIT greatest(r.room, 0)) c
    ), turns AS (
        SELECT *, coalesce((p_served ->> client)::double precision, 0)
                  + row_number() OVER (PARTITION BY client ORDER BY due_at, id) AS turn
        FROM candidates
    ), fitting AS (
        SELECT id, turn, due_at, source, room,
               row_number() OVER (PARTITION BY source ORDER BY turn, due_at, id) AS place
        FROM turns
    ), chosen AS (
        SELECT j.id FROM fitting f JOIN jobs j ON j.id = f.id
        WHERE j.state = 'waiting' AND (f.source = '' OR f.place <= f.room)
        ORDER BY f.turn, f.due_at, f.id LIMIT p_slots FOR UPDATE OF j SKIP LOCKED
    )
    UPDATE jobs j
    SET state = 'running', attempts = j.attempts + 1, token = j.token + 1, worker = p_worker,
        lease_until = v_now + p_lease
    FROM chosen WHERE j.id = chosen.id
    RETURNING j.*;
END
$$
"""


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("client", sa.Text(collation="C"), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("run_after", instant, nullable=False),
        sa.Column("retry_at", instant, server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", instant, server_default=sa.text("now()"), nullable=False),
        sa.Column("ready_at", instant, server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("crashes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("token", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", instant, nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("died_at", instant, nullable=True),
        sa.CheckConstraint(
            "state IN ('scheduled', 'waiting', 'running', 'dead')", name=op.f("ck_jobs_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    for name, columns, where in (
        ("ix_jobs_waiting", ["client", "source", "due_at", "id"], "state = 'waiting'"),
        ("ix_jobs_scheduled", ["run_after"], "state = 'scheduled'"),
        ("ix_jobs_running", ["lease_until"], "state = 'running'"),
        ("ix_jobs_dead", ["id"], "state = 'dead'"),
    ):
        op.create_index(name, "jobs", columns, postgresql_where=sa.text(where))
    op.create_index(
        "uq_jobs_dedupe_key",
        "jobs",
        ["dedupe_key"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'scheduled')"),
    )
    # Rows live for seconds: vacuum by their number, not by a share of a table that is empty at best.
    op.execute(
        "ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, "
        "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000)"
    )
    op.create_table(
        "job_schedules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("next_at", instant, nullable=False),
        sa.Column("last_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_schedules")),
    )
    op.execute(CLAIM)


def downgrade() -> None:
    op.execute(
        "DROP FUNCTION claim_jobs(text, text[], integer, timestamptz, interval, integer, jsonb, integer)"
    )
    op.drop_table("job_schedules")
    op.drop_table("jobs")
