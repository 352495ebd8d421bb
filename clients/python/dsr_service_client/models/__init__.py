"""Contains all the data models used in inputs/outputs"""

from .access_particulars import AccessParticulars
from .agent_in import AgentIn
from .agent_in_relation import AgentInRelation
from .api_key_in import ApiKeyIn
from .api_key_out import ApiKeyOut
from .assignment_in import AssignmentIn
from .body_upload_identity_documents import BodyUploadIdentityDocuments
from .channel import Channel
from .checks_in import ChecksIn
from .clock_out import ClockOut
from .clock_out_computed import ClockOutComputed
from .compute_deadline_body import ComputeDeadlineBody
from .compute_deadline_response_computedeadline import ComputeDeadlineResponseComputedeadline
from .consent_particulars import ConsentParticulars
from .correction import Correction
from .data_map_in import DataMapIn
from .data_map_out import DataMapOut
from .deadline_out import DeadlineOut
from .document_status import DocumentStatus
from .download_export_format import DownloadExportFormat
from .entry_in import EntryIn
from .entry_in_entry import EntryInEntry
from .entry_out import EntryOut
from .entry_out_entry import EntryOutEntry
from .erasure_particulars import ErasureParticulars
from .erasure_particulars_ground_type_0 import ErasureParticularsGroundType0
from .event_out import EventOut
from .event_out_data import EventOutData
from .export_out import ExportOut
from .extension_ground import ExtensionGround
from .extension_in import ExtensionIn
from .extension_out import ExtensionOut
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
from .list_requests_sort import ListRequestsSort
from .liveness import Liveness
from .new_api_key_out import NewApiKeyOut
from .objection_particulars import ObjectionParticulars
from .outcome import Outcome
from .package_status import PackageStatus
from .page_request_out import PageRequestOut
from .part_out import PartOut
from .particulars import Particulars
from .permission import Permission
from .portability_particulars import PortabilityParticulars
from .problem import Problem
from .readiness import Readiness
from .readiness_checks import ReadinessChecks
from .readiness_status import ReadinessStatus
from .refusal_in import RefusalIn
from .rejection_reason import RejectionReason
from .request_in import RequestIn
from .request_out import RequestOut
from .request_out_agent_type_0 import RequestOutAgentType0
from .restriction_particulars import RestrictionParticulars
from .restriction_particulars_ground_type_0 import RestrictionParticularsGroundType0
from .review_in import ReviewIn
from .review_in_verdict import ReviewInVerdict
from .review_particulars import ReviewParticulars
from .right import Right
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
from .suspension_in import SuspensionIn
from .suspension_out import SuspensionOut
from .verification_in import VerificationIn
from .verification_in_method import VerificationInMethod

__all__ = (
    "AccessParticulars",
    "AgentIn",
    "AgentInRelation",
    "ApiKeyIn",
    "ApiKeyOut",
    "AssignmentIn",
    "BodyUploadIdentityDocuments",
    "Channel",
    "ChecksIn",
    "ClockOut",
    "ClockOutComputed",
    "ComputeDeadlineBody",
    "ComputeDeadlineResponseComputedeadline",
    "ConsentParticulars",
    "Correction",
    "DataMapIn",
    "DataMapOut",
    "DeadlineOut",
    "DocumentStatus",
    "DownloadExportFormat",
    "EntryIn",
    "EntryInEntry",
    "EntryOut",
    "EntryOutEntry",
    "ErasureParticulars",
    "ErasureParticularsGroundType0",
    "EventOut",
    "EventOutData",
    "ExportOut",
    "ExtensionGround",
    "ExtensionIn",
    "ExtensionOut",
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
    "ListRequestsSort",
    "Liveness",
    "NewApiKeyOut",
    "ObjectionParticulars",
    "Outcome",
    "PackageStatus",
    "PageRequestOut",
    "Particulars",
    "PartOut",
    "Permission",
    "PortabilityParticulars",
    "Problem",
    "Readiness",
    "ReadinessChecks",
    "ReadinessStatus",
    "RefusalIn",
    "RejectionReason",
    "RequestIn",
    "RequestOut",
    "RequestOutAgentType0",
    "RestrictionParticulars",
    "RestrictionParticularsGroundType0",
    "ReviewIn",
    "ReviewInVerdict",
    "ReviewParticulars",
    "Right",
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
    "SuspensionIn",
    "SuspensionOut",
    "VerificationIn",
    "VerificationInMethod",
)
