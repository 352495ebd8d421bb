"""What an actor may do next with a request: told with it, so that a client needs no copy of the lifecycle."""

from typing import Final

from dsr_service.domain.actors import Actor, Permission
from dsr_service.domain.rights import COLLECTED, Outcome, Right
from dsr_service.domain.subject_requests import OPEN, Status
from dsr_service.storage.tables import SubjectRequest

S = Status
_WHEN: Final = (
    (
        "upload_identity_document",
        Permission.UPLOAD_IDENTITY_DOCUMENT,
        {S.RECEIVED, S.AWAITING_IDENTITY, S.IN_PROGRESS},
    ),
    ("ask_identity", Permission.ASK_IDENTITY, {S.RECEIVED, S.AWAITING_IDENTITY, S.IN_PROGRESS}),
    ("verify_identity", Permission.REVIEW_IDENTITY, {S.RECEIVED, S.AWAITING_IDENTITY}),
    ("extend_deadline", Permission.EXTEND_DEADLINE, OPEN),
    ("suspend_deadline", Permission.SUSPEND_DEADLINE, OPEN),
    ("assign", Permission.ASSIGN_REQUEST, OPEN),
    ("start_fulfilment", Permission.START_FULFILMENT, {S.IN_PROGRESS}),
    ("plan_erasure", Permission.PLAN_ERASURE, {S.IN_PROGRESS}),
    ("cancel_erasure", Permission.CANCEL_ERASURE, {S.AWAITING_APPROVAL, S.IN_FULFILMENT}),
    ("settle_right", Permission.DECIDE_RIGHT, {S.IN_PROGRESS}),
    ("redact", Permission.REVIEW_EXPORT, {S.AWAITING_APPROVAL}),
    ("approve", Permission.APPROVE, {S.AWAITING_APPROVAL}),
    ("decline", Permission.APPROVE, {S.AWAITING_APPROVAL}),
    ("refuse", Permission.REFUSE_RIGHT, OPEN - {S.IN_FULFILMENT}),
    ("withdraw", Permission.WITHDRAW_REQUEST, OPEN),
)


def next_actions(actor: Actor, request: SubjectRequest) -> list[str]:
    pending = {right.right for right in request.rights if right.outcome is Outcome.PENDING}
    actions = [
        action
        for action, permission, statuses in _WHEN
        if request.status in statuses and actor.may(permission)
    ]
    if not pending & COLLECTED and "start_fulfilment" in actions:
        actions.remove("start_fulfilment")
    if not pending - COLLECTED and "settle_right" in actions:
        actions.remove("settle_right")
    if Right.ERASURE not in pending or (pending & COLLECTED and "plan_erasure" in actions):
        actions = [a for a in actions if a not in {"plan_erasure", "cancel_erasure"}]
    if pending & COLLECTED and "cancel_erasure" in actions:
        actions.remove("cancel_erasure")  # the copy comes first: no erasure is under way
    if "approve" in actions and request.fulfilment_started_by == actor.id:
        actions.remove("approve")
    return actions
