"""What a fulfilment waits for outside: people who look something up, processors who answer later.

The search begins when all have answered, so that the whole answer is read at one time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.fulfilment import StepOutcome
from dsr_service.domain.jobs import Job
from dsr_service.domain.manual_tasks import TaskStatus
from dsr_service.domain.processors import OrderKind
from dsr_service.domain.subject_requests import OPEN, Status
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import job_queue
from dsr_service.storage import outside_answers as storage
from dsr_service.storage.tables import FulfilmentStep, SubjectRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who has not answered: a task's collection, or all of a processor's dataset."""

    dataset: str
    collection: str | None
    reason: str

    def concerns(self, address: CollectionAddress) -> bool:
        return self.dataset == address.dataset and self.collection in {None, address.collection}

    def __str__(self) -> str:
        place = f"{self.dataset}.{self.collection}" if self.collection else self.dataset
        return f"search: {place} ({self.reason})"


async def waiting_for(ctx: OperationContext, request_id: UUID) -> Sequence[Waiting]:
    """All that have not answered yet."""
    tasks = [
        Waiting(task.dataset, task.collection, "waiting_for_person")
        for task in await storage.tasks_of(ctx.session, request_id)
        if task.status is TaskStatus.OPEN and task.files is None  # files are deleted after the rows
    ]
    orders = [
        Waiting(order.dataset, None, "waiting_for_processor")
        for order in await storage.orders_of(ctx.session, request_id)
        if order.status.waits and order.kind is not OrderKind.ERASURE
    ]
    return [*tasks, *orders]


async def go_on(ctx: OperationContext, request: SubjectRequest) -> None:
    """Let the search begin when nobody is waited for any more."""
    if request.status is not Status.IN_FULFILMENT or await waiting_for(ctx, request.id):
        return
    clock = await deadline_rows.get(ctx.session, request.id)
    await job_queue.enqueue(
        ctx.session,
        Job(
            "fulfil",
            {"request_id": str(request.id)},
            due_at=clock.due_before,
            client=request.client,
            dedupe_key=f"fulfil/{request.id}",
        ),
    )


async def missing(
    ctx: OperationContext, request: SubjectRequest, steps: Sequence[FulfilmentStep]
) -> Sequence[str]:
    """What keeps the answer from being complete (art. 15): whom it waits for, what could not be searched, what the
    last attempt lacked.
    """
    if request.status not in OPEN:
        return ()
    waiting = await waiting_for(ctx, request.id)
    failed = [
        f"search: {step.dataset}.{step.collection} ({step.code})"
        for step in steps
        if step.outcome is StepOutcome.FAILED
    ]
    return [*map(str, waiting), *failed, *await storage.gap(ctx.session, request.id)]
