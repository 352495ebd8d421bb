"""The rows of the DPO's registers."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.tables import DataMapVersion, PolicyRow, ProcessingActivityRow, RecipientRow

RegisterRow = TypeVar("RegisterRow", bound=ProcessingActivityRow | RecipientRow | PolicyRow)
_TOLD: Final = """
    SELECT 'policy' AS register, key, entry::text AS entry FROM policy WHERE key = 'controller'
    UNION ALL SELECT 'processing_activities', key, entry::text FROM processing_activities
    UNION ALL SELECT 'recipients', key, entry::text FROM recipients
    ORDER BY 1, 2
"""


async def active_data_map(session: AsyncSession, *, lock: bool = False) -> DataMapVersion | None:
    query = select(DataMapVersion).where(DataMapVersion.active)
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    )


async def entries(session: AsyncSession, table: type[RegisterRow]) -> Sequence[RegisterRow]:
    return (await session.scalars(select(table).order_by(table.key))).all()


async def entry(
    session: AsyncSession, table: type[RegisterRow], key: str, *, lock: bool = False
) -> RegisterRow | None:
    query = select(table).where(table.key == key)
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    )


async def told(session: AsyncSession) -> Sequence[tuple[str, str, str]]:
    """All that an answer quotes of the registers, as (register, key, entry as JSON), by one statement."""
    rows = await direct.fetch(session, _TOLD)
    return [(row["register"], row["key"], row["entry"]) for row in rows]


async def policy_entry(session: AsyncSession, key: str) -> tuple[int, dict[str, Any]] | None:
    """Version and content of a policy, by a statement that costs little."""
    sql = f"SELECT version, entry FROM {PolicyRow.__tablename__} WHERE key = $1"  # noqa: S608 our own name
    found = await direct.fetch(session, sql, key)
    return (found[0]["version"], found[0]["entry"]) if found else None


async def identity_keys(session: AsyncSession) -> list[str] | None:
    """Those of the active map, without fetching the map itself."""
    found = await direct.fetch(session, "SELECT identity_keys FROM data_map_versions WHERE active")
    return found[0]["identity_keys"] if found else None
