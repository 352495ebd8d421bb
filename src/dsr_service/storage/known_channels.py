"""Known channels: reading and adding."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import ChannelSearch, KnownChannelRow


async def add(session: AsyncSession, values: dict[str, Any]) -> None:
    """Add a channel; of one address the first record stands: it says since when."""
    await session.execute(
        insert(KnownChannelRow).values(values).on_conflict_do_nothing(index_elements=["request_id", "lookup"])
    )


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[KnownChannelRow]:
    """Longest known first."""
    query = (
        select(KnownChannelRow)
        .where(KnownChannelRow.request_id == request_id)
        .order_by(KnownChannelRow.known_since.asc().nulls_last(), KnownChannelRow.id)
    )
    return (await session.scalars(query)).all()


async def get(session: AsyncSession, channel_id: UUID) -> KnownChannelRow | None:
    return await session.get(KnownChannelRow, channel_id)


async def get_for_update(session: AsyncSession, channel_id: UUID) -> KnownChannelRow | None:
    return await session.get(KnownChannelRow, channel_id, with_for_update=True, populate_existing=True)


async def searched(session: AsyncSession, request_id: UUID) -> bool:
    return await session.get(ChannelSearch, request_id) is not None


async def note_search(session: AsyncSession, request_id: UUID, now: datetime) -> bool:
    """Whether this is the first search: what a later one finds may have been changed since."""
    noted = await session.scalar(
        insert(ChannelSearch)
        .values(request_id=request_id, searched_at=now)
        .on_conflict_do_nothing()
        .returning(ChannelSearch.request_id)
    )
    return noted is not None
