"""The tables, one module per noun; importing this package registers them all with `Base.metadata`."""

from dsr_service.storage.tables.api_keys import ApiKey, IdempotencyRecord
from dsr_service.storage.tables.audit import AuditRecord
from dsr_service.storage.tables.deadlines import (
    DeadlineMarkRow,
    DeadlineRecomputation,
    DeadlineRow,
    SuspensionRow,
)
from dsr_service.storage.tables.erasures import (
    CategoryDecision,
    Erasure,
    ErasureLedgerEntry,
    ErasureSource,
    KeptData,
)
from dsr_service.storage.tables.fees import Fee
from dsr_service.storage.tables.fulfilment import ExportPackage, ExportRedaction, FulfilmentStep
from dsr_service.storage.tables.identity import IdentityDocument, IdentityDocumentView, RequestKey
from dsr_service.storage.tables.identity_proofs import AssertionKey, IdentityProof, UsedAssertion
from dsr_service.storage.tables.jobs import JobRow, JobScheduleRow
from dsr_service.storage.tables.known_channels import (
    AccessLink,
    ChannelSearch,
    IdentityCode,
    KnownChannelRow,
    SubjectSession,
)
from dsr_service.storage.tables.outside_answers import FulfilmentGap, ManualTask, ProcessorOrder
from dsr_service.storage.tables.recipient_notices import RecipientNotice
from dsr_service.storage.tables.registers import (
    DataMapProposal,
    DataMapVersion,
    PolicyRow,
    ProcessingActivityRow,
    RecipientRow,
)
from dsr_service.storage.tables.release_holds import ReleaseHold
from dsr_service.storage.tables.requester_evidence import RequesterEvidence
from dsr_service.storage.tables.restrictions import RestrictedIdentifier, Restriction, Suppression
from dsr_service.storage.tables.retention import LegalHold, RetentionRulesVersion
from dsr_service.storage.tables.source_changes import Rectification, SourceChange
from dsr_service.storage.tables.subject_requests import (
    Mailing,
    Message,
    RequestedRight,
    Subject,
    SubjectIdentifierRow,
    SubjectRequest,
)
from dsr_service.storage.tables.transfers import ExportTransfer
from dsr_service.storage.tables.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "AccessLink",
    "ApiKey",
    "AssertionKey",
    "AuditRecord",
    "CategoryDecision",
    "ChannelSearch",
    "DataMapProposal",
    "DataMapVersion",
    "DeadlineMarkRow",
    "DeadlineRecomputation",
    "DeadlineRow",
    "Erasure",
    "ErasureLedgerEntry",
    "ErasureSource",
    "ExportPackage",
    "ExportRedaction",
    "ExportTransfer",
    "Fee",
    "FulfilmentGap",
    "FulfilmentStep",
    "IdempotencyRecord",
    "IdentityCode",
    "IdentityDocument",
    "IdentityDocumentView",
    "IdentityProof",
    "JobRow",
    "JobScheduleRow",
    "KeptData",
    "KnownChannelRow",
    "LegalHold",
    "Mailing",
    "ManualTask",
    "Message",
    "PolicyRow",
    "ProcessingActivityRow",
    "ProcessorOrder",
    "RecipientNotice",
    "RecipientRow",
    "Rectification",
    "ReleaseHold",
    "RequestKey",
    "RequestedRight",
    "RequesterEvidence",
    "RestrictedIdentifier",
    "Restriction",
    "RetentionRulesVersion",
    "SourceChange",
    "Subject",
    "SubjectIdentifierRow",
    "SubjectRequest",
    "SubjectSession",
    "Suppression",
    "SuspensionRow",
    "UsedAssertion",
    "WebhookDelivery",
    "WebhookEndpoint",
]
