"""From a credential to an Actor: API keys by their keyed hash, tokens of the identity provider by its signature."""

from dataclasses import replace
from typing import Final

from fastapi import Request
from fastapi.security import HTTPBearer

from dsr_service.api.problems import ApiError
from dsr_service.domain.actors import Actor
from dsr_service.domain.errors import Kind
from dsr_service.domain.identity.access_links import SESSION_PREFIX
from dsr_service.services import access_links, api_keys
from dsr_service.services.context import OperationContext
from dsr_service.services.runtime import Runtime
from dsr_service.storage import api_keys as storage

_LONGEST: Final = 8192  # tokens that name a person's groups are long

# Only for the OpenAPI document: `authenticate` below is what checks.
BEARER: Final = HTTPBearer(
    auto_error=False,
    description="An API key (`dsr_...`), made by `dsr keys create` or `POST /v1/api-keys`; for people "
    "also an access token of a configured OpenID Connect provider.",
)


class CredentialRefused(ApiError):
    code = "unauthenticated"
    kind = Kind.UNAUTHENTICATED
    title = "A valid credential is needed."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="dsr"'})


def credential_of(request: Request) -> str:
    """The bearer credential. Raises CredentialRefused when there is none, or more than one."""
    given = request.headers.getlist("authorization")
    if len(given) != 1:
        raise CredentialRefused
    scheme, _, credential = given[0].partition(" ")
    credential = credential.strip()
    if scheme.lower() != "bearer" or not credential.isascii() or not 20 <= len(credential) <= _LONGEST:
        raise CredentialRefused
    return credential


async def person_of(runtime: Runtime, credential: str) -> Actor | None:
    """Whom a provider's token is about; None for a key of ours. To be asked outside any transaction.

    Raises CredentialRefused, Forbidden, IdentityProviderUnavailable.
    """
    if runtime.tokens is None or credential.count(".") != 2:
        return None
    actor = await runtime.tokens.actor_of(credential, runtime.clock.now())
    if actor is None:
        raise CredentialRefused
    return actor


async def authenticate(ctx: OperationContext, credential: str, person: Actor | None) -> OperationContext:
    """The operation in the name of the person, or of whoever bears the session or key. Raises CredentialRefused."""
    if person is not None:
        return replace(ctx, actor=person)
    if credential.startswith(SESSION_PREFIX):
        subject = await access_links.actor_of(ctx, credential)
        if subject is None:
            raise CredentialRefused
        return replace(ctx, actor=subject)
    key = await storage.by_digest(ctx.session, api_keys.digest(credential, ctx.policy.api_key_pepper))
    actor = api_keys.actor_of(key, ctx.now) if key else None
    if key is None or actor is None:
        raise CredentialRefused
    await api_keys.note_use(ctx, key)
    return replace(ctx, actor=actor)
