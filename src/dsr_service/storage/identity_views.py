"""Views of identity copies: by token, and counted per viewer."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import IdentityDocumentView


async def by_digest(session: AsyncSession, digest: bytes) -> IdentityDocumentView | None:
    return await session.scalar(
        select(IdentityDocumentView).where(IdentityDocumentView.token_digest == digest)
    )


async def count_since(session: AsyncSession, viewer: str, instant: datetime) -> int:
    """How often this person has looked since then; calls of one person wait for one another here."""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"identity views of {viewer}", 0))
    await session.execute(select(lock))
    query = select(func.count()).where(
        IdentityDocumentView.viewer == viewer, IdentityDocumentView.created_at > instant
    )
    return await session.scalar(query) or 0
