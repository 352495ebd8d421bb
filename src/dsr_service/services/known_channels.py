"""Known channels of a request: stated, read from the sources, checked by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import Permission, Role
from dsr_service.domain.contact_fields import Contact
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.known_channels import EMAIL, ChannelAlreadyConfirmed, KnownChannel, Origin
from dsr_service.domain.jobs import Job
from dsr_service.services import audit, four_eyes, registers, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import known_channels as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import KnownChannelRow, SubjectRequest


@dataclass(frozen=True, slots=True)
class StatedChannel:
    """An address that the caller knows the person by, and since when."""

    address: str
    known_since: datetime | None


async def expect_search(ctx: OperationContext, request: SubjectRequest) -> None:
    """Have the sources asked soon: what is changed there after the receipt must not count."""
    await job_queue.enqueue(
        ctx.session,
        Job("find_known_channels", {"request_id": str(request.id)}, client=request.client),
        wake=False,
    )


async def state(ctx: OperationContext, request_id: UUID, stated: StatedChannel) -> KnownChannelRow:
    """The storefront, or a member of staff, says where the person is reached. Staff's needs a second check."""
    authorize(ctx.actor, Permission.STATE_CHANNEL)
    request = await visibility.lock(ctx, request_id)
    await record_stated(ctx, request, [stated])
    lookup = _lookup(ctx, stated.address)
    return next(c for c in await storage.of_request(ctx.session, request.id) if c.lookup == lookup)


async def record_stated(
    ctx: OperationContext, request: SubjectRequest, stated: Sequence[StatedChannel], pointer: str = ""
) -> None:
    """Keep what was stated at submission or later."""
    origin = Origin.STOREFRONT if ctx.actor.role is Role.STOREFRONT else Origin.STAFF
    for number, channel in enumerate(stated):
        where = f"{pointer}/{number}/known_since" if pointer else "/known_since"
        if origin is Origin.STOREFRONT and channel.known_since is None:
            raise InvalidInput(violations=[Violation("Say since when the person is reached there.", where)])
        if channel.known_since is not None and channel.known_since > ctx.now:
            raise InvalidInput(violations=[Violation("It lies in the future.", where)])
        await _add(ctx, request, channel.address, origin, channel.known_since, None)


async def _add(
    ctx: OperationContext,
    request: SubjectRequest,
    address: str,
    origin: Origin,
    known_since: datetime | None,
    place: str | None,
) -> None:
    channel_id = new_id(ctx.now)
    await storage.add(
        ctx.session,
        {
            "id": channel_id,
            "request_id": request.id,
            "kind": EMAIL,
            "address": address,
            "lookup": _lookup(ctx, address),
            "origin": origin,
            "place": place,
            "known_since": known_since,
            "recorded_at": ctx.now,
            "recorded_by": ctx.actor.id,
        },
    )
    standing = KnownChannel(origin, known_since, confirmed=False).standing(
        request.received_at, ctx.policy.identity
    )
    await audit.record(ctx, identity_events.KnownChannelRecorded(request.id, channel_id, origin, standing))


def _lookup(ctx: OperationContext, address: str) -> bytes:
    return SubjectIdentifier(EMAIL, address).lookup(ctx.policy.lookup_key)


async def list_channels(ctx: OperationContext, request_id: UUID) -> Sequence[KnownChannelRow]:
    """For staff only: a storefront would learn whom the shop knows."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def confirm(ctx: OperationContext, request_id: UUID, channel_id: UUID, how: str) -> KnownChannelRow:
    """A second person has checked that the person is reached there. Raises FourEyes, ChannelAlreadyConfirmed."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request = await visibility.lock(ctx, request_id)
    channel = await storage.get_for_update(ctx.session, channel_id)
    if channel is None or channel.request_id != request.id:
        raise NotFound
    if channel.confirmed_at is not None:
        raise ChannelAlreadyConfirmed
    await four_eyes.require_second_person(ctx, channel.recorded_by, request.identity_checked_by)
    channel.confirmed_at, channel.confirmed_by, channel.confirmation = ctx.now, ctx.actor.id, how
    await ctx.session.flush()
    await audit.record(ctx, identity_events.KnownChannelConfirmed(request.id, channel.id))
    return channel


@dataclass(frozen=True, slots=True)
class ChannelQuestion:
    """What the worker needs to ask the sources where a person is reached."""

    data_map: DataMap
    identifiers: Sequence[SubjectIdentifier]


async def question_of(ctx: OperationContext, request_id: UUID) -> ChannelQuestion | None:
    """What is to be asked; None when it was asked already, or there is no map."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await visibility.read(ctx, request_id)
    if await storage.searched(ctx.session, request.id):
        return None
    version = await register_rows.active_data_map(ctx.session)
    if version is None:
        return None
    identifiers = [SubjectIdentifier(i.type, i.value) for i in request.subject.identifiers]
    return ChannelQuestion(registers.parsed(version), identifiers)


async def record_found(ctx: OperationContext, request_id: UUID, found: Sequence[Sequence[Contact]]) -> None:
    """Keep the addresses that *every* identifier leads to; `found` holds the contacts of each identifier.

    One identifier of another person among them must not make the asker's own address a way to that person's data.
    """
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await visibility.lock(ctx, request_id)
    if not await storage.note_search(ctx.session, request.id, ctx.now):
        return
    by_identifier = [_by_lookup(ctx, contacts) for contacts in found]
    shared = set(by_identifier[0]).intersection(*by_identifier[1:]) if by_identifier else set()
    for lookup in sorted(shared):
        contacts = [contact for each in by_identifier for contact in each[lookup]]
        ages = [contact.since for contact in contacts if contact.since is not None]
        first = contacts[0]
        # The youngest date: a taken-over account's address may be old elsewhere, in the thief's own account.
        await _add(ctx, request, first.address, Origin.SOURCE, max(ages, default=None), str(first.place))


def _by_lookup(ctx: OperationContext, contacts: Sequence[Contact]) -> Mapping[bytes, list[Contact]]:
    by_lookup: dict[bytes, list[Contact]] = {}
    for contact in contacts:
        by_lookup.setdefault(_lookup(ctx, contact.address), []).append(contact)
    return by_lookup


async def for_proof(ctx: OperationContext, request: SubjectRequest) -> KnownChannelRow | None:
    """Where a one-time code may go: the longest known channel that may prove who asks."""
    return _first(
        [
            channel
            for channel in await storage.of_request(ctx.session, request.id)
            if channel.known.may_prove(request.received_at, ctx.policy.identity)
        ]
    )


async def for_release(ctx: OperationContext, request: SubjectRequest) -> KnownChannelRow | None:
    """Where data may go."""
    return _first(
        [
            channel
            for channel in await storage.of_request(ctx.session, request.id)
            if channel.known.may_release(request.received_at, ctx.policy.identity)
        ]
    )


def _first(channels: Sequence[KnownChannelRow]) -> KnownChannelRow | None:
    return channels[0] if channels else None
