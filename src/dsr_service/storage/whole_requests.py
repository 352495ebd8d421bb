"""Requests with all that is shown of them (rights, subject, clock), by one statement, to be looked at only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import OPEN, Status
from dsr_service.storage import direct
from dsr_service.storage.direct import Columns, Snapshot
from dsr_service.storage.tables import (
    DeadlineRow,
    RequestedRight,
    Subject,
    SubjectIdentifierRow,
    SubjectRequest,
)

_REQUEST: Final = Columns(SubjectRequest, "r")
_SUBJECT: Final = Columns(Subject, "s")
_CLOCK: Final = Columns(DeadlineRow, "d")
_RIGHT: Final = Columns(RequestedRight, "q")
_IDENTIFIER: Final = Columns(SubjectIdentifierRow, "i")
_SHOWN: Final = f"""
    SELECT {_REQUEST.selected}, {_SUBJECT.selected}, {_CLOCK.selected},
           (SELECT json_agg(row_to_json(q) ORDER BY q.position)
            FROM requested_rights q WHERE q.request_id = r.id)::text AS rights,
           (SELECT json_agg(row_to_json(i) ORDER BY i.position)
            FROM subject_identifiers i WHERE i.subject_id = r.subject_id)::text AS identifiers
    FROM subject_requests r JOIN subjects s ON s.id = r.subject_id JOIN deadlines d ON d.request_id = r.id
"""  # noqa: S608 - the names of our own columns
_BY_ID: Final = _SHOWN + "WHERE r.id = $1"
_SUBJECT_AT: Final = len(_REQUEST.names)
_CLOCK_AT: Final = _SUBJECT_AT + len(_SUBJECT.names)
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)  # the due date of a clock that stands still, for cursors


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; None means any."""

    client: str | None = None
    request_id: UUID | None = None
    statuses: frozenset[Status] | None = None
    right: Right | None = None
    due_before: datetime | None = None
    overdue_at: datetime | None = None
    assignee: str | None = None
    lookups: tuple[bytes, ...] = ()


class WholeRequest(NamedTuple):
    """Both read like their mapped classes."""

    request: SubjectRequest
    clock: DeadlineRow


async def get(session: AsyncSession, request_id: UUID) -> WholeRequest | None:
    found = await direct.fetch(session, _BY_ID, request_id)
    return _whole(found[0]) if found else None


async def page_by_id(
    session: AsyncSession, wanted: QueueFilter, after: UUID | None, limit: int
) -> list[WholeRequest]:
    """Newest last; the cursor is the id."""
    where = _Where()
    where.narrow(wanted)
    if after is not None:
        where.add("r.id > {}", after)
    joined = "JOIN deadlines d ON d.request_id = r.id" if where.needs_clock else ""
    return await _page(session, joined, where, "r.id", limit)


async def page_by_due(
    session: AsyncSession, wanted: QueueFilter, after: tuple[datetime, UUID] | None, limit: int
) -> list[WholeRequest]:
    """Earliest due first; requests whose clock is suspended have no due date and come last, as if due never."""
    where = _Where()
    where.narrow(wanted)
    if wanted.statuses is not None and wanted.statuses <= OPEN:
        # Years of closed requests would come before the open ones.
        where.add("d.stopped_at IS NULL")
    if after is not None and after[0] == NEVER:
        where.add("(d.due_sort, d.request_id) > ('infinity'::timestamptz, {}::uuid)", after[1])
    elif after is not None:
        where.add("(d.due_sort, d.request_id) > ({}::timestamptz, {}::uuid)", *after)
    return await _page(
        session, "JOIN deadlines d ON d.request_id = r.id", where, "d.due_sort, d.request_id", limit
    )


async def _page(
    session: AsyncSession, joined: str, where: "_Where", order: str, limit: int
) -> list[WholeRequest]:
    """The ids first, so that nothing is gathered for a request that is not on the page."""
    ids = f"SELECT r.id FROM subject_requests r {joined} {where} ORDER BY {order} LIMIT {int(limit)}"  # noqa: S608
    sql = f"{_SHOWN} WHERE r.id IN ({ids}) ORDER BY {order}"
    return [_whole(row) for row in await direct.fetch(session, sql, *where.values)]


class _Where:
    """Conditions and their values; the text holds nothing that a caller wrote."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.needs_clock = False
        self._conditions: list[str] = []

    def add(self, condition: str, *values: Any) -> None:
        numbers = [f"${len(self.values) + n}" for n in range(1, len(values) + 1)]
        self.values += values
        self._conditions.append(condition.format(*numbers))

    def __str__(self) -> str:
        return "WHERE " + " AND ".join(self._conditions) if self._conditions else ""

    def narrow(self, wanted: QueueFilter) -> None:
        self.needs_clock = wanted.due_before is not None or wanted.overdue_at is not None
        if wanted.client is not None:
            self.add("r.client = {}", wanted.client)
        if wanted.request_id is not None:
            self.add("r.id = {}", wanted.request_id)
        if wanted.statuses is not None:
            self.add("r.status = ANY({}::text[])", sorted(wanted.statuses))
        if wanted.assignee is not None:
            self.add("r.assignee = {}", wanted.assignee)
        if wanted.right is not None:
            right = 'EXISTS (SELECT FROM requested_rights q WHERE q.request_id = r.id AND q."right" = {})'
            self.add(right, wanted.right.value)
        if wanted.due_before is not None:
            self.add("d.due_sort < {}", wanted.due_before)
        if wanted.overdue_at is not None:
            self.add("d.due_sort <= {} AND d.stopped_at IS NULL", wanted.overdue_at)
        if wanted.lookups:
            self.add(
                "r.subject_id IN (SELECT subject_id FROM subject_identifiers WHERE lookup = ANY({}::bytea[]))",
                list(wanted.lookups),
            )


def _whole(row: direct.Row) -> WholeRequest:
    subject = Snapshot(**_SUBJECT.read(row, _SUBJECT_AT), identifiers=_many(_IDENTIFIER, row["identifiers"]))
    request = Snapshot(**_REQUEST.read(row), subject=subject, rights=_many(_RIGHT, row["rights"]))
    clock = Snapshot(**_CLOCK.read(row, _CLOCK_AT))
    return WholeRequest(cast(SubjectRequest, request), cast(DeadlineRow, clock))


def _many(columns: Columns, found: str | None) -> list[Snapshot]:
    return [Snapshot(**columns.read_json(item)) for item in orjson.loads(found or "[]")]
