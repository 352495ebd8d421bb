"""Looking at an identity copy: for a reason, counted, audited before the first byte, by a short-lived address."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import NotFound
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.identity.documents import (
    DocumentDestroyed,
    DocumentHeld,
    DocumentStatus,
    ViewExpired,
    ViewQuotaExceeded,
)
from dsr_service.services import audit, identity_documents, sealing_keys
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.sealed_documents import SealedDocument
from dsr_service.storage import identity_documents as documents
from dsr_service.storage import identity_views as storage
from dsr_service.storage.tables import IdentityDocumentView

LIFETIME: Final = timedelta(minutes=2)
HOURLY_QUOTA: Final = 20  # of one person; more is no review any more but a collection


@dataclass(frozen=True, slots=True)
class OpenedView:
    """The address's secret, shown once, and how many pages there are."""

    view: IdentityDocumentView
    token: str
    pages: int


@dataclass(frozen=True, slots=True)
class SealedPage:
    """A page of the raster, and what is written across it."""

    page: SealedDocument
    key: SealingKey
    watermark: str


async def open_view(ctx: OperationContext, request_id: UUID, document_id: UUID, reason: str) -> OpenedView:
    """Ask to look at a copy. Raises DocumentDestroyed, DocumentHeld, ViewQuotaExceeded."""
    authorize(ctx.actor, Permission.VIEW_IDENTITY_DOCUMENT)
    document = await identity_documents.read(ctx, request_id, document_id)
    if document.files is None:
        raise DocumentDestroyed
    if document.status is DocumentStatus.HELD:
        raise DocumentHeld
    if await storage.count_since(ctx.session, ctx.actor.id, ctx.now - timedelta(hours=1)) >= HOURLY_QUOTA:
        raise ViewQuotaExceeded(retry_after=3600)
    token = secrets.token_urlsafe(32)
    view = IdentityDocumentView(
        id=new_id(ctx.now),
        document_id=document.id,
        viewer=ctx.actor.id,
        reason=reason,
        token_digest=_digest(token),
        created_at=ctx.now,
        expires_at=ctx.now + LIFETIME,
    )
    ctx.session.add(view)
    await ctx.session.flush()
    await audit.record(ctx, events.IdentityDocumentViewed(request_id, document.id, view.id))
    return OpenedView(view, token, len(document.files["pages"]))


async def page_of(ctx: OperationContext, token: str, number: int) -> SealedPage:
    """The page behind an address: who knows it may look, until it expires. Raises ViewExpired, NotFound."""
    view = await storage.by_digest(ctx.session, _digest(token))
    if view is None:
        raise NotFound
    if view.expires_at <= ctx.now:
        raise ViewExpired
    document = await documents.get(ctx.session, view.document_id)
    if document is None or document.files is None:
        raise DocumentDestroyed
    pages = document.files["pages"]
    if not 0 <= number < len(pages):
        raise NotFound
    purpose = identity_documents.purpose_of(document.id)
    return SealedPage(
        page=SealedDocument.of(pages[number]),
        key=await sealing_keys.load(ctx, document.request_id, purpose),
        watermark=f"{view.viewer} {view.created_at:%Y-%m-%d %H:%M:%S} UTC",
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
