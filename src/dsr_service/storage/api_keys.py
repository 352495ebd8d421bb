"""API keys and idempotency records."""

from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.tables import ApiKey

_KEY: Final = direct.Columns(ApiKey, "k")
_BY_DIGEST: Final = f"SELECT {_KEY.selected} FROM api_keys k WHERE k.digest = $1"  # noqa: S608 our own columns


async def by_digest(session: AsyncSession, digest: bytes) -> ApiKey | None:
    """To be looked at, not changed."""
    found = await direct.fetch(session, _BY_DIGEST, digest)
    return cast(ApiKey, direct.Snapshot(**_KEY.read(found[0]))) if found else None


async def all_keys(session: AsyncSession) -> Sequence[ApiKey]:
    return (await session.scalars(select(ApiKey).order_by(ApiKey.id))).all()
