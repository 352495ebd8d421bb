"""The keys of one request's sealed files in the clear: what a public tool opens them with, without this service."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.audit_doors import SealingKeysExported
from dsr_service.services import audit, sealing_keys, subject_requests
from dsr_service.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class ExportedKey:
    purpose: str  # identity_document.<id>, export_package.<id>: the id is part of the files' names
    recipient: str
    identity: str  # AGE-SECRET-KEY-1...


async def export(runtime: Runtime, request_id: UUID) -> list[ExportedKey]:
    """Of those that are not shredded. Audited before the first key is out. Raises NotFound, KeyRefused."""
    async with runtime.operation(SYSTEM) as ctx:
        await subject_requests.read(ctx, request_id)
        rows = await sealing_keys.of_request(ctx, request_id)
        await audit.record(ctx, SealingKeysExported(request_id, tuple(row.purpose for row in rows)))
    return [
        ExportedKey(row.purpose, row.recipient, await runtime.sealed.identity(sealing_keys.of_row(row)))
        for row in rows
    ]
