"""Letters to the person: written in the transaction of the change that they tell of."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from dsr_service.domain import audit as events
from dsr_service.domain.controllers import read_controller
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterFacts, LetterKind, compose
from dsr_service.services import audit, visibility
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import messages as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import Message, PolicyRow, SubjectRequest


def id_of(request_id: UUID, kind: LetterKind, anchor: str = "") -> UUID:
    """The same letter always bears the same id; `anchor` tells letters of one kind apart."""
    return uuid5(request_id, f"{kind}/{anchor}")


async def write(
    ctx: OperationContext,
    request: SubjectRequest,
    kind: LetterKind,
    *,
    anchor: str = "",
    ground: ExtensionGround | None = None,
    reasons: str = "",
    due_on: date | None = None,
    asked_on: date | None = None,
    closing_on: date | None = None,
) -> None:
    """Store the letter and queue its sending in the transaction of the change; writing it again does nothing."""
    controller = await register_rows.entry(ctx.session, PolicyRow, "controller")
    letter = compose(
        kind,
        request.locale,
        LetterFacts(
            reference=request.reference,
            received_on=request.received_at.astimezone(ctx.policy.zone).date(),
            name=request.subject.name,
            controller=read_controller(controller.entry) if controller else None,
            ground=ground,
            reasons=reasons,
            due_on=due_on,
            asked_on=asked_on,
            closing_on=closing_on,
        ),
    )
    message_id = id_of(request.id, kind, anchor)
    is_new = await storage.add(
        ctx.session,
        {
            "id": message_id,
            "request_id": request.id,
            "kind": kind,
            "locale": request.locale,
            "subject": letter.subject,
            "body": letter.body,
            "created_at": ctx.now,
        },
    )
    if not is_new:
        return
    await audit.record(ctx, events.MessageWritten(request.id, message_id, kind))
    await job_queue.enqueue(
        ctx.session,
        Job(
            "send_message",
            {"message_id": str(message_id)},
            due_at=ctx.now,
            dedupe_key=f"send_message:{message_id}",
        ),
    )


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[Message]:
    """What the person was written."""
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def sent_at(ctx: OperationContext, message_id: UUID) -> datetime | None:
    """When the letter went out; None as long as it did not."""
    message = await storage.get(ctx.session, message_id)
    return message.sent_at if message else None
