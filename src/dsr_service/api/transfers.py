"""Handing packages to another controller over HTTP (art. 20(2))."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fulfilment import PackageGone, PackageNotReleased
from dsr_service.domain.transfers import NotPortable, TransferNotAsked, TransferState, TransferUnderWay
from dsr_service.services import transfers
from dsr_service.services.authorization import authorize

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Exports"])
keys = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Exports"])

_SHA256 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


class TransferIn(Body):
    recipient: str = Field(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9_.-]+$",
        description="A key of the register of recipients; its entry has a `transfer_url`.",
        examples=["other_shop"],
    )


class TransferOut(View):
    id: UUID = Field(description="Sent as `Idempotency-Key` in every attempt.")
    recipient: str = Field(examples=["other_shop"])
    url: str = Field(examples=["https://portability.example/inbox"])
    sha256: str = Field(description="Of the ZIP that is handed over.", examples=[_SHA256])
    state: TransferState
    attempts: int
    code: str | None = Field(examples=["http_403"])
    created_at: datetime
    created_by: str
    ended_at: datetime | None


class TransferKeyOut(View):
    """A JSON Web Key (RFC 8037)."""

    kty: str = Field(examples=["OKP"])
    crv: str = Field(examples=["Ed25519"])
    x: str = Field(examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(examples=["21fe31dfa154a261"])
    alg: str = Field(examples=["EdDSA"])
    use: str = Field(examples=["sig"])


@router.post(
    "/{request_id}/exports/{export_id}/transfer",
    status_code=202,
    operation_id="transferExport",
    summary="Hand a package to another controller",
    description="Where the person asked for it and it is feasible (art. 20(2)): the released package of a portability "
    "request goes to a recipient of the register by one PUT over HTTPS, signed (RFC 9421, Ed25519) with digest "
    "(RFC 9530) and a stable `Idempotency-Key`, tried for a day. Its outcome is at GET.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, NotPortable, TransferNotAsked, TransferUnderWay, PackageNotReleased,
        PackageGone,
    ),
)  # fmt: skip
async def transfer(
    request_id: UUID, export_id: UUID, body: TransferIn, ctx: Operation, response: Response
) -> TransferOut:
    started = await transfers.start(ctx, request_id, export_id, body.recipient)
    response.headers["Location"] = f"/v1/requests/{request_id}/exports/{export_id}/transfers"
    return TransferOut.model_validate(started)


@router.get(
    "/{request_id}/exports/{export_id}/transfers",
    operation_id="listTransfers",
    summary="List the transfers of a package",
    description="To whom it was handed, and what came of it (art. 20(2), 5(2)).",
    responses=problems(NotFound, Forbidden),
)
async def list_transfers(request_id: UUID, export_id: UUID, ctx: Operation) -> list[TransferOut]:
    return [TransferOut.model_validate(row) for row in await transfers.of_package(ctx, request_id, export_id)]


@keys.get(
    "/transfer-key",
    operation_id="getTransferKey",
    summary="Get the key that verifies transfers",
    description="The public key by which another controller checks the signature of a transfer (art. 20(2), 32).",
    responses=problems(Forbidden),
)
async def transfer_key(ctx: Operation, at_hand: AtHand) -> TransferKeyOut:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return TransferKeyOut(**at_hand.doorstep.public_key())
