"""Reviewing a package over HTTP: look through its rows before release, strike what belongs to others, undo."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StringConstraints

from dsr_service.api import pagination
from dsr_service.api.operation import (
    AUDITED,
    SECURED,
    AtHand,
    Caller,
    Operation,
    OperationRoute,
    record_refusal,
)
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.redactions import (
    NotUnderReview,
    RedactionUndone,
    Target,
    TooManyRedactions,
    ViewReason,
)
from dsr_service.formats.json_values import encode
from dsr_service.formats.ndjson import objects
from dsr_service.formats.package_reading import CopyReader
from dsr_service.formats.row_projection import Strikes
from dsr_service.services import redactions
from dsr_service.services.package_contents import strikes_of
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
)
from dsr_service.services.ports.key_store import KeyShredded, SealingKey
from dsr_service.services.ports.packages import BuiltPackage
from dsr_service.services.runtime import Runtime

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Exports"])
previews = APIRouter(prefix="/v1/requests", route_class=StrictRoute, dependencies=SECURED, tags=["Exports"])

_PAGE_BYTES: Final = 4 * 1024 * 1024  # a page ends early rather than grow beyond this
_PREVIEW: Final = "/v1/requests/{request_id}/exports/{export_id}/rows"

Collection = Annotated[str, StringConstraints(min_length=3, max_length=400, pattern=r"^[^\x00-\x1f]+$")]
FieldPath = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]+$")]


class RedactionTarget(Body):
    """A cell; without `row` the whole column, without `field` the whole row, without both the collection."""

    collection: Collection = Field(description="`dataset.collection`.", examples=["shop.messages"])
    row: int | None = Field(
        None, ge=1, le=2**53 - 1, description="From 1, in the order of the package.", examples=[3]
    )
    field: FieldPath | None = Field(None, description="Nested ones by their path.", examples=["body"])
    ground: str = Field(
        pattern="^[A-Z][A-Z_]*$",
        max_length=60,
        description="`OTHERS_RIGHTS_COPY` (art. 15(4)) or `PORT_OTHERS_RIGHTS` (art. 20(4)) or `TRADE_SECRET_IP`.",
        examples=["OTHERS_RIGHTS_COPY"],
    )


class RedactionsIn(Body):
    redactions: list[RedactionTarget] = Field(min_length=1, max_length=500)


class RedactionOut(View):
    id: UUID
    collection: str = Field(examples=["shop.messages"])
    row: int | None
    field: str | None
    ground: str
    created_at: datetime
    created_by: str
    undone_at: datetime | None
    undone_by: str | None


class PreviewedRow(View):
    row: int = Field(description="Its number, from 1: give it to strike.", examples=[3])
    values: dict[str, Any] = Field(
        description='As the package shows them; what is struck is `{"$redacted": GROUND}`.',
        examples=[{"id": 7, "body": {"$redacted": "OTHERS_RIGHTS_COPY"}}],
    )


@previews.get(
    "/{request_id}/exports/{export_id}/rows",
    operation_id="previewExportRows",
    summary="Look through a package before its release",
    description="The rows of one collection as they were found, with what is struck so far, so that a reviewer sees "
    "what belongs to others (art. 15(4), 20(4)). Only while the package waits for approval; each page is audited with "
    "its reason before it is shown. A page may hold fewer rows than `limit` where they are long.",
    responses={
        200: {"model": Page[PreviewedRow]},
        **problems(
            NotFound, Forbidden, InvalidInput, NotUnderReview, pagination.InvalidCursor, DocumentMissing,
            DocumentDamaged, DocumentStoreUnavailable, KeyShredded,
        ),
    },
)  # fmt: skip
async def preview(
    request_id: UUID,
    export_id: UUID,
    http: Request,
    actor: Caller,
    at_hand: AtHand,
    collection: Annotated[Collection, Query(description="`dataset.collection`.", examples=["shop.messages"])],
    reason: Annotated[ViewReason, Query(description="Why; it is audited.", examples=["redaction"])],
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Response:
    cursors = pagination.Cursors(at_hand.cursor_key)
    bound = {"list": "export rows", "export": str(export_id), "collection": collection}
    position = cursors.decode(cursor, bound)
    first = int(position[0]) if position else 1
    try:
        async with at_hand.operation(actor) as ctx:
            built, key, part, struck = await redactions.open_rows(
                ctx, request_id, export_id, collection, reason, first, limit
            )
    except AUDITED as refusal:
        await record_refusal(at_hand, actor, refusal, _PREVIEW)
        raise
    targets = [Target(row.collection, row.row, row.field, row.ground) for row in struck]
    strikes = strikes_of(targets).get(collection, Strikes())
    shown = await _rows(at_hand, built, key, collection, first, limit)
    for number, row in enumerate(shown, first):
        strikes.apply(number, row)
    following = first + len(shown)
    next_cursor = cursors.encode([following], bound) if following <= (part.rows or 0) else None
    pagination.link_next(http, next_cursor)
    items = [{"row": number, "values": row} for number, row in enumerate(shown, first)]
    # written as the package writes them: digit for digit, lone surrogates as escapes
    return Response(encode({"items": items, "next_cursor": next_cursor}), media_type="application/json")


async def _rows(
    runtime: Runtime, built: BuiltPackage, key: SealingKey, collection: str, first: int, limit: int
) -> list[dict[str, Any]]:
    """Opens the copy up to the rows that are wanted, and no further."""
    reader, lines, size = CopyReader(), list[bytes](), 0
    content = built.part("data.json")
    async with aclosing(runtime.packages.open(built, key, content)) as opened:
        async for block in opened:
            for rows in reader.feed(block):
                if rows.collection != collection:
                    if lines:
                        return _parsed(lines)
                    continue
                for number, line in enumerate(rows.lines, rows.first):
                    if number < first:
                        continue
                    size += len(line)
                    if len(lines) == limit or (lines and size > _PAGE_BYTES):
                        return _parsed(lines)
                    lines.append(line)
    return _parsed(lines)


def _parsed(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    return objects(b"\n".join(lines)) if lines else []


@router.post(
    "/{request_id}/exports/{export_id}/redactions",
    status_code=201,
    operation_id="strikeExport",
    summary="Strike what belongs to others",
    description="Cells, rows, columns or collections that would adversely affect the rights of others (art. 15(4), "
    "20(4)); only the copy is limited, never refused whole. The package is built anew with each struck value marked by "
    "its ground, and only that version can be approved, by another person than who struck.",
    responses=problems(NotFound, Forbidden, InvalidInput, NotUnderReview, TooManyRedactions),
)
async def strike(request_id: UUID, export_id: UUID, body: RedactionsIn, ctx: Operation) -> list[RedactionOut]:
    targets = [Target(each.collection, each.row, each.field, each.ground) for each in body.redactions]
    struck = await redactions.strike(ctx, request_id, export_id, targets)
    return [RedactionOut.model_validate(row) for row in struck]


@router.get(
    "/{request_id}/exports/{export_id}/redactions",
    operation_id="listRedactions",
    summary="List what was struck",
    description="By whom, when and on which ground, undone redactions too (art. 5(2), 15(4), 20(4)).",
    responses=problems(NotFound, Forbidden, pagination.InvalidCursor),
)
async def list_redactions(
    request_id: UUID,
    export_id: UUID,
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[RedactionOut]:
    cursors = pagination.Cursors(at_hand.cursor_key)
    bound = {"list": "redactions", "export": str(export_id)}
    position = cursors.decode(cursor, bound)
    after = UUID(position[0]) if position else None
    rows = await redactions.page(ctx, request_id, export_id, after, limit + 1)
    more = len(rows) > limit
    next_cursor = cursors.encode([str(rows[limit - 1].id)], bound) if more else None
    pagination.link_next(http, next_cursor)
    return Page(items=[RedactionOut.model_validate(row) for row in rows[:limit]], next_cursor=next_cursor)


@router.post(
    "/{request_id}/exports/{export_id}/redactions/{redaction_id}/undoing",
    operation_id="undoRedaction",
    summary="Undo a redaction",
    description="The value is shown again in the version that is then built: no more is struck than the rights of "
    "others ask for (art. 15(4), 20(4)).",
    responses=problems(NotFound, Forbidden, NotUnderReview, RedactionUndone),
)
async def undo(request_id: UUID, export_id: UUID, redaction_id: UUID, ctx: Operation) -> RedactionOut:
    return RedactionOut.model_validate(await redactions.undo(ctx, request_id, export_id, redaction_id))
