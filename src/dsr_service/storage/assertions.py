"""Assertion keys, and the assertions that are used up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import AssertionKey, IdentityProof, UsedAssertion


async def key(session: AsyncSession, key_id: UUID) -> AssertionKey | None:
    return await session.get(AssertionKey, key_id)


async def keys(session: AsyncSession) -> Sequence[AssertionKey]:
    return (await session.scalars(select(AssertionKey).order_by(AssertionKey.id))).all()


async def use_up(session: AsyncSession, key_id: UUID, jti_digest: bytes, expires_at: datetime) -> bool:
    """Whether this call is the first to use it; a second one at the same instant waits for the first."""
    used = await session.scalar(
        insert(UsedAssertion)
        .values(key_id=key_id, jti_digest=jti_digest, expires_at=expires_at)
        .on_conflict_do_nothing()
        .returning(UsedAssertion.key_id)
    )
    return used is not None


async def forget_expired(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at < before))


async def proofs(session: AsyncSession, request_id: UUID) -> Sequence[IdentityProof]:
    """Those that stand, oldest first."""
    query = (
        select(IdentityProof)
        .where(IdentityProof.request_id == request_id, IdentityProof.voided_at.is_(None))
        .order_by(IdentityProof.id)
    )
    return (await session.scalars(query)).all()


async def void(session: AsyncSession, request_id: UUID, now: datetime) -> None:
    """What was taken for a proof is none."""
    await session.execute(
        update(IdentityProof)
        .where(IdentityProof.request_id == request_id, IdentityProof.voided_at.is_(None))
        .values(voided_at=now)
    )
