"""Legal holds over HTTP: set on a person, a collection or rows of one, listed, lifted (art. 17(3)(b), (e))."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field, model_validator

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, CivilDay, Prose, ShortText, View
from dsr_service.api.subject_request_bodies import IdentifierIn
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Refusal
from dsr_service.domain.fulfilment import NoDataMap
from dsr_service.services import retention_rules
from dsr_service.services.retention_rules import HoldScope
from dsr_service.storage.tables import LegalHold

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Registers"])

CollectionName = Annotated[
    str, Field(pattern=r"^[^.\s\x00]+(\.[^.\s\x00]+)+$", max_length=300, examples=["shop.orders"])
]


class WhereIn(Body):
    """Only rows whose field equals one of these values, or is at least that number."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"field": "number", "equals": ["2026-1042"]}]}
    )

    field: ShortText = Field(examples=["number"])
    equals: list[ShortText] | None = Field(None, min_length=1, max_length=100, examples=[["2026-1042"]])
    at_least: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.equals is None) == (self.at_least is None):
            raise Refusal("Either values or a least number are given.")
        return self


class HoldIn(Body):
    """A person, a collection, or that person's rows of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "reference": "LITIGE-2026-12",
                    "ground": "ERASE_LEGAL_CLAIMS",
                    "law": "GDPR 17(3)(e)",
                    "collection": "shop.orders",
                    "where": {"field": "number", "equals": ["2026-1042"]},
                    "until": "2028-12-31",
                }
            ]
        },
    )

    reference: ShortText = Field(description="Of the dispute, as it is filed.", examples=["LITIGE-2026-12"])
    ground: Literal[
        "ERASE_LEGAL_OBLIGATION", "ERASE_LEGAL_CLAIMS", "ERASE_PUBLIC_TASK", "ERASE_PUBLIC_HEALTH"
    ] = "ERASE_LEGAL_CLAIMS"
    law: ShortText = Field(examples=["GDPR 17(3)(e)"])
    identifiers: list[IdentifierIn] = Field(default_factory=list, max_length=20)
    collection: CollectionName | None = None
    fields: list[ShortText] = Field(default_factory=list, max_length=200)
    categories: list[ShortText] = Field(default_factory=list, max_length=200)
    where: WhereIn | None = None
    until: CivilDay | None = Field(None, description="The last day; none: until it is lifted.")


class HoldOut(View):
    id: UUID
    reference: str
    ground: str
    law: str
    of_one_person: bool
    collection: str | None
    fields: list[str]
    categories: list[str]
    where: dict[str, object] | None
    until: date | None
    created_at: datetime
    created_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reasons: str | None

    @classmethod
    def of(cls, hold: LegalHold) -> Self:
        same = {
            name: getattr(hold, name) for name in cls.model_fields if name not in {"of_one_person", "where"}
        }
        return cls(**same, of_one_person=hold.lookups is not None, where=hold.condition)


class HoldLiftIn(Body):
    reasons: Prose = Field(examples=["Le litige est clos."])


@router.get(
    "/legal-holds",
    operation_id="listLegalHolds",
    summary="List the legal holds",
    description="Past and present ones, newest first (art. 17(3)(e)).",
    responses=problems(Forbidden),
)
async def holds(ctx: Operation) -> list[HoldOut]:
    return [HoldOut.of(hold) for hold in await retention_rules.holds(ctx)]


@router.post(
    "/legal-holds",
    operation_id="setLegalHold",
    summary="Set a legal hold",
    description="No erasure takes what it names: a person's data, an order, the rows of a dispute "
    "(art. 17(3)(b), (e)).",
    responses=problems(Forbidden, InvalidInput, NoDataMap),
    status_code=201,
)
async def set_hold(body: HoldIn, ctx: Operation) -> HoldOut:
    scope = HoldScope(
        identifiers=[identifier.to_domain() for identifier in body.identifiers],
        collection=body.collection,
        fields=body.fields,
        categories=body.categories,
        condition=body.where.model_dump(mode="json", exclude_none=True) if body.where else None,
    )
    return HoldOut.of(
        await retention_rules.set_hold(ctx, body.reference, body.ground, body.law, scope, body.until)
    )


@router.post(
    "/legal-holds/{hold_id}/lift",
    operation_id="liftLegalHold",
    summary="Lift a legal hold",
    description="What it alone kept without an end comes up again for erasure (art. 17(1), 5(1)(e)).",
    responses=problems(NotFound, Forbidden, InvalidInput, retention_rules.HoldLiftedAlready),
)
async def lift(hold_id: UUID, body: HoldLiftIn, ctx: Operation) -> HoldOut:
    return HoldOut.of(await retention_rules.lift_hold(ctx, hold_id, body.reasons))
