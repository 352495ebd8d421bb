"""Tasks for a person: opened with a fulfilment, reminded of, answered by a form, read by the walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.erasure.files import NamedFile
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.manual_tasks import (
    FormField,
    ManualTaskAnswered,
    ManualTaskClosed,
    ManualTaskOpened,
    ManualTaskReminded,
    TaskStatus,
    checked,
    form_of,
    manual_collections,
)
from dsr_service.domain.subject_requests import Status
from dsr_service.services import answer_sealing, audit, outside_answers, registers, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import outside_answers as storage
from dsr_service.storage.tables import ManualTask, SubjectRequest

_BEFORE_THE_END: Final = timedelta(days=7)  # time to check and to approve
_WITHOUT_AN_END: Final = timedelta(days=14)
_LEAST: Final = timedelta(days=1)
_REMIND_WITHIN: Final = timedelta(days=1)
_NOT_TWICE_WITHIN: Final = timedelta(hours=20)
_OPEN_TO_ANSWERS: Final = frozenset({Status.IN_FULFILMENT, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class TaskToDo:
    """A task with its form and by what the person is to be searched for."""

    task: ManualTask
    reference: str
    form: tuple[FormField, ...]
    description: str | None
    identifiers: Sequence[tuple[str, str]]
    name: str | None
    files: Sequence[Mapping[str, str]] = ()  # to be deleted: there is no form then


async def open_tasks(ctx: OperationContext, request: SubjectRequest, data_map: DataMap) -> None:
    """A task for each collection that a person looks through; those that are there stay as they are."""
    clock = await deadline_rows.get(ctx.session, request.id)
    end = clock.due_before - _BEFORE_THE_END if clock.due_before else ctx.now + _WITHOUT_AN_END
    rows = [
        {
            "id": new_id(ctx.now),
            "request_id": request.id,
            "dataset": address.dataset,
            "collection": address.collection,
            "status": TaskStatus.OPEN,
            "created_at": ctx.now,
            "due_at": max(end, ctx.now + _LEAST),
        }
        for address in manual_collections(data_map)
    ]
    for task in await storage.add_tasks(ctx.session, rows):
        opened = ManualTaskOpened(request.id, str(task.id), f"{task.dataset}.{task.collection}")
        await audit.record(ctx, opened)


async def open_for_files(ctx: OperationContext, request: SubjectRequest, files: Sequence[NamedFile]) -> None:
    """Files of erased rows that only a person can delete: a task per collection, with the names sealed (art. 17)."""
    known = {
        (task.dataset, task.collection): task for task in await storage.tasks_of(ctx.session, request.id)
    }
    for address in dict.fromkeys(file.collection for file in files):
        task = known.get((address.dataset, address.collection))
        if task is None:
            task = ManualTask(
                id=new_id(ctx.now),
                request_id=request.id,
                dataset=address.dataset,
                collection=address.collection,
                created_at=ctx.now,
            )
            ctx.session.add(task)
        mine = [{"store": f.store, "name": f.name} for f in files if f.collection == address]
        task.files, task.status = answer_sealing.seal(ctx, task.id, mine), TaskStatus.OPEN
        task.due_at, task.answered_at, task.answered_by = ctx.now + _WITHOUT_AN_END, None, None
        await audit.record(ctx, ManualTaskOpened(request.id, str(task.id), str(address)))
    await ctx.session.flush()


async def page(
    ctx: OperationContext,
    *,
    status: TaskStatus | None,
    request_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[ManualTask]:
    """The most urgent first."""
    authorize(ctx.actor, Permission.ANSWER_MANUAL_TASK)
    return await storage.page_of_tasks(
        ctx.session, status=status, request_id=request_id, after=after, limit=limit
    )


async def read(ctx: OperationContext, task_id: UUID) -> TaskToDo:
    """One task with its form. Raises NotFound."""
    authorize(ctx.actor, Permission.ANSWER_MANUAL_TASK)
    task, request = await _task(ctx, task_id)
    if task.files is not None:
        return TaskToDo(
            task, request.reference, (), None, (), None, answer_sealing.unseal(ctx, task.id, task.files)
        )
    collection = (await _map_of(ctx, request)).collection(CollectionAddress(task.dataset, task.collection))
    return TaskToDo(
        task,
        request.reference,
        form_of(collection),
        collection.description,
        [(identifier.type, identifier.value) for identifier in request.subject.identifiers],
        request.subject.name,
    )


async def answer(
    ctx: OperationContext, task_id: UUID, rows: Sequence[Mapping[str, Any]], *, nothing_found: bool
) -> ManualTask:
    """Record what a person found, or that there is nothing; the fulfilment goes on when it waited for this last.

    A result may be given anew until the packages are made. Raises NotFound, InvalidInput, ManualTaskClosed.
    """
    authorize(ctx.actor, Permission.ANSWER_MANUAL_TASK)
    task, request = await _task(ctx, task_id, lock=True)
    if task.files is not None:
        return await _files_deleted(ctx, task, rows, nothing_found=nothing_found)
    if request.status not in _OPEN_TO_ANSWERS or task.status is TaskStatus.CANCELLED:
        raise ManualTaskClosed
    if nothing_found == bool(rows):
        raise InvalidInput(
            violations=[Violation("Give rows, or say that nothing was found: one of the two.", "/rows")]
        )
    collection = (await _map_of(ctx, request)).collection(CollectionAddress(task.dataset, task.collection))
    found = checked(collection, rows)
    task.status = TaskStatus.FOUND if found else TaskStatus.NOTHING_FOUND
    task.rows, task.answer = len(found), answer_sealing.seal(ctx, task.id, found)
    task.answered_at, task.answered_by = ctx.now, ctx.actor.id
    address = f"{task.dataset}.{task.collection}"
    await audit.record(ctx, ManualTaskAnswered(request.id, str(task.id), address, task.status, task.rows))
    await ctx.session.flush()
    await outside_answers.go_on(ctx, request)
    return task


async def _files_deleted(
    ctx: OperationContext, task: ManualTask, rows: Sequence[Mapping[str, Any]], *, nothing_found: bool
) -> ManualTask:
    """A person says that none of the files is there any more; their names are forgotten."""
    if rows or not nothing_found:
        told = "There is nothing to look up: say by 'nothing_found' that the files are deleted."
        raise InvalidInput(violations=[Violation(told, "/nothing_found")])
    task.status, task.files = TaskStatus.NOTHING_FOUND, None
    task.answered_at, task.answered_by = ctx.now, ctx.actor.id
    address = f"{task.dataset}.{task.collection}"
    await audit.record(ctx, ManualTaskAnswered(task.request_id, str(task.id), address, task.status, 0))
    await ctx.session.flush()
    return task


async def remind(ctx: OperationContext) -> Sequence[ManualTask]:
    """Note the reminder of each open task that is due within a day, once a day."""
    authorize(ctx.actor, Permission.KEEP_DEADLINES)
    due = await storage.to_remind(ctx.session, ctx.now + _REMIND_WITHIN, ctx.now - _NOT_TWICE_WITHIN)
    for task in due:
        task.reminded_at = ctx.now
        await audit.record(ctx, ManualTaskReminded(task.request_id, str(task.id)))
    return due


async def answers(ctx: OperationContext, request_id: UUID, dataset: str) -> dict[str, list[dict[str, Any]]]:
    """What people found in a dataset, by collection; what nobody looked through yet is not there."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    return {
        task.collection: answer_sealing.unseal(ctx, task.id, task.answer)
        for task in await storage.tasks_of(ctx.session, request_id)
        if task.dataset == dataset and task.answer is not None
    }


async def _task(
    ctx: OperationContext, task_id: UUID, *, lock: bool = False
) -> tuple[ManualTask, SubjectRequest]:
    task = await storage.task(ctx.session, task_id)
    if task is None:
        raise NotFound
    request = await (subject_requests.lock if lock else subject_requests.read)(ctx, task.request_id)
    if lock:  # always the request first: whoever changes both takes them in this order
        await ctx.session.refresh(task, with_for_update=True)
    return task, request


async def _map_of(ctx: OperationContext, request: SubjectRequest) -> DataMap:
    if request.data_map_version_id is None:
        raise NotFound
    return registers.parsed(await registers.data_map_version(ctx, request.data_map_version_id))
