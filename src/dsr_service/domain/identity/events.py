"""Audit events of identity: proofs, known channels, links, holds. Ids and codes; never personal data."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class AssertionKeyRegistered(AuditEvent):
    key_id: UUID
    algorithm: str


@dataclass(frozen=True, slots=True)
class AssertionKeyRevoked(AuditEvent):
    key_id: UUID


@dataclass(frozen=True, slots=True)
class ProofRefused(AuditEvent):
    """An assertion or a code did not prove what it was to prove."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class KnownChannelRecorded(AuditEvent):
    channel_id: UUID
    origin: str
    standing: str


@dataclass(frozen=True, slots=True)
class KnownChannelConfirmed(AuditEvent):
    channel_id: UUID


@dataclass(frozen=True, slots=True)
class KnownChannelsNotified(AuditEvent):
    """All known channels were told that data are to be given out; nothing leaves before `until`."""

    until: str


@dataclass(frozen=True, slots=True)
class IdentityCodeAsked(AuditEvent):
    code_id: UUID


@dataclass(frozen=True, slots=True)
class AccessLinkAsked(AuditEvent):
    link_id: UUID


@dataclass(frozen=True, slots=True)
class AccessLinkOpened(AuditEvent):
    link_id: UUID


@dataclass(frozen=True, slots=True)
class ReleaseChannelMissing(AuditEvent):
    """No channel known from before the request may carry the answer: a person has to check one."""


@dataclass(frozen=True, slots=True)
class ReleaseHeld(AuditEvent):
    """The identity rests on a document alone: the package waits until the known channels were told."""


@dataclass(frozen=True, slots=True)
class RequestDisavowed(AuditEvent):
    """Somebody reached through a known channel says that the request is not theirs."""


@dataclass(frozen=True, slots=True)
class MailHeld(AuditEvent):
    """The recipient has had the day's mails."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class EvidenceReviewed(AuditEvent):
    """One piece of what somebody shows who asks for another."""

    kind: str
    status: str
