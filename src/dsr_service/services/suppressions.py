"""Objections carried out: who may not be written to, for which purpose (art. 21(2)-(4))."""

import base64
from collections.abc import Iterable, Sequence

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.rights import DIRECT_MARKETING, Outcome, Right, is_marketing_objection
from dsr_service.services import announcements, audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import restrictions as storage
from dsr_service.storage.tables import RequestedRight, SubjectRequest, Suppression


def hashed(ctx: OperationContext, identifiers: Iterable[SubjectIdentifier]) -> list[tuple[str, bytes]]:
    """The identifiers as the list holds them."""
    return sorted({(i.type, i.lookup(ctx.policy.suppression_key)) for i in identifiers})


def identifiers_of(request: SubjectRequest) -> list[SubjectIdentifier]:
    return [SubjectIdentifier(row.type, row.value) for row in request.subject.identifiers]


async def object_at_once(ctx: OperationContext, request: SubjectRequest) -> bool:
    """Direct marketing ends with the objection itself: no document, no balancing, no waiting (art. 21(3)).

    Returns whether that settled the right.
    """
    for asked in request.rights:
        purposes = frozenset(asked.particulars.get("purposes", ()))
        if asked.right is not Right.OBJECTION or DIRECT_MARKETING not in purposes:
            continue
        await suppress(ctx, request, [DIRECT_MARKETING])
        if is_marketing_objection(asked.right, purposes):
            asked.outcome, asked.decided_at, asked.decided_by = Outcome.FULFILLED, ctx.now, ctx.actor.id
            await audit.record(ctx, events.RightDecided(request.id, asked.right, Outcome.FULFILLED, None))
            await announcements.settled(ctx, request, asked.right, "")
            return True
        await announcements.marketing_ended(ctx, request)
    return False


async def carry_out(ctx: OperationContext, request: SubjectRequest, asked: RequestedRight) -> None:
    """An objection that was upheld, or a consent that was withdrawn, for its purposes."""
    purposes = sorted(asked.particulars.get("purposes", ()))
    if asked.right in {Right.OBJECTION, Right.CONSENT_WITHDRAWAL} and purposes:
        await suppress(ctx, request, purposes)


async def suppress(ctx: OperationContext, request: SubjectRequest, purposes: Sequence[str]) -> None:
    identifiers = hashed(ctx, identifiers_of(request))
    await storage.suppress(ctx.session, purposes, identifiers, ctx.now, request.id)
    await audit.record(ctx, events.PurposesSuppressed(request.id, tuple(purposes), len(identifiers)))


async def lift(ctx: OperationContext, purpose: str, identifiers: Sequence[SubjectIdentifier]) -> int:
    """The person has consented anew: returns how many entries were in force."""
    authorize(ctx.actor, Permission.LIFT_SUPPRESSION)
    lookups = [lookup for _, lookup in hashed(ctx, identifiers)]
    lifted = await storage.lift_suppressions(ctx.session, purpose, lookups, ctx.now)
    if lifted:
        await audit.record(ctx, events.SuppressionLifted(None, purpose, lifted))
    return lifted


async def page(
    ctx: OperationContext, purpose: str | None, after: int | None, limit: int
) -> Sequence[Suppression]:
    authorize(ctx.actor, Permission.READ_SUPPRESSIONS)
    return await storage.page(ctx.session, purpose, after, limit)


async def in_force(
    ctx: OperationContext, purpose: str | None, after: int | None, limit: int
) -> Sequence[Suppression]:
    """The list without what was lifted."""
    authorize(ctx.actor, Permission.READ_SUPPRESSIONS)
    return await storage.page(ctx.session, purpose, after, limit, lifted_too=False)


def key(ctx: OperationContext) -> str:
    """Base64 of the key under which the list's hashes are made."""
    authorize(ctx.actor, Permission.READ_SUPPRESSIONS)
    return base64.b64encode(ctx.policy.suppression_key).decode()
