"""Open clocks that were reckoned by other rules than those in force: found by version, rewritten in batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    Integer,
    Row,
    Uuid,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import DeadlineRecomputation, DeadlineRow, SubjectRequest, SuspensionRow

_INSTANT: Final = DateTime(timezone=True)
_COLUMNS: Final[Mapping[str, Any]] = {
    "due_date": Date(),
    "due_before": _INSTANT,
    "safe_due": Date(),
    "internal_target": Date(),
    "extension_notice_due": Date(),
    "refusal_information_due": Date(),
    "suspension_days": Integer(),
    "first_month_before": _INSTANT,
    "three_months_before": _INSTANT,
    "next_mark_at": _INSTANT,
}
_SAME: Final = ("time_zone", "calendar", "rules_version")  # for all clocks alike
_UPDATE: Final = text(
    f"""
    UPDATE deadlines d
    SET {", ".join(f"{name} = v.{name}" for name in _COLUMNS)}, {", ".join(f"{name} = :{name}" for name in _SAME)}
    FROM unnest(:request_id, {", ".join(f":{name}" for name in _COLUMNS)})
         AS v(request_id, {", ".join(_COLUMNS)})
    WHERE d.request_id = v.request_id
    """  # noqa: S608 - the names stand above
).bindparams(
    bindparam("request_id", type_=ARRAY(Uuid())),
    *(bindparam(name, type_=ARRAY(kind)) for name, kind in _COLUMNS.items()),
)


async def stale_version(session: AsyncSession, version: str) -> str | None:
    """A version other than this one that an open clock bears: two probes of an index, however many clocks there are."""
    column = DeadlineRow.rules_version
    is_open = DeadlineRow.stopped_at.is_(None)
    below = select(column).where(is_open, column < version).order_by(column).limit(1)
    above = select(column).where(is_open, column > version).order_by(column.desc()).limit(1)
    found: str | None = await session.scalar(
        select(func.coalesce(below.scalar_subquery(), above.scalar_subquery()))
    )
    return found


async def claim(
    session: AsyncSession, version: str, limit: int
) -> Sequence[Row[UUID, Any, Any, Any, Any, Any, datetime]]:
    """Open clocks of that version with what their reckoning needs, locked; in the order of their ids."""
    d = DeadlineRow
    rows = await session.execute(
        select(
            d.request_id,
            d.due_date,
            d.extended_at,
            d.extension_lapsed_at,
            d.identity_asked_at,
            d.due_before,
            SubjectRequest.received_at,
        )
        .join(SubjectRequest, SubjectRequest.id == d.request_id)
        .where(d.stopped_at.is_(None), d.rules_version == version)
        .order_by(d.request_id)
        .limit(limit)
        .with_for_update(of=d)
    )
    return rows.all()


async def suspensions(
    session: AsyncSession, request_ids: Sequence[UUID]
) -> Mapping[UUID, list[SuspensionRow]]:
    found: dict[UUID, list[SuspensionRow]] = {}
    query = select(SuspensionRow).where(SuspensionRow.request_id == func.any(request_ids))
    for row in await session.scalars(query.order_by(SuspensionRow.opened_at)):
        found.setdefault(row.request_id, []).append(row)
    return found


async def rewrite(session: AsyncSession, rows: Sequence[Mapping[str, Any]], same: Mapping[str, str]) -> None:
    """Store what was reckoned anew, in one statement."""
    arrays = {name: [row[name] for row in rows] for name in ("request_id", *_COLUMNS)}
    await session.execute(_UPDATE, {**arrays, **same})


async def begin(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Note that a recomputation is under way, unless one is."""
    await session.execute(insert(DeadlineRecomputation).values(**values).on_conflict_do_nothing())


async def under_way(session: AsyncSession) -> DeadlineRecomputation | None:
    """The one that is not finished, locked: two workers take turns."""
    run: DeadlineRecomputation | None = await session.scalar(
        select(DeadlineRecomputation)
        .where(DeadlineRecomputation.finished_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return run
