"""Contains all the data models used in inputs/outputs"""

from .accept_in import AcceptIn
from .access_particulars import AccessParticulars
from .action import Action
from .agent_in import AgentIn
from .agent_in_relation import AgentInRelation
from .algorithm import Algorithm
from .answer_out import AnswerOut
from .api_key_in import ApiKeyIn
from .api_key_in_role import ApiKeyInRole
from .api_key_out import ApiKeyOut
from .asked_out import AskedOut
from .assertion_key_in import AssertionKeyIn
from .assertion_key_in_public_key_type_0 import AssertionKeyInPublicKeyType0
from .assertion_key_out import AssertionKeyOut
from .assertion_key_out_public_key_type_0 import AssertionKeyOutPublicKeyType0
from .assignment_in import AssignmentIn
from .attempt_out import AttemptOut
from .blocked_out import BlockedOut
from .body import Body
from .body_answer_manual_task_with_files import BodyAnswerManualTaskWithFiles
from .body_track_upload_identity_documents import BodyTrackUploadIdentityDocuments
from .body_track_upload_identity_documents_kind import BodyTrackUploadIdentityDocumentsKind
from .body_upload_identity_documents import BodyUploadIdentityDocuments
from .body_upload_identity_documents_kind import BodyUploadIdentityDocumentsKind
from .capacity import Capacity
from .category_refusal_in import CategoryRefusalIn
from .certificate_key_out import CertificateKeyOut
from .certificate_out import CertificateOut
from .certificate_out_certificate import CertificateOutCertificate
from .change_out import ChangeOut
from .change_out_change import ChangeOutChange
from .change_purpose import ChangePurpose
from .change_state import ChangeState
from .channel import Channel
from .channel_in import ChannelIn
from .channel_out import ChannelOut
from .check_in import CheckIn
from .check_out import CheckOut
from .checks_in import ChecksIn
from .clock_out import ClockOut
from .code_to_send_in import CodeToSendIn
from .compute_deadline_rules import ComputeDeadlineRules
from .compute_deadline_rules_asking_end import ComputeDeadlineRulesAskingEnd
from .compute_deadline_rules_suspensions_counted import ComputeDeadlineRulesSuspensionsCounted
from .compute_deadline_suspensions_item import ComputeDeadlineSuspensionsItem
from .compute_deadline_suspensions_item_cause import ComputeDeadlineSuspensionsItemCause
from .computed_out import ComputedOut
from .confirmation_in import ConfirmationIn
from .consent_particulars import ConsentParticulars
from .correction import Correction
from .correction_verdict_in import CorrectionVerdictIn
from .data_map_diff_out import DataMapDiffOut
from .data_map_in import DataMapIn
from .data_map_out import DataMapOut
from .data_map_version_out import DataMapVersionOut
from .days_used import DaysUsed
from .deadline_extended_data import DeadlineExtendedData
from .deadline_extended_event import DeadlineExtendedEvent
from .deadline_marked_data import DeadlineMarkedData
from .deadline_marked_event import DeadlineMarkedEvent
from .deadline_out import DeadlineOut
from .deadline_report_out import DeadlineReportOut
from .deadline_resumed_data import DeadlineResumedData
from .deadline_resumed_event import DeadlineResumedEvent
from .deadline_suspended_data import DeadlineSuspendedData
from .deadline_suspended_event import DeadlineSuspendedEvent
from .decided_out import DecidedOut
from .delivery_out import DeliveryOut
from .delivery_state import DeliveryState
from .discard_in import DiscardIn
from .discard_reason import DiscardReason
from .discarded_out import DiscardedOut
from .disclosure_out import DisclosureOut
from .disclosures_out import DisclosuresOut
from .dispatch_in import DispatchIn
from .document_status import DocumentStatus
from .doubtless_out import DoubtlessOut
from .download_export_format import DownloadExportFormat
from .entry_in import EntryIn
from .entry_in_entry import EntryInEntry
from .entry_out import EntryOut
from .entry_out_entry import EntryOutEntry
from .erased_files_out import ErasedFilesOut
from .erasure_ground import ErasureGround
from .erasure_particulars import ErasureParticulars
from .erasure_particulars_ground_type_0 import ErasureParticularsGroundType0
from .erasure_plan_in import ErasurePlanIn
from .erasure_plan_out import ErasurePlanOut
from .erasure_plan_out_left_type_0 import ErasurePlanOutLeftType0
from .erasure_plan_out_left_type_0_additional_property import ErasurePlanOutLeftType0AdditionalProperty
from .erasure_source_out import ErasureSourceOut
from .erasure_status import ErasureStatus
from .event_out import EventOut
from .event_out_data import EventOutData
from .event_type import EventType
from .evidence_in import EvidenceIn
from .evidence_in_checks import EvidenceInChecks
from .evidence_in_verdict import EvidenceInVerdict
from .evidence_kind import EvidenceKind
from .evidence_out import EvidenceOut
from .evidence_out_checks import EvidenceOutChecks
from .explanation_out import ExplanationOut
from .explanation_out_text import ExplanationOutText
from .explanation_out_values import ExplanationOutValues
from .export_out import ExportOut
from .export_released_data import ExportReleasedData
from .export_released_event import ExportReleasedEvent
from .extension_ground import ExtensionGround
from .extension_in import ExtensionIn
from .extension_out import ExtensionOut
from .fee_ground import FeeGround
from .fee_in import FeeIn
from .fee_out import FeeOut
from .fee_status import FeeStatus
from .field_correction_in import FieldCorrectionIn
from .field_correction_out import FieldCorrectionOut
from .figures import Figures
from .file_by_hand_out import FileByHandOut
from .file_fate import FileFate
from .form import Form
from .form_field_out import FormFieldOut
from .fulfilment_incomplete_data import FulfilmentIncompleteData
from .fulfilment_incomplete_event import FulfilmentIncompleteEvent
from .fulfilment_out import FulfilmentOut
from .ground_of_erasure_out import GroundOfErasureOut
from .ground_out import GroundOut
from .handover_outcome import HandoverOutcome
from .heir_scope import HeirScope
from .hold_in import HoldIn
from .hold_in_ground import HoldInGround
from .hold_lift_in import HoldLiftIn
from .hold_out import HoldOut
from .hold_out_where_type_0 import HoldOutWhereType0
from .identifier_in import IdentifierIn
from .identifier_out import IdentifierOut
from .identity_document_accepted_data import IdentityDocumentAcceptedData
from .identity_document_accepted_event import IdentityDocumentAcceptedEvent
from .identity_document_out import IdentityDocumentOut
from .identity_document_out_checks_type_0 import IdentityDocumentOutChecksType0
from .identity_document_rejected_data import IdentityDocumentRejectedData
from .identity_document_rejected_event import IdentityDocumentRejectedEvent
from .identity_document_uploaded_data import IdentityDocumentUploadedData
from .identity_document_uploaded_event import IdentityDocumentUploadedEvent
from .identity_out import IdentityOut
from .identity_request_in import IdentityRequestIn
from .invalid_part import InvalidPart
from .invalid_part_in import InvalidPartIn
from .job_out import JobOut
from .job_out_payload import JobOutPayload
from .job_state import JobState
from .keep_change_out import KeepChangeOut
from .keep_change_out_change import KeepChangeOutChange
from .keep_change_out_where_type_0 import KeepChangeOutWhereType0
from .kept_out import KeptOut
from .key_rotation_in import KeyRotationIn
from .known_channel_in import KnownChannelIn
from .letter_answer_out import LetterAnswerOut
from .letter_kind import LetterKind
from .letter_out import LetterOut
from .letter_outcome_in import LetterOutcomeIn
from .letter_outcome_out import LetterOutcomeOut
from .letter_type_out import LetterTypeOut
from .lift_notice_in import LiftNoticeIn
from .link_to_open_in import LinkToOpenIn
from .link_to_send_in import LinkToSendIn
from .list_requests_sort import ListRequestsSort
from .liveness import Liveness
from .lost_link_in import LostLinkIn
from .mandate_in import MandateIn
from .manual_result_in import ManualResultIn
from .manual_result_in_rows_item import ManualResultInRowsItem
from .manual_task_detail_out import ManualTaskDetailOut
from .manual_task_out import ManualTaskOut
from .mark_kind import MarkKind
from .mark_out import MarkOut
from .message_in import MessageIn
from .message_out import MessageOut
from .message_ready_data import MessageReadyData
from .message_ready_event import MessageReadyEvent
from .message_sent_data import MessageSentData
from .message_sent_event import MessageSentEvent
from .message_undeliverable_data import MessageUndeliverableData
from .message_undeliverable_event import MessageUndeliverableEvent
from .message_written_data import MessageWrittenData
from .message_written_event import MessageWrittenEvent
from .month_figures import MonthFigures
from .new_api_key_out import NewApiKeyOut
from .new_assertion_key_out import NewAssertionKeyOut
from .new_assertion_key_out_public_key_type_0 import NewAssertionKeyOutPublicKeyType0
from .new_webhook_out import NewWebhookOut
from .notice_answer import NoticeAnswer
from .notice_cause import NoticeCause
from .notice_event import NoticeEvent
from .notice_exception import NoticeException
from .notice_figures import NoticeFigures
from .notice_means import NoticeMeans
from .notice_record_in import NoticeRecordIn
from .notice_secret_out import NoticeSecretOut
from .notice_status import NoticeStatus
from .objection_particulars import ObjectionParticulars
from .origin import Origin
from .other_means_in import OtherMeansIn
from .other_means_in_method import OtherMeansInMethod
from .outcome import Outcome
from .outgoing_letter_out import OutgoingLetterOut
from .package_answer_out import PackageAnswerOut
from .package_status import PackageStatus
from .page_data_map_version_out import PageDataMapVersionOut
from .page_decided_out import PageDecidedOut
from .page_delivery_out import PageDeliveryOut
from .page_job_out import PageJobOut
from .page_manual_task_out import PageManualTaskOut
from .page_previewed_row import PagePreviewedRow
from .page_redaction_out import PageRedactionOut
from .page_request_out import PageRequestOut
from .page_undeliverable_out import PageUndeliverableOut
from .part_out import PartOut
from .particulars import Particulars
from .permission import Permission
from .plan_item_out import PlanItemOut
from .portability_particulars import PortabilityParticulars
from .preview_in import PreviewIn
from .preview_in_language import PreviewInLanguage
from .previewed_row import PreviewedRow
from .previewed_row_values import PreviewedRowValues
from .problem import Problem
from .proposal_detail_out import ProposalDetailOut
from .proposal_in import ProposalIn
from .proposal_out import ProposalOut
from .proposal_status import ProposalStatus
from .readiness import Readiness
from .readiness_checks import ReadinessChecks
from .readiness_status import ReadinessStatus
from .receipt_out import ReceiptOut
from .recipient_notice_out import RecipientNoticeOut
from .recipient_role import RecipientRole
from .rectification_decisions_in import RectificationDecisionsIn
from .rectification_in import RectificationIn
from .rectification_out import RectificationOut
from .rectification_status import RectificationStatus
from .redaction_out import RedactionOut
from .redaction_target import RedactionTarget
from .redactions_in import RedactionsIn
from .refusal_in import RefusalIn
from .refused_categories_out import RefusedCategoriesOut
from .reject_in import RejectIn
from .rejection_reason import RejectionReason
from .request_assigned_data import RequestAssignedData
from .request_assigned_event import RequestAssignedEvent
from .request_in import RequestIn
from .request_out import RequestOut
from .request_out_agent_type_0 import RequestOutAgentType0
from .request_received_data import RequestReceivedData
from .request_received_event import RequestReceivedEvent
from .request_reminded_data import RequestRemindedData
from .request_reminded_event import RequestRemindedEvent
from .request_status_changed_data import RequestStatusChangedData
from .request_status_changed_event import RequestStatusChangedEvent
from .restriction_ground import RestrictionGround
from .restriction_in import RestrictionIn
from .restriction_out import RestrictionOut
from .restriction_particulars import RestrictionParticulars
from .restriction_particulars_ground_type_0 import RestrictionParticularsGroundType0
from .review_particulars import ReviewParticulars
from .right import Right
from .right_answer_out import RightAnswerOut
from .right_decided_data import RightDecidedData
from .right_decided_event import RightDecidedEvent
from .right_figures import RightFigures
from .right_out import RightOut
from .right_out_particulars import RightOutParticulars
from .role import Role
from .rule_change_out import RuleChangeOut
from .rule_out import RuleOut
from .rules_in import RulesIn
from .rules_out import RulesOut
from .rules_preview_out import RulesPreviewOut
from .rules_version_out import RulesVersionOut
from .search_in import SearchIn
from .secret_rotation_in import SecretRotationIn
from .sent_out import SentOut
from .session_in import SessionIn
from .session_out import SessionOut
from .settlement_in import SettlementIn
from .signature_out import SignatureOut
from .source_change_out import SourceChangeOut
from .source_change_out_key import SourceChangeOutKey
from .source_state import SourceState
from .standing import Standing
from .standing_out import StandingOut
from .status import Status
from .step_out import StepOut
from .step_outcome import StepOutcome
from .subject_code_in import SubjectCodeIn
from .subject_in import SubjectIn
from .subject_out import SubjectOut
from .suppression_key_out import SuppressionKeyOut
from .suppression_lift_in import SuppressionLiftIn
from .suppression_lift_out import SuppressionLiftOut
from .suppression_out import SuppressionOut
from .suppression_page import SuppressionPage
from .suspension_cause import SuspensionCause
from .suspension_figures import SuspensionFigures
from .suspension_in import SuspensionIn
from .suspension_out import SuspensionOut
from .task_status import TaskStatus
from .track_download_export_format import TrackDownloadExportFormat
from .tracked_export import TrackedExport
from .tracked_recipient_out import TrackedRecipientOut
from .tracked_request_out import TrackedRequestOut
from .tracked_right import TrackedRight
from .transfer_in import TransferIn
from .transfer_key_out import TransferKeyOut
from .transfer_out import TransferOut
from .transfer_state import TransferState
from .undeliverable_out import UndeliverableOut
from .verdict import Verdict
from .view_in import ViewIn
from .view_out import ViewOut
from .view_reason import ViewReason
from .webhook_in import WebhookIn
from .webhook_out import WebhookOut
from .webhook_test_data import WebhookTestData
from .webhook_test_event import WebhookTestEvent
from .what_if_out import WhatIfOut
from .where_in import WhereIn
from .year_end_change_out import YearEndChangeOut

__all__ = (
    "AcceptIn",
    "AccessParticulars",
    "Action",
    "AgentIn",
    "AgentInRelation",
    "Algorithm",
    "AnswerOut",
    "ApiKeyIn",
    "ApiKeyInRole",
    "ApiKeyOut",
    "AskedOut",
    "AssertionKeyIn",
    "AssertionKeyInPublicKeyType0",
    "AssertionKeyOut",
    "AssertionKeyOutPublicKeyType0",
    "AssignmentIn",
    "AttemptOut",
    "BlockedOut",
    "Body",
    "BodyAnswerManualTaskWithFiles",
    "BodyTrackUploadIdentityDocuments",
    "BodyTrackUploadIdentityDocumentsKind",
    "BodyUploadIdentityDocuments",
    "BodyUploadIdentityDocumentsKind",
    "Capacity",
    "CategoryRefusalIn",
    "CertificateKeyOut",
    "CertificateOut",
    "CertificateOutCertificate",
    "ChangeOut",
    "ChangeOutChange",
    "ChangePurpose",
    "ChangeState",
    "Channel",
    "ChannelIn",
    "ChannelOut",
    "CheckIn",
    "CheckOut",
    "ChecksIn",
    "ClockOut",
    "CodeToSendIn",
    "ComputeDeadlineRules",
    "ComputeDeadlineRulesAskingEnd",
    "ComputeDeadlineRulesSuspensionsCounted",
    "ComputeDeadlineSuspensionsItem",
    "ComputeDeadlineSuspensionsItemCause",
    "ComputedOut",
    "ConfirmationIn",
    "ConsentParticulars",
    "Correction",
    "CorrectionVerdictIn",
    "DataMapDiffOut",
    "DataMapIn",
    "DataMapOut",
    "DataMapVersionOut",
    "DaysUsed",
    "DeadlineExtendedData",
    "DeadlineExtendedEvent",
    "DeadlineMarkedData",
    "DeadlineMarkedEvent",
    "DeadlineOut",
    "DeadlineReportOut",
    "DeadlineResumedData",
    "DeadlineResumedEvent",
    "DeadlineSuspendedData",
    "DeadlineSuspendedEvent",
    "DecidedOut",
    "DeliveryOut",
    "DeliveryState",
    "DiscardedOut",
    "DiscardIn",
    "DiscardReason",
    "DisclosureOut",
    "DisclosuresOut",
    "DispatchIn",
    "DocumentStatus",
    "DoubtlessOut",
    "DownloadExportFormat",
    "EntryIn",
    "EntryInEntry",
    "EntryOut",
    "EntryOutEntry",
    "ErasedFilesOut",
    "ErasureGround",
    "ErasureParticulars",
    "ErasureParticularsGroundType0",
    "ErasurePlanIn",
    "ErasurePlanOut",
    "ErasurePlanOutLeftType0",
    "ErasurePlanOutLeftType0AdditionalProperty",
    "ErasureSourceOut",
    "ErasureStatus",
    "EventOut",
    "EventOutData",
    "EventType",
    "EvidenceIn",
    "EvidenceInChecks",
    "EvidenceInVerdict",
    "EvidenceKind",
    "EvidenceOut",
    "EvidenceOutChecks",
    "ExplanationOut",
    "ExplanationOutText",
    "ExplanationOutValues",
    "ExportOut",
    "ExportReleasedData",
    "ExportReleasedEvent",
    "ExtensionGround",
    "ExtensionIn",
    "ExtensionOut",
    "FeeGround",
    "FeeIn",
    "FeeOut",
    "FeeStatus",
    "FieldCorrectionIn",
    "FieldCorrectionOut",
    "Figures",
    "FileByHandOut",
    "FileFate",
    "Form",
    "FormFieldOut",
    "FulfilmentIncompleteData",
    "FulfilmentIncompleteEvent",
    "FulfilmentOut",
    "GroundOfErasureOut",
    "GroundOut",
    "HandoverOutcome",
    "HeirScope",
    "HoldIn",
    "HoldInGround",
    "HoldLiftIn",
    "HoldOut",
    "HoldOutWhereType0",
    "IdentifierIn",
    "IdentifierOut",
    "IdentityDocumentAcceptedData",
    "IdentityDocumentAcceptedEvent",
    "IdentityDocumentOut",
    "IdentityDocumentOutChecksType0",
    "IdentityDocumentRejectedData",
    "IdentityDocumentRejectedEvent",
    "IdentityDocumentUploadedData",
    "IdentityDocumentUploadedEvent",
    "IdentityOut",
    "IdentityRequestIn",
    "InvalidPart",
    "InvalidPartIn",
    "JobOut",
    "JobOutPayload",
    "JobState",
    "KeepChangeOut",
    "KeepChangeOutChange",
    "KeepChangeOutWhereType0",
    "KeptOut",
    "KeyRotationIn",
    "KnownChannelIn",
    "LetterAnswerOut",
    "LetterKind",
    "LetterOut",
    "LetterOutcomeIn",
    "LetterOutcomeOut",
    "LetterTypeOut",
    "LiftNoticeIn",
    "LinkToOpenIn",
    "LinkToSendIn",
    "ListRequestsSort",
    "Liveness",
    "LostLinkIn",
    "MandateIn",
    "ManualResultIn",
    "ManualResultInRowsItem",
    "ManualTaskDetailOut",
    "ManualTaskOut",
    "MarkKind",
    "MarkOut",
    "MessageIn",
    "MessageOut",
    "MessageReadyData",
    "MessageReadyEvent",
    "MessageSentData",
    "MessageSentEvent",
    "MessageUndeliverableData",
    "MessageUndeliverableEvent",
    "MessageWrittenData",
    "MessageWrittenEvent",
    "MonthFigures",
    "NewApiKeyOut",
    "NewAssertionKeyOut",
    "NewAssertionKeyOutPublicKeyType0",
    "NewWebhookOut",
    "NoticeAnswer",
    "NoticeCause",
    "NoticeEvent",
    "NoticeException",
    "NoticeFigures",
    "NoticeMeans",
    "NoticeRecordIn",
    "NoticeSecretOut",
    "NoticeStatus",
    "ObjectionParticulars",
    "Origin",
    "OtherMeansIn",
    "OtherMeansInMethod",
    "Outcome",
    "OutgoingLetterOut",
    "PackageAnswerOut",
    "PackageStatus",
    "PageDataMapVersionOut",
    "PageDecidedOut",
    "PageDeliveryOut",
    "PageJobOut",
    "PageManualTaskOut",
    "PagePreviewedRow",
    "PageRedactionOut",
    "PageRequestOut",
    "PageUndeliverableOut",
    "Particulars",
    "PartOut",
    "Permission",
    "PlanItemOut",
    "PortabilityParticulars",
    "PreviewedRow",
    "PreviewedRowValues",
    "PreviewIn",
    "PreviewInLanguage",
    "Problem",
    "ProposalDetailOut",
    "ProposalIn",
    "ProposalOut",
    "ProposalStatus",
    "Readiness",
    "ReadinessChecks",
    "ReadinessStatus",
    "ReceiptOut",
    "RecipientNoticeOut",
    "RecipientRole",
    "RectificationDecisionsIn",
    "RectificationIn",
    "RectificationOut",
    "RectificationStatus",
    "RedactionOut",
    "RedactionsIn",
    "RedactionTarget",
    "RefusalIn",
    "RefusedCategoriesOut",
    "RejectIn",
    "RejectionReason",
    "RequestAssignedData",
    "RequestAssignedEvent",
    "RequestIn",
    "RequestOut",
    "RequestOutAgentType0",
    "RequestReceivedData",
    "RequestReceivedEvent",
    "RequestRemindedData",
    "RequestRemindedEvent",
    "RequestStatusChangedData",
    "RequestStatusChangedEvent",
    "RestrictionGround",
    "RestrictionIn",
    "RestrictionOut",
    "RestrictionParticulars",
    "RestrictionParticularsGroundType0",
    "ReviewParticulars",
    "Right",
    "RightAnswerOut",
    "RightDecidedData",
    "RightDecidedEvent",
    "RightFigures",
    "RightOut",
    "RightOutParticulars",
    "Role",
    "RuleChangeOut",
    "RuleOut",
    "RulesIn",
    "RulesOut",
    "RulesPreviewOut",
    "RulesVersionOut",
    "SearchIn",
    "SecretRotationIn",
    "SentOut",
    "SessionIn",
    "SessionOut",
    "SettlementIn",
    "SignatureOut",
    "SourceChangeOut",
    "SourceChangeOutKey",
    "SourceState",
    "Standing",
    "StandingOut",
    "Status",
    "StepOut",
    "StepOutcome",
    "SubjectCodeIn",
    "SubjectIn",
    "SubjectOut",
    "SuppressionKeyOut",
    "SuppressionLiftIn",
    "SuppressionLiftOut",
    "SuppressionOut",
    "SuppressionPage",
    "SuspensionCause",
    "SuspensionFigures",
    "SuspensionIn",
    "SuspensionOut",
    "TaskStatus",
    "TrackDownloadExportFormat",
    "TrackedExport",
    "TrackedRecipientOut",
    "TrackedRequestOut",
    "TrackedRight",
    "TransferIn",
    "TransferKeyOut",
    "TransferOut",
    "TransferState",
    "UndeliverableOut",
    "Verdict",
    "ViewIn",
    "ViewOut",
    "ViewReason",
    "WebhookIn",
    "WebhookOut",
    "WebhookTestData",
    "WebhookTestEvent",
    "WhatIfOut",
    "WhereIn",
    "YearEndChangeOut",
)
