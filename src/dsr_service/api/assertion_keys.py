"""Assertion keys over HTTP: register, list, revoke."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute, shows_secret
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Instant, ShortText, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.identity.assertions import Algorithm
from dsr_service.services import assertions
from dsr_service.storage.tables import AssertionKey

router = APIRouter(
    prefix="/v1/assertion-keys", route_class=OperationRoute, dependencies=SECURED, tags=["API keys"]
)
_EXAMPLE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}


class AssertionKeyIn(Body):
    client: ShortText = Field(
        description="Whose requests it may vouch for: the client of the storefront's API keys.",
        examples=["storefront"],
    )
    issuer: ShortText | None = Field(None, description="`iss` of its assertions; the client, when left out.")
    algorithm: Algorithm = Field(examples=["ES256"])
    public_key: (
        dict[
            Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=2000, pattern=r"^[ -~]*$")]
        ]
        | None
    ) = Field(
        None,
        max_length=12,
        description="A public JWK (RFC 7517); left out for HS256, whose secret the service makes.",
        examples=[_EXAMPLE],
    )
    expires_at: Instant | None = None


class AssertionKeyOut(View):
    id: UUID = Field(description="The `kid` of its assertions.")
    client: str
    issuer: str
    algorithm: Algorithm
    public_key: dict[str, str] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewAssertionKeyOut(AssertionKeyOut):
    secret: str | None = Field(
        description="Of an HS256 key, base64url; shown once, null in a replayed answer and for other algorithms."
    )
    audience: str = Field(description="`aud` of its assertions.")
    replayed: bool = False

    @classmethod
    def with_secret(cls, row: AssertionKey, secret: str | None, audience: str) -> Self:
        shown = AssertionKeyOut.model_validate(row).model_dump()
        return cls(**shown, secret=secret, audience=audience)


@router.post(
    "",
    status_code=201,
    operation_id="registerAssertionKey",
    summary="Register an assertion key",
    description="The key by which a storefront's assertions of signed-in sessions are checked (art. 12(6)).",
    responses=problems(InvalidInput, Forbidden),
)
@shows_secret("secret")
async def register(body: AssertionKeyIn, ctx: Operation, response: Response) -> NewAssertionKeyOut:
    row, secret = await assertions.register_key(
        ctx,
        client=body.client,
        issuer=body.issuer,
        algorithm=body.algorithm,
        public_key=body.public_key,
        expires_at=body.expires_at,
    )
    response.headers["Location"] = f"/v1/assertion-keys/{row.id}"
    return NewAssertionKeyOut.with_secret(row, secret, ctx.policy.identity.audience)


@router.get(
    "",
    operation_id="listAssertionKeys",
    summary="List the assertion keys",
    description="Public parts only (art. 32).",
    responses=problems(Forbidden),
)
async def list_keys(ctx: Operation) -> list[AssertionKeyOut]:
    return [AssertionKeyOut.model_validate(row) for row in await assertions.list_keys(ctx)]


@router.post(
    "/{assertion_key_id}/revocation",
    operation_id="revokeAssertionKey",
    summary="Revoke an assertion key",
    description="From the next call on nothing signed with it is accepted (art. 32).",
    responses=problems(NotFound, Forbidden),
)
async def revoke(assertion_key_id: UUID, ctx: Operation) -> AssertionKeyOut:
    return AssertionKeyOut.model_validate(await assertions.revoke_key(ctx, assertion_key_id))
