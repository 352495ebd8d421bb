"""The stored answers of idempotent calls."""

import hashlib
from datetime import datetime
from typing import Final, NamedTuple

import orjson
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.tables import IdempotencyRecord

_CLAIM: Final = """
    SELECT pg_try_advisory_xact_lock($1) AS is_ours
"""
_GET: Final = """
    SELECT fingerprint, status_code, headers, body, sealed FROM idempotency_records
    WHERE caller = $1 AND route = $2 AND (sealed AND key = $3 OR NOT sealed AND key = $4)
"""
_INSERT: Final = """
    INSERT INTO idempotency_records (caller, route, key, fingerprint, status_code, headers, body, sealed, created_at)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, true, $8)
"""


class StoredAnswer(NamedTuple):
    """What the first call was answered; the body as it lies there."""

    fingerprint: bytes
    status_code: int
    headers: list[tuple[str, str]]
    body: bytes
    sealed: bool = True


async def try_lock(session: AsyncSession, caller: str, route: str, key: str) -> bool:
    """Whether no other transaction holds this key just now."""
    digest = hashlib.sha256(f"{caller}\0{route}\0{key}".encode()).digest()
    found = await direct.fetch(session, _CLAIM, int.from_bytes(digest[:8], signed=True))
    return bool(found[0]["is_ours"])


async def get(session: AsyncSession, caller: str, route: str, name: str, key: str) -> StoredAnswer | None:
    """A sealed answer by its name, or one of an earlier version by the key itself.

    To be asked under the lock, by a statement of its own: one that took the lock would not see what came before.
    """
    found = await direct.fetch(session, _GET, caller, route, name, key)
    if not found:
        return None
    row = found[0]
    headers = [(header, value) for header, value in row["headers"]]
    return StoredAnswer(row["fingerprint"], row["status_code"], headers, row["body"], row["sealed"])


async def insert(
    session: AsyncSession, caller: str, route: str, name: str, answer: StoredAnswer, now: datetime
) -> None:
    headers = orjson.dumps(answer.headers).decode()
    values = (caller, route, name, answer.fingerprint, answer.status_code, headers, answer.body, now)
    await direct.fetch(session, _INSERT, *values)


async def forget_before(session: AsyncSession, instant: datetime) -> None:
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < instant))
