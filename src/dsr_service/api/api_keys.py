"""API keys over HTTP: make, list, rotate, revoke."""

from datetime import datetime, timedelta
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute, shows_secret
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Instant, ShortText, View
from dsr_service.domain.actors import Permission, Role
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.services import api_keys
from dsr_service.storage.tables import ApiKey

router = APIRouter(prefix="/v1/api-keys", route_class=OperationRoute, dependencies=SECURED, tags=["API keys"])


class ApiKeyIn(Body):
    role: Literal[Role.STOREFRONT, Role.STAFF, Role.DPO, Role.AUDITOR] = Field(examples=["storefront"])
    name: ShortText = Field(examples=["storefront-2026"])
    client: ShortText | None = Field(
        None,
        description="Keys of one client see the same requests, so that several servers may have a key each.",
    )
    scopes: list[Permission] = Field(
        default_factory=list,
        max_length=len(Permission),
        description="Narrows the role to these of its permissions; empty: all of them.",
    )
    expires_at: Instant | None = None


class KeyRotationIn(Body):
    overlap_hours: int = Field(
        24,
        ge=0,
        le=720,
        strict=True,
        description="How long the old key still opens; 0: from now on only the new one does.",
    )
    expires_at: Instant | None = Field(None, description="When the new key expires; null: never.")


class ApiKeyOut(View):
    id: UUID
    prefix: str
    name: str
    role: Role
    client: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To within five minutes.")
    rotated_from: UUID | None


class NewApiKeyOut(ApiKeyOut):
    key: str | None = Field(description="Shown once; null in a replayed answer.")
    replayed: bool = False

    @classmethod
    def with_secret(cls, row: ApiKey, secret: str) -> Self:
        return cls(**ApiKeyOut.model_validate(row).model_dump(), key=secret)


@router.post(
    "",
    status_code=201,
    operation_id="createApiKey",
    summary="Make an API key",
    description="The key is shown in this answer only (security of processing, art. 32).",
    responses=problems(InvalidInput, Forbidden),
)
@shows_secret("key")
async def create(body: ApiKeyIn, ctx: Operation, response: Response) -> NewApiKeyOut:
    row, secret = await api_keys.create(
        ctx, body.role, name=body.name, client=body.client, scopes=body.scopes, expires_at=body.expires_at
    )
    response.headers["Location"] = f"/v1/api-keys/{row.id}"
    return NewApiKeyOut.with_secret(row, secret)


@router.get(
    "",
    operation_id="listApiKeys",
    summary="List the API keys",
    description="Without the keys themselves (art. 32).",
    responses=problems(Forbidden),
)
async def list_keys(ctx: Operation) -> list[ApiKeyOut]:
    return [ApiKeyOut.model_validate(row) for row in await api_keys.list_keys(ctx)]


@router.post(
    "/{key_id}/rotation",
    status_code=201,
    operation_id="rotateApiKey",
    summary="Replace an API key",
    description="A new key with the same role, client and scopes, shown in this answer only; the old one ends after "
    "the overlap, so that servers can change over one by one (art. 32).",
    responses=problems(NotFound, Forbidden, InvalidInput, api_keys.ApiKeyEnded),
)
@shows_secret("key")
async def rotate(key_id: UUID, body: KeyRotationIn, ctx: Operation, response: Response) -> NewApiKeyOut:
    row, secret = await api_keys.rotate(
        ctx, key_id, overlap=timedelta(hours=body.overlap_hours), expires_at=body.expires_at
    )
    response.headers["Location"] = f"/v1/api-keys/{row.id}"
    return NewApiKeyOut.with_secret(row, secret)


@router.post(
    "/{key_id}/revocation",
    operation_id="revokeApiKey",
    summary="Revoke an API key",
    description="From the next call on it opens nothing (art. 32).",
    responses=problems(NotFound, Forbidden),
)
async def revoke(key_id: UUID, ctx: Operation) -> ApiKeyOut:
    return ApiKeyOut.model_validate(await api_keys.revoke(ctx, key_id))
