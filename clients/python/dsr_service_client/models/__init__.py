"""Contains all the data models used in inputs/outputs"""

from .accept_in import AcceptIn
from .access_particulars import AccessParticulars
from .agent_in import AgentIn
from .agent_in_relation import AgentInRelation
from .api_key_in import ApiKeyIn
from .api_key_in_role import ApiKeyInRole
from .api_key_out import ApiKeyOut
from .assignment_in import AssignmentIn
from .body_upload_identity_documents import BodyUploadIdentityDocuments
from .channel import Channel
from .checks_in import ChecksIn
from .clock_out import ClockOut
from .compute_deadline_body import ComputeDeadlineBody
from .compute_deadline_body_rules import ComputeDeadlineBodyRules
from .compute_deadline_body_rules_asking_end import ComputeDeadlineBodyRulesAskingEnd
from .compute_deadline_body_rules_suspensions_counted import ComputeDeadlineBodyRulesSuspensionsCounted
from .compute_deadline_body_suspensions_item import ComputeDeadlineBodySuspensionsItem
from .compute_deadline_body_suspensions_item_cause import ComputeDeadlineBodySuspensionsItemCause
from .computed_out import ComputedOut
from .consent_particulars import ConsentParticulars
from .correction import Correction
from .data_map_in import DataMapIn
from .data_map_out import DataMapOut
from .days_used import DaysUsed
from .deadline_out import DeadlineOut
from .deadline_report_out import DeadlineReportOut
from .decided_out import DecidedOut
from .discard_in import DiscardIn
from .discard_reason import DiscardReason
from .discarded_out import DiscardedOut
from .dispatch_in import DispatchIn
from .document_status import DocumentStatus
from .doubtless_out import DoubtlessOut
from .download_export_format import DownloadExportFormat
from .entry_in import EntryIn
from .entry_in_entry import EntryInEntry
from .entry_out import EntryOut
from .entry_out_entry import EntryOutEntry
from .erasure_particulars import ErasureParticulars
from .erasure_particulars_ground_type_0 import ErasureParticularsGroundType0
from .event_out import EventOut
from .event_out_data import EventOutData
from .explanation_out import ExplanationOut
from .explanation_out_text import ExplanationOutText
from .explanation_out_values import ExplanationOutValues
from .export_out import ExportOut
from .extension_ground import ExtensionGround
from .extension_in import ExtensionIn
from .extension_out import ExtensionOut
from .figures import Figures
from .fulfilment_out import FulfilmentOut
from .ground_out import GroundOut
from .identifier_in import IdentifierIn
from .identifier_out import IdentifierOut
from .identity_document_out import IdentityDocumentOut
from .identity_document_out_checks_type_0 import IdentityDocumentOutChecksType0
from .identity_out import IdentityOut
from .identity_request_in import IdentityRequestIn
from .invalid_part import InvalidPart
from .invalid_part_in import InvalidPartIn
from .job_out import JobOut
from .job_out_payload import JobOutPayload
from .job_state import JobState
from .list_requests_sort import ListRequestsSort
from .liveness import Liveness
from .mark_kind import MarkKind
from .mark_out import MarkOut
from .message_out import MessageOut
from .month_figures import MonthFigures
from .new_api_key_out import NewApiKeyOut
from .notice_figures import NoticeFigures
from .objection_particulars import ObjectionParticulars
from .outcome import Outcome
from .package_status import PackageStatus
from .page_decided_out import PageDecidedOut
from .page_job_out import PageJobOut
from .page_previewed_row import PagePreviewedRow
from .page_redaction_out import PageRedactionOut
from .page_request_out import PageRequestOut
from .part_out import PartOut
from .particulars import Particulars
from .permission import Permission
from .portability_particulars import PortabilityParticulars
from .previewed_row import PreviewedRow
from .previewed_row_values import PreviewedRowValues
from .problem import Problem
from .readiness import Readiness
from .readiness_checks import ReadinessChecks
from .readiness_status import ReadinessStatus
from .redaction_out import RedactionOut
from .redaction_target import RedactionTarget
from .redactions_in import RedactionsIn
from .refusal_in import RefusalIn
from .reject_in import RejectIn
from .rejection_reason import RejectionReason
from .request_in import RequestIn
from .request_out import RequestOut
from .request_out_agent_type_0 import RequestOutAgentType0
from .restriction_particulars import RestrictionParticulars
from .restriction_particulars_ground_type_0 import RestrictionParticularsGroundType0
from .review_particulars import ReviewParticulars
from .right import Right
from .right_figures import RightFigures
from .right_out import RightOut
from .right_out_particulars import RightOutParticulars
from .role import Role
from .search_in import SearchIn
from .settlement_in import SettlementIn
from .status import Status
from .step_out import StepOut
from .step_outcome import StepOutcome
from .subject_in import SubjectIn
from .subject_out import SubjectOut
from .suspension_cause import SuspensionCause
from .suspension_figures import SuspensionFigures
from .suspension_in import SuspensionIn
from .suspension_out import SuspensionOut
from .verification_in import VerificationIn
from .verification_in_method import VerificationInMethod
from .view_in import ViewIn
from .view_out import ViewOut
from .view_reason import ViewReason
from .what_if_out import WhatIfOut

__all__ = (
    "AcceptIn",
    "AccessParticulars",
    "AgentIn",
    "AgentInRelation",
    "ApiKeyIn",
    "ApiKeyInRole",
    "ApiKeyOut",
    "AssignmentIn",
    "BodyUploadIdentityDocuments",
    "Channel",
    "ChecksIn",
    "ClockOut",
    "ComputeDeadlineBody",
    "ComputeDeadlineBodyRules",
    "ComputeDeadlineBodyRulesAskingEnd",
    "ComputeDeadlineBodyRulesSuspensionsCounted",
    "ComputeDeadlineBodySuspensionsItem",
    "ComputeDeadlineBodySuspensionsItemCause",
    "ComputedOut",
    "ConsentParticulars",
    "Correction",
    "DataMapIn",
    "DataMapOut",
    "DaysUsed",
    "DeadlineOut",
    "DeadlineReportOut",
    "DecidedOut",
    "DiscardedOut",
    "DiscardIn",
    "DiscardReason",
    "DispatchIn",
    "DocumentStatus",
    "DoubtlessOut",
    "DownloadExportFormat",
    "EntryIn",
    "EntryInEntry",
    "EntryOut",
    "EntryOutEntry",
    "ErasureParticulars",
    "ErasureParticularsGroundType0",
    "EventOut",
    "EventOutData",
    "ExplanationOut",
    "ExplanationOutText",
    "ExplanationOutValues",
    "ExportOut",
    "ExtensionGround",
    "ExtensionIn",
    "ExtensionOut",
    "Figures",
    "FulfilmentOut",
    "GroundOut",
    "IdentifierIn",
    "IdentifierOut",
    "IdentityDocumentOut",
    "IdentityDocumentOutChecksType0",
    "IdentityOut",
    "IdentityRequestIn",
    "InvalidPart",
    "InvalidPartIn",
    "JobOut",
    "JobOutPayload",
    "JobState",
    "ListRequestsSort",
    "Liveness",
    "MarkKind",
    "MarkOut",
    "MessageOut",
    "MonthFigures",
    "NewApiKeyOut",
    "NoticeFigures",
    "ObjectionParticulars",
    "Outcome",
    "PackageStatus",
    "PageDecidedOut",
    "PageJobOut",
    "PagePreviewedRow",
    "PageRedactionOut",
    "PageRequestOut",
    "Particulars",
    "PartOut",
    "Permission",
    "PortabilityParticulars",
    "PreviewedRow",
    "PreviewedRowValues",
    "Problem",
    "Readiness",
    "ReadinessChecks",
    "ReadinessStatus",
    "RedactionOut",
    "RedactionsIn",
    "RedactionTarget",
    "RefusalIn",
    "RejectIn",
    "RejectionReason",
    "RequestIn",
    "RequestOut",
    "RequestOutAgentType0",
    "RestrictionParticulars",
    "RestrictionParticularsGroundType0",
    "ReviewParticulars",
    "Right",
    "RightFigures",
    "RightOut",
    "RightOutParticulars",
    "Role",
    "SearchIn",
    "SettlementIn",
    "Status",
    "StepOut",
    "StepOutcome",
    "SubjectIn",
    "SubjectOut",
    "SuspensionCause",
    "SuspensionFigures",
    "SuspensionIn",
    "SuspensionOut",
    "VerificationIn",
    "VerificationInMethod",
    "ViewIn",
    "ViewOut",
    "ViewReason",
    "WhatIfOut",
)
