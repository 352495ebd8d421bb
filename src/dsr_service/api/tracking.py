"""The data subject's own view: open a link, follow the one request, hand papers in, fetch the answer, stop."""

from datetime import date, datetime
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from pydantic import Field

from dsr_service.api import export_packages, idempotency, identity_documents
from dsr_service.api.downloads import RangeNotSatisfiable
from dsr_service.api.etags import StaleVersion
from dsr_service.api.identity_documents import IdentityDocumentOut, UploadKind, UploadRoute, take_in
from dsr_service.api.known_channels import SentOut
from dsr_service.api.messages import MessageOut
from dsr_service.api.operation import (
    SECURED,
    Operation,
    OperationRoute,
    authenticated,
    shown_refusal,
)
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.erasure.erasures import ErasureUnderWay, NoErasurePlan
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fulfilment import PackageGone, PackageNotReleased, PackageStatus
from dsr_service.domain.identity.access_links import CodeRefused, TooManyCodes
from dsr_service.domain.identity.documents import (
    DocumentRefused,
    DocumentTooLarge,
    DocumentTypeRefused,
    TooManyDocuments,
    TooManyFiles,
)
from dsr_service.domain.identity.known_channels import NoReleaseChannel
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import IllegalTransition, Status
from dsr_service.services import (
    access_links,
    correspondence,
    deadlines,
    disavowals,
    erasures,
    identity_codes,
    release_holds,
    subject_requests,
)
from dsr_service.services import export_packages as packages
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
)
from dsr_service.services.ports.key_store import KeyShredded
from dsr_service.services.ports.packages import NoSuchPart
from dsr_service.storage.tables import SubjectRequest


class TrackRoute(OperationRoute):
    """An operation of a data subject's session; no other credential opens it."""

    for_subjects = True


class TrackUploadRoute(UploadRoute):
    for_subjects = True


class TrackDownloadRoute(StrictRoute):
    for_subjects = True


_PREFIX = "/v1/track"
router = APIRouter(prefix=_PREFIX, route_class=TrackRoute, dependencies=SECURED, tags=["Tracking"])
uploads = APIRouter(prefix=_PREFIX, route_class=TrackUploadRoute, dependencies=SECURED, tags=["Tracking"])
downloads = APIRouter(prefix=_PREFIX, route_class=TrackDownloadRoute, dependencies=SECURED, tags=["Tracking"])


class SubjectCodeIn(Body):
    code: Annotated[str, Field(min_length=6, max_length=40)] = Field(examples=["7K3F-9QX2"])


class TrackedRight(View):
    right: Right
    outcome: Outcome
    ground: str | None
    reasons: str | None
    decided_at: datetime | None


class TrackedExport(View):
    id: UUID
    right: Right
    size: int
    expires_at: datetime | None


class TrackedRequestOut(View):
    """What the person sees: nothing of who works on it."""

    reference: str
    status: Status
    received_at: datetime
    closed_at: datetime | None
    rights: list[TrackedRight]
    due_date: date | None = Field(description="The last day for the answer; null while the clock waits.")
    extended: bool
    waits_for_you: bool = Field(description="A proof of identity is awaited.")
    identity_verified: bool
    release_waits_until: datetime | None = Field(
        description="Until when nothing is given out, so that you can say that it was not you."
    )
    exports: list[TrackedExport] = Field(description="What is ready to be fetched.")
    session_expires_at: datetime


async def _tracked(ctx: OperationContext, request: SubjectRequest) -> TrackedRequestOut:
    clock = (await deadlines.of_requests(ctx, [request]))[request.id]
    exports = [
        TrackedExport(id=p.id, right=p.right, size=int(p.built["size"]), expires_at=p.expires_at)
        for p in await packages.list_packages(ctx, request.id)
        if p.status is PackageStatus.RELEASED
    ]
    return TrackedRequestOut(
        reference=request.reference,
        status=request.status,
        received_at=request.received_at,
        closed_at=request.closed_at,
        rights=[TrackedRight.model_validate(right) for right in request.rights],
        due_date=clock.due_date,
        extended=clock.extended_at is not None and clock.extension_lapsed_at is None,
        waits_for_you=request.status is Status.AWAITING_IDENTITY,
        identity_verified=request.identity_verified_at is not None,
        release_waits_until=await release_holds.waits_until(ctx, request),
        exports=exports,
        session_expires_at=(await access_links.own_session(ctx)).expires_at,
    )


def _own(ctx: OperationContext) -> UUID:
    return UUID(ctx.actor.id)


@router.get(
    "/request",
    operation_id="trackRequest",
    summary="Follow the own request",
    description="Status, due date, decisions with their reasons, and what is ready (art. 12(3)-(4)).",
    responses=problems(NotFound, Forbidden),
)
async def read(ctx: Operation) -> TrackedRequestOut:
    return await _tracked(ctx, await subject_requests.read(ctx, _own(ctx)))


@router.get(
    "/messages",
    operation_id="trackMessages",
    summary="Read the own correspondence",
    description="What the controller has written, codes and links left out (art. 12(1)).",
    responses=problems(NotFound, Forbidden),
)
async def messages(ctx: Operation) -> list[MessageOut]:
    return [MessageOut.model_validate(row) for row in await correspondence.of_request(ctx, _own(ctx))]


@uploads.post(
    "/identity-documents",
    status_code=201,
    response_model=list[IdentityDocumentOut],
    operation_id="trackUploadIdentityDocuments",
    summary="Hand identity documents in",
    description="As the storefront's upload, in the own session (art. 12(6)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, DocumentRefused, DocumentTooLarge, DocumentTypeRefused,
        TooManyDocuments, TooManyFiles, idempotency.IdempotencyKeyReused, idempotency.IdempotencyKeyInUse,
    ),
    max_body_size=identity_documents.MAX_UPLOAD,
)  # fmt: skip
async def upload(
    http: Request,
    file: Annotated[list[UploadFile], File(description="A copy of the document; repeatable.")],
    kind: Annotated[UploadKind, Form(description="What it is.")] = "identity_document",
) -> Response:
    route = f"{_PREFIX}/identity-documents"
    return await take_in(http, UUID(http.state.actor.id), file, route, f"{_PREFIX}/request", kind)


@router.post(
    "/identity-codes",
    status_code=202,
    operation_id="trackSendIdentityCode",
    summary="Have a one-time code sent",
    description="To an address that was known before the request (art. 12(6)).",
    responses=problems(NotFound, Forbidden, IllegalTransition, TooManyCodes),
)
async def send_code(ctx: Operation) -> SentOut:
    await identity_codes.request_code(ctx, _own(ctx))
    return SentOut()


@router.post(
    "/identity-verification",
    operation_id="trackVerifyIdentity",
    summary="Type the one-time code in",
    description="Proves the identity without a document (art. 12(6)).",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition, CodeRefused),
)
async def verify(body: SubjectCodeIn, http: Request, ctx: Operation) -> TrackedRequestOut:
    outcome = await identity_codes.verify(ctx, _own(ctx), body.code)
    if isinstance(outcome, CodeRefused):
        return cast(TrackedRequestOut, shown_refusal(http, outcome))
    return await _tracked(ctx, outcome)


@router.get(
    "/exports",
    operation_id="trackExports",
    summary="List what is ready",
    description="The released packages of the own request (art. 15(3), 20).",
    responses=problems(NotFound, Forbidden),
)
async def exports(ctx: Operation) -> list[TrackedExport]:
    return (await _tracked(ctx, await subject_requests.read(ctx, _own(ctx)))).exports


@downloads.get(
    "/exports/{export_id}/content",
    operation_id="trackDownloadExport",
    summary="Fetch a package",
    description="As the storefront's download, in the own session, if its link went to a channel through which data "
    "may leave (art. 15(3), 20). Takes Range.",
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
            NotFound, Forbidden, InvalidInput, PackageGone, PackageNotReleased, NoReleaseChannel,
            RangeNotSatisfiable, NoSuchPart, DocumentMissing, DocumentDamaged,
            DocumentStoreUnavailable, KeyShredded, StaleVersion,
        ),
    },
)  # fmt: skip
async def download(
    export_id: UUID,
    http: Request,
    form: Annotated[Literal["json", "zip", "csv"], Query(alias="format")] = "zip",
    collection: Annotated[
        str | None, Query(max_length=200, description="`dataset.collection`, for CSV.")
    ] = None,
) -> Response:
    actor = await authenticated(http)
    return await export_packages.download(UUID(actor.id), export_id, http, form, collection)


@router.post(
    "/withdrawal",
    operation_id="trackWithdrawRequest",
    summary="Withdraw the own request",
    description="Takes the request back; an erasure that still waits is not carried out (art. 5(1)(e)).",
    responses=problems(NotFound, Forbidden, IllegalTransition),
)
async def withdraw(ctx: Operation) -> TrackedRequestOut:
    request = await subject_requests.withdraw(ctx, _own(ctx))
    await ctx.session.flush()
    return await _tracked(ctx, request)


@router.post(
    "/erasure-cancellation",
    operation_id="trackCancelErasure",
    summary="Take the erasure back",
    description="During the cool-down: nothing is erased, and the request stays open (art. 17).",
    responses=problems(NotFound, Forbidden, IllegalTransition, NoErasurePlan, ErasureUnderWay),
)
async def cancel_erasure(ctx: Operation) -> TrackedRequestOut:
    request = await erasures.cancel(ctx, _own(ctx))
    await ctx.session.flush()
    return await _tracked(ctx, request)


@router.post(
    "/disavowal",
    operation_id="trackDisavowRequest",
    summary="Say that you did not ask",
    description="Nothing is given out or erased, and whoever asked has to prove the identity anew (art. 12(6), 32).",
    responses=problems(NotFound, Forbidden, IllegalTransition, ErasureUnderWay),
)
async def disavow(ctx: Operation) -> TrackedRequestOut:
    request = await disavowals.disavow(ctx, _own(ctx))
    await ctx.session.flush()
    return await _tracked(ctx, request)


@router.post(
    "/sessions/end",
    status_code=204,
    operation_id="endSubjectSession",
    summary="End the session",
    description="From now on it opens nothing (art. 32).",
    responses=problems(Forbidden),
)
async def end(ctx: Operation) -> Response:
    await access_links.end_session(ctx)
    return Response(status_code=204)
