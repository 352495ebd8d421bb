"""Proofs of identity over HTTP: upload, list, review, other means, asking."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import Field

from dsr_service.api import idempotency
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
from dsr_service.api.schemas import Body, Prose, View, Yes
from dsr_service.api.strict_json import StrictRoute
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Violation
from dsr_service.domain.grounds import RejectionReason
from dsr_service.domain.identity_document_policy import MAX_BYTES, MAX_FILES_PER_REQUEST
from dsr_service.domain.identity_documents import (
    CheckMissing,
    DocumentAlreadyReviewed,
    DocumentRefused,
    DocumentStatus,
    DocumentTooLarge,
    DocumentTypeRefused,
    IdentityChecks,
    TooManyDocuments,
    TooManyFiles,
)
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import identity_documents, identity_uploads
from dsr_service.services.authorization import NotYours
from dsr_service.services.context import OperationContext

_OVERHEAD = 64 * 1024  # multipart boundaries and headers
router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])


class IdentityDocumentOut(View):
    """What is known of a copy; its content is not here."""

    id: UUID
    type: str = Field(validation_alias="media_type", description="By content, not as declared.")
    status: DocumentStatus
    size: int
    uploaded_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None
    checks: dict[str, bool] | None
    reason: RejectionReason | None
    note: str | None
    destroyed_at: datetime | None


class ChecksIn(Body):
    valid_on_receipt: Yes
    signed: Yes
    name_matches: Yes


class AcceptIn(Body):
    """The copy proves the identity: each of the checks was made and holds."""

    verdict: Literal["accept"]
    checks: ChecksIn | None = Field(None, description="All three must be true.")
    note: Prose | None = None


class RejectIn(Body):
    """The copy does not prove the identity."""

    verdict: Literal["reject"]
    reason: RejectionReason
    note: Prose | None = None


ReviewIn = Annotated[AcceptIn | RejectIn, Field(discriminator="verdict")]


class VerificationIn(Body):
    method: Literal["authenticated_session", "known_address_code", "in_person", "callback"] = Field(
        description="How else the identity was proved; always accepted where equivalent (art. 12(6))."
    )


class IdentityRequestIn(Body):
    reasonable_doubt_reason: Prose | None = Field(
        None, description="The doubt (art. 12(6)); only with one is the clock suspended."
    )


class UploadRoute(StrictRoute):
    """Authenticates and asks whether the upload is welcome before the body is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_upload(request: Request) -> Response:
            runtime = runtime_of(request)
            actor = await authenticated(request)
            try:
                request_id = _uuid(str(request.path_params["request_id"]))
                await promptly(runtime, actor, lambda ctx: identity_documents.expect_upload(ctx, request_id))
                return await handle(self.strict(request))
            except (Forbidden, NotYours) as refusal:
                await record_refusal(runtime, actor, refusal, self.path_format)
                raise

        return handle_upload


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


uploads = APIRouter(prefix="/v1/requests", route_class=UploadRoute, dependencies=SECURED, tags=["Identity"])


@uploads.post(
    "/{request_id}/identity-documents",
    status_code=201,
    response_model=list[IdentityDocumentOut],
    operation_id="uploadIdentityDocuments",
    summary="Upload identity documents",
    description="Takes copies of a valid, signed identity document (art. 12(6)): JPEG, PNG, PDF, HEIC, WebP; "
    "10 MiB each. The field `file` may be repeated. Each is sealed; the original is never shown or downloadable.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, DocumentRefused, DocumentTooLarge, DocumentTypeRefused,
        TooManyDocuments, TooManyFiles, idempotency.IdempotencyKeyReused, idempotency.IdempotencyKeyInUse,
    ),
    max_body_size=MAX_FILES_PER_REQUEST * MAX_BYTES + _OVERHEAD,
)  # fmt: skip
async def upload(
    request_id: UUID,
    http: Request,
    file: Annotated[list[UploadFile], File(description="A copy of the document; repeatable.")],
) -> Response:
    runtime = runtime_of(http)
    if len(file) > MAX_FILES_PER_REQUEST:
        raise TooManyFiles(violations=[Violation(TooManyFiles.title, "/file")])
    received = [
        identity_uploads.ReceivedFile(part.filename or "", part.content_type, await part.read(MAX_BYTES + 1))
        for part in file
    ]
    key = idempotency.key_of(http)
    route = f"{router.prefix}/{{request_id}}/identity-documents"
    payload = idempotency.fingerprint(http, identity_uploads.digest(received))
    actor = http.state.actor
    if key is not None:
        stored = await promptly(runtime, actor, lambda ctx: idempotency.claim(ctx, route, key, payload))
        if stored is not None:
            return stored
    copies = await identity_uploads.seal(runtime, request_id, received)

    async def record(ctx: OperationContext) -> Response:
        if key is not None:
            stored = await idempotency.claim(ctx, route, key, payload)
            if stored is not None:
                return stored
        documents = await identity_documents.record_upload(ctx, request_id, copies)
        answer = Response(
            b"[" + b",".join(_shown(d).model_dump_json().encode() for d in documents) + b"]",
            status_code=201,
            media_type="application/json",
            headers={"Location": f"/v1/requests/{request_id}/identity-documents"},
        )
        if key is not None:
            await idempotency.store(ctx, route, key, payload, answer)
        return answer

    return await promptly(runtime, actor, record)


def _shown(document: Any) -> IdentityDocumentOut:
    return IdentityDocumentOut.model_validate(document)


@router.get(
    "/{request_id}/identity-documents",
    operation_id="listIdentityDocuments",
    summary="List identity documents",
    description="What was uploaded and decided, without the content (art. 12(6)).",
    responses=problems(NotFound, Forbidden),
)
async def list_documents(request_id: UUID, ctx: Operation) -> list[IdentityDocumentOut]:
    return [_shown(document) for document in await identity_documents.list_documents(ctx, request_id)]


@router.get(
    "/{request_id}/identity-documents/{document_id}",
    operation_id="getIdentityDocument",
    summary="Read about an identity document",
    description="Its type, verdict and times, without the content (art. 12(6)).",
    responses=problems(NotFound, Forbidden),
)
async def read(request_id: UUID, document_id: UUID, ctx: Operation) -> IdentityDocumentOut:
    return _shown(await identity_documents.read(ctx, request_id, document_id))


@router.post(
    "/{request_id}/identity-documents/{document_id}/review",
    operation_id="reviewIdentityDocument",
    summary="Give a verdict on an identity document",
    description="Accept with all three checks made (valid on receipt, signed, name matches), or reject with a reason. "
    "The copy is destroyed on the verdict (art. 12(6), 5(1)(e)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, CheckMissing, DocumentAlreadyReviewed, IllegalTransition
    ),
)
async def review(request_id: UUID, document_id: UUID, body: ReviewIn, ctx: Operation) -> IdentityDocumentOut:
    if isinstance(body, RejectIn):
        return _shown(await identity_documents.reject(ctx, request_id, document_id, body.reason, body.note))
    made = body.checks or ChecksIn(valid_on_receipt=False, signed=False, name_matches=False)
    checks = IdentityChecks(made.valid_on_receipt, made.signed, made.name_matches)
    return _shown(await identity_documents.accept(ctx, request_id, document_id, checks))


@router.post(
    "/{request_id}/identity-verification",
    operation_id="verifyIdentityByOtherMeans",
    summary="Record another proof of identity",
    description="A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition),
)
async def verify(request_id: UUID, body: VerificationIn, ctx: Operation, response: Response) -> RequestOut:
    return await changed(
        ctx, await identity_documents.verify_by_other_means(ctx, request_id, body.method), response
    )


@router.post(
    "/{request_id}/identity-request",
    operation_id="askForIdentity",
    summary="Ask for proof of identity",
    description="Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)).",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition),
)
async def ask(request_id: UUID, body: IdentityRequestIn, ctx: Operation, response: Response) -> RequestOut:
    return await changed(
        ctx, await identity_documents.ask(ctx, request_id, body.reasonable_doubt_reason), response
    )
