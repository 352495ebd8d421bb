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
    SELECT fingerprint, status_code, headers, body FROM idempotency_records
    WHERE caller = $1 AND route = $2 AND key = $3
"""
_INSERT: Final = """
    INSERT INTO idempotency_records (caller, route, key, fingerprint, status_code, headers, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
"""


class StoredAnswer(NamedTuple):
    """What the first call was answered."""

    fingerprint: bytes
    status_code: int
    headers: list[tuple[str, str]]
    body: bytes


async def try_lock(session: AsyncSession, caller: str, route: str, key: str) -> bool:
    """Whether no other transaction holds this key just now."""
    digest = hashlib.sha256(f"{caller}\0{route}\0{key}".encode()).digest()
    found = await direct.fetch(session, _CLAIM, int.from_bytes(digest[:8], signed=True))
    return bool(found[0]["is_ours"])


async def get(session: AsyncSession, caller: str, route: str, key: str) -> StoredAnswer | None:
    """To be asked under the lock, by a statement of its own: one that took the lock would not see what came before."""
    found = await direct.fetch(session, _GET, caller, route, key)
    if not found:
        return None
    headers = [(name, value) for name, value in found[0]["headers"]]
    return StoredAnswer(found[0]["fingerprint"], found[0]["status_code"], headers, found[0]["body"])


async def insert(
    session: AsyncSession, caller: str, route: str, key: str, answer: StoredAnswer, now: datetime
) -> None:
    headers = orjson.dumps(answer.headers).decode()
    values = (caller, route, key, answer.fingerprint, answer.status_code, headers, answer.body, now)
    await direct.fetch(session, _INSERT, *values)


async def forget_before(session: AsyncSession, instant: datetime) -> None:
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < instant))
