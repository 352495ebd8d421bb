"""What a worker that stands still may hold, and for how long."""

from datetime import UTC, datetime

from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.storage.job_runs import JobRun

RUNNING = """
INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after, token)
VALUES ('tried', '{}', 1, '', '', 'running', now(), 'epoch', 7) RETURNING id
"""
TIMES = text(
    "SELECT current_setting('transaction_timeout'), current_setting('idle_in_transaction_session_timeout')"
)


async def test_a_transaction_that_stands_still_ends_and_one_of_a_job_soon(service):
    async with service.runtime.operation(SYSTEM) as ctx:
        assert tuple((await ctx.session.execute(TIMES)).one()) == ("2min", "1min")
        number = await ctx.session.scalar(text(RUNNING))
    run = JobRun(number, "tried", {}, 1, 1, 7, "", datetime.now(UTC))
    for say in (run.look_whether_mine, run.assert_still_mine, run.finish):
        async with service.runtime.operation(SYSTEM) as ctx:
            await say(ctx.session)
            assert tuple((await ctx.session.execute(TIMES)).one()) == ("1min", "10s")
    async with service.runtime.operation(SYSTEM) as ctx:
        assert tuple((await ctx.session.execute(TIMES)).one()) == ("2min", "1min")
