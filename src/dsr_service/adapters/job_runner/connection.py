"""The worker's own connections: outside the pool, so that busy handlers can't starve claims and heartbeats."""

from typing import Any, Final

import asyncpg
from sqlalchemy import make_url

# What a worker waits out; the last is of a connection that the server has just ended.
DATABASE_AWAY: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


async def connect(database_url: str, *, patience: float) -> asyncpg.Connection:
    """Connect by a SQLAlchemy URL. A statement that takes longer than `patience` seconds fails."""
    url = make_url(database_url)
    parameters: dict[str, Any] = dict(url.query)
    host = parameters.pop("host", None) or url.host
    return await asyncpg.connect(
        host=host,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
        ssl=parameters.get("ssl") or parameters.get("sslmode"),
        timeout=patience,
        command_timeout=patience,
        server_settings={"application_name": "dsr worker", "idle_in_transaction_session_timeout": "10s"},
    )
