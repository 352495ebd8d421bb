"""Identity documents over HTTP: upload, list, review."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
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
from dsr_service.domain.actors import Actor
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Violation
from dsr_service.domain.grounds import RejectionReason
from dsr_service.domain.identity.document_policy import MAX_BYTES, MAX_FILES_PER_REQUEST
from dsr_service.domain.identity.documents import (
    CheckMissing,
    DocumentAlreadyReviewed,
    DocumentHeld,
    DocumentRefused,
    DocumentStatus,
    DocumentTooLarge,
    DocumentTypeRefused,
    IdentityChecks,
    TooManyDocuments,
    TooManyFiles,
)
from dsr_service.domain.identity.special_requesters import EvidenceReviewedApart
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import identity_documents, identity_uploads
from dsr_service.services.authorization import NotYours
from dsr_service.services.context import OperationContext

MAX_UPLOAD = MAX_FILES_PER_REQUEST * MAX_BYTES + 64 * 1024  # multipart boundaries and headers
router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])


UploadKind = Literal[
    "identity_document", "mandate", "agent_identity", "principal_identity", "parent_identity", "parental_authority",
    "minors_age", "minors_agreement", "heir_identity", "death_record", "heirship", "rectification_evidence",
]  # fmt: skip


class IdentityDocumentOut(View):
    """What is known of a copy; its content is not here."""

    id: UUID
    kind: str = Field(description="`identity_document`, or a kind of evidence.")
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


class UploadRoute(StrictRoute):
    """Authenticates and asks whether the upload is welcome before the body is read."""

    for_subjects = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_upload(request: Request) -> Response:
            runtime = runtime_of(request)
            actor = await authenticated(request)
            try:
                request_id = self.about(request, actor)
                await promptly(runtime, actor, lambda ctx: identity_documents.expect_upload(ctx, request_id))
                return await handle(self.strict(request))
            except (Forbidden, NotYours) as refusal:
                await record_refusal(runtime, actor, refusal, self.path_format)
                raise

        return handle_upload

    def about(self, request: Request, actor: Actor) -> UUID:
        """Which request the upload is for: a data subject's session is of one."""
        return UUID(actor.id) if self.for_subjects else _uuid(str(request.path_params["request_id"]))


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
    "10 MiB each. The field `file` may be repeated. Each is sealed; the original is never shown or downloadable. "
    "While a configured malware scanner does not answer, a copy is `held`: nobody can look at it.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, DocumentRefused, DocumentTooLarge, DocumentTypeRefused,
        TooManyDocuments, TooManyFiles, idempotency.IdempotencyKeyReused, idempotency.IdempotencyKeyInUse,
    ),
    max_body_size=MAX_UPLOAD,
)  # fmt: skip
async def upload(
    request_id: UUID,
    http: Request,
    file: Annotated[list[UploadFile], File(description="A copy of the document; repeatable.")],
    kind: Annotated[
        UploadKind,
        Form(
            description="What it is: the person's own identity, evidence of who asks for them, or "
            "(`rectification_evidence`) of what is to be corrected."
        ),
    ] = "identity_document",
) -> Response:
    place = f"/v1/requests/{request_id}/identity-documents"
    return await take_in(
        http, request_id, file, f"{router.prefix}/{{request_id}}/identity-documents", place, kind
    )


async def take_in(
    http: Request, request_id: UUID, file: list[UploadFile], route: str, location: str, kind: str
) -> Response:
    """Inspect and seal the files between two transactions; the answer is kept for a retry with the same key."""
    runtime = runtime_of(http)
    if len(file) > MAX_FILES_PER_REQUEST:
        raise TooManyFiles(violations=[Violation(TooManyFiles.title, "/file")])
    received = [
        identity_uploads.ReceivedFile(part.filename or "", part.content_type, await part.read(MAX_BYTES + 1))
        for part in file
    ]
    key = idempotency.key_of(http)
    payload = idempotency.fingerprint(http, identity_uploads.digest(received) + kind.encode())
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
        documents = await identity_documents.record_upload(ctx, request_id, copies, kind)
        answer = Response(
            b"[" + b",".join(_shown(d).model_dump_json().encode() for d in documents) + b"]",
            status_code=201,
            media_type="application/json",
            headers={"Location": location},
        )
        if key is not None:
            await idempotency.store(ctx, route, key, payload, answer)
        return answer

    try:
        return await promptly(runtime, actor, record)
    except (TooManyDocuments, IllegalTransition):  # what was stored meanwhile belongs to nothing
        await identity_uploads.discard(runtime, copies)
        raise


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
        NotFound,
        Forbidden,
        InvalidInput,
        CheckMissing,
        DocumentAlreadyReviewed,
        EvidenceReviewedApart,
        DocumentHeld,
        IllegalTransition,
    ),
)
async def review(request_id: UUID, document_id: UUID, body: ReviewIn, ctx: Operation) -> IdentityDocumentOut:
    if isinstance(body, RejectIn):
        return _shown(await identity_documents.reject(ctx, request_id, document_id, body.reason, body.note))
    made = body.checks or ChecksIn(valid_on_receipt=False, signed=False, name_matches=False)
    checks = IdentityChecks(made.valid_on_receipt, made.signed, made.name_matches)
    return _shown(await identity_documents.accept(ctx, request_id, document_id, checks))
