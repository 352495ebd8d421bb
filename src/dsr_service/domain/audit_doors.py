"""Audit events of credentials and of documents that wait for the malware scanner."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class IdentityDocumentHeld(AuditEvent):
    """The malware scanner did not answer."""

    document_id: UUID


@dataclass(frozen=True, slots=True)
class IdentityDocumentScanned(AuditEvent):
    """The scanner's answer for a document that was held."""

    document_id: UUID
    infected: bool


@dataclass(frozen=True, slots=True)
class SealingKeysExported(AuditEvent):
    """An operator took the keys of a request's sealed files out of the service."""

    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeysSwept(AuditEvent):
    """Keys of the key store that no row names were deleted."""

    keys: int


@dataclass(frozen=True, slots=True)
class ApiKeyRotated(AuditEvent):
    """Both keys open until the old one's end."""

    key_id: UUID
    successor_id: UUID
