"""Wrapped identities in a PostgreSQL of their own, whose backups need not live as long as the service's."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import asyncpg

from dsr_service.services.ports.key_store import KeyServiceUnavailable

_SECONDS: Final = 5.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS wrapped_keys (
    holder text PRIMARY KEY, wrapped bytea NOT NULL, saved_at timestamptz NOT NULL DEFAULT now()
)"""
_SAVE: Final = """
INSERT INTO wrapped_keys (holder, wrapped) VALUES ($1, $2)
ON CONFLICT (holder) DO UPDATE SET wrapped = excluded.wrapped, saved_at = now()"""


class KeyDatabase:
    """One row per holder; the table is made at first use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: Any = None
        self._opening = asyncio.Lock()

    async def save(self, holder: str, wrapped: bytes) -> None:
        async with self._connection() as connection:
            await connection.execute(_SAVE, holder, wrapped)

    async def load(self, holder: str) -> bytes | None:
        async with self._connection() as connection:
            found: bytes | None = await connection.fetchval(
                "SELECT wrapped FROM wrapped_keys WHERE holder = $1", holder
            )
            return found

    async def replace(self, holder: str, expected: bytes, wrapped: bytes) -> bool:
        async with self._connection() as connection:
            done = await connection.execute(
                "UPDATE wrapped_keys SET wrapped = $3, saved_at = now() WHERE holder = $1 AND wrapped = $2",
                holder,
                expected,
                wrapped,
            )
            return bool(done == "UPDATE 1")

    async def shred(self, holder: str) -> None:
        async with self._connection() as connection:
            await connection.execute("DELETE FROM wrapped_keys WHERE holder = $1", holder)

    def name_of(self, holder: str) -> str:
        return holder

    async def names(self, before: datetime) -> Sequence[str]:
        async with self._connection() as connection:
            rows = await connection.fetch("SELECT holder FROM wrapped_keys WHERE saved_at < $1", before)
            return [row["holder"] for row in rows]

    async def forget(self, name: str, before: datetime) -> None:
        async with self._connection() as connection:
            await connection.execute(
                "DELETE FROM wrapped_keys WHERE holder = $1 AND saved_at < $2", name, before
            )

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with (await self._opened()).acquire(timeout=_SECONDS) as connection:
                yield connection
        except (
            OSError,
            TimeoutError,
            asyncpg.PostgresConnectionError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ):
            raise KeyServiceUnavailable(retry_after=5) from None

    async def _opened(self) -> Any:
        async with self._opening:
            if self._pool is None:
                pool = await asyncpg.create_pool(
                    self._url, min_size=0, max_size=4, timeout=_SECONDS, command_timeout=_SECONDS
                )
                await pool.execute(_TABLE)
                self._pool = pool
            return self._pool
