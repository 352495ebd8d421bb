"""Retention rules over HTTP: read, previewed, put in force (art. 17(3), 5(1)(e))."""

from datetime import date, datetime
from typing import Any, Literal, Self

from fastapi import APIRouter, Request, Response
from pydantic import Field

from dsr_service.api import etags
from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.domain.erasure.retention_rules import DEFAULT_RULES, RetentionRule
from dsr_service.domain.erasure.rule_changes import KeepDifference, RuleDifference
from dsr_service.domain.errors import Forbidden, InvalidInput
from dsr_service.domain.fulfilment import NoDataMap
from dsr_service.formats.retention_rules_file import RetentionRulesInvalid
from dsr_service.services import retention_previews, retention_rules
from dsr_service.services.retention_previews import KeptToday, Preview

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Registers"])


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
    """A rule that would be another; null: there is none."""

    key: str
    before: RuleOut | None
    after: RuleOut | None
    kept_parts: int = Field(description="Parts of finished erasures that are kept by this law today.")
    kept_rows: int
    kept_until: date | None = Field(description="The last day of the longest of them.")

    @classmethod
    def of(cls, change: RuleDifference, kept: KeptToday) -> Self:
        return cls(
            key=change.key,
            before=RuleOut.of(change.before) if change.before else None,
            after=RuleOut.of(change.after) if change.after else None,
            kept_parts=kept.parts,
            kept_rows=kept.rows,
            kept_until=kept.until,
        )


class KeepChangeOut(View):
    """A collection that a rule, or a hold of the file, would begin or cease to keep."""

    change: Literal["added", "removed"]
    collection: str = Field(examples=["shop.orders"])
    rule: str | None = Field(description="null: a hold.", examples=["contract_claims"])
    ground: str
    law: str
    until: date | None = Field(description="The last day of a hold.")
    date_field: str | None = Field(description="The field from whose date the rule counts.")
    fields: list[str]
    categories: list[str]
    where: dict[str, Any] | None
    kept_parts: int = Field(description="Parts of finished erasures that this law keeps there today.")
    kept_rows: int
    kept_until: date | None = Field(description="The last day of the longest of them.")

    @classmethod
    def of(cls, change: KeepDifference, kept: KeptToday) -> Self:
        keep = change.keep
        return cls(
            change="added" if change.added else "removed",
            collection=str(keep.collection),
            rule=keep.rule.key if keep.rule else None,
            ground=keep.ground,
            law=keep.law,
            until=keep.until,
            date_field=keep.date_field,
            fields=list(keep.fields),
            categories=list(keep.categories),
            where=keep.condition.as_json() if keep.condition else None,
            kept_parts=kept.parts,
            kept_rows=kept.rows,
            kept_until=kept.until,
        )


class YearEndChangeOut(View):
    before: str = Field(description="Month and day.", examples=["12-31"])
    after: str = Field(examples=["06-30"])


class RulesPreviewOut(View):
    rules: list[RuleChangeOut]
    keeps: list[KeepChangeOut]
    financial_year_end: YearEndChangeOut | None = Field(description="null: it stays.")

    @classmethod
    def of(cls, found: Preview) -> Self:
        before, after = (f"{month:02}-{day:02}" for month, day in found.year_ends)
        return cls(
            rules=[RuleChangeOut.of(*each) for each in found.rules],
            keeps=[KeepChangeOut.of(*each) for each in found.keeps],
            financial_year_end=YearEndChangeOut(before=before, after=after) if before != after else None,
        )


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
    description="Changes nothing: each rule that would be another, each collection that a rule or a hold of the file "
    "would begin or cease to keep, with what the same law keeps today (art. 17(3)).",
    responses=problems(Forbidden, InvalidInput, RetentionRulesInvalid, NoDataMap),
)
async def preview(body: RulesIn, ctx: Operation) -> RulesPreviewOut:
    return RulesPreviewOut.of(await retention_previews.preview(ctx, body.content))
