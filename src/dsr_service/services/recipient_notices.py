"""Art. 19: every recipient concerned is told of an erasure, a rectification or a restriction, and named on request."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.manual_tasks import is_manual
from dsr_service.domain.processors import OrderKind, is_processor
from dsr_service.domain.recipient_notices import (
    NobodyTold,
    NoticeAnswer,
    NoticeCause,
    NoticeClosed,
    NoticeEvent,
    NoticeException,
    NoticeMeans,
    NoticePlanned,
    NoticeRecorded,
    NoticeStatus,
    means_for,
    notice_id,
    secret_of,
)
from dsr_service.domain.recipients import Recipient
from dsr_service.services import audit, correspondence, processor_orders, registers, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import recipient_notices as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import (
    DataMapVersion,
    ProcessingActivityRow,
    RecipientNotice,
    RecipientRow,
    SubjectRequest,
)


async def plan(
    ctx: OperationContext,
    request: SubjectRequest,
    cause: NoticeCause,
    *,
    collections: Iterable[str] | None = None,
    anchor: str = "",
) -> None:
    """A notice to each recipient of these collections (None: of all in the map), in the same transaction."""
    version = await _version(ctx, request)
    if version is None:
        return
    data_map = registers.parsed(version)
    receiving = await _receiving(ctx, data_map, None if collections is None else set(collections))
    known = {row.key: Recipient.of(row.key, row.entry) for row in await _recipients(ctx)}
    processors = {d.fides_key for d in data_map.datasets if is_processor(d)}
    by_dataset = {each.dataset: key for key, each in known.items() if each.dataset}
    if cause is NoticeCause.ERASURE:
        await _tell_processors(ctx, request, data_map, by_dataset, known, anchor)
        for dataset in (d for d in data_map.datasets if is_manual(d)):
            whole = [f"{dataset.fides_key}.{c.name}" for c in dataset.collections]
            name = dataset.name or dataset.fides_key
            await _add(ctx, request, cause, dataset.fides_key, name, NoticeMeans.MANUAL, None, whole, anchor)
    for key, named in sorted(receiving.items()):
        recipient = known.get(key)
        if cause is NoticeCause.ERASURE and recipient is not None and recipient.dataset in processors:
            continue  # told by its own protocol
        means, address = means_for(recipient)
        name = recipient.name if recipient else key
        await _add(ctx, request, cause, key, name, means, address, named, anchor)


async def _version(ctx: OperationContext, request: SubjectRequest) -> DataMapVersion | None:
    if request.data_map_version_id is not None:
        return await registers.data_map_version(ctx, request.data_map_version_id)
    return await register_rows.active_data_map(ctx.session)


async def _recipients(ctx: OperationContext) -> Sequence[RecipientRow]:
    return await register_rows.entries(ctx.session, RecipientRow)


async def _receiving(ctx: OperationContext, data_map: DataMap, only: set[str] | None) -> dict[str, list[str]]:
    """Who receives which collections, by the map itself and by the processing activities that it names."""
    activities = {
        row.key: row.entry.get("recipients") or ()
        for row in await register_rows.entries(ctx.session, ProcessingActivityRow)
    }
    found: dict[str, list[str]] = {}
    for address, collection in data_map.collections():
        if collection.skip_processing or (only is not None and str(address) not in only):
            continue
        keys = [*collection.rules.recipients]
        for purpose in collection.rules.purposes:
            keys += activities.get(purpose, ())
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(str(address))
    return found


async def _tell_processors(
    ctx: OperationContext,
    request: SubjectRequest,
    data_map: DataMap,
    by_dataset: dict[str, str],
    known: dict[str, Recipient],
    anchor: str,
) -> None:
    """Those that speak OpenDSR get an erasure request."""
    processors = [d for d in data_map.datasets if is_processor(d)]
    if not processors:
        return
    await processor_orders.plan(ctx, request, data_map, OrderKind.ERASURE)
    for dataset in processors:
        key = by_dataset.get(dataset.fides_key)
        name = known[key].name if key else dataset.name or dataset.fides_key
        whole = [f"{dataset.fides_key}.{c.name}" for c in dataset.collections]
        await _add(
            ctx,
            request,
            NoticeCause.ERASURE,
            key or dataset.fides_key,
            name,
            NoticeMeans.OPENDSR,
            dataset.fides_key,
            whole,
            anchor,
        )


async def _add(
    ctx: OperationContext,
    request: SubjectRequest,
    cause: NoticeCause,
    recipient: str,
    name: str,
    means: NoticeMeans,
    address: str | None,
    collections: Sequence[str],
    anchor: str,
) -> None:
    new = notice_id(request.id, cause, recipient, anchor)
    added = await storage.add(
        ctx.session,
        {
            "id": new,
            "request_id": request.id,
            "cause": cause,
            "recipient": recipient,
            "name": name,
            "means": means,
            "address": address,
            "collections": list(collections),
            "status": NoticeStatus.BY_HAND if means is NoticeMeans.MANUAL else NoticeStatus.PLANNED,
            "tries": 0,
            "created_at": ctx.now,
        },
    )
    if not added:
        return
    await audit.record(ctx, NoticePlanned(request.id, new, cause, recipient, means))
    if means in {NoticeMeans.WEBHOOK, NoticeMeans.EMAIL}:
        await enqueue(ctx, new, request.id)


async def tell_again(
    ctx: OperationContext, request: SubjectRequest, cause: NoticeCause, told: RecipientNotice, *, anchor: str
) -> None:
    """Who was told of one thing is told of what followed, by the means of today."""
    known = {row.key: Recipient.of(row.key, row.entry) for row in await _recipients(ctx)}
    means, address = means_for(known.get(told.recipient))
    await _add(ctx, request, cause, told.recipient, told.name, means, address, told.collections, anchor)


async def enqueue(ctx: OperationContext, notice: UUID, request_id: UUID, at: datetime | None = None) -> None:
    payload: dict[str, str | int] = {"notice_id": str(notice), "request_id": str(request_id)}
    key = f"tell_recipient:{notice}"
    await job_queue.enqueue(
        ctx.session, Job("tell_recipient", payload, due_at=ctx.now, run_after=at, dedupe_key=key)
    )


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[RecipientNotice]:
    """Who was or will be told, and what they answered."""
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def record(
    ctx: OperationContext,
    request_id: UUID,
    of_notice: UUID,
    event: NoticeEvent,
    *,
    answer: NoticeAnswer | None,
    ground: NoticeException | None,
    reasons: str | None,
) -> RecipientNotice:
    """What the staff know: told by another way, answered, or not told on a ground of art. 19."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    request = await visibility.lock(ctx, request_id)
    notice = await storage.notice(ctx.session, of_notice, lock=True)
    if notice is None or notice.request_id != request.id:
        raise NotFound
    if notice.status in {NoticeStatus.ANSWERED, NoticeStatus.EXCEPTED, NoticeStatus.OVERTAKEN}:
        raise NoticeClosed
    _require(event, answer, ground, reasons)
    match event:
        case NoticeEvent.TOLD:
            if notice.status is NoticeStatus.TOLD:
                raise NoticeClosed
            notice.status, notice.told_at = NoticeStatus.TOLD, ctx.now
        case NoticeEvent.ANSWERED:
            notice.status, notice.answered_at, notice.answer = NoticeStatus.ANSWERED, ctx.now, answer
            notice.told_at = notice.told_at or ctx.now
        case NoticeEvent.EXCEPTED:
            notice.status, notice.exception_ground = NoticeStatus.EXCEPTED, ground
    notice.reasons, notice.recorded_by = reasons, ctx.actor.id
    await ctx.session.flush()
    code = answer.value if answer else ground.value if ground else None
    await audit.record(ctx, NoticeRecorded(request.id, notice.id, notice.status, code))
    return notice


def _require(
    event: NoticeEvent,
    answer: NoticeAnswer | None,
    ground: NoticeException | None,
    reasons: str | None,
) -> None:
    faults = []
    if (event is NoticeEvent.ANSWERED) is not (answer is not None):
        faults.append(
            Violation("An answer is given with the event `answered`, and with no other.", "/answer")
        )
    if (event is NoticeEvent.EXCEPTED) is not (ground is not None):
        faults.append(Violation("A ground is given with the event `excepted`, and with no other.", "/ground"))
    if event is NoticeEvent.EXCEPTED and not (reasons or "").strip():
        faults.append(Violation("Say why it is impossible, or which effort it would take.", "/reasons"))
    if faults:
        raise InvalidInput(violations=faults)


async def name_to_person(ctx: OperationContext, request_id: UUID) -> Sequence[RecipientNotice]:
    """The person asked who the recipients are: a letter names them all (art. 19, second sentence)."""
    authorize(ctx.actor, Permission.WRITE_MESSAGE)
    return await _name(ctx, await visibility.lock(ctx, request_id))


async def name_to_asker(ctx: OperationContext, request_id: UUID) -> Sequence[RecipientNotice]:
    """The same, asked for in the person's own session. Raises NobodyTold."""
    authorize(ctx.actor, Permission.ASK_RECIPIENTS)
    return await _name(ctx, await visibility.lock(ctx, request_id))


async def _name(ctx: OperationContext, request: SubjectRequest) -> Sequence[RecipientNotice]:
    notices = await storage.of_request(ctx.session, request.id)
    if not notices:
        raise NobodyTold
    names = list(dict.fromkeys(notice.name for notice in notices))
    standing = "+".join(sorted(f"{notice.id}{notice.status}" for notice in notices))
    await correspondence.write(
        ctx,
        request,
        LetterKind.RECIPIENTS_TOLD,
        anchor=str(uuid5(request.id, standing)),
        recipients=names,
    )
    return notices


async def secret(ctx: OperationContext, key: str) -> str:
    """By which the recipient checks the signature of our notices."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    await registers.entry(ctx, "recipients", key)
    return secret_of(ctx.policy.webhook_key, key)
