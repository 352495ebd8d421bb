"""Looking at an identity copy over HTTP: ask with a reason, then fetch its pages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute, promptly, runtime_of, shows_secret
from dsr_service.api.problems import problems
from dsr_service.api.rate_limits import public_call
from dsr_service.api.schemas import Body, ShortText, View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.identity.documents import (
    DocumentDestroyed,
    DocumentHeld,
    ViewExpired,
    ViewQuotaExceeded,
)
from dsr_service.services import identity_views
from dsr_service.services.ports.document_inspection import InspectionUnavailable
from dsr_service.services.ports.document_store import DocumentDamaged, DocumentMissing

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])
pages = APIRouter(
    prefix="/v1/identity-document-views",
    route_class=StrictRoute,
    dependencies=[Depends(public_call)],
    tags=["Identity"],
)


class ViewIn(Body):
    reason: ShortText = Field(
        description="Why you need to look; kept with the view.", examples=["Review of the request"]
    )


class ViewOut(View):
    id: UUID
    url: str | None = Field(
        description="Where the first page is, until it expires; null in a replayed answer.",
        examples=["/v1/identity-document-views/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/pages/0"],
    )
    pages: int = Field(description="How many pages there are: replace the last segment by 0 to pages - 1.")
    expires_at: datetime
    replayed: bool = False


@router.post(
    "/{request_id}/identity-documents/{document_id}/views",
    status_code=201,
    operation_id="viewIdentityDocument",
    summary="Look at an identity document",
    description="Gives a short-lived address of the flattened, watermarked pages. The view is audited with your name "
    "before the first byte, and counted; the original is never shown (art. 5(1)(f), 32).",
    responses=problems(NotFound, Forbidden, InvalidInput, DocumentDestroyed, DocumentHeld, ViewQuotaExceeded),
)
@shows_secret("url")
async def open_view(request_id: UUID, document_id: UUID, body: ViewIn, ctx: Operation) -> ViewOut:
    opened = await identity_views.open_view(ctx, request_id, document_id, body.reason)
    return ViewOut(
        id=opened.view.id,
        url=f"{pages.prefix}/{opened.token}/pages/0",
        pages=opened.pages,
        expires_at=opened.view.expires_at,
    )


@pages.get(
    "/{token}/pages/{number}",
    operation_id="getIdentityDocumentPage",
    summary="Fetch a page that is being looked at",
    description="The page as pixels with viewer and time written across; the address is the credential (art. 32).",
    response_class=Response,
    responses={
        200: {
            "description": "The page.",
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(
            NotFound, InvalidInput, ViewExpired, DocumentDestroyed, DocumentMissing, DocumentDamaged,
            InspectionUnavailable,
        ),
    },
)  # fmt: skip
async def page(
    http: Request,
    token: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43}$", max_length=43)],
    number: Annotated[int, Path(ge=0, le=100)],
) -> Response:
    runtime = runtime_of(http)
    sealed = await promptly(runtime, SYSTEM, lambda ctx: identity_views.page_of(ctx, token, number))
    content = b"".join([chunk async for chunk in runtime.sealed.open(sealed.page, sealed.key)])
    return Response(await runtime.inspector.watermark(content, sealed.watermark), media_type="image/jpeg")
