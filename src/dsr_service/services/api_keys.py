"""API keys: made once, stored as a keyed hash, checked on every call."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain import audit_doors as doors
from dsr_service.domain.actors import PERMISSIONS, Actor, Permission, Role
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.identifiers import new_id
from dsr_service.services import audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import api_keys as storage
from dsr_service.storage.tables import ApiKey

LONGEST_OVERLAP: Final = timedelta(days=30)
USE_NOTED_EVERY: Final = timedelta(minutes=5)  # finer would be a write with every call
KEY_ROLES: Final = (Role.STOREFRONT, Role.STAFF, Role.DPO, Role.AUDITOR)


class ApiKeyEnded(DsrError):
    code = "api_key_ended"
    kind = Kind.CONFLICT
    title = "This key has expired or was revoked: make a new one."


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
    beyond = [position for position, scope in enumerate(scopes) if scope not in PERMISSIONS[role]]
    if beyond:
        raise InvalidInput(
            violations=[Violation("The role does not hold this permission.", f"/scopes/{n}") for n in beyond]
        )
    if expires_at is not None and expires_at <= ctx.now:
        raise InvalidInput(violations=[Violation("This instant has passed.", "/expires_at")])
    key, secret = _made(ctx, role, name, client or name, sorted(scopes), expires_at)
    ctx.session.add(key)
    await ctx.session.flush()
    await audit.record(ctx, events.ApiKeyCreated(None, key.id, role))
    return key, secret


def _made(
    ctx: OperationContext,
    role: Role,
    name: str,
    client: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
    rotated_from: UUID | None = None,
) -> tuple[ApiKey, str]:
    secret = f"dsr_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=new_id(ctx.now),
        digest=digest(secret, ctx.policy.api_key_pepper),
        prefix=secret[:8],
        name=name,
        role=role,
        client=client,
        scopes=list(scopes),
        created_at=ctx.now,
        created_by=ctx.actor.id,
        expires_at=expires_at,
        rotated_from=rotated_from,
    )
    return key, secret


async def rotate(
    ctx: OperationContext, key_id: UUID, *, overlap: timedelta, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A successor with the same rights; the old key opens for as long as the overlap, so that no call fails.

    Raises NotFound, ApiKeyEnded, InvalidInput.
    """
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise InvalidInput(violations=[Violation("At most 720 hours.", "/overlap_hours")])
    old = await ctx.session.get(ApiKey, key_id, with_for_update=True, populate_existing=True)
    if old is None:
        raise NotFound
    if actor_of(old, ctx.now) is None:
        raise ApiKeyEnded
    if expires_at is not None and expires_at <= ctx.now:
        raise InvalidInput(violations=[Violation("This instant has passed.", "/expires_at")])
    key, secret = _made(ctx, old.role, old.name, old.client, old.scopes, expires_at, rotated_from=old.id)
    ctx.session.add(key)
    ends = ctx.now + overlap
    old.expires_at = ends if old.expires_at is None else min(old.expires_at, ends)
    await ctx.session.flush()
    await audit.record(ctx, doors.ApiKeyRotated(None, old.id, key.id))
    return key, secret


async def note_use(ctx: OperationContext, key: ApiKey) -> None:
    """When the key was last used, to within a few minutes; calls at the same time don't wait for one another."""
    if key.last_used_at is None or ctx.now - key.last_used_at >= USE_NOTED_EVERY:
        await storage.note_use(ctx.session, key.id, ctx.now)


async def revoke(ctx: OperationContext, key_id: UUID) -> ApiKey:
    authorize(ctx.actor, Permission.MANAGE_API_KEYS)
    key = await ctx.session.get(ApiKey, key_id, with_for_update=True, populate_existing=True)
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
