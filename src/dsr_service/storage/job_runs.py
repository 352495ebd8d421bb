"""What a job's handler gets: what to do, and the proof that it is still the one to do it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.jobs import JobNotMine
from dsr_service.storage import direct

# A worker that stands still between two messages of one statement is not idle to PostgreSQL: there, from 17 on, the
# transaction as a whole has its time.
_IMPATIENT: Final = """set_config('idle_in_transaction_session_timeout', '10s', true),
    CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL
         THEN set_config('transaction_timeout', '60s', true) END"""
_MINE: Final = f"SELECT {_IMPATIENT} FROM jobs WHERE id = $1 AND token = $2 AND state = 'running'"  # noqa: S608
_FINISH: Final = f"DELETE FROM jobs WHERE id = $1 AND token = $2 AND state = 'running' RETURNING {_IMPATIENT}"  # noqa: S608


@dataclass(slots=True)
class Ending:
    """Whether the job's row was deleted by its own run: then its absence is no loss."""

    begun: bool = False


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
    ending: Ending = field(default_factory=Ending)

    def text(self, name: str) -> str:
        """A payload's value as text."""
        return str(self.payload[name])

    async def assert_still_mine(self, session: AsyncSession) -> None:
        """Call it in the transaction that records the outcome. Raises JobNotMine.

        The row stays locked until that transaction ends, so that nobody takes the job over in between. A
        process that is stopped right then would hold the lock for ever: PostgreSQL ends its transaction
        instead.
        """
        if not await direct.fetch(session, f"{_MINE} FOR NO KEY UPDATE", self.id, self.token):
            raise JobNotMine

    async def look_whether_mine(self, session: AsyncSession) -> None:
        """Before work that records nothing by itself: an attempt that was taken over ends here. Raises JobNotMine."""
        if not await direct.fetch(session, _MINE, self.id, self.token):
            raise JobNotMine

    async def finish(self, session: AsyncSession) -> None:
        """End the job in the transaction that records its outcome: both happen, or neither. Raises
        JobNotMine.
        """
        if not await direct.fetch(session, _FINISH, self.id, self.token):
            raise JobNotMine
        self.ending.begun = True


Handler: TypeAlias = Callable[[JobRun], Awaitable[None]]
