"""The suppression list over HTTP: read, followed, downloaded; and a purpose allowed again by new consent (art. 21)."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from dsr_service.api import pagination
from dsr_service.api.openapi_parts import DOWNLOAD_HEADERS
from dsr_service.api.operation import (
    SECURED,
    AtHand,
    Operation,
    OperationRoute,
    authenticated,
    record_refusal,
    runtime_of,
)
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Key, View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.api.subject_request_bodies import IdentifierIn
from dsr_service.domain.actors import Actor
from dsr_service.domain.errors import Forbidden, InvalidInput
from dsr_service.services import suppressions
from dsr_service.services.runtime import Runtime
from dsr_service.storage.tables import Suppression

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Restrictions"])
downloads = APIRouter(prefix="/v1", route_class=StrictRoute, dependencies=SECURED, tags=["Restrictions"])

PurposeParameter = Annotated[
    Key | None, Query(description="Only this purpose.", examples=["direct_marketing"])
]
_AT_A_TIME = 5_000
_COLUMNS = ("purpose", "identifier_type", "hash", "since")


class SuppressionOut(View):
    purpose: str = Field(examples=["direct_marketing"])
    identifier_type: str = Field(examples=["email"])
    hash: str = Field(
        description="HMAC-SHA256 of `type`, a NUL byte and the normalised identifier, in hex; the key is at "
        "`/v1/suppressions/key`.",
        pattern="^[0-9a-f]{64}$",
        examples=["b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"],
    )
    since: datetime
    lifted_at: datetime | None = Field(description="Set: the person has consented anew; forget the entry.")

    @classmethod
    def of(cls, row: Suppression) -> Self:
        return cls(
            purpose=row.purpose,
            identifier_type=row.identifier_type,
            hash=row.lookup.hex(),
            since=row.since,
            lifted_at=row.lifted_at,
        )


class SuppressionPage(Page[SuppressionOut]):
    follow_cursor: str | None = Field(
        description="Keep it and give it as `cursor` later: what has changed since comes then. Null before the first "
        "entry.",
        max_length=2000,
        examples=["p3Zk0mT9cQe1uYx7vB2nLWyIwMTkyZjBjMS03YTRlIl0"],
    )


class SuppressionKeyOut(View):
    algorithm: Literal["HMAC-SHA256"] = "HMAC-SHA256"
    key: str = Field(description="Base64.", examples=["3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])
    input: str = Field(
        description="What is hashed.",
        examples=[
            "type, NUL, value: NFKC, trimmed; email case-folded; phone_number digits and + only; UTF-8"
        ],
    )


class SuppressionLiftIn(Body):
    purpose: Key = Field(examples=["direct_marketing"])
    identifiers: list[IdentifierIn] = Field(min_length=1, max_length=20)


class SuppressionLiftOut(View):
    lifted: int = Field(description="How many entries were in force.")


@router.get(
    "/suppressions",
    operation_id="listSuppressions",
    summary="Read or follow the suppression list",
    description="Who has objected, as keyed hashes, in the order of the changes (art. 21(3)). A storefront reads it "
    "once to the end, keeps `follow_cursor`, and from then on asks for the changes only: an entry comes again when it "
    "is lifted or comes back. `/v1/suppressions.csv` has them all at once.",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def suppressed(
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    purpose: PurposeParameter = None,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> SuppressionPage:
    bound = {"list": "suppressions", "purpose": purpose}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    found = await suppressions.page(ctx, purpose, after[0] if after else None, limit + 1)
    shown = found[:limit]
    follow = cursors.encode([shown[-1].position], bound) if shown else cursor
    next_cursor = follow if len(found) > limit else None
    pagination.link_next(http, next_cursor)
    return SuppressionPage(
        items=[SuppressionOut.of(row) for row in shown], next_cursor=next_cursor, follow_cursor=follow
    )


@downloads.get(
    "/suppressions.csv",
    operation_id="downloadSuppressions",
    summary="Download the suppression list as CSV",
    description="All entries in force, for a mailing tool (art. 21(3)): RFC 4180, one keyed hash a line.",
    responses={
        **problems(Forbidden, InvalidInput),
        200: {
            "description": "The list.",
            "headers": {"Content-Disposition": DOWNLOAD_HEADERS["Content-Disposition"]},
            "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
        },
    },
    response_class=Response,
)
async def download(http: Request, purpose: PurposeParameter = None) -> Response:
    runtime, actor = runtime_of(http), await authenticated(http)
    try:
        first = await _some(runtime, actor, purpose, None)
    except Forbidden as refusal:
        await record_refusal(runtime, actor, refusal, "/v1/suppressions.csv")
        raise

    async def lines() -> AsyncIterator[bytes]:
        """Page by page, each in an operation of its own: a slow reader holds no transaction open."""
        yield _csv([_COLUMNS])
        rows = first
        while rows:
            yield _csv((r.purpose, r.identifier_type, r.lookup.hex(), r.since.isoformat()) for r in rows)
            rows = await _some(runtime, actor, purpose, rows[-1].position)

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="suppressions.csv"'},
    )


async def _some(
    runtime: Runtime, actor: Actor, purpose: str | None, after: int | None
) -> Sequence[Suppression]:
    async with runtime.operation(actor) as ctx:
        return await suppressions.in_force(ctx, purpose, after, _AT_A_TIME)


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@router.get(
    "/suppressions/key",
    operation_id="getSuppressionKey",
    summary="Read the key of the hashes",
    description="With it the storefront hashes its own customers' identifiers and compares (art. 21(3), 5(1)(c)).",
    responses=problems(Forbidden),
)
async def key(ctx: Operation) -> SuppressionKeyOut:
    return SuppressionKeyOut(
        key=suppressions.key(ctx),
        input="type, NUL, value: NFKC, trimmed; email case-folded; phone_number digits and + only; UTF-8",
    )


@router.post(
    "/suppressions/lift",
    operation_id="liftSuppression",
    summary="Allow a purpose again",
    description="The person has consented anew, in person (art. 4(11), 7): the entries of that purpose are lifted, "
    "audited.",
    responses=problems(Forbidden, InvalidInput),
)
async def lift(body: SuppressionLiftIn, ctx: Operation) -> SuppressionLiftOut:
    identifiers = [identifier.to_domain() for identifier in body.identifiers]
    return SuppressionLiftOut(lifted=await suppressions.lift(ctx, body.purpose, identifiers))
