"""Sealing keys: one per identity copy and per package, so that each can be shredded by itself."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.storage.tables import RequestKey


def holder_of(request_id: UUID, purpose: str) -> str:
    return f"{request_id}/{purpose}"


async def keep(ctx: OperationContext, request_id: UUID, purpose: str, key: SealingKey) -> None:
    """Store a new key beside the row of what it seals, in the same transaction."""
    await ctx.session.execute(
        insert(RequestKey).values(
            request_id=request_id,
            purpose=purpose,
            recipient=key.recipient,
            wrapped_identity=key.wrapped,
            created_at=ctx.now,
        )
    )


async def load(ctx: OperationContext, request_id: UUID, purpose: str) -> SealingKey:
    """The key; its wrapped identity is None once shredded."""
    row = await ctx.session.get_one(RequestKey, (request_id, purpose))
    return SealingKey(holder_of(request_id, purpose), row.recipient, row.wrapped_identity)


async def shred(ctx: OperationContext, request_id: UUID, purpose: str) -> None:
    """Destroy the key: what it sealed can't be opened any more. Doing it twice changes nothing."""
    row = await ctx.session.get(RequestKey, (request_id, purpose), with_for_update=True)
    if row is not None and row.wrapped_identity is not None:
        row.wrapped_identity, row.shredded_at = None, ctx.now
        await ctx.session.flush()
