"""Proving an identity: by a signed-in session, by what staff saw, by a document; and asking for a proof."""

from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.subject_requests import OPEN, Event, IllegalTransition, Status
from dsr_service.services import (
    assertions,
    audit,
    correspondence,
    deadlines,
    lifecycle,
    release_holds,
    subject_requests,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import IdentityProof, SubjectRequest

WAITING = frozenset({Status.RECEIVED, Status.AWAITING_IDENTITY})


async def verify_by_staff(
    ctx: OperationContext, request_id: UUID, means: Means, note: str | None
) -> SubjectRequest:
    """A member of staff records how else the identity was proved: equivalent means count (EDPB 01/2022)."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request = await open_to_proof(ctx, request_id)
    await audit.record(ctx, events.IdentityVerifiedByOtherMeans(request.id, means))
    await record(ctx, request, means, note)
    return request


async def verify_by_assertion(ctx: OperationContext, request_id: UUID, token: str) -> SubjectRequest:
    """The storefront asserts that the person is signed in. Raises AssertionRefused, AssertionUsed."""
    authorize(ctx.actor, Permission.PROVE_IDENTITY)
    request = await open_to_proof(ctx, request_id)
    await assert_session(ctx, request, token, request.id, request.submission_sha256)
    return request


async def assert_session(
    ctx: OperationContext,
    request: SubjectRequest,
    token: str,
    request_id: UUID | None,
    body_sha256: str | None,
) -> None:
    """Use the assertion up for this request: at submission it can't name the request, later it must."""
    authorize(ctx.actor, Permission.PROVE_IDENTITY)
    await assertions.use(
        ctx,
        token,
        client=request.client,
        body_sha256=body_sha256,
        request_id=request_id,
        identifiers=[SubjectIdentifier(i.type, i.value) for i in request.subject.identifiers],
    )
    await audit.record(ctx, events.IdentityVerifiedByOtherMeans(request.id, Means.SESSION))
    await record(ctx, request, Means.SESSION)


async def open_to_proof(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """The request, locked, if a proof is of use to it. Raises IllegalTransition."""
    request = await subject_requests.lock(ctx, request_id)
    if request.status in WAITING:
        return request
    if request.status in OPEN and await release_holds.rests_on_a_document(ctx, request):
        return request  # a second proof spares the person the wait
    raise IllegalTransition("This request does not wait for proof of identity.")


async def record(
    ctx: OperationContext, request: SubjectRequest, means: Means, note: str | None = None
) -> None:
    """Keep the proof; the request goes on, and the clock that waited for it too (art. 12(6))."""
    ctx.session.add(
        IdentityProof(
            id=new_id(ctx.now),
            request_id=request.id,
            means=means,
            note=note,
            recorded_at=ctx.now,
            recorded_by=ctx.actor.id,
        )
    )
    await ctx.session.flush()
    if request.identity_verified_at is None or request.status in WAITING:
        request.identity_verified_at = ctx.now
        request.identity_method = means
        request.identity_checked_by = ctx.actor.id
    await deadlines.end_open_suspension(ctx, request, "identity")
    if request.status in WAITING:
        await lifecycle.transition(ctx, request, Event.IDENTITY_VERIFIED)
    if means is Means.DOCUMENT and await release_holds.rests_on_a_document(ctx, request):
        await release_holds.open_for(ctx, request)
    else:
        await release_holds.look_again(ctx, request)


async def ask(ctx: OperationContext, request_id: UUID, doubt: str | None) -> SubjectRequest:
    """Ask the person for proof; only a recorded doubt stops the clock (art. 12(6)).

    Raises ProofNotAskable for what needs none (art. 21(3), 7(3)), DoubtNotRecorded under the proportionate policy.
    """
    authorize(ctx.actor, Permission.ASK_IDENTITY)
    request = await subject_requests.lock(ctx, request_id)
    ctx.policy.identity.check_asking(subject_requests.pending_rights(request), doubt)
    await lifecycle.transition(ctx, request, Event.IDENTITY_ASKED)
    request.identity_required = True
    await deadlines.identity_asked(ctx, request)
    if doubt is not None:
        await deadlines.open_suspension(ctx, request, "identity", doubt)
    await correspondence.write(ctx, request, LetterKind.IDENTITY_ASKED, anchor=ctx.now.isoformat())
    return request
