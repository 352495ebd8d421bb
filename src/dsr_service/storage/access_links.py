"""One-time codes, access links and the sessions that they open."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import AccessLink, IdentityCode, SubjectSession


async def codes_since(session: AsyncSession, request_id: UUID, since: datetime) -> int:
    query = select(func.count()).where(IdentityCode.request_id == request_id, IdentityCode.created_at > since)
    return await session.scalar(query) or 0


async def links_since(session: AsyncSession, request_id: UUID, since: datetime, by: str) -> int:
    query = select(func.count()).where(
        AccessLink.request_id == request_id, AccessLink.created_at > since, AccessLink.created_by == by
    )
    return await session.scalar(query) or 0


async def newest_code(session: AsyncSession, request_id: UUID) -> IdentityCode | None:
    """Only the last code counts; its row is locked, so that parallel tries are counted one by one."""
    query = (
        select(IdentityCode)
        .where(IdentityCode.request_id == request_id)
        .order_by(IdentityCode.created_at.desc(), IdentityCode.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return await session.scalar(query)


async def code(session: AsyncSession, code_id: UUID) -> IdentityCode | None:
    return await session.get(IdentityCode, code_id, with_for_update=True, populate_existing=True)


async def link(session: AsyncSession, link_id: UUID) -> AccessLink | None:
    return await session.get(AccessLink, link_id, with_for_update=True, populate_existing=True)


async def open_link(session: AsyncSession, digest: bytes, now: datetime) -> AccessLink | None:
    """Use the link up: of any number of callers at the same instant one gets it."""
    return await session.scalar(
        update(AccessLink)
        .where(
            AccessLink.digest == digest,
            AccessLink.opened_at.is_(None),
            AccessLink.expires_at > now,
            AccessLink.channel_id.is_not(None),
        )
        .values(opened_at=now)
        .returning(AccessLink)
    )


async def session_by_digest(session: AsyncSession, digest: bytes) -> SubjectSession | None:
    return await session.scalar(select(SubjectSession).where(SubjectSession.digest == digest))
