"""Requests: reading, locking, and the one function that writes a status."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from dsr_service.domain.subject_requests import CLOSED, OPEN, Event, next_status
from dsr_service.storage import direct
from dsr_service.storage.direct import Columns
from dsr_service.storage.tables import RequestedRight, Subject, SubjectIdentifierRow, SubjectRequest

_WHOLE = (
    joinedload(SubjectRequest.subject),
    selectinload(SubjectRequest.rights),
)

_REQUEST: Final = Columns(SubjectRequest, "r")
_SUBJECT: Final = Columns(Subject, "s")
_RIGHT: Final = Columns(RequestedRight, "q")
_IDENTIFIER: Final = Columns(SubjectIdentifierRow, "i")
_BY_ID: Final = f"""
    SELECT {_REQUEST.selected}, {_SUBJECT.selected},
           (SELECT json_agg(row_to_json(q) ORDER BY q.position)
            FROM requested_rights q WHERE q.request_id = r.id)::text AS rights,
           (SELECT json_agg(row_to_json(i) ORDER BY i.position)
            FROM subject_identifiers i WHERE i.subject_id = r.subject_id)::text AS identifiers
    FROM subject_requests r JOIN subjects s ON s.id = r.subject_id WHERE r.id = $1
"""  # noqa: S608 - the names of our own columns
_LOCK: Final = "SELECT FROM subject_requests WHERE id = $1 FOR UPDATE"

_OPEN_BY_LOOKUPS = """
    SELECT r.id FROM subject_identifiers i JOIN subject_requests r ON r.subject_id = i.subject_id
    WHERE i.lookup = ANY($1::bytea[]) AND r.status = ANY($2::text[]) AND ($3::text IS NULL OR r.client = $3)
"""


def set_status(request: SubjectRequest, event: Event, now: datetime) -> None:
    """The only writer of a status. Raises IllegalTransition."""
    request.status = next_status(request.status, event)
    if request.status in CLOSED:
        request.closed_at = now


async def add(session: AsyncSession, request: SubjectRequest) -> None:
    """Store a new request with its subject and its rights."""
    request.subject_id = request.subject.id
    for identifier in request.subject.identifiers:
        identifier.subject_id = request.subject_id
    rows = [request.subject, *request.subject.identifiers, request, *request.rights]
    await direct.insert(session, rows)


async def get(session: AsyncSession, request_id: UUID) -> SubjectRequest | None:
    if not direct.holds(session, SubjectRequest, request_id):
        found, attached = await _loaded(session, request_id)
        if attached:
            return found
    return await session.scalar(
        select(SubjectRequest).where(SubjectRequest.id == request_id).options(*_WHOLE)
    )


async def by_reference(session: AsyncSession, reference: str) -> SubjectRequest | None:
    return await session.scalar(
        select(SubjectRequest).where(SubjectRequest.reference == reference).options(*_WHOLE)
    )


async def get_for_update(session: AsyncSession, request_id: UUID) -> SubjectRequest | None:
    """The request, its row locked until the transaction ends."""
    if not direct.holds(session, SubjectRequest, request_id):
        # Two statements: what a statement that waits for a lock reads beside is of the time before.
        locked = await direct.fetch(session, _LOCK, request_id)
        found, attached = await _loaded(session, request_id) if locked else (None, True)
        if attached:
            return found
    query = select(SubjectRequest).where(SubjectRequest.id == request_id).options(*_WHOLE)
    return await session.scalar(
        query.with_for_update(of=SubjectRequest).execution_options(populate_existing=True)
    )


async def _loaded(session: AsyncSession, request_id: UUID) -> tuple[SubjectRequest | None, bool]:
    """By one statement in place of three; and whether the session took it, which it does not when it knows a part."""
    found = await direct.fetch(session, _BY_ID, request_id)
    if not found:
        return None, True
    row = found[0]
    identifiers = _many(SubjectIdentifierRow, _IDENTIFIER, row["identifiers"])
    subject = direct.loaded(Subject, _SUBJECT.read(row, len(_REQUEST.names)), identifiers=identifiers)
    rights = _many(RequestedRight, _RIGHT, row["rights"])
    request = direct.loaded(SubjectRequest, _REQUEST.read(row), subject=subject, rights=rights)
    return request, direct.attach(session, request, subject, *identifiers, *rights)


def _many(model: type[direct.Loaded], columns: Columns, found: str | None) -> list[direct.Loaded]:
    return [direct.loaded(model, columns.read_json(item)) for item in orjson.loads(found or "[]")]


async def serialise_submissions(session: AsyncSession, lookup: bytes) -> None:
    """Two submissions for one person at the same instant: the second waits, and sees the first."""
    await direct.fetch(session, "SELECT pg_advisory_xact_lock($1)", int.from_bytes(lookup[:8], signed=True))


async def open_by_lookups(
    session: AsyncSession, lookups: Sequence[bytes], client: str | None
) -> Sequence[SubjectRequest]:
    """Open requests whose subject bears one of these identifiers, oldest first."""
    found = await direct.fetch(session, _OPEN_BY_LOOKUPS, list(lookups), sorted(OPEN), client)
    if not found:
        return ()
    query = (
        select(SubjectRequest)
        .where(SubjectRequest.id.in_([row["id"] for row in found]))
        .order_by(SubjectRequest.id)
        .options(*_WHOLE)
    )
    return (await session.scalars(query)).unique().all()
