"""Erasure over HTTP: plan, look at the plan, cancel in the cool-down, fetch the certificate."""

import base64
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from dsr_service.api.erasure_bodies import (
    CertificateKeyOut,
    CertificateOut,
    ErasurePlanIn,
    ErasurePlanOut,
    SignatureOut,
)
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.erasure.erasures import (
    CopyComesFirst,
    ErasureUnderWay,
    NoCertificate,
    NoErasurePlan,
)
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fees import FeeUnpaid
from dsr_service.domain.fulfilment import IdentityNotVerified, NoDataMap
from dsr_service.domain.grounds import GroundDoesNotFit
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
        RightNotRequested, RightAlreadyDecided, GroundDoesNotFit,
    ),
)  # fmt: skip
async def plan(request_id: UUID, body: ErasurePlanIn, ctx: Operation, response: Response) -> ErasurePlanOut:
    refused = [each.read() for each in body.refused]
    erasure = await erasures.plan(ctx, request_id, body.ground, body.categories, refused)
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
