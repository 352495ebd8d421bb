"""Letters to the person: written in the transaction of the change that they tell of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack
from uuid import UUID, uuid5

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.controllers import read_controller
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import SECRET, Facts, LetterKind, require_facts, revived, stored
from dsr_service.formats.letters import About, Letter
from dsr_service.services import audit, small_secrets, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import messages as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import Message, PolicyRow, SubjectRequest


def id_of(request_id: UUID, kind: LetterKind | str, anchor: str = "") -> UUID:
    """The same letter always bears the same id; `anchor` tells letters of one kind apart."""
    return uuid5(request_id, f"{kind}/{anchor}")


async def write(
    ctx: OperationContext,
    request: SubjectRequest,
    kind: LetterKind,
    *,
    anchor: str = "",
    to: str | None = None,
    author: str | None = None,
    **facts: Unpack[Facts],
) -> UUID:
    """Store the letter and queue its sending in the transaction of the change; writing it again does nothing.

    It goes to the request's own address, or to the known channel `to`; call it once for each channel. `link` and
    `code` are kept sealed until the letter is sent, and masked in the copy that stays. Returns the letter's id.
    """
    given: dict[str, Any] = dict(facts)
    require_facts(kind, given)
    if to is not None:
        channel = SubjectIdentifier("email", to).lookup(ctx.policy.lookup_key)
        anchor = f"{anchor}/{channel.hex()[:32]}"
    message_id = id_of(request.id, kind, anchor)
    secrets = {name: str(value) for name, value in given.items() if name in SECRET and value}
    kept = stored(given)
    letter = await compose(ctx, request, kind, {**kept, **small_secrets.masked(secrets)})
    await _store(
        ctx,
        request,
        {
            "id": message_id,
            "kind": kind,
            "locale": request.locale,
            "subject": letter.subject,
            "body": letter.body,
            "facts": kept,
            "secrets": small_secrets.seal(ctx.policy.letter_key, message_id, secrets) if secrets else None,
            "to": to,
            "author": author,
        },
    )
    return message_id


async def copy(
    ctx: OperationContext, request: SubjectRequest, message: Message, message_id: UUID, *, to: str
) -> None:
    """The same letter for another known address, since it did not reach the first."""
    same = {name: getattr(message, name) for name in ("kind", "locale", "subject", "body", "facts", "author")}
    await _store(ctx, request, {**same, "id": message_id, "secrets": None, "to": to})


async def _store(ctx: OperationContext, request: SubjectRequest, values: dict[str, Any]) -> None:
    message_id = values["id"]
    if await storage.add(ctx.session, {**values, "request_id": request.id, "created_at": ctx.now}):
        await audit.record(ctx, events.MessageWritten(request.id, message_id, values["kind"]))
        await job_queue.enqueue(
            ctx.session,
            Job(
                "send_message",
                {"message_id": str(message_id)},
                due_at=ctx.now,
                dedupe_key=f"send_message:{message_id}",
                client=request.client,
                source="mail",
            ),
        )


async def compose(
    ctx: OperationContext, request: SubjectRequest, kind: LetterKind, facts: Mapping[str, Any]
) -> Letter:
    """The letter as it reads; `facts` as `stored` keeps them."""
    return ctx.policy.letters.compose(kind, request.locale, await about(ctx, request), revived(facts))


async def about(ctx: OperationContext, request: SubjectRequest) -> About:
    """The request and the controller, as every letter names them."""
    controller = await register_rows.entry(ctx.session, PolicyRow, "controller")
    return About(
        reference=request.reference,
        received_on=request.received_at.astimezone(ctx.policy.zone).date(),
        name=request.subject.name,
        controller=read_controller(controller.entry) if controller else None,
        zone=ctx.policy.zone,
    )


async def acknowledge_later(ctx: OperationContext, request: SubjectRequest) -> None:
    """One row more in the submission's transaction: the worker writes the acknowledgement.

    It wakes no worker, since a NOTIFY makes the commits of all submissions wait for each other; they look each second.
    """
    await job_queue.enqueue(
        ctx.session,
        Job("acknowledge", {"request_id": str(request.id)}, due_at=ctx.now, client=request.client),
        wake=False,
    )


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[Message]:
    """What the person was written."""
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def sent_at(ctx: OperationContext, message_id: UUID) -> datetime | None:
    """When the letter went out; None as long as it did not."""
    message = await storage.get(ctx.session, message_id)
    return message.sent_at if message else None


async def write_freely(ctx: OperationContext, request_id: UUID, title: str | None, text: str) -> Message:
    """A member of staff writes to the person."""
    authorize(ctx.actor, Permission.WRITE_MESSAGE)
    request = await visibility.lock(ctx, request_id)
    message_id = await write(
        ctx,
        request,
        LetterKind.FREE_MESSAGE,
        anchor=str(new_id(ctx.now)),
        author=ctx.actor.id,
        title=title or "",
        text=text,
    )
    return await ctx.session.get_one(Message, message_id)


async def undeliverable(
    ctx: OperationContext, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """Letters that no address took and nobody sent otherwise, oldest first."""
    authorize(ctx.actor, Permission.READ_REPORTS)
    return await storage.undeliverable(ctx.session, after, limit)
