"""Appending to and reading the audit log."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.tables import AuditRecord

_COLUMNS: Final = ("occurred_at", "name", "request_id", "actor_role", "actor_id", "data", "trace_id")
_INSERT: Final = """
    INSERT INTO audit_events (occurred_at, name, request_id, actor_role, actor_id, data, trace_id)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
"""
_INSERT_MANY: Final = """
    INSERT INTO audit_events (occurred_at, name, request_id, actor_role, actor_id, data, trace_id)
    SELECT occurred_at, name, request_id, actor_role, actor_id, data, trace_id
    FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (occurred_at timestamptz, name text, request_id uuid,
                                                      actor_role text, actor_id text, data jsonb, trace_id text))
        WITH ORDINALITY AS e(occurred_at, name, request_id, actor_role, actor_id, data, trace_id, place)
    ORDER BY place
"""


async def append(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add records; their positions follow the order given."""
    if len(rows) == 1:
        row = {**rows[0], "data": orjson.dumps(rows[0]["data"]).decode()}
        await direct.fetch(session, _INSERT, *(row[name] for name in _COLUMNS))
    elif rows:  # `default`: the driver gives ids as a class of its own
        await direct.fetch(session, _INSERT_MANY, orjson.dumps(rows, default=str).decode())


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[AuditRecord]:
    """The events of one request in the order in which they were recorded."""
    query = select(AuditRecord).where(AuditRecord.request_id == request_id).order_by(AuditRecord.position)
    return (await session.scalars(query)).all()


async def after(session: AsyncSession, position: int, limit: int) -> Sequence[AuditRecord]:
    query = (
        select(AuditRecord).where(AuditRecord.position > position).order_by(AuditRecord.position).limit(limit)
    )
    return (await session.scalars(query)).all()
