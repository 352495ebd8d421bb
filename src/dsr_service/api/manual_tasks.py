"""Tasks for people over HTTP: what is to be looked up by hand, and what was found."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from dsr_service.api import json_decoding, pagination
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.api.violations import violations_of
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.manual_tasks import MOST_ROWS, ManualTaskClosed, TaskStatus, with_files
from dsr_service.services import manual_tasks

_MOST_BYTES = 8 * 1024 * 1024  # a scan in base64 fits
router = APIRouter(
    prefix="/v1/manual-tasks", route_class=OperationRoute, dependencies=SECURED, tags=["Fulfilment"]
)


class ManualTaskOut(View):
    id: UUID
    request_id: UUID
    dataset: str
    collection: str
    status: TaskStatus = Field(description="`nothing_found`: somebody looked, and says so.")
    created_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None
    rows: int


class FormFieldOut(View):
    name: str
    data_type: str | None = Field(description="As the data map says: string, integer[], object, ...")
    description: str | None
    required: bool


class IdentifierOut(View):
    type: str
    value: str


class FileByHandOut(View):
    store: str = Field(description="As the data map names it.", examples=["media"])
    name: str = Field(examples=["invoices/2026/0017.pdf"])


class ManualTaskDetailOut(ManualTaskOut):
    reference: str
    description: str | None
    form: list[FormFieldOut]
    name: str | None = Field(description="Whom to look for.")
    identifiers: list[IdentifierOut]
    files: list[FileByHandOut] = Field(
        description="Files of erased rows, to be deleted by hand (art. 17): `nothing_found` says that they are gone. "
        "Such a task has no form."
    )


class ManualResultIn(Body):
    rows: list[dict[str, Any]] = Field(
        default_factory=list,
        max_length=MOST_ROWS,
        description="What was found, by the form's fields; files as base64 text in a field of the type string.",
        examples=[[{"number": 7, "note": "Called on 3 May about the delivery."}]],
    )
    nothing_found: bool = Field(False, description="Somebody looked, and there is nothing.", examples=[False])


@router.get(
    "",
    operation_id="listManualTasks",
    summary="List what is to be looked up by hand",
    description="The most urgent first; a fulfilment waits for its tasks (art. 15: the answer must be complete).",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def tasks(
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    status: TaskStatus | None = None,
    request: Annotated[UUID | None, Query(description="Only those of the request of this id.")] = None,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Page[ManualTaskOut]:
    cursors = pagination.Cursors(at_hand.cursor_key)
    bound = {"list": "manual_tasks", "status": status, "request": request}
    given = cursors.decode(cursor, bound)
    after = (datetime.fromisoformat(given[0]), UUID(given[1])) if given else None
    found = await manual_tasks.page(ctx, status=status, request_id=request, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    following = cursors.encode([last.due_at.isoformat(), str(last.id)], bound) if last else None
    pagination.link_next(http, following)
    return Page(items=[ManualTaskOut.model_validate(task) for task in found[:limit]], next_cursor=following)


@router.get(
    "/{task_id}",
    operation_id="getManualTask",
    summary="Read what is to be looked up by hand",
    description="The form and whom to look for (art. 15).",
    responses=problems(NotFound, Forbidden),
)
async def task(task_id: UUID, ctx: Operation) -> ManualTaskDetailOut:
    found = await manual_tasks.read(ctx, task_id)
    return ManualTaskDetailOut(
        **ManualTaskOut.model_validate(found.task).model_dump(),
        reference=found.reference,
        description=found.description,
        form=[FormFieldOut.model_validate(each) for each in found.form],
        name=found.name,
        identifiers=[IdentifierOut(type=kind, value=value) for kind, value in found.identifiers],
        files=[FileByHandOut.model_validate(file) for file in found.files],
    )


@router.post(
    "/{task_id}/result",
    operation_id="answerManualTask",
    summary="Record what was found by hand",
    description="Rows by the form, or that nothing was found. The fulfilment goes on after the last answer; until the "
    "packages are made a result may be given anew (art. 15).",
    responses=problems(NotFound, Forbidden, InvalidInput, ManualTaskClosed),
    max_body_size=_MOST_BYTES,
)
async def result(task_id: UUID, body: ManualResultIn, ctx: Operation) -> ManualTaskOut:
    answered = await manual_tasks.answer(ctx, task_id, body.rows, nothing_found=body.nothing_found)
    return ManualTaskOut.model_validate(answered)


@router.post(
    "/{task_id}/result-files",
    operation_id="answerManualTaskWithFiles",
    summary="Record what was found by hand, with files",
    description='As a form: `result` is the JSON of a result, in which `{"$file": NAME}` stands for the uploaded file '
    "of that name; every file must be named by a row. The files are sealed with the rows and, where the data map says "
    "so of the field, come into the package as files (art. 15(3)).",
    responses=problems(NotFound, Forbidden, InvalidInput, ManualTaskClosed, json_decoding.MalformedJson),
    max_body_size=_MOST_BYTES,
)
async def result_with_files(
    task_id: UUID,
    ctx: Operation,
    result: Annotated[
        str,
        Form(
            max_length=1_000_000,
            description="The JSON of a result.",
            examples=['{"rows": [{"number": 7, "scan": {"$file": "letter.pdf"}}]}'],
        ),
    ],
    file: Annotated[list[UploadFile], File(description="A file that a row names; repeatable.")],
) -> ManualTaskOut:
    body = _parsed(result)
    rows = with_files(body.rows, [(part.filename or "", await part.read()) for part in file])
    answered = await manual_tasks.answer(ctx, task_id, rows, nothing_found=body.nothing_found)
    return ManualTaskOut.model_validate(answered)


def _parsed(text: str) -> ManualResultIn:
    body = json_decoding.decode(text.encode("utf-8", "surrogatepass"))
    try:
        return ManualResultIn.model_validate(body)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise InvalidInput(violations=violations_of(RequestValidationError(faults, body=body))) from None
