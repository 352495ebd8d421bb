"""The suppression list and the restrictions: asked for by keyed hash."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import RestrictedIdentifier, Restriction, Suppression

_CHANGES: Final = (
    0x64737201  # advisory lock: changes of the list take turns, so that positions follow the commits
)
_RESTRICTIONS: Final = 0x64737202  # advisory lock
_ADD: Final = text(
    """
    INSERT INTO suppressions (purpose, lookup, identifier_type, since, request_id)
    VALUES (:purpose, :lookup, :type, :since, :request_id)
    ON CONFLICT (purpose, lookup) DO UPDATE
    SET lifted_at = NULL, since = excluded.since, request_id = excluded.request_id,
        position = nextval(pg_get_serial_sequence('suppressions', 'position'))
    WHERE suppressions.lifted_at IS NOT NULL
    """
)
_LOOKUPS: Final = bindparam("lookups", type_=ARRAY(BYTEA))
# One round trip, two index look-ups: the storefront asks before each mailing.
_CHECK: Final = text(
    """
    SELECT EXISTS (
        SELECT FROM restricted_identifiers i JOIN restrictions r ON r.id = i.restriction_id
        WHERE i.lookup = ANY (:lookups) AND r.lifted_at IS NULL
    ), ARRAY (
        SELECT DISTINCT purpose FROM suppressions
        WHERE lookup = ANY (:lookups) AND lifted_at IS NULL ORDER BY purpose
    )
    """
).bindparams(_LOOKUPS)


async def _take_turns(session: AsyncSession) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(_CHANGES)))


async def take_turns(session: AsyncSession) -> None:
    """Starts and ends of restrictions one after the other: each sees whether another of that person is in force."""
    await session.execute(select(func.pg_advisory_xact_lock(_RESTRICTIONS)))


async def suppress(
    session: AsyncSession,
    purposes: Sequence[str],
    identifiers: Sequence[tuple[str, bytes]],
    since: datetime,
    request_id: UUID | None,
) -> None:
    """Entries that are there already stay as they are; lifted ones come back."""
    await _take_turns(session)
    rows = [
        {"purpose": purpose, "lookup": lookup, "type": kind, "since": since, "request_id": request_id}
        for purpose in purposes
        for kind, lookup in identifiers
    ]
    await session.execute(_ADD, rows)


async def lift_suppressions(
    session: AsyncSession, purpose: str, lookups: Sequence[bytes], now: datetime
) -> int:
    """How many entries were in force."""
    await _take_turns(session)
    lifted = await session.execute(
        update(Suppression)
        .where(
            Suppression.purpose == purpose, Suppression.lookup.in_(lookups), Suppression.lifted_at.is_(None)
        )
        .values(
            lifted_at=now,
            position=func.nextval(func.pg_get_serial_sequence("suppressions", "position")),
        )
        .returning(Suppression.lookup)
    )
    return len(lifted.all())


async def page(
    session: AsyncSession, purpose: str | None, after: int | None, limit: int, *, lifted_too: bool = True
) -> Sequence[Suppression]:
    """Changes of the list in the order in which they were committed."""
    query = select(Suppression).order_by(Suppression.position).limit(limit)
    if purpose is not None:
        query = query.where(Suppression.purpose == purpose)
    if not lifted_too:
        query = query.where(Suppression.lifted_at.is_(None))
    if after is not None:
        query = query.where(Suppression.position > after)
    return (await session.scalars(query)).all()


async def check(session: AsyncSession, lookups: Sequence[bytes]) -> tuple[bool, Sequence[str]]:
    """Whether one of them is restricted, and for which purposes one is suppressed."""
    restricted, purposes = (await session.execute(_CHECK, {"lookups": list(lookups)})).one()
    return restricted, purposes


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[Restriction]:
    """Oldest first."""
    query = select(Restriction).where(Restriction.request_id == request_id).order_by(Restriction.started_at)
    return (await session.scalars(query)).all()


async def in_force(session: AsyncSession, request_id: UUID) -> Restriction | None:
    """That of the request, locked."""
    found: Restriction | None = await session.scalar(
        select(Restriction)
        .where(Restriction.request_id == request_id, Restriction.lifted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def add(session: AsyncSession, restriction: Restriction, lookups: Sequence[bytes]) -> None:
    session.add(restriction)
    await session.flush()
    session.add_all(
        RestrictedIdentifier(lookup=lookup, restriction_id=restriction.id) for lookup in sorted(set(lookups))
    )
    await session.flush()


async def add_shown(session: AsyncSession, restriction_id: UUID, lookups: Collection[bytes]) -> None:
    """Identifiers under which the sources know the person, for the storefront's question; what is there stays."""
    rows = [{"lookup": lookup, "restriction_id": restriction_id, "shown": True} for lookup in sorted(lookups)]
    if rows:
        await session.execute(insert(RestrictedIdentifier).on_conflict_do_nothing(), rows)


async def all_in_force(session: AsyncSession) -> Sequence[Restriction]:
    query = select(Restriction).where(Restriction.lifted_at.is_(None)).order_by(Restriction.id)
    return (await session.scalars(query)).all()


async def of_same_person(session: AsyncSession, restriction_id: UUID) -> Sequence[Restriction]:
    """This one, and all others whose request names one of its identifiers, lifted ones too.

    What the sources show besides (a household's telephone) makes nobody the same person.
    """
    own = select(RestrictedIdentifier.lookup).where(
        RestrictedIdentifier.restriction_id == restriction_id, ~RestrictedIdentifier.shown
    )
    query = (
        select(Restriction)
        .join(RestrictedIdentifier, RestrictedIdentifier.restriction_id == Restriction.id)
        .where(RestrictedIdentifier.lookup.in_(own), ~RestrictedIdentifier.shown)
        .distinct()
        .order_by(Restriction.id)
    )
    return (await session.scalars(query)).all()
