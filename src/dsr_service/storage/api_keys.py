"""API keys and idempotency records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.tables import ApiKey

_KEY: Final = direct.Columns(ApiKey, "k")
_BY_DIGEST: Final = f"SELECT {_KEY.selected} FROM api_keys k WHERE k.digest = $1"  # noqa: S608 our own columns

_NOTE_USE: Final = """
    UPDATE api_keys SET last_used_at = $2
    WHERE id IN (SELECT id FROM api_keys WHERE id = $1 FOR UPDATE SKIP LOCKED)
"""


async def by_digest(session: AsyncSession, digest: bytes) -> ApiKey | None:
    """To be looked at, not changed."""
    found = await direct.fetch(session, _BY_DIGEST, digest)
    return cast(ApiKey, direct.Snapshot(**_KEY.read(found[0]))) if found else None


async def all_keys(session: AsyncSession) -> Sequence[ApiKey]:
    return (await session.scalars(select(ApiKey).order_by(ApiKey.id))).all()


async def note_use(session: AsyncSession, key_id: UUID, instant: datetime) -> None:
    """Steps over a row that another call is just writing: one of them is enough."""
    await direct.fetch(session, _NOTE_USE, key_id, instant)
