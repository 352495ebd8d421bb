"""One-time codes to an address known before the request: ask for one, send it, take it in."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.access_links import CodeRefused, TooManyCodes, new_code, spelt
from dsr_service.domain.identity.identity_policy import CODE_TRIES, CODES_A_DAY, Means, plain_code
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterKind
from dsr_service.services import audit, correspondence, identity_proofs, known_channels, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import access_links as storage
from dsr_service.storage import job_queue
from dsr_service.storage.tables import IdentityCode, SubjectRequest


async def request_code(ctx: OperationContext, request_id: UUID) -> None:
    """Have a code sent. The same work and the same answer whether the shop knows an address or not (T6)."""
    authorize(ctx.actor, Permission.PROVE_IDENTITY)
    request = await identity_proofs.open_to_proof(ctx, request_id)
    if await storage.codes_since(ctx.session, request.id, ctx.now - timedelta(days=1)) >= CODES_A_DAY:
        raise TooManyCodes(retry_after=86_400)
    code = IdentityCode(
        id=new_id(ctx.now),
        request_id=request.id,
        digest=secrets.token_bytes(32),  # of no code, until one is sent
        tries=0,
        created_at=ctx.now,
        expires_at=ctx.now + ctx.policy.identity.code_lives,
    )
    ctx.session.add(code)
    await ctx.session.flush()
    await audit.record(ctx, identity_events.IdentityCodeAsked(request.id, code.id))
    await job_queue.enqueue(
        ctx.session,
        Job("send_identity_code", {"request_id": str(request.id), "code_id": str(code.id)}, due_at=ctx.now),
    )


async def write_letter(ctx: OperationContext, request_id: UUID, code_id: UUID) -> None:
    """The worker writes the letter, if there is an address that was known before; nobody is told if there is not.

    The code is made here: its digest is stored, the letter holds it sealed until it is sent.
    """
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await subject_requests.lock(ctx, request_id)
    code = await storage.code(ctx.session, code_id)
    channel = await known_channels.for_proof(ctx, request)
    if code is None or channel is None or code.message_id is not None:
        return
    plain = new_code()
    code.digest, code.tries = _digest(ctx, code.id, plain), 0
    code.expires_at = ctx.now + ctx.policy.identity.code_lives
    code.message_id = await correspondence.write(
        ctx,
        request,
        LetterKind.ONE_TIME_CODE,
        anchor=str(code.id),
        to=channel.address,
        code=spelt(plain),
        until=code.expires_at,
    )
    await ctx.session.flush()


async def verify(ctx: OperationContext, request_id: UUID, typed: str) -> SubjectRequest | CodeRefused:
    """Take a code in. A wrong one is returned, not raised: the try must be counted, so this must be committed."""
    authorize(ctx.actor, Permission.PROVE_IDENTITY)
    request = await identity_proofs.open_to_proof(ctx, request_id)
    code = await storage.newest_code(ctx.session, request.id)
    reason = _refusal(ctx, code, typed)
    if code is not None and reason in {None, "wrong"}:
        code.tries += 1
    if code is None or reason is not None:
        await ctx.session.flush()
        await audit.record(ctx, identity_events.ProofRefused(request.id, CodeRefused.code, reason or "none"))
        return CodeRefused()
    code.used_at = ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.IdentityVerifiedByOtherMeans(request.id, Means.CODE))
    await identity_proofs.record(ctx, request, Means.CODE)
    return request


def _refusal(ctx: OperationContext, code: IdentityCode | None, typed: str) -> str | None:
    if code is None:
        return "none"
    matches = hmac.compare_digest(code.digest, _digest(ctx, code.id, plain_code(typed)))
    if code.used_at is not None:
        return "used"
    if code.expires_at <= ctx.now:
        return "expired"
    if code.tries >= CODE_TRIES:
        return "locked"
    return None if matches else "wrong"


def _digest(ctx: OperationContext, code_id: UUID, plain: str) -> bytes:
    """Keyed: forty bits alone would be found again in a stolen table."""
    return hmac.digest(ctx.policy.lookup_key, f"identity code/{code_id}/{plain}".encode(), hashlib.sha256)
