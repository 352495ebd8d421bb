"""Restriction of processing: started on a ground, asked for by the storefront, lifted after the person was told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.recipient_notices import NoticeCause
from dsr_service.domain.restrictions import AlreadyRestricted, NotRestricted, PersonNotTold, RestrictionGround
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import IllegalTransition, Status
from dsr_service.services import (
    announcements,
    audit,
    correspondence,
    lifecycle,
    recipient_notices,
    restriction_ends,
    restriction_marks,
    suppressions,
    visibility,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import restrictions as storage
from dsr_service.storage.tables import Restriction, SubjectRequest


async def check(
    ctx: OperationContext, identifiers: Sequence[SubjectIdentifier]
) -> tuple[bool, Sequence[str]]:
    """Whether the person's data may be stored only, and for which purposes it may not be used."""
    authorize(ctx.actor, Permission.CHECK_RESTRICTION)
    return await storage.check(ctx.session, [lookup for _, lookup in suppressions.hashed(ctx, identifiers)])


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[Restriction]:
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def start(ctx: OperationContext, request_id: UUID, ground: RestrictionGround) -> Restriction:
    """From now on the data is stored only. Fulfils the right to restriction where the request asks for it."""
    authorize(ctx.actor, Permission.RESTRICT)
    request = await visibility.lock(ctx, request_id)
    if request.status is not Status.IN_PROGRESS:
        raise IllegalTransition(f"A request that is {request.status} is not ready to be carried out.")
    await storage.take_turns(ctx.session)
    if await storage.in_force(ctx.session, request.id) is not None:
        raise AlreadyRestricted
    restriction = Restriction(
        id=new_id(ctx.now),
        request_id=request.id,
        ground=ground,
        started_at=ctx.now,
        started_by=ctx.actor.id,
    )
    identifiers = suppressions.hashed(ctx, suppressions.identifiers_of(request))
    await storage.add(ctx.session, restriction, [lookup for _, lookup in identifiers])
    await audit.record(ctx, events.RestrictionStarted(request.id, restriction.id, ground))
    await restriction_marks.ask(ctx, restriction, "mark_restriction")
    await recipient_notices.plan(ctx, request, NoticeCause.RESTRICTION, anchor=str(restriction.id))
    await _fulfil(ctx, request)
    return restriction


async def _fulfil(ctx: OperationContext, request: SubjectRequest) -> None:
    for asked in request.rights:
        if asked.right is Right.RESTRICTION and asked.outcome is Outcome.PENDING:
            asked.outcome, asked.decided_at, asked.decided_by = Outcome.FULFILLED, ctx.now, ctx.actor.id
            await audit.record(ctx, events.RightDecided(request.id, asked.right, Outcome.FULFILLED, None))
            await announcements.settled(ctx, request, asked.right, "")
            await lifecycle.close_if_settled(ctx, request)


async def announce(ctx: OperationContext, request_id: UUID, ends_at: datetime, reasons: str) -> Restriction:
    """Write to the person that the restriction will be lifted (art. 18(3)); twice changes nothing."""
    authorize(ctx.actor, Permission.RESTRICT)
    request, restriction = await _in_force(ctx, request_id)
    if ends_at < ctx.now:
        raise InvalidInput(violations=[Violation("The person is told before, not after.", "/ends_at")])
    if restriction.announced_at is None:
        restriction.announced_at, restriction.ends_at, restriction.lift_reasons = ctx.now, ends_at, reasons
        await ctx.session.flush()
        await audit.record(ctx, events.RestrictionLiftAnnounced(request.id, restriction.id))
        await correspondence.write(
            ctx,
            request,
            LetterKind.RESTRICTION_LIFTING,
            anchor=str(restriction.id),
            until=ends_at,
            reasons=reasons,
        )
    return restriction


async def lift(ctx: OperationContext, request_id: UUID) -> Restriction:
    """Raises PersonNotTold until the letter has gone out and the instant that it names has come."""
    authorize(ctx.actor, Permission.RESTRICT)
    request, restriction = await _in_force(ctx, request_id)
    letter = correspondence.id_of(request.id, LetterKind.RESTRICTION_LIFTING, str(restriction.id))
    if restriction.ends_at is None or await correspondence.sent_at(ctx, letter) is None:
        raise PersonNotTold
    if ctx.now < restriction.ends_at:
        raise PersonNotTold("The person was told that the restriction ends later.")
    restriction.lifted_at, restriction.lifted_by = ctx.now, ctx.actor.id
    await ctx.session.flush()
    await audit.record(ctx, events.RestrictionLifted(request.id, restriction.id))
    await restriction_marks.ask(ctx, restriction, "clear_restriction")
    await restriction_ends.tell(ctx, request, restriction)
    return restriction


async def _in_force(ctx: OperationContext, request_id: UUID) -> tuple[SubjectRequest, Restriction]:
    request = await visibility.lock(ctx, request_id)
    await storage.take_turns(ctx.session)
    restriction = await storage.in_force(ctx.session, request.id)
    if restriction is None:
        raise NotRestricted
    return request, restriction
