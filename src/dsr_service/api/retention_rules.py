"""Retention rules and legal holds over HTTP: read, previewed, put in force, set and lifted (art. 17(3), 5(1)(e))."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, model_validator

from dsr_service.api import etags
from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, CivilDay, Prose, ShortText, View
from dsr_service.api.subject_request_bodies import IdentifierIn
from dsr_service.domain.erasure.retention_rules import DEFAULT_RULES, RetentionRule
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Refusal
from dsr_service.domain.fulfilment import NoDataMap
from dsr_service.formats.retention_rules_file import RetentionRulesInvalid
from dsr_service.services import retention_rules
from dsr_service.services.retention_rules import HoldScope, RuleChange
from dsr_service.storage.tables import LegalHold

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Registers"])

CollectionName = Annotated[
    str, Field(pattern=r"^[^.\s\x00]+(\.[^.\s\x00]+)+$", max_length=300, examples=["shop.orders"])
]


class RulesIn(Body):
    content: str = Field(
        min_length=1,
        max_length=1_000_000,
        description="YAML or JSON: `rules`, where they `keep` data, `holds`; its JSON Schema is in the documentation.",
        examples=[
            "rules:\n- {key: contract_claims, ground: ERASE_LEGAL_CLAIMS, law: Code civil 2224, years: 5}\n"
        ],
    )


class RuleOut(View):
    key: str
    ground: str
    law: str
    years: int
    months: int
    days: int
    counted_from: str
    ceiling: bool = Field(description="A longest time; no reason to refuse an erasure.")

    @classmethod
    def of(cls, rule: RetentionRule) -> Self:
        return cls.model_validate(rule)


class RulesOut(View):
    version: int = Field(description="0 while only the law's defaults count.")
    content: str | None
    defaults: list[RuleOut] = Field(description="What counts where the content says nothing else.")
    created_at: datetime | None
    created_by: str | None


class RulesVersionOut(View):
    number: int
    sha256: str
    content: str
    active: bool
    created_at: datetime
    created_by: str


class RuleChangeOut(View):
    key: str
    before: RuleOut | None
    after: RuleOut | None
    kept_parts: int = Field(description="Parts of finished erasures that are kept by this law today.")
    kept_rows: int
    kept_until: date | None = Field(description="The last day of the longest of them.")

    @classmethod
    def of(cls, change: RuleChange) -> Self:
        return cls(
            key=change.key,
            before=RuleOut.of(change.before) if change.before else None,
            after=RuleOut.of(change.after) if change.after else None,
            kept_parts=change.kept_parts,
            kept_rows=change.kept_rows,
            kept_until=change.kept_until,
        )


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
    "/retention-rules",
    operation_id="getRetentionRules",
    summary="Read the retention rules in force",
    description="What is kept from an erasure, by which law and how long: the law's defaults, and what the data "
    "protection officer put over them (art. 17(3), 5(1)(e)).",
    responses=problems(Forbidden),
)
async def rules(ctx: Operation, response: Response) -> RulesOut:
    version = await retention_rules.rules_version(ctx)
    if version is not None:
        response.headers["ETag"] = etags.etag_of(version.number)
    return RulesOut(
        version=version.number if version else 0,
        content=version.content if version else None,
        defaults=[RuleOut.of(rule) for rule in DEFAULT_RULES.values()],
        created_at=version.created_at if version else None,
        created_by=version.created_by if version else None,
    )


@router.get(
    "/retention-rules/versions",
    operation_id="listRetentionRulesVersions",
    summary="List the versions of the retention rules",
    description="Newest first; each erasure plan names the rules by which it was made (art. 5(2)).",
    responses=problems(Forbidden),
)
async def versions(ctx: Operation) -> list[RulesVersionOut]:
    return [RulesVersionOut.model_validate(version) for version in await retention_rules.versions(ctx)]


@router.put(
    "/retention-rules",
    operation_id="putRetentionRules",
    summary="Put retention rules in force",
    description="Each write is a new version, audited. Erasure plans that wait for approval are to be made anew by "
    "them (art. 17(3)).",
    responses=problems(
        Forbidden,
        InvalidInput,
        RetentionRulesInvalid,
        NoDataMap,
        etags.StaleVersion,
        etags.PreconditionRequired,
    ),
)
async def put_rules(body: RulesIn, http: Request, ctx: Operation, response: Response) -> RulesVersionOut:
    active = await retention_rules.rules_to_replace(ctx)
    etags.check_if_match(http, etags.etag_of(active.number) if active else None)
    version = await retention_rules.put_rules(ctx, body.content)
    response.headers["ETag"] = etags.etag_of(version.number)
    return RulesVersionOut.model_validate(version)


@router.post(
    "/retention-rules/preview",
    operation_id="previewRetentionRules",
    summary="Ask what rules would change",
    description="Changes nothing: each rule that would be another, with what is kept by its law today (art. 17(3)).",
    responses=problems(Forbidden, InvalidInput, RetentionRulesInvalid, NoDataMap),
)
async def preview(body: RulesIn, ctx: Operation) -> list[RuleChangeOut]:
    return [RuleChangeOut.of(change) for change in await retention_rules.preview(ctx, body.content)]


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
