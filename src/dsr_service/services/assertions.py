"""Assertions of signed-in sessions: the keys they are signed with, and using one up."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dsr_service.domain.actors import Permission, Role
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.assertions import (
    Algorithm,
    AssertionRefused,
    AssertionUsed,
    Expected,
    checked,
)
from dsr_service.formats import signed_assertions
from dsr_service.services import audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import assertions as storage
from dsr_service.storage.tables import AssertionKey


async def register_key(
    ctx: OperationContext,
    *,
    client: str,
    issuer: str | None,
    algorithm: Algorithm,
    public_key: Mapping[str, Any] | None,
    expires_at: datetime | None,
) -> tuple[AssertionKey, str | None]:
    """Register a storefront's key. The second value is the secret of an HS256 key: shown once, stored nowhere."""
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    key_id = new_id(ctx.now)
    secret = None
    if algorithm is Algorithm.HS256:
        if public_key is not None:
            raise InvalidInput(
                violations=[Violation("The service makes the secret of an HS256 key.", "/public_key")]
            )
        derived = signed_assertions.shared_secret(ctx.policy.identity.assertion_root, str(key_id))
        secret = base64.urlsafe_b64encode(derived).rstrip(b"=").decode()
    else:
        try:
            public_key = signed_assertions.public_key(algorithm, public_key or {})
        except signed_assertions.KeyRefused as error:
            raise InvalidInput(violations=[Violation(str(error), "/public_key")]) from error
    key = AssertionKey(
        id=key_id,
        client=client,
        issuer=issuer or client,
        algorithm=algorithm,
        public_key=dict(public_key) if public_key else None,
        created_at=ctx.now,
        created_by=ctx.actor.id,
        expires_at=expires_at,
    )
    ctx.session.add(key)
    await ctx.session.flush()
    await audit.record(ctx, identity_events.AssertionKeyRegistered(None, key.id, algorithm))
    return key, secret


async def list_keys(ctx: OperationContext) -> Sequence[AssertionKey]:
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    return await storage.keys(ctx.session)


async def revoke_key(ctx: OperationContext, key_id: UUID) -> AssertionKey:
    """From now on nothing signed with it is accepted."""
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    key = await storage.key(ctx.session, key_id)
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = ctx.now
        await audit.record(ctx, identity_events.AssertionKeyRevoked(None, key.id))
    return key


async def use(
    ctx: OperationContext,
    token: str,
    *,
    client: str,
    body_sha256: str | None,
    request_id: UUID | None,
    identifiers: Sequence[SubjectIdentifier],
) -> None:
    """Accept an assertion about one submission, once. Raises AssertionRefused, AssertionUsed.

    The key must be of the integration that submitted: another shop's session says nothing of this one's customers.
    """
    key = await _key(ctx, token)
    if key.client != client or (ctx.actor.role is Role.STOREFRONT and ctx.actor.client != client):
        raise AssertionRefused("client", "This key is not registered for the client that submitted.")
    if body_sha256 is None:
        raise AssertionRefused("body", "The request's own submission is not known.")
    secret = signed_assertions.shared_secret(ctx.policy.identity.assertion_root, str(key.id))
    claims = signed_assertions.claims_of(token, key.algorithm, key.public_key, secret)
    assertion = checked(
        claims,
        Expected(
            issuer=key.issuer,
            audience=ctx.policy.identity.audience,
            body_sha256=body_sha256,
            request_id=str(request_id) if request_id else None,
            identifiers=identifiers,
            now=ctx.now,
        ),
    )
    digest = hashlib.sha256(assertion.jti.encode()).digest()
    if not await storage.use_up(ctx.session, key.id, digest, assertion.expires_at):
        raise AssertionUsed


async def _key(ctx: OperationContext, token: str) -> AssertionKey:
    try:
        key_id = UUID(signed_assertions.key_id_of(token))
    except ValueError:
        raise AssertionRefused("key", "The header names no registered key (`kid`).") from None
    key = await storage.key(ctx.session, key_id)
    if (
        key is None
        or key.revoked_at is not None
        or (key.expires_at is not None and key.expires_at <= ctx.now)
    ):
        raise AssertionRefused("key", "The header names no registered key (`kid`).")
    return key
