"""Sealing keys: one per identity copy and per package, so that each can be shredded by itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_, update

from dsr_service.domain.actors import Permission
from dsr_service.domain.jobs import Job
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import ELSEWHERE, SealingKey
from dsr_service.storage import direct, job_queue
from dsr_service.storage.tables import RequestKey


def holder_of(request_id: UUID, purpose: str) -> str:
    return f"{request_id}/{purpose}"


async def keep(ctx: OperationContext, request_id: UUID, purpose: str, key: SealingKey) -> None:
    """Store a new key beside the row of what it seals, in the same transaction."""
    await direct.insert(ctx.session, [row_of(ctx, request_id, purpose, key)])


def row_of(ctx: OperationContext, request_id: UUID, purpose: str, key: SealingKey) -> RequestKey:
    """The row of a new key, to be stored beside the row of what it seals."""
    return RequestKey(
        request_id=request_id,
        purpose=purpose,
        recipient=key.recipient,
        wrapped_identity=key.wrapped,
        created_at=ctx.now,
    )


async def load(ctx: OperationContext, request_id: UUID, purpose: str) -> SealingKey:
    """The key; its wrapped identity is None once shredded."""
    row = await ctx.session.get_one(RequestKey, (request_id, purpose))
    return SealingKey(holder_of(request_id, purpose), row.recipient, row.wrapped_identity)


async def shred(ctx: OperationContext, request_id: UUID, purpose: str) -> None:
    """Destroy the key: what it sealed can't be opened any more. Doing it twice changes nothing."""
    row = await ctx.session.get(
        RequestKey, (request_id, purpose), with_for_update=True, populate_existing=True
    )
    if row is not None and row.wrapped_identity is not None:
        elsewhere = row.wrapped_identity == ELSEWHERE
        row.wrapped_identity, row.shredded_at = None, ctx.now
        await ctx.session.flush()
        if elsewhere:  # another place is no part of this transaction: a job deletes there, until it is done
            await job_queue.enqueue(ctx.session, Job("shred_key", {"holder": holder_of(request_id, purpose)}))


def of_row(row: RequestKey) -> SealingKey:
    return SealingKey(holder_of(row.request_id, row.purpose), row.recipient, row.wrapped_identity)


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[RequestKey]:
    """The keys of one request that are not shredded."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    query = select(RequestKey).where(
        RequestKey.request_id == request_id, RequestKey.wrapped_identity.is_not(None)
    )
    return (await ctx.session.scalars(query.order_by(RequestKey.purpose))).all()


async def some(ctx: OperationContext, after: tuple[UUID, str] | None, count: int) -> Sequence[RequestKey]:
    """Keys that are not shredded, in a fixed order, behind the one given."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    place = tuple_(RequestKey.request_id, RequestKey.purpose)
    query = select(RequestKey).where(RequestKey.wrapped_identity.is_not(None))
    if after is not None:
        query = query.where(place > after)
    return (
        await ctx.session.scalars(query.order_by(RequestKey.request_id, RequestKey.purpose).limit(count))
    ).all()


async def record_wrapping(ctx: OperationContext, row: RequestKey, wrapped: bytes) -> bool:
    """Another wrapping of the same key, unless it was shredded or wrapped by somebody else meanwhile."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    changed = await ctx.session.execute(
        update(RequestKey)
        .where(
            RequestKey.request_id == row.request_id,
            RequestKey.purpose == row.purpose,
            RequestKey.wrapped_identity == row.wrapped_identity,
        )
        .values(wrapped_identity=wrapped)
        .returning(RequestKey.purpose)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
