"""The stored answers of idempotent calls."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy import insert as insert_into
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import IdempotencyRecord


async def try_lock(session: AsyncSession, caller: str, route: str, key: str) -> bool:
    """Whether no other transaction holds this key just now."""
    digest = hashlib.sha256(f"{caller}\0{route}\0{key}".encode()).digest()
    lock = func.pg_try_advisory_xact_lock(int.from_bytes(digest[:8], signed=True))
    return bool(await session.scalar(select(lock)))


async def get(session: AsyncSession, caller: str, route: str, key: str) -> IdempotencyRecord | None:
    return await session.get(IdempotencyRecord, (caller, route, key))


async def insert(
    session: AsyncSession,
    caller: str,
    route: str,
    key: str,
    fingerprint: bytes,
    status_code: int,
    headers: list[list[str]],
    body: bytes,
    now: datetime,
) -> None:
    await session.execute(
        insert_into(IdempotencyRecord).values(
            caller=caller,
            route=route,
            key=key,
            fingerprint=fingerprint,
            status_code=status_code,
            headers=headers,
            body=body,
            created_at=now,
        )
    )


async def forget_before(session: AsyncSession, instant: datetime) -> None:
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < instant))
