"""API keys: made once, stored as a keyed hash, checked on every call."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Actor, Permission, Role
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import new_id
from dsr_service.services import audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import api_keys as storage
from dsr_service.storage.tables import ApiKey

KEY_ROLES: Final = (Role.STOREFRONT, Role.STAFF, Role.DPO, Role.AUDITOR)


def digest(key: str, pepper: bytes) -> bytes:
    """256 random bits need no slow hash: a keyed one keeps a stolen table useless."""
    return hmac.digest(pepper, key.encode(), hashlib.sha256)


async def create(
    ctx: OperationContext,
    role: Role,
    *,
    name: str,
    client: str | None = None,
    scopes: Sequence[Permission] = (),
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key. The second value is the key itself: shown once, stored nowhere."""
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    if role not in KEY_ROLES:
        raise InvalidInput(violations=[Violation("No key is made for this role.", "/role")])
    secret = f"dsr_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=new_id(ctx.now),
        digest=digest(secret, ctx.policy.api_key_pepper),
        prefix=secret[:8],
        name=name,
        role=role,
        client=client or name,
        scopes=sorted(scopes),
        created_at=ctx.now,
        created_by=ctx.actor.id,
        expires_at=expires_at,
    )
    ctx.session.add(key)
    await ctx.session.flush()
    await audit.record(ctx, events.ApiKeyCreated(None, key.id, role))
    return key, secret


async def revoke(ctx: OperationContext, key_id: UUID) -> ApiKey:
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    key = await ctx.session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = ctx.now
        await audit.record(ctx, events.ApiKeyRevoked(None, key.id))
    return key


async def list_keys(ctx: OperationContext) -> Sequence[ApiKey]:
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    return await storage.all_keys(ctx.session)


def actor_of(key: ApiKey, now: datetime) -> Actor | None:
    """Who bears this key; None when it has expired or was revoked."""
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        return None
    return Actor(key.role, f"key:{key.id}", key.client, frozenset(Permission(s) for s in key.scopes))
