"""Access links: sent to a known channel, opened once by POST, exchanged for a short session of one request."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import Actor, Permission, Role
from dsr_service.domain.errors import NotFound
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.access_links import (
    LINK_PREFIX,
    SESSION_PREFIX,
    LinkRefused,
    TooManyCodes,
    new_token,
    token_digest,
)
from dsr_service.domain.identity.identity_policy import CODES_A_DAY
from dsr_service.domain.identity.known_channels import NoReleaseChannel
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterKind
from dsr_service.services import audit, correspondence, known_channels, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import access_links as storage
from dsr_service.storage import job_queue
from dsr_service.storage import known_channels as channel_rows
from dsr_service.storage import subject_requests as request_rows
from dsr_service.storage.tables import AccessLink, KnownChannelRow, SubjectRequest, SubjectSession

LOST: Final = "subject"  # who asks without a credential, by the reference alone


async def request_link(ctx: OperationContext, request_id: UUID, channel_id: UUID | None) -> None:
    """Have a link sent to a known channel; the answer does not tell whether there is one.

    Staff may name the channel, and then hear when nothing may go there: NoReleaseChannel.
    """
    authorize(ctx.actor, Permission.REQUEST_LINK)
    request = await visibility.lock(ctx, request_id)
    if channel_id is not None:
        authorize(ctx.actor, Permission.REVIEW_IDENTITY)
        channel = await channel_rows.get(ctx.session, channel_id)
        if channel is None or channel.request_id != request.id:
            raise NotFound
        if not channel.known.may_release(request.received_at, ctx.policy.identity):
            raise NoReleaseChannel
    await _offer(ctx, request, ctx.actor.id, channel_id)


async def request_lost_link(ctx: OperationContext, reference: str) -> None:
    """Anybody may have a new link sent to the known channel of a request whose reference they know. Says nothing."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await request_rows.by_reference(ctx.session, reference)
    if request is not None:
        await _offer(ctx, request, LOST, None, quietly=True)


async def offer(ctx: OperationContext, request: SubjectRequest) -> None:
    """The answer is there: have the person's link sent."""
    await _offer(ctx, request, "system", None, quietly=True)


async def _offer(
    ctx: OperationContext, request: SubjectRequest, by: str, channel_id: UUID | None, *, quietly: bool = False
) -> None:
    since = ctx.now - timedelta(days=1)
    if await storage.links_since(ctx.session, request.id, since, by) >= CODES_A_DAY:
        if quietly:
            return
        raise TooManyCodes(retry_after=86_400)
    link = AccessLink(
        id=new_id(ctx.now),
        request_id=request.id,
        channel_id=channel_id,
        digest=secrets.token_bytes(32),  # of no token, until one is sent
        created_at=ctx.now,
        created_by=by,
        expires_at=ctx.now + ctx.policy.identity.link_lives,
    )
    ctx.session.add(link)
    await ctx.session.flush()
    await audit.record(ctx, identity_events.AccessLinkAsked(request.id, link.id))
    await job_queue.enqueue(
        ctx.session,
        Job("send_access_link", {"request_id": str(request.id), "link_id": str(link.id)}, due_at=ctx.now),
    )


async def write_letter(ctx: OperationContext, request_id: UUID, link_id: UUID) -> None:
    """The worker writes the letter, if there is a channel through which data may leave."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await visibility.lock(ctx, request_id)
    link = await storage.link(ctx.session, link_id)
    if link is None or link.message_id is not None:
        return
    channel = (
        await channel_rows.get(ctx.session, link.channel_id)
        if link.channel_id
        else await known_channels.for_release(ctx, request)
    )
    if channel is None:
        await audit.record(ctx, identity_events.ReleaseChannelMissing(request.id))
        return
    link.channel_id = channel.id
    address = _mint(ctx, link)
    link.message_id = await correspondence.write(
        ctx,
        request,
        LetterKind.ACCESS_LINK,
        anchor=str(link.id),
        to=channel.address,
        link=address,
        until=link.expires_at,
    )
    await ctx.session.flush()


def _mint(ctx: OperationContext, link: AccessLink) -> str:
    """Only the digest stays. The token stands behind the `#` of the address: no server ever sees or logs it there."""
    token = new_token(LINK_PREFIX)
    link.digest = token_digest(token)
    link.expires_at = ctx.now + ctx.policy.identity.link_lives
    return f"{ctx.policy.identity.link_base}/v1/track#{token}"


async def write_notice(
    ctx: OperationContext,
    request: SubjectRequest,
    channel: KnownChannelRow,
    kind: LetterKind,
    anchor: str,
    until: datetime,
) -> None:
    """A notice to a known channel with a link, so that whoever reads it can stop what is to come."""
    link = AccessLink(
        id=new_id(ctx.now),
        request_id=request.id,
        channel_id=channel.id,
        digest=b"",
        created_at=ctx.now,
        created_by="system",
        expires_at=ctx.now,
    )
    address = _mint(ctx, link)
    link.message_id = await correspondence.write(
        ctx, request, kind, anchor=anchor, to=channel.address, link=address, until=until
    )
    ctx.session.add(link)
    await ctx.session.flush()


async def open_session(ctx: OperationContext, token: str) -> tuple[SubjectSession, str]:
    """Use a link up and start its session: of 50 callers one gets it. Raises LinkRefused."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    link = await storage.open_link(ctx.session, token_digest(token), ctx.now)
    if link is None or link.channel_id is None:
        raise LinkRefused
    secret = new_token(SESSION_PREFIX)
    session = SubjectSession(
        id=new_id(ctx.now),
        link_id=link.id,
        request_id=link.request_id,
        channel_id=link.channel_id,
        digest=token_digest(secret),
        created_at=ctx.now,
        expires_at=ctx.now + ctx.policy.identity.session_lives,
    )
    ctx.session.add(session)
    await ctx.session.flush()
    await audit.record(ctx, identity_events.AccessLinkOpened(link.request_id, link.id))
    return session, secret


async def actor_of(ctx: OperationContext, credential: str) -> Actor | None:
    """The person whose session this is; None when it has ended."""
    session = await storage.session_by_digest(ctx.session, token_digest(credential))
    if session is None or session.ended_at is not None or session.expires_at <= ctx.now:
        return None
    return Actor(Role.SUBJECT, str(session.request_id), f"session:{session.id}")


async def own_session(ctx: OperationContext) -> SubjectSession:
    """The session in whose name this operation runs."""
    session = await ctx.session.get(SubjectSession, UUID(ctx.actor.client.partition(":")[2]))
    if session is None:
        raise NotFound
    return session


async def end_session(ctx: OperationContext) -> None:
    """The person is done."""
    session = await own_session(ctx)
    session.ended_at = session.ended_at or ctx.now


async def require_release_channel(ctx: OperationContext) -> None:
    """The session was opened from a channel through which data may leave. Raises NoReleaseChannel."""
    session = await own_session(ctx)
    request = await visibility.read(ctx, session.request_id)
    channel = await channel_rows.get(ctx.session, session.channel_id)
    if channel is None or not channel.known.may_release(request.received_at, ctx.policy.identity):
        raise NoReleaseChannel
