"""Who acts, and what each role may do: one table of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    STOREFRONT = "storefront"
    STAFF = "staff"
    DPO = "dpo"
    AUDITOR = "auditor"
    SUBJECT = "subject"
    SYSTEM = "system"


class Permission(StrEnum):
    SUBMIT_REQUEST = "submit_request"
    SET_RECEIPT = "set_receipt"  # state the instant and channel of receipt
    READ_REQUEST = "read_request"
    READ_QUEUE = "read_queue"
    SEARCH_REQUESTS = "search_requests"
    ASSIGN_REQUEST = "assign_request"
    WITHDRAW_REQUEST = "withdraw_request"
    UPLOAD_IDENTITY_DOCUMENT = "upload_identity_document"
    REVIEW_IDENTITY = "review_identity"
    STATE_CHANNEL = "state_channel"  # say where the person was reached before the request
    REQUEST_LINK = "request_link"
    DISAVOW = "disavow"  # record that the person did not ask
    PROVE_IDENTITY = "prove_identity"  # hand a signed assertion or a one-time code in
    ASK_IDENTITY = "ask_identity"
    VIEW_IDENTITY_DOCUMENT = "view_identity_document"
    SUSPEND_DEADLINE = "suspend_deadline"
    EXTEND_DEADLINE = "extend_deadline"
    COMPUTE_DEADLINE = "compute_deadline"
    DECIDE_RIGHT = "decide_right"
    REFUSE_RIGHT = "refuse_right"
    START_FULFILMENT = "start_fulfilment"
    APPROVE = "approve"
    PLAN_ERASURE = "plan_erasure"
    APPROVE_ERASURE = "approve_erasure"  # the DPO's
    CANCEL_ERASURE = "cancel_erasure"
    ASK_RECIPIENTS = "ask_recipients"
    RECTIFY = "rectify"  # look for fields, decide on corrections, record what was corrected by hand
    CARRY_OUT_ERASURE = "carry_out_erasure"  # the worker alone
    READ_FULFILMENT = "read_fulfilment"
    DOWNLOAD_EXPORT = "download_export"
    REVIEW_EXPORT = "review_export"  # see the rows of a prepared package and strike what belongs to others
    REVOKE_EXPORT = "revoke_export"
    TRANSFER_EXPORT = "transfer_export"  # to another controller (art. 20(2))
    READ_EVENTS = "read_events"
    READ_AUDIT = "read_audit"
    READ_REGISTERS = "read_registers"
    EDIT_REGISTERS = "edit_registers"
    MANAGE_API_KEYS = "manage_api_keys"
    MANAGE_JOBS = "manage_jobs"
    MANAGE_WEBHOOKS = "manage_webhooks"
    READ_REPORTS = "read_reports"
    CHECK_RESTRICTION = "check_restriction"
    RESTRICT = "restrict"
    READ_SUPPRESSIONS = "read_suppressions"
    LIFT_SUPPRESSION = "lift_suppression"  # on new consent
    ANSWER_MANUAL_TASK = "answer_manual_task"  # look something up by hand
    WRITE_MESSAGE = "write_message"  # a free letter to the person
    RECORD_DISPATCH = "record_dispatch"  # that a letter went out by another way than the machine's
    SEND_LETTERS = (
        "send_letters"  # the storefront's, where it mails letters itself: they hold codes and links
    )
    DELIVER_WEBHOOKS = "deliver_webhooks"  # the worker alone
    CLEAR_AWAY = "clear_away"  # the worker alone
    KEEP_DEADLINES = "keep_deadlines"  # the worker alone: marks, closure for silence, recomputation


P = Permission
_STAFF: Final = frozenset(P) - {
    P.CLEAR_AWAY,
    P.DELIVER_WEBHOOKS,
    P.SEND_LETTERS,
    P.MANAGE_WEBHOOKS,
    P.KEEP_DEADLINES,
    P.CARRY_OUT_ERASURE,
    P.APPROVE_ERASURE,
    P.EDIT_REGISTERS,
    P.MANAGE_API_KEYS,
    P.READ_AUDIT,
    P.MANAGE_JOBS,
}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.STOREFRONT: frozenset(
        {
            P.SUBMIT_REQUEST,
            P.READ_REQUEST,
            P.READ_QUEUE,
            P.SEARCH_REQUESTS,
            P.WITHDRAW_REQUEST,
            P.CANCEL_ERASURE,
            P.UPLOAD_IDENTITY_DOCUMENT,
            P.STATE_CHANNEL,
            P.REQUEST_LINK,
            P.PROVE_IDENTITY,
            P.READ_FULFILMENT,
            P.DOWNLOAD_EXPORT,
            P.READ_EVENTS,
            P.COMPUTE_DEADLINE,
            P.CHECK_RESTRICTION,
            P.READ_SUPPRESSIONS,
            P.LIFT_SUPPRESSION,
            P.SEND_LETTERS,
        }
    ),
    Role.STAFF: _STAFF,
    Role.DPO: frozenset(P)
    - {P.CLEAR_AWAY, P.DELIVER_WEBHOOKS, P.SEND_LETTERS, P.KEEP_DEADLINES, P.CARRY_OUT_ERASURE},
    Role.AUDITOR: frozenset(
        {
            P.READ_REQUEST,
            P.READ_QUEUE,
            P.READ_FULFILMENT,
            P.READ_EVENTS,
            P.READ_AUDIT,
            P.READ_REGISTERS,
            P.READ_REPORTS,
            P.COMPUTE_DEADLINE,
        }
    ),
    Role.SUBJECT: frozenset(
        {
            P.READ_REQUEST,
            P.WITHDRAW_REQUEST,
            P.CANCEL_ERASURE,
            P.ASK_RECIPIENTS,
            P.UPLOAD_IDENTITY_DOCUMENT,
            P.DISAVOW,
            P.PROVE_IDENTITY,
            P.READ_FULFILMENT,
            P.DOWNLOAD_EXPORT,
        }
    ),
    Role.SYSTEM: frozenset(P),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `client` groups the keys of one integration: a rotated key still sees its requests."""

    role: Role
    id: str
    client: str
    scopes: frozenset[Permission] = field(default=frozenset())  # empty: all that the role allows

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role] and (not self.scopes or permission in self.scopes)


SYSTEM: Final = Actor(Role.SYSTEM, "system", "system")
