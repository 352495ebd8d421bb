"""Orders to processors: planned with a fulfilment, sent, looked after, and told to the walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.jobs import Job
from dsr_service.domain.processors import (
    Order,
    OrderKind,
    OrderStatus,
    ProcessorAnswer,
    ProcessorAnswered,
    ProcessorAsked,
    identity_type,
    is_processor,
)
from dsr_service.domain.rights import Right
from dsr_service.services import audit, outside_answers, registers, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import outside_answers as storage
from dsr_service.storage import recipient_notices as notice_rows
from dsr_service.storage.tables import ProcessorOrder, SubjectRequest


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """What a job needs to know to send an order or to ask how it stands."""

    dataset: str
    data_map: DataMap
    status: OrderStatus
    order: Order


def search_kind(rights: Sequence[Right]) -> OrderKind:
    """Access holds all that portability does, so that one order serves both."""
    return OrderKind.ACCESS if Right.ACCESS in rights else OrderKind.PORTABILITY


async def plan(
    ctx: OperationContext, request: SubjectRequest, data_map: DataMap, kind: OrderKind
) -> Sequence[ProcessorOrder]:
    """An order to each processor of the map, queued in the same transaction; those that are there stay."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    await storage.drop_cancelled(ctx.session, request.id)
    rows = [
        {
            "id": uuid4(),  # the specification wants version 4
            "request_id": request.id,
            "dataset": dataset.fides_key,
            "kind": kind,
            "status": OrderStatus.PLANNED,
            "created_at": ctx.now,
        }
        for dataset in data_map.datasets
        if is_processor(dataset) and not all(each.skip_processing for each in dataset.collections)
    ]
    planned = await storage.add_orders(ctx.session, rows)
    for order in planned:
        await enqueue(ctx, order.id, "ask_processor", order.dataset)
    return planned


async def enqueue(ctx: OperationContext, order_id: UUID, kind: str, source: str = "") -> None:
    key = f"{kind}/{order_id}"
    await job_queue.enqueue(
        ctx.session, Job(kind, {"order_id": str(order_id)}, dedupe_key=key, source=source)
    )


async def order_of(ctx: OperationContext, order_id: UUID) -> PlannedOrder | None:
    """The order with the person's identities; None when nobody waits for it any more."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    row = await storage.order(ctx.session, order_id)
    if row is None or not row.status.waits:
        return None
    request = await visibility.read(ctx, row.request_id)
    if request.data_map_version_id is None:
        return None
    version = await registers.data_map_version(ctx, request.data_map_version_id)
    return PlannedOrder(
        row.dataset,
        registers.parsed(version),
        row.status,
        Order(row.id, row.kind, request.received_at, _identities(request)),
    )


def _identities(request: SubjectRequest) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for identifier in request.subject.identifiers:
        if identity_type(identifier.type):
            found.setdefault(identifier.type, []).append(identifier.value)
    return found


async def record(ctx: OperationContext, order_id: UUID, answer: ProcessorAnswer) -> None:
    """Note what the processor says; the fulfilment goes on when it waited for this last."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    row = await storage.order(ctx.session, order_id)
    if row is None:
        return
    request = await visibility.lock(ctx, row.request_id)
    await ctx.session.refresh(row, with_for_update=True)
    if not row.status.waits:
        return
    row.checked_at = ctx.now
    row.expected_at = answer.expected_at or row.expected_at
    if row.asked_at is None:
        row.asked_at = ctx.now
        await audit.record(ctx, ProcessorAsked(request.id, row.dataset, row.kind, row.id))
    if row.status is not answer.status:
        row.status = answer.status
        await audit.record(ctx, ProcessorAnswered(request.id, row.dataset, row.status))
    if row.kind is OrderKind.ERASURE:
        await _note_on_notice(ctx, row)
    await ctx.session.flush()
    if not row.status.waits:
        await outside_answers.go_on(ctx, request)


async def _note_on_notice(ctx: OperationContext, row: ProcessorOrder) -> None:
    """An erasure request is how this recipient is told (art. 19)."""
    await notice_rows.note_order_sent(ctx.session, row.request_id, row.dataset, ctx.now)
    if not row.status.waits:
        completed = row.status is OrderStatus.COMPLETED
        await notice_rows.note_order(
            ctx.session, row.request_id, row.dataset, completed=completed, now=ctx.now
        )


async def give_up(ctx: OperationContext, request_id: UUID) -> None:
    """Nobody waits for the answer any more: the processor is told so, and need not look (art. 5(1)(c))."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    for row in await storage.orders_of(ctx.session, request_id):
        if (
            row.status.waits and row.kind is not OrderKind.ERASURE
        ):  # it is told of what was done, whatever follows
            if row.asked_at is not None:
                await enqueue(ctx, row.id, "cancel_processor")
            row.status = OrderStatus.CANCELLED
            await audit.record(ctx, ProcessorAnswered(request_id, row.dataset, row.status))
    await ctx.session.flush()


async def given_up(ctx: OperationContext, order_id: UUID) -> tuple[str, DataMap] | None:
    """Which processor is to be told."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    row = await storage.order(ctx.session, order_id)
    if row is None or row.status is not OrderStatus.CANCELLED:
        return None
    request = await visibility.read(ctx, row.request_id)
    if request.data_map_version_id is None:
        return None
    return row.dataset, registers.parsed(await registers.data_map_version(ctx, request.data_map_version_id))


async def look_after(ctx: OperationContext) -> int:
    """Ask all processors that have not answered how their orders stand; a lost callback costs no more than this."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    waiting = await storage.waiting_orders(ctx.session)
    for order_id in waiting:
        await enqueue(ctx, order_id, "check_processor")
    return len(waiting)


async def told(ctx: OperationContext, order_id: UUID, dataset: str) -> None:
    """A signed callback says that something changed: it is asked for, never believed."""
    row = await storage.order(ctx.session, order_id)
    if row is not None and row.dataset == dataset and row.status.waits:
        await enqueue(ctx, order_id, "check_processor", dataset)


async def orders(ctx: OperationContext, request_id: UUID) -> Mapping[str, ProcessorOrder]:
    """A request's search orders by dataset."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    return {
        row.dataset: row
        for row in await storage.orders_of(ctx.session, request_id)
        if row.kind is not OrderKind.ERASURE
    }
