"""The wait before an access package leaves whose identity rests on a document alone (a stolen copy is one too)."""

from datetime import datetime, timedelta
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.rights import Outcome, Right
from dsr_service.services import access_links, audit, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import assertions as proof_rows
from dsr_service.storage import job_queue
from dsr_service.storage import known_channels as channel_rows
from dsr_service.storage.tables import ReleaseHold, SubjectRequest


async def rests_on_a_document(ctx: OperationContext, request: SubjectRequest) -> bool:
    """Whether nothing but a copy of a document says who asks.

    What the one who accepted the copy adds afterwards is no second proof: one person alone can't end the wait.
    """
    proofs = await proof_rows.proofs(ctx.session, request.id)
    copies = [proof for proof in proofs if proof.means is Means.DOCUMENT]
    reviewers = {proof.recorded_by for proof in copies}
    return bool(copies) and not any(
        proof.means is Means.CODE
        or proof.recorded_at < copies[0].recorded_at
        or proof.recorded_by not in reviewers
        for proof in proofs
        if proof.means is not Means.DOCUMENT
    )


async def of_request(ctx: OperationContext, request_id: UUID) -> ReleaseHold | None:
    return await ctx.session.get(ReleaseHold, request_id)


async def open_for(ctx: OperationContext, request: SubjectRequest) -> None:
    """A document was accepted: all known channels are told, and the wait begins with that notice."""
    if not ctx.policy.identity.document_alone_waits or not _gives_a_copy(request):
        return
    hold = await ctx.session.get(ReleaseHold, request.id, with_for_update=True, populate_existing=True)
    if hold is None:
        hold = ReleaseHold(request_id=request.id, opened_at=ctx.now, release_pending=False)
        ctx.session.add(hold)
    elif hold.disavowed_at is None:
        return
    hold.opened_at, hold.notified_at, hold.until = ctx.now, None, None
    hold.disavowed_at, hold.disavowed_by = None, None
    await ctx.session.flush()
    await audit.record(ctx, identity_events.ReleaseHeld(request.id))
    await job_queue.enqueue(
        ctx.session,
        Job("notify_known_channels", {"request_id": str(request.id)}, due_at=ctx.now, client=request.client),
    )


def _gives_a_copy(request: SubjectRequest) -> bool:
    return any(r.right is Right.ACCESS and r.outcome is Outcome.PENDING for r in request.rights)


async def notify(ctx: OperationContext, request_id: UUID) -> None:
    """Tell every channel, the recent ones too: the longer known one is where the true person reads."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await subject_requests.lock(ctx, request_id)
    hold = await of_request(ctx, request_id)
    if hold is None or hold.notified_at is not None:
        return
    hold.notified_at, hold.until = ctx.now, ctx.now + ctx.policy.identity.document_alone_waits
    for channel in await channel_rows.of_request(ctx.session, request_id):
        await access_links.write_notice(
            ctx, request, channel, LetterKind.RELEASE_NOTICE, hold.opened_at.isoformat(), hold.until
        )
    await ctx.session.flush()
    await audit.record(ctx, identity_events.KnownChannelsNotified(request.id, hold.until.isoformat()))


async def waits_until(ctx: OperationContext, request: SubjectRequest) -> datetime | None:
    """Until when nothing may leave; None when the way is free. As long as the notice is not written, it is not."""
    return await _waits_until(ctx, request, await of_request(ctx, request.id))


async def _waits_until(
    ctx: OperationContext, request: SubjectRequest, hold: ReleaseHold | None
) -> datetime | None:
    if hold is None or not _gives_a_copy(request) or not await rests_on_a_document(ctx, request):
        return None
    if hold.until is None:
        return ctx.now + timedelta(hours=1)
    return hold.until if hold.until > ctx.now else None


async def delay(ctx: OperationContext, request: SubjectRequest) -> bool:
    """Before a release: whether it has to wait. A job comes back to it when the wait is over."""
    hold = await of_request(ctx, request.id)
    until = await _waits_until(ctx, request, hold)
    if hold is not None:
        hold.release_pending = until is not None
        await ctx.session.flush()
    if until is not None:
        await job_queue.enqueue(
            ctx.session,
            Job("release_packages", {"request_id": str(request.id)}, run_after=until, due_at=until),
        )
    return until is not None


async def look_again(ctx: OperationContext, request: SubjectRequest) -> None:
    """Another proof has come: what waited only for the time may go."""
    hold = await of_request(ctx, request.id)
    if hold is not None and hold.release_pending:
        await job_queue.enqueue(
            ctx.session, Job("release_packages", {"request_id": str(request.id)}, due_at=ctx.now)
        )
