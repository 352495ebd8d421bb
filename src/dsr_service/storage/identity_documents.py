"""Identity documents: reading and counting."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.identity.documents import WAITING
from dsr_service.domain.rectifications import EVIDENCE_KIND
from dsr_service.storage.tables import IdentityDocument


async def get(session: AsyncSession, document_id: UUID) -> IdentityDocument | None:
    return await session.get(IdentityDocument, document_id)


async def get_for_update(session: AsyncSession, document_id: UUID) -> IdentityDocument | None:
    """As it stands once it is ours: what this session read before may be of before another's commit."""
    return await session.get(IdentityDocument, document_id, with_for_update=True, populate_existing=True)


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[IdentityDocument]:
    query = (
        select(IdentityDocument)
        .where(IdentityDocument.request_id == request_id)
        .order_by(IdentityDocument.id)
    )
    return (await session.scalars(query)).all()


async def count(session: AsyncSession, request_id: UUID) -> int:
    query = select(func.count()).where(IdentityDocument.request_id == request_id)
    return await session.scalar(query) or 0


async def count_waiting(session: AsyncSession, request_id: UUID) -> int:
    """Of those that show who somebody is."""
    query = select(func.count()).where(
        IdentityDocument.request_id == request_id,
        IdentityDocument.status.in_(WAITING),
        IdentityDocument.kind != EVIDENCE_KIND,
    )
    return await session.scalar(query) or 0


async def named_blobs(session: AsyncSession) -> set[str]:
    """The blobs of copies that are not destroyed: few, since a verdict destroys them."""
    found = await session.scalars(select(IdentityDocument.files).where(IdentityDocument.files.is_not(None)))
    return {file["key"] for files in found if files for file in (files["original"], *files["pages"])}
