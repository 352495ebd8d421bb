"""The two clients, blocking and asynchronous: one method per operation."""

import datetime
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from .api.api_keys import create_api_key as _create_api_key
from .api.api_keys import list_api_keys as _list_api_keys
from .api.api_keys import revoke_api_key as _revoke_api_key
from .api.correspondence import list_messages as _list_messages
from .api.correspondence import record_dispatch as _record_dispatch
from .api.deadlines import compute_deadline as _compute_deadline
from .api.deadlines import extend_deadline as _extend_deadline
from .api.deadlines import get_deadline as _get_deadline
from .api.deadlines import resume_deadline as _resume_deadline
from .api.deadlines import suspend_deadline as _suspend_deadline
from .api.decisions import list_refusal_grounds as _list_refusal_grounds
from .api.decisions import refuse_rights as _refuse_rights
from .api.decisions import settle_right as _settle_right
from .api.exports import download_export as _download_export
from .api.exports import get_export as _get_export
from .api.exports import list_exports as _list_exports
from .api.exports import list_redactions as _list_redactions
from .api.exports import preview_export_rows as _preview_export_rows
from .api.exports import strike_export as _strike_export
from .api.exports import undo_redaction as _undo_redaction
from .api.fulfilment import approve_fulfilment as _approve_fulfilment
from .api.fulfilment import decline_fulfilment as _decline_fulfilment
from .api.fulfilment import get_fulfilment as _get_fulfilment
from .api.fulfilment import start_fulfilment as _start_fulfilment
from .api.identity import ask_for_identity as _ask_for_identity
from .api.identity import get_identity_document as _get_identity_document
from .api.identity import get_identity_document_page as _get_identity_document_page
from .api.identity import list_identity_documents as _list_identity_documents
from .api.identity import review_identity_document as _review_identity_document
from .api.identity import upload_identity_documents as _upload_identity_documents
from .api.identity import verify_identity_by_other_means as _verify_identity_by_other_means
from .api.identity import view_identity_document as _view_identity_document
from .api.operations import discard_job as _discard_job
from .api.operations import get_job as _get_job
from .api.operations import get_liveness as _get_liveness
from .api.operations import get_readiness as _get_readiness
from .api.operations import list_jobs as _list_jobs
from .api.operations import retry_job as _retry_job
from .api.registers import get_controller_policy_entry as _get_controller_policy_entry
from .api.registers import get_data_map as _get_data_map
from .api.registers import get_processing_activities_entry as _get_processing_activities_entry
from .api.registers import get_recipients_entry as _get_recipients_entry
from .api.registers import list_controller_policy_entries as _list_controller_policy_entries
from .api.registers import list_processing_activities_entries as _list_processing_activities_entries
from .api.registers import list_recipients_entries as _list_recipients_entries
from .api.registers import put_controller_policy_entry as _put_controller_policy_entry
from .api.registers import put_data_map as _put_data_map
from .api.registers import put_processing_activities_entry as _put_processing_activities_entry
from .api.registers import put_recipients_entry as _put_recipients_entry
from .api.reports import list_deadline_marks as _list_deadline_marks
from .api.reports import report_deadlines as _report_deadlines
from .api.requests import assign_request as _assign_request
from .api.requests import get_request as _get_request
from .api.requests import list_request_events as _list_request_events
from .api.requests import list_requests as _list_requests
from .api.requests import search_requests as _search_requests
from .api.requests import submit_request as _submit_request
from .api.requests import withdraw_request as _withdraw_request
from .errors import error_of
from .models.accept_in import AcceptIn
from .models.api_key_in import ApiKeyIn
from .models.api_key_out import ApiKeyOut
from .models.assignment_in import AssignmentIn
from .models.body_upload_identity_documents import BodyUploadIdentityDocuments
from .models.clock_out import ClockOut
from .models.compute_deadline_body import ComputeDeadlineBody
from .models.data_map_in import DataMapIn
from .models.data_map_out import DataMapOut
from .models.deadline_report_out import DeadlineReportOut
from .models.discard_in import DiscardIn
from .models.discarded_out import DiscardedOut
from .models.dispatch_in import DispatchIn
from .models.download_export_format import DownloadExportFormat
from .models.entry_in import EntryIn
from .models.entry_out import EntryOut
from .models.event_out import EventOut
from .models.export_out import ExportOut
from .models.extension_in import ExtensionIn
from .models.fulfilment_out import FulfilmentOut
from .models.ground_out import GroundOut
from .models.identity_document_out import IdentityDocumentOut
from .models.identity_request_in import IdentityRequestIn
from .models.job_out import JobOut
from .models.job_state import JobState
from .models.list_requests_sort import ListRequestsSort
from .models.liveness import Liveness
from .models.mark_kind import MarkKind
from .models.message_out import MessageOut
from .models.new_api_key_out import NewApiKeyOut
from .models.page_decided_out import PageDecidedOut
from .models.page_job_out import PageJobOut
from .models.page_previewed_row import PagePreviewedRow
from .models.page_redaction_out import PageRedactionOut
from .models.page_request_out import PageRequestOut
from .models.readiness import Readiness
from .models.redaction_out import RedactionOut
from .models.redactions_in import RedactionsIn
from .models.refusal_in import RefusalIn
from .models.reject_in import RejectIn
from .models.request_in import RequestIn
from .models.request_out import RequestOut
from .models.right import Right
from .models.role import Role
from .models.search_in import SearchIn
from .models.settlement_in import SettlementIn
from .models.status import Status
from .models.suspension_in import SuspensionIn
from .models.suspension_out import SuspensionOut
from .models.verification_in import VerificationIn
from .models.view_in import ViewIn
from .models.view_out import ViewOut
from .models.view_reason import ViewReason
from .models.what_if_out import WhatIfOut
from .types import UNSET, Call, Response, Unset

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
        body: ComputeDeadlineBody,
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
    ) -> ClockOut:
        """Extend the deadline.

        Adds the two further months of art. 12(3), once, inside the first month, with reasons for the
        person.
        """

        call = _extend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def suspend_deadline(
        self,
        request_id: UUID,
        *,
        body: SuspensionIn,
        idempotency_key: str | Unset = UNSET,
    ) -> SuspensionOut:
        """Suspend the clock.

        Stops the clock while the person is asked for proof of identity (art. 12(6)) or the scope of a large
        request (recital 63).
        """

        call = _suspend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def resume_deadline(
        self,
        request_id: UUID,
        suspension_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> SuspensionOut:
        """End a suspension.

        What the person was asked for has come: the clock goes on (art. 12(3)).
        """

        call = _resume_deadline.call(
            request_id=request_id,
            suspension_id=suspension_id,
            idempotency_key=idempotency_key,
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
        )
        return self.send(call).parsed

    def view_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: ViewIn,
        idempotency_key: str | Unset = UNSET,
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
        )
        return self.send(call).parsed

    def ask_for_identity(
        self,
        request_id: UUID,
        *,
        body: IdentityRequestIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Ask for proof of identity.

        Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)).
        """

        call = _ask_for_identity.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def verify_identity_by_other_means(
        self,
        request_id: UUID,
        *,
        body: VerificationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Record another proof of identity.

        A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).
        """

        call = _verify_identity_by_other_means.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
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
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Submit a request.

        Takes in a request under GDPR art. 15-22 or 7(3) and starts the clock of art. 12(3). A reminder of
        an open request (same person, same rights and particulars) is linked to it and answered with 200.
        """

        call = _submit_request.call(
            body=body,
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

    def withdraw_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Withdraw a request.

        The person takes the request back; it ends, and what was prepared is destroyed (art. 5(1)(e)).
        """

        call = _withdraw_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def approve_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Approve what was prepared.

        A second person has looked; the packages are released (art. 32: four eyes).
        """

        call = _approve_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def decline_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Decline what was prepared.

        The packages are revoked and the request goes back to the staff (art. 32: four eyes).
        """

        call = _decline_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
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
    ) -> RequestOut:
        """Start the fulfilment.

        Searches every collection of the data map and builds the packages for access and portability (art.
        15, 20). Its progress is at GET.
        """

        call = _start_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
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
        )
        return self.send(call).parsed

    def undo_redaction(
        self,
        request_id: UUID,
        export_id: UUID,
        redaction_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
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

    def record_dispatch(
        self,
        request_id: UUID,
        message_id: UUID,
        *,
        body: DispatchIn,
        idempotency_key: str | Unset = UNSET,
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
        )
        return self.send(call).parsed

    def refuse_rights(
        self,
        request_id: UUID,
        *,
        body: RefusalIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Refuse rights.

        Refuses rights on a ground of the catalogue, with reasons, complaint and remedy (art. 12(4)).
        """

        call = _refuse_rights.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return self.send(call).parsed

    def list_refusal_grounds(
        self,
        request_id: UUID,
        right: Right,
    ) -> list[GroundOut]:
        """List the grounds on offer.

        The grounds by which this right may be refused (art. 12(4)-(5), 15(4), 16-22); none where no refusal
        is possible (art. 21(3), 7(3)).
        """

        call = _list_refusal_grounds.call(
            request_id=request_id,
            right=right,
        )
        return self.send(call).parsed

    def settle_right(
        self,
        request_id: UUID,
        right: Right,
        *,
        body: SettlementIn,
        idempotency_key: str | Unset = UNSET,
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
        body: ComputeDeadlineBody,
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
    ) -> ClockOut:
        """Extend the deadline.

        Adds the two further months of art. 12(3), once, inside the first month, with reasons for the
        person.
        """

        call = _extend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def suspend_deadline(
        self,
        request_id: UUID,
        *,
        body: SuspensionIn,
        idempotency_key: str | Unset = UNSET,
    ) -> SuspensionOut:
        """Suspend the clock.

        Stops the clock while the person is asked for proof of identity (art. 12(6)) or the scope of a large
        request (recital 63).
        """

        call = _suspend_deadline.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def resume_deadline(
        self,
        request_id: UUID,
        suspension_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> SuspensionOut:
        """End a suspension.

        What the person was asked for has come: the clock goes on (art. 12(3)).
        """

        call = _resume_deadline.call(
            request_id=request_id,
            suspension_id=suspension_id,
            idempotency_key=idempotency_key,
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
        )
        return (await self.send(call)).parsed

    async def view_identity_document(
        self,
        request_id: UUID,
        document_id: UUID,
        *,
        body: ViewIn,
        idempotency_key: str | Unset = UNSET,
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
        )
        return (await self.send(call)).parsed

    async def ask_for_identity(
        self,
        request_id: UUID,
        *,
        body: IdentityRequestIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Ask for proof of identity.

        Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)).
        """

        call = _ask_for_identity.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def verify_identity_by_other_means(
        self,
        request_id: UUID,
        *,
        body: VerificationIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Record another proof of identity.

        A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).
        """

        call = _verify_identity_by_other_means.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
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
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Submit a request.

        Takes in a request under GDPR art. 15-22 or 7(3) and starts the clock of art. 12(3). A reminder of
        an open request (same person, same rights and particulars) is linked to it and answered with 200.
        """

        call = _submit_request.call(
            body=body,
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

    async def withdraw_request(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Withdraw a request.

        The person takes the request back; it ends, and what was prepared is destroyed (art. 5(1)(e)).
        """

        call = _withdraw_request.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def approve_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Approve what was prepared.

        A second person has looked; the packages are released (art. 32: four eyes).
        """

        call = _approve_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def decline_fulfilment(
        self,
        request_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Decline what was prepared.

        The packages are revoked and the request goes back to the staff (art. 32: four eyes).
        """

        call = _decline_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
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
    ) -> RequestOut:
        """Start the fulfilment.

        Searches every collection of the data map and builds the packages for access and portability (art.
        15, 20). Its progress is at GET.
        """

        call = _start_fulfilment.call(
            request_id=request_id,
            idempotency_key=idempotency_key,
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
        )
        return (await self.send(call)).parsed

    async def undo_redaction(
        self,
        request_id: UUID,
        export_id: UUID,
        redaction_id: UUID,
        *,
        idempotency_key: str | Unset = UNSET,
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

    async def record_dispatch(
        self,
        request_id: UUID,
        message_id: UUID,
        *,
        body: DispatchIn,
        idempotency_key: str | Unset = UNSET,
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
        )
        return (await self.send(call)).parsed

    async def refuse_rights(
        self,
        request_id: UUID,
        *,
        body: RefusalIn,
        idempotency_key: str | Unset = UNSET,
    ) -> RequestOut:
        """Refuse rights.

        Refuses rights on a ground of the catalogue, with reasons, complaint and remedy (art. 12(4)).
        """

        call = _refuse_rights.call(
            request_id=request_id,
            body=body,
            idempotency_key=idempotency_key,
        )
        return (await self.send(call)).parsed

    async def list_refusal_grounds(
        self,
        request_id: UUID,
        right: Right,
    ) -> list[GroundOut]:
        """List the grounds on offer.

        The grounds by which this right may be refused (art. 12(4)-(5), 15(4), 16-22); none where no refusal
        is possible (art. 21(3), 7(3)).
        """

        call = _list_refusal_grounds.call(
            request_id=request_id,
            right=right,
        )
        return (await self.send(call)).parsed

    async def settle_right(
        self,
        request_id: UUID,
        right: Right,
        *,
        body: SettlementIn,
        idempotency_key: str | Unset = UNSET,
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
        )
        return (await self.send(call)).parsed


def _request(
    http: httpx.Client | httpx.AsyncClient, call: Call[Any], headers: Mapping[str, str] | None
) -> httpx.Request:
    request = http.build_request(**call.arguments)
    request.headers.update(headers or {})
    return request
