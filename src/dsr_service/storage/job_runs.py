"""What a job's handler gets: what to do, and the proof that it is still the one to do it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.jobs import JobNotMine, JobState
from dsr_service.storage.tables.jobs import JobRow


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt at one job."""

    id: int
    kind: str
    payload: Mapping[str, str | int]
    version: int
    attempt: int  # from 1
    token: int
    client: str
    due_at: datetime

    def text(self, name: str) -> str:
        """A payload's value as text."""
        return str(self.payload[name])

    async def assert_still_mine(self, session: AsyncSession) -> None:
        """Call it in the transaction that records the outcome. Raises JobNotMine.

        The row stays locked until that transaction ends, so that nobody takes the job over in between. A
        process that is stopped right then would hold the lock for ever: PostgreSQL ends its transaction
        instead.
        """
        await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10s'"))
        found = await session.scalar(
            select(JobRow.id)
            .where(JobRow.id == self.id, JobRow.token == self.token, JobRow.state == JobState.RUNNING)
            .with_for_update(key_share=True)
        )
        if found is None:
            raise JobNotMine

    async def finish(self, session: AsyncSession) -> None:
        """End the job in the transaction that records its outcome: both happen, or neither. Raises
        JobNotMine.
        """
        await self.assert_still_mine(session)
        await session.execute(
            delete(JobRow).where(JobRow.id == self.id).execution_options(synchronize_session=False)
        )


Handler: TypeAlias = Callable[[JobRun], Awaitable[None]]
