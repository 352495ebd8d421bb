"""The DPO's registers over HTTP: data map, processing activities, recipients, the controller itself."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from dsr_service.api import etags
from dsr_service.api.answering import takes_long
from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.domain.data_map.changes import ReviewRequired
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.services import registers

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Registers"])

EntryKey = Annotated[str, Path(pattern="^[a-z][a-z0-9_]*$", max_length=100)]


class DataMapIn(Body):
    content: str = Field(min_length=1, max_length=4_000_000, description="fideslang Dataset YAML.")


class DataMapOut(View):
    id: UUID
    sha256: str
    content: str
    created_at: datetime
    created_by: str


class EntryIn(Body):
    entry: dict[str, Any] = Field(
        description="The entry's own fields; see the registers' page of the documentation."
    )


class EntryOut(View):
    key: str
    version: int
    entry: dict[str, Any]
    updated_at: datetime
    updated_by: str


@router.get(
    "/data-map",
    operation_id="getDataMap",
    summary="Read the data map in force",
    description="Where the personal data lies: the base of every search (art. 15, 30).",
    responses=problems(NotFound, Forbidden),
)
async def data_map(ctx: Operation, response: Response) -> DataMapOut:
    version = await registers.active_data_map(ctx)
    response.headers["ETag"] = etags.etag_of(version.sha256)
    return DataMapOut.model_validate(version)


@router.put(
    "/data-map",
    operation_id="putDataMap",
    summary="Put a data map in force",
    description="New fulfilments search by it; each request remembers the version that served it (art. 5(2)).",
    responses=problems(
        InvalidInput, Forbidden, etags.StaleVersion, etags.PreconditionRequired, ReviewRequired
    ),
)
@takes_long
async def put_data_map(body: DataMapIn, http: Request, ctx: Operation, response: Response) -> DataMapOut:
    active = await registers.data_map_to_replace(ctx)
    etags.check_if_match(http, etags.etag_of(active.sha256) if active else None)
    version = await registers.activate_data_map(ctx, body.content)
    response.headers["ETag"] = etags.etag_of(version.sha256)
    return DataMapOut.model_validate(version)


def _register(path: str, register: str, noun: str, article: str) -> None:
    """The same three routes for each register."""
    operation = noun.title().replace(" ", "")

    @router.get(
        f"/{path}",
        operation_id=f"list{operation}Entries",
        summary=f"List the register of {noun}",
        description=f"What the information to a person is assembled from ({article}).",
        responses=problems(Forbidden),
    )
    async def entries(ctx: Operation) -> list[EntryOut]:
        return [EntryOut.model_validate(row) for row in await registers.entries(ctx, register)]

    @router.get(
        f"/{path}/{{key}}",
        operation_id=f"get{operation}Entry",
        summary=f"Read an entry of the register of {noun}",
        description=f"One entry with its version ({article}).",
        responses=problems(NotFound, Forbidden),
    )
    async def entry(key: EntryKey, ctx: Operation, response: Response) -> EntryOut:
        row = await registers.entry(ctx, register, key)
        response.headers["ETag"] = etags.etag_of(row.version)
        return EntryOut.model_validate(row)

    @router.put(
        f"/{path}/{{key}}",
        operation_id=f"put{operation}Entry",
        summary=f"Write an entry of the register of {noun}",
        description=f"Each write is a new version, audited ({article}).",
        responses=problems(InvalidInput, Forbidden, etags.StaleVersion, etags.PreconditionRequired),
    )
    async def put(
        key: EntryKey, body: EntryIn, http: Request, ctx: Operation, response: Response
    ) -> EntryOut:
        old = await registers.entry_to_replace(ctx, register, key)
        etags.check_if_match(http, etags.etag_of(old.version) if old else None)
        try:
            row = await registers.put_entry(ctx, register, key, body.entry)
        except InvalidInput as error:
            raise error.below("/entry") from error
        response.headers["ETag"] = etags.etag_of(row.version)
        return EntryOut.model_validate(row)


_register("processing-activities", "processing_activities", "processing activities", "art. 30, 15(1)(a)")
_register("recipients", "recipients", "recipients", "art. 15(1)(c)")
_register(
    "policy",
    "policy",
    "controller policy",
    "art. 13(1)(a), 15(1)(f); key `controller`: who it is; key `deadlines`: its rules of the clock, art. 12(3)",
)
