"""Export packages over HTTP: list them, download them by part and by range."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from dsr_service.api import etags
from dsr_service.api.downloads import RangeNotSatisfiable, download_response
from dsr_service.api.middleware import is_head
from dsr_service.api.operation import (
    SECURED,
    Operation,
    OperationRoute,
    authenticated,
    promptly,
    record_refusal,
    runtime_of,
)
from dsr_service.api.problems import problems
from dsr_service.api.schemas import View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fulfilment import PackageGone, PackageNotReleased, PackageStatus
from dsr_service.domain.rights import Right
from dsr_service.services import export_packages, sealing_keys
from dsr_service.services.authorization import NotYours
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
)
from dsr_service.services.ports.key_store import KeyShredded, SealingKey
from dsr_service.services.ports.packages import BuiltPackage, Content, NoSuchPart
from dsr_service.storage.tables import ExportPackage

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Exports"])
downloads = APIRouter(prefix="/v1/requests", route_class=StrictRoute, dependencies=SECURED, tags=["Exports"])


class PartOut(View):
    name: str
    media_type: str
    size: int
    sha256: str
    collection: str | None
    rows: int | None = Field(description="Of that collection.")
    fields: list[str] = Field(description="Of that collection, nested ones by their path.")


class ExportOut(View):
    id: UUID
    right: Right
    status: PackageStatus
    size: int = Field(description="Of the ZIP, in bytes.")
    sha256: str = Field(description="Of the ZIP.")
    parts: list[PartOut]
    created_at: datetime
    released_at: datetime | None
    expires_at: datetime | None
    downloads: int
    edition: int = Field(description="How often what is struck in it has changed.")
    built_edition: int = Field(
        description="Which of these the content shows; only the latest can be approved."
    )

    @classmethod
    def of(cls, row: ExportPackage) -> Self:
        built = BuiltPackage.of(row.built)
        return cls(
            id=row.id,
            right=row.right,
            status=row.status,
            size=built.size,
            sha256=built.sha256,
            parts=[PartOut.model_validate(part) for part in built.parts],
            created_at=row.created_at,
            released_at=row.released_at,
            expires_at=row.expires_at,
            downloads=row.downloads,
            edition=row.edition,
            built_edition=row.built_edition,
        )


@router.get(
    "/{request_id}/exports",
    operation_id="listExports",
    summary="List the packages",
    description="The packages made for access and portability, with the digest of each part (art. 15(3), 20).",
    responses=problems(NotFound, Forbidden),
)
async def list_packages(request_id: UUID, ctx: Operation) -> list[ExportOut]:
    return [ExportOut.of(row) for row in await export_packages.list_packages(ctx, request_id)]


@router.get(
    "/{request_id}/exports/{export_id}",
    operation_id="getExport",
    summary="Read about a package",
    description="Its parts, sizes and digests (art. 15(3), 20).",
    responses=problems(NotFound, Forbidden),
)
async def read(request_id: UUID, export_id: UUID, ctx: Operation) -> ExportOut:
    return ExportOut.of(await export_packages.read(ctx, request_id, export_id))


@router.post(
    "/{request_id}/exports/{export_id}/revocation",
    operation_id="revokeExport",
    summary="Revoke a package",
    description="A released package ends before its day: its key is destroyed at once, its file after that, and "
    "downloads answer 410 (art. 5(1)(f), 32).",
    responses=problems(NotFound, Forbidden, PackageNotReleased, PackageGone),
)
async def revoke(request_id: UUID, export_id: UUID, ctx: Operation) -> ExportOut:
    return ExportOut.of(await export_packages.revoke(ctx, request_id, export_id))


@downloads.get(
    "/{request_id}/exports/{export_id}/content",
    operation_id="downloadExport",
    summary="Download a package",
    description="The copy of the data (art. 15(3)) or the portable data (art. 20): the JSON document, the CSV file of "
    "one collection, all CSV files as a ZIP, or the whole ZIP. Takes Range; each download is counted and audited "
    "before the first byte leaves.",
    response_class=Response,
    responses={
        200: {
            "description": "The content.",
            "content": {
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in ("application/zip", "application/json", "text/csv")
            },
        },
        **problems(
            NotFound, Forbidden, InvalidInput, PackageGone, PackageNotReleased, RangeNotSatisfiable, NoSuchPart,
            DocumentMissing, DocumentDamaged, DocumentStoreUnavailable, KeyShredded, etags.StaleVersion,
        ),
    },
)  # fmt: skip
async def download(
    request_id: UUID,
    export_id: UUID,
    http: Request,
    form: Annotated[Literal["json", "zip", "csv"], Query(alias="format")] = "zip",
    collection: Annotated[
        str | None, Query(max_length=200, description="`dataset.collection`, for CSV.")
    ] = None,
) -> Response:
    runtime = runtime_of(http)
    actor = await authenticated(http)

    async def receipt(ctx: OperationContext) -> tuple[BuiltPackage, Content, SealingKey]:
        package = await export_packages.open_for_download(ctx, request_id, export_id)
        built = BuiltPackage.of(package.built)
        content = built.content(form, collection)
        purpose = export_packages.purpose_of(package.id, package.built_edition)
        key = await sealing_keys.load(ctx, request_id, purpose)
        if not is_head(http):
            await export_packages.record_download(ctx, package, content.part or form)
        return built, content, key

    try:
        built, content, key = await promptly(runtime, actor, receipt)
    except (Forbidden, NotYours) as refusal:
        await record_refusal(runtime, actor, refusal, "/v1/requests/{request_id}/exports/{export_id}/content")
        raise

    async def chunks(start: int, end: int) -> AsyncIterator[bytes]:
        async with aclosing(runtime.packages.open(built, key, content, start, end)) as opened:
            async for chunk in opened:
                yield chunk

    return download_response(
        http,
        open=chunks,
        size=content.size,
        media_type=content.media_type,
        filename=content.file_name,
        etag=etags.etag_of(content.sha256),
        sha256=bytes.fromhex(content.sha256),
    )
