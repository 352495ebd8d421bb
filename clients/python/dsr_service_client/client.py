"""The two clients, blocking and asynchronous: one method per operation."""

import datetime
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from .api.api_keys import create_api_key as _create_api_key
from .api.api_keys import list_api_keys as _list_api_keys
from .api.api_keys import list_assertion_keys as _list_assertion_keys
from .api.api_keys import register_assertion_key as _register_assertion_key
from .api.api_keys import revoke_api_key as _revoke_api_key
from .api.api_keys import revoke_assertion_key as _revoke_assertion_key
from .api.api_keys import rotate_api_key as _rotate_api_key
from .api.correspondence import get_outgoing_letter as _get_outgoing_letter
from .api.correspondence import list_letter_kinds as _list_letter_kinds
from .api.correspondence import list_messages as _list_messages
from .api.correspondence import list_undeliverable_messages as _list_undeliverable_messages
from .api.correspondence import preview_letter as _preview_letter
from .api.correspondence import record_dispatch as _record_dispatch
from .api.correspondence import report_letter_outcome as _report_letter_outcome
from .api.correspondence import write_message as _write_message
from .api.deadlines import compute_deadline as _compute_deadline
from .api.deadlines import extend_deadline as _extend_deadline
from .api.deadlines import get_deadline as _get_deadline
from .api.deadlines import resume_deadline as _resume_deadline
from .api.deadlines import suspend_deadline as _suspend_deadline
from .api.decisions import demand_fee as _demand_fee
from .api.decisions import get_fee as _get_fee
from .api.decisions import list_refusal_grounds as _list_refusal_grounds
from .api.decisions import record_fee_payment as _record_fee_payment
from .api.decisions import refuse_rights as _refuse_rights
from .api.decisions import settle_right as _settle_right
from .api.decisions import waive_fee as _waive_fee
from .api.erasure import cancel_erasure as _cancel_erasure
from .api.erasure import get_erasure_certificate as _get_erasure_certificate
from .api.erasure import get_erasure_certificate_key as _get_erasure_certificate_key
from .api.erasure import get_erasure_plan as _get_erasure_plan
from .api.erasure import plan_erasure as _plan_erasure
from .api.exports import download_export as _download_export
from .api.exports import get_export as _get_export
from .api.exports import get_transfer_key as _get_transfer_key
from .api.exports import list_exports as _list_exports
from .api.exports import list_redactions as _list_redactions
from .api.exports import list_transfers as _list_transfers
from .api.exports import preview_export_rows as _preview_export_rows
from .api.exports import revoke_export as _revoke_export
from .api.exports import strike_export as _strike_export
from .api.exports import transfer_export as _transfer_export
from .api.exports import undo_redaction as _undo_redaction
from .api.fulfilment import answer_manual_task as _answer_manual_task
from .api.fulfilment import answer_manual_task_with_files as _answer_manual_task_with_files
from .api.fulfilment import approve_fulfilment as _approve_fulfilment
from .api.fulfilment import decline_fulfilment as _decline_fulfilment
from .api.fulfilment import follow_fulfilment as _follow_fulfilment
from .api.fulfilment import get_fulfilment as _get_fulfilment
from .api.fulfilment import get_manual_task as _get_manual_task
from .api.fulfilment import list_manual_tasks as _list_manual_tasks
from .api.fulfilment import start_fulfilment as _start_fulfilment
from .api.fulfilment import tell_processor_status as _tell_processor_status
from .api.identity import ask_for_identity as _ask_for_identity
from .api.identity import confirm_known_channel as _confirm_known_channel
from .api.identity import disavow_request as _disavow_request
from .api.identity import get_identity_document as _get_identity_document
from .api.identity import get_identity_document_page as _get_identity_document_page
from .api.identity import get_requester_evidence as _get_requester_evidence
from .api.identity import list_identity_documents as _list_identity_documents
from .api.identity import list_known_channels as _list_known_channels
from .api.identity import review_identity_document as _review_identity_document
from .api.identity import review_requester_evidence as _review_requester_evidence
from .api.identity import send_access_link as _send_access_link
from .api.identity import send_identity_code as _send_identity_code
from .api.identity import state_known_channel as _state_known_channel
from .api.identity import upload_identity_documents as _upload_identity_documents
from .api.identity import verify_identity_by_other_means as _verify_identity_by_other_means
from .api.identity import view_identity_document as _view_identity_document
from .api.operations import discard_job as _discard_job
from .api.operations import get_job as _get_job
from .api.operations import get_liveness as _get_liveness
from .api.operations import get_readiness as _get_readiness
from .api.operations import list_jobs as _list_jobs
from .api.operations import retry_job as _retry_job
from .api.recipients import list_recipient_notices as _list_recipient_notices
from .api.recipients import name_recipients as _name_recipients
from .api.recipients import record_recipient_notice as _record_recipient_notice
from .api.recipients import show_notice_secret as _show_notice_secret
from .api.rectification import complete_source_change as _complete_source_change
from .api.rectification import decide_rectification as _decide_rectification
from .api.rectification import get_rectification as _get_rectification
from .api.rectification import list_source_changes as _list_source_changes
from .api.rectification import plan_rectification as _plan_rectification
from .api.registers import approve_data_map_proposal as _approve_data_map_proposal
from .api.registers import diff_data_map_versions as _diff_data_map_versions
from .api.registers import get_controller_policy_entry as _get_controller_policy_entry
from .api.registers import get_data_map as _get_data_map
from .api.registers import get_data_map_proposal as _get_data_map_proposal
from .api.registers import get_data_map_schema as _get_data_map_schema
from .api.registers import get_data_map_version as _get_data_map_version
from .api.registers import get_processing_activities_entry as _get_processing_activities_entry
from .api.registers import get_recipients_entry as _get_recipients_entry
from .api.registers import get_retention_rules as _get_retention_rules
from .api.registers import lift_legal_hold as _lift_legal_hold
from .api.registers import list_controller_policy_entries as _list_controller_policy_entries
from .api.registers import list_data_map_proposals as _list_data_map_proposals
from .api.registers import list_data_map_versions as _list_data_map_versions
from .api.registers import list_legal_holds as _list_legal_holds
from .api.registers import list_processing_activities_entries as _list_processing_activities_entries
from .api.registers import list_recipients_entries as _list_recipients_entries
from .api.registers import list_retention_rules_versions as _list_retention_rules_versions
from .api.registers import preview_retention_rules as _preview_retention_rules
from .api.registers import propose_data_map as _propose_data_map
from .api.registers import put_controller_policy_entry as _put_controller_policy_entry
from .api.registers import put_data_map as _put_data_map
from .api.registers import put_processing_activities_entry as _put_processing_activities_entry
from .api.registers import put_recipients_entry as _put_recipients_entry
from .api.registers import put_retention_rules as _put_retention_rules
from .api.registers import reject_data_map_proposal as _reject_data_map_proposal
from .api.registers import set_legal_hold as _set_legal_hold
from .api.reports import list_deadline_marks as _list_deadline_marks
from .api.reports import report_deadlines as _report_deadlines
from .api.requests import assign_request as _assign_request
from .api.requests import get_receipt as _get_receipt
from .api.requests import get_request as _get_request
from .api.requests import list_request_events as _list_request_events
from .api.requests import list_request_recipients as _list_request_recipients
from .api.requests import list_requests as _list_requests
from .api.requests import search_requests as _search_requests
from .api.requests import submit_request as _submit_request
from .api.requests import withdraw_request as _withdraw_request
from .api.restrictions import announce_restriction_lift as _announce_restriction_lift
from .api.restrictions import check_restriction as _check_restriction
from .api.restrictions import download_suppressions as _download_suppressions
from .api.restrictions import get_suppression_key as _get_suppression_key
from .api.restrictions import lift_restriction as _lift_restriction
from .api.restrictions import lift_suppression as _lift_suppression
from .api.restrictions import list_restrictions as _list_restrictions
from .api.restrictions import list_suppressions as _list_suppressions
from .api.restrictions import start_restriction as _start_restriction
from .api.tracking import end_subject_session as _end_subject_session
from .api.tracking import open_access_link as _open_access_link
from .api.tracking import request_lost_link as _request_lost_link
from .api.tracking import track_cancel_erasure as _track_cancel_erasure
from .api.tracking import track_disavow_request as _track_disavow_request
from .api.tracking import track_download_export as _track_download_export
from .api.tracking import track_exports as _track_exports
from .api.tracking import track_messages as _track_messages
from .api.tracking import track_name_recipients as _track_name_recipients
from .api.tracking import track_request as _track_request
from .api.tracking import track_send_identity_code as _track_send_identity_code
from .api.tracking import track_upload_identity_documents as _track_upload_identity_documents
from .api.tracking import track_verify_identity as _track_verify_identity
from .api.tracking import track_withdraw_request as _track_withdraw_request
from .api.webhooks import create_webhook as _create_webhook
from .api.webhooks import delete_webhook as _delete_webhook
from .api.webhooks import get_webhook as _get_webhook
from .api.webhooks import list_webhook_deliveries as _list_webhook_deliveries
from .api.webhooks import list_webhooks as _list_webhooks
from .api.webhooks import put_webhook as _put_webhook
from .api.webhooks import redeliver_webhook as _redeliver_webhook
from .api.webhooks import rotate_webhook_secret as _rotate_webhook_secret
from .api.webhooks import test_webhook as _test_webhook
from .errors import error_of
from .models.accept_in import AcceptIn
from .models.api_key_in import ApiKeyIn
from .models.api_key_out import ApiKeyOut
from .models.assertion_key_in import AssertionKeyIn
from .models.assertion_key_out import AssertionKeyOut
from .models.assignment_in import AssignmentIn
from .models.body import Body
from .models.body_answer_manual_task_with_files import BodyAnswerManualTaskWithFiles
from .models.body_track_upload_identity_documents import BodyTrackUploadIdentityDocuments
from .models.body_upload_identity_documents import BodyUploadIdentityDocuments
from .models.certificate_key_out import CertificateKeyOut
from .models.channel_in import ChannelIn
from .models.channel_out import ChannelOut
from .models.check_in import CheckIn
from .models.check_out import CheckOut
from .models.clock_out import ClockOut
from .models.code_to_send_in import CodeToSendIn
from .models.confirmation_in import ConfirmationIn
from .models.data_map_diff_out import DataMapDiffOut
from .models.data_map_in import DataMapIn
from .models.data_map_out import DataMapOut
from .models.deadline_report_out import DeadlineReportOut
from .models.delivery_out import DeliveryOut
from .models.discard_in import DiscardIn
from .models.discarded_out import DiscardedOut
from .models.disclosures_out import DisclosuresOut
from .models.dispatch_in import DispatchIn
from .models.download_export_format import DownloadExportFormat
from .models.entry_in import EntryIn
from .models.entry_out import EntryOut
from .models.erasure_plan_in import ErasurePlanIn
from .models.erasure_plan_out import ErasurePlanOut
from .models.event_out import EventOut
from .models.evidence_in import EvidenceIn
from .models.evidence_kind import EvidenceKind
from .models.export_out import ExportOut
from .models.extension_in import ExtensionIn
from .models.fee_in import FeeIn
from .models.fee_out import FeeOut
from .models.form import Form
from .models.fulfilment_out import FulfilmentOut
from .models.ground_out import GroundOut
from .models.hold_in import HoldIn
from .models.hold_lift_in import HoldLiftIn
from .models.hold_out import HoldOut
from .models.identity_document_out import IdentityDocumentOut
from .models.identity_request_in import IdentityRequestIn
from .models.job_out import JobOut
from .models.job_state import JobState
from .models.key_rotation_in import KeyRotationIn
from .models.letter_kind import LetterKind
from .models.letter_out import LetterOut
from .models.letter_outcome_in import LetterOutcomeIn
from .models.letter_outcome_out import LetterOutcomeOut
from .models.letter_type_out import LetterTypeOut
from .models.lift_notice_in import LiftNoticeIn
from .models.link_to_open_in import LinkToOpenIn
from .models.link_to_send_in import LinkToSendIn
from .models.list_requests_sort import ListRequestsSort
from .models.liveness import Liveness
from .models.lost_link_in import LostLinkIn
from .models.manual_result_in import ManualResultIn
from .models.manual_task_detail_out import ManualTaskDetailOut
from .models.manual_task_out import ManualTaskOut
from .models.mark_kind import MarkKind
from .models.message_in import MessageIn
from .models.message_out import MessageOut
from .models.new_api_key_out import NewApiKeyOut
from .models.new_assertion_key_out import NewAssertionKeyOut
from .models.new_webhook_out import NewWebhookOut
from .models.notice_record_in import NoticeRecordIn
from .models.notice_secret_out import NoticeSecretOut
from .models.other_means_in import OtherMeansIn
from .models.outgoing_letter_out import OutgoingLetterOut
from .models.page_data_map_version_out import PageDataMapVersionOut
from .models.page_decided_out import PageDecidedOut
from .models.page_delivery_out import PageDeliveryOut
from .models.page_job_out import PageJobOut
from .models.page_manual_task_out import PageManualTaskOut
from .models.page_previewed_row import PagePreviewedRow
from .models.page_redaction_out import PageRedactionOut
from .models.page_request_out import PageRequestOut
from .models.page_undeliverable_out import PageUndeliverableOut
from .models.preview_in import PreviewIn
from .models.proposal_detail_out import ProposalDetailOut
from .models.proposal_in import ProposalIn
from .models.proposal_out import ProposalOut
from .models.proposal_status import ProposalStatus
from .models.readiness import Readiness
from .models.receipt_out import ReceiptOut
from .models.recipient_notice_out import RecipientNoticeOut
from .models.rectification_decisions_in import RectificationDecisionsIn
from .models.rectification_in import RectificationIn
from .models.rectification_out import RectificationOut
from .models.redaction_out import RedactionOut
from .models.redactions_in import RedactionsIn
from .models.refusal_in import RefusalIn
from .models.reject_in import RejectIn
from .models.request_in import RequestIn
from .models.request_out import RequestOut
from .models.restriction_in import RestrictionIn
from .models.restriction_out import RestrictionOut
from .models.right import Right
from .models.role import Role
from .models.rules_in import RulesIn
from .models.rules_out import RulesOut
from .models.rules_preview_out import RulesPreviewOut
from .models.rules_version_out import RulesVersionOut
from .models.search_in import SearchIn
from .models.secret_rotation_in import SecretRotationIn
from .models.sent_out import SentOut
from .models.session_in import SessionIn
from .models.session_out import SessionOut
from .models.settlement_in import SettlementIn
from .models.source_change_out import SourceChangeOut
from .models.standing_out import StandingOut
from .models.status import Status
from .models.subject_code_in import SubjectCodeIn
from .models.suppression_key_out import SuppressionKeyOut
from .models.suppression_lift_in import SuppressionLiftIn
from .models.suppression_lift_out import SuppressionLiftOut
from .models.suppression_page import SuppressionPage
from .models.suspension_in import SuspensionIn
from .models.suspension_out import SuspensionOut
from .models.task_status import TaskStatus
from .models.track_download_export_format import TrackDownloadExportFormat
from .models.tracked_export import TrackedExport
from .models.tracked_recipient_out import TrackedRecipientOut
from .models.tracked_request_out import TrackedRequestOut
from .models.transfer_in import TransferIn
from .models.transfer_key_out import TransferKeyOut
from .models.transfer_out import TransferOut
from .models.view_in import ViewIn
from .models.view_out import ViewOut
from .models.view_reason import ViewReason
from .models.webhook_in import WebhookIn
from .models.webhook_out import WebhookOut
from .models.what_if_out import WhatIfOut
from .types import UNSET, Call, File, Response, Unset

T = TypeVar("T")


class Client:
    """Talks to a service at `base_url` with an API key or an OIDC token.

    A refusal is raised as `ProblemError`. `http` may be a client of your own, for its transport, proxy or limits.
    """

    def __init__(
        self, base_url: str, token: str, *, timeout: float = 30.0, http: httpx.Client | None = None
    ) -> None:
        self._http = http or httpx.Client(timeout=timeout)
        self._http.base_url = httpx.URL(base_url)
        self._http.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def send(self, call: Call[T], *, headers: Mapping[str, str] | None = None) -> Response[T]:
        """Send a call that `api.<tag>.<operation>.call(...)` has made; the answer comes with its headers."""
        response = self._http.send(_request(self._http, call, headers))
        return Response(response.status_code, response.headers, call.read(response))

    @contextmanager
    def stream(
        self, call: Call[Any], *, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """Send a call and read its answer piece by piece, for downloads that shouldn't lie in memory."""
        response = self._http.send(_request(self._http, call, headers), stream=True)
        try:
            if not response.is_success:
                response.read()
                raise error_of(response)
            yield response
        finally:
            response.close()

    def get_liveness(
        self,
    ) -> Liveness:
        """Is the process alive?

        Answers without touching anything else (availability, art. 32(1)(b)).
        """

        call = _get_liveness.call()
        return self.send(call).parsed

    def get_readiness(
        self,
    ) -> Readiness:
        """Can the process serve?

        Database, migrations, clock and queue (availability, art. 32(1)(b)).
        """

        call = _get_readiness.call()
        return self.send(call).parsed

    def list_jobs(
        self,
        *,
        state: JobState | None | Unset = UNSET,
        kind: None | str | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageJobOut:
        """List background jobs.

        By id. `state=dead` are those that are held after their failure, so that none is forgotten and no
        answer comes late for it (art. 12(3), 32(1)(b)).
        """

        call = _list_jobs.call(
            state=state,
            kind=kind,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def get_job(
        self,
        job_id: str,
    ) -> JobOut:
        """Read a background job.

        A job that is done is gone: the audit log tells what it did (art. 5(2), 32(1)(b)).
        """

        call = _get_job.call(
            job_id=job_id,
        )
        return self.send(call).parsed

    def discard_job(
        self,
        job_id: str,
        *,
        body: DiscardIn,
        idempotency_key: str | Unset = UNSET,
    ) -> DiscardedOut:
        """Give a held job up.

        For good, with a reason in the audit log (art. 5(2)). The search of a request that is given up goes
        back to the staff, who can start it again; what else the job should have done is done by hand.
        """

        call = _discard_job.call(
            job_id=job_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def retry_job(
        self,
        job_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> JobOut:
        """Let a held job run again.

        Once its cause is mended; attempts are counted anew, and the audit log says who did it (art. 5(2),
        32(1)(b)).
        """

        call = _retry_job.call(
            job_id=job_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_api_keys(
        self,
    ) -> list[ApiKeyOut]:
        """List the API keys.

        Without the keys themselves (art. 32).
        """

        call = _list_api_keys.call()
        return self.send(call).parsed

    def create_api_key(
        self,
        *,
        body: ApiKeyIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewApiKeyOut:
        """Make an API key.

        The key is shown in this answer only (security of processing, art. 32).
        """

        call = _create_api_key.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def revoke_api_key(
        self,
        key_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ApiKeyOut:
        """Revoke an API key.

        From the next call on it opens nothing (art. 32).
        """

        call = _revoke_api_key.call(
            key_id=key_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def rotate_api_key(
        self,
        key_id: UUID,
        *,
        body: KeyRotationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewApiKeyOut:
        """Replace an API key.

        A new key with the same role, client and scopes, shown in this answer only; the old one ends after
        the overlap, so that servers can change over one by one (art. 32).
        """

        call = _rotate_api_key.call(
            key_id=key_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_assertion_keys(
        self,
    ) -> list[AssertionKeyOut]:
        """List the assertion keys.

        Public parts only (art. 32).
        """

        call = _list_assertion_keys.call()
        return self.send(call).parsed

    def register_assertion_key(
        self,
        *,
        body: AssertionKeyIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewAssertionKeyOut:
        """Register an assertion key.

        The key by which a storefront's assertions of signed-in sessions are checked (art. 12(6)).
        """

        call = _register_assertion_key.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def revoke_assertion_key(
        self,
        assertion_key_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> AssertionKeyOut:
        """Revoke an assertion key.

        From the next call on nothing signed with it is accepted (art. 32).
        """

        call = _revoke_assertion_key.call(
            assertion_key_id=assertion_key_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_data_map(
        self,
    ) -> DataMapOut:
        """Read the data map in force.

        Where the personal data lies: the base of every search (art. 15, 30).
        """

        call = _get_data_map.call()
        return self.send(call).parsed

    def put_data_map(
        self,
        *,
        body: DataMapIn,
        if_match: str | Unset = UNSET,
    ) -> DataMapOut:
        """Put a data map in force.

        New fulfilments search by it; each request remembers the version that served it (art. 5(2)).
        """

        call = _put_data_map.call(
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_data_map_proposals(
        self,
        *,
        status: None | ProposalStatus | Unset = UNSET,
    ) -> list[ProposalOut]:
        """List proposed changes of the data map.

        The newest 200 (art. 5(2)).
        """

        call = _list_data_map_proposals.call(
            status=status,
        )
        return self.send(call).parsed

    def propose_data_map(
        self,
        *,
        body: ProposalIn,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalDetailOut:
        """Propose a change of the data map.

        Another person reviews what changes and puts it in force (art. 24, 32).
        """

        call = _propose_data_map.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_data_map_proposal(
        self,
        proposal_id: UUID,
    ) -> ProposalDetailOut:
        """Read a proposed change of the data map.

        The proposed map and what it changes (art. 5(2)).
        """

        call = _get_data_map_proposal.call(
            proposal_id=proposal_id,
        )
        return self.send(call).parsed

    def approve_data_map_proposal(
        self,
        proposal_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalOut:
        """Put a proposed data map in force.

        By another person than the one who proposed it; new fulfilments search by it (art. 32: four eyes).
        """

        call = _approve_data_map_proposal.call(
            proposal_id=proposal_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def reject_data_map_proposal(
        self,
        proposal_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalOut:
        """Reject a proposed data map.

        By another person than the one who proposed it; the map in force stays (art. 32: four eyes).
        """

        call = _reject_data_map_proposal.call(
            proposal_id=proposal_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_data_map_schema(
        self,
    ) -> Any:
        """Read the JSON Schema of the data map's format.

        For editors: which keys a map may have (art. 30 records by this format).
        """

        call = _get_data_map_schema.call()
        return self.send(call).parsed

    def list_data_map_versions(
        self,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDataMapVersionOut:
        """List the versions of the data map.

        All that were ever in force, the newest first: each request names the one that served it (art.
        5(2)).
        """

        call = _list_data_map_versions.call(
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def get_data_map_version(
        self,
        version_id: UUID,
    ) -> DataMapOut:
        """Read a version of the data map.

        The very text that was in force (art. 5(2)).
        """

        call = _get_data_map_version.call(
            version_id=version_id,
        )
        return self.send(call).parsed

    def diff_data_map_versions(
        self,
        version_id: UUID,
        *,
        against: None | Unset | UUID = UNSET,
    ) -> DataMapDiffOut:
        """Compare two versions of the data map.

        What a version says otherwise than another one, or than the one before it (art. 5(2)).
        """

        call = _diff_data_map_versions.call(
            version_id=version_id,
            against=against,
        )
        return self.send(call).parsed

    def list_legal_holds(
        self,
    ) -> list[HoldOut]:
        """List the legal holds.

        Past and present ones, newest first (art. 17(3)(e)).
        """

        call = _list_legal_holds.call()
        return self.send(call).parsed

    def set_legal_hold(
        self,
        *,
        body: HoldIn,
        idempotency_key: str | Unset = UNSET,
    ) -> HoldOut:
        """Set a legal hold.

        No erasure takes what it names: a person's data, an order, the rows of a dispute (art. 17(3)(b),
        (e)).
        """

        call = _set_legal_hold.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def lift_legal_hold(
        self,
        hold_id: UUID,
        *,
        body: HoldLiftIn,
        idempotency_key: str | Unset = UNSET,
    ) -> HoldOut:
        """Lift a legal hold.

        What it alone kept without an end comes up again for erasure (art. 17(1), 5(1)(e)).
        """

        call = _lift_legal_hold.call(
            hold_id=hold_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_controller_policy_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of controller policy.

        What the information to a person is assembled from (art. 13(1)(a), 15(1)(f); key `controller`: who
        it is; key `deadlines`: its rules of the clock, art. 12(3)).
        """

        call = _list_controller_policy_entries.call()
        return self.send(call).parsed

    def get_controller_policy_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of controller policy.

        One entry with its version (art. 13(1)(a), 15(1)(f); key `controller`: who it is; key `deadlines`:
        its rules of the clock, art. 12(3)).
        """

        call = _get_controller_policy_entry.call(
            key=key,
        )
        return self.send(call).parsed

    def put_controller_policy_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of controller policy.

        Each write is a new version, audited (art. 13(1)(a), 15(1)(f); key `controller`: who it is; key
        `deadlines`: its rules of the clock, art. 12(3)).
        """

        call = _put_controller_policy_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_processing_activities_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of processing activities.

        What the information to a person is assembled from (art. 30, 15(1)(a)).
        """

        call = _list_processing_activities_entries.call()
        return self.send(call).parsed

    def get_processing_activities_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of processing activities.

        One entry with its version (art. 30, 15(1)(a)).
        """

        call = _get_processing_activities_entry.call(
            key=key,
        )
        return self.send(call).parsed

    def put_processing_activities_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of processing activities.

        Each write is a new version, audited (art. 30, 15(1)(a)).
        """

        call = _put_processing_activities_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_recipients_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of recipients.

        What the information to a person is assembled from (art. 15(1)(c)).
        """

        call = _list_recipients_entries.call()
        return self.send(call).parsed

    def get_recipients_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of recipients.

        One entry with its version (art. 15(1)(c)).
        """

        call = _get_recipients_entry.call(
            key=key,
        )
        return self.send(call).parsed

    def put_recipients_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of recipients.

        Each write is a new version, audited (art. 15(1)(c)).
        """

        call = _put_recipients_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_retention_rules(
        self,
    ) -> RulesOut:
        """Read the retention rules in force.

        What is kept from an erasure, by which law and how long: the law's defaults, and what the data
        protection officer put over them (art. 17(3), 5(1)(e)).
        """

        call = _get_retention_rules.call()
        return self.send(call).parsed

    def put_retention_rules(
        self,
        *,
        body: RulesIn,
        if_match: str | Unset = UNSET,
    ) -> RulesVersionOut:
        """Put retention rules in force.

        Each write is a new version, audited. Erasure plans that wait for approval are to be made anew by
        them (art. 17(3)).
        """

        call = _put_retention_rules.call(
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def preview_retention_rules(
        self,
        *,
        body: RulesIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RulesPreviewOut:
        """Ask what rules would change.

        Changes nothing: each rule that would be another, each collection that a rule or a hold of the file
        would begin or cease to keep, with what the same law keeps today (art. 17(3)).
        """

        call = _preview_retention_rules.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_retention_rules_versions(
        self,
    ) -> list[RulesVersionOut]:
        """List the versions of the retention rules.

        Newest first; each erasure plan names the rules by which it was made (art. 5(2)).
        """

        call = _list_retention_rules_versions.call()
        return self.send(call).parsed

    def list_deadline_marks(
        self,
        *,
        kind: list[MarkKind] | None | Unset = UNSET,
        audience: None | Role | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDecidedOut:
        """List what fell due.

        Reminders, internal targets, escalations and overdue marks in the order in which they were made, so
        that staff and DPO act in time (art. 12(3)).
        """

        call = _list_deadline_marks.call(
            kind=kind,
            audience=audience,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def report_deadlines(
        self,
        *,
        received_from: datetime.date | None | Unset = UNSET,
        received_before: datetime.date | None | Unset = UNSET,
    ) -> DeadlineReportOut:
        """Report on deadlines.

        Shares answered within one and three months, what is overdue, by right and by month, days used, and
        suspensions that an authority could contest (art. 5(2), 12(3)-(4), 12(6)).
        """

        call = _report_deadlines.call(
            received_from=received_from,
            received_before=received_before,
        )
        return self.send(call).parsed

    def compute_deadline(
        self,
        *,
        body: Body,
        idempotency_key: str | Unset = UNSET,
    ) -> WhatIfOut:
        """Compute a deadline.

        The due date of art. 12(3) if a request were received then and suspended so; nothing is stored.
        """

        call = _compute_deadline.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_deadline(
        self,
        request_id: UUID,
    ) -> ClockOut:
        """Explain the deadline.

        When the answer is due under art. 12(3) and Regulation 1182/71, with every step to it.
        """

        call = _get_deadline.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def extend_deadline(
        self,
        request_id: UUID,
        *,
        body: ExtensionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ClockOut:
        """Extend the deadline.

        Adds the two further months of art. 12(3), once, inside the first month, with reasons for the
        person.
        """

        call = _extend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def suspend_deadline(
        self,
        request_id: UUID,
        *,
        body: SuspensionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SuspensionOut:
        """Suspend the clock.

        Stops the clock while the person is asked for proof of identity (art. 12(6)) or the scope of a large
        request (recital 63).
        """

        call = _suspend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def resume_deadline(
        self,
        request_id: UUID,
        suspension_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SuspensionOut:
        """End a suspension.

        What the person was asked for has come: the clock goes on (art. 12(3)).
        """

        call = _resume_deadline.call(
            request_id=request_id,
            suspension_id=suspension_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_erasure_certificate_key(
        self,
    ) -> CertificateKeyOut:
        """Fetch the key of the certificates.

        The public key by which anybody checks a certificate of erasure (art. 5(2)).
        """

        call = _get_erasure_certificate_key.call()
        return self.send(call).parsed

    def get_erasure_certificate(
        self,
        request_id: UUID,
        *,
        format_: Form | Unset = UNSET,
    ) -> bytes:
        """Fetch the certificate of erasure.

        What was deleted and masked, what is kept and why, and that all sources were read again; signed
        (art. 5(2), 17, 19).
        """

        call = _get_erasure_certificate.call(
            request_id=request_id,
            format_=format_,
        )
        return self.send(call).parsed

    def get_erasure_plan(
        self,
        request_id: UUID,
        *,
        format_: Form | Unset = UNSET,
    ) -> bytes:
        """Look at the plan of the erasure.

        What is deleted, masked, kept (with ground, law and last day) or unlinked, how many rows, and how
        far it is (art. 17(3), 5(2)).
        """

        call = _get_erasure_plan.call(
            request_id=request_id,
            format_=format_,
        )
        return self.send(call).parsed

    def plan_erasure(
        self,
        request_id: UUID,
        *,
        body: ErasurePlanIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ErasurePlanOut:
        """Plan the erasure.

        A worker reads the person's rows and says what would be deleted, masked, kept or unlinked, and why;
        nothing is touched. Needs a ground of art. 17(1); a copy that was asked for too comes first. Another
        person with the DPO's permission approves the plan (art. 17, 32).
        """

        call = _plan_erasure.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def cancel_erasure(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Cancel the erasure.

        Takes the erasure back until its first statement runs; the request stays open (art. 17, 12(2)).
        """

        call = _cancel_erasure.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_identity_document_page(
        self,
        token: str,
        number: int,
    ) -> bytes:
        """Fetch a page that is being looked at.

        The page as pixels with viewer and time written across; the address is the credential (art. 32).
        """

        call = _get_identity_document_page.call(
            token=token,
            number=number,
        )
        return self.send(call).parsed

    def send_access_link(
        self,
        request_id: UUID,
        *,
        body: LinkToSendIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """Send an access link.

        A single-use link to the person's own view, mailed to a known channel (art. 12(2)). The answer is
        the same whether there is one or not.
        """

        call = _send_access_link.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def disavow_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Record that the person did not ask.

        Somebody reached through a known channel says that the request is not theirs: packages are revoked,
        proofs and approval are void, and the identity is in doubt (art. 12(6), 32).
        """

        call = _disavow_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_requester_evidence(
        self,
        request_id: UUID,
    ) -> StandingOut:
        """Read what the requester has to show.

        For agents, parents and heirs: each piece with its checks. Empty where a person asks for themselves,
        and for a marketing objection beyond the mandate's existence (decree 2019-536 art. 77; LIL 45,
        84-85).
        """

        call = _get_requester_evidence.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def review_requester_evidence(
        self,
        request_id: UUID,
        evidence_kind: EvidenceKind,
        *,
        body: EvidenceIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> StandingOut:
        """Give a verdict on a piece of evidence.

        Each check is made by itself and recorded. With the last piece accepted the request goes on (decree
        2019-536 art. 77; LIL 45, 84-85).
        """

        call = _review_requester_evidence.call(
            request_id=request_id,
            evidence_kind=evidence_kind,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def send_identity_code(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """Send a one-time code.

        To an address that was known before the request, never to one that came with it. The answer is the
        same whether there is one or not (art. 12(6), 5(1)(f)).
        """

        call = _send_identity_code.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_identity_documents(
        self,
        request_id: UUID,
    ) -> list[IdentityDocumentOut]:
        """List identity documents.

        What was uploaded and decided, without the content (art. 12(6)).
        """

        call = _list_identity_documents.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def upload_identity_documents(
        self,
        request_id: UUID,
        *,
        body: BodyUploadIdentityDocuments,
        idempotency_key: str | Unset = UNSET,
    ) -> list[IdentityDocumentOut]:
        """Upload identity documents.

        Takes copies of a valid, signed identity document (art. 12(6)): JPEG, PNG, PDF, HEIC, WebP; 10 MiB
        each. The field `file` may be repeated. Each is sealed; the original is never shown or downloadable.
        While a configured malware scanner does not answer, a copy is `held`: nobody can look at it.
        """

        call = _upload_identity_documents.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
    ) -> IdentityDocumentOut:
        """Read about an identity document.

        Its type, verdict and times, without the content (art. 12(6)).
        """

        call = _get_identity_document.call(
            request_id=request_id,
            document_id=document_id,
        )
        return self.send(call).parsed

    def review_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: AcceptIn | RejectIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> IdentityDocumentOut:
        """Give a verdict on an identity document.

        Accept with all three checks made (valid on receipt, signed, name matches), or reject with a reason.
        The copy is destroyed on the verdict (art. 12(6), 5(1)(e)).
        """

        call = _review_identity_document.call(
            request_id=request_id,
            document_id=document_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def view_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: ViewIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ViewOut:
        """Look at an identity document.

        Gives a short-lived address of the flattened, watermarked pages. The view is audited with your name
        before the first byte, and counted; the original is never shown (art. 5(1)(f), 32).
        """

        call = _view_identity_document.call(
            request_id=request_id,
            document_id=document_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def ask_for_identity(
        self,
        request_id: UUID,
        *,
        body: IdentityRequestIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Ask for proof of identity.

        Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)). Never
        for an objection to direct marketing or a withdrawal of consent (art. 21(3), 7(3)).
        """

        call = _ask_for_identity.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def verify_identity_by_other_means(
        self,
        request_id: UUID,
        *,
        body: CodeToSendIn | OtherMeansIn | SessionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Prove an identity by other means.

        A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).
        """

        call = _verify_identity_by_other_means.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_known_channels(
        self,
        request_id: UUID,
    ) -> list[ChannelOut]:
        """List the known channels.

        Where the person was reached before the request, and what each may be used for (art. 12(6), 32).
        """

        call = _list_known_channels.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def state_known_channel(
        self,
        request_id: UUID,
        *,
        body: ChannelIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """State a known channel.

        Says that the person was reached there before the request, and since when. What a member of staff
        states needs a second person's check before data leave through it (art. 12(6), 32).
        """

        call = _state_known_channel.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def confirm_known_channel(
        self,
        request_id: UUID,
        channel_id: UUID,
        *,
        body: ConfirmationIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ChannelOut:
        """Confirm a channel.

        A second person's recorded check: another one than who stated it and than who checked the identity.
        From then on data may leave through it (art. 12(6), 32).
        """

        call = _confirm_known_channel.call(
            request_id=request_id,
            channel_id=channel_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_letter_kinds(
        self,
    ) -> list[LetterTypeOut]:
        """List the kinds of letters.

        Every letter that a person may get, with the article that it serves (art. 12-22).
        """

        call = _list_letter_kinds.call()
        return self.send(call).parsed

    def preview_letter(
        self,
        kind: LetterKind,
        *,
        body: PreviewIn,
        idempotency_key: str | Unset = UNSET,
    ) -> LetterOut:
        """Preview a letter.

        The letter as the templates in force say it, about an invented request; nothing is stored or sent
        (plain language, art. 12(1)).
        """

        call = _preview_letter.call(
            kind=kind,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_outgoing_letter(
        self,
        letter_id: UUID,
    ) -> OutgoingLetterOut:
        """Fetch a letter to send it.

        For the storefront that mails letters itself (`DSR_LETTERS_SENT_BY`), after a `message.ready`; as
        long as no outcome is known. It is sent as it is, to that address alone (art. 12(1), 32).
        """

        call = _get_outgoing_letter.call(
            letter_id=letter_id,
        )
        return self.send(call).parsed

    def report_letter_outcome(
        self,
        letter_id: UUID,
        *,
        body: LetterOutcomeIn,
        idempotency_key: str | Unset = UNSET,
    ) -> LetterOutcomeOut:
        """Say what became of a letter.

        `sent` once the mail system has taken it: an extension counts only if its notice went out in time
        (art. 12(3)). `failed` when the address refuses it for good: it then goes to the next one known, or
        by hand.
        """

        call = _report_letter_outcome.call(
            letter_id=letter_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_messages(
        self,
        request_id: UUID,
    ) -> list[MessageOut]:
        """List the letters.

        What the person was written about the request, oldest first (art. 12(1), 12(3)-(4)).
        """

        call = _list_messages.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def write_message(
        self,
        request_id: UUID,
        *,
        body: MessageIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> MessageOut:
        """Write to the person.

        A free message about the request, sent like every letter (art. 12(1)).
        """

        call = _write_message.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def record_dispatch(
        self,
        request_id: UUID,
        message_id: UUID,
        *,
        body: DispatchIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> MessageOut:
        """Record that a letter went out.

        For letters that go by post or telephone. An extension counts only if its notice went out within the
        first month (art. 12(3)); recorded later than it was sent, it counts again.
        """

        call = _record_dispatch.call(
            request_id=request_id,
            message_id=message_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_undeliverable_messages(
        self,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageUndeliverableOut:
        """List undeliverable letters.

        Letters that no known address took: the person has not been told yet, and a decision that is not
        told is late (art. 12(3)-(4)). Recording a dispatch by other means takes one off the list.
        """

        call = _list_undeliverable_messages.call(
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def list_manual_tasks(
        self,
        *,
        status: None | TaskStatus | Unset = UNSET,
        request: None | Unset | UUID = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageManualTaskOut:
        """List what is to be looked up by hand.

        The most urgent first; a fulfilment waits for its tasks (art. 15: the answer must be complete).
        """

        call = _list_manual_tasks.call(
            status=status,
            request=request,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def get_manual_task(
        self,
        task_id: UUID,
    ) -> ManualTaskDetailOut:
        """Read what is to be looked up by hand.

        The form and whom to look for (art. 15).
        """

        call = _get_manual_task.call(
            task_id=task_id,
        )
        return self.send(call).parsed

    def answer_manual_task(
        self,
        task_id: UUID,
        *,
        body: ManualResultIn,
        idempotency_key: str | Unset = UNSET,
    ) -> ManualTaskOut:
        """Record what was found by hand.

        Rows by the form, or that nothing was found. The fulfilment goes on after the last answer; until the
        packages are made a result may be given anew (art. 15).
        """

        call = _answer_manual_task.call(
            task_id=task_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def answer_manual_task_with_files(
        self,
        task_id: UUID,
        *,
        body: BodyAnswerManualTaskWithFiles,
        idempotency_key: str | Unset = UNSET,
    ) -> ManualTaskOut:
        """Record what was found by hand, with files.

        As a form: `result` is the JSON of a result, in which `{"$file": NAME}` stands for the uploaded file
        of that name; every file must be named by a row. The files are sealed with the rows and, where the
        data map says so of the field, come into the package as files (art. 15(3)).
        """

        call = _answer_manual_task_with_files.call(
            task_id=task_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def tell_processor_status(
        self,
        *,
        body: File,
    ) -> Any:
        """Tell that a processor's order has changed.

        OpenDSR's status callback. The signature over the very bytes, by the certificate that the processor
        publishes, is the credential; what the order's status is, is then asked of the processor (art.
        28(3)(e)).
        """

        call = _tell_processor_status.call(
            body=body,
        )
        return self.send(call).parsed

    def approve_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Approve what was prepared.

        A second person has looked: packages are released (art. 32: four eyes), or the cool-down of a
        planned erasure begins (art. 17; the DPO's permission is needed), which the person is told and can
        cancel.
        """

        call = _approve_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def decline_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Decline what was prepared.

        The packages are revoked, or the planned erasure is dropped, and the request goes back to the staff
        (art. 32: four eyes).
        """

        call = _decline_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_fulfilment(
        self,
        request_id: UUID,
    ) -> FulfilmentOut:
        """Follow the fulfilment.

        Progress per collection, so that an auditor sees what was searched (art. 5(2), 15).
        """

        call = _get_fulfilment.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def start_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Start the fulfilment.

        Searches every collection of the data map and builds the packages for access and portability (art.
        15, 20). Its progress is at GET.
        """

        call = _start_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def follow_fulfilment(
        self,
        request_id: UUID,
    ) -> bytes | Any:
        """Follow the fulfilment as it happens.

        Server-sent events: `progress` with status and rows per collection whenever they changed, `end` when
        the search is over (art. 5(2), 15). `Last-Event-ID` resumes; a stream lasts five minutes, then the
        client comes back by itself; 204 when it has seen the end.
        """

        call = _follow_fulfilment.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def show_notice_secret(
        self,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> NoticeSecretOut:
        """Show the secret of a recipient's notices.

        For the recipient, who checks the signature of each notice with it (art. 19, 32); it stays the same.
        """

        call = _show_notice_secret.call(
            key=key,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_recipient_notices(
        self,
        request_id: UUID,
    ) -> list[RecipientNoticeOut]:
        """List who is told of what was done.

        Every recipient concerned by an erasure, a rectification or a restriction of this request, with its
        answer, attempts, exception and ground (art. 19).
        """

        call = _list_recipient_notices.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def name_recipients(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> list[RecipientNoticeOut]:
        """Name the recipients to the person.

        The person asked who they are: a letter names every one (art. 19, second sentence; C-154/21).
        """

        call = _name_recipients.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def record_recipient_notice(
        self,
        request_id: UUID,
        notice_id: UUID,
        *,
        body: NoticeRecordIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RecipientNoticeOut:
        """Record what became of a notice.

        Told by another way, answered, or not told because that is impossible or takes a disproportionate
        effort; the ground is recorded with reasons (art. 19).
        """

        call = _record_recipient_notice.call(
            request_id=request_id,
            notice_id=notice_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_requests(
        self,
        *,
        status: list[Status] | None | Unset = UNSET,
        right: None | Right | Unset = UNSET,
        due_before: datetime.datetime | None | Unset = UNSET,
        overdue: bool | None | Unset = UNSET,
        assignee: None | str | Unset = UNSET,
        sort: ListRequestsSort | Unset = ListRequestsSort.ID,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageRequestOut:
        """List the queue.

        The requests that the caller sees, by receipt or by due date (art. 12(3)).
        """

        call = _list_requests.call(
            status=status,
            right=right,
            due_before=due_before,
            overdue=overdue,
            assignee=assignee,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def submit_request(
        self,
        *,
        body: RequestIn,
        subject_assertion: None | str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Submit a request.

        Takes in a request under GDPR art. 15-22 or 7(3) and starts the clock of art. 12(3). A reminder of
        an open request (same person, same rights and particulars) is linked to it and answered with 200.
        """

        call = _submit_request.call(
            body=body,
            subject_assertion=subject_assertion,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def search_requests(
        self,
        *,
        body: SearchIn,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> PageRequestOut:
        """Search by identifier.

        The requests of whoever bears one of these identifiers, open or closed; a POST, so that no personal
        data stands in a URL (art. 5(1)(f)).
        """

        call = _search_requests.call(
            body=body,
            limit=limit,
            cursor=cursor,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_request(
        self,
        request_id: UUID,
    ) -> RequestOut:
        """Read a request.

        The whole state of a request with its clock (art. 12(3)) and what the caller may do next.
        """

        call = _get_request.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def assign_request(
        self,
        request_id: UUID,
        *,
        body: AssignmentIn,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Assign a request.

        Says who handles it, so that the reply comes without undue delay (art. 12(3)).
        """

        call = _assign_request.call(
            request_id=request_id,
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_request_events(
        self,
        request_id: UUID,
    ) -> list[EventOut]:
        """Read the timeline.

        What happened to the request, in order, in ids and codes without personal data (art. 5(2)).
        """

        call = _list_request_events.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def get_receipt(
        self,
        request_id: UUID,
    ) -> ReceiptOut:
        """Get the receipt of a request.

        What was asked and when, and what was answered, with the digests of packages and letters; without
        personal data, so that it can be kept as proof (art. 5(2), 12(3)).
        """

        call = _get_receipt.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def list_request_recipients(
        self,
        request_id: UUID,
    ) -> DisclosuresOut:
        """List who receives the person's data.

        By name, for the collections in which the search found something (art. 15(1)(c), 19; C-154/21).
        """

        call = _list_request_recipients.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def withdraw_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Withdraw a request.

        The person takes the request back; it ends, and what was prepared is destroyed (art. 5(1)(e)).
        """

        call = _withdraw_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_exports(
        self,
        request_id: UUID,
    ) -> list[ExportOut]:
        """List the packages.

        The packages made for access and portability, with the digest of each part (art. 15(3), 20).
        """

        call = _list_exports.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def get_export(
        self,
        request_id: UUID,
        export_id: UUID,
    ) -> ExportOut:
        """Read about a package.

        Its parts, sizes and digests (art. 15(3), 20).
        """

        call = _get_export.call(
            request_id=request_id,
            export_id=export_id,
        )
        return self.send(call).parsed

    def download_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        format_: DownloadExportFormat | Unset = DownloadExportFormat.ZIP,
        collection: None | str | Unset = UNSET,
        if_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> bytes:
        """Download a package.

        The copy of the data (art. 15(3)) or the portable data (art. 20): the JSON document, the CSV file of
        one collection, all CSV files as a ZIP, or the whole ZIP. Takes Range; each download is counted and
        audited before the first byte leaves.
        """

        call = _download_export.call(
            request_id=request_id,
            export_id=export_id,
            format_=format_,
            collection=collection,
            if_match=if_match,
            range_=range_,
            if_range=if_range,
        )
        return self.send(call).parsed

    def list_redactions(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        cursor: None | str | Unset = UNSET,
        limit: int | Unset = 50,
    ) -> PageRedactionOut:
        """List what was struck.

        By whom, when and on which ground, undone redactions too (art. 5(2), 15(4), 20(4)).
        """

        call = _list_redactions.call(
            request_id=request_id,
            export_id=export_id,
            cursor=cursor,
            limit=limit,
        )
        return self.send(call).parsed

    def strike_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        body: RedactionsIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> list[RedactionOut]:
        """Strike what belongs to others.

        Cells, rows, columns or collections that would adversely affect the rights of others (art. 15(4),
        20(4)); only the copy is limited, never refused whole. The package is built anew with each struck
        value marked by its ground, and only that version can be approved, by another person than who
        struck.
        """

        call = _strike_export.call(
            request_id=request_id,
            export_id=export_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def undo_redaction(
        self,
        request_id: UUID,
        export_id: UUID,
        redaction_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RedactionOut:
        """Undo a redaction.

        The value is shown again in the version that is then built: no more is struck than the rights of
        others ask for (art. 15(4), 20(4)).
        """

        call = _undo_redaction.call(
            request_id=request_id,
            export_id=export_id,
            redaction_id=redaction_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def revoke_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ExportOut:
        """Revoke a package.

        A released package ends before its day: its key is destroyed at once, its file after that, and
        downloads answer 410 (art. 5(1)(f), 32).
        """

        call = _revoke_export.call(
            request_id=request_id,
            export_id=export_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def preview_export_rows(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        collection: str,
        reason: ViewReason,
        cursor: None | str | Unset = UNSET,
        limit: int | Unset = 50,
    ) -> PagePreviewedRow:
        """Look through a package before its release.

        The rows of one collection as they were found, with what is struck so far, so that a reviewer sees
        what belongs to others (art. 15(4), 20(4)). Only while the package waits for approval; each page is
        audited with its reason before it is shown. A page may hold fewer rows than `limit` where they are
        long.
        """

        call = _preview_export_rows.call(
            request_id=request_id,
            export_id=export_id,
            collection=collection,
            reason=reason,
            cursor=cursor,
            limit=limit,
        )
        return self.send(call).parsed

    def transfer_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        body: TransferIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> TransferOut:
        """Hand a package to another controller.

        Where the person asked for it and it is feasible (art. 20(2)): the released package of a portability
        request goes to a recipient of the register by one PUT over HTTPS, signed (RFC 9421, Ed25519) with
        digest (RFC 9530) and a stable `Idempotency-Key`, tried for a day. Its outcome is at GET.
        """

        call = _transfer_export.call(
            request_id=request_id,
            export_id=export_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_transfers(
        self,
        request_id: UUID,
        export_id: UUID,
    ) -> list[TransferOut]:
        """List the transfers of a package.

        To whom it was handed, and what came of it (art. 20(2), 5(2)).
        """

        call = _list_transfers.call(
            request_id=request_id,
            export_id=export_id,
        )
        return self.send(call).parsed

    def get_transfer_key(
        self,
    ) -> TransferKeyOut:
        """Get the key that verifies transfers.

        The public key by which another controller checks the signature of a transfer (art. 20(2), 32).
        """

        call = _get_transfer_key.call()
        return self.send(call).parsed

    def get_fee(
        self,
        request_id: UUID,
    ) -> FeeOut:
        """Read the fee of a request.

        Amount, basis and whether it is paid (art. 12(5)(a)).
        """

        call = _get_fee.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def demand_fee(
        self,
        request_id: UUID,
        *,
        body: FeeIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Ask for a fee.

        For a manifestly unfounded or excessive request, or a further copy: the person is told the amount,
        its basis, and that withdrawing costs nothing; the request waits (art. 12(5)(a), 15(3)). The clock
        runs on.
        """

        call = _demand_fee.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def record_fee_payment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Record the payment of a fee.

        The request goes on. Refused until the letter about the fee has gone out (art. 12(5)(a)).
        """

        call = _record_fee_payment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def waive_fee(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Waive a fee.

        The request goes on free of charge (art. 12(5)).
        """

        call = _waive_fee.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def refuse_rights(
        self,
        request_id: UUID,
        *,
        body: RefusalIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Refuse rights.

        Refuses rights on a ground of the catalogue, with reasons, complaint and remedy (art. 12(4)).
        """

        call = _refuse_rights.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_refusal_grounds(
        self,
        request_id: UUID,
        right: Right,
        *,
        purpose: None | str | Unset = UNSET,
    ) -> list[GroundOut]:
        """List the grounds on offer.

        The grounds by which this right may be refused (art. 12(4)-(5), 15(4), 16-22); none where no refusal
        is possible (art. 21(3), 7(3)).
        """

        call = _list_refusal_grounds.call(
            request_id=request_id,
            right=right,
            purpose=purpose,
        )
        return self.send(call).parsed

    def settle_right(
        self,
        request_id: UUID,
        right: Right,
        *,
        body: SettlementIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Record a right as carried out.

        For what is carried out by hand: rectification, restriction, objection, withdrawal of consent,
        review of an automated decision (art. 16-18, 21, 7(3), 22(3)). The request closes with its last
        right.
        """

        call = _settle_right.call(
            request_id=request_id,
            right=right,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def get_rectification(
        self,
        request_id: UUID,
    ) -> RectificationOut:
        """Look at a rectification.

        The latest proposal, the decisions, and how far each field is (art. 16).
        """

        call = _get_rectification.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def plan_rectification(
        self,
        request_id: UUID,
        *,
        body: RectificationIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RectificationOut:
        """Find the fields that a rectification is about.

        A worker looks for the rows of the person that hold each field and says what would be written where:
        old value, new value, and what the live schema has against it (art. 16). Nothing is touched. An
        earlier proposal is dropped.
        """

        call = _plan_rectification.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def decide_rectification(
        self,
        request_id: UUID,
        *,
        body: RectificationDecisionsIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RectificationOut:
        """Accept or refuse each correction.

        What is accepted is written while the sources still hold the old values; if one moved, nothing is
        written and it is decided anew (art. 16). A refusal bears a ground and reasons (art. 12(4)).
        Accounting records stay as they are and get a linked note. What no machine may change waits for a
        person.
        """

        call = _decide_rectification.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_source_changes(
        self,
        request_id: UUID,
    ) -> list[SourceChangeOut]:
        """List what is changed in the sources for a request.

        Every single field, of corrections (art. 16) and of the marks of restrictions (art. 18), with old
        and new value and how far it is; those in the state `manual` wait for a person.
        """

        call = _list_source_changes.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def complete_source_change(
        self,
        request_id: UUID,
        change_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SourceChangeOut:
        """Record a change as made by hand.

        For changes in the state `manual`: a shared row, a note to an invoice, a source that is not written
        from here (art. 16, 18). The rectification ends with its last one.
        """

        call = _complete_source_change.call(
            request_id=request_id,
            change_id=change_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_restrictions(
        self,
        request_id: UUID,
    ) -> list[RestrictionOut]:
        """List the restrictions of a request.

        Past and present ones, oldest first (art. 18).
        """

        call = _list_restrictions.call(
            request_id=request_id,
        )
        return self.send(call).parsed

    def start_restriction(
        self,
        request_id: UUID,
        *,
        body: RestrictionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Restrict processing.

        From now on the person's data is stored only, and the storefront's question says so (art.
        18(1)-(2)). Fulfils the right to restriction where the request asks for it; it also serves while an
        objection or the accuracy of data is examined.
        """

        call = _start_restriction.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def lift_restriction(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Lift the restriction.

        Refused until the letter that tells the person has gone out and its day has come (art. 18(3)).
        """

        call = _lift_restriction.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def announce_restriction_lift(
        self,
        request_id: UUID,
        *,
        body: LiftNoticeIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Tell the person that the restriction will end.

        Writes the letter of art. 18(3) with the reasons; the restriction stays until it is lifted.
        """

        call = _announce_restriction_lift.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return self.send(call).parsed

    def check_restriction(
        self,
        *,
        body: CheckIn,
        idempotency_key: str | Unset = UNSET,
    ) -> CheckOut:
        """Ask what may be done with a person's data.

        One fast question before each use: is processing restricted (art. 18), and for which purposes has
        the person objected (art. 21)? Nobody known by these identifiers is answered as somebody without
        restriction.
        """

        call = _check_restriction.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_suppressions(
        self,
        *,
        purpose: None | str | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> SuppressionPage:
        """Read or follow the suppression list.

        Who has objected, as keyed hashes, in the order of the changes (art. 21(3)). A storefront reads it
        once to the end, keeps `follow_cursor`, and from then on asks for the changes only: an entry comes
        again when it is lifted or comes back. `/v1/suppressions.csv` has them all at once.
        """

        call = _list_suppressions.call(
            purpose=purpose,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def download_suppressions(
        self,
        *,
        purpose: None | str | Unset = UNSET,
    ) -> bytes:
        """Download the suppression list as CSV.

        All entries in force, for a mailing tool (art. 21(3)): RFC 4180, one keyed hash a line.
        """

        call = _download_suppressions.call(
            purpose=purpose,
        )
        return self.send(call).parsed

    def get_suppression_key(
        self,
    ) -> SuppressionKeyOut:
        """Read the key of the hashes.

        With it the storefront hashes its own customers' identifiers and compares (art. 21(3), 5(1)(c)).
        """

        call = _get_suppression_key.call()
        return self.send(call).parsed

    def lift_suppression(
        self,
        *,
        body: SuppressionLiftIn,
        idempotency_key: str | Unset = UNSET,
    ) -> SuppressionLiftOut:
        """Allow a purpose again.

        The person has consented anew, in person (art. 4(11), 7): the entries of that purpose are lifted,
        audited.
        """

        call = _lift_suppression.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_disavow_request(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Say that you did not ask.

        Nothing is given out or erased, and whoever asked has to prove the identity anew (art. 12(6), 32).
        """

        call = _track_disavow_request.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_cancel_erasure(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Take the erasure back.

        During the cool-down: nothing is erased, and the request stays open (art. 17).
        """

        call = _track_cancel_erasure.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_exports(
        self,
    ) -> list[TrackedExport]:
        """List what is ready.

        The released packages of the own request (art. 15(3), 20).
        """

        call = _track_exports.call()
        return self.send(call).parsed

    def track_download_export(
        self,
        export_id: UUID,
        *,
        format_: TrackDownloadExportFormat | Unset = TrackDownloadExportFormat.ZIP,
        collection: None | str | Unset = UNSET,
        if_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> bytes:
        """Fetch a package.

        As the storefront's download, in the own session, if its link went to a channel through which data
        may leave (art. 15(3), 20). Takes Range.
        """

        call = _track_download_export.call(
            export_id=export_id,
            format_=format_,
            collection=collection,
            if_match=if_match,
            range_=range_,
            if_range=if_range,
        )
        return self.send(call).parsed

    def track_send_identity_code(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> SentOut:
        """Have a one-time code sent.

        To an address that was known before the request (art. 12(6)).
        """

        call = _track_send_identity_code.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_upload_identity_documents(
        self,
        *,
        body: BodyTrackUploadIdentityDocuments,
        idempotency_key: str | Unset = UNSET,
    ) -> list[IdentityDocumentOut]:
        """Hand identity documents in.

        As the storefront's upload, in the own session (art. 12(6)).
        """

        call = _track_upload_identity_documents.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_verify_identity(
        self,
        *,
        body: SubjectCodeIn,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Type the one-time code in.

        Proves the identity without a document (art. 12(6)).
        """

        call = _track_verify_identity.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def request_lost_link(
        self,
        *,
        body: LostLinkIn,
    ) -> SentOut:
        """Ask for a new link.

        Sends a link to the known channel of the request of this reference, if there is one; the answer
        never tells (art. 12(2), 5(1)(f)).
        """

        call = _request_lost_link.call(
            body=body,
        )
        return self.send(call).parsed

    def track_messages(
        self,
    ) -> list[MessageOut]:
        """Read the own correspondence.

        What the controller has written, codes and links left out (art. 12(1)).
        """

        call = _track_messages.call()
        return self.send(call).parsed

    def track_name_recipients(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> list[TrackedRecipientOut]:
        """Ask who the recipients are.

        Names everybody who received the data and is told of the erasure, correction or restriction, and
        sends the same as a letter (art. 19, second sentence; C-154/21).
        """

        call = _track_name_recipients.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_request(
        self,
    ) -> TrackedRequestOut:
        """Follow the own request.

        Status, due date, decisions with their reasons, and what is ready (art. 12(3)-(4)).
        """

        call = _track_request.call()
        return self.send(call).parsed

    def open_access_link(
        self,
        *,
        body: LinkToOpenIn,
    ) -> SessionOut:
        """Open an access link.

        Uses the link up and starts a short session of the one request that it was sent for (art. 12(2)). A
        GET of the link shows a page and uses nothing up, so that a mail scanner spoils nothing.
        """

        call = _open_access_link.call(
            body=body,
        )
        return self.send(call).parsed

    def end_subject_session(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Any:
        """End the session.

        From now on it opens nothing (art. 32).
        """

        call = _end_subject_session.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def track_withdraw_request(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Withdraw the own request.

        Takes the request back; an erasure that still waits is not carried out (art. 5(1)(e)).
        """

        call = _track_withdraw_request.call(
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_webhooks(
        self,
    ) -> list[WebhookOut]:
        """List the endpoints.

        With their state, without their secrets (art. 32).
        """

        call = _list_webhooks.call()
        return self.send(call).parsed

    def create_webhook(
        self,
        *,
        body: WebhookIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewWebhookOut:
        """Register an endpoint.

        Its secret is shown in this answer only. What is sent holds ids and codes, no personal data
        (Standard Webhooks 1.0.0; art. 5(1)(c), 32).
        """

        call = _create_webhook.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def get_webhook(
        self,
        endpoint_id: UUID,
    ) -> WebhookOut:
        """Read an endpoint.

        Whether it is enabled, paused or gone, and which events it wants (art. 32).
        """

        call = _get_webhook.call(
            endpoint_id=endpoint_id,
        )
        return self.send(call).parsed

    def put_webhook(
        self,
        endpoint_id: UUID,
        *,
        body: WebhookIn,
        if_match: str | Unset = UNSET,
    ) -> WebhookOut:
        """Change an endpoint.

        Other terms in full; enabling it again ends its pause (art. 32).
        """

        call = _put_webhook.call(
            endpoint_id=endpoint_id,
            body=body,
            if_match=if_match,
        )
        return self.send(call).parsed

    def delete_webhook(
        self,
        endpoint_id: UUID,
        *,
        if_match: str | Unset = UNSET,
    ) -> Any:
        """Remove an endpoint.

        With its log; what waits for it is not sent any more (art. 5(1)(e)).
        """

        call = _delete_webhook.call(
            endpoint_id=endpoint_id,
            if_match=if_match,
        )
        return self.send(call).parsed

    def list_webhook_deliveries(
        self,
        endpoint_id: UUID,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDeliveryOut:
        """List deliveries.

        Newest first, with each attempt; kept for thirty days (art. 5(2)).
        """

        call = _list_webhook_deliveries.call(
            endpoint_id=endpoint_id,
            limit=limit,
            cursor=cursor,
        )
        return self.send(call).parsed

    def redeliver_webhook(
        self,
        endpoint_id: UUID,
        delivery_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> DeliveryOut:
        """Deliver again.

        Sends the event once more under the same webhook-id, with all attempts before it (art. 32).
        """

        call = _redeliver_webhook.call(
            endpoint_id=endpoint_id,
            delivery_id=delivery_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def rotate_webhook_secret(
        self,
        endpoint_id: UUID,
        *,
        body: SecretRotationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewWebhookOut:
        """Give an endpoint another secret.

        Deliveries bear a signature by each secret until the overlap is over (art. 32).
        """

        call = _rotate_webhook_secret.call(
            endpoint_id=endpoint_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def test_webhook(
        self,
        endpoint_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> DeliveryOut:
        """Send a test event.

        A `webhook.test` to this endpoint alone; its delivery stands in the log (art. 32).
        """

        call = _test_webhook.call(
            endpoint_id=endpoint_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed


class AsyncClient:
    """As `Client`, for asyncio."""

    def __init__(
        self, base_url: str, token: str, *, timeout: float = 30.0, http: httpx.AsyncClient | None = None
    ) -> None:
        self._http = http or httpx.AsyncClient(timeout=timeout)
        self._http.base_url = httpx.URL(base_url)
        self._http.headers["Authorization"] = f"Bearer {token}"

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def send(self, call: Call[T], *, headers: Mapping[str, str] | None = None) -> Response[T]:
        """Send a call that `api.<tag>.<operation>.call(...)` has made; the answer comes with its headers."""
        response = await self._http.send(_request(self._http, call, headers))
        return Response(response.status_code, response.headers, call.read(response))

    @asynccontextmanager
    async def stream(
        self, call: Call[Any], *, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send a call and read its answer piece by piece, for downloads that shouldn't lie in memory."""
        response = await self._http.send(_request(self._http, call, headers), stream=True)
        try:
            if not response.is_success:
                await response.aread()
                raise error_of(response)
            yield response
        finally:
            await response.aclose()

    async def get_liveness(
        self,
    ) -> Liveness:
        """Is the process alive?

        Answers without touching anything else (availability, art. 32(1)(b)).
        """

        call = _get_liveness.call()
        return (await self.send(call)).parsed

    async def get_readiness(
        self,
    ) -> Readiness:
        """Can the process serve?

        Database, migrations, clock and queue (availability, art. 32(1)(b)).
        """

        call = _get_readiness.call()
        return (await self.send(call)).parsed

    async def list_jobs(
        self,
        *,
        state: JobState | None | Unset = UNSET,
        kind: None | str | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageJobOut:
        """List background jobs.

        By id. `state=dead` are those that are held after their failure, so that none is forgotten and no
        answer comes late for it (art. 12(3), 32(1)(b)).
        """

        call = _list_jobs.call(
            state=state,
            kind=kind,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def get_job(
        self,
        job_id: str,
    ) -> JobOut:
        """Read a background job.

        A job that is done is gone: the audit log tells what it did (art. 5(2), 32(1)(b)).
        """

        call = _get_job.call(
            job_id=job_id,
        )
        return (await self.send(call)).parsed

    async def discard_job(
        self,
        job_id: str,
        *,
        body: DiscardIn,
        idempotency_key: str | Unset = UNSET,
    ) -> DiscardedOut:
        """Give a held job up.

        For good, with a reason in the audit log (art. 5(2)). The search of a request that is given up goes
        back to the staff, who can start it again; what else the job should have done is done by hand.
        """

        call = _discard_job.call(
            job_id=job_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def retry_job(
        self,
        job_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> JobOut:
        """Let a held job run again.

        Once its cause is mended; attempts are counted anew, and the audit log says who did it (art. 5(2),
        32(1)(b)).
        """

        call = _retry_job.call(
            job_id=job_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_api_keys(
        self,
    ) -> list[ApiKeyOut]:
        """List the API keys.

        Without the keys themselves (art. 32).
        """

        call = _list_api_keys.call()
        return (await self.send(call)).parsed

    async def create_api_key(
        self,
        *,
        body: ApiKeyIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewApiKeyOut:
        """Make an API key.

        The key is shown in this answer only (security of processing, art. 32).
        """

        call = _create_api_key.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def revoke_api_key(
        self,
        key_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ApiKeyOut:
        """Revoke an API key.

        From the next call on it opens nothing (art. 32).
        """

        call = _revoke_api_key.call(
            key_id=key_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def rotate_api_key(
        self,
        key_id: UUID,
        *,
        body: KeyRotationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewApiKeyOut:
        """Replace an API key.

        A new key with the same role, client and scopes, shown in this answer only; the old one ends after
        the overlap, so that servers can change over one by one (art. 32).
        """

        call = _rotate_api_key.call(
            key_id=key_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_assertion_keys(
        self,
    ) -> list[AssertionKeyOut]:
        """List the assertion keys.

        Public parts only (art. 32).
        """

        call = _list_assertion_keys.call()
        return (await self.send(call)).parsed

    async def register_assertion_key(
        self,
        *,
        body: AssertionKeyIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewAssertionKeyOut:
        """Register an assertion key.

        The key by which a storefront's assertions of signed-in sessions are checked (art. 12(6)).
        """

        call = _register_assertion_key.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def revoke_assertion_key(
        self,
        assertion_key_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> AssertionKeyOut:
        """Revoke an assertion key.

        From the next call on nothing signed with it is accepted (art. 32).
        """

        call = _revoke_assertion_key.call(
            assertion_key_id=assertion_key_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_data_map(
        self,
    ) -> DataMapOut:
        """Read the data map in force.

        Where the personal data lies: the base of every search (art. 15, 30).
        """

        call = _get_data_map.call()
        return (await self.send(call)).parsed

    async def put_data_map(
        self,
        *,
        body: DataMapIn,
        if_match: str | Unset = UNSET,
    ) -> DataMapOut:
        """Put a data map in force.

        New fulfilments search by it; each request remembers the version that served it (art. 5(2)).
        """

        call = _put_data_map.call(
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_data_map_proposals(
        self,
        *,
        status: None | ProposalStatus | Unset = UNSET,
    ) -> list[ProposalOut]:
        """List proposed changes of the data map.

        The newest 200 (art. 5(2)).
        """

        call = _list_data_map_proposals.call(
            status=status,
        )
        return (await self.send(call)).parsed

    async def propose_data_map(
        self,
        *,
        body: ProposalIn,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalDetailOut:
        """Propose a change of the data map.

        Another person reviews what changes and puts it in force (art. 24, 32).
        """

        call = _propose_data_map.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_data_map_proposal(
        self,
        proposal_id: UUID,
    ) -> ProposalDetailOut:
        """Read a proposed change of the data map.

        The proposed map and what it changes (art. 5(2)).
        """

        call = _get_data_map_proposal.call(
            proposal_id=proposal_id,
        )
        return (await self.send(call)).parsed

    async def approve_data_map_proposal(
        self,
        proposal_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalOut:
        """Put a proposed data map in force.

        By another person than the one who proposed it; new fulfilments search by it (art. 32: four eyes).
        """

        call = _approve_data_map_proposal.call(
            proposal_id=proposal_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def reject_data_map_proposal(
        self,
        proposal_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> ProposalOut:
        """Reject a proposed data map.

        By another person than the one who proposed it; the map in force stays (art. 32: four eyes).
        """

        call = _reject_data_map_proposal.call(
            proposal_id=proposal_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_data_map_schema(
        self,
    ) -> Any:
        """Read the JSON Schema of the data map's format.

        For editors: which keys a map may have (art. 30 records by this format).
        """

        call = _get_data_map_schema.call()
        return (await self.send(call)).parsed

    async def list_data_map_versions(
        self,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDataMapVersionOut:
        """List the versions of the data map.

        All that were ever in force, the newest first: each request names the one that served it (art.
        5(2)).
        """

        call = _list_data_map_versions.call(
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def get_data_map_version(
        self,
        version_id: UUID,
    ) -> DataMapOut:
        """Read a version of the data map.

        The very text that was in force (art. 5(2)).
        """

        call = _get_data_map_version.call(
            version_id=version_id,
        )
        return (await self.send(call)).parsed

    async def diff_data_map_versions(
        self,
        version_id: UUID,
        *,
        against: None | Unset | UUID = UNSET,
    ) -> DataMapDiffOut:
        """Compare two versions of the data map.

        What a version says otherwise than another one, or than the one before it (art. 5(2)).
        """

        call = _diff_data_map_versions.call(
            version_id=version_id,
            against=against,
        )
        return (await self.send(call)).parsed

    async def list_legal_holds(
        self,
    ) -> list[HoldOut]:
        """List the legal holds.

        Past and present ones, newest first (art. 17(3)(e)).
        """

        call = _list_legal_holds.call()
        return (await self.send(call)).parsed

    async def set_legal_hold(
        self,
        *,
        body: HoldIn,
        idempotency_key: str | Unset = UNSET,
    ) -> HoldOut:
        """Set a legal hold.

        No erasure takes what it names: a person's data, an order, the rows of a dispute (art. 17(3)(b),
        (e)).
        """

        call = _set_legal_hold.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def lift_legal_hold(
        self,
        hold_id: UUID,
        *,
        body: HoldLiftIn,
        idempotency_key: str | Unset = UNSET,
    ) -> HoldOut:
        """Lift a legal hold.

        What it alone kept without an end comes up again for erasure (art. 17(1), 5(1)(e)).
        """

        call = _lift_legal_hold.call(
            hold_id=hold_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_controller_policy_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of controller policy.

        What the information to a person is assembled from (art. 13(1)(a), 15(1)(f); key `controller`: who
        it is; key `deadlines`: its rules of the clock, art. 12(3)).
        """

        call = _list_controller_policy_entries.call()
        return (await self.send(call)).parsed

    async def get_controller_policy_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of controller policy.

        One entry with its version (art. 13(1)(a), 15(1)(f); key `controller`: who it is; key `deadlines`:
        its rules of the clock, art. 12(3)).
        """

        call = _get_controller_policy_entry.call(
            key=key,
        )
        return (await self.send(call)).parsed

    async def put_controller_policy_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of controller policy.

        Each write is a new version, audited (art. 13(1)(a), 15(1)(f); key `controller`: who it is; key
        `deadlines`: its rules of the clock, art. 12(3)).
        """

        call = _put_controller_policy_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_processing_activities_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of processing activities.

        What the information to a person is assembled from (art. 30, 15(1)(a)).
        """

        call = _list_processing_activities_entries.call()
        return (await self.send(call)).parsed

    async def get_processing_activities_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of processing activities.

        One entry with its version (art. 30, 15(1)(a)).
        """

        call = _get_processing_activities_entry.call(
            key=key,
        )
        return (await self.send(call)).parsed

    async def put_processing_activities_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of processing activities.

        Each write is a new version, audited (art. 30, 15(1)(a)).
        """

        call = _put_processing_activities_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_recipients_entries(
        self,
    ) -> list[EntryOut]:
        """List the register of recipients.

        What the information to a person is assembled from (art. 15(1)(c)).
        """

        call = _list_recipients_entries.call()
        return (await self.send(call)).parsed

    async def get_recipients_entry(
        self,
        key: str,
    ) -> EntryOut:
        """Read an entry of the register of recipients.

        One entry with its version (art. 15(1)(c)).
        """

        call = _get_recipients_entry.call(
            key=key,
        )
        return (await self.send(call)).parsed

    async def put_recipients_entry(
        self,
        key: str,
        *,
        body: EntryIn,
        if_match: str | Unset = UNSET,
    ) -> EntryOut:
        """Write an entry of the register of recipients.

        Each write is a new version, audited (art. 15(1)(c)).
        """

        call = _put_recipients_entry.call(
            key=key,
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_retention_rules(
        self,
    ) -> RulesOut:
        """Read the retention rules in force.

        What is kept from an erasure, by which law and how long: the law's defaults, and what the data
        protection officer put over them (art. 17(3), 5(1)(e)).
        """

        call = _get_retention_rules.call()
        return (await self.send(call)).parsed

    async def put_retention_rules(
        self,
        *,
        body: RulesIn,
        if_match: str | Unset = UNSET,
    ) -> RulesVersionOut:
        """Put retention rules in force.

        Each write is a new version, audited. Erasure plans that wait for approval are to be made anew by
        them (art. 17(3)).
        """

        call = _put_retention_rules.call(
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def preview_retention_rules(
        self,
        *,
        body: RulesIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RulesPreviewOut:
        """Ask what rules would change.

        Changes nothing: each rule that would be another, each collection that a rule or a hold of the file
        would begin or cease to keep, with what the same law keeps today (art. 17(3)).
        """

        call = _preview_retention_rules.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_retention_rules_versions(
        self,
    ) -> list[RulesVersionOut]:
        """List the versions of the retention rules.

        Newest first; each erasure plan names the rules by which it was made (art. 5(2)).
        """

        call = _list_retention_rules_versions.call()
        return (await self.send(call)).parsed

    async def list_deadline_marks(
        self,
        *,
        kind: list[MarkKind] | None | Unset = UNSET,
        audience: None | Role | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDecidedOut:
        """List what fell due.

        Reminders, internal targets, escalations and overdue marks in the order in which they were made, so
        that staff and DPO act in time (art. 12(3)).
        """

        call = _list_deadline_marks.call(
            kind=kind,
            audience=audience,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def report_deadlines(
        self,
        *,
        received_from: datetime.date | None | Unset = UNSET,
        received_before: datetime.date | None | Unset = UNSET,
    ) -> DeadlineReportOut:
        """Report on deadlines.

        Shares answered within one and three months, what is overdue, by right and by month, days used, and
        suspensions that an authority could contest (art. 5(2), 12(3)-(4), 12(6)).
        """

        call = _report_deadlines.call(
            received_from=received_from,
            received_before=received_before,
        )
        return (await self.send(call)).parsed

    async def compute_deadline(
        self,
        *,
        body: Body,
        idempotency_key: str | Unset = UNSET,
    ) -> WhatIfOut:
        """Compute a deadline.

        The due date of art. 12(3) if a request were received then and suspended so; nothing is stored.
        """

        call = _compute_deadline.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_deadline(
        self,
        request_id: UUID,
    ) -> ClockOut:
        """Explain the deadline.

        When the answer is due under art. 12(3) and Regulation 1182/71, with every step to it.
        """

        call = _get_deadline.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def extend_deadline(
        self,
        request_id: UUID,
        *,
        body: ExtensionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ClockOut:
        """Extend the deadline.

        Adds the two further months of art. 12(3), once, inside the first month, with reasons for the
        person.
        """

        call = _extend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def suspend_deadline(
        self,
        request_id: UUID,
        *,
        body: SuspensionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SuspensionOut:
        """Suspend the clock.

        Stops the clock while the person is asked for proof of identity (art. 12(6)) or the scope of a large
        request (recital 63).
        """

        call = _suspend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def resume_deadline(
        self,
        request_id: UUID,
        suspension_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SuspensionOut:
        """End a suspension.

        What the person was asked for has come: the clock goes on (art. 12(3)).
        """

        call = _resume_deadline.call(
            request_id=request_id,
            suspension_id=suspension_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_erasure_certificate_key(
        self,
    ) -> CertificateKeyOut:
        """Fetch the key of the certificates.

        The public key by which anybody checks a certificate of erasure (art. 5(2)).
        """

        call = _get_erasure_certificate_key.call()
        return (await self.send(call)).parsed

    async def get_erasure_certificate(
        self,
        request_id: UUID,
        *,
        format_: Form | Unset = UNSET,
    ) -> bytes:
        """Fetch the certificate of erasure.

        What was deleted and masked, what is kept and why, and that all sources were read again; signed
        (art. 5(2), 17, 19).
        """

        call = _get_erasure_certificate.call(
            request_id=request_id,
            format_=format_,
        )
        return (await self.send(call)).parsed

    async def get_erasure_plan(
        self,
        request_id: UUID,
        *,
        format_: Form | Unset = UNSET,
    ) -> bytes:
        """Look at the plan of the erasure.

        What is deleted, masked, kept (with ground, law and last day) or unlinked, how many rows, and how
        far it is (art. 17(3), 5(2)).
        """

        call = _get_erasure_plan.call(
            request_id=request_id,
            format_=format_,
        )
        return (await self.send(call)).parsed

    async def plan_erasure(
        self,
        request_id: UUID,
        *,
        body: ErasurePlanIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ErasurePlanOut:
        """Plan the erasure.

        A worker reads the person's rows and says what would be deleted, masked, kept or unlinked, and why;
        nothing is touched. Needs a ground of art. 17(1); a copy that was asked for too comes first. Another
        person with the DPO's permission approves the plan (art. 17, 32).
        """

        call = _plan_erasure.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def cancel_erasure(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Cancel the erasure.

        Takes the erasure back until its first statement runs; the request stays open (art. 17, 12(2)).
        """

        call = _cancel_erasure.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_identity_document_page(
        self,
        token: str,
        number: int,
    ) -> bytes:
        """Fetch a page that is being looked at.

        The page as pixels with viewer and time written across; the address is the credential (art. 32).
        """

        call = _get_identity_document_page.call(
            token=token,
            number=number,
        )
        return (await self.send(call)).parsed

    async def send_access_link(
        self,
        request_id: UUID,
        *,
        body: LinkToSendIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """Send an access link.

        A single-use link to the person's own view, mailed to a known channel (art. 12(2)). The answer is
        the same whether there is one or not.
        """

        call = _send_access_link.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def disavow_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Record that the person did not ask.

        Somebody reached through a known channel says that the request is not theirs: packages are revoked,
        proofs and approval are void, and the identity is in doubt (art. 12(6), 32).
        """

        call = _disavow_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_requester_evidence(
        self,
        request_id: UUID,
    ) -> StandingOut:
        """Read what the requester has to show.

        For agents, parents and heirs: each piece with its checks. Empty where a person asks for themselves,
        and for a marketing objection beyond the mandate's existence (decree 2019-536 art. 77; LIL 45,
        84-85).
        """

        call = _get_requester_evidence.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def review_requester_evidence(
        self,
        request_id: UUID,
        evidence_kind: EvidenceKind,
        *,
        body: EvidenceIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> StandingOut:
        """Give a verdict on a piece of evidence.

        Each check is made by itself and recorded. With the last piece accepted the request goes on (decree
        2019-536 art. 77; LIL 45, 84-85).
        """

        call = _review_requester_evidence.call(
            request_id=request_id,
            evidence_kind=evidence_kind,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def send_identity_code(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """Send a one-time code.

        To an address that was known before the request, never to one that came with it. The answer is the
        same whether there is one or not (art. 12(6), 5(1)(f)).
        """

        call = _send_identity_code.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_identity_documents(
        self,
        request_id: UUID,
    ) -> list[IdentityDocumentOut]:
        """List identity documents.

        What was uploaded and decided, without the content (art. 12(6)).
        """

        call = _list_identity_documents.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def upload_identity_documents(
        self,
        request_id: UUID,
        *,
        body: BodyUploadIdentityDocuments,
        idempotency_key: str | Unset = UNSET,
    ) -> list[IdentityDocumentOut]:
        """Upload identity documents.

        Takes copies of a valid, signed identity document (art. 12(6)): JPEG, PNG, PDF, HEIC, WebP; 10 MiB
        each. The field `file` may be repeated. Each is sealed; the original is never shown or downloadable.
        While a configured malware scanner does not answer, a copy is `held`: nobody can look at it.
        """

        call = _upload_identity_documents.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
    ) -> IdentityDocumentOut:
        """Read about an identity document.

        Its type, verdict and times, without the content (art. 12(6)).
        """

        call = _get_identity_document.call(
            request_id=request_id,
            document_id=document_id,
        )
        return (await self.send(call)).parsed

    async def review_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: AcceptIn | RejectIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> IdentityDocumentOut:
        """Give a verdict on an identity document.

        Accept with all three checks made (valid on receipt, signed, name matches), or reject with a reason.
        The copy is destroyed on the verdict (art. 12(6), 5(1)(e)).
        """

        call = _review_identity_document.call(
            request_id=request_id,
            document_id=document_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def view_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: ViewIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ViewOut:
        """Look at an identity document.

        Gives a short-lived address of the flattened, watermarked pages. The view is audited with your name
        before the first byte, and counted; the original is never shown (art. 5(1)(f), 32).
        """

        call = _view_identity_document.call(
            request_id=request_id,
            document_id=document_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def ask_for_identity(
        self,
        request_id: UUID,
        *,
        body: IdentityRequestIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Ask for proof of identity.

        Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)). Never
        for an objection to direct marketing or a withdrawal of consent (art. 21(3), 7(3)).
        """

        call = _ask_for_identity.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def verify_identity_by_other_means(
        self,
        request_id: UUID,
        *,
        body: CodeToSendIn | OtherMeansIn | SessionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Prove an identity by other means.

        A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).
        """

        call = _verify_identity_by_other_means.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_known_channels(
        self,
        request_id: UUID,
    ) -> list[ChannelOut]:
        """List the known channels.

        Where the person was reached before the request, and what each may be used for (art. 12(6), 32).
        """

        call = _list_known_channels.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def state_known_channel(
        self,
        request_id: UUID,
        *,
        body: ChannelIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SentOut:
        """State a known channel.

        Says that the person was reached there before the request, and since when. What a member of staff
        states needs a second person's check before data leave through it (art. 12(6), 32).
        """

        call = _state_known_channel.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def confirm_known_channel(
        self,
        request_id: UUID,
        channel_id: UUID,
        *,
        body: ConfirmationIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ChannelOut:
        """Confirm a channel.

        A second person's recorded check: another one than who stated it and than who checked the identity.
        From then on data may leave through it (art. 12(6), 32).
        """

        call = _confirm_known_channel.call(
            request_id=request_id,
            channel_id=channel_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_letter_kinds(
        self,
    ) -> list[LetterTypeOut]:
        """List the kinds of letters.

        Every letter that a person may get, with the article that it serves (art. 12-22).
        """

        call = _list_letter_kinds.call()
        return (await self.send(call)).parsed

    async def preview_letter(
        self,
        kind: LetterKind,
        *,
        body: PreviewIn,
        idempotency_key: str | Unset = UNSET,
    ) -> LetterOut:
        """Preview a letter.

        The letter as the templates in force say it, about an invented request; nothing is stored or sent
        (plain language, art. 12(1)).
        """

        call = _preview_letter.call(
            kind=kind,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_outgoing_letter(
        self,
        letter_id: UUID,
    ) -> OutgoingLetterOut:
        """Fetch a letter to send it.

        For the storefront that mails letters itself (`DSR_LETTERS_SENT_BY`), after a `message.ready`; as
        long as no outcome is known. It is sent as it is, to that address alone (art. 12(1), 32).
        """

        call = _get_outgoing_letter.call(
            letter_id=letter_id,
        )
        return (await self.send(call)).parsed

    async def report_letter_outcome(
        self,
        letter_id: UUID,
        *,
        body: LetterOutcomeIn,
        idempotency_key: str | Unset = UNSET,
    ) -> LetterOutcomeOut:
        """Say what became of a letter.

        `sent` once the mail system has taken it: an extension counts only if its notice went out in time
        (art. 12(3)). `failed` when the address refuses it for good: it then goes to the next one known, or
        by hand.
        """

        call = _report_letter_outcome.call(
            letter_id=letter_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_messages(
        self,
        request_id: UUID,
    ) -> list[MessageOut]:
        """List the letters.

        What the person was written about the request, oldest first (art. 12(1), 12(3)-(4)).
        """

        call = _list_messages.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def write_message(
        self,
        request_id: UUID,
        *,
        body: MessageIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> MessageOut:
        """Write to the person.

        A free message about the request, sent like every letter (art. 12(1)).
        """

        call = _write_message.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def record_dispatch(
        self,
        request_id: UUID,
        message_id: UUID,
        *,
        body: DispatchIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> MessageOut:
        """Record that a letter went out.

        For letters that go by post or telephone. An extension counts only if its notice went out within the
        first month (art. 12(3)); recorded later than it was sent, it counts again.
        """

        call = _record_dispatch.call(
            request_id=request_id,
            message_id=message_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_undeliverable_messages(
        self,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageUndeliverableOut:
        """List undeliverable letters.

        Letters that no known address took: the person has not been told yet, and a decision that is not
        told is late (art. 12(3)-(4)). Recording a dispatch by other means takes one off the list.
        """

        call = _list_undeliverable_messages.call(
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def list_manual_tasks(
        self,
        *,
        status: None | TaskStatus | Unset = UNSET,
        request: None | Unset | UUID = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageManualTaskOut:
        """List what is to be looked up by hand.

        The most urgent first; a fulfilment waits for its tasks (art. 15: the answer must be complete).
        """

        call = _list_manual_tasks.call(
            status=status,
            request=request,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def get_manual_task(
        self,
        task_id: UUID,
    ) -> ManualTaskDetailOut:
        """Read what is to be looked up by hand.

        The form and whom to look for (art. 15).
        """

        call = _get_manual_task.call(
            task_id=task_id,
        )
        return (await self.send(call)).parsed

    async def answer_manual_task(
        self,
        task_id: UUID,
        *,
        body: ManualResultIn,
        idempotency_key: str | Unset = UNSET,
    ) -> ManualTaskOut:
        """Record what was found by hand.

        Rows by the form, or that nothing was found. The fulfilment goes on after the last answer; until the
        packages are made a result may be given anew (art. 15).
        """

        call = _answer_manual_task.call(
            task_id=task_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def answer_manual_task_with_files(
        self,
        task_id: UUID,
        *,
        body: BodyAnswerManualTaskWithFiles,
        idempotency_key: str | Unset = UNSET,
    ) -> ManualTaskOut:
        """Record what was found by hand, with files.

        As a form: `result` is the JSON of a result, in which `{"$file": NAME}` stands for the uploaded file
        of that name; every file must be named by a row. The files are sealed with the rows and, where the
        data map says so of the field, come into the package as files (art. 15(3)).
        """

        call = _answer_manual_task_with_files.call(
            task_id=task_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def tell_processor_status(
        self,
        *,
        body: File,
    ) -> Any:
        """Tell that a processor's order has changed.

        OpenDSR's status callback. The signature over the very bytes, by the certificate that the processor
        publishes, is the credential; what the order's status is, is then asked of the processor (art.
        28(3)(e)).
        """

        call = _tell_processor_status.call(
            body=body,
        )
        return (await self.send(call)).parsed

    async def approve_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Approve what was prepared.

        A second person has looked: packages are released (art. 32: four eyes), or the cool-down of a
        planned erasure begins (art. 17; the DPO's permission is needed), which the person is told and can
        cancel.
        """

        call = _approve_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def decline_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Decline what was prepared.

        The packages are revoked, or the planned erasure is dropped, and the request goes back to the staff
        (art. 32: four eyes).
        """

        call = _decline_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_fulfilment(
        self,
        request_id: UUID,
    ) -> FulfilmentOut:
        """Follow the fulfilment.

        Progress per collection, so that an auditor sees what was searched (art. 5(2), 15).
        """

        call = _get_fulfilment.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def start_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Start the fulfilment.

        Searches every collection of the data map and builds the packages for access and portability (art.
        15, 20). Its progress is at GET.
        """

        call = _start_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def follow_fulfilment(
        self,
        request_id: UUID,
    ) -> bytes | Any:
        """Follow the fulfilment as it happens.

        Server-sent events: `progress` with status and rows per collection whenever they changed, `end` when
        the search is over (art. 5(2), 15). `Last-Event-ID` resumes; a stream lasts five minutes, then the
        client comes back by itself; 204 when it has seen the end.
        """

        call = _follow_fulfilment.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def show_notice_secret(
        self,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> NoticeSecretOut:
        """Show the secret of a recipient's notices.

        For the recipient, who checks the signature of each notice with it (art. 19, 32); it stays the same.
        """

        call = _show_notice_secret.call(
            key=key,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_recipient_notices(
        self,
        request_id: UUID,
    ) -> list[RecipientNoticeOut]:
        """List who is told of what was done.

        Every recipient concerned by an erasure, a rectification or a restriction of this request, with its
        answer, attempts, exception and ground (art. 19).
        """

        call = _list_recipient_notices.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def name_recipients(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> list[RecipientNoticeOut]:
        """Name the recipients to the person.

        The person asked who they are: a letter names every one (art. 19, second sentence; C-154/21).
        """

        call = _name_recipients.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def record_recipient_notice(
        self,
        request_id: UUID,
        notice_id: UUID,
        *,
        body: NoticeRecordIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RecipientNoticeOut:
        """Record what became of a notice.

        Told by another way, answered, or not told because that is impossible or takes a disproportionate
        effort; the ground is recorded with reasons (art. 19).
        """

        call = _record_recipient_notice.call(
            request_id=request_id,
            notice_id=notice_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_requests(
        self,
        *,
        status: list[Status] | None | Unset = UNSET,
        right: None | Right | Unset = UNSET,
        due_before: datetime.datetime | None | Unset = UNSET,
        overdue: bool | None | Unset = UNSET,
        assignee: None | str | Unset = UNSET,
        sort: ListRequestsSort | Unset = ListRequestsSort.ID,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageRequestOut:
        """List the queue.

        The requests that the caller sees, by receipt or by due date (art. 12(3)).
        """

        call = _list_requests.call(
            status=status,
            right=right,
            due_before=due_before,
            overdue=overdue,
            assignee=assignee,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def submit_request(
        self,
        *,
        body: RequestIn,
        subject_assertion: None | str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Submit a request.

        Takes in a request under GDPR art. 15-22 or 7(3) and starts the clock of art. 12(3). A reminder of
        an open request (same person, same rights and particulars) is linked to it and answered with 200.
        """

        call = _submit_request.call(
            body=body,
            subject_assertion=subject_assertion,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def search_requests(
        self,
        *,
        body: SearchIn,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> PageRequestOut:
        """Search by identifier.

        The requests of whoever bears one of these identifiers, open or closed; a POST, so that no personal
        data stands in a URL (art. 5(1)(f)).
        """

        call = _search_requests.call(
            body=body,
            limit=limit,
            cursor=cursor,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_request(
        self,
        request_id: UUID,
    ) -> RequestOut:
        """Read a request.

        The whole state of a request with its clock (art. 12(3)) and what the caller may do next.
        """

        call = _get_request.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def assign_request(
        self,
        request_id: UUID,
        *,
        body: AssignmentIn,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Assign a request.

        Says who handles it, so that the reply comes without undue delay (art. 12(3)).
        """

        call = _assign_request.call(
            request_id=request_id,
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_request_events(
        self,
        request_id: UUID,
    ) -> list[EventOut]:
        """Read the timeline.

        What happened to the request, in order, in ids and codes without personal data (art. 5(2)).
        """

        call = _list_request_events.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def get_receipt(
        self,
        request_id: UUID,
    ) -> ReceiptOut:
        """Get the receipt of a request.

        What was asked and when, and what was answered, with the digests of packages and letters; without
        personal data, so that it can be kept as proof (art. 5(2), 12(3)).
        """

        call = _get_receipt.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def list_request_recipients(
        self,
        request_id: UUID,
    ) -> DisclosuresOut:
        """List who receives the person's data.

        By name, for the collections in which the search found something (art. 15(1)(c), 19; C-154/21).
        """

        call = _list_request_recipients.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def withdraw_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Withdraw a request.

        The person takes the request back; it ends, and what was prepared is destroyed (art. 5(1)(e)).
        """

        call = _withdraw_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_exports(
        self,
        request_id: UUID,
    ) -> list[ExportOut]:
        """List the packages.

        The packages made for access and portability, with the digest of each part (art. 15(3), 20).
        """

        call = _list_exports.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def get_export(
        self,
        request_id: UUID,
        export_id: UUID,
    ) -> ExportOut:
        """Read about a package.

        Its parts, sizes and digests (art. 15(3), 20).
        """

        call = _get_export.call(
            request_id=request_id,
            export_id=export_id,
        )
        return (await self.send(call)).parsed

    async def download_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        format_: DownloadExportFormat | Unset = DownloadExportFormat.ZIP,
        collection: None | str | Unset = UNSET,
        if_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> bytes:
        """Download a package.

        The copy of the data (art. 15(3)) or the portable data (art. 20): the JSON document, the CSV file of
        one collection, all CSV files as a ZIP, or the whole ZIP. Takes Range; each download is counted and
        audited before the first byte leaves.
        """

        call = _download_export.call(
            request_id=request_id,
            export_id=export_id,
            format_=format_,
            collection=collection,
            if_match=if_match,
            range_=range_,
            if_range=if_range,
        )
        return (await self.send(call)).parsed

    async def list_redactions(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        cursor: None | str | Unset = UNSET,
        limit: int | Unset = 50,
    ) -> PageRedactionOut:
        """List what was struck.

        By whom, when and on which ground, undone redactions too (art. 5(2), 15(4), 20(4)).
        """

        call = _list_redactions.call(
            request_id=request_id,
            export_id=export_id,
            cursor=cursor,
            limit=limit,
        )
        return (await self.send(call)).parsed

    async def strike_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        body: RedactionsIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> list[RedactionOut]:
        """Strike what belongs to others.

        Cells, rows, columns or collections that would adversely affect the rights of others (art. 15(4),
        20(4)); only the copy is limited, never refused whole. The package is built anew with each struck
        value marked by its ground, and only that version can be approved, by another person than who
        struck.
        """

        call = _strike_export.call(
            request_id=request_id,
            export_id=export_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def undo_redaction(
        self,
        request_id: UUID,
        export_id: UUID,
        redaction_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RedactionOut:
        """Undo a redaction.

        The value is shown again in the version that is then built: no more is struck than the rights of
        others ask for (art. 15(4), 20(4)).
        """

        call = _undo_redaction.call(
            request_id=request_id,
            export_id=export_id,
            redaction_id=redaction_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def revoke_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> ExportOut:
        """Revoke a package.

        A released package ends before its day: its key is destroyed at once, its file after that, and
        downloads answer 410 (art. 5(1)(f), 32).
        """

        call = _revoke_export.call(
            request_id=request_id,
            export_id=export_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def preview_export_rows(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        collection: str,
        reason: ViewReason,
        cursor: None | str | Unset = UNSET,
        limit: int | Unset = 50,
    ) -> PagePreviewedRow:
        """Look through a package before its release.

        The rows of one collection as they were found, with what is struck so far, so that a reviewer sees
        what belongs to others (art. 15(4), 20(4)). Only while the package waits for approval; each page is
        audited with its reason before it is shown. A page may hold fewer rows than `limit` where they are
        long.
        """

        call = _preview_export_rows.call(
            request_id=request_id,
            export_id=export_id,
            collection=collection,
            reason=reason,
            cursor=cursor,
            limit=limit,
        )
        return (await self.send(call)).parsed

    async def transfer_export(
        self,
        request_id: UUID,
        export_id: UUID,
        *,
        body: TransferIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> TransferOut:
        """Hand a package to another controller.

        Where the person asked for it and it is feasible (art. 20(2)): the released package of a portability
        request goes to a recipient of the register by one PUT over HTTPS, signed (RFC 9421, Ed25519) with
        digest (RFC 9530) and a stable `Idempotency-Key`, tried for a day. Its outcome is at GET.
        """

        call = _transfer_export.call(
            request_id=request_id,
            export_id=export_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_transfers(
        self,
        request_id: UUID,
        export_id: UUID,
    ) -> list[TransferOut]:
        """List the transfers of a package.

        To whom it was handed, and what came of it (art. 20(2), 5(2)).
        """

        call = _list_transfers.call(
            request_id=request_id,
            export_id=export_id,
        )
        return (await self.send(call)).parsed

    async def get_transfer_key(
        self,
    ) -> TransferKeyOut:
        """Get the key that verifies transfers.

        The public key by which another controller checks the signature of a transfer (art. 20(2), 32).
        """

        call = _get_transfer_key.call()
        return (await self.send(call)).parsed

    async def get_fee(
        self,
        request_id: UUID,
    ) -> FeeOut:
        """Read the fee of a request.

        Amount, basis and whether it is paid (art. 12(5)(a)).
        """

        call = _get_fee.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def demand_fee(
        self,
        request_id: UUID,
        *,
        body: FeeIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Ask for a fee.

        For a manifestly unfounded or excessive request, or a further copy: the person is told the amount,
        its basis, and that withdrawing costs nothing; the request waits (art. 12(5)(a), 15(3)). The clock
        runs on.
        """

        call = _demand_fee.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def record_fee_payment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Record the payment of a fee.

        The request goes on. Refused until the letter about the fee has gone out (art. 12(5)(a)).
        """

        call = _record_fee_payment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def waive_fee(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> FeeOut:
        """Waive a fee.

        The request goes on free of charge (art. 12(5)).
        """

        call = _waive_fee.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def refuse_rights(
        self,
        request_id: UUID,
        *,
        body: RefusalIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Refuse rights.

        Refuses rights on a ground of the catalogue, with reasons, complaint and remedy (art. 12(4)).
        """

        call = _refuse_rights.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_refusal_grounds(
        self,
        request_id: UUID,
        right: Right,
        *,
        purpose: None | str | Unset = UNSET,
    ) -> list[GroundOut]:
        """List the grounds on offer.

        The grounds by which this right may be refused (art. 12(4)-(5), 15(4), 16-22); none where no refusal
        is possible (art. 21(3), 7(3)).
        """

        call = _list_refusal_grounds.call(
            request_id=request_id,
            right=right,
            purpose=purpose,
        )
        return (await self.send(call)).parsed

    async def settle_right(
        self,
        request_id: UUID,
        right: Right,
        *,
        body: SettlementIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RequestOut:
        """Record a right as carried out.

        For what is carried out by hand: rectification, restriction, objection, withdrawal of consent,
        review of an automated decision (art. 16-18, 21, 7(3), 22(3)). The request closes with its last
        right.
        """

        call = _settle_right.call(
            request_id=request_id,
            right=right,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def get_rectification(
        self,
        request_id: UUID,
    ) -> RectificationOut:
        """Look at a rectification.

        The latest proposal, the decisions, and how far each field is (art. 16).
        """

        call = _get_rectification.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def plan_rectification(
        self,
        request_id: UUID,
        *,
        body: RectificationIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RectificationOut:
        """Find the fields that a rectification is about.

        A worker looks for the rows of the person that hold each field and says what would be written where:
        old value, new value, and what the live schema has against it (art. 16). Nothing is touched. An
        earlier proposal is dropped.
        """

        call = _plan_rectification.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def decide_rectification(
        self,
        request_id: UUID,
        *,
        body: RectificationDecisionsIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RectificationOut:
        """Accept or refuse each correction.

        What is accepted is written while the sources still hold the old values; if one moved, nothing is
        written and it is decided anew (art. 16). A refusal bears a ground and reasons (art. 12(4)).
        Accounting records stay as they are and get a linked note. What no machine may change waits for a
        person.
        """

        call = _decide_rectification.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_source_changes(
        self,
        request_id: UUID,
    ) -> list[SourceChangeOut]:
        """List what is changed in the sources for a request.

        Every single field, of corrections (art. 16) and of the marks of restrictions (art. 18), with old
        and new value and how far it is; those in the state `manual` wait for a person.
        """

        call = _list_source_changes.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def complete_source_change(
        self,
        request_id: UUID,
        change_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> SourceChangeOut:
        """Record a change as made by hand.

        For changes in the state `manual`: a shared row, a note to an invoice, a source that is not written
        from here (art. 16, 18). The rectification ends with its last one.
        """

        call = _complete_source_change.call(
            request_id=request_id,
            change_id=change_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_restrictions(
        self,
        request_id: UUID,
    ) -> list[RestrictionOut]:
        """List the restrictions of a request.

        Past and present ones, oldest first (art. 18).
        """

        call = _list_restrictions.call(
            request_id=request_id,
        )
        return (await self.send(call)).parsed

    async def start_restriction(
        self,
        request_id: UUID,
        *,
        body: RestrictionIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Restrict processing.

        From now on the person's data is stored only, and the storefront's question says so (art.
        18(1)-(2)). Fulfils the right to restriction where the request asks for it; it also serves while an
        objection or the accuracy of data is examined.
        """

        call = _start_restriction.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def lift_restriction(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Lift the restriction.

        Refused until the letter that tells the person has gone out and its day has come (art. 18(3)).
        """

        call = _lift_restriction.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def announce_restriction_lift(
        self,
        request_id: UUID,
        *,
        body: LiftNoticeIn,
        idempotency_key: str | Unset = UNSET,
        if_match: str | Unset = UNSET,
    ) -> RestrictionOut:
        """Tell the person that the restriction will end.

        Writes the letter of art. 18(3) with the reasons; the restriction stays until it is lifted.
        """

        call = _announce_restriction_lift.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def check_restriction(
        self,
        *,
        body: CheckIn,
        idempotency_key: str | Unset = UNSET,
    ) -> CheckOut:
        """Ask what may be done with a person's data.

        One fast question before each use: is processing restricted (art. 18), and for which purposes has
        the person objected (art. 21)? Nobody known by these identifiers is answered as somebody without
        restriction.
        """

        call = _check_restriction.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_suppressions(
        self,
        *,
        purpose: None | str | Unset = UNSET,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> SuppressionPage:
        """Read or follow the suppression list.

        Who has objected, as keyed hashes, in the order of the changes (art. 21(3)). A storefront reads it
        once to the end, keeps `follow_cursor`, and from then on asks for the changes only: an entry comes
        again when it is lifted or comes back. `/v1/suppressions.csv` has them all at once.
        """

        call = _list_suppressions.call(
            purpose=purpose,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def download_suppressions(
        self,
        *,
        purpose: None | str | Unset = UNSET,
    ) -> bytes:
        """Download the suppression list as CSV.

        All entries in force, for a mailing tool (art. 21(3)): RFC 4180, one keyed hash a line.
        """

        call = _download_suppressions.call(
            purpose=purpose,
        )
        return (await self.send(call)).parsed

    async def get_suppression_key(
        self,
    ) -> SuppressionKeyOut:
        """Read the key of the hashes.

        With it the storefront hashes its own customers' identifiers and compares (art. 21(3), 5(1)(c)).
        """

        call = _get_suppression_key.call()
        return (await self.send(call)).parsed

    async def lift_suppression(
        self,
        *,
        body: SuppressionLiftIn,
        idempotency_key: str | Unset = UNSET,
    ) -> SuppressionLiftOut:
        """Allow a purpose again.

        The person has consented anew, in person (art. 4(11), 7): the entries of that purpose are lifted,
        audited.
        """

        call = _lift_suppression.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_disavow_request(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Say that you did not ask.

        Nothing is given out or erased, and whoever asked has to prove the identity anew (art. 12(6), 32).
        """

        call = _track_disavow_request.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_cancel_erasure(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Take the erasure back.

        During the cool-down: nothing is erased, and the request stays open (art. 17).
        """

        call = _track_cancel_erasure.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_exports(
        self,
    ) -> list[TrackedExport]:
        """List what is ready.

        The released packages of the own request (art. 15(3), 20).
        """

        call = _track_exports.call()
        return (await self.send(call)).parsed

    async def track_download_export(
        self,
        export_id: UUID,
        *,
        format_: TrackDownloadExportFormat | Unset = TrackDownloadExportFormat.ZIP,
        collection: None | str | Unset = UNSET,
        if_match: str | Unset = UNSET,
        range_: str | Unset = UNSET,
        if_range: str | Unset = UNSET,
    ) -> bytes:
        """Fetch a package.

        As the storefront's download, in the own session, if its link went to a channel through which data
        may leave (art. 15(3), 20). Takes Range.
        """

        call = _track_download_export.call(
            export_id=export_id,
            format_=format_,
            collection=collection,
            if_match=if_match,
            range_=range_,
            if_range=if_range,
        )
        return (await self.send(call)).parsed

    async def track_send_identity_code(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> SentOut:
        """Have a one-time code sent.

        To an address that was known before the request (art. 12(6)).
        """

        call = _track_send_identity_code.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_upload_identity_documents(
        self,
        *,
        body: BodyTrackUploadIdentityDocuments,
        idempotency_key: str | Unset = UNSET,
    ) -> list[IdentityDocumentOut]:
        """Hand identity documents in.

        As the storefront's upload, in the own session (art. 12(6)).
        """

        call = _track_upload_identity_documents.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_verify_identity(
        self,
        *,
        body: SubjectCodeIn,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Type the one-time code in.

        Proves the identity without a document (art. 12(6)).
        """

        call = _track_verify_identity.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def request_lost_link(
        self,
        *,
        body: LostLinkIn,
    ) -> SentOut:
        """Ask for a new link.

        Sends a link to the known channel of the request of this reference, if there is one; the answer
        never tells (art. 12(2), 5(1)(f)).
        """

        call = _request_lost_link.call(
            body=body,
        )
        return (await self.send(call)).parsed

    async def track_messages(
        self,
    ) -> list[MessageOut]:
        """Read the own correspondence.

        What the controller has written, codes and links left out (art. 12(1)).
        """

        call = _track_messages.call()
        return (await self.send(call)).parsed

    async def track_name_recipients(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> list[TrackedRecipientOut]:
        """Ask who the recipients are.

        Names everybody who received the data and is told of the erasure, correction or restriction, and
        sends the same as a letter (art. 19, second sentence; C-154/21).
        """

        call = _track_name_recipients.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_request(
        self,
    ) -> TrackedRequestOut:
        """Follow the own request.

        Status, due date, decisions with their reasons, and what is ready (art. 12(3)-(4)).
        """

        call = _track_request.call()
        return (await self.send(call)).parsed

    async def open_access_link(
        self,
        *,
        body: LinkToOpenIn,
    ) -> SessionOut:
        """Open an access link.

        Uses the link up and starts a short session of the one request that it was sent for (art. 12(2)). A
        GET of the link shows a page and uses nothing up, so that a mail scanner spoils nothing.
        """

        call = _open_access_link.call(
            body=body,
        )
        return (await self.send(call)).parsed

    async def end_subject_session(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Any:
        """End the session.

        From now on it opens nothing (art. 32).
        """

        call = _end_subject_session.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def track_withdraw_request(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> TrackedRequestOut:
        """Withdraw the own request.

        Takes the request back; an erasure that still waits is not carried out (art. 5(1)(e)).
        """

        call = _track_withdraw_request.call(
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_webhooks(
        self,
    ) -> list[WebhookOut]:
        """List the endpoints.

        With their state, without their secrets (art. 32).
        """

        call = _list_webhooks.call()
        return (await self.send(call)).parsed

    async def create_webhook(
        self,
        *,
        body: WebhookIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewWebhookOut:
        """Register an endpoint.

        Its secret is shown in this answer only. What is sent holds ids and codes, no personal data
        (Standard Webhooks 1.0.0; art. 5(1)(c), 32).
        """

        call = _create_webhook.call(
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def get_webhook(
        self,
        endpoint_id: UUID,
    ) -> WebhookOut:
        """Read an endpoint.

        Whether it is enabled, paused or gone, and which events it wants (art. 32).
        """

        call = _get_webhook.call(
            endpoint_id=endpoint_id,
        )
        return (await self.send(call)).parsed

    async def put_webhook(
        self,
        endpoint_id: UUID,
        *,
        body: WebhookIn,
        if_match: str | Unset = UNSET,
    ) -> WebhookOut:
        """Change an endpoint.

        Other terms in full; enabling it again ends its pause (art. 32).
        """

        call = _put_webhook.call(
            endpoint_id=endpoint_id,
            body=body,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def delete_webhook(
        self,
        endpoint_id: UUID,
        *,
        if_match: str | Unset = UNSET,
    ) -> Any:
        """Remove an endpoint.

        With its log; what waits for it is not sent any more (art. 5(1)(e)).
        """

        call = _delete_webhook.call(
            endpoint_id=endpoint_id,
            if_match=if_match,
        )
        return (await self.send(call)).parsed

    async def list_webhook_deliveries(
        self,
        endpoint_id: UUID,
        *,
        limit: int | Unset = 50,
        cursor: None | str | Unset = UNSET,
    ) -> PageDeliveryOut:
        """List deliveries.

        Newest first, with each attempt; kept for thirty days (art. 5(2)).
        """

        call = _list_webhook_deliveries.call(
            endpoint_id=endpoint_id,
            limit=limit,
            cursor=cursor,
        )
        return (await self.send(call)).parsed

    async def redeliver_webhook(
        self,
        endpoint_id: UUID,
        delivery_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> DeliveryOut:
        """Deliver again.

        Sends the event once more under the same webhook-id, with all attempts before it (art. 32).
        """

        call = _redeliver_webhook.call(
            endpoint_id=endpoint_id,
            delivery_id=delivery_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def rotate_webhook_secret(
        self,
        endpoint_id: UUID,
        *,
        body: SecretRotationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> NewWebhookOut:
        """Give an endpoint another secret.

        Deliveries bear a signature by each secret until the overlap is over (art. 32).
        """

        call = _rotate_webhook_secret.call(
            endpoint_id=endpoint_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def test_webhook(
        self,
        endpoint_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> DeliveryOut:
        """Send a test event.

        A `webhook.test` to this endpoint alone; its delivery stands in the log (art. 32).
        """

        call = _test_webhook.call(
            endpoint_id=endpoint_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed


def _request(
    http: httpx.Client | httpx.AsyncClient, call: Call[Any], headers: Mapping[str, str] | None
) -> httpx.Request:
    request = http.build_request(**call.arguments)
    request.headers.update(headers or {})
    return request
