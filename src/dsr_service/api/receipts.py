"""What was asked and answered, and who else has the data: for the person, and for the file."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import View
from dsr_service.domain.errors import Forbidden, NotFound
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.recipients import RecipientRole
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Channel, Status
from dsr_service.services import disclosures, receipts

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Requests"])

_SHA256 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


class AskedOut(View):
    received_at: datetime = Field(description="When it reached an official channel: the clock starts here.")
    recorded_at: datetime
    channel: Channel
    rights: list[Right]
    reminders: int = Field(description="How often the person asked again about the same (EDPB 01/2022, 29).")
    identity_method: str | None = Field(examples=["in_person"])
    identity_verified_at: datetime | None


class RightAnswerOut(View):
    right: Right
    outcome: Outcome
    decided_at: datetime | None
    ground: str | None = Field(examples=["OTHERS_RIGHTS_COPY"])


class PackageAnswerOut(View):
    id: UUID
    right: Right
    status: PackageStatus
    size: int
    sha256: str = Field(description="Of the ZIP that was handed over.", examples=[_SHA256])
    released_at: datetime | None
    downloads: int


class LetterAnswerOut(View):
    id: UUID
    kind: str = Field(examples=["refusal"])
    sha256: str = Field(description="Of subject, blank line and body, in UTF-8.", examples=[_SHA256])
    written_at: datetime
    sent_at: datetime | None


class AnswerOut(View):
    status: Status
    closed_at: datetime | None
    rights: list[RightAnswerOut]
    packages: list[PackageAnswerOut]
    letters: list[LetterAnswerOut]


class ReceiptOut(View):
    request_id: UUID
    reference: str = Field(examples=["DSR-2026-0001"])
    asked: AskedOut
    answer: AnswerOut
    sha256: str = Field(
        description="Of this receipt without this field: JSON with sorted names and no blanks, in UTF-8.",
        examples=[_SHA256],
    )


class DisclosureOut(View):
    key: str = Field(examples=["carrier"])
    name: str = Field(examples=["Transports Exemple"])
    country: str | None = Field(examples=["FR"])
    role: RecipientRole | None
    purpose: str | None
    outside_eea: bool
    safeguard: str | None = Field(description="What protects the transfer (art. 15(2), 46).")
    collections: list[str] = Field(description="What it receives.", examples=[["shop.orders"]])


class DisclosuresOut(View):
    searched: bool = Field(description="False: nothing was searched yet, so nothing is known.")
    unnamed: list[str] = Field(description="Keys that the map names and the register of recipients lacks.")
    recipients: list[DisclosureOut]


@router.get(
    "/{request_id}/receipt",
    operation_id="getReceipt",
    summary="Get the receipt of a request",
    description="What was asked and when, and what was answered, with the digests of packages and letters; without "
    "personal data, so that it can be kept as proof (art. 5(2), 12(3)).",
    responses=problems(NotFound, Forbidden),
)
async def receipt(request_id: UUID, ctx: Operation) -> ReceiptOut:
    return ReceiptOut.model_validate(await receipts.receipt_of(ctx, request_id))


@router.get(
    "/{request_id}/recipients",
    operation_id="listRequestRecipients",
    summary="List who receives the person's data",
    description="By name, for the collections in which the search found something (art. 15(1)(c), 19; C-154/21).",
    responses=problems(NotFound, Forbidden),
)
async def recipients(request_id: UUID, ctx: Operation) -> DisclosuresOut:
    return DisclosuresOut.model_validate(await disclosures.of_request(ctx, request_id))
