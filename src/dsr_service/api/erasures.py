"""Erasure over HTTP: plan, look at the plan, cancel in the cool-down, fetch the certificate."""

import base64
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.erasure.erasures import (
    ARTICLES,
    CopyComesFirst,
    ErasureGround,
    ErasureStatus,
    ErasureUnderWay,
    NoCertificate,
    NoErasurePlan,
    SourceState,
)
from dsr_service.domain.erasure.files import FileFate
from dsr_service.domain.erasure.plan import Action
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fees import FeeUnpaid
from dsr_service.domain.fulfilment import IdentityNotVerified, NoDataMap
from dsr_service.domain.identity.special_requesters import StandingNotProven
from dsr_service.domain.subject_requests import IllegalTransition, RightAlreadyDecided, RightNotRequested
from dsr_service.formats.erasure_pages import POLICY, certificate_page, plan_page
from dsr_service.services import erasures, visibility
from dsr_service.storage.tables import Erasure

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Erasure"])
keys = APIRouter(
    prefix="/v1/erasure-certificates", route_class=OperationRoute, dependencies=SECURED, tags=["Erasure"]
)

_PAGE: Final[dict[str, Any]] = {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>..."}}


class Form(StrEnum):
    JSON = "json"
    HTML = "html"


As = Annotated[Form, Query(alias="format", description="`html` is a page that a person can read.")]
Category = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.-]+$", examples=["user.contact"])
]


class ErasurePlanIn(Body):
    ground: ErasureGround = Field(description="Why the data must go (art. 17(1)(a)-(f)).")
    categories: list[Category] | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Only these data categories and what lies below them; null: everything.",
        examples=[None],
    )


class GroundOfErasureOut(View):
    code: ErasureGround
    article: str = Field(examples=["17(1)(a)"])


class PlanItemOut(View):
    dataset: str
    collection: str
    fields: list[str]
    categories: list[str]
    action: Action = Field(
        description="`mask` is no erasure; `unlink` ends the link of a row that is others' too."
    )
    strategy: str | None
    ground: str | None = Field(description="Of what is kept: a code of the catalogue.")
    law: str | None
    keep_until: date | None = Field(
        description="The last day on which it is kept; null: until a hold is lifted."
    )
    rows: int


class BlockedOut(View):
    dataset: str
    collection: str | None
    reason: str


class ErasedFilesOut(View):
    dataset: str
    collection: str
    field: str = Field(description="The field whose values name them.")
    store: str = Field(description="As the data map names it.", examples=["media"])
    action: FileFate = Field(
        description="`shared`: another row names them too, and they stay; `by_hand`: a manual task asks a person."
    )
    files: int


class ErasureSourceOut(View):
    dataset: str
    state: SourceState
    changed_at: datetime


class KeptOut(View):
    dataset: str
    collection: str
    categories: list[str]
    ground: str
    law: str
    keep_until: date | None
    rows: int
    done_at: datetime | None


_NOT_PLAIN: Final = {
    *(
        "ground",
        "categories",
        "items",
        "files",
        "blocked",
        "sources",
        "left",
        "kept",
        "outcome",
        "file_outcome",
    )
}


class ErasurePlanOut(View):
    id: UUID
    request_id: UUID
    attempt: int
    status: ErasureStatus
    ground: GroundOfErasureOut
    categories: list[str] | None
    items: list[PlanItemOut]
    files: list[ErasedFilesOut] = Field(description="Files that the rows name, and what becomes of them.")
    blocked: list[BlockedOut] = Field(description="Why it can't be carried out; then nothing was touched.")
    data_map_version_id: UUID
    rules_version: str
    schema_fingerprint: str | None
    plan_sha256: str | None
    planned_by: str
    planned_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    not_before: datetime | None = Field(description="The end of the cool-down, in which it can be cancelled.")
    sources: list[ErasureSourceOut]
    outcome: list[PlanItemOut] | None = Field(description="What was done; null: nothing yet.")
    file_outcome: list[ErasedFilesOut] | None = Field(description="What became of the files.")
    left: dict[str, dict[str, int]] | None = Field(
        description="What the walk after it found, rows per collection."
    )
    kept: list[KeptOut] = Field(description="What comes up again once its ground ends.")
    ended_at: datetime | None
    end_reason: str | None

    @classmethod
    def of(cls, shown: erasures.Shown) -> "ErasurePlanOut":
        erasure = shown.erasure
        planned = erasure.plan or {"items": [], "blocked": []}
        plain = {name: getattr(erasure, name) for name in cls.model_fields if name not in _NOT_PLAIN}
        return cls(
            **plain,
            ground=GroundOfErasureOut(code=erasure.ground, article=ARTICLES[erasure.ground]),
            categories=erasure.scope,
            items=[PlanItemOut.model_validate(item) for item in planned["items"]],
            files=[ErasedFilesOut.model_validate(item) for item in planned.get("files", ())],
            file_outcome=None
            if erasure.file_outcome is None
            else [ErasedFilesOut.model_validate(item) for item in erasure.file_outcome],
            blocked=[BlockedOut.model_validate(entry) for entry in planned["blocked"]],
            sources=[ErasureSourceOut.model_validate(source) for source in shown.sources],
            outcome=None
            if erasure.outcome is None
            else [PlanItemOut.model_validate(i) for i in erasure.outcome],
            left=erasure.left_rows,
            kept=[KeptOut.model_validate(kept) for kept in shown.kept],
        )


class SignatureOut(View):
    algorithm: str = Field(examples=["Ed25519"])
    value: str = Field(
        description="Base64, over the certificate as canonical JSON: keys sorted, no blanks, UTF-8."
    )
    public_key: str = Field(description="Base64 of the 32 bytes.")


class CertificateOut(View):
    certificate: dict[str, Any]
    signature: SignatureOut


class CertificateKeyOut(View):
    algorithm: str = Field(examples=["Ed25519"])
    public_key: str


@router.post(
    "/{request_id}/erasure-plan",
    status_code=202,
    operation_id="planErasure",
    summary="Plan the erasure",
    description="A worker reads the person's rows and says what would be deleted, masked, kept or unlinked, and why; "
    "nothing is touched. Needs a ground of art. 17(1); a copy that was asked for too comes first. Another person with "
    "the DPO's permission approves the plan (art. 17, 32).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition,
        StandingNotProven, FeeUnpaid, IdentityNotVerified, NoDataMap, CopyComesFirst,
        RightNotRequested, RightAlreadyDecided,
    ),
)  # fmt: skip
async def plan(request_id: UUID, body: ErasurePlanIn, ctx: Operation, response: Response) -> ErasurePlanOut:
    erasure = await erasures.plan(ctx, request_id, body.ground, body.categories)
    response.headers["Location"] = f"/v1/requests/{request_id}/erasure-plan"
    return ErasurePlanOut.of(erasures.Shown(erasure, (), ()))


@router.get(
    "/{request_id}/erasure-plan",
    operation_id="getErasurePlan",
    summary="Look at the plan of the erasure",
    description="What is deleted, masked, kept (with ground, law and last day) or unlinked, how many rows, and how far "
    "it is (art. 17(3), 5(2)).",
    response_model=ErasurePlanOut,
    responses={
        200: {"description": "The plan.", "content": _PAGE},
        **problems(NotFound, Forbidden, NoErasurePlan),
    },
)
async def read(request_id: UUID, ctx: Operation, form: As = Form.JSON) -> Any:
    shown = ErasurePlanOut.of(await erasures.read(ctx, request_id))
    if form is Form.JSON:
        return shown
    request = await visibility.read(ctx, request_id)
    facts = {**shown.model_dump(mode="json"), "reference": request.reference}
    return _html(plan_page(facts, request.locale))


@router.post(
    "/{request_id}/erasure-plan/cancellation",
    operation_id="cancelErasure",
    summary="Cancel the erasure",
    description="Takes the erasure back until its first statement runs; the request stays open (art. 17, 12(2)).",
    responses=problems(NotFound, Forbidden, IllegalTransition, NoErasurePlan, ErasureUnderWay),
)
async def cancel(request_id: UUID, ctx: Operation, response: Response) -> RequestOut:
    return await changed(ctx, await erasures.cancel(ctx, request_id), response)


@router.get(
    "/{request_id}/erasure-certificate",
    operation_id="getErasureCertificate",
    summary="Fetch the certificate of erasure",
    description="What was deleted and masked, what is kept and why, and that all sources were read again; signed "
    "(art. 5(2), 17, 19).",
    response_model=CertificateOut,
    responses={
        200: {"description": "The certificate.", "content": _PAGE},
        **problems(NotFound, Forbidden, NoCertificate),
    },
)
async def certificate(request_id: UUID, ctx: Operation, runtime: AtHand, form: As = Form.JSON) -> Any:
    erasure = await erasures.certificate(ctx, request_id)
    signature, key = _signature(erasure), base64.b64encode(runtime.proofs.public_key).decode()
    if form is Form.HTML:
        request = await visibility.read(ctx, request_id)
        return _html(certificate_page(erasure.certificate or {}, signature, key, request.locale))
    signed = SignatureOut(algorithm="Ed25519", value=signature, public_key=key)
    return CertificateOut(certificate=erasure.certificate or {}, signature=signed)


@keys.get(
    "/key",
    operation_id="getErasureCertificateKey",
    summary="Fetch the key of the certificates",
    description="The public key by which anybody checks a certificate of erasure (art. 5(2)).",
    responses=problems(Forbidden),
)
async def public_key(_: Operation, runtime: AtHand) -> CertificateKeyOut:
    return CertificateKeyOut(
        algorithm="Ed25519", public_key=base64.b64encode(runtime.proofs.public_key).decode()
    )


def _signature(erasure: Erasure) -> str:
    return base64.b64encode(erasure.signature or b"").decode()


def _html(page: str) -> Response:
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": POLICY})
